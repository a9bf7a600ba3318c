"""Taking whole calls out of the ledger, a batch in one transaction, and keeping their sums."""

# ruff: noqa: S608 - the statements are put together from names of our own and numbers

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from sqlalchemy import Connection, Table, literal_column, select, text, update

from profiles.errors import StoreError
from profiles.store.ai import AIAnswer, AIProviderUsageLog
from profiles.store.rollup_triggers import Dialect, add_rows, run
from profiles.store.rollups import PRUNED, AIUsagePruning

if TYPE_CHECKING:
    from collections.abc import Mapping

CALLS_AT_ONCE = 1000
"""Calls in a batch: others wait some ten milliseconds for it to leave."""

_ANSWERS = AIAnswer.__tablename__
_LEDGER = AIProviderUsageLog.__tablename__
PRUNING_LOCK = 0x6A6F62617072
"""The advisory lock that lets one process prune at a time on PostgreSQL."""


class Batch(NamedTuple):
    """Calls, by the rows of their first attempts, and what all their rows add up to.

    Attributes:
        after: The rows of first attempts have higher numbers than this.
        last: The highest of them.
        checks: Sums that other rows would hardly have: ids, tokens, milliseconds.
    """

    after: int
    last: int
    rows: int
    cost_nano_usd: int
    checks: tuple[int, ...]


def next_batch(connection: Connection, before: datetime, after: int) -> Batch | None:
    """Find the next calls that ended and whose attempts all began before a moment."""
    dialect = Dialect(connection)
    firsts = _firsts(dialect, before, f"f.id > {after}")
    found = connection.exec_driver_sql(
        f"SELECT max(id) FROM (SELECT f.id {firsts} ORDER BY f.id LIMIT {CALLS_AT_ONCE}) b"
    )
    last: int | None = found.scalar()
    return None if last is None else _summed(connection, dialect, before, after, last)


def rows_of(connection: Connection, before: datetime, batch: Batch) -> list[Mapping[str, Any]]:
    """Return the rows of a batch, in the order they were written."""
    named = cast("Table", AIProviderUsageLog.__table__).alias("l")
    condition = _condition(Dialect(connection), before, batch.after, batch.last)
    asked = select(named).where(literal_column(condition)).order_by(named.c.id)
    return [dict(row) for row in connection.execute(asked).mappings()]


def remove(connection: Connection, before: datetime, batch: Batch, pruning_id: int) -> None:
    """Add a batch to the sums of what was pruned and remove its rows.

    Args:
        connection: In a write transaction.
        before: As for `next_batch`.
        batch: What was found.
        pruning_id: The row of `AIUsagePruning` that tells of it.

    Raises:
        StoreError: when the rows are no longer those that were found.
    """
    dialect = Dialect(connection)
    if dialect.is_postgresql:
        connection.execute(text(f"SELECT pg_advisory_xact_lock({PRUNING_LOCK})"))
    if _summed(connection, dialect, before, batch.after, batch.last) != batch:
        raise StoreError(
            "calls were written while others were removed",
            hint="what was removed so far is told in every total; do it again for the rest",
        )
    condition = _condition(dialect, before, batch.after, batch.last)
    add_rows(connection, dialect, PRUNED, condition)
    ids = f"SELECT l.id FROM {dialect.table(_LEDGER)} l WHERE {condition}"
    run(connection, f"DELETE FROM {dialect.table(_LEDGER)} WHERE id IN ({ids})")
    row = AIUsagePruning
    connection.execute(
        update(row)
        .where(row.id == pruning_id)
        .values(
            row_count=row.row_count + batch.rows,
            cost_nano_usd=row.cost_nano_usd + batch.cost_nano_usd,
        )
    )


def _summed(
    connection: Connection, dialect: Dialect, before: datetime, after: int, last: int
) -> Batch:
    sums = ", ".join(
        f"coalesce(sum({dialect.number(f'l.{name}')}), 0)"
        for name in ("cost_nano_usd", "id", "input_tokens", "output_tokens", "latency_ms")
    )
    condition = _condition(dialect, before, after, last)
    found = connection.exec_driver_sql(
        f"SELECT count(*), {sums} FROM {dialect.table(_LEDGER)} l WHERE {condition}"
    ).one()
    rows, cost, *checks = (int(number) for number in found)
    return Batch(after, last, rows, cost, tuple(checks))


def _condition(dialect: Dialect, before: datetime, after: int, last: int) -> str:
    firsts = _firsts(dialect, before, f"f.id > {after} AND f.id <= {last}")
    return f"l.request_id IN (SELECT f.request_id {firsts})"


def _firsts(dialect: Dialect, before: datetime, within: str) -> str:
    """Return the first attempts of the calls that can leave: all of each ended and is older."""
    ledger, utc = dialect.table(_LEDGER), before.astimezone(UTC)
    moment = f"'{utc:%Y-%m-%d %H:%M:%S.%f}{'+00' if dialect.is_postgresql else ''}'"
    return (
        f"FROM {ledger} f WHERE f.attempt = 1 AND {within} AND f.created_at < {moment}"
        f" AND NOT EXISTS (SELECT 1 FROM {ledger} o WHERE o.request_id = f.request_id"
        f" AND (o.status = 'pending' OR o.created_at >= {moment}))"
        # An answer that is kept under a key is told with its call.
        f" AND f.request_id NOT IN (SELECT a.request_id FROM {dialect.table(_ANSWERS)} a"
        " WHERE a.request_id IS NOT NULL)"
    )
