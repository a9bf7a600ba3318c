"""`--json` is a contract: one document, nothing else on stdout, also when a command fails.

What is in each document the schemas say; `Jobai` holds every document to its own.
"""

from __future__ import annotations

import gzip
import json
import sqlite3
from typing import TYPE_CHECKING

import pytest
from command_lines import COMMANDS, POSTING
from commands import EXAMPLES
from contracts import command_of, require_documents, require_lines

from cli.contracts import CONTRACTS

if TYPE_CHECKING:
    from commands import Jobai


READING = {
    "list", "show", "match", "diff", "history", "check", "export", "models", "routes", "explain",
    "prices", "report", "log", "quota", "verify", "path", "doctor",
}  # fmt: skip
"""In the names of commands that change nothing."""


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

    result = full(*words, "--json")

    kinds = CONTRACTS[command_of(words) or ""].documents
    assert result.stdout, result.stderr
    require_documents(kinds, result.stdout)
    assert "\x1b" not in result.stdout + result.stderr


def test_on_an_empty_store_each_command_prints_one_document_or_an_error(jobai: Jobai) -> None:
    reads = [line for line in COMMANDS if {*line.split()} & READING]
    assert len(reads) > 20
    for line in reads:
        words = line.format(request="1").split()
        result = jobai(*words, "--json")

        assert result.stdout or line == "usage export", (line, result)
        require_documents((*CONTRACTS[command_of(words) or ""].documents, "error"), result.stdout)


@pytest.mark.parametrize(
    "command",
    ["draft-cv --job 1", "drafts render 1", "drafts edit 1 --from mine.md"],
)
def test_a_file_and_a_document_do_not_both_go_to_standard_output(full: Jobai, command: str) -> None:
    result = full(*command.split(), "-o", "-", "--format", "md", "--json")

    assert (result.code, result.json["error"]["type"]) == (2, "UsageError")


def test_files_that_a_command_writes_as_json_are_documents_too(full: Jobai) -> None:
    folder = full.home.parent
    connection = sqlite3.connect(full.store)
    connection.execute(
        "UPDATE ai_provider_usage_logs SET created_at = '2020-01-01 00:00:00.000000'"
    )
    connection.commit()
    connection.close()
    for line in (
        "drafts render cv -o cv.json",
        "drafts render letter -o letter.json",
        "usage export -o rows.jsonl",
        "usage archive --before 2021 -o rows.jsonl.gz",
    ):
        done = full(*line.split())
        assert done.code == 0, done.stderr

    require_documents(("cv",), (folder / "cv.json").read_text(encoding="utf-8"))
    require_documents(("letter",), (folder / "letter.json").read_text(encoding="utf-8"))
    exported = (folder / "rows.jsonl").read_text(encoding="utf-8")
    archived = gzip.decompress((folder / "rows.jsonl.gz").read_bytes()).decode()
    assert {json.loads(line)["status"] for line in exported.splitlines()} == {"success", "error"}
    require_lines("ledger-row", exported)
    require_lines("ledger-row", archived)
    assert archived


@pytest.mark.parametrize(
    ("command", "code", "kind"),
    [
        ("extract nothing.html", 3, "UnreadableSourceError"),
        (f"extract {EXAMPLES / 'posting.png'}", 4, "ProviderNotConfiguredError"),
        ("draft-cv --job 99", 8, "NotFoundError"),
        ("draft-cv --job x", 8, "NotFoundError"),
        ("draft-cv --job 1.5", 2, "InvalidInputError"),
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
