"""Pricing every attempt of a report again, with the prices of now."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import func, select

from orchestrator.calendars import calendar_name
from orchestrator.prices import manual_prices
from orchestrator.pricing import FREE, Price, PriceList
from orchestrator.providers.base import TokenUsage
from orchestrator.usage_lines import PriceChange
from orchestrator.usage_rows import field_columns, row_conditions
from orchestrator.usage_sums import PENDING, add_pending, at_one_moment, require_no_pruned
from profiles.store.ai import AIProviderUsageLog

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from orchestrator.pricing import ManualPrice
    from orchestrator.usage_lines import Dimension, Question, Totals

BATCH = 2000


class _Row(NamedTuple):
    """An attempt, as far as its price depends on it."""

    id: int
    provider: str
    model: str
    attempt: int
    status: str
    usage_source: str | None
    input_tokens: int | None
    cached_input_tokens: int | None
    cache_write_tokens: int | None
    output_tokens: int | None
    reasoning_tokens: int | None
    cost_nano_usd: int | None
    cost_source: str | None
    price_version: str | None
    latency_ms: int | None
    created_at: datetime


async def add_repriced(
    session: AsyncSession, question: Question, totals: Totals
) -> tuple[PriceChange, ...]:
    """Add all attempts to a report's totals at the prices of now, and say what changed.

    A price is taken as it is dated for the time of the attempt; an attempt that has none takes what
    is set by hand for its model today. What was free stays free; what is pending stands at its
    hold.

    Raises:
        InvalidInputError: when the report needs rows that were pruned.
    """
    await at_one_moment(session)
    await require_no_pruned(session, question.since)
    await add_pending(session, question, totals)
    manual = await manual_prices(session)
    prices = PriceList(manual)
    changes: dict[tuple[str, str, str, str], PriceChange] = {}
    async for row, fields in _rows(session, question):
        usage = _usage(row)
        price = FREE if row.cost_source == "free" else _price(prices, manual, row, usage)
        _note(changes, row, price)
        values: dict[Dimension, str] = dict(zip(question.fields, fields, strict=True))
        if question.calendar:
            day = row.created_at.astimezone(question.timezone).date()
            values.update((unit, calendar_name(unit, day)) for unit in question.calendar)
        totals.add(values, _numbers(row, usage, price))
    return tuple(change for _, change in sorted(changes.items()))


async def _rows(
    session: AsyncSession, question: Question
) -> AsyncIterator[tuple[_Row, tuple[str, ...]]]:
    row = AIProviderUsageLog
    named = field_columns(question.now)
    columns = {name: getattr(row, name) for name in _Row._fields}
    columns["model"] = func.coalesce(row.served_model, row.model)
    groups = [named[name] for name in question.fields]
    conditions = row_conditions(
        question.now, question.user_id, question.since, question.until, question.where
    )
    last = 0
    while True:
        found = await session.execute(
            select(*columns.values(), *groups)
            .where(row.status != PENDING, row.id > last, *conditions)
            .order_by(row.id)
            .limit(BATCH)
        )
        batch = found.all()
        for one in batch:
            told = tuple(one)
            yield _Row(*told[: len(columns)]), told[len(columns) :]
        if len(batch) < BATCH:
            return
        last = batch[-1][0]


def _usage(row: _Row) -> TokenUsage:
    return TokenUsage(
        row.input_tokens or 0,
        row.output_tokens or 0,
        row.cached_input_tokens or 0,
        row.cache_write_tokens or 0,
        row.reasoning_tokens or 0,
    )


def _price(prices: PriceList, manual: list[ManualPrice], row: _Row, usage: TokenUsage) -> Price:
    found = prices.price(usage, provider=row.provider, model=row.model, at=row.created_at)
    if found.cost_nano_usd is None:
        for one in manual:
            if (one.provider, one.model) == (row.provider, row.model):
                return Price(one.cost_nano_usd(usage), "manual", one.version)
    return found


def _note(changes: dict[tuple[str, str, str, str], PriceChange], row: _Row, price: Price) -> None:
    if price.cost_nano_usd == row.cost_nano_usd:
        return
    recorded = "unpriced" if row.cost_nano_usd is None else (row.price_version or row.cost_source)
    now = "unpriced" if price.cost_nano_usd is None else (price.version or price.source)
    key = (row.provider, row.model, recorded or "unknown", now)
    found = changes.get(key) or PriceChange(*key, 0, 0, 0)
    changes[key] = replace(
        found,
        attempts=found.attempts + 1,
        recorded_cost_nano_usd=found.recorded_cost_nano_usd + (row.cost_nano_usd or 0),
        cost_nano_usd=found.cost_nano_usd + (price.cost_nano_usd or 0),
    )


def _numbers(row: _Row, usage: TokenUsage, price: Price) -> list[int]:
    """Return the numbers of a report's line in their order."""
    return [
        int(row.attempt == 1),
        1,
        int(row.status == "error"),
        0,
        0,
        int(row.usage_source == "estimate"),
        int(price.cost_nano_usd is None),
        usage.input_tokens,
        usage.cached_input_tokens,
        usage.cache_write_tokens,
        usage.output_tokens,
        usage.reasoning_tokens,
        price.cost_nano_usd or 0,
        row.cost_nano_usd or 0,
        row.latency_ms or 0,
    ]
