"""Prices set by hand: they stand before the table, are dated, and are never forgotten."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete

from orchestrator.audit import audit_ledger
from orchestrator.prices import NewPrice, end_price, manual_prices, read_prices, set_price
from orchestrator.pricing import ManualPrice, Price, PriceList, price_version
from orchestrator.providers.base import TokenUsage
from profiles.errors import InvalidInputError, NotFoundError
from profiles.store.ai import AIModelPrice
from profiles.store.base import utc_now

if TYPE_CHECKING:
    from desks import Desk

    from profiles.store.engine import Store

AT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
COUNTS = st.integers(0, 10_000_000)
RATES = st.integers(0, 10**12)


def _price(**changes: Any) -> ManualPrice:
    facts: dict[str, Any] = {
        "id": 7,
        "provider": "openai",
        "model": "my-own",
        "input": 300_000_000,
        "output": 2_500_000_000,
        "cached_input": None,
        "cache_write": None,
        "starts_at": AT - timedelta(days=1),
        "ends_at": None,
    }
    return ManualPrice(**facts | changes)


async def _set(store: Store, **changes: Any) -> ManualPrice:
    facts: dict[str, Any] = {
        "provider": "openai",
        "model": "my-own",
        "input": 300_000_000,
        "output": 2_500_000_000,
    }
    async with store.write() as session:
        return await set_price(session, NewPrice(**facts | changes))


async def _verified(store: Store) -> list[str]:
    async with store.read() as session:
        audit = await audit_ledger(session, now=utc_now())
    return [fault.text for fault in audit.faults]


@given(usage=st.builds(TokenUsage, COUNTS, COUNTS), input_rate=RATES, output_rate=RATES)
def test_a_price_is_exact_and_rounded_half_up_once(
    usage: TokenUsage, input_rate: int, output_rate: int
) -> None:
    exact = Decimal(usage.input_tokens * input_rate + usage.output_tokens * output_rate) / 10**6

    cost = _price(input=input_rate, output=output_rate).cost_nano_usd(usage)

    assert -Decimal("0.5") < cost - exact <= Decimal("0.5")


@pytest.mark.parametrize(("tokens", "cost"), [(1, 0), (2, 1), (3, 1), (4, 1), (5, 1), (6, 2)])
def test_half_a_nano_dollar_is_rounded_up(tokens: int, cost: int) -> None:
    quarter = _price(input=250_000, output=0)

    assert quarter.cost_nano_usd(TokenUsage(tokens, 0)) == cost


def test_cached_and_written_input_have_prices_of_their_own() -> None:
    usage = TokenUsage(100, 10, cached_input_tokens=30, cache_write_tokens=20)
    own = _price(input=10**6, output=10**6, cached_input=0, cache_write=3 * 10**6)
    none = _price(input=10**6, output=10**6)

    assert own.cost_nano_usd(usage) == 50 + 0 + 60 + 10
    assert none.cost_nano_usd(usage) == 110


@pytest.mark.parametrize(
    ("at", "source"),
    [
        (AT - timedelta(days=1, microseconds=1), "table"),
        (AT - timedelta(days=1), "manual"),
        (AT - timedelta(microseconds=1), "manual"),
        (AT, "table"),
        (AT + timedelta(days=1), "table"),
    ],
)
def test_a_price_holds_from_its_start_to_just_before_its_end(at: datetime, source: str) -> None:
    prices = PriceList([_price(provider="gemini", model="gemini-2.5-flash", ends_at=AT)])

    price = prices.price(TokenUsage(1, 0), provider="gemini", model="gemini-2.5-flash", at=at)

    assert price.source == source


@pytest.mark.parametrize(
    ("provider", "model", "version"),
    [
        ("openai", "my-own", "manual 7"),
        ("openai", "models/my-own", "manual 7"),
        ("openai", "my-own-001", "manual 7"),
        ("openai", "my-own-2", price_version()),
        ("claude", "my-own", price_version()),
    ],
)
def test_a_price_is_for_one_model_of_one_provider_however_it_is_spelt(
    provider: str, model: str, version: str
) -> None:
    price = PriceList([_price()]).price(TokenUsage(1, 1), provider=provider, model=model, at=AT)

    assert price.version == version


def test_what_costs_nothing_by_hand_is_free_of_charge_and_not_unpriced() -> None:
    prices = PriceList([_price(input=0, output=0)])

    price = prices.price(TokenUsage(10**6, 10**6), provider="openai", model="my-own", at=AT)

    assert price == Price(0, "manual", "manual 7")


async def test_a_call_is_priced_by_hand_and_the_audit_agrees(desk: Desk, user: str) -> None:
    desk.configure("gemini")
    price = await _set(desk.store, provider="gemini", model="my-own")

    await desk.generate(user, provider_type="gemini", model="my-own")

    [row] = await desk.rows()
    assert (row.cost_nano_usd, row.cost_source) == (100 * 300 + 20 * 2500, "manual")
    assert row.price_version == price.version
    assert row.held_cost_nano_usd
    assert await _verified(desk.store) == []


async def test_a_new_price_changes_nothing_that_was_priced_before(desk: Desk, user: str) -> None:
    desk.configure("gemini")
    await _set(desk.store, provider="gemini", model="my-own")
    await desk.generate(user, provider_type="gemini", model="my-own")
    await _set(desk.store, provider="google", model="my-own", input=3_000_000_000)
    await desk.generate(user, provider_type="gemini", model="my-own")
    async with desk.store.write() as session:
        await end_price(session, "gemini", "my-own")
    await desk.generate(user, provider_type="gemini", model="my-own")

    costs = [(row.cost_nano_usd, row.cost_source) for row in await desk.rows()]
    assert costs == [(80_000, "manual"), (350_000, "manual"), (None, "unpriced")]
    assert await _verified(desk.store) == []


async def test_the_audit_finds_a_cost_that_its_price_does_not_give(desk: Desk, user: str) -> None:
    desk.configure("gemini")
    await _set(desk.store, provider="gemini", model="my-own")
    await desk.generate(user, provider_type="gemini", model="my-own")
    [row] = await desk.rows()
    async with desk.store.write() as session:
        (await session.get_one(type(row), row.id)).cost_nano_usd = 1

    assert await _verified(desk.store) == [
        "cost_nano_usd is 1, its price (manual 1) gives 80000 nano-dollars"
    ]


async def test_a_price_that_is_gone_is_told_apart_and_not_a_fault(desk: Desk, user: str) -> None:
    desk.configure("gemini")
    await _set(desk.store, provider="gemini", model="my-own")
    await desk.generate(user, provider_type="gemini", model="my-own")
    async with desk.store.write() as session:
        await session.execute(delete(AIModelPrice))

    async with desk.store.read() as session:
        audit = await audit_ledger(session, now=utc_now())

    assert (audit.other_prices, audit.fault_count) == (1, 0)


async def test_prices_are_listed_as_they_hold_and_kept_when_they_end(store: Store) -> None:
    await _set(store)
    await _set(store, input=1, cached_input=0)

    async with store.read() as session:
        [now] = await manual_prices(session)
        both = await manual_prices(session, ended=True)
        prices = await read_prices(session, ended=True)

    assert (now.input, now.output, now.cached_input, now.cache_write) == (1, 2_500_000_000, 0, None)
    assert [price.ends_at is None for price in both] == [False, True]
    assert both[0].ends_at == both[1].starts_at
    assert prices.by_version(both[0].version) == both[0]


@pytest.mark.parametrize(
    "changes",
    [
        {"input": -1},
        {"output": 10**15 + 1},
        {"cached_input": -1},
        {"cache_write": 10**15 + 1},
        {"provider": "offline"},
        {"provider": "nobody"},
        {"model": " "},
        {"model": "x" * 129},
        {"model": "a\nb"},
    ],
)
async def test_what_is_no_price_is_refused_and_the_old_one_stays(
    store: Store, changes: dict[str, Any]
) -> None:
    kept = await _set(store)

    with pytest.raises(InvalidInputError):
        await _set(store, **changes)

    async with store.read() as session:
        assert await manual_prices(session) == [kept]


async def test_only_a_price_that_was_set_can_be_ended(store: Store) -> None:
    async with store.write() as session:
        with pytest.raises(NotFoundError, match="my-own"):
            await end_price(session, "openai", "my-own")
