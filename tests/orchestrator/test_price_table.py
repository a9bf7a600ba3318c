"""Pricing without the table's own arithmetic gives what that gives, for every model it has."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal

import pytest
from genai_prices import Usage
from genai_prices.data_snapshot import get_snapshot
from genai_prices.types import ModelInfo, TieredPrices

from orchestrator.pricing import PriceList
from orchestrator.providers.base import TokenUsage

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def _edges(model: ModelInfo) -> set[int]:
    """The longest prompts of each tier, and those one token longer."""
    starts = {
        tier.start
        for rate in vars(model.get_prices(NOW)).values()
        if isinstance(rate, TieredPrices)
        for tier in rate.tiers
    }
    return starts | {start + 1 for start in starts}


@pytest.mark.parametrize(
    ("provider", "vendor"), [("gemini", "google"), ("openai", "openai"), ("claude", "anthropic")]
)
def test_every_model_costs_what_the_table_says(provider: str, vendor: str) -> None:
    dice = random.Random(provider)
    snapshot, compared = get_snapshot(), 0
    for one in next(found for found in snapshot.providers if found.id == vendor).models:
        try:
            found, model = snapshot.find_provider_model(one.id, None, vendor, None)
        except LookupError:
            continue
        for most in (3, 10_000, 300_000, 1_000_000, *_edges(model)):
            tokens = most if most in _edges(model) else dice.randint(0, most)
            cached = dice.randint(0, tokens)
            written = dice.randint(0, tokens - cached)
            output = dice.randint(0, most)
            usage = TokenUsage(tokens, output, cached, written, 0)
            counted = Usage(
                input_tokens=tokens,
                output_tokens=output,
                cache_read_tokens=cached,
                cache_write_tokens=written,
            )
            price = model.calc_price(counted, found, genai_request_timestamp=NOW).total_price
            right = int((price * Decimal(10**9)).to_integral_value(rounding=ROUND_HALF_UP))
            told = PriceList().price(usage, provider=provider, model=one.id, at=NOW)
            assert (one.id, told.cost_nano_usd) == (one.id, right)
            compared += 1
    assert compared > 50
