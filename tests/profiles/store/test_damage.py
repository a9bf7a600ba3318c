"""A store's file that is damaged, emptied, cut or not ours: said clearly, and mendable."""

from __future__ import annotations

import json
import random
import shlex
import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from commands import EXAMPLES, Jobai
from sqlalchemy import text

from profiles.errors import StoreError
from profiles.store.backups import backup_store, restore_store
from profiles.store.engine import open_store
from profiles.store.location import latest_backup, locate_store
from profiles.store.transactions import read_rows, write_rows

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from profiles.store.rows import Rows

PAGE = 4096


@pytest.fixture(scope="module")
def kept_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a job and a profile, and with a copy of its store."""
    jobai = Jobai(tmp_path_factory.mktemp("kept") / "home")
    for line in (
        ("extract", str(EXAMPLES / "posting.html"), "-q"),
        ("profile", "import", str(EXAMPLES / "profile.json"), "-q"),
        ("db", "backup"),
    ):
        assert jobai(*line).code == 0
    return jobai.home


@pytest.fixture
def kept(tmp_path: Path, kept_home: Path) -> Jobai:
    """A copy of it."""
    shutil.copytree(kept_home, tmp_path / "my home")
    return Jobai(tmp_path / "my home")


def _cut(data: bytes) -> bytes:
    return data[: len(data) // 3]


def _cut_within_the_head(data: bytes) -> bytes:
    return data[:50]


def _garbage_in_the_middle(data: bytes) -> bytes:
    chance, pages = random.Random(7), len(data) // PAGE
    return data[:PAGE] + b"".join(
        chance.randbytes(PAGE) if page % 2 else data[page * PAGE : (page + 1) * PAGE]
        for page in range(1, pages)
    )


def _garbage_in_the_schema(data: bytes) -> bytes:
    return data.replace(b"CREATE TABLE", b"CREATE \xff\x8aBLE")


def _no_database(data: bytes) -> bytes:
    return b"Dear Sir or Madam,\n" * (len(data) // 19)


def _empty(data: bytes) -> bytes:
    del data
    return b""


HARMS = [_cut, _cut_within_the_head, _garbage_in_the_middle, _garbage_in_the_schema, _no_database,
         _empty]  # fmt: skip


@pytest.mark.parametrize("harm", HARMS, ids=lambda harm: harm.__name__.strip("_"))
def test_a_damaged_store_names_its_newest_copy_and_what_to_type_brings_all_back(
    kept: Jobai, harm: Callable[[bytes], bytes]
) -> None:
    kept.store.write_bytes(harm(kept.store.read_bytes()))

    failed = kept("jobs", "show", "1", "--json")

    copy = latest_backup(kept.store)
    assert failed.code == 1
    error = json.loads(failed.stdout)["error"]
    assert str(kept.store) in error["message"]
    assert str(copy) in error["hint"]
    _, _, command = error["hint"].partition("jobai ")
    mended = kept(*shlex.split(command.partition(";")[0]), "--yes")
    assert mended.code == 0, mended.stderr
    assert kept("jobs", "show", "1").code == 0
    assert kept("usage", "verify").code == 0


@pytest.mark.skipif(sqlite3.sqlite_version_info < (3, 38), reason="quick_check looks at no types")
def test_a_store_that_cannot_be_copied_whole_is_said_to_be_damaged(kept: Jobai) -> None:
    _retype(kept.store, "name VARCHAR(200)", "name INTEGER")
    with closing(sqlite3.connect(kept.store)) as connection:
        connection.execute("UPDATE users SET name = 7")
        connection.commit()
    _retype(kept.store, "name INTEGER", "name VARCHAR(200)")
    location, copy = locate_store(str(kept.store), {}), latest_backup(kept.store)
    assert copy is not None

    with pytest.raises(StoreError, match=r"malformed: NUMERIC value in users.name") as caught:
        backup_store(location)

    assert str(copy) in (caught.value.hint or "")
    aside = restore_store(location, copy)
    assert aside is not None
    assert aside.suffix == ".damaged"


def _retype(path: Path, before: str, after: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE name = 'users'",
            (before, after),
        )
        connection.commit()


def test_an_empty_file_without_a_copy_is_a_new_store(tmp_path: Path) -> None:
    jobai = Jobai(tmp_path / "home")
    jobai.home.mkdir()
    jobai.store.touch()

    assert jobai("jobs", "list").code == 0


@pytest.mark.parametrize("column", ["document", "created_at"])
async def test_a_value_that_is_none_is_damage_and_not_a_fault_of_ours(
    kept: Jobai, column: str
) -> None:
    with closing(sqlite3.connect(kept.store)) as connection:
        connection.execute(f"UPDATE posting_versions SET {column} = 'no such thing'")
        connection.commit()

    failed = kept("jobs", "show", "1")

    assert failed.code == 1
    assert "a value in it cannot be read" in failed.stderr
    assert str(latest_backup(kept.store)) in failed.stderr.replace("\n", " ")


def test_what_somebody_keeps_is_not_in_the_error_of_a_damaged_text(kept: Jobai) -> None:
    with closing(sqlite3.connect(kept.store)) as connection:
        connection.execute("UPDATE postings SET title = CAST(x'5365637265742dff' AS TEXT)")
        connection.commit()

    failed = kept("jobs", "list")

    assert failed.code == 1
    assert "Could not decode to UTF-8 column 'title'\n" in failed.stderr.replace("\n ", " ")
    assert "Secret" not in failed.stderr


@pytest.mark.parametrize(("table", "command"), [
    ("posting_versions", ("jobs", "show", "1")),
    ("drafts", ("drafts", "show", "1")),
    ("profiles", ("profile", "show")),
])  # fmt: skip
def test_a_document_that_lost_its_fields_is_named_with_how_to_come_by_it_again(
    kept: Jobai, table: str, command: tuple[str, ...]
) -> None:
    assert kept("draft-cv", "--job", "1", "-q").code == 0
    with closing(sqlite3.connect(kept.store)) as connection:
        connection.execute(f"""UPDATE {table} SET document = '{{"work": 7, "kind": 7}}'""")
        connection.commit()

    failed = kept(*command)

    assert failed.code == 1
    assert "cannot be read any more" in failed.stderr
    assert "jobai" in failed.stderr.partition("Hint:")[2]


@pytest.mark.parametrize("log", ["missing", "foreign", "cut", "garbage"])
def test_a_log_that_is_not_the_stores_own_is_no_traceback_and_can_be_restored(
    kept: Jobai, tmp_path: Path, log: str
) -> None:
    copy = latest_backup(kept.store)
    assert copy is not None
    with closing(sqlite3.connect(kept.store)) as connection:
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        for number in range(200):
            connection.execute("INSERT INTO users (id, created_at) VALUES (?, '2026-11-23')",
                               (f"user {number}",))  # fmt: skip
        connection.commit()
        wal = kept.store.with_name("jobai.db-wal")
        left = {path.name: path.read_bytes() for path in (kept.store, wal)}
    for path in (kept.store, wal):
        path.write_bytes(left[path.name])
    kept.store.with_name("jobai.db-shm").unlink(missing_ok=True)
    data = left[wal.name]
    harmed = {
        "foreign": _log_of_another(tmp_path / "other.db"),
        "cut": data[: len(data) // 2 + 100],
        "garbage": data[:5000] + bytes(len(data) - 5000),
    }
    if log == "missing":
        wal.unlink()
    else:
        wal.write_bytes(harmed[log])

    codes = {kept(*line).code for line in (("users", "list"), ("jobs", "show", "1"))}

    assert codes <= {0, 1}
    assert kept("db", "restore", copy, "--yes").code == 0
    assert kept("jobs", "show", "1").code == 0


def _log_of_another(path: Path) -> bytes:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE t (x)")
        connection.execute("INSERT INTO t VALUES (zeroblob(50000))")
        connection.commit()
        return path.with_name("other.db-wal").read_bytes()


async def test_a_callers_own_bad_value_in_a_transaction_stays_his_own_error(
    made_store: Path, tmp_path: Path
) -> None:
    path = tmp_path / "jobai.db"
    path.write_bytes(made_store.read_bytes())
    store = await open_store(locate_store(str(path), {}))

    def wrong(rows: Rows) -> None:
        del rows
        json.loads("{")

    with pytest.raises(json.JSONDecodeError):
        await read_rows(store.engine, wrong)
    with pytest.raises(json.JSONDecodeError):
        await write_rows(store.engine, None, wrong)
    with pytest.raises(json.JSONDecodeError):
        async with store.read() as session:
            await session.execute(text("SELECT 1"))
            json.loads("{")
    await store.aclose()
