"""What was spent this month, by user or by credential: the sums beside a name in a list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

from sqlalchemy import ColumnElement, String, and_, case, func, select, type_coerce

from orchestrator.quotas import period_bounds
from orchestrator.usage_by_cell import summed_users
from orchestrator.usage_cells import hour_of
from orchestrator.usage_sums import PENDING
from profiles.store.ai import AIProviderUsageLog
from profiles.store.rollups import ALL_MONTH, MODEL_MONTH, AIUsageRollup, AIUsageSeries

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

    What is settled is in the sums by month; the few pending rows are read at what they hold.
    """
    since = period_bounds("month", now)[0]
    found: dict[str, Spend] = {}
    for asked in (_settled(by, since), _pending(by, since)):
        for name, *numbers in await session.execute(asked):
            found[name] = found.get(name, NOTHING).plus(*map(int, numbers))
    return found


def _settled(by: SpentBy, since: datetime) -> Select[*tuple[Any, ...]]:
    """Ask for the sums of a month: of each user, or of all users together by credential."""
    sums, series = AIUsageRollup, AIUsageSeries
    numbers = [sums.calls, sums.errors, sums.unpriced, sums.cost_nano_usd]
    month = sums.start_hour == hour_of(since)
    if by == "user_id":
        users = summed_users()
        key: ColumnElement[Any] = type_coerce(sums.user_id, String)
        source = select(key, *map(func.sum, numbers)).select_from(users)
        whose = and_(sums.user_id == users.c.user_id, sums.grain == MODEL_MONTH, month)
        asked = source.join(sums, whose)
    else:
        key = type_coerce(series.credential, String)
        source = select(key, *map(func.sum, numbers)).join(series, series.id == sums.series_id)
        asked = source.where(sums.user_id == "", sums.grain == ALL_MONTH, month)
    return cast("Select[*tuple[Any, ...]]", asked.group_by(key))


def _pending(by: SpentBy, since: datetime) -> Select[*tuple[Any, ...]]:
    row = AIProviderUsageLog
    name: ColumnElement[Any] = type_coerce(row.user_id, String)
    if by == "credential":
        name = type_coerce(row.credential, String)
    # Not the bare column: to group by it the database would go through the index of all rows.
    key = func.coalesce(name, "")
    asked = (
        select(
            key,
            _count(row.attempt == 1),
            _count(row.status == "error"),
            _count(row.held_cost_nano_usd.is_(None)),
            func.coalesce(func.sum(row.held_cost_nano_usd), 0),
        )
        .where(and_(row.status == PENDING, row.created_at >= since))
        .group_by(key)
    )
    return cast("Select[*tuple[Any, ...]]", asked)


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
