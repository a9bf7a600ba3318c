"""A write transaction of its own, on any engine, whoever made it."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from profiles.errors import StoreError
from profiles.store.faults import translated
from profiles.store.joined import caller_lock, lock_is_free
from profiles.store.journal import Journal

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Coroutine

    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession

_T = TypeVar("_T")
_FILE = "jobai_file"
_MOST_BEGINNINGS = 5


@asynccontextmanager
async def write_transaction(engine: AsyncEngine) -> AsyncGenerator[AsyncConnection]:
    """Open a connection in a transaction that commits at the end, or rolls back on an error.

    On SQLite the write lock is taken at the start, also on a host's engine, whose driver would
    take it only at the first write: too late for a decision that rests on what was read.
    """
    with translated(engine.url):
        if engine.dialect.name == "sqlite":
            async with _immediate(engine) as connection:
                yield connection
        else:
            async with engine.begin() as connection:
                yield connection


@asynccontextmanager
async def write_beside(
    engine: AsyncEngine, caller: AsyncSession | None
) -> AsyncGenerator[AsyncConnection]:
    """Open a write transaction of its own; with a caller who locks all others out, join his.

    One of its own sees what sudden ends have left beside the store.
    """
    if caller is None:
        await recover(engine)
        async with write_transaction(engine) as connection:
            yield connection
    else:
        async with caller_lock(caller):
            with translated(engine.url):
                yield await caller.connection()


async def recover(engine: AsyncEngine, *, wait: bool = True) -> None:
    """Write the rows into the store that sudden ends have left beside it; mostly there are none.

    Args:
        engine: Of the store.
        wait: For whoever is writing. Without it, and while somebody is, nothing is done: the rows
            may be those of a transaction that is still open.
    """
    journal = Journal(engine.url)
    if journal.has_entries() and (wait or await lock_is_free(engine)):
        async with write_transaction(engine) as connection:
            entries = await journal.recover(connection)
        journal.forget(entries)


async def to_the_end(work: Callable[[], Coroutine[Any, Any, _T]]) -> _T:
    """Finish a piece of work also when the caller is cancelled meanwhile, however often.

    A loop that ends cancels all tasks, that of the work with them; it is begun again then.

    Args:
        work: What may be done twice: a transaction that writes the same each time.
    """
    task, begun, cancelled = asyncio.create_task(work()), 1, None
    while not task.done() or (task.cancelled() and begun < _MOST_BEGINNINGS):
        if task.done():
            task, begun = asyncio.create_task(work()), begun + 1
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError as error:
            cancelled = error
        except Exception:
            if cancelled is None:
                raise
    if cancelled is not None:
        raise cancelled
    return task.result()


@asynccontextmanager
async def _immediate(engine: AsyncEngine) -> AsyncGenerator[AsyncConnection]:
    async with engine.connect() as plain:
        connection = await plain.execution_options(isolation_level="AUTOCOMMIT")
        await _require_file(connection)
        await connection.exec_driver_sql("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            # A cancelled statement has cost the connection, and the transaction with it.
            if not connection.invalidated:
                await connection.exec_driver_sql("ROLLBACK")
            raise
        await connection.exec_driver_sql("COMMIT")


async def _require_file(connection: AsyncConnection) -> None:
    """Check that what is written can be read again.

    SQLite goes on writing to a file that was deleted or replaced while it was open, and says
    nothing.
    """
    if _FILE not in connection.info:
        databases = await connection.exec_driver_sql("PRAGMA database_list")
        path = str(databases.scalars(2).first() or "")  # of the main one; none is in memory
        connection.info[_FILE] = path, _identity(path)
    path, identity = cast("tuple[str, tuple[int, int] | None]", connection.info[_FILE])
    if path and (identity is None or _identity(path) != identity):
        raise StoreError(
            f"the store {path} is gone: its file was deleted or replaced while it was open",
            hint="open it again",
        )


def _identity(path: str) -> tuple[int, int] | None:
    """Return what tells a file from another of its name; None when there is none."""
    try:
        found = Path(path).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
