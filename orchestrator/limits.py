"""Setting limits and budgets: for a plan, for one user, for what goes through one config."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from orchestrator.quotas import limit_of
from profiles.errors import InvalidInputError
from profiles.store.ai import AILimit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from orchestrator.quotas import Limit, Metric, Period, Scope

_HIGHEST_CAP = 2**63 - 1


async def set_limit(
    session: AsyncSession,
    *,
    scope: Scope,
    subject: str,
    metric: Metric,
    period: Period,
    cap: int | None,
) -> None:
    """Limit a metric from now on; what was used in the period so far counts.

    Args:
        session: In a write transaction.
        scope: Whom it binds.
        subject: The plan's name, the user's id or the config's number as text.
        metric: What is limited.
        period: Of the UTC calendar.
        cap: In the metric's unit; None takes the limit away.

    Raises:
        InvalidInputError: for a cap that is none.
    """
    if cap is not None and not 0 <= cap <= _HIGHEST_CAP:
        raise InvalidInputError(
            f"a limit cannot be {cap}", hint="give 0 or more, or `none` for no limit"
        )
    row = AILimit
    await session.execute(
        delete(row).where(
            row.scope == scope,
            row.subject == subject,
            row.metric == metric,
            row.period == period,
        )
    )
    if cap is not None:
        session.add(AILimit(scope=scope, subject=subject, metric=metric, period=period, cap=cap))
    await session.flush()


async def limits_of(session: AsyncSession, scope: Scope, subject: str) -> Sequence[Limit]:
    """Return the limits that were set for one subject, in the order they were set."""
    rows = await session.scalars(
        select(AILimit)
        .where(AILimit.scope == scope, AILimit.subject == subject)
        .order_by(AILimit.id)
    )
    return [limit_of(row) for row in rows]
