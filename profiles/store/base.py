"""What every table shares: names of constraints, column types, ids and the clock."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, BigInteger, DateTime, Integer, MetaData, String
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect
    from sqlalchemy.types import TypeEngine

UserId = str | int | UUID
"""A user's id as a host application has it; the store keeps its text."""


def utc_now() -> datetime:
    """Return the present moment, aware, UTC."""
    return datetime.now(UTC)


def new_id() -> str:
    """Return a new id of 32 hexadecimal digits."""
    return uuid4().hex


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time, kept in UTC. SQLite drops time zones: this gives them back.

    Raises:
        ValueError: for a naive time, which means nothing.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware time into UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a time zone cannot be stored: {value!r}")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the time zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class UserIdText(TypeDecorator[str]):
    """A user's id as text, whatever type the host application has for it."""

    impl = String(64)
    cache_ok = True

    def process_bind_param(self, value: UserId | None, dialect: Dialect) -> str | None:
        """Take a text, a number or a UUID."""
        return None if value is None else str(value)


class JsonDocument(TypeDecorator[dict[str, Any]]):
    """A JSON document: text on SQLite, JSONB on PostgreSQL.

    A variant of `JSON` would say the same, but import all of PostgreSQL's dialect for every store.
    """

    impl = JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Take the database's own type."""
        if dialect.name == "postgresql":
            from sqlalchemy.dialects.postgresql import JSONB

            return dialect.type_descriptor(JSONB())
        return dialect.type_descriptor(JSON())


RowId = BigInteger().with_variant(Integer(), "sqlite")
"""A 64-bit row number; SQLite numbers rows only in a column of type INTEGER."""


class Base(DeclarativeBase):
    """The root of all tables. Constraints are named, or SQLite could never migrate them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads this name from the class
        datetime: UtcDateTime(),
        dict[str, Any]: JsonDocument(),
    }
