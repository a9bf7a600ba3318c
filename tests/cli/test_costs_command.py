"""Limits of one's own and prices set by hand: what they say, keep, refuse and stop."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from commands import EXAMPLES
from wire import faults

if TYPE_CHECKING:
    from commands import Jobai, Result
    from wire import WireServer


@pytest.fixture
def paid(ready: Jobai, wire_server: WireServer) -> Jobai:
    """`jobai` with a config "mine" at the loopback server."""
    ready.environment = {"MINE": wire_server.key}
    added = ready(
        "providers", "add", "openai", "--name", "mine", "--api-key-env", "MINE",
        "--base-url", wire_server.base_url("openai"),
    )  # fmt: skip
    assert added.code == 0, added.stderr
    return ready


def _own(result: Result, scope: str) -> dict[tuple[str, str], int | None]:
    limits: list[dict[str, Any]] = result.json["limits"]
    return {
        (limit["metric"], limit["period"]): limit["cap"]
        for limit in limits
        if limit["scope"] == scope
    }


def test_a_limit_of_ones_own_stands_in_place_of_the_plans(ready: Jobai) -> None:
    told = ready("plan", "limits", "set", "tokens/day", "50,000").stderr
    ready("plan", "limits", "set", "cost/month", "$5")
    set_ = ready("plan", "limits", "set", "calls/hour", "none", "--json")
    shown = ready("plan", "limits").stdout

    assert "me: 50,000 tokens per day now (plan: 10,000)." in told
    assert _own(set_, "user") == {
        ("tokens", "day"): 50_000,
        ("cost_nano_usd", "month"): 5_000_000_000,
        ("calls", "hour"): None,
    }
    assert _own(set_, "plan") == {("tokens", "month"): 100_000}
    [row] = [line for line in shown.splitlines() if line.startswith("50,000 tokens per day")]
    assert row.endswith("your own (plan: 10,000)")
    assert "plan default" in shown
    assert shown.rstrip() in ready("plan", "show").stdout


def test_limits_are_reset_one_or_all(ready: Jobai) -> None:
    for limit in ("tokens/day", "tokens/month", "cost/day"):
        ready("plan", "limits", "set", limit, "7")

    one = ready("plan", "limits", "reset", "tokens/day", "--json")
    rest = ready("plan", "limits", "reset")
    nothing = ready("plan", "limits", "reset", "tokens/day")

    assert set(_own(one, "user")) == {("tokens", "month"), ("cost_nano_usd", "day")}
    assert "me: 2 limits reset to the plan." in rest.stderr
    assert (nothing.code, "nothing to reset" in nothing.stderr) == (0, True)
    assert _own(ready("plan", "limits", "--json"), "user") == {}


def test_a_plans_own_limits_are_changed_for_everybody_on_it(ready: Jobai) -> None:
    changed = ready("plan", "limits", "set", "tokens/day", "20000", "--plan", "freemium", "--json")
    ready("users", "add", "ann")
    anns = ready("plan", "limits", "--json", "--user", "ann").json["limits"]
    shown = ready("plan", "limits", "--plan", "freemium").stdout
    reset = ready("plan", "limits", "reset", "--plan", "freemium")
    unknown = ready("plan", "limits", "set", "tokens/day", "1", "--plan", "premium")

    assert changed.json["plan"] == "freemium"
    [limit] = [one for one in anns if (one["metric"], one["period"]) == ("tokens", "day")]
    assert (limit["cap"], limit["source"], limit["instead_of"]) == (20_000, "changed", 10_000)
    assert (limit["used"], limit["left"]) == (0, 20_000)
    assert "changed (was: 10,000)" in shown
    assert "freemium: 1 limit reset to what jobai ships." in reset.stderr
    assert (unknown.code, "Did you mean freemium?" in unknown.stderr) == (2, True)


def test_limits_are_each_users_own(ready: Jobai) -> None:
    ready("users", "add", "ann")
    ready("plan", "limits", "set", "tokens/month", "7")

    assert _own(ready("--user", "ann", "plan", "limits", "--json"), "user") == {}


@pytest.mark.parametrize(
    ("limit", "value", "words"),
    [
        ("cost/day", "free", "give it as 5 or 0.50"),
        ("cost/month", "NaN", "give it as 5 or 0.50"),
        ("cost/month", "0.0000000001", "give it as 5 or 0.50"),
        ("tokens/day", "1.5", "give it as 10000"),
        ("tokens/month", "-3", "No such option"),
        ("calls/hour", "many", "give it as 10000"),
        ("calls/hour", "99999999999999999999", "give 0 or more"),
        ("token/day", "5", "Did you mean tokens/day?"),
        ("tokens/week", "5", "tokens/day"),
    ],
)
def test_what_is_no_limit_is_refused_and_nothing_is_changed(
    ready: Jobai, limit: str, value: str, words: str
) -> None:
    refused = ready("plan", "limits", "set", limit, value)

    assert refused.code == 2
    assert words in refused.stderr
    assert _own(ready("plan", "limits", "--json"), "user") == {}


def test_a_budget_stops_a_call_before_it_is_sent(paid: Jobai, wire_server: WireServer) -> None:
    paid("plan", "limits", "set", "cost/day", "0.000001")

    refused = paid("draft-letter", "--job", "1", "--json")

    assert refused.code == 5
    assert refused.json["error"]["limit"] == "cost per day"
    assert refused.json["error"]["cap"] == 1000
    assert "cost per day is $0.000001; used or held $0.00" in refused.stderr
    assert wire_server.requests == []


def test_a_config_has_limits_of_its_own(paid: Jobai, wire_server: WireServer) -> None:
    none = paid("providers", "limits", "mine")
    set_ = paid("providers", "limits", "set", "mine", "cost/month", "0", "--json")
    refused = paid("draft-letter", "--job", "1")
    of_plan = paid("plan", "limits").stdout
    reset = paid("providers", "limits", "reset", "mine")
    unknown = paid("providers", "limits", "mime")

    assert (none.code, none.stdout) == (0, "")
    assert "jobai providers limits set mine cost/month 20" in none.stderr
    assert _own(set_, "provider_config") == {("cost_nano_usd", "month"): 0}
    assert refused.code == 5
    assert "cost per month of provider config" in refused.stderr
    assert "provider mine" in of_plan
    assert "taken away: 1" in reset.stderr
    assert paid("providers", "limits", "--json").json["limits"] == []
    assert (unknown.code, "Did you mean mine?" in unknown.stderr) == (8, True)
    assert wire_server.requests == []


def test_a_price_is_set_shown_and_taken_back(ready: Jobai) -> None:
    set_ = ready(
        "providers", "price", "openai", "qwen3", "--input", "0.30", "--output", "2.5",
        "--cached-input", "0.03",
    )  # fmt: skip
    shown = ready("providers", "prices").stdout
    [price] = ready("providers", "prices", "--json").json["prices"]
    removed = ready("providers", "price", "openai", "qwen3", "--remove")
    again = ready("providers", "price", "openai", "qwen3", "--remove")

    assert (set_.code, removed.code, again.code) == (0, 0, 8)
    assert "qwen3 is priced as you said from now on." in set_.stderr
    assert all(text in shown for text in ("qwen3", "$0.30", "$2.50", "$0.03"))
    assert price["input_nano_usd_per_mtok"] == 300_000_000
    assert price["cache_write_nano_usd_per_mtok"] is None
    assert "jobai providers prices" in again.stderr
    assert "no price" in ready("providers", "prices").stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["qwen3"],
        ["qwen3", "--input", "1"],
        ["qwen3", "--output", "1"],
        ["qwen3", "--input", "1", "--output", "x"],
        ["qwen3", "--input", "1", "--output", "1000001"],
        ["qwen3", "--input", "1", "--output", "1", "--remove"],
        [" ", "--input", "1", "--output", "1"],
    ],
)
def test_what_is_no_price_is_refused(ready: Jobai, arguments: list[str]) -> None:
    refused = ready("providers", "price", "openai", *arguments)

    assert refused.code == 2, refused.stderr
    assert "Hint: " in refused.stderr
    assert ready("providers", "prices", "--json").json["prices"] == []


def test_a_model_without_a_price_can_be_asked_under_a_budget_once_it_has_one(
    paid: Jobai, wire_server: WireServer
) -> None:
    paid("plan", "limits", "set", "cost/day", "1")
    draft = ("draft-letter", "--job", "1", "--provider", "openai", "--model", "qwen3")
    refused = paid(*draft)
    paid("providers", "price", "openai", "qwen3", "--input", "0", "--output", "0")

    assert refused.code == 5
    assert "nobody knows what qwen3 costs" in refused.stderr
    assert "jobai providers price" in refused.stderr
    assert wire_server.requests == []
    paid(*draft)
    assert wire_server.requests
    assert paid("usage", "verify").code == 0


@pytest.fixture
def reading(jobai: Jobai, wire_server: WireServer) -> Jobai:
    """`jobai` whose model adds nothing to what the rules have read."""
    jobai.environment = wire_server.environment("openai")
    wire_server.answer_with(json.dumps({"is_posting": True, "title": None, "requirements": []}))
    return jobai


def test_the_same_posting_is_paid_for_once(reading: Jobai, wire_server: WireServer) -> None:
    posting = EXAMPLES / "posting.html"
    first = reading("extract", posting, "--json")
    second = reading("extract", posting, "--json")
    third = reading("extract", posting, "--json", "--refresh")

    assert [one.code for one in (first, second, third)] == [0, 0, 0]
    assert [one.json["usage"]["reused"] for one in (first, second, third)] == [False, True, False]
    assert second.json["request_id"] == first.json["request_id"] != third.json["request_id"]
    assert second.json["job"]["title"] == first.json["job"]["title"]
    assert second.json["usage"]["cost_nano_usd"] == first.json["usage"]["cost_nano_usd"]
    assert "--refresh" in second.stderr
    assert len(wire_server.requests) == 2


def test_a_draft_in_the_same_words_is_the_same_version_also_when_it_is_asked_for_anew(
    ready: Jobai, wire_server: WireServer
) -> None:
    ready.environment = wire_server.environment("openai")
    line = {"text": "x", "citations": ["work/0/highlights/0"]}
    paragraph = {"entry": "work/0", "sentences": [line]}
    answer = {"paragraphs": [paragraph], "requirements": []}
    wire_server.answer_with(json.dumps(answer))
    drafts = [
        ready("draft-letter", "--job", "1", "--json", *more).json
        for more in ([], [], ["--refresh"])
    ]

    assert [draft["version"] for draft in drafts] == [1, 1, 1]
    assert [draft["reused"] for draft in drafts] == [False, True, False]
    assert len({draft["id"] for draft in drafts}) == 1
    assert len(wire_server.requests) == 2


def test_an_error_of_a_call_tells_its_request_and_its_attempts(
    ready: Jobai, wire_server: WireServer
) -> None:
    ready.environment = wire_server.environment("openai")
    wire_server.fail(faults.wrong_key(), times=None)

    error = ready("draft-letter", "--job", "1", "--json").json["error"]

    assert len(error["request_id"]) == 32
    [attempt] = error["attempts"]
    assert (attempt["kind"], attempt["provider"], attempt["error_type"]) == (
        "first",
        "openai",
        "CredentialsRefusedError",
    )
