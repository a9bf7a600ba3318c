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


def _own(result: Result, scope: str) -> dict[tuple[str, str], int]:
    limits: list[dict[str, Any]] = result.json["limits"]
    return {
        (limit["metric"], limit["period"]): limit["cap"]
        for limit in limits
        if limit["scope"] == scope
    }


def test_limits_of_ones_own_stand_beside_those_of_the_plan(ready: Jobai) -> None:
    set_ = ready(
        "plan", "limits", "--cost-per-day", "0.50", "--cost-per-month", "$5", "--calls-per-hour",
        "1,000", "--json",
    )  # fmt: skip
    shown = ready("plan", "limits").stdout

    assert _own(set_, "user") == {
        ("cost_nano_usd", "day"): 500_000_000,
        ("cost_nano_usd", "month"): 5_000_000_000,
        ("calls", "hour"): 1000,
    }
    assert len(_own(set_, "plan")) == 3
    assert "10,000 tokens per day" in shown
    assert "$0.50 per day (your own)" in shown
    assert "$5.00 per month (your own)" in shown
    assert shown.rstrip() in ready("plan", "show").stdout


def test_a_limit_is_taken_away_with_none(ready: Jobai) -> None:
    ready("plan", "limits", "--cost-per-day", "0.50", "--tokens-per-day", "7")

    assert _own(ready("plan", "limits", "--cost-per-day", "none", "--json"), "user") == {
        ("tokens", "day"): 7
    }


def test_limits_are_each_users_own(ready: Jobai) -> None:
    ready("plan", "limits", "--tokens-per-month", "7")

    assert _own(ready("--user", "ann", "plan", "limits", "--json"), "user") == {}


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--cost-per-day", "-1"),
        ("--cost-per-day", "free"),
        ("--cost-per-month", "NaN"),
        ("--cost-per-month", "0.0000000001"),
        ("--tokens-per-day", "1.5"),
        ("--tokens-per-month", "-3"),
        ("--calls-per-hour", "many"),
        ("--calls-per-hour", "99999999999999999999"),
    ],
)
def test_what_is_no_limit_is_refused_and_nothing_is_changed(
    ready: Jobai, option: str, value: str
) -> None:
    refused = ready("plan", "limits", "--tokens-per-day", "7", f"{option}={value}")

    assert refused.code == 2
    assert "Hint: give" in refused.stderr
    assert _own(ready("plan", "limits", "--json"), "user") == {}


def test_a_budget_stops_a_call_before_it_is_sent(paid: Jobai, wire_server: WireServer) -> None:
    paid("plan", "limits", "--cost-per-day", "0.000001")

    refused = paid("draft-letter", "--job", "1", "--json")

    assert refused.code == 5
    assert refused.json["error"]["limit"] == "cost per day"
    assert refused.json["error"]["cap"] == 1000
    assert "cost per day is $0.000001; used or held $0.00" in refused.stderr
    assert wire_server.requests == []


def test_a_config_has_limits_of_its_own(paid: Jobai, wire_server: WireServer) -> None:
    none = paid("providers", "limits", "mine")
    set_ = paid("providers", "limits", "mine", "--cost-per-month", "0", "--json")
    refused = paid("draft-letter", "--job", "1")
    unknown = paid("providers", "limits", "yours")

    assert (none.code, none.stdout) == (0, "")
    assert "no limits" in none.stderr
    assert _own(set_, "provider_config") == {("cost_nano_usd", "month"): 0}
    assert refused.code == 5
    assert "cost per month of provider config" in refused.stderr
    assert unknown.code == 8
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
    paid("plan", "limits", "--cost-per-day", "1")
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
