"""A store as one side of a copy: its rows as lines, its sums and its counters, in one transaction.

SQLite's driver and PostgreSQL's COPY are used as they are: through SQLAlchemy's rows a copy takes
ten times as long.
"""

# ruff: noqa: S608 - the statements are put together from names of our own, never from input

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast

from sqlalchemy import Boolean, Connection, Table, func, select, text
from sqlalchemy.types import String

from profiles.errors import StoreError
from profiles.store.ai import AIProviderUsageLog
from profiles.store.base import UserIdText, UtcDateTime
from profiles.store.copying.connections import told
from profiles.store.copying.lines import Lines, whole_lines

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Generator, Iterable

    import psycopg
    from sqlalchemy import Column

    from profiles.store.location import StoreLocation

ROWS_AT_ONCE = 2000
"""Of SQLite, in memory together; of documents, which may be large, `DOCUMENTS_AT_ONCE`."""
DOCUMENTS_AT_ONCE = 50
_BYTES_AT_ONCE = 1 << 20

_LEDGER = AIProviderUsageLog.__tablename__
_SUMS = (
    "count(*), count(cost_nano_usd), coalesce(sum(cost_nano_usd), 0),"
    " coalesce(sum(held_cost_nano_usd), 0), coalesce(sum(input_tokens), 0),"
    " coalesce(sum(output_tokens), 0)"
)
_WHERE = re.compile(r"line (\d+)(?:, column (\w+))?")


class Month(NamedTuple):
    """What one user's rows of the ledger add up to in a month of UTC."""

    user_id: str
    month: str
    rows: int
    priced: int
    cost_nano_usd: int
    held_nano_usd: int
    input_tokens: int
    output_tokens: int


class Side(Protocol):
    """One store in a transaction that sees one moment."""

    connection: Connection

    def blocks(self, table: Table, lines: Lines) -> Generator[bytes]:
        """Read all rows of a table as lines, in the order of its key."""
        ...

    def write(self, table: Table, lines: Lines, blocks: Iterable[bytes]) -> None:
        """Write lines into a table."""
        ...

    def months(self) -> Generator[Month]:
        """Add the ledger up, in the order of users and months."""
        ...

    def counter(self, table: Table) -> int:
        """Return the highest number that a table has ever given to a row; 0 for none."""
        ...

    def set_counter(self, table: Table, highest: int) -> None:
        """Let a table give higher numbers only."""
        ...

    def analyze(self, table: Table) -> None:
        """Let the database look at what was written, before it plans how to read it."""
        ...


def side_of(connection: Connection, location: StoreLocation) -> Side:
    """Return the side that an open connection to a store is."""
    if connection.dialect.name == "postgresql":
        return _PostgresqlSide(connection, location)
    return _SqliteSide(connection, location)


def is_numbered(table: Table) -> bool:
    """Say whether a table numbers its rows."""
    key = list(table.primary_key.columns)
    return len(key) == 1 and key[0].name == "id" and not _is_text(key[0])


def row_count(connection: Connection, table: Table) -> int:
    """Return how many rows a table has."""
    return connection.scalar(select(func.count()).select_from(table)) or 0


class _SqliteSide:
    def __init__(self, connection: Connection, location: StoreLocation) -> None:
        self.connection = connection
        self._location = location
        driver = connection.connection.driver_connection
        self._driver = cast("sqlite3.Connection", driver)

    def blocks(self, table: Table, lines: Lines) -> Generator[bytes]:
        names = ", ".join(_quoted(self.connection, column.name) for column in table.columns)
        key = ", ".join(column.name for column in table.primary_key.columns)
        at_once = DOCUMENTS_AT_ONCE if lines.has_documents else ROWS_AT_ONCE
        with told(self._location):
            cursor = self._driver.execute(f"SELECT {names} FROM {table.name} ORDER BY {key}")
            while rows := cursor.fetchmany(at_once):
                yield lines.block(rows)

    def write(self, table: Table, lines: Lines, blocks: Iterable[bytes]) -> None:
        names = ", ".join(_quoted(self.connection, column.name) for column in table.columns)
        values = ", ".join("?" * len(table.columns))
        statement = f"INSERT INTO {table.name} ({names}) VALUES ({values})"
        with told(self._location):
            for block in blocks:
                self._driver.executemany(statement, lines.rows(block))

    def months(self) -> Generator[Month]:
        asked = (
            f"SELECT user_id, substr(created_at, 1, 7) AS month, {_SUMS} FROM {_LEDGER}"
            " GROUP BY 1, 2 ORDER BY 1, 2"
        )
        with told(self._location):
            for row in self._driver.execute(asked):
                yield Month(*row)

    def counter(self, table: Table) -> int:
        highest = self.connection.scalar(text(f"SELECT max(id) FROM {table.name}")) or 0
        if not _gives_no_number_twice(table):
            return int(highest)
        asked = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
        return max(int(highest), self.connection.scalar(asked, {"name": table.name}) or 0)

    def set_counter(self, table: Table, highest: int) -> None:
        if _gives_no_number_twice(table):
            self.connection.execute(
                text("DELETE FROM sqlite_sequence WHERE name = :name"), {"name": table.name}
            )
            self.connection.execute(
                text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :highest)"),
                {"name": table.name, "highest": highest},
            )

    def analyze(self, table: Table) -> None:
        """Do nothing: without its statistics SQLite plans as jobai's indexes are made for."""


