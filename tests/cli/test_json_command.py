"""`--json` is a contract: one document, nothing else on stdout, also when a command fails.

What is in each document the schemas say; `Jobai` holds every document to its own.
"""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING

import pytest
from command_lines import COMMANDS, POSTING
from commands import EXAMPLES
from contracts import command_of, require_documents

from cli.contracts import CONTRACTS

if TYPE_CHECKING:
    from commands import Jobai


def test_the_commands_below_are_all_there_are() -> None:
    assert {command_of(command.split()) for command in COMMANDS} == set(CONTRACTS)


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_prints_one_document_of_its_own_kind(full: Jobai, command: str) -> None:
    with sqlite3.connect(full.store) as connection:
        [request] = connection.execute(
            "SELECT max(request_id) FROM ai_provider_usage_logs"
        ).fetchone()
    connection.close()
    words = command.format(request=request).split()

    result = full(*words, *(["--json"] if command != "usage export" else []))

    kinds = CONTRACTS[command_of(words) or ""].documents
    assert result.stdout, result.stderr
    require_documents(kinds, result.stdout)
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
