"""A report at the prices of now."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from ledger_rows import NOON, pending, settled, write

from orchestrator import repricing
from orchestrator.prices import NewPrice, set_price
from orchestrator.pricing import PriceList, price_version
from orchestrator.providers.base import TokenUsage
from orchestrator.reports import usage_report
from orchestrator.usage_lines import Dimension, PriceChange, UsageReport
from profiles.errors import InvalidInputError
from profiles.store.rollups import AIUsagePruning

if TYPE_CHECKING:
    from profiles.store.engine import Store

USAGE = TokenUsage(100, 20)
NOW_COSTS = PriceList().price(
    USAGE, provider="gemini", model="gemini-2.5-flash", at=NOON
).cost_nano_usd  # fmt: skip


async def _repriced(store: Store, *by: Dimension, **options: Any) -> UsageReport:
    async with store.read() as session:
        return await usage_report(session, by=by, now=NOON, mode="reprice", **options)


async def test_an_attempt_costs_what_its_model_costs_now_and_what_it_was_is_told(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repricing, "BATCH", 2)
    old = {"cost_nano_usd": 70_000, "cost_source": "table", "price_version": "genai-prices 0.0.1"}
    await write(store, *(settled("u", **old) for _ in range(5)), settled("u", cost_source="free",
                cost_nano_usd=0), pending("u"))  # fmt: skip

    report = await _repriced(store, "model")

    assert NOW_COSTS is not None
    total = report.total
    assert total.cost_nano_usd == 5 * NOW_COSTS + 9_000_000
    assert total.recorded_cost_nano_usd == 5 * 70_000 + 9_000_000
    assert report.changes == (
        PriceChange("gemini", "gemini-2.5-flash", "genai-prices 0.0.1", price_version(), 5,
                    350_000, 5 * NOW_COSTS),
    )  # fmt: skip


async def test_all_else_is_as_recorded(store: Store) -> None:
    older = settled("v", created_at=NOON - timedelta(days=9), usage_source="estimate")
    await write(store, settled("u"), settled("u", status="error", attempt=2), pending("u"), older)
    async with store.read() as session:
        recorded = await usage_report(session, by=["day", "status"], now=NOON)

    repriced = await _repriced(store, "day", "status")

    assert [line.group for line in repriced.lines] == [line.group for line in recorded.lines]
    for name in ("calls", "attempts", "errors", "pending", "estimated", "input_tokens",
                 "output_tokens", "recorded_cost_nano_usd"):  # fmt: skip
        assert getattr(repriced.total, name) == getattr(recorded.total, name), name
    assert (await _repriced(store, user_id="v")).total.calls == 1


async def test_what_had_no_price_takes_the_one_that_is_set_by_hand_today(store: Store) -> None:
    await write(store, settled("u", model="mine", served_model="mine", cost_nano_usd=None))
    assert (await _repriced(store)).total.unpriced == 1
    new = NewPrice(provider="gemini", model="mine", input=1_000_000, output=2_000_000)
    async with store.write() as session:
        price = await set_price(session, new)

    report = await _repriced(store)

    assert (report.total.unpriced, report.total.cost_nano_usd) == (0, 140)
    assert report.total.recorded_cost_nano_usd == 0
    assert report.changes == (PriceChange("gemini", "mine", "unpriced", price.version, 1, 0, 140),)


async def test_what_was_pruned_cannot_be_priced_again(store: Store) -> None:
    await write(store, settled("u"))
    async with store.write() as session:
        session.add(AIUsagePruning(before=NOON, row_count=1, cost_nano_usd=1, pruned_at=NOON))

    with pytest.raises(InvalidInputError, match="cannot be priced again") as refused:
        await _repriced(store)

    assert "2026-11-22T12:00Z" in str(refused.value.hint)
    assert (await _repriced(store, since=NOON)).total.calls == 1
