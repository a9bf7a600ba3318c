"""Does the ledger add up? Every row, every call and every sum, proven from the rows themselves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, func, or_, select

from orchestrator.audit_rules import EntryRow, can_be_priced_again, faults_of, numbers_fault
from orchestrator.prices import read_prices
from orchestrator.reports import usage_report
from orchestrator.usage_sums import at_one_moment
from profiles.store.ai import AIProviderUsageLog
from profiles.store.rollup_checks import differences
from profiles.store.rollups import (
    PRUNED,
    AIUsagePruning,
    AIUsageRollup,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from datetime import datetime

    from sqlalchemy import Connection
    from sqlalchemy.ext.asyncio import AsyncSession

    from orchestrator.usage_lines import UsageLine

BATCH = 1000
_MOMENTS = {"hour": "%Y-%m-%d %Hh", "day": "%Y-%m-%d", "month": "%Y-%m"}
FAULTS_KEPT = 1000
"""A ledger with more is not mended by reading on."""


@dataclass(frozen=True, slots=True)
class LedgerFault:
    """One thing that is wrong.

    Attributes:
        request_id: Whose call; None when a sum is wrong.
        attempt: Which attempt of it; None when the whole call or a sum is wrong.
        text: What is wrong, with the values.
    """

    request_id: str | None
    attempt: int | None
    text: str


@dataclass(slots=True)
class Audit:
    """What an audit has found.

    Attributes:
        rows: Attempts that were looked at.
        pruned_rows: Attempts whose rows have left the store, of which only the sums are left.
        cost_nano_usd: The sum that the rows and what was pruned add up to, as reports show it:
            what is pending counts at its hold.
        unpriced: Attempts without a price: the cost is a lower bound then.
        other_prices: Attempts priced by another version of the price table, which are not
            recomputed.
        fault_count: All that is wrong, also what `faults` has no room for.
        faults: The first of them.
    """

    rows: int = 0
    pruned_rows: int = 0
    cost_nano_usd: int = 0
    unpriced: int = 0
    other_prices: int = 0
    fault_count: int = 0
    faults: list[LedgerFault] = field(default_factory=list[LedgerFault])

    def add(self, fault: LedgerFault) -> None:
        """Count a fault, and keep it while there is room."""
        self.fault_count += 1
        if len(self.faults) < FAULTS_KEPT:
            self.faults.append(fault)


async def audit_ledger(
    session: AsyncSession, *, now: datetime, user_id: str | None = None
) -> Audit:
    """Check every row, and every sum against the rows, with a batch of them in memory.

    Args:
        session: Where to read; fresh, so that all is read at one moment.
        now: Decides which pending attempts a report calls interrupted.
        user_id: None checks all users.
    """
    await at_one_moment(session)
    audit = Audit()
    prices = await read_prices(session, ended=True)
    async for row in _rows(session, user_id):
        audit.rows += 1
        wrong_number = numbers_fault(row)
        texts = [wrong_number] if wrong_number else list(faults_of(row, prices))
        for text in texts:
            audit.add(LedgerFault(row.request_id, row.attempt, text))
        if row.price_version is not None and not can_be_priced_again(row, prices):
            audit.other_prices += 1
        if wrong_number is None:
            cost = row.held_cost_nano_usd if row.status == "pending" else row.cost_nano_usd
            audit.unpriced += cost is None
            audit.cost_nano_usd += cost or 0
    async for fault in _misnumbered(session, user_id):
        audit.add(fault)
    await _add_pruned(session, user_id, audit)
    connection = await session.connection()
    for fault in await connection.run_sync(lambda sync: _unlike(sync, user_id)):
        audit.add(fault)
    report = await usage_report(session, by=(), now=now, user_id=user_id)
    if not audit.fault_count:
        _compare(audit, report.total)
    return audit


async def _add_pruned(session: AsyncSession, user_id: str | None, audit: Audit) -> None:
    """Add what has left the ledger, and see that it is what the prunings say."""
    rollup, pruning = AIUsageRollup, AIUsagePruning
    whose = [] if user_id is None else [rollup.user_id == user_id]
    found = await session.execute(
        select(
            func.coalesce(func.sum(rollup.attempts), 0),
            func.coalesce(func.sum(rollup.cost_nano_usd), 0),
            func.coalesce(func.sum(rollup.unpriced), 0),
        ).where(rollup.grain == PRUNED, *whose)
    )
    rows, cost, unpriced = (int(number) for number in found.one())
    audit.pruned_rows = rows
    audit.cost_nano_usd += cost
    audit.unpriced += unpriced
    if user_id is not None:
        return
    told = await session.execute(
        select(
            func.coalesce(func.sum(pruning.row_count), 0),
            func.coalesce(func.sum(pruning.cost_nano_usd), 0),
        )
    )
    for name, right, kept in zip(("rows", "cost_nano_usd"), told.one(), (rows, cost), strict=True):
        if int(right) != kept:
            text = f"{name} of what was pruned: the sums say {kept}, the prunings {int(right)}"
            audit.add(LedgerFault(None, None, text))


def _unlike(connection: Connection, user_id: str | None) -> list[LedgerFault]:
    faults: list[LedgerFault] = []
    for one in differences(connection, user_id):
        whose = "all users" if one.user_id is None else f"user {one.user_id}"
        when = f"{one.start:{_MOMENTS[one.grain.rpartition('_')[2]]}}"
        series = f" ({', '.join(one.series)})"
        faults.append(
            LedgerFault(
                None,
                None,
                f"{one.name} of {whose} on {when}{series}: "
                f"the sums say {one.kept}, the rows add up to {one.right}",
            )
        )
    return faults


def _compare(audit: Audit, total: UsageLine) -> None:
    """See that a report tells what the rows and the prunings are."""
    counted = {
        "attempts": audit.rows + audit.pruned_rows,
        "unpriced": audit.unpriced,
        "cost_nano_usd": audit.cost_nano_usd,
    }
    for name, right in counted.items():
        told = getattr(total, name)
        if told != right:
            text = f"{name} in all: the report says {told}, the rows add up to {right}"
            audit.add(LedgerFault(None, None, text))


async def _rows(session: AsyncSession, user_id: str | None) -> AsyncIterator[EntryRow]:
    row = AIProviderUsageLog
    columns = [getattr(row, name) for name in EntryRow._fields]
    last = 0
    while True:
        batch: Sequence[Any] = (
            await session.execute(
                select(row.id, *columns)
                .where(row.id > last, *_of_user(user_id))
                .order_by(row.id)
                .limit(BATCH)
            )
        ).all()
        for found in batch:
            yield EntryRow(*found[1:])
        if len(batch) < BATCH:
            return
        last = batch[-1][0]


async def _misnumbered(session: AsyncSession, user_id: str | None) -> AsyncIterator[LedgerFault]:
    """Find the calls whose attempts are not 1 to n; two of one number the store refuses."""
    row = AIProviderUsageLog
    first, last, count = func.min(row.attempt), func.max(row.attempt), func.count()
    calls = (
        select(row.request_id, first, last, count)
        .where(*_of_user(user_id))
        .group_by(row.request_id)
        .having(or_(first != 1, last != count))
        .order_by(row.request_id)
    )
    async for request_id, low, high, attempts in await session.stream(calls):
        text = f"its {attempts} attempts are numbered {low} to {high}, not 1 to {attempts}"
        yield LedgerFault(request_id, None, text)


def _of_user(user_id: str | None) -> list[ColumnElement[bool]]:
    # Not the bare column: its index would have every batch sorted anew.
    return [] if user_id is None else [func.coalesce(AIProviderUsageLog.user_id, "") == user_id]
