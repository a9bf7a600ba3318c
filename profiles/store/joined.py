"""Writing within a caller's transaction, where SQLite leaves no other place to write.

SQLite has one write lock for the whole file. A caller that has written something and not committed
it holds that lock, so whoever serves the caller from another connection would wait for the caller,
who waits for him.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import StaticPool, event
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from profiles.store.base import Base
from profiles.store.journal import Journal, upsert

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
    from sqlalchemy.orm import Session, SessionTransaction

    _Key = tuple[object, ...]
    _Kept = dict[tuple[str, _Key], Mapping[str, Any]]

_log = logging.getLogger("jobai.store")

_KEPT = "jobai_kept_rows"
_LOCK = "jobai_lock"
_ENDED = "after_transaction_end"


async def holds_write_lock(session: AsyncSession, table: type[Base]) -> bool:
    """Say whether a session's own transaction is what keeps others from writing.

    Args:
        session: The caller's.
        table: One that a statement without any effect may name.
    """
    engine = AsyncEngine(session.get_bind().engine)
    if engine.dialect.name != "sqlite" or not session.in_transaction():
        return False
    if isinstance(engine.pool, StaticPool):  # in memory: there is no other connection
        return True
    if await lock_is_free(engine):
        return False
    # Somebody holds it. Only the one who does can write now.
    name = table.__tablename__
    return await _runs_at_once(await session.connection(), f"DELETE FROM {name} WHERE 0")  # noqa: S608


async def lock_is_free(engine: AsyncEngine) -> bool:
    """Say whether SQLite's write lock could be had at once."""
    async with engine.connect() as plain:
        own = await plain.execution_options(isolation_level="AUTOCOMMIT")
        if not await _runs_at_once(own, "BEGIN IMMEDIATE"):
            return False
        await own.exec_driver_sql("ROLLBACK")
        return True


def caller_lock(session: AsyncSession) -> asyncio.Lock:
    """Return what lets one task at a time use a caller's session, which is not made for more."""
    return cast("asyncio.Lock", session.info.setdefault(_LOCK, asyncio.Lock()))


async def keep_beyond_rollback(
    session: AsyncSession, table: type[Base], key: _Key, values: Mapping[str, Any]
) -> None:
    """Write a row again, on its own, when the caller's transaction ends, and after a sudden end.

    Args:
        session: The caller's, within whose transaction the row was written.
        table: The row's.
        key: What tells the row from others of its table.
        values: Its columns, unique ones included; a later call with the same key adds to them.
    """
    if not event.contains(session.sync_session, _ENDED, _write_again):
        event.listen(session.sync_session, _ENDED, _write_again)
    kept: _Kept = session.info.setdefault(_KEPT, {})
    name = table.__tablename__
    merged = {**kept.get((name, key), {}), **values}
    kept[name, key] = merged
    journal = Journal(session.get_bind().engine.url)
    await asyncio.to_thread(journal.write, name, key, merged)


def no_longer_keep(session: AsyncSession, table: type[Base], key: _Key) -> None:
    """Let a row that was removed within the caller's transaction stay removed."""
    kept: _Kept = session.info.get(_KEPT, {})
    name = table.__tablename__
    if kept.pop((name, key), None) is not None:
        Journal(session.get_bind().engine.url).discard(name, key)


def _write_again(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is not None:  # a savepoint
        return
    kept: _Kept = session.info.pop(_KEPT, {})
    if not kept:
        return
    engine = session.get_bind().engine
    try:
        with engine.connect() as plain:
            connection = plain.execution_options(isolation_level="AUTOCOMMIT")
            for (name, _), values in kept.items():
                connection.execute(upsert(Base.metadata.tables[name], values, engine.dialect.name))
    except SQLAlchemyError as error:
        _log.error("%d rows are written when the store is used again: %s", len(kept), error)
        return
    journal = Journal(engine.url)
    for name, key in kept:
        journal.discard(name, key)


async def _runs_at_once(connection: AsyncConnection, statement: str) -> bool:
    """Run a statement without waiting for any lock; say whether that was possible."""
    patience_ms = (await connection.exec_driver_sql("PRAGMA busy_timeout")).scalar_one()
    await connection.exec_driver_sql("PRAGMA busy_timeout = 0")
    try:
        await connection.exec_driver_sql(statement)
    except OperationalError:
        return False
    finally:
        await connection.exec_driver_sql(f"PRAGMA busy_timeout = {patience_ms:d}")
    return True
