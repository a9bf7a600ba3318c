"""The ledger by months, on PostgreSQL: each month's rows in a table of their own.

A month that is pruned leaves as a whole, in milliseconds, and gives its room back to the disk at
once; the indexes that calls write to are those of one month. What no month has takes the table for
the rest, so that no row is ever refused. An attempt is in its month once; that it is in no other is
certain only by its request's random id.
"""

# ruff: noqa: S608 - the statements are put together from names of our own and numbers

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple, cast

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from profiles.errors import InvalidInputError, StoreError
from profiles.store.ai import AIProviderUsageLog
from profiles.store.base import utc_now
from profiles.store.rollup_triggers import Dialect, drop_triggers, make_triggers, run

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection, Table

    from profiles.store.location import StoreLocation

MONTHS_AHEAD = 3
"""Made beforehand, so that a process that runs for months meets them all."""

_LEDGER = AIProviderUsageLog.__tablename__
_REST = f"{_LEDGER}_rest"
_COPY = f"{_LEDGER}_by_month"
_LOCK = 0x6A6F62616D
"""The advisory lock that lets one process at a time make or remove months."""


class Month(NamedTuple):
    """One of UTC's calendar."""

    year: int
    month: int

    @property
    def starts_at(self) -> datetime:
        """Its first moment."""
        return datetime(self.year, self.month, 1, tzinfo=UTC)

    @property
    def next(self) -> Month:
        """The one after it."""
        return month_of(self.starts_at + timedelta(days=32))

    @property
    def name(self) -> str:
        """As people write it: "2026-11"."""
        return f"{self.year:04}-{self.month:02}"

    @property
    def table(self) -> str:
        """The name of its table, without the schema."""
        return f"{_LEDGER}_{self.year:04}_{self.month:02}"


class Months(NamedTuple):
    """What was made.

    Attributes:
        was_whole: Whether the ledger was one table before.
        made: The months that have become tables.
        rows: That were moved.
    """

    was_whole: bool
    made: list[Month]
    rows: int


def month_of(moment: datetime) -> Month:
    """Return the month of UTC that holds a moment."""
    at = moment.astimezone(UTC)
    return Month(at.year, at.month)


async def partition_store(location: StoreLocation) -> Months:
    """Do as `partition_ledger` for a whole store, which is not opened before.

    A file has no months to make, and needs none.

    Raises:
        StoreError: as `partition_ledger`, and when the store cannot be opened.
    """
    from profiles.store.engine import open_store

    if location.path is not None:
        return Months(was_whole=False, made=[], rows=0)
    store = await open_store(location)
    try:
        async with store.write() as session:
            return await (await session.connection()).run_sync(partition_ledger)
    finally:
        await store.aclose()


def is_partitioned(connection: Connection) -> bool:
    """Say whether the ledger is a table for each month."""
    dialect = Dialect(connection)
    if not dialect.is_postgresql:
        return False
    kind = connection.scalar(
        text("SELECT relkind FROM pg_class WHERE oid = to_regclass(:name)"),
        {"name": dialect.table(_LEDGER)},
    )
    return kind in {"p", b"p"}


def lacks_months(connection: Connection, now: datetime) -> bool:
    """Say whether a ledger by months has none for one of those to come."""
    return is_partitioned(connection) and not _ahead(now) <= set(months(connection))


def months(connection: Connection) -> list[Month]:
    """Return the months that have a table, the oldest first."""
    dialect = Dialect(connection)
    names = connection.scalars(
        text(
            "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
            " WHERE i.inhparent = to_regclass(:name) ORDER BY c.relname"
        ),
        {"name": dialect.table(_LEDGER)},
    )
    told = (name.removeprefix(f"{_LEDGER}_").split("_") for name in names if name != _REST)
    return [Month(int(year), int(month)) for year, month in told]


def partition_ledger(connection: Connection, *, now: datetime | None = None) -> Months:
    """Make the ledger a table for each month, or make the months that it lacks.

    A ledger that is one table is copied, in the caller's transaction; nobody else can read or write
    it meanwhile, up to a minute for a million rows. A host calls it, and then again
    from time to time, for its own database; `open_store` makes the months of a store by itself.

    Args:
        connection: To PostgreSQL, in a transaction that the caller commits.
        now: For the months to come; None is the present.

    Raises:
        InvalidInputError: on SQLite.
        StoreError: something that is not jobai's hangs on the table.
    """
    if connection.dialect.name != "postgresql":
        raise InvalidInputError(
            "only a ledger on PostgreSQL can be kept by months",
            hint="give a connection to PostgreSQL; a file needs no months",
        )
    connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
    now = now or utc_now()
    if is_partitioned(connection):
        return _completed(connection, now)
    try:
        return _converted(connection, now)
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) != "2BP01":  # others depend on it
            raise
        cause = str(error.orig).partition("HINT:")[0].strip().replace("\n", "; ")
        raise StoreError(
            f"the ledger cannot be kept by months: {cause}",
            hint="remove the view or foreign key that hangs on it, and make it again afterwards",
        ) from error


