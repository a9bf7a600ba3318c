"""What was used and what it cost, read from the ledger."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, cast

from sqlalchemy import select

from orchestrator.answers import Answer
from orchestrator.providers.base import TokenUsage
from orchestrator.routing import provider_type
from profiles.attempts import AttemptRecord
from profiles.store.ai import AIProviderUsageLog

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime, tzinfo

    from sqlalchemy.ext.asyncio import AsyncSession

    from orchestrator.usage_lines import Dimension, Filter, Mode, PriceChange, UsageReport
    from profiles.attempts import AttemptKind


async def usage_report(
    session: AsyncSession,
    *,
    by: Sequence[Dimension],
    now: datetime,
    user_id: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    timezone: tzinfo = UTC,
    where: Mapping[Filter, str] | None = None,
    mode: Mode = "recorded",
) -> UsageReport:
    """Sum the ledger up.

    Args:
        session: Where to read.
        by: The dimensions to group by, in their order.
        now: Decides which pending attempts are interrupted.
        user_id: None sums all users.
        since: From when (inclusive, aware); None from the start.
        until: Until when (exclusive, aware); None to the end.
        timezone: Of days, weeks and months.
        where: The value that fields must have: `{"provider": "openai", "status": "error"}`.
        mode: "reprice" prices every attempt anew, with the price table of now and the prices that
            are set by hand now, as they are dated for the time of the attempt. It reads the rows.

    Raises:
        InvalidInputError: for a dimension, a filter or a mode that does not exist, and where only
            rows could tell that were pruned.
    """
    # Every call imports this module, and few ask for a report.
    from orchestrator.usage_lines import Question, Totals, UsageReport
    from orchestrator.usage_names import fields_asked, require_used

    fields = fields_asked(by, where, mode)
    question = Question(tuple(by), now, timezone, user_id, since, until, fields)
    totals = Totals(question.by)
    changes: tuple[PriceChange, ...] = ()
    if mode == "reprice":
        from orchestrator.repricing import add_repriced

        changes = await add_repriced(session, question, totals)
    else:
        from orchestrator.usage_sums import add_up

        await add_up(session, question, totals)
    lines, total = totals.lines(), totals.total()
    if not lines:
        await require_used(session, fields)
    return UsageReport(question.by, since, until, timezone, mode, lines, total, changes)


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
