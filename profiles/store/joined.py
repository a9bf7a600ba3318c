"""Writing within a caller's transaction, where SQLite leaves no other place to write.

SQLite has one write lock for the whole file. A caller that has written something and not committed
it holds that lock, so whoever serves the caller from another connection would wait for the caller,
who waits for him.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from sqlalchemy import StaticPool, event, insert
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
    from sqlalchemy.orm import Session, SessionTransaction

    from profiles.store.base import Base

    _Kept = dict[Hashable, tuple[type[Base], Mapping[str, Any]]]

_log = logging.getLogger("jobai.store")

_KEPT = "jobai_kept_rows"
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
    async with engine.connect() as plain:
        own = await plain.execution_options(isolation_level="AUTOCOMMIT")
        if await _runs_at_once(own, "BEGIN IMMEDIATE"):
            await own.exec_driver_sql("ROLLBACK")
            return False
    # Somebody holds it. Only the one who does can write now.
    name = table.__tablename__
    return await _runs_at_once(await session.connection(), f"DELETE FROM {name} WHERE 0")  # noqa: S608


def keep_beyond_rollback(
    session: AsyncSession, table: type[Base], key: Hashable, values: Mapping[str, Any]
) -> None:
    """Write a row again, on its own, if the caller's transaction ends without it.

    Args:
        session: The caller's, within whose transaction the row was written.
        table: The row's.
        key: What tells the row from others.
        values: Its columns, unique ones included; a later call with the same key adds to them.
    """
    if not event.contains(session.sync_session, _ENDED, _write_what_is_missing):
        event.listen(session.sync_session, _ENDED, _write_what_is_missing)
    kept: _Kept = session.info.setdefault(_KEPT, {})
    _, known = kept.get(key, (table, dict[str, Any]()))
    kept[key] = (table, {**known, **values})


def no_longer_keep(session: AsyncSession, key: Hashable) -> None:
    """Let a row that was removed within the caller's transaction stay removed."""
    kept: _Kept = session.info.get(_KEPT, {})
    kept.pop(key, None)


def _write_what_is_missing(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is not None:  # a savepoint
        return
    kept: _Kept = session.info.pop(_KEPT, {})
    if not kept:
        return
    try:
        with session.get_bind().engine.connect() as plain:
            connection = plain.execution_options(isolation_level="AUTOCOMMIT")
            for table, values in kept.values():
                connection.execute(insert(table).prefix_with("OR IGNORE").values(**values))
    except SQLAlchemyError as error:
        _log.error("%d rows of the ledger are lost: %s", len(kept), error)


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
