"""`jobai db`: where the store is, its copies, and putting one back."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from commands import Jobai


def jobs(jobai: Jobai) -> int:
    return len(jobai("jobs", "list", "--json").json["jobs"])


def test_path_prints_the_path_and_nothing_else(jobai: Jobai) -> None:
    assert jobai("db", "path").stdout == f"{jobai.store}\n"
    server = jobai("--db", "postgresql://me:secret@host/jobai", "db", "path", "--json")
    assert server.json["path"] is None
    assert "secret" not in server.stdout


def test_a_copy_brings_back_what_was_removed(ready: Jobai) -> None:
    had = jobs(ready)
    made = ready("db", "backup")
    copy = Path(made.stdout.strip())
    ready("jobs", "rm", "1")
    assert (had, jobs(ready)) == (1, 0)

    restored = ready("db", "restore", copy, "--yes", "--json")

    assert restored.code == 0
    assert jobs(ready) == 1
    assert Path(restored.json["before"]).exists()


def test_a_restore_that_nobody_agreed_to_changes_nothing(ready: Jobai) -> None:
    copy = ready("db", "backup", "--json").json["path"]
    ready("jobs", "rm", "1")

    refused = ready("db", "restore", copy)

    assert refused.code == 2
    assert "--yes" in refused.stderr
    assert jobs(ready) == 0


def test_what_is_no_copy_is_refused_with_what_to_do(ready: Jobai, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("dear diary")

    wrong = ready("db", "restore", tmp_path / "notes.txt", "--yes")
    missing = ready("db", "restore", tmp_path / "none.db", "--yes")

    assert (wrong.code, missing.code) == (2, 8)
    assert "no whole copy of a jobai store" in wrong.stderr
    assert jobs(ready) == 1


def test_upgrade_says_from_what_to_what(jobai: Jobai) -> None:
    new = jobai("db", "upgrade", "--json").json
    again = jobai("db", "upgrade")

    assert new["before"] is None
    assert "up to date" in again.stdout
    with sqlite3.connect(jobai.store) as connection:
        ((revision,),) = connection.execute("SELECT version_num FROM alembic_version")
    assert new["after"] == revision


def test_partition_leaves_a_file_as_it_is(ready: Jobai) -> None:
    assert ready("db", "partition").stdout == "A file needs no months: nothing was changed.\n"


def test_vacuum_tells_the_sizes(ready: Jobai) -> None:
    packed = ready("db", "vacuum", "--json").json

    assert packed["after_bytes"] == ready.store.stat().st_size
    assert "now" in ready("db", "vacuum").stdout


def test_a_damaged_store_is_brought_back_by_what_its_error_says(ready: Jobai) -> None:
    copy = ready("db", "backup").stdout.strip()
    ready.store.write_bytes(b"SQLite format 3\0" + b"\xff" * 9000)

    broken = ready("jobs", "list")
    restored = ready("db", "restore", copy, "--yes", "--json")

    assert f"jobai --db {ready.store} db restore {copy}" in broken.stderr
    assert restored.code == 0
    assert Path(restored.json["before"]).read_bytes().endswith(b"\xff")
    assert jobs(ready) == 1


def test_a_copied_store_is_whole_and_its_sums_are_right(full: Jobai) -> None:
    at = ("--name", "kept", "--base-url", "http://127.0.0.1:9/v1")
    added = full("providers", "add", "openai", *at, "--api-key-stdin", stdin="sk-kept")
    assert added.code == 0, added.stderr
    spent = full("usage", "report", "--json").json

    made = full("db", "copy", "--to", "copied.db", "--json")

    assert made.code == 0, made.stderr
    told = {table["table"]: table["rows"] for table in made.json["tables"]}
    assert told["drafts"] == 3
    assert made.json["stored_keys"] == 1
    copy = ("--db", "copied.db")
    assert full(*copy, "usage", "verify").code == 0
    assert full(*copy, "usage", "report", "--json").json["total"] == spent["total"]
    assert full(*copy, "drafts", "show", "1").stdout == full("drafts", "show", "1").stdout
    # The key opens: what is wrong is that nobody is there.
    tested = full(*copy, "providers", "test", "kept")
    assert "cannot reach" in tested.stdout + tested.stderr
    full.environment["JOBAI_SECRET_KEY"] = "A" * 43 + "="
    assert "cannot reach" not in full(*copy, "providers", "test", "kept").stdout


def test_a_copy_tells_what_is_in_it_and_what_to_do(ready: Jobai, tmp_path: Path) -> None:
    made = ready("db", "copy", "--to", "copied.db")

    assert made.stdout.startswith(f"Copied {ready.store} to {tmp_path / 'copied.db'}, schema ")
    assert "The same on both sides: every row, and $0.00 in 1 month of 1 user." in made.stdout
    assert "JOBAI_DB" in made.stderr
    assert ready("--quiet", "db", "copy", "--to", "again.db").stderr == ""


def test_what_cannot_be_copied_is_refused_with_what_to_do(ready: Jobai) -> None:
    nothing = ready("db", "copy", "--from", "none.db", "--to", "copied.db")
    itself = ready("db", "copy", "--to", ready.store)
    ready("db", "copy", "--to", "copied.db")
    again = ready("db", "copy", "--to", "copied.db", "--json")

    assert (nothing.code, itself.code, again.code) == (8, 2, 2)
    assert "no store at" in nothing.stderr
    assert "is not empty" in again.json["error"]["message"]


def test_a_server_that_is_not_there_is_named_without_its_password(ready: Jobai) -> None:
    pytest.importorskip("psycopg", reason="needs jobai[postgres]")

    nowhere = ready("db", "copy", "--to", "postgresql://me:secret@127.0.0.1:9/jobai")

    assert nowhere.code == 1
    assert "127.0.0.1:9" in nowhere.stderr
    assert "secret" not in nowhere.stderr + nowhere.stdout


def test_a_store_that_is_not_whole_is_not_opened(ready: Jobai) -> None:
    ready("db", "copy", "--to", "copied.db")
    with sqlite3.connect(ready.home.parent / "copied.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'copying-' || version_num")
    connection.close()

    refused = ready("--db", "copied.db", "jobs", "list")

    assert refused.code == 1
    assert "is not whole" in refused.stderr
    assert "jobai db copy --from SOURCE --to STORE" in refused.stderr
