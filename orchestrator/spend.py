"""What was spent this month, by user or by credential: the sums beside a name in a list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

from sqlalchemy import ColumnElement, String, and_, case, func, select, type_coerce

from orchestrator.quotas import period_bounds
from profiles.store.ai import AIProviderUsageLog
from profiles.store.rollups import ALL_DAY, DAY, AIUsageRollup, AIUsageSeries

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

    from sqlalchemy import Select
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

    def plus(self, calls: int, errors: int, unpriced: int, cost_nano_usd: int) -> Spend:
        """Return it with more added."""
        return Spend(
            self.calls + calls,
            self.errors + errors,
            self.unpriced + unpriced,
            self.cost_nano_usd + cost_nano_usd,
        )


NOTHING = Spend()


async def spend_this_month(session: AsyncSession, by: SpentBy, now: datetime) -> dict[str, Spend]:
    """Sum this month up for each user, or for each credential of the ledger.

    What is settled is in the sums by day; the few pending rows are read at what they hold.
    """
    since = period_bounds("month", now)[0]
    found: dict[str, Spend] = {}
    for asked in (_settled(by, since), _pending(by, since)):
        for name, *numbers in await session.execute(asked):
            found[name] = found.get(name, NOTHING).plus(*map(int, numbers))
    return found


def _settled(by: SpentBy, since: datetime) -> Select[*tuple[Any, ...]]:
    sums, series = AIUsageRollup, AIUsageSeries
    key = type_coerce(sums.user_id, String) if by == "user_id" else series.credential
    failed = case((series.status == "error", sums.attempts), else_=0)
    asked = (
        select(
            key,
            func.sum(sums.calls),
            func.sum(failed),
            func.sum(sums.unpriced),
            func.sum(sums.cost_nano_usd),
        )
        .join(series, series.id == sums.series_id)
        .where(
            sums.grain == (DAY if by == "user_id" else ALL_DAY),
            sums.start_hour >= int(since.timestamp()) // 3600,
        )
        .group_by(key)
    )
    return cast("Select[*tuple[Any, ...]]", asked)


def _pending(by: SpentBy, since: datetime) -> Select[*tuple[Any, ...]]:
    row = AIProviderUsageLog
    key = type_coerce(row.user_id, String) if by == "user_id" else row.credential
    asked = (
        select(
            key,
            _count(row.attempt == 1),
            _count(row.status == "error"),
            _count(row.held_cost_nano_usd.is_(None)),
            func.coalesce(func.sum(row.held_cost_nano_usd), 0),
        )
        .where(and_(row.status == "pending", row.created_at >= since))
        .group_by(key)
    )
    return cast("Select[*tuple[Any, ...]]", asked)


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
