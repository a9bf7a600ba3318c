"""What a call costs, in whole nano-dollars (1e-9 USD)."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from orchestrator.providers.base import TokenUsage

_NANO_PER_USD = Decimal(1_000_000_000)
_PRICE_TABLE_PROVIDERS = {"gemini": "google", "openai": "openai", "claude": "anthropic"}
_PINNED_SUFFIX = re.compile(r"-\d{3}\Z")


def cost_nano_usd(usage: TokenUsage, *, provider: str, model: str, at: datetime) -> int | None:
    """Price one attempt, rounded half up once, at the end.

    Args:
        usage: Inclusive buckets: cached tokens are part of the input, reasoning of the output.
        provider: The vendor whose prices hold.
        model: The model that answered, not the one that was asked for.
        at: When the attempt started (aware); prices are dated.

    Returns:
        None for a model without a price: unknown is not free. 0 only for `offline`.

    Source: the dated price table in the genai-prices package, without the network.
    """
    if provider == "offline":
        return 0
    table_provider = _PRICE_TABLE_PROVIDERS.get(provider)
    if table_provider is None:
        return None
    price = _table_price(usage, table_provider, model, at)
    if price is None:
        return None
    return int((price * _NANO_PER_USD).to_integral_value(rounding=ROUND_HALF_UP))


def price_version() -> str:
    """Return which price table was used, such as "genai-prices 0.2.3"."""
    from importlib.metadata import version

    return f"genai-prices {version('genai-prices')}"


def _table_price(
    usage: TokenUsage, table_provider: str, model: str, at: datetime
) -> Decimal | None:
    from genai_prices import Usage, calc_price

    # The table refuses parts that exceed their whole; a vendor that counts so is priced as if
    # all its input were cached, which is what its numbers say.
    cached = min(usage.cached_input_tokens, usage.input_tokens)
    written = min(usage.cache_write_tokens, usage.input_tokens - cached)
    counted = Usage(
        input_tokens=usage.input_tokens,
        output_tokens=usage.output_tokens,
        cache_read_tokens=cached,
        cache_write_tokens=written,
    )
    for name in _names(model):
        try:
            return calc_price(
                counted, name, provider_id=table_provider, genai_request_timestamp=at
            ).total_price
        except LookupError:
            continue
    return None


def _names(model: str) -> tuple[str, ...]:
    """Return the spellings under which the table may know a model."""
    bare = model.removeprefix("models/")
    return (bare, _PINNED_SUFFIX.sub("", bare)) if _PINNED_SUFFIX.search(bare) else (bare,)
