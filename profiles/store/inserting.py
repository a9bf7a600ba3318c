"""INSERT with ON CONFLICT, which SQLite and PostgreSQL have and SQLAlchemy's own INSERT has not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy import Table
    from sqlalchemy.dialects import postgresql, sqlite

    from profiles.store.base import Base


def insert_for(dialect: str, table: Table | type[Base]) -> postgresql.Insert | sqlite.Insert:
    """Return an INSERT into a table in the words of a dialect, "sqlite" or "postgresql".

    Only this dialect is imported: PostgreSQL's takes longer than a short command.
    """
    insert: Any
    if dialect == "postgresql":
        from sqlalchemy.dialects.postgresql import insert
    else:
        from sqlalchemy.dialects.sqlite import insert
    return insert(table)
