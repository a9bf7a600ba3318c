"""Rows through psycopg, without SQLAlchemy: its statements are compiled once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast
from weakref import WeakKeyDictionary

from psycopg import Error

from profiles.store.faults import store_error
from profiles.store.rows import reader

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from psycopg import Connection
    from sqlalchemy import ClauseElement
    from sqlalchemy.engine import Dialect
    from sqlalchemy.sql.compiler import SQLCompiler

    from profiles.store.rows import Found, Query

    _Change = Callable[[Any], Any]

_compiled: WeakKeyDictionary[Query, _Compiled] = WeakKeyDictionary()


class ServerRows:
    """Rows through PostgreSQL's driver, in the thread that uses the connection.

    Args:
        connection: In a transaction.
        dialect: As SQLAlchemy has it for this server.
        place: The store's address without a password, for errors.
        alone: Whether the transaction is one piece of work's own.

    Attributes:
        has_written: Whether a statement has changed a row, as far as one can tell from here.
    """

    dialect = "postgresql"

    def __init__(
        self, connection: Connection[Found], dialect: Dialect, place: str, *, alone: bool
    ) -> None:
        self._connection = connection
        self._dialect = dialect
        self._place = place
        self._alone = alone
        self.has_written = False

    def all(self, query: Query, /, **values: object) -> Sequence[Found]:
        """Run a statement and return its rows."""
        compiled = _compiled.get(query)
        if compiled is None:
            compiled = _compiled[query] = _Compiled(query, self._dialect)
        self.has_written = self.has_written or not compiled.only_reads
        return compiled.run(self._connection, values)

    def tried(self, query: Query, /, **values: object) -> Sequence[Found]:
        """Do as `all`; what fails leaves the transaction as it was.

        Work that shares its transaction fails whole, and is done again in one of its own.
        """
        if not self._alone:
            return self.all(query, **values)
        try:
            with self._connection.transaction():  # a savepoint
                return self.all(query, **values)
        except Error as error:
            if self._connection.closed:
                raise
            raise store_error(error, self._place) from error


class _Compiled:
    """A statement's text, and how values become psycopg's and back."""

    def __init__(self, query: Query, dialect: Dialect) -> None:
        statement = cast("ClauseElement", query.statement)
        keys = list(query.columns) or None
        compiled = cast("SQLCompiler", statement.compile(dialect=dialect, column_keys=keys))
        self._sql = str(compiled).encode()
        self._constants = dict(compiled.params)
        self._changed: list[tuple[str, _Change]] = []
        for bound, name in compiled.bind_names.items():
            change = bound.type.dialect_impl(dialect).bind_processor(dialect)
            if change is not None:
                self._changed.append((name, cast("_Change", change)))
        self._read = reader(query.statement, dialect)
        self.only_reads = bool(getattr(statement, "is_select", False))

    def run(self, connection: Connection[Found], values: dict[str, object]) -> Sequence[Found]:
        given = {**self._constants, **values}
        for name, change in self._changed:
            given[name] = change(given[name])
        cursor = connection.execute(self._sql, given)
        if cursor.description is None:
            return ()
        return self._read(cursor.fetchall())