def _converted(connection: Connection, now: datetime) -> Months:
    dialect = Dialect(connection)
    ledger, copy = dialect.table(_LEDGER), dialect.table(_COPY)
    run(connection, f"LOCK TABLE {ledger} IN ACCESS EXCLUSIVE MODE")
    grants = _grants(connection, ledger)
    run(
        connection,
        f"CREATE TABLE {copy} (LIKE {ledger} INCLUDING DEFAULTS) PARTITION BY RANGE (created_at)",
    )
    found = sorted(_months_in(connection, ledger) | _ahead(now))
    for month in found:
        _create(connection, dialect, month)
        _attach(connection, dialect, month, to=copy)
    run(connection, f"CREATE TABLE {dialect.table(_REST)} PARTITION OF {copy} DEFAULT")
    moved = connection.exec_driver_sql(f"INSERT INTO {copy} SELECT * FROM {ledger}").rowcount
    serial = connection.scalar(
        text("SELECT pg_get_serial_sequence(:table, 'id')"), {"table": ledger}
    )
    if serial:
        run(connection, f"ALTER SEQUENCE {serial} OWNED BY {copy}.id")
    drop_triggers(connection)
    run(connection, f"DROP TABLE {ledger}")
    run(connection, f"ALTER TABLE {copy} RENAME TO {_LEDGER}")
    run(
        connection,
        f"ALTER TABLE {ledger} ADD CONSTRAINT pk_{_LEDGER} PRIMARY KEY (id, created_at)",
    )
    for table in (*(month.table for month in found), _REST):
        _hold_once(connection, dialect, table)
    for index in cast("Table", AIProviderUsageLog.__table__).indexes:
        index.create(connection)
    make_triggers(connection)
    for grant in grants:
        run(connection, grant)
    run(connection, f"ANALYZE {ledger}")
    return Months(True, found, moved)


def _completed(connection: Connection, now: datetime) -> Months:
    """Make the months to come, and those of rows that are in the table for the rest."""
    dialect = Dialect(connection)
    rest = dialect.table(_REST)
    # A new month waits for whoever reads the table for the rest, and everybody else for it.
    run(connection, "SET LOCAL lock_timeout = '5s'")
    made = sorted((_ahead(now) | _months_in(connection, rest)) - set(months(connection)))
    rows = 0
    if made:
        run(connection, f"LOCK TABLE {rest} IN ACCESS EXCLUSIVE MODE")
    for month in made:
        _create(connection, dialect, month)
        # Before it is attached: moving a row is no change of what it adds up to.
        rows += connection.exec_driver_sql(
            f"WITH moved AS (DELETE FROM {rest} WHERE created_at >= {_bound(month)}"
            f" AND created_at < {_bound(month.next)} RETURNING *)"
            f" INSERT INTO {dialect.table(month.table)} SELECT * FROM moved"
        ).rowcount
        _attach(connection, dialect, month, to=dialect.table(_LEDGER))
        _hold_once(connection, dialect, month.table)
    return Months(False, made, rows)


def replace(connection: Connection, month: Month, kept: str | None) -> None:
    """Drop a month, or put a table with some of its rows in its place.

    Args:
        connection: In a transaction.
        month: Which has a table.
        kept: The name of a table that was made by `create_like`; None leaves nothing.
    """
    dialect = Dialect(connection)
    ledger, table = dialect.table(_LEDGER), dialect.table(month.table)
    run(connection, f"ALTER TABLE {ledger} DETACH PARTITION {table}")
    run(connection, f"DROP TABLE {table}")
    if kept is not None:
        run(connection, f"ALTER TABLE {dialect.table(kept)} RENAME TO {month.table}")
        _attach(connection, dialect, month, to=ledger)
        _hold_once(connection, dialect, month.table)


def create_like(connection: Connection, name: str) -> str:
    """Make an empty table like the ledger; return its name in full."""
    dialect = Dialect(connection)
    table = dialect.table(name)
    run(connection, f"CREATE TABLE {table} (LIKE {dialect.table(_LEDGER)} INCLUDING DEFAULTS)")
    return table


def _create(connection: Connection, dialect: Dialect, month: Month) -> None:
    source = dialect.table(_LEDGER)
    run(connection, f"CREATE TABLE {dialect.table(month.table)} (LIKE {source} INCLUDING DEFAULTS)")


def _attach(connection: Connection, dialect: Dialect, month: Month, *, to: str) -> None:
    run(
        connection,
        f"ALTER TABLE {to} ATTACH PARTITION {dialect.table(month.table)}"
        f" FOR VALUES FROM ({_bound(month)}) TO ({_bound(month.next)})",
    )


def _hold_once(connection: Connection, dialect: Dialect, table: str) -> None:
    """Let an attempt be in a month once; a key of all months would need the time in it."""
    run(
        connection,
        f"CREATE UNIQUE INDEX uq_{table}_request_id ON {dialect.table(table)}"
        " (request_id, attempt)",
    )


def _bound(month: Month) -> str:
    return f"'{month.starts_at:%Y-%m-%d} 00:00:00+00'"


def _ahead(now: datetime) -> set[Month]:
    found = [month_of(now)]
    for _ in range(MONTHS_AHEAD):
        found.append(found[-1].next)
    return set(found)


def _months_in(connection: Connection, table: str) -> set[Month]:
    moments: Iterable[datetime] = connection.exec_driver_sql(
        "SELECT DISTINCT date_trunc('month', created_at AT TIME ZONE 'UTC')"
        f" AT TIME ZONE 'UTC' FROM {table}"
    ).scalars()
    return {month_of(moment) for moment in moments}


def _grants(connection: Connection, ledger: str) -> list[str]:
    """Return what gives a new table the rights that others have to this one."""
    found = connection.execute(
        text(
            "SELECT a.privilege_type, coalesce(quote_ident(r.rolname), 'PUBLIC'), a.is_grantable"
            " FROM pg_class c, aclexplode(c.relacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee"
            " WHERE c.oid = to_regclass(:name) AND a.grantee <> c.relowner"
        ),
        {"name": ledger},
    )
    return [
        f"GRANT {right} ON {ledger} TO {role}{' WITH GRANT OPTION' if may_give else ''}"
        for right, role, may_give in found
    ]
