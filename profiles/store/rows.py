"""Rows by statements that are made once: for SQLAlchemy, and for SQLite's driver without it.

To build a statement, or to look it up in SQLAlchemy's cache, takes longer than SQLite takes to run
it, and each statement through an asynchronous driver wakes a thread and the event loop. So what a
call needs is a plain function of `Rows`: it runs where the connection is, all its statements one
after another, and it runs the same on PostgreSQL, in a host's engine and in a caller's session.
"""

from __future__ import annotations

from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

from sqlalchemy import Table, UpdateBase
from sqlalchemy.sql import visitors

from profiles.store.faults import translated

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Generator, Sequence

    from sqlalchemy import URL, ClauseElement, Connection, Executable
    from sqlalchemy.engine import Dialect
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
    from sqlalchemy.orm import Session
    from sqlalchemy.sql.compiler import SQLCompiler

    _Change = Callable[[Any], Any]
    _Asked = tuple[tuple[str, object], ...]

_T = TypeVar("_T")
Found = tuple[Any, ...]
"""One row: what the columns of the statement are, in their order."""

_MOST_RECALLED = 5000
"""Answers in the memory of one connection: a few for each user."""


class Query:
    """A statement with parameters by name, made once.

    Args:
        statement: Without the values of an INSERT or the SET of an UPDATE: those are `columns`.
        columns: What is inserted or set; each is a parameter of its name.
        lasting: It reads what seldom changes, so that where nobody has written since it may be
            answered from memory.
    """

    def __init__(
        self, statement: Executable, columns: Sequence[str] = (), *, lasting: bool = False
    ) -> None:
        self.statement = statement
        self.lasting = lasting
        self.columns = list(columns)
        self._compiled: _ForSqlite | None = None

    @cached_property
    def tables(self) -> frozenset[str]:
        """The names of the tables that it reads or changes."""
        parts = visitors.iterate(cast("ClauseElement", self.statement))
        return frozenset(part.name for part in parts if isinstance(part, Table))

    def for_sqlite(self, dialect: Dialect) -> _ForSqlite:
        """Return it for SQLite's driver; compiled at the first time."""
        if self._compiled is None:
            keys = self.columns or None
            statement = cast("ClauseElement", self.statement)
            compiled = cast("SQLCompiler", statement.compile(dialect=dialect, column_keys=keys))
            self._compiled = _ForSqlite(compiled, dialect, self.statement)
        return self._compiled


class Rows(Protocol):
    """One transaction, to read and write rows in. Not asynchronous, and not for several threads."""

    @property
    def dialect(self) -> str:
        """Return "sqlite" or "postgresql"."""
        ...

    def all(self, query: Query, /, **values: object) -> Sequence[Found]:
        """Run a statement and return its rows; none where it gives none.

        Raises:
            sqlite3.Error, SQLAlchemyError: the database's, for `translated`.
        """
        ...

    def tried(self, query: Query, /, **values: object) -> Sequence[Found]:
        """Do as `all`; what fails leaves the transaction as it was.

        Raises:
            StoreError: it failed.
        """
        ...


class CoreRows:
    """Rows through SQLAlchemy."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @property
    def dialect(self) -> str:
        """Return the database's name."""
        return self._connection.dialect.name

    def all(self, query: Query, /, **values: object) -> Sequence[Found]:
        """Run a statement and return its rows."""
        result = self._connection.execute(query.statement, values)
        return result.all() if result.returns_rows else ()

    def tried(self, query: Query, /, **values: object) -> Sequence[Found]:
        """Do as `all`; what fails leaves the transaction as it was."""
        with translated(self._connection.engine.url):
            if self.dialect == "sqlite":
                return self.all(query, **values)
            # Here a statement that fails would take the whole transaction with it.
            with self._connection.begin_nested():
                return self.all(query, **values)


