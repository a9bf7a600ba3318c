"""Copies of a store: made while others write, looked at, put back."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from profiles.errors import InvalidInputError, NotFoundError, StoreError
from profiles.store.backups import backup_store, inspect_backup, restore_store, vacuum_store
from profiles.store.engine import open_store
from profiles.store.location import StoreLocation, backup_folder, locate_store
from profiles.store.migrations import HEAD
from profiles.store.tables import User
from profiles.store.users import FREEMIUM

if TYPE_CHECKING:
    from pathlib import Path


async def store_with(path: Path, users: int) -> StoreLocation:
    location = locate_store(str(path), {})
    store = await open_store(location)
    async with store.write() as session:
        session.add_all(User(id=f"user {number}", plan=FREEMIUM) for number in range(users))
    await store.aclose()
    return location


async def users_in(path: Path) -> int:
    store = await open_store(locate_store(str(path), {}))
    async with store.read() as session:
        count = await session.scalar(select(func.count()).select_from(User))
    await store.aclose()
    assert count is not None
    return count


async def test_a_copy_is_whole_private_and_opens_as_a_store(tmp_path: Path) -> None:
    location = await store_with(tmp_path / "jobai.db", 3)

    made = backup_store(location, tmp_path / "copy.db")

    assert (made.path, made.revision) == (tmp_path / "copy.db", HEAD)
    assert made.size_bytes == made.path.stat().st_size
    assert made.path.stat().st_mode & 0o777 == 0o600
    assert await users_in(made.path) == 3


async def test_copies_without_a_name_stand_beside_the_store_and_replace_none(
    tmp_path: Path,
) -> None:
    location = await store_with(tmp_path / "jobai.db", 0)

    made = {backup_store(location).path for _ in range(3)}

    assert len(made) == 3
    assert set(backup_folder(tmp_path / "jobai.db").iterdir()) == made


async def test_a_copy_made_while_others_write_is_of_one_moment(tmp_path: Path) -> None:
    location = await store_with(tmp_path / "jobai.db", 0)
    stop = threading.Event()

    def write_in_pairs() -> None:
        with closing(sqlite3.connect(tmp_path / "jobai.db", timeout=30)) as connection:
            number = 0
            while not stop.is_set():
                for name in ("left", "right"):
                    connection.execute(
                        "INSERT INTO ai_limits (scope, subject, metric, period, cap, is_default)"
                        " VALUES ('user', ?, ?, 'day', 1, 0)",
                        (str(number), name),
                    )
                connection.commit()
                number += 1

    writer = threading.Thread(target=write_in_pairs)
    writer.start()
    try:
        copies = [backup_store(location).path for _ in range(5)]
    finally:
        stop.set()
        writer.join()

    for copy in copies:
        with closing(sqlite3.connect(copy)) as connection:
            rows = connection.execute(
                "SELECT metric, count(*) FROM ai_limits WHERE scope = 'user' GROUP BY metric"
            )
            sides = dict(rows.fetchall())
        assert sides.get("left") == sides.get("right")


async def test_a_file_that_is_there_is_replaced_only_when_asked(tmp_path: Path) -> None:
    location = await store_with(tmp_path / "jobai.db", 2)
    target = tmp_path / "notes.txt"
    target.write_text("mine")

    with pytest.raises(InvalidInputError, match="exists"):
        backup_store(location, target)
    assert target.read_text() == "mine"
    backup_store(location, target, replace=True)

    assert await users_in(target) == 2


async def test_a_copy_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "jobai.db").write_bytes(b"SQLite format 3\0" + b"x" * 5000)
    location = locate_store(str(tmp_path / "jobai.db"), {})

    with pytest.raises(StoreError):
        backup_store(location, tmp_path / "copy.db")

    assert [file.name for file in tmp_path.iterdir()] == ["jobai.db"]


async def test_restoring_brings_the_copy_back_and_keeps_what_was(tmp_path: Path) -> None:
    location = await store_with(tmp_path / "jobai.db", 3)
    copy = backup_store(location, tmp_path / "copy.db").path
    await store_with(tmp_path / "other.db", 7)
    (tmp_path / "other.db").replace(tmp_path / "jobai.db")

    before = restore_store(location, copy)

    assert await users_in(tmp_path / "jobai.db") == 3
    assert before is not None
    assert await users_in(before) == 7


async def test_whoever_has_the_store_open_sees_the_copy_after_a_restore(tmp_path: Path) -> None:
    location = await store_with(tmp_path / "jobai.db", 3)
    copy = backup_store(location, tmp_path / "copy.db").path
    store = await open_store(location)
    async with store.write() as session:
        session.add(User(id="later", plan=FREEMIUM))

    restore_store(location, copy)

    async with store.read() as session:
        assert await session.scalar(select(func.count()).select_from(User)) == 3
    async with store.write() as session:
        session.add(User(id="after", plan=FREEMIUM))
    await store.aclose()
    assert await users_in(tmp_path / "jobai.db") == 4


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + b"\xff" * 9000])
async def test_what_is_no_whole_copy_is_not_put_in_the_stores_place(
    tmp_path: Path, content: bytes
) -> None:
    location = await store_with(tmp_path / "jobai.db", 1)
    (tmp_path / "bad.db").write_bytes(content)

    with pytest.raises(InvalidInputError, match="no whole copy"):
        restore_store(location, tmp_path / "bad.db")

    assert await users_in(tmp_path / "jobai.db") == 1


async def test_a_cut_copy_is_not_whole(tmp_path: Path) -> None:
    location = await store_with(tmp_path / "jobai.db", 1)
    copy = backup_store(location).path
    copy.write_bytes(copy.read_bytes()[: copy.stat().st_size // 2])

    with pytest.raises(InvalidInputError, match="no whole copy"):
        inspect_backup(copy)


async def test_vacuum_gives_room_back(tmp_path: Path) -> None:
    location = await store_with(tmp_path / "jobai.db", 5000)
    with closing(sqlite3.connect(tmp_path / "jobai.db")) as connection, connection:
        connection.executescript("DELETE FROM users; DELETE FROM subscriptions")

    before, after = vacuum_store(location)

    assert after < before / 2
    assert await users_in(tmp_path / "jobai.db") == 0


def test_a_store_on_a_server_is_left_to_the_servers_tools(tmp_path: Path) -> None:
    location = locate_store("postgresql://me@127.0.0.1/jobai", {})

    for action in (backup_store, vacuum_store):
        with pytest.raises(InvalidInputError, match="not a file") as caught:
            action(location)
        assert "pg_dump" in (caught.value.hint or "")


def test_a_store_that_is_not_there_has_no_copy(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        backup_store(locate_store(str(tmp_path / "none.db"), {}))
    assert list(tmp_path.iterdir()) == []


async def test_a_damaged_stores_error_names_its_newest_copy(tmp_path: Path) -> None:
    location = await store_with(tmp_path / "jobai.db", 1)
    copy = backup_store(location).path
    (tmp_path / "jobai.db").write_bytes(b"SQLite format 3\0" + b"\xff" * 9000)

    with pytest.raises(StoreError) as caught:
        await open_store(location)

    assert str(copy) in (caught.value.hint or "")
