"""What was used and what it cost, read from the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from sqlalchemy import ColumnElement, and_, case, func, select

from orchestrator.answers import Answer
from orchestrator.providers.base import TokenUsage
from orchestrator.routing import provider_type
from profiles.attempts import AttemptRecord
from profiles.store.ai import AIProviderUsageLog

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from profiles.attempts import AttemptKind

Dimension = Literal["day", "model", "task", "provider"]
DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)


@dataclass(frozen=True, slots=True)
class UsageLine:
    """One group of attempts.

    Attributes:
        group: The value of each dimension, in the order they were asked for.
        calls: Calls, however many attempts each took.
        attempts: Rows of the ledger.
        errors: Attempts that failed.
        interrupted: Attempts that never ended; counted at what they held.
        pending: Attempts under way; counted at what they hold.
        estimated: Attempts whose use the provider did not say.
        unpriced: Attempts of models without a price: the cost is a lower bound then.
        cost_nano_usd: Of everything that has a price, interrupted and pending at their hold.
    """

    group: tuple[str, ...]
    calls: int
    attempts: int
    errors: int
    interrupted: int
    pending: int
    estimated: int
    unpriced: int
    input_tokens: int
    output_tokens: int
    cost_nano_usd: int


@dataclass(frozen=True, slots=True)
class UsageReport:
    """Lines in the order of their groups, and their total."""

    by: tuple[Dimension, ...]
    since: datetime | None
    until: datetime | None
    lines: tuple[UsageLine, ...]
    total: UsageLine


async def usage_report(
    session: AsyncSession,
    *,
    by: Sequence[Dimension],
    now: datetime,
    user_id: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> UsageReport:
    """Sum the ledger up.

    Args:
        session: Where to read.
        by: The dimensions to group by, in their order; days are days of the UTC calendar.
        now: Decides which pending attempts are interrupted.
        user_id: None sums all users.
        since: From when (inclusive); None from the start.
        until: Until when (exclusive); None to the end.
    """
    row = AIProviderUsageLog
    conditions: list[ColumnElement[bool]] = []
    if user_id is not None:
        conditions.append(row.user_id == user_id)
    if since is not None:
        conditions.append(row.created_at >= since)
    if until is not None:
        conditions.append(row.created_at < until)
    groups = [_dimension(name) for name in by]
    sums = select(*groups, *_sums(now)).where(*conditions).group_by(*groups).order_by(*groups)
    lines = tuple(_line(tuple(found), len(groups)) for found in await session.execute(sums))
    # The total is a sum of its own: a call whose attempts stand in several lines counts once.
    whole = await session.execute(select(*_sums(now)).where(*conditions))
    return UsageReport(tuple(by), since, until, lines, _line(tuple(whole.one()), 0))


async def answered_call(session: AsyncSession, request_id: str, text: str) -> Answer | None:
    """Tell of a call that was answered before, from its rows; None when the ledger has none.

    Args:
        session: Where to read.
        request_id: Of the call.
        text: Its answer, which the ledger does not have.
    """
    row = AIProviderUsageLog
    found = await session.scalars(
        select(row).where(row.request_id == request_id).order_by(row.attempt)
    )
    rows = list(found)
    if not rows:
        return None
    last = rows[-1]
    return Answer(
        text=text,
        request_id=request_id,
        provider=provider_type(last.provider),
        model=last.model,
        served_model=last.served_model,
        usage=TokenUsage(
            last.input_tokens or 0,
            last.output_tokens or 0,
            last.cached_input_tokens or 0,
            last.cache_write_tokens or 0,
            last.reasoning_tokens or 0,
        ),
        attempts=tuple(
            AttemptRecord(
                cast("AttemptKind", one.attempt_kind),
                one.provider,
                one.model,
                one.error_type,
                one.cost_nano_usd,
                one.latency_ms or 0,
            )
            for one in rows
        ),
        reused=True,
    )


def _dimension(name: Dimension) -> ColumnElement[Any]:
    row = AIProviderUsageLog
    columns: dict[Dimension, ColumnElement[Any]] = {
        "day": func.date(row.created_at),
        "model": func.coalesce(row.served_model, row.model),
        "task": cast("ColumnElement[Any]", row.task_type),
        "provider": cast("ColumnElement[Any]", row.provider),
    }
    return columns[name]


def _sums(now: datetime) -> list[ColumnElement[Any]]:
    row = AIProviderUsageLog
    pending = row.status == "pending"
    alive = and_(pending, row.lease_until > now)
    dead = and_(pending, row.lease_until <= now)
    cost = case((pending, row.held_cost_nano_usd), else_=row.cost_nano_usd)
    return [
        func.count(row.request_id.distinct()),
        func.count(),
        _count(row.status == "error"),
        _count(dead),
        _count(alive),
        _count(row.usage_source == "estimate"),
        _count(cost.is_(None)),
        func.coalesce(func.sum(case((pending, row.held_tokens), else_=row.input_tokens)), 0),
        func.coalesce(func.sum(row.output_tokens), 0),
        func.coalesce(func.sum(cost), 0),
    ]


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _line(found: tuple[Any, ...], groups: int) -> UsageLine:
    return UsageLine(
        tuple(str(value) for value in found[:groups]), *(int(value) for value in found[groups:])
    )
