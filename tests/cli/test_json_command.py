"""`--json` is a contract: one document, nothing else on stdout, also when a command fails."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from commands import EXAMPLES

if TYPE_CHECKING:
    from commands import Jobai

POSTING = str(EXAMPLES / "posting.html")
PROFILE = str(EXAMPLES / "profile.json")
FIELDS = {
    f"extract {POSTING}": {
        "id", "version", "provider", "model", "request_id", "created_at", "updated_at", "job",
        "outcome", "usage", "source",
    },
    "draft-cv --job 1": {
        "id", "job", "kind", "version", "provider", "model", "request_id", "cost_nano_usd",
        "reused", "draft", "author", "based_on", "created_at", "inputs", "options", "outcome",
        "files",
    },
    "draft-letter --job 1": {
        "id", "job", "kind", "version", "provider", "model", "request_id", "cost_nano_usd",
        "reused", "draft", "author", "based_on", "created_at", "inputs", "options", "outcome",
        "files",
    },
    "jobs list": {"jobs"},
    "jobs show 1": {
        "id", "version", "provider", "model", "request_id", "created_at", "updated_at", "job",
    },
    f"profile import {PROFILE}": {
        "version", "created_at", "origin", "is_new", "citable_lines", "changes", "notices",
        "provider", "model",
    },
    "profile show": {"version", "created_at", "origin", "sha256", "profile", "lines"},
    "profile show work/0": {"version", "created_at", "origin", "lines"},
    "profile history": {"versions"},
    "profile check": {"version", "gaps"},
    "profile export": {"version", "format", "file", "left_out", "text"},
    "profile history --diff 1 1": {"from_version", "to_version", "added", "removed", "edited"},
    "providers list": {"providers", "environment"},
    "providers test": {"tests"},
    "providers add openai --api-key-env NAME": {
        "name", "provider", "api_key_last4", "api_key_env", "base_url", "api_version", "model",
        "is_default", "is_active", "last_tested_at", "last_test_status",
    },
    "providers rotate-key": {"encrypted", "secret_key", "unneeded_keys"},
    "providers prices": {"table", "prices"},
    "plan limits": {"user", "limits"},
    "plan limits set cost/month 5": {"user", "limits"},
    "plan limits reset": {"user", "limits"},
    "plan limits --plan pro_monthly": {"plan", "limits"},
    "plan show": {
        "user", "plan", "starts_at", "ends_at", "next_plan", "subscriptions", "routes", "limits",
    },
    "plan set pro_monthly --until 2099-01-31": {
        "user", "plan", "starts_at", "ends_at", "next_plan", "subscriptions",
    },
    "users list": {"users"},
    "users add ann --name Ann": {
        "user", "name", "plan", "starts_at", "ends_at", "next_plan", "subscriptions",
    },
    "providers limits": {"provider", "limits"},
    "providers models": {"providers"},
    "providers routes": {"routes"},
    "providers routes set freemium any gpt-6-luna": {"plan", "task", "changed", "links"},
    "providers routes reset": {"reset"},
    "providers explain": {
        "plan", "user", "task", "route_task", "changed", "limits_used_up", "candidates",
    },
    "providers price openai qwen3 --input 0 --output 0": {
        "provider", "model", "starts_at", "ends_at", "input_nano_usd_per_mtok",
        "output_nano_usd_per_mtok", "cached_input_nano_usd_per_mtok",
        "cache_write_nano_usd_per_mtok",
    },
    "usage report": {"by", "since", "until", "timezone", "mode", "lines", "total"},
    "usage report --mode reprice": {
        "by", "since", "until", "timezone", "mode", "lines", "total", "changes",
    },
    "usage log": {"calls", "more"},
    "usage quota": {"user", "plan", "limits", "held_by"},
    "usage check --max-calls 9": {"ok", "since", "until", "checks", "cost_usd"},
    "usage archive --before 2020 -o old.jsonl.gz": {
        "before", "rows", "rows_kept", "cost_nano_usd", "archive", "archive_sha256",
    },
    "usage prune --before 2020 --yes": {
        "before", "rows", "rows_kept", "cost_nano_usd", "archive", "archive_sha256",
    },
    "config list": {"path", "settings"},
    "config set paper letter": {"path", "settings"},
    "config path": {"path", "exists"},
    "db path": {"store", "path", "exists"},
    "db upgrade": {"store", "before", "after"},
    "db backup": {"path", "size_bytes", "revision"},
    "db vacuum": {"store", "before_bytes", "after_bytes"},
    "usage verify": {
        "ok", "rows", "cost_nano_usd", "unpriced", "other_prices", "fault_count", "faults",
    },
    "doctor": {"findings"},
}  # fmt: skip


@pytest.mark.parametrize("command", FIELDS)
def test_each_command_prints_one_document_with_its_fields(ready: Jobai, command: str) -> None:
    result = ready(*command.split(), "--json")

    assert result.code == 0, result.stderr
    assert set(result.json) == {"schema_version", *FIELDS[command]}
    assert result.json["schema_version"] == 1
    assert "\x1b" not in result.stdout + result.stderr


@pytest.mark.parametrize(
    ("command", "code", "kind"),
    [
        ("extract nothing.html", 3, "UnreadableSourceError"),
        (f"extract {EXAMPLES / 'posting.png'}", 4, "ProviderNotConfiguredError"),
        ("draft-cv --job 99", 8, "NotFoundError"),
        ("draft-cv --job x", 2, "UsageError"),
        ("draft-cv", 2, "UsageError"),
        ("jobs show 99", 8, "NotFoundError"),
        ("jobs shw 1", 2, "UsageError"),
        ("jobs list --limt 3", 2, "UsageError"),
        ("usage report --by fortnight", 2, "InvalidInputError"),
        ("providers test nobody", 8, "NotFoundError"),
        ("profile import nothing.json", 3, "UnreadableProfileError"),
        ("jobs list --db mysql://x", 2, "InvalidInputError"),
        ("jobs list --db /dev/null/jobs.db", 1, "StoreError"),
        ("plan show --user", 2, "UsageError"),
    ],
)
def test_a_failed_command_prints_its_error_as_the_one_document(
    ready: Jobai, command: str, code: int, kind: str
) -> None:
    result = ready("--json", *command.split()) if " --user" in command else ready(
        *command.split(), "--json"
    )  # fmt: skip

    document = result.json
    assert (result.code, document["error"]["exit_code"]) == (code, code)
    assert document["schema_version"] == 1
    assert document["error"]["type"] == kind
    assert document["error"]["message"] in " ".join(result.stderr.split())
    assert {"type", "message", "hint", "exit_code"} <= set(document["error"])


def test_several_sources_are_a_line_each_whatever_fails(ready: Jobai) -> None:
    some = ready("extract", POSTING, "nothing.html", "--json")
    none = ready("extract", POSTING, "nothing.html", "--json", "--db", "mysql://x")

    assert [set(json.loads(line)) >= {"schema_version", "source"} for line in some.stdout.splitlines()] == [True, True]  # fmt: skip  # noqa: E501
    [line] = none.stdout.splitlines()
    assert json.loads(line)["error"]["exit_code"] == 2
