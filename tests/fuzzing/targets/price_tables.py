"""Prices set by hand and the table's: exact in every sum, for any usage at any time."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any, cast

from fuzzing.mutating import changed_json
from fuzzing.target import Target
from orchestrator.pricing import ManualPrice, Price, PriceList
from orchestrator.providers.base import TokenUsage

_START = datetime(2024, 1, 1, tzinfo=UTC)
_MOST = 2**53
_PER_RATE = 1_000_000
_SEEDS: tuple[dict[str, Any], ...] = (
    {
        "prices": [
            {"model": "qwen3", "input": 100_000_000, "output": 3, "from": 0, "days": 400},
            {"model": "qwen3", "input": 7, "output": 0, "cached": 1, "from": 400},
        ],
        "usage": [1000, 20, 300, 5, 7], "provider": "openai", "model": "qwen3", "day": 399,
    },
    {"prices": [], "usage": [200_001, 9, 0, 0, 0], "provider": "gemini",
     "model": "models/gemini-2.5-pro", "day": 700},
    {"prices": [], "usage": [5, 9, 5, 1, 0], "provider": "claude", "model": "claude-sonnet-4-5",
     "day": 690},
    {"prices": [], "usage": [1, 1], "provider": "openai", "model": "gpt-4o-mini-001", "day": 1},
    {"prices": [{"model": "own", "input": 3, "output": 1}], "usage": [500_000, 1],
     "provider": "openai", "model": "own", "day": 9},
)  # fmt: skip
WORDS = tuple(
    x.encode()
    for x in (
        "gemini-2.5-flash", "gpt-6-luna", "gpt-4o", "claude-opus-4-1", "models/", "-001", "-latest",
        "offline", "openai", "claude", "gemini", "cached", "written", "from", "days", "usage",
        "input", "output", "200000", "200001", "499999", "500000", "9007199254740992",
    )
)  # fmt: skip


def _run(data: bytes) -> None:
    try:
        told = _object(json.loads(data.decode("utf-8", "replace")))
    except (ValueError, RecursionError):
        return
    counts = [_number(x) for x in _list(told.get("usage"))[:5]]
    usage = TokenUsage(*(counts + [0] * 5)[:5])
    provider, model = str(told.get("provider")), str(told.get("model"))[:300]
    at = _START + timedelta(days=_number(told.get("day")) % 2000)
    listed = map(_object, _list(told.get("prices"))[:20])
    manual = [_price(number, x, provider) for number, x in enumerate(listed)]
    prices = PriceList(manual)

    price = prices.price(usage, provider=provider, model=model, at=at)
    again = prices.price(usage, provider=provider, model=model, at=at)

    assert price == again
    _require_exact(price, usage, prices, at)
    _require_growing(price, usage, prices, provider, model, at)
    rates = prices.rates(provider=provider, model=model, at=at)
    assert rates is None or min(rates.input, rates.output, rates.cached_input) >= 0


def _require_exact(price: Price, usage: TokenUsage, prices: PriceList, at: datetime) -> None:
    cost = price.cost_nano_usd
    assert (cost is None) == (price.source == "unpriced")
    assert cost is None or (type(cost) is int and cost >= 0)
    manual = prices.by_version(price.version or "")
    if price.source != "manual":
        return
    assert manual is not None
    assert manual.starts_at <= at
    assert manual.ends_at is None or at < manual.ends_at
    cached = min(usage.cached_input_tokens, usage.input_tokens)
    written = min(usage.cache_write_tokens, usage.input_tokens - cached)
    plain = usage.input_tokens - cached - written
    parts = (
        (plain, manual.input),
        (cached, manual.input if manual.cached_input is None else manual.cached_input),
        (written, manual.input if manual.cache_write is None else manual.cache_write),
        (usage.output_tokens, manual.output),
    )
    right = sum(Fraction(count * rate, _PER_RATE) for count, rate in parts)
    assert cost is not None
    assert -Fraction(1, 2) <= right - cost < Fraction(1, 2), (cost, right)


def _require_growing(
    price: Price, usage: TokenUsage, prices: PriceList, provider: str, model: str, at: datetime
) -> None:
    """More output never costs less, and nothing costs nothing."""
    more = TokenUsage(
        usage.input_tokens,
        usage.output_tokens + 1000,
        usage.cached_input_tokens,
        usage.cache_write_tokens,
    )
    longer = prices.price(more, provider=provider, model=model, at=at).cost_nano_usd
    none = prices.price(TokenUsage(0, 0), provider=provider, model=model, at=at).cost_nano_usd
    assert (longer is None) == (none is None) == (price.cost_nano_usd is None)
    assert longer is None or longer >= (price.cost_nano_usd or 0)
    assert not none


def _price(number: int, told: dict[str, Any], provider: str) -> ManualPrice:
    starts = _START + timedelta(days=_number(told.get("from")) % 2000)
    days = told.get("days")
    return ManualPrice(
        id=number,
        provider=provider,
        model=str(told.get("model")),
        input=_number(told.get("input")),
        output=_number(told.get("output")),
        cached_input=None if told.get("cached") is None else _number(told["cached"]),
        cache_write=None if told.get("written") is None else _number(told["written"]),
        starts_at=starts,
        ends_at=None if days is None else starts + timedelta(days=_number(days) % 2000),
    )


def _object(value: object) -> dict[str, Any]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def _list(value: object) -> list[object]:
    return cast("list[object]", value) if isinstance(value, list) else []


def _number(value: object) -> int:
    """What answers and the store's columns let through: whole, bounded, not negative."""
    return min(abs(value), _MOST) if type(value) is int else 0


TARGET = Target(
    "price-tables",
    lambda: [json.dumps(x).encode() for x in _SEEDS],
    _run,
    changed_json,
    WORDS,
    in_ci=100,
)
