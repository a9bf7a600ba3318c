"""Does the ledger add up? Every row, every call and every sum, proven from the rows themselves."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, func, or_, select

from orchestrator.audit_rules import EntryRow, can_be_priced_again, faults_of, numbers_fault
from orchestrator.prices import read_prices
from orchestrator.reports import usage_report
from profiles.store.ai import AIProviderUsageLog

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from orchestrator.usage_lines import UsageLine

BATCH = 1000
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
        cost_nano_usd: The sum that the rows add up to, as reports show it: what is pending counts
            at its hold.
        unpriced: Attempts without a price: the cost is a lower bound then.
        other_prices: Attempts priced by another version of the price table, which are not
            recomputed.
        fault_count: All that is wrong, also what `faults` has no room for.
        faults: The first of them.
    """

    rows: int = 0
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


@dataclass(slots=True)
class _Sums:
    attempts: int = 0
    unpriced: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost_nano_usd: int = 0

    def add(self, row: EntryRow) -> None:
        pending = row.status == "pending"
        cost = row.held_cost_nano_usd if pending else row.cost_nano_usd
        self.attempts += 1
        self.unpriced += cost is None
        self.input_tokens += (row.held_tokens if pending else row.input_tokens) or 0
        self.output_tokens += row.output_tokens or 0
        self.cost_nano_usd += cost or 0


async def audit_ledger(
    session: AsyncSession, *, now: datetime, user_id: str | None = None
) -> Audit:
    """Check the ledger in one pass, with no more than a batch of rows in memory.

    Args:
        session: Where to read; fresh, so that all is read at one moment.
        now: Decides which pending attempts a report calls interrupted.
        user_id: None checks all users.
    """
    await _at_one_moment(session)
    audit = Audit()
    prices = await read_prices(session, ended=True)
    days: defaultdict[str, _Sums] = defaultdict(_Sums)
    total = _Sums()
    async for row in _rows(session, user_id):
        audit.rows += 1
        wrong_number = numbers_fault(row)
        texts = [wrong_number] if wrong_number else list(faults_of(row, prices))
        for text in texts:
            audit.add(LedgerFault(row.request_id, row.attempt, text))
        if row.price_version is not None and not can_be_priced_again(row, prices):
            audit.other_prices += 1
        if wrong_number is None:
            days[row.created_at.astimezone(UTC).date().isoformat()].add(row)
            total.add(row)
    async for fault in _misnumbered(session, user_id):
        audit.add(fault)
    report = await usage_report(session, by=["day"], now=now, user_id=user_id)
    told = {line.group[0]: line for line in report.lines}
    for day in sorted({*told, *days}):
        _compare(audit, f"on {day}", told.get(day), days[day])
    _compare(audit, "in all", report.total, total)
    audit.cost_nano_usd, audit.unpriced = total.cost_nano_usd, total.unpriced
    return audit


async def _at_one_moment(session: AsyncSession) -> None:
    """See one moment in all queries; on SQLite every transaction does."""
    if session.get_bind().dialect.name == "postgresql":
        await session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


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


def _compare(audit: Audit, when: str, told: UsageLine | None, added: _Sums) -> None:
    names = ("attempts", "unpriced", "input_tokens", "output_tokens", "cost_nano_usd")
    for name in names:
        asked, summed = getattr(told, name) if told else 0, getattr(added, name)
        if asked != summed:
            text = f"{name} {when}: the report says {asked}, the rows add up to {summed}"
            audit.add(LedgerFault(None, None, text))