class _PostgresqlSide:
    def __init__(self, connection: Connection, location: StoreLocation) -> None:
        self.connection = connection
        self._location = location
        driver = connection.connection.driver_connection
        self._driver = cast("psycopg.Connection", driver)

    def blocks(self, table: Table, lines: Lines) -> Generator[bytes]:
        del lines
        values = ", ".join(self._told(column) for column in table.columns)
        key = ", ".join(self._ordered(column) for column in table.primary_key.columns)
        asked = f"COPY (SELECT {values} FROM {table.name} ORDER BY {key}) TO STDOUT"
        with (
            told(self._location),
            self._driver.cursor() as cursor,
            cursor.copy(asked.encode()) as copy,
        ):
            yield from whole_lines((bytes(chunk) for chunk in copy), _BYTES_AT_ONCE)

    def write(self, table: Table, lines: Lines, blocks: Iterable[bytes]) -> None:
        from psycopg import DataError

        del lines
        names = ", ".join(_quoted(self.connection, column.name) for column in table.columns)
        into = f"COPY {table.name} ({names}) FROM STDIN"
        with told(self._location):
            try:
                with self._driver.cursor() as cursor, cursor.copy(into.encode()) as copy:
                    for block in blocks:
                        copy.write(block)
            except DataError as error:
                raise _does_not_fit(table, error) from error

    def months(self) -> Generator[Month]:
        asked = (
            f"SELECT user_id, month, {_SUMS} FROM (SELECT *,"
            f" to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM') AS month FROM {_LEDGER}) l"
            ' GROUP BY 1, 2 ORDER BY user_id COLLATE "C", 2'
        )
        with told(self._location), self._driver.cursor(name="months") as cursor:
            cursor.itersize = ROWS_AT_ONCE
            cursor.execute(asked.encode())
            for user_id, month, *sums in cursor:
                yield Month(str(user_id), str(month), *(int(number) for number in sums))

    def counter(self, table: Table) -> int:
        highest = self.connection.scalar(text(f"SELECT max(id) FROM {table.name}")) or 0
        given = self.connection.scalar(
            text(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {self._of(table)}")
        )
        return max(highest, given or 0)

    def set_counter(self, table: Table, highest: int) -> None:
        self.connection.execute(
            text("SELECT setval(CAST(:name AS regclass), :highest)"),
            {"name": self._of(table), "highest": highest},
        )

    def analyze(self, table: Table) -> None:
        self.connection.execute(text(f"ANALYZE {table.name}"))

    def _of(self, table: Table) -> str:
        asked = text("SELECT pg_get_serial_sequence(:name, 'id')")
        return str(self.connection.scalar(asked, {"name": table.name}))

    def _told(self, column: Column[object]) -> str:
        name = _quoted(self.connection, column.name)
        if isinstance(column.type, UtcDateTime):
            return f"to_char({name} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"
        return f"CAST({name} AS integer)" if isinstance(column.type, Boolean) else name

    def _ordered(self, column: Column[object]) -> str:
        return f'{column.name} COLLATE "C"' if _is_text(column) else column.name


def _is_text(column: Column[object]) -> bool:
    return isinstance(column.type, String | UserIdText)


def _gives_no_number_twice(table: Table) -> bool:
    return bool(table.dialect_options["sqlite"].get("autoincrement"))


def _quoted(connection: Connection, name: str) -> str:
    return connection.dialect.identifier_preparer.quote(name)


def _does_not_fit(table: Table, error: psycopg.DataError) -> StoreError:
    """Say which value PostgreSQL refuses, without the value: it may be somebody's text."""
    found = _WHERE.search(error.diag.context or "")
    line, column = (found[1], found[2]) if found else (None, None)
    which = f"row {line} of {table.name}, counted by its key" if line else f"a row of {table.name}"
    return StoreError(
        f"{which}, does not fit: {column or 'it'} is refused ({error.diag.message_primary})",
        hint="SQLite keeps any value in any column; mend that row there, then copy again",
    )
