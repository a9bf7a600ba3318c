"""Standing in a host application's database, beside tables that are none of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from sqlalchemy import Table, inspect

from profiles.errors import StoreError
from profiles.store.tables import Base

if TYPE_CHECKING:
    from sqlalchemy import Connection

_PREFIX = "ai_"


def create_ai_tables(connection: Connection) -> None:
    """Make jobai's `ai_*` tables (ledger, routes, limits, provider configs) where they are missing.

    No other table is made, changed or read: a host keeps its own `users`, and whatever else it
    has. What is there already stays as it is. Routes and limits need no rows: a plan without any
    takes the package's defaults.

    Args:
        connection: In a transaction that the caller commits; `run_sync` of an `AsyncConnection`
            gives one, and so does Alembic's `op.get_bind()`.

    Raises:
        StoreError: a table of one of these names is there and is not jobai's, or is an older
            jobai's; nothing was made then.
    """
    tables = _ai_tables()
    found = inspect(connection)
    for table in tables:
        if found.has_table(table.name):
            columns = {column["name"] for column in found.get_columns(table.name)}
            if missing := sorted(set(table.columns.keys()) - columns):
                raise StoreError(
                    f"the table {table.name} is there already, without {', '.join(missing)}",
                    hint="jobai needs this name: rename that table, or add what is missing to it",
                )
    Base.metadata.create_all(connection, tables=tables)


def _ai_tables() -> list[Table]:
    mapped = (cast("Table", mapper.local_table) for mapper in Base.registry.mappers)
    return sorted(
        (table for table in mapped if table.name.startswith(_PREFIX)), key=lambda table: table.name
    )
