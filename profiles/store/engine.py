"""One open store: its engine, its sessions and its transactions."""

from __future__ import annotations

import logging
import sqlite3
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import event, make_url, text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from profiles.errors import MissingExtraError, StoreError
from profiles.store.base import utc_now
from profiles.store.faults import translated
from profiles.store.server.insisting import patience
from profiles.store.transactions import recover
from profiles.store.worker import FileWorker, attach_workers, detach_workers

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

    from sqlalchemy import Connection
    from sqlalchemy.engine.interfaces import DBAPIConnection

    from profiles.store.location import StoreLocation

BUSY_TIMEOUT_S = 30.0
"""How long a writer waits for another process's writer. Writes take milliseconds each, so this is
far beyond any honest queue."""

TURN_TIMEOUT_S = 120.0
"""How long one of many calls at once waits for a connection: as long as a call may take."""

_WRITE = "jobai_write"

_log = logging.getLogger("jobai.store")


class Store:
    """An open store. Use `read` to look and `write` to change; both are one transaction.

    Attributes:
        revision_before: Of its tables, before it was opened; None when it was new.
    """

    def __init__(self, engine: AsyncEngine, location: StoreLocation) -> None:
        self.engine = engine
        self.location = location
        self.revision_before: str | None = None
        self._holds_to_tables = False
        self._writing_engine = engine.execution_options(**{_WRITE: True})

    @asynccontextmanager
    async def read(self) -> AsyncGenerator[AsyncSession]:
        """Open a session that looks at one moment of the store."""
        async with AsyncSession(self.engine, expire_on_commit=False) as session:
            with translated(self.engine.url):
                yield session

    @asynccontextmanager
    async def write(self) -> AsyncGenerator[AsyncSession]:
        """Open a session that commits at the end, or rolls back when an error passes.

        On SQLite it takes the write lock at the start: a transaction that reads first and asks for
        the lock later fails with "database is locked", whatever the timeout.

        Raises:
            StoreError: when it fails, or another jobai has changed the tables since it was opened.
        """
        with translated(self.engine.url):
            async with (
                AsyncSession(self._writing_engine, expire_on_commit=False) as session,
                session.begin(),
            ):
                if self._holds_to_tables:
                    from profiles.store.migrations import REVISION, require_head

                    require_head(await session.scalar(text(REVISION)), self.location.shown)
                yield session

    def hold_to_tables(self) -> None:
        """Write only while the tables are as they are now."""
        self._holds_to_tables = True

    async def aclose(self) -> None:
        """Close all connections."""
        await detach_workers(self.engine)
        await self.engine.dispose()


async def open_store(location: StoreLocation) -> Store:
    """Open a store, make it when it does not exist, and bring its tables up to date.

    Raises:
        StoreError: when it cannot be opened, is no store, or was made by a newer jobai.
        MissingExtraError: for PostgreSQL without its driver.
    """
    is_new = location.path is None or make_private(location.path)
    store = Store(_engine(location.url), location)
    try:
        with translated(store.engine.url):
            from profiles.store.migrations import bring_up_to_date

            store.revision_before = await bring_up_to_date(store, is_new=is_new)
            store.hold_to_tables()
            await recover(store.engine, wait=False)
            if location.path is not None:
                attach_workers(store.engine, _worker(store.engine, location.path))
            elif store.engine.dialect.name == "postgresql":
                from profiles.store.server.workers import ServerWorkers, connecting

                connect = connecting(store.engine.url, store.engine.dialect)
                attach_workers(store.engine, ServerWorkers(connect, store.engine))
                await _keep_months(store)
    except BaseException:
        await store.aclose()
        raise
    return store


async def _keep_months(store: Store) -> None:
    """Make the months to come of a ledger that is kept by months, if nobody has."""
    from profiles.store.partitions import lacks_months, partition_ledger

    async with store.engine.connect() as connection:
        if not await connection.run_sync(lacks_months, utc_now()):
            return
    try:
        async with store.write() as session:
            await (await session.connection()).run_sync(partition_ledger)
    except StoreError as error:  # a long report is under way; there is room for all rows meanwhile
        _log.warning("the ledger's next months are made another time: %s", error.message)


def _engine(url: str) -> AsyncEngine:
    if not url.startswith("sqlite"):
        try:
            # Not prepared: behind a pooler the next transaction may be another server process's.
            options = {"prepare_threshold": None, **patience(make_url(url))}
            return create_async_engine(
                url, pool_pre_ping=True, pool_timeout=TURN_TIMEOUT_S, connect_args=options
            )
        except ModuleNotFoundError as error:
            raise MissingExtraError(
                "a store on PostgreSQL", extra="postgres", package=f"the driver {error.name}"
            ) from error
    in_memory = url.endswith("://")  # one connection, for whoever asks
    turn = {} if in_memory else {"pool_timeout": TURN_TIMEOUT_S}
    engine = create_async_engine(url, connect_args={"timeout": BUSY_TIMEOUT_S}, **turn)
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _worker(engine: AsyncEngine, path: Path) -> FileWorker:
    url = engine.url

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT_S, check_same_thread=False)
        _prepare_sqlite(connection, None)
        return connection

    return FileWorker(path, connect, engine.dialect, url)


def _prepare_sqlite(connection: DBAPIConnection | sqlite3.Connection, _record: object) -> None:
    """Set one new connection up; FULL makes a commit survive a power cut, not only a kill."""
    # The driver must not open transactions on its own: it would do so only before the first
    # write, deferred, which is too late for the lock.
    driver: Any = connection
    driver.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("isolation_level") == "AUTOCOMMIT":  # `write_transaction` begins on its own
        return
    writing = options.get(_WRITE, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def make_private(path: Path) -> bool:
    """Make the folder 0700 and the file 0600 before anything is written to them.

    A folder that exists already keeps its mode: it may be the user's own.

    Returns:
        Whether there was no such file.
    """
    try:
        path.parent.mkdir(parents=True, mode=0o700, exist_ok=True)
        if not path.exists():
            path.touch(mode=0o600)
            return True
        if path.stat().st_mode & 0o077 and path.stat().st_size == 0:
            path.chmod(0o600)
    except OSError as error:
        raise StoreError(
            f"the store {path} cannot be made: {error.strerror or error}",
            hint="name another place with --db FILE or JOBAI_DB",
        ) from error
    return False
