"""The hours in which the ledger has what somebody looks for, the latest first, by its sums.

What is rare is found without reading the rows between: the sums by day tell the days, those by hour
the hours, and only the rows of these hours are read.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, func, select

from orchestrator.usage_by_cell import series_columns
from orchestrator.usage_cells import hour_of, moment_of
from orchestrator.usage_rows import minute_column, row_conditions
from orchestrator.usage_sums import PENDING
from profiles.store.ai import AIProviderUsageLog
from profiles.store.rollups import (
    ALL_DAY,
    ALL_HOUR,
    DAY,
    HOUR,
    HOURS_OF_DAY,
    AIUsageRollup,
    AIUsageSeries,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from orchestrator.usage_lines import Filter

_DAYS_AT_ONCE = 30


async def hours_with(
    session: AsyncSession,
    *,
    now: datetime,
    user_id: str | None,
    since: datetime | None,
    until: datetime | None,
    where: Mapping[Filter, str],
) -> AsyncIterator[tuple[datetime, datetime]]:
    """Yield from when to when each hour goes that has rows of these values.

    Args:
        session: Where to read.
        now: Decides which pending attempts are interrupted.
        user_id: None for all users.
        since: From when (aware); None from the first row.
        until: Until when (aware); None to the end.
        where: The value that fields must have.
    """
    first = await session.scalar(select(func.min(AIProviderUsageLog.created_at)))
    if first is None:
        return
    low = hour_of(max(first, since) if since else first)
    high = hour_of(until) + 1 if until else None
    pending = await _pending_hours(session, now, user_id, where)
    pending = sorted({h for h in pending if h >= low and (high is None or h < high)})
    while days := await _starts(session, DAY, user_id, where, _day(low), high, _DAYS_AT_ONCE):
        for day in days:
            while pending and pending[-1] >= day + HOURS_OF_DAY:
                yield _bounds(pending.pop())
            hours = await _starts(
                session, HOUR, user_id, where, max(day, low), _least(day + HOURS_OF_DAY, high)
            )
            mine = [pending.pop() for hour in [*pending] if hour >= day]
            for hour in sorted({*hours, *mine}, reverse=True):
                yield _bounds(hour)
        high = days[-1]
    for hour in reversed(pending):
        yield _bounds(hour)


async def _starts(
    session: AsyncSession,
    grain: str,
    user_id: str | None,
    where: Mapping[Filter, str],
    low: int,
    high: int | None,
    limit: int | None = None,
) -> Sequence[int]:
    """Return when the sums of these values begin, the latest first."""
    rollup, series, columns = AIUsageRollup, AIUsageSeries, series_columns()
    everybodys = {DAY: ALL_DAY, HOUR: ALL_HOUR}
    owner = where.get("user", user_id)
    conditions: list[ColumnElement[bool]] = [
        rollup.user_id == (owner or ""),
        rollup.grain == (everybodys[grain] if owner is None else grain),
        rollup.start_hour >= low,
        *(columns[name] == value for name, value in where.items() if name != "user"),
    ]
    if high is not None:
        conditions.append(rollup.start_hour < high)
    asked = (
        select(rollup.start_hour)
        .join(series, series.id == rollup.series_id)
        .where(*conditions)
        .group_by(rollup.start_hour)
        .order_by(rollup.start_hour.desc())
        .limit(limit)
    )
    return (await session.scalars(asked)).all()


async def _pending_hours(
    session: AsyncSession, now: datetime, user_id: str | None, where: Mapping[Filter, str]
) -> list[int]:
    """Return the hours of rows that have not ended: they are in no sum."""
    conditions = row_conditions(now, None, None, None, where)
    if user_id is not None:
        # Not the bare column: its index has all rows of the user, the one of pending rows few.
        conditions.append(func.coalesce(AIProviderUsageLog.user_id, "") == user_id)
    minute = minute_column(session.get_bind().dialect.name)
    asked = select(minute).where(AIProviderUsageLog.status == PENDING, *conditions).distinct()
    found = await session.scalars(asked)
    return [hour_of(datetime.fromisoformat(told).replace(tzinfo=UTC)) for told in found]


def _bounds(hour: int) -> tuple[datetime, datetime]:
    return moment_of(hour), moment_of(hour) + timedelta(hours=1)


def _day(hour: int) -> int:
    return hour // HOURS_OF_DAY * HOURS_OF_DAY


def _least(hour: int, other: int | None) -> int:
    return hour if other is None else min(hour, other)
