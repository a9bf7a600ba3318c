"""`jobai plan` and `jobai users`: showing and changing them."""

from __future__ import annotations

import re
import sqlite3
from typing import TYPE_CHECKING

import pytest
from terminal import Terminal

if TYPE_CHECKING:
    from commands import Jobai
    from wire import WireServer

FREEMIUM = {("tokens", "day"): 10_000, ("tokens", "month"): 100_000, ("calls", "hour"): 100}


def test_a_new_user_is_on_freemium_with_its_routes_and_limits(jobai: Jobai) -> None:
    printed = jobai("plan", "show").stdout
    document = jobai("plan", "show", "--json").json

    assert "Plan freemium, user me" in printed
    assert "10,000 tokens per day" in printed
    assert (document["schema_version"], document["plan"], document["user"]) == (1, "freemium", "me")
    assert document["routes"]["extraction"][0] == {
        "provider": "gemini",
        "model": "gemini-2.5-flash",
    }
    found = {(limit["metric"], limit["period"]): limit["cap"] for limit in document["limits"]}
    assert found == FREEMIUM
    assert {limit["used"] for limit in document["limits"]} == {0}


def test_a_plan_is_changed_from_now_on(ready: Jobai) -> None:
    changed = ready("plan", "set", "pro_monthly")
    document = ready("plan", "show", "--json").json

    assert changed.code == 0
    assert "me is on pro_monthly now" in changed.stderr
    assert document["plan"] == "pro_monthly"
    assert document["routes"]["cv_draft"][0]["model"] == "gemini-1.5-pro"


def test_plans_belong_to_a_user(ready: Jobai) -> None:
    ready("users", "add", "somebody")
    ready.environment = {"JOBAI_USER": "somebody"}
    ready("plan", "set", "pro_annual")

    assert ready("plan", "show", "--json").json["plan"] == "pro_annual"
    assert ready("plan", "show", "--json", "--user", "me").json["plan"] == "freemium"


@pytest.mark.parametrize(
    "command",
    ["plan show", "plan set pro_annual", "jobs list", "usage report --all-users", "providers list"],
)
def test_an_unknown_user_is_an_error_and_is_not_made(ready: Jobai, command: str) -> None:
    ready("users", "add", "anna")

    result = ready(*command.split(), "--user", "ana")

    assert (result.code, result.stdout) == (8, "")
    assert "there is no user 'ana'. Did you mean anna?" in result.stderr
    assert "jobai users add ana" in result.stderr
    listed = ready("users", "list", "--user", "ana", "--json").json["users"]
    assert [one["user"] for one in listed] == ["me", "anna"]


def test_doctor_says_that_there_is_no_such_user(ready: Jobai) -> None:
    result = ready("doctor", "--user", "ana")

    assert result.code == 1
    assert "wrong  user: there is no user 'ana'" in result.stdout


def test_an_open_plan_is_ended_and_freemium_holds(ready: Jobai) -> None:
    ready("plan", "set", "pro_monthly")
    later = ready("plan", "end", "--until", "2999-12-31")
    shown = ready("plan", "show").stdout
    now = ready("plan", "end")

    assert "me is on pro_monthly now, until 2999-12-31, then on freemium again." in later.stderr
    assert "until 2999-12-31; then freemium again" in shown
    assert (now.code, now.stdout) == (0, "")
    assert "me is on freemium now; pro_monthly has ended." in now.stderr
    assert ready("plan", "show", "--json").json["plan"] == "freemium"


def test_a_plan_laid_over_another_is_ended_and_that_one_holds(ready: Jobai) -> None:
    ready("plan", "set", "pay_as_you_go")
    ready("plan", "set", "pro_annual", "--until", "2999-12-31")

    document = ready("plan", "end", "--json").json

    assert (document["plan"], document["next_plan"]) == ("pro_annual", "pay_as_you_go")
    assert ready("plan", "show", "--json").json["plan"] == "pay_as_you_go"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ((), "freemium does not end"),
        (("--until", "2020-01-01"), "a plan cannot end in the past"),
        (("--until", "soon"), "neither a day nor a moment"),
    ],
)
def test_a_plan_that_cannot_end_stays(ready: Jobai, options: tuple[str, ...], words: str) -> None:
    result = ready("plan", "end", *options)

    assert (result.code, result.stdout) == (2, "")
    assert words in result.stderr
    assert ready("plan", "show", "--json").json["ends_at"] is None


@pytest.mark.parametrize("plan", ["gold", "", "Freemium"])
def test_an_unknown_plan_names_those_that_there_are(ready: Jobai, plan: str) -> None:
    result = ready("plan", "set", plan)

    assert result.code == 2
    assert "freemium, pay_as_you_go, pro_monthly, pro_annual" in result.stderr


