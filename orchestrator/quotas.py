"""Limits: which bind a call, what is used of them, and whether the call still fits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal, cast

from sqlalchemy import and_, case, func, or_, select

from orchestrator.errors import QuotaExceededError
from profiles.store.ai import AILimit, AIProviderUsageLog
from profiles.store.defaults import default_limits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

Metric = Literal["tokens", "calls"]
Period = Literal["hour", "day", "month"]


@dataclass(frozen=True, slots=True)
class Limit:
    """The most that one user may use of a metric in a period of the UTC calendar."""

    metric: Metric
    period: Period
    cap: int

    @property
    def name(self) -> str:
        """Return it in words: "tokens per day"."""
        return f"{self.metric} per {self.period}"


@dataclass(frozen=True, slots=True)
class Standing:
    """How much of a limit is used.

    Attributes:
        used: Settled use and what is held for calls under way, in the metric's unit.
        resets_at: When the period ends (UTC).
    """

    limit: Limit
    used: int
    resets_at: datetime


async def plan_limits(session: AsyncSession, plan: str) -> tuple[Limit, ...]:
    """Return the limits of a plan; one without rows in the store takes the package's defaults."""
    rows = list(
        await session.execute(
            select(AILimit.metric, AILimit.period, AILimit.cap).where(
                AILimit.scope == "plan", AILimit.subject == plan
            )
        )
    )
    found = [(row[0], row[1], row[2]) for row in rows] or [
        (limit.metric, limit.period, limit.cap) for limit in default_limits() if limit.plan == plan
    ]
    return tuple(
        Limit(cast("Metric", metric), cast("Period", period), cap) for metric, period, cap in found
    )


def period_bounds(period: Period, now: datetime) -> tuple[datetime, datetime]:
    """Return the start (inclusive) and the end (exclusive) of the period that holds `now`."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    if period == "hour":
        return hour, hour + timedelta(hours=1)
    day = hour.replace(hour=0)
    if period == "day":
        return day, day + timedelta(days=1)
    first = day.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1)


async def standings(
    connection: AsyncConnection | AsyncSession,
    user_id: str,
    limits: Sequence[Limit],
    now: datetime,
) -> tuple[Standing, ...]:
    """Read how much of each limit is used, in one query.

    What counts: settled tokens, and the holds of pending calls whose lease still runs. A call is
    counted once, however many attempts it took; `offline` counts for nothing.
    """
    if not limits:
        return ()
    row = AIProviderUsageLog
    bounds = [period_bounds(limit.period, now) for limit in limits]
    sums = [
        func.coalesce(func.sum(case((row.created_at >= start, _counted(limit)), else_=0)), 0)
        for limit, (start, _) in zip(limits, bounds, strict=True)
    ]
    used = (
        await connection.execute(
            select(*sums).where(
                row.user_id == user_id,
                row.created_at >= min(start for start, _ in bounds),
                row.provider != "offline",
                or_(row.status != "pending", row.lease_until > now),
            )
        )
    ).one()
    return tuple(
        Standing(limit, int(amount), end)
        for limit, amount, (_, end) in zip(limits, used, bounds, strict=True)
    )


def _counted(limit: Limit) -> ColumnElement[int]:
    row = AIProviderUsageLog
    if limit.metric == "calls":
        return case((and_(row.attempt == 1), 1), else_=0)
    return cast("ColumnElement[int]", row.tokens)


def require_room(standing: Standing, *, tokens: int, calls: int) -> None:
    """Check that a call fits under a limit.

    Raises:
        QuotaExceededError: with the limit, what is used, what was asked and when it resets.
    """
    limit = standing.limit
    asked = tokens if limit.metric == "tokens" else calls
    if standing.used + asked <= limit.cap:
        return
    raise QuotaExceededError(
        f"Quota exceeded: {limit.name} is {limit.cap:,}; used or held {standing.used:,}, "
        f"this call could need {asked:,}; it resets at {standing.resets_at:%Y-%m-%d %H:%M} UTC",
        limit=limit.name,
        cap=limit.cap,
        used=standing.used,
        asked=asked,
        resets_at=standing.resets_at,
        hint=_way_out(fits_later=asked <= limit.cap),
    )


def _way_out(*, fits_later: bool) -> str:
    wait = (
        "wait for the reset, " if fits_later else "this call alone is more than the plan allows: "
    )
    return f"{wait}change the plan with `jobai plan set PLAN`, or use --provider offline"
