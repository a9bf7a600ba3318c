"""The two connections of a copy: one that sees a moment of a store, one that fills a store."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from sqlalchemy import Connection, NullPool, create_engine
from sqlalchemy.exc import SQLAlchemyError

from profiles.errors import InvalidInputError, JobaiError, MissingExtraError, NotFoundError
from profiles.store.engine import make_private
from profiles.store.faults import store_error

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from sqlalchemy import Engine

    from profiles.store.location import StoreLocation

_WAIT_S = 30.0
"""How long another program's write is waited for."""

_CACHE_KB = 128 * 1024
"""Of a file that is filled: its indexes are written to in no order."""


@contextmanager
def reading(location: StoreLocation) -> Generator[Connection]:
    """Connect to a store in a transaction that sees one moment and changes nothing.

    Raises:
        NotFoundError: when there is no such file.
        StoreError: when it cannot be read.
        MissingExtraError: for PostgreSQL without its driver.
    """
    if location.path is not None and not location.path.exists():
        raise NotFoundError(
            f"there is no store at {location.path}", hint="name the store to copy with --from"
        )
    with told(location):
        engine = _engine(location, reads_only=True)
        try:
            with engine.connect() as connection:
                if location.path is not None:
                    connection.exec_driver_sql("BEGIN")
                else:
                    _prepare_session(connection)
                yield connection
        finally:
            engine.dispose()


@contextmanager
def filling(location: StoreLocation) -> Generator[Engine]:
    """Give what `transaction` opens; a file is made if there is none.

    Raises:
        StoreError: when it cannot be written.
        MissingExtraError: for PostgreSQL without its driver.
    """
    if location.path is not None:
        make_private(location.path)
    engine = _engine(location, reads_only=False)
    try:
        yield engine
        if location.path is not None:
            with engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA journal_mode = WAL")
    finally:
        engine.dispose()


@contextmanager
def transaction(engine: Engine) -> Generator[Connection]:
    """Open a transaction that writes; it is taken back when an error passes."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            # Without a log beside it new pages are written once. Not while others have it open.
            with suppress(SQLAlchemyError):
                connection.exec_driver_sql("PRAGMA journal_mode = DELETE")
            connection.exec_driver_sql(f"PRAGMA cache_size = -{_CACHE_KB}")
            connection.exec_driver_sql("PRAGMA synchronous = FULL")
            connection.exec_driver_sql("PRAGMA foreign_keys = ON")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            _prepare_session(connection)
        yield connection
        connection.commit()


@contextmanager
def told(location: StoreLocation) -> Generator[None]:
    """Turn what a store's database says into our errors, with the store's address."""
    kinds: tuple[type[Exception], ...] = (SQLAlchemyError, sqlite3.Error, OSError)
    if location.path is None:
        with suppress(ModuleNotFoundError):
            import psycopg

            kinds = (*kinds, psycopg.Error)
    try:
        yield
    except JobaiError:
        raise
    except kinds as error:
        raise store_error(error, location.path or location.shown) from error


def _engine(location: StoreLocation, *, reads_only: bool) -> Engine:
    path = location.path
    if path is not None:
        return create_engine(
            "sqlite://", creator=lambda: _connected(path, reads_only), poolclass=NullPool
        )
    if location.url.startswith("sqlite"):
        raise InvalidInputError(
            "a store in memory cannot be copied", hint="name a file or a server with --from, --to"
        )
    try:
        return create_engine(
            location.url,
            poolclass=NullPool,
            isolation_level="REPEATABLE READ" if reads_only else "READ COMMITTED",
        )
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            "a store on PostgreSQL", extra="postgres", package=f"the driver {error.name}"
        ) from error


def _connected(path: Path, reads_only: bool) -> sqlite3.Connection:
    address = f"{path.absolute().as_uri()}?mode={'ro' if reads_only else 'rw'}"
    return sqlite3.connect(address, uri=True, timeout=_WAIT_S, isolation_level=None)


def _prepare_session(connection: Connection) -> None:
    """Let times be UTC, and nothing end a transaction that takes long or waits for the other."""
    connection.exec_driver_sql("SET TIME ZONE 'UTC'")
    connection.exec_driver_sql("SET statement_timeout = 0")
    connection.exec_driver_sql("SET idle_in_transaction_session_timeout = 0")
