"""Taking a whole month out of a ledger that is kept by months, and keeping its sums."""

# ruff: noqa: S608 - the statements are put together from names of our own and numbers

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from profiles.errors import StoreError
from profiles.store.ai import AIAnswer, AIProviderUsageLog
from profiles.store.partitions import create_like, is_partitioned, months, replace
from profiles.store.rollup_triggers import Dialect, add_rows, run
from profiles.store.rollups import PRUNED

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from profiles.store.partitions import Month

_ANSWERS = AIAnswer.__tablename__
_LEDGER = AIProviderUsageLog.__tablename__


class Leaving(NamedTuple):
    """What of a month can leave.

    Attributes:
        rows: That leave; with none the month stays as it is, unless it is empty.
        kept: The table of the rows that stay; None when there are none.
        checks: Sums of all its rows, that other rows would hardly have.
    """

    month: Month
    rows: int
    cost_nano_usd: int
    kept: str | None
    checks: tuple[int, ...]


def whole_months(connection: Connection, before: datetime) -> list[Month]:
    """Return the months that ended before a moment; none of a ledger that is one table."""
    if not is_partitioned(connection):
        return []
    return [month for month in months(connection) if month.next.starts_at <= before]


def sum_up(connection: Connection, before: datetime, month: Month) -> Leaving:
    """Add the calls of a month that can leave to the sums of what was pruned; others go on writing.

    Those stay that are not settled, have another attempt after that moment, or have an answer that
    is kept under an idempotency key.
    """
    dialect = Dialect(connection)
    ledger, table = dialect.table(_LEDGER), dialect.table(month.table)
    checks = _checks(connection, table)
    moment = f"'{before.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}+00'"
    kept = f"{month.table}_kept"
    run(
        connection,
        f"INSERT INTO {create_like(connection, kept)} SELECT * FROM {table} WHERE request_id IN ("
        f"SELECT a.request_id FROM {dialect.table(_ANSWERS)} a WHERE a.request_id IS NOT NULL"
        f" UNION SELECT o.request_id FROM {ledger} o WHERE o.status = 'pending'"
        f" UNION SELECT o.request_id FROM {ledger} o WHERE o.created_at >= {moment}"
        " AND (o.attempt > 1 OR o.request_id IN"
        f" (SELECT p.request_id FROM {table} p WHERE p.attempt > 1)))",
    )
    # Without it the planner would look for each row in all of those that stay.
    run(connection, f"ANALYZE {dialect.table(kept)}")
    leaves = f"NOT EXISTS (SELECT 1 FROM {dialect.table(kept)} k WHERE k.request_id = l.request_id)"
    rows, cost, stay = connection.exec_driver_sql(
        f"SELECT count(*), coalesce(sum(l.cost_nano_usd), 0),"
        f" (SELECT count(*) FROM {dialect.table(kept)}) FROM {table} l WHERE {leaves}"
    ).one()
    if stay and not rows:
        run(connection, f"DROP TABLE {dialect.table(kept)}")
    else:
        first, end = month.starts_at, month.next.starts_at
        within = f"l.created_at >= '{first:%Y-%m-%d}+00' AND l.created_at < '{end:%Y-%m-%d}+00'"
        add_rows(connection, dialect, PRUNED, f"{within} AND {leaves}")
    return Leaving(month, int(rows), int(cost), kept if stay else None, checks)


def drop_if_empty(connection: Connection, month: Month) -> None:
    """Drop a month without rows; nobody reads or writes the ledger meanwhile."""
    dialect = Dialect(connection)
    run(connection, f"LOCK TABLE {dialect.table(_LEDGER)} IN ACCESS EXCLUSIVE MODE")
    if not _checks(connection, dialect.table(month.table))[0]:
        replace(connection, month, None)


def take_out(connection: Connection, leaving: Leaving) -> None:
    """Put what stays in the month's place; nobody reads or writes the ledger meanwhile.

    Raises:
        StoreError: the month's rows are no longer those that were summed up.
        DBAPIError: somebody reads or writes the ledger for longer than one can wait.
    """
    dialect = Dialect(connection)
    run(connection, f"LOCK TABLE {dialect.table(_LEDGER)} IN ACCESS EXCLUSIVE MODE")
    if _checks(connection, dialect.table(leaving.month.table)) != leaving.checks:
        raise StoreError(
            "calls were written while others were removed",
            hint="what was removed so far is told in every total; do it again for the rest",
        )
    if leaving.kept is None:
        run(connection, f"DROP TABLE {dialect.table(leaving.month.table + '_kept')}")
    replace(connection, leaving.month, leaving.kept)


def _checks(connection: Connection, table: str) -> tuple[int, ...]:
    sums = ", ".join(
        f"coalesce(sum({name}), 0)"
        for name in ("id", "cost_nano_usd", "input_tokens", "output_tokens", "latency_ms")
    )
    found = connection.exec_driver_sql(f"SELECT count(*), count(settled_at), {sums} FROM {table}")
    return tuple(int(number) for number in found.one())
