"""`jobai db`: where the store is, its copies, and putting one back."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

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


def test_vacuum_tells_the_sizes(ready: Jobai) -> None:
    packed = ready("db", "vacuum", "--json").json

    assert packed["after_bytes"] == ready.store.stat().st_size
    assert "now" in ready("db", "vacuum").stdout


def test_a_damaged_store_is_brought_back_by_what_its_error_says(ready: Jobai) -> None:
    copy = ready("db", "backup").stdout.strip()
    ready.store.write_bytes(b"SQLite format 3\0" + b"\xff" * 9000)

    broken = ready("jobs", "list")
    restored = ready("db", "restore", copy, "--yes", "--json")

    assert f"jobai db restore {copy}" in broken.stderr
    assert restored.code == 0
    assert Path(restored.json["before"]).read_bytes().endswith(b"\xff")
    assert jobs(ready) == 1