def test_a_plan_with_an_end_tells_its_last_day_and_what_holds_after_it(ready: Jobai) -> None:
    ready.environment = {"TZ": "Asia/Kolkata"}
    told = ready("plan", "set", "pro_monthly", "--until", "2099-01-31").stderr
    printed = ready("plan", "show").stdout
    document = ready("plan", "show", "--json").json

    assert "until 2099-01-31, then on freemium again" in told
    assert "until 2099-01-31; then freemium again" in printed
    assert document["ends_at"] == "2099-01-31T18:30:00+00:00"
    assert document["next_plan"] == "freemium"
    assert [one["plan"] for one in document["subscriptions"]] == ["pro_monthly", "freemium"]


def test_an_expired_pro_is_not_pro(ready: Jobai) -> None:
    ready("plan", "set", "pro_monthly", "--until", "2099-01-31")
    with sqlite3.connect(ready.store) as connection:
        connection.execute(
            "UPDATE subscriptions SET ends_at = '2026-01-31 00:00:00.000000' WHERE ends_at > '2099'"
        )
    connection.close()

    assert ready("plan", "show", "--json").json["plan"] == "freemium"


def test_a_user_whose_only_plan_has_ended_is_told_which_and_when(ready: Jobai) -> None:
    with sqlite3.connect(ready.store) as connection:
        connection.execute(
            "UPDATE subscriptions SET plan = 'pro_annual',"
            " starts_at = '2025-01-31 00:00:00.000000', ends_at = '2026-01-31 00:00:00.000000'"
        )
    connection.close()

    for command in (["plan", "show"], ["plan", "limits"]):
        result = ready(*command)
        assert (result.code, result.stdout) == (4, "")
        assert "pro_annual ended on 2026-01-31 at 00:00 UTC" in result.stderr
        assert "jobai plan set PLAN --user me" in result.stderr


def test_a_plan_may_begin_later(ready: Jobai) -> None:
    told = ready(
        "plan", "set", "pro_annual", "--from", "2098-12-01", "--until", "2099-11-30"
    ).stderr
    printed = ready("plan", "show").stdout

    assert "me is on pro_annual from 2098-12-01, until 2099-11-30" in told
    assert "Plan freemium, user me" in printed
    assert "Then pro_annual from 2098-12-01 until 2099-11-30" in printed


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--until", "2026-01-31"], "has ended already"),
        (["--until", "31.1.2099"], "give it as 2027-01-31"),
        (["--from", "2099-02-01", "--until", "2099-01-01"], "before it begins"),
    ],
)
def test_a_time_that_is_none_is_refused(ready: Jobai, options: list[str], words: str) -> None:
    result = ready("plan", "set", "pro_monthly", *options)

    assert result.code == 2
    assert words in result.stderr
    assert ready("plan", "show", "--json").json["plan"] == "freemium"


def test_limits_reset_in_the_time_zone_of_the_machine(ready: Jobai) -> None:
    ready.environment = {"TZ": "Asia/Kolkata"}

    lines = ready("plan", "limits").stdout.splitlines()

    assert lines[0].split() == ["Limit", "Used", "Left", "Resets", "From"]
    [a_day] = [line for line in lines if line.startswith("10,000 tokens per day")]
    assert " 05:30 " in a_day


def test_every_table_fits_80_columns(ready: Jobai) -> None:
    ready("plan", "set", "pro_annual", "--until", "2099-01-31")
    ready("plan", "limits", "set", "tokens/day", "50000")
    ready("users", "add", "ann", "--name", "Ann Invented", "--plan", "pay_as_you_go")

    for command in (["plan", "show"], ["plan", "limits"], ["users", "list"]):
        with Terminal(ready, *command, no_color=True) as terminal:
            screen = terminal.wait()
        assert terminal.code == 0
        assert "\x1b[3" not in screen, "no colour"
        lines = re.sub(r"\x1b\[\d*m", "", screen).splitlines()
        assert max(map(len, lines)) <= 80, screen


def test_users_are_added_and_listed_with_their_plan_and_what_they_spent(
    ready: Jobai, wire_server: WireServer
) -> None:
    added = ready("users", "add", "ann", "--plan", "pro_monthly", "--until", "2099-01-31")
    again = ready("users", "add", "ann")
    nobody = ready("users", "add", " ")
    unknown = ready("users", "add", "bob", "--plan", "pro_anual")
    ready.environment = wire_server.environment("openai")
    ready("draft-letter", "--job", "1")
    printed = ready("users", "list").stdout
    listed = {one["user"]: one for one in ready("users", "list", "--json").json["users"]}

    assert "Added. ann is on pro_monthly now, until 2099-01-31" in added.stderr
    assert (again.code, nobody.code, unknown.code) == (2, 2, 2)
    assert "jobai plan set PLAN --user ann" in again.stderr
    assert "Did you mean pro_annual?" in unknown.stderr
    assert set(listed) == {"me", "ann"}
    assert (listed["ann"]["plan"], listed["ann"]["this_month"]["calls"]) == ("pro_monthly", 0)
    mine = listed["me"]["this_month"]
    # The example posting, read by rules, is a call too.
    assert (mine["calls"], mine["cost_is_lower_bound"]) == (2, False)
    assert mine["cost_nano_usd"] > 0
    assert "pro_monthly" in printed
