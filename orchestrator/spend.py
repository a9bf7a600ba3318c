"""What was spent this month, by user or by credential: the sums beside a name in a list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sqlalchemy import ColumnElement, and_, case, func, select

from orchestrator.quotas import period_bounds
from profiles.store.ai import AIProviderUsageLog

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

SpentBy = Literal["user_id", "credential"]


@dataclass(frozen=True, slots=True)
class Spend:
    """What a user did, or what went through a credential, in this month of the UTC calendar.

    Attributes:
        calls: Calls, however many attempts each took.
        errors: Attempts that failed.
        unpriced: Attempts without a price: the cost is a lower bound then.
        cost_nano_usd: Of all that has a price; pending and interrupted at their hold.
    """

    calls: int = 0
    errors: int = 0
    unpriced: int = 0
    cost_nano_usd: int = 0


NOTHING = Spend()


async def spend_this_month(session: AsyncSession, by: SpentBy, now: datetime) -> dict[str, Spend]:
    """Sum this month up for each user, or for each credential of the ledger."""
    row = AIProviderUsageLog
    key = row.user_id if by == "user_id" else row.credential
    cost = case((row.status == "pending", row.held_cost_nano_usd), else_=row.cost_nano_usd)
    found = await session.execute(
        select(
            key,
            _count(row.attempt == 1),
            _count(row.status == "error"),
            _count(and_(cost.is_(None), row.provider != "offline")),
            func.coalesce(func.sum(cost), 0),
        )
        .where(row.created_at >= period_bounds("month", now)[0])
        .group_by(key)
    )
    return {name: Spend(*map(int, numbers)) for name, *numbers in found}


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
