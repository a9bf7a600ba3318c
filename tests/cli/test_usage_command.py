"""`jobai usage`: exact money, what has no price, every way to group; and proof that it adds up."""

from __future__ import annotations

import csv
import gzip
import json
import signal
import sqlite3
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from commands import EXAMPLES

if TYPE_CHECKING:
    from pathlib import Path

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
    for table in ("ai_provider_usage_logs", "ai_usage_rollups"):
        connection.execute(f"DELETE FROM {table}")
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
    ready("users", "add", "you")

    assert ready("usage", "report", "--user", "you", "--json").json["total"]["calls"] == 0
    everybody = ready("usage", "report", "--user", "you", "--all-users", "--json").json
    assert everybody["total"]["calls"] == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--by", "weeks"], "Did you mean week? Choose of: day, week, month, user"),
        (["--by", ","], "names nothing"),
        (["--by", "modle"], "Did you mean model?"),
        (["--since", "once"], "2026-11-22"),
        (["--until", "2026-13-01"], "no such time"),
        (["--since", "today", "--until", "yesterday"], "is not before"),
        (["--timezone", "Europe/Berlim"], "did you mean Europe/Berlin?"),
        (["--csv", "--json"], "exclude each other"),
    ],
)
def test_a_report_that_cannot_be_is_wrong_usage(
    ready: Jobai, arguments: list[str], words: str
) -> None:
    result = ready("usage", "report", *arguments)

    assert result.code == 2
    assert words in result.stderr


def test_a_report_is_of_what_the_filters_leave(ready: Jobai) -> None:
    write(ready, PRICED, CENT, UNPRICED, FAILED)

    def calls(*options: str) -> int:
        return ready("usage", "report", *options, "--json").json["total"]["calls"]

    assert calls("--provider", "openai") == 1
    assert calls("--task", "cv_draft", "--status", "error") == 1
    assert calls("--model", "model-a", "--attempt-kind", "first") == 3
    assert calls("--plan", "pro_annual") == 0


def test_days_are_those_of_the_time_zone(ready: Jobai) -> None:
    write(ready, {**CENT, "created_at": "2026-11-01 23:30:00.000000"})

    def day(zone: str) -> str:
        options = ["--by", "day", "--timezone", zone, "--json"]
        return ready("usage", "report", *options).json["lines"][0]["day"]

    assert (day("UTC"), day("Asia/Kolkata")) == ("2026-11-01", "2026-11-02")


def test_csv_has_exact_money_and_no_formulas(ready: Jobai) -> None:
    write(ready, PRICED, {**CENT, "model": "=cmd|' /C calc'!A0"}, UNPRICED)

    lines = list(
        csv.DictReader(ready("usage", "report", "--by", "model", "--csv").stdout.split("\n"))
    )

    assert [line["cost_usd"] for line in lines] == ["0.01", "0.123456789", "0"]
    assert lines[0]["model"].startswith("'=")
    assert [line["unpriced"] for line in lines] == ["0", "0", "1"]


def test_markdown_is_a_table_with_its_total(ready: Jobai) -> None:
    write(ready, PRICED, {**CENT, "model": "a|b"})

    printed = ready("usage", "report", "--by", "model", "--markdown").stdout

    assert "| a\\|b | 1 |" in printed
    assert "| **Total** | **2** |" in printed
    assert "**$0.133456789**" in printed


def test_the_log_lists_calls_newest_first_a_page_at_a_time(ready: Jobai) -> None:
    days = [{**CENT, "created_at": f"2026-11-0{day} 10:00:00.000000"} for day in (1, 2, 3)]
    write(ready, *days)

    first = ready("usage", "log", "-n", "2", "--json").json
    second = ready("usage", "log", "--before", "call-1", "--json").json
    printed = ready("usage", "log", "-n", "2")

    assert [call["request_id"] for call in first["calls"]] == ["call-2", "call-1"]
    assert (first["more"], second["more"]) == (True, False)
    assert [call["request_id"] for call in second["calls"]] == ["call-0"]
    assert "--before call-1" in printed.stderr
    assert printed.stdout.count("$0.01") == 2


def test_show_tells_every_attempt_and_why_it_was_made(ready: Jobai) -> None:
    failed = {**FAILED, "error_type": "RateLimitedError", "http_status": 429}
    write(ready, failed, {**CENT, "request_id": "call-0", "attempt": 2, "attempt_kind": "fallback"})

    printed = ready("usage", "show", "call-0").stdout
    document = ready("usage", "show", "call-0", "--json").json

    assert "RateLimitedError (HTTP 429)" in printed
    assert "the next link of the route, after attempt 1 ended in RateLimitedError" in printed
    assert [one["attempt_kind"] for one in document["attempts"]] == ["first", "fallback"]
    assert (document["status"], document["cost_nano_usd"]) == ("success", 10_000_000)
    assert ready("usage", "show", "nothing").code == 8
    assert ready("usage", "show", "call-0", "--user", "you").code == 8


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--max-cost", "0.133456789"], 0),
        (["--max-cost", "0.133456788"], 5),
        (["--max-tokens", "1012"], 0),
        (["--max-tokens", "1011"], 5),
        (["--max-calls", "1"], 5),
        (["--max-cost", "0", "--since", "2026-11-03"], 0),
        (["--max-cost", "x"], 2),
        (["--max-cost", "-1"], 2),
        ([], 2),
    ],
)
def test_a_check_fails_with_5_when_more_was_used(
    ready: Jobai, options: list[str], code: int
) -> None:
    write(ready, PRICED, CENT)

    assert ready("usage", "check", "--since", "2026", *options).code == code


