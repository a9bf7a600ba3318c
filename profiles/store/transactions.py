"""Transactions of their own, on any engine, whoever made it."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from sqlalchemy import text

from profiles.store.faults import translated
from profiles.store.joined import caller_lock, lock_is_free
from profiles.store.journal import Journal
from profiles.store.rows import within
from profiles.store.server.advisory_locks import TAKE, in_order
from profiles.store.server.insisting import insisted
from profiles.store.worker import gone, identity_of, workers_of

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Sequence

    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession

    from profiles.store.rows import Rows

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
            # Read committed, whatever the engine's level is: what is used of a limit is read after
            # its lock was waited for, and must be as it is then.
            async with engine.connect() as plain:
                connection = await plain.execution_options(isolation_level="READ COMMITTED")
                async with connection.begin():
                    yield connection


async def read_rows(engine: AsyncEngine, work: Callable[[Rows], _T]) -> _T:
    """Run a function that reads rows, at one moment of the store."""
    with translated(engine.url):
        workers = workers_of(engine)
        if workers is not None:
            return await workers.run("read", work)
        async with engine.connect() as connection:
            return await within(connection, work)


async def write_rows(
    engine: AsyncEngine,
    caller: AsyncSession | None,
    work: Callable[[Rows], _T],
    kept: Callable[[AsyncSession, _T], Awaitable[None]] | None = None,
    *,
    locks: Sequence[str] = (),
    repeatable: bool = False,
) -> _T:
    """Run a function that writes rows, in a transaction of its own; or as `write_beside`.

    Args:
        engine: Of the store.
        caller: Who locks all others out; None when nobody does.
        work: The function. What it raises rolls back what it wrote.
        kept: Told what it returned when that is in the caller's transaction, to keep it beyond.
        locks: What only one transaction at a time may do, by name; SQLite has one lock for all.
        repeatable: It may be committed twice: a server that goes away in between may have done it.
    """
    workers = None if caller is not None else workers_of(engine)
    if workers is not None:
        if workers.journal.has_entries():
            await recover(engine)
        with translated(engine.url):
            return await workers.run("write", work, locks=locks, repeatable=repeatable)

    async def written() -> _T:
        async with write_beside(engine, caller) as connection:
            if engine.dialect.name == "postgresql":
                for name in in_order(locks):
                    await connection.execute(text(TAKE), {"name": name})
            done = await within(connection, work)
            if caller is not None and kept is not None:
                await kept(caller, done)
            return done

    if caller is None and engine.dialect.name == "postgresql":
        return await insisted(written, repeatable=repeatable)
    return await written()


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
    """Check that what is written can be read again, as the workers do."""
    if _FILE not in connection.info:
        databases = await connection.exec_driver_sql("PRAGMA database_list")
        path = Path(databases.scalars(2).first() or "")  # of the main one; none is in memory
        connection.info[_FILE] = path, identity_of(path)
    path, identity = cast("tuple[Path, tuple[int, int] | None]", connection.info[_FILE])
    if path.name and (identity is None or identity_of(path) != identity):
        raise gone(path)
