"""`jobai usage`: exact money, what has no price, every way to group; and proof that it adds up."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from commands import Jobai

PRICED = {"model": "model-a", "cost_nano_usd": 123_456_789, "input_tokens": 1_000}
CENT = {"model": "model-a", "cost_nano_usd": 10_000_000, "created_at": "2026-11-02 10:00:00.000000"}
UNPRICED = {"model": "model-x", "provider": "openai", "cost_nano_usd": None}
FAILED = {"model": "model-a", "status": "error", "cost_nano_usd": 0, "task_type": "cv_draft"}
PENDING = {
    "model": "model-a", "status": "pending", "cost_nano_usd": None,
    "held_cost_nano_usd": 5, "held_tokens": 7, "lease_until": "2026-11-01 10:05:00.000000",
}  # fmt: skip


def write(jobai: Jobai, *rows: dict[str, Any]) -> None:
    """Write rows into the ledger, each a call of its own unless it says otherwise."""
    connection = sqlite3.connect(jobai.store)
    connection.execute("DELETE FROM ai_provider_usage_logs")
    columns = connection.execute("PRAGMA table_info(ai_provider_usage_logs)").fetchall()
    needed = {
        name: 0 if kind.upper() in {"INTEGER", "BIGINT"} else ""
        for _, name, kind, not_null, default, key in columns
        if not_null and default is None and not key
    }
    for number, row in enumerate(rows):
        values = {
            **needed, "user_id": "me", "provider": "gemini", "task_type": "extraction",
            "status": "success", "request_id": f"call-{number}", "attempt_kind": "first",
            "attempt": 1, "usage_source": "provider", "input_tokens": 10, "output_tokens": 1,
            "created_at": "2026-11-01 10:00:00.000000",
            "lease_until": "2026-11-01 10:05:00.000000", **row,
        }  # fmt: skip
        names, marks = ", ".join(values), ", ".join("?" * len(values))
        connection.execute(
            f"INSERT INTO ai_provider_usage_logs ({names}) VALUES ({marks})", [*values.values()]
        )
    connection.commit()
    connection.close()


def test_an_empty_ledger_says_so(jobai: Jobai) -> None:
    result = jobai("usage", "report")
    document = jobai("usage", "report", "--json").json

    assert (result.code, result.stdout) == (0, "")
    assert "No calls" in result.stderr
    assert (document["lines"], document["total"]["cost_nano_usd"]) == ([], 0)


def test_money_is_exact_to_the_nano_dollar(ready: Jobai) -> None:
    write(ready, PRICED, CENT)

    printed = ready("usage", "report").stdout
    document = ready("usage", "report", "--json").json

    assert "$0.123456789" in printed
    assert "$0.01\n" in printed
    assert "$0.133456789" in printed
    total = document["total"]
    assert (total["cost_nano_usd"], type(total["cost_nano_usd"])) == (133_456_789, int)
    assert total["cost_is_lower_bound"] is False


def test_what_has_no_price_is_a_lower_bound_and_never_nothing(ready: Jobai) -> None:
    write(ready, PRICED, UNPRICED, UNPRICED)

    printed = ready("usage", "report").stdout
    total = ready("usage", "report", "--json").json["total"]

    assert "$0.00" not in printed
    assert "  2 unpriced\n" in printed
    assert ">= $0.123456789, 2 unpriced" in printed
    assert "2 without a known price" in printed
    assert (total["unpriced"], total["cost_is_lower_bound"]) == (2, True)


@pytest.mark.parametrize(
    ("by", "groups"),
    [
        ("day", [("2026-11-01",), ("2026-11-02",)]),
        ("model", [("model-a",), ("model-x",)]),
        ("task", [("cv_draft",), ("extraction",)]),
        ("provider", [("gemini",), ("openai",)]),
        (
            "provider, day,provider",
            [("gemini", "2026-11-01"), ("gemini", "2026-11-02"), ("openai", "2026-11-01")],
        ),
    ],
)
def test_it_groups_by_each_dimension_in_the_order_asked_for(
    ready: Jobai, by: str, groups: list[tuple[str, ...]]
) -> None:
    write(ready, PRICED, CENT, UNPRICED, FAILED)

    document = ready("usage", "report", "--by", by, "--json").json

    assert [tuple(line[name] for name in document["by"]) for line in document["lines"]] == groups
    assert sum(line["calls"] for line in document["lines"]) == document["total"]["calls"] == 4


def test_days_bound_a_report_with_both_ends_included(ready: Jobai) -> None:
    write(ready, PRICED, CENT, {**CENT, "created_at": "2026-11-03 00:00:00.000000"})

    days = ready(
        "usage", "report", "--by", "day", "--since", "2026-11-02", "--until", "2026-11-02", "--json"
    ).json  # fmt: skip

    assert [line["day"] for line in days["lines"]] == ["2026-11-02"]


def test_a_call_that_never_ended_stands_at_what_it_held(ready: Jobai) -> None:
    write(ready, PENDING, {**PENDING, "lease_until": "2999-01-01 00:00:00.000000"}, FAILED)

    printed = ready("usage", "report").stdout
    total = ready("usage", "report", "--json").json["total"]

    assert (total["interrupted"], total["pending"], total["errors"]) == (1, 1, 1)
    assert total["cost_nano_usd"] == 10
    assert "1 interrupted" in printed
    assert "1 under way" in printed


def test_everybodys_usage_is_asked_for(ready: Jobai) -> None:
    write(ready, PRICED)

    assert ready("usage", "report", "--user", "you", "--json").json["total"]["calls"] == 0
    everybody = ready("usage", "report", "--user", "you", "--all-users", "--json").json
    assert everybody["total"]["calls"] == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--by", "weeks"], "choose of: day, week, month, user"),
        (["--by", ","], "names nothing"),
        (["--since", "yesterday"], "2026-11-22"),
        (["--until", "2026-13-01"], "is not a day"),
    ],
)
def test_a_report_that_cannot_be_is_wrong_usage(
    ready: Jobai, arguments: list[str], words: str
) -> None:
    result = ready("usage", "report", *arguments)

    assert result.code == 2
    assert words in result.stderr


def test_an_honest_ledger_is_proven_in_one_line(ready: Jobai) -> None:
    rows = ready("usage", "report", "--json").json["total"]["attempts"]

    printed = ready("usage", "verify")
    document = ready("usage", "verify", "--json").json

    assert (printed.code, printed.stdout) == (0, f"ok, {rows} row, $0.00\n")
    assert (document["ok"], document["rows"], document["faults"]) == (True, rows, [])


def test_what_is_wrong_is_printed_with_its_request_id_and_exit_code_1(ready: Jobai) -> None:
    write(ready, {**PRICED, "attempt": 2, "settled_at": None})

    printed = ready("usage", "verify")
    as_json = ready("usage", "verify", "--json")

    assert (printed.code, as_json.code) == (1, 1)
    assert "request call-0 attempt 2: it is settled without settled_at\n" in printed.stdout
    assert "request call-0: its 1 attempts are numbered 2 to 2" in printed.stdout
    assert printed.stdout.splitlines()[-1].endswith("wrong, 1 row, $0.123456789")
    document = as_json.json
    assert (document["ok"], document["fault_count"]) == (False, len(document["faults"]))
    assert {fault["request_id"] for fault in document["faults"]} == {"call-0"}
    assert {fault["attempt"] for fault in document["faults"]} == {2, None}


def test_everybodys_ledger_is_verified_when_asked_for(ready: Jobai) -> None:
    write(ready, PRICED)

    assert ready("usage", "verify", "--user", "you").code == 0
    assert ready("usage", "verify", "--user", "you", "--all-users").code == 1
