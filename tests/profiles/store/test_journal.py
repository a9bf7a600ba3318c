"""Rows of a caller's open transaction are on the disk, whatever becomes of the process."""

from __future__ import annotations

import logging
import stat
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import make_url, select

from profiles.store.ai import AIProviderUsageLog
from profiles.store.engine import Store, open_store
from profiles.store.journal import Journal
from profiles.store.location import locate_store
from profiles.store.transactions import recover, write_beside, write_transaction

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
TABLE = AIProviderUsageLog.__tablename__
KEY = ("request", 1)


def _row(**changes: Any) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "request_id": "request",
        "attempt": 1,
        "attempt_kind": "first",
        "user_id": "ann",
        "plan": "freemium",
        "task_type": "extraction",
        "provider": "gemini",
        "model": "gemini-2.5-flash",
        "credential": "env:GEMINI_API_KEY",
        "status": "pending",
        "held_tokens": 5000,
        "held_cost_nano_usd": 9_000_000,
        "created_at": NOW,
        "lease_until": NOW + timedelta(minutes=2),
    }
    return facts | changes


def _journal(path: Path) -> Journal:
    return Journal(make_url(f"sqlite+aiosqlite:///{path}"))


async def _opened(path: Path) -> Store:
    return await open_store(locate_store(str(path), {}))


async def _rows(store: Store) -> list[AIProviderUsageLog]:
    async with store.read() as session:
        return list(await session.scalars(select(AIProviderUsageLog)))


@pytest.fixture
async def path(tmp_path: Path) -> Path:
    """A store that exists and is closed."""
    path = tmp_path / "jobai.db"
    await (await _opened(path)).aclose()
    return path


async def test_a_row_left_behind_is_there_when_the_store_is_opened(path: Path) -> None:
    _journal(path).write(TABLE, KEY, _row())

    store = await _opened(path)

    [row] = await _rows(store)
    assert (row.request_id, row.status, row.held_cost_nano_usd) == ("request", "pending", 9_000_000)
    assert (row.created_at, row.lease_until) == (NOW, NOW + timedelta(minutes=2))
    assert row.settled_at is None
    assert not _journal(path).has_entries()
    await store.aclose()


async def test_a_row_left_behind_is_there_before_the_next_write(path: Path) -> None:
    store = await _opened(path)
    _journal(path).write(TABLE, KEY, _row())

    async with write_beside(store.engine, None) as connection:
        found = await connection.execute(select(AIProviderUsageLog.request_id))
        assert found.scalars().all() == ["request"]
    await store.aclose()


async def test_what_was_settled_last_holds(path: Path) -> None:
    store = await _opened(path)
    async with store.write() as session:
        session.add(AIProviderUsageLog(**_row()))
    journal = _journal(path)
    journal.write(TABLE, KEY, _row())
    settled = {"status": "success", "input_tokens": 1, "output_tokens": 2, "settled_at": NOW}
    journal.write(TABLE, KEY, _row(**settled))

    async with write_beside(store.engine, None):
        pass

    [row] = await _rows(store)
    assert (row.status, row.tokens, row.settled_at) == ("success", 3, NOW)
    await store.aclose()


async def test_what_cannot_be_written_back_stays_for_the_next_time(path: Path) -> None:
    store = await _opened(path)
    journal = _journal(path)
    journal.write(TABLE, KEY, _row())

    with pytest.raises(ZeroDivisionError):
        async with write_transaction(store.engine) as connection:
            await journal.recover(connection)
            raise ZeroDivisionError

    assert await _rows(store) == []
    await recover(store.engine)
    assert [row.request_id for row in await _rows(store)] == ["request"]
    await store.aclose()


async def test_what_is_written_anew_meanwhile_is_not_forgotten(path: Path) -> None:
    store = await _opened(path)
    journal = _journal(path)
    journal.write(TABLE, KEY, _row())

    async with write_transaction(store.engine) as connection:
        entries = await journal.recover(connection)
    journal.write(TABLE, KEY, _row(status="error"))
    journal.forget(entries)

    await recover(store.engine)
    assert [row.status for row in await _rows(store)] == ["error"]
    await store.aclose()


async def test_a_store_can_be_opened_and_read_while_somebody_is_writing(path: Path) -> None:
    writer = await _opened(path)
    async with write_transaction(writer.engine):
        _journal(path).write(TABLE, KEY, _row())

        started = time.perf_counter()
        reader = await _opened(path)
        assert await _rows(reader) == []
        assert time.perf_counter() - started < 10
        await reader.aclose()

    later = await _opened(path)
    assert [row.request_id for row in await _rows(later)] == ["request"]
    await later.aclose()
    await writer.aclose()


async def test_only_the_owner_can_read_what_is_kept(path: Path) -> None:
    _journal(path).write(TABLE, KEY, _row())

    folder = path.with_name("jobai.db-ledger")
    [entry] = folder.iterdir()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(entry.stat().st_mode) == 0o600


async def test_what_is_discarded_leaves_no_trace(path: Path) -> None:
    journal = _journal(path)
    journal.write(TABLE, KEY, _row())
    journal.write(TABLE, ("other", 1), _row())

    journal.discard(TABLE, KEY)
    assert journal.has_entries()
    journal.discard(TABLE, ("other", 1))
    journal.discard(TABLE, ("never", 1))

    assert not path.with_name("jobai.db-ledger").exists()


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b'{"table": "nobody", "values": {}}', b"\xff\xfe", b'{"table": 1}'],
)
async def test_a_damaged_entry_is_set_aside_and_said_once(
    path: Path, caplog: pytest.LogCaptureFixture, content: bytes
) -> None:
    folder = path.with_name("jobai.db-ledger")
    folder.mkdir()
    (folder / "entry.json").write_bytes(content)
    (folder / "other.json.x.unfinished").write_bytes(content)

    with caplog.at_level(logging.ERROR, logger="jobai.store"):
        for _ in range(2):
            await (await _opened(path)).aclose()

    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert (folder / "entry.damaged").read_bytes() == content
    assert len([*folder.iterdir()]) == 1


@pytest.mark.parametrize("url", ["sqlite+aiosqlite://", "sqlite+aiosqlite:///:memory:"])
def test_in_memory_there_is_nothing_to_keep(url: str) -> None:
    journal = Journal(make_url(url))

    journal.write(TABLE, KEY, _row())
    journal.discard(TABLE, KEY)

    assert not journal.has_entries()


def test_on_a_server_there_is_nothing_to_keep() -> None:
    assert not Journal(make_url("postgresql+psycopg://me@host/jobai")).has_entries()
