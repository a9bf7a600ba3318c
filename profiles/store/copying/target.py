"""The store that a copy is made into: empty at first, marked until the copy is whole.

The mark stands where a store's revision stands, so that every jobai, an older one too, refuses to
open a store that is not whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, Table, delete, inspect, select, text, update

from profiles.errors import InvalidInputError, StoreError
from profiles.store.ai import AILimit, AIRoute
from profiles.store.migrations import (
    HEAD,
    UNFINISHED_COPY,
    VERSION,
    lock_out_migrations,
    make_tables,
    require_known,
    revision_of,
    upgrade,
)
from profiles.store.partitions import is_partitioned, partition_ledger
from profiles.store.tables import Base

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

_DEFAULTS: dict[str, ColumnElement[bool]] = {
    AIRoute.__tablename__: AIRoute.is_default.is_(True),
    AILimit.__tablename__: AILimit.is_default.is_(True),
}
"""Rows that every new store has, by their tables."""

_LOCK_WAIT = "30s"
_COPY_LOCK = 0x6A6F62616370
"""The advisory lock of copies on PostgreSQL: shared for who reads a database, alone for who fills
it."""


def prepare(connection: Connection, shown: str) -> None:
    """Make the tables of a store that is to be filled, without any row, and mark it.

    Args:
        connection: In a write transaction, which is to be committed then.
        shown: The store's address.

    Raises:
        InvalidInputError: when there is something in it.
        StoreError: when it was made by a newer jobai.
    """
    lock_out_migrations(connection)
    found = revision_of(connection)
    if found is None:
        make_tables(connection)
    else:
        revision = found.removeprefix(UNFINISHED_COPY)
        require_empty(connection, shown)
        if revision != HEAD:
            require_known(revision, shown)
            connection.execute(update(VERSION).values(version_num=revision))
            upgrade(connection, HEAD)
    for name, condition in _DEFAULTS.items():
        connection.execute(delete(Base.metadata.tables[name]).where(condition))
    connection.execute(update(VERSION).values(version_num=f"{UNFINISHED_COPY}{HEAD}"))


def require_empty(connection: Connection, shown: str) -> None:
    """Check that nobody has written anything into a store.

    Raises:
        InvalidInputError: when somebody has.
    """
    there = set(inspect(connection).get_table_names())
    kept = [
        table.name
        for table in Base.metadata.sorted_tables
        if table.name in there and _has_rows(connection, table)
    ]
    if kept:
        raise InvalidInputError(
            f"{shown} is not empty: there are rows in {', '.join(kept)}",
            hint="a copy goes into an empty store only; name a file that is not there yet, or a"
            " new database (createdb NAME)",
        )


def keep_others_out(connection: Connection, shown: str) -> None:
    """Let nobody read or write the tables until the transaction ends.

    Raises:
        StoreError: when somebody else fills the store, or reads it for a copy.
    """
    if connection.dialect.name != "postgresql":  # the transaction holds the write lock of the file
        return
    lock_for_copying(connection, shown, filling=True)
    names = ", ".join(table.name for table in Base.metadata.sorted_tables)
    connection.execute(text(f"SET LOCAL lock_timeout = '{_LOCK_WAIT}'"))
    connection.execute(text(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE"))
    connection.execute(text("SET LOCAL lock_timeout = 0"))


def lock_for_copying(connection: Connection, shown: str, *, filling: bool) -> None:
    """Hold what keeps a database from being filled by two, or filled and read, until the end.

    Raises:
        StoreError: when it is.
    """
    if connection.dialect.name != "postgresql":
        return
    kind = "" if filling else "_shared"
    asked = text(f"SELECT pg_try_advisory_xact_lock{kind}({_COPY_LOCK})")
    if not connection.scalar(asked):
        raise StoreError(
            f"{shown} is under another copy, or is the store that is copied",
            hint="wait for the other `jobai db copy` to end, or name another store with --to",
        )


def settle(connection: Connection) -> None:
    """Put rows into the months of a ledger that is kept by months."""
    if is_partitioned(connection):
        partition_ledger(connection)


def finish(connection: Connection) -> None:
    """Take the mark away: the store is whole."""
    connection.execute(update(VERSION).values(version_num=HEAD))


def _has_rows(connection: Connection, table: Table) -> bool:
    asked = select(1).select_from(table).limit(1)
    if table.name in _DEFAULTS:
        asked = asked.where(~_DEFAULTS[table.name])
    return connection.scalar(asked) is not None