class SqliteRows:
    """Rows through SQLite's driver.

    Args:
        connection: In the thread that uses it.
        dialect: As SQLAlchemy has it for this very SQLite.
        url: Of the store, for errors.
    """

    dialect = "sqlite"

    def __init__(self, connection: sqlite3.Connection, dialect: Dialect, url: URL) -> None:
        self._connection = connection
        self._dialect = dialect
        self._url = url
        self._version: int | None = None
        self._memory: dict[Query, dict[_Asked, Sequence[Found]]] = {}
        self._recalls = False
        self._has_changed = False

    @contextmanager
    def recalling(self) -> Generator[None]:
        """Answer what is lasting from memory, in a transaction that has begun.

        The memory holds while no other connection has committed, which SQLite tells, and of
        tables that this one has not written to.
        """
        self._has_changed = False
        [(version,)] = self._connection.execute("PRAGMA data_version")
        if version != self._version or sum(map(len, self._memory.values())) > _MOST_RECALLED:
            self._memory.clear()
            self._version = version
        self._recalls = True
        try:
            yield
        finally:
            self._recalls = False

    def rolled_back(self) -> None:
        """Forget what may have been read of changes that are not there any more."""
        if self._has_changed:
            self._memory.clear()

    def all(self, query: Query, /, **values: object) -> Sequence[Found]:
        """Run a statement and return its rows, or recall them."""
        if not (self._recalls and query.lasting):
            return self._run(query, values)
        answers = self._memory.setdefault(query, {})
        asked = tuple(values.items())
        found = answers.get(asked)
        if found is None:
            found = answers[asked] = self._run(query, values)
        return found

    def tried(self, query: Query, /, **values: object) -> Sequence[Found]:
        """Do as `all`; what fails leaves the transaction as it was."""
        with translated(self._url):
            return self.all(query, **values)

    def _run(self, query: Query, values: dict[str, object]) -> Sequence[Found]:
        compiled = query.for_sqlite(self._dialect)
        if compiled.changes is not None:
            self._forget(compiled.changes)
        return compiled.run(self._connection, values)

    def _forget(self, table: str) -> None:
        self._has_changed = True
        for query in [query for query in self._memory if table in query.tables]:
            del self._memory[query]


def reader(statement: Executable, dialect: Dialect) -> Callable[[list[Found]], Sequence[Found]]:
    """Return what makes Python's values of the rows that a driver gives for a statement."""
    columns = getattr(statement, "exported_columns", ())
    changes: list[_Change | None] = [
        column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns
    ]
    if not any(changes):
        return _as_they_are

    def read(found: list[Found]) -> Sequence[Found]:
        return [
            tuple(
                value if change is None else change(value)
                for value, change in zip(row, changes, strict=True)
            )
            for row in found
        ]

    return read


def _as_they_are(found: list[Found]) -> Sequence[Found]:
    return found


async def within(session: AsyncSession | AsyncConnection, work: Callable[[Rows], _T]) -> _T:
    """Run a function of rows in the transaction of a session or a connection."""
    if hasattr(session, "sync_session"):
        return await cast("AsyncSession", session).run_sync(lambda own: work(_rows_of(own)))
    return await cast("AsyncConnection", session).run_sync(lambda own: work(CoreRows(own)))


def _rows_of(session: Session) -> Rows:
    if session.autoflush:  # what was added to it counts, as in its own queries
        session.flush()
    return CoreRows(session.connection())


class _ForSqlite:
    """A compiled statement: its text, and how values become SQLite's and back.

    Attributes:
        changes: The table that it writes to; None when it only reads.
    """

    def __init__(self, compiled: SQLCompiler, dialect: Dialect, statement: Executable) -> None:
        self._sql = str(compiled)
        is_change = isinstance(statement, UpdateBase)
        self.changes = cast("Table", statement.table).name if is_change else None
        # What the statement brings with it is made ready once; of each value that the caller gives,
        # all its places are known.
        self._filled: list[object] = []
        self._given: dict[str, tuple[_Change | None, list[int]]] = {}
        for place, name in enumerate(compiled.positiontup or ()):
            parameter = compiled.binds[name]
            change = parameter.type.dialect_impl(dialect).bind_processor(dialect)
            if parameter.required:
                self._given.setdefault(name, (change, []))[1].append(place)
                self._filled.append(None)
            else:
                value = compiled.params[name]
                self._filled.append(value if change is None else change(value))
        self._read = reader(statement, dialect)

    def run(self, connection: sqlite3.Connection, values: dict[str, object]) -> Sequence[Found]:
        filled = self._filled.copy()
        for name, (change, places) in self._given.items():
            value = values[name] if change is None else change(values[name])
            for place in places:
                filled[place] = value
        return self._read(connection.execute(self._sql, filled).fetchall())