def test_a_check_of_cost_fails_where_nobody_knows_the_price(ready: Jobai) -> None:
    write(ready, UNPRICED)

    def check(*options: str) -> int:
        return ready("usage", "check", "--max-cost", "99", "--since", "2026", *options).code

    assert (check(), check("--allow-unpriced")) == (5, 0)


def test_quota_names_the_calls_that_hold_some_of_it(ready: Jobai) -> None:
    write(ready, {**PENDING, "lease_until": "2999-01-01 00:00:00.000000"})

    document = ready("usage", "quota", "--json").json
    printed = ready("usage", "quota").stdout

    assert [held["request_id"] for held in document["held_by"]] == ["call-0"]
    assert document["held_by"][0]["held_tokens"] == 7
    assert "Held by calls under way" in printed
    assert {limit["metric"] for limit in document["limits"]} == {"tokens", "calls"}


def test_follow_prints_calls_as_they_end(ready: Jobai) -> None:
    write(ready, CENT)
    process = subprocess.Popen(
        ready.command("usage", "log", "--follow", "--json"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=ready.whole_environment,
    )
    try:
        assert process.stdout
        before = json.loads(process.stdout.readline())
        ready("extract", EXAMPLES / "posting.html", "--refresh")
        after = json.loads(process.stdout.readline())
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 130
    finally:
        process.kill()
        process.communicate()

    assert before["request_id"] == "call-0"
    assert (after["provider"], after["task"]) == ("offline", "extraction")


def test_an_export_has_every_row_and_column(ready: Jobai, tmp_path: Path) -> None:
    write(ready, PRICED, CENT)
    file = tmp_path / "usage.csv"

    lines = [json.loads(line) for line in ready("usage", "export").stdout.splitlines()]
    ready("usage", "export", "-o", file)
    again = ready("usage", "export", "-o", file)

    assert [line["cost_nano_usd"] for line in lines] == [123_456_789, 10_000_000]
    rows = list(csv.DictReader(file.read_text().splitlines()))
    assert [row["request_id"] for row in rows] == ["call-0", "call-1"]
    assert (again.code, "--force" in again.stderr) == (2, True)
    assert ready("usage", "export", "-o", tmp_path / "usage.xls").code == 2


def test_old_calls_leave_and_every_total_stays(ready: Jobai, tmp_path: Path) -> None:
    old = {**CENT, "created_at": "2020-01-02 10:00:00.000000", "settled_at": "2020-01-02 10:00:01"}
    write(ready, old, {**old, "request_id": "call-9"})
    file = tmp_path / "old.jsonl.gz"
    before = ready("usage", "report", "--by", "month", "--json").json["total"]

    moved = ready("usage", "archive", "--before", "2021", "-o", file, "--json").json

    assert (moved["rows"], moved["cost_nano_usd"]) == (2, 20_000_000)
    assert len(gzip.decompress(file.read_bytes()).splitlines()) == 2
    assert ready("usage", "report", "--by", "month", "--json").json["total"] == before
    assert ready("usage", "log", "--json").json["calls"] == []


def test_nothing_is_pruned_unless_somebody_agrees(ready: Jobai) -> None:
    write(ready, {**CENT, "created_at": "2020-01-02 10:00:00.000000"})

    refused = ready("usage", "prune", "--before", "2021")

    assert (refused.code, "--yes" in refused.stderr) == (2, True)
    assert len(ready("usage", "log", "--json").json["calls"]) == 1


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
    ready("users", "add", "you")

    assert ready("usage", "verify", "--user", "you").code == 0
    assert ready("usage", "verify", "--user", "you", "--all-users").code == 1


def test_every_command_filters_by_the_config_that_calls_went_through(ready: Jobai) -> None:
    ready.environment["KEY"] = "sk-invented"
    for name in ("openai", "work"):
        ready("providers", "add", "openai", "--name", name, "--api-key-env", "KEY")
    through = {"provider": "openai", "credential": "config:2", "cost_nano_usd": 5}
    write(ready, {**through, "credential": "config:1"}, through, through)
    work = ("--provider", "work")

    assert ready("usage", "report", *work, "--json").json["total"]["calls"] == 2
    assert len(ready("usage", "log", *work, "--json").json["calls"]) == 2
    assert ready("usage", "check", *work, "--max-calls", "1").code == 5
    assert ready("usage", "check", "--provider", "config/openai", "--max-calls", "1").code == 0
    assert len(ready("usage", "export", *work).stdout.splitlines()) == 2
    assert ready("usage", "report", "--provider", "openai", "--json").json["total"]["calls"] == 3
    assert ready("usage", "report", *work, "--html", "bill.html").code == 0
    request = ready("usage", "log", *work, "--json").json["calls"][0]["request_id"]
    assert "openai  by work" in ready("usage", "show", request).stdout.replace("model-a", "")
    assert "only provider work" in (ready.home.parent / "bill.html").read_text(encoding="utf-8")
