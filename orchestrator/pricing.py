"""What a call costs, in whole nano-dollars (1e-9 USD)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal

from profiles.money import NANO_PER_USD

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from genai_prices.types import ModelInfo, ModelPrice

    from orchestrator.providers.base import TokenUsage

CostSource = Literal["table", "manual", "free", "unpriced"]

_TOKENS_PER_RATE = 1_000_000
_PRICE_TABLE_PROVIDERS = {"gemini": "google", "openai": "openai", "claude": "anthropic"}
_TOKEN_RATES = {"input_mtok", "output_mtok", "cache_read_mtok", "cache_write_mtok"}
_OTHER_RATES = {
    "input_audio_mtok",
    "output_audio_mtok",
    "cache_audio_read_mtok",
    "input_image_mtok",
    "output_image_mtok",
    "input_video_mtok",
    "output_video_mtok",
    "cache_image_read_mtok",
    "cache_write_1h_mtok",
    "web_searches_kcount",
    "storage_searches_kcount",
}
"""Of what the ledger does not count apart: it adds nothing to a price."""
_Rates = tuple[int, int, int, int]
_Tiers = list[tuple[int, _Rates]]
"""The rates of prompts with more input tokens than this, the longest prompts first."""

_tiers_of: dict[int, tuple[ModelPrice, _Tiers | None]] = {}
_PINNED_SUFFIX = re.compile(r"-\d{3}\Z")


@dataclass(frozen=True, slots=True)
class ManualPrice:
    """A price that was set by hand, in nano-dollars for a million tokens.

    Attributes:
        id: Of its row in the store.
        cached_input: None takes that of other input.
        cache_write: None takes that of other input.
        starts_at: From when it holds (aware).
        ends_at: Until when (exclusive); None is open-ended.
    """

    id: int
    provider: str
    model: str
    input: int
    output: int
    cached_input: int | None
    cache_write: int | None
    starts_at: datetime
    ends_at: datetime | None

    @property
    def version(self) -> str:
        """Return what the ledger calls it."""
        return f"manual {self.id}"

    def holds(self, provider: str, model: str, at: datetime) -> bool:
        """Say whether it is the price of a model at a moment."""
        return (
            (self.provider, self.model) == (provider, model)
            and self.starts_at <= at
            and (self.ends_at is None or at < self.ends_at)
        )

    def cost_nano_usd(self, usage: TokenUsage) -> int:
        """Price one attempt, rounded half up once, at the end."""
        cached = self.input if self.cached_input is None else self.cached_input
        written = self.input if self.cache_write is None else self.cache_write
        return _at_rates(usage, (self.input, cached, written, self.output))


@dataclass(frozen=True, slots=True)
class Price:
    """What an attempt costs.

    Attributes:
        cost_nano_usd: None for a model without a price: unknown is not free.
        source: Where the price is from.
        version: The price table or the price that was set by hand; None when neither was asked.
    """

    cost_nano_usd: int | None
    source: CostSource
    version: str | None


FREE = Price(0, "free", None)

_SAMPLE_TOKENS = 1000
"""So few that no table has a higher rate for long prompts, so many that nothing is rounded."""


@dataclass(frozen=True, slots=True)
class Rates:
    """What a million tokens cost in short prompts, in nano-dollars.

    Attributes:
        source: "table" or "manual".
    """

    input: int
    output: int
    cached_input: int
    source: CostSource


class PriceList:
    """All prices: those set by hand first, then the dated table of the genai-prices package.

    The table comes with the package and needs no network.
    """

    def __init__(self, manual: Iterable[ManualPrice] = ()) -> None:
        self._manual = {price.version: price for price in manual}

    def price(self, usage: TokenUsage, *, provider: str, model: str, at: datetime) -> Price:
        """Price one attempt, rounded half up once, at the end.

        Args:
            usage: Inclusive buckets: cached tokens are part of the input, reasoning of the output.
            provider: The vendor whose prices hold.
            model: The model that answered, not the one that was asked for.
            at: When the attempt started (aware); prices are dated.
        """
        if provider == "offline":
            return FREE
        for name in _names(model):
            for manual in self._manual.values():
                if manual.holds(provider, name, at):
                    return Price(manual.cost_nano_usd(usage), "manual", manual.version)
        cost = _table_cost_nano_usd(usage, provider, model, at)
        return Price(cost, "unpriced" if cost is None else "table", price_version())

    def rates(self, *, provider: str, model: str, at: datetime) -> Rates | None:
        """Return what a model's tokens cost at a moment; None for a model without a price."""
        from orchestrator.providers.base import TokenUsage

        few = _SAMPLE_TOKENS
        samples = (TokenUsage(few, 0), TokenUsage(0, few), TokenUsage(few, 0, few))
        prices = [self.price(one, provider=provider, model=model, at=at) for one in samples]
        found = [price.cost_nano_usd for price in prices if price.cost_nano_usd is not None]
        if len(found) < len(samples):
            return None
        scale = _TOKENS_PER_RATE // few
        return Rates(found[0] * scale, found[1] * scale, found[2] * scale, prices[0].source)

    def by_version(self, version: str) -> ManualPrice | None:
        """Return the price set by hand that the ledger calls so."""
        return self._manual.get(version)


@cache
def price_version() -> str:
    """Return which price table is used, such as "genai-prices 0.2.3"."""
    from importlib.metadata import version

    return f"genai-prices {version('genai-prices')}"


@cache
def table_models(provider: str) -> tuple[str, ...]:
    """Return the names that the price table has for a provider's models."""
    from genai_prices.data import providers

    wanted = _PRICE_TABLE_PROVIDERS.get(provider)
    return tuple(model.id for one in providers if one.id == wanted for model in one.models)


def _table_cost_nano_usd(usage: TokenUsage, provider: str, model: str, at: datetime) -> int | None:
    table_provider = _PRICE_TABLE_PROVIDERS.get(provider)
    if table_provider is None:
        return None
    for name in _names(model):
        found = _table_model(table_provider, name)
        if found is None:
            continue
        tiers = _table_tiers(found, at)
        if tiers is not None:
            longer = (rates for start, rates in tiers if usage.input_tokens > start)
            return _at_rates(usage, next(longer))
        return _by_the_table(usage, name, table_provider, at)
    return None


def _by_the_table(usage: TokenUsage, name: str, table_provider: str, at: datetime) -> int:
    from genai_prices import Usage, calc_price

    cached, written = _parts(usage)
    counted = Usage(
        input_tokens=usage.input_tokens,
        output_tokens=usage.output_tokens,
        cache_read_tokens=cached,
        cache_write_tokens=written,
    )
    price = calc_price(counted, name, provider_id=table_provider, genai_request_timestamp=at)
    return int((price.total_price * NANO_PER_USD).to_integral_value(rounding=ROUND_HALF_UP))


@lru_cache(maxsize=1024)
def _table_model(table_provider: str, name: str) -> ModelInfo | None:
    """Find a model in the price table; looking for one that is not there takes long."""
    from genai_prices.data_snapshot import get_snapshot

    try:
        return get_snapshot().find_provider_model(name, None, table_provider, None)[1]
    except LookupError:
        return None


def _table_tiers(model: ModelInfo, at: datetime) -> _Tiers | None:
    """Return what a model's tokens cost at a time; None where that is more than rates of tokens.

    The table's own arithmetic takes a hundred microseconds, which an audit has not for each row,
    nor a call for its hold.
    """
    priced = model.get_prices(at)
    found = _tiers_of.get(id(priced))
    if found is None:
        # The prices are kept with their rates, so that no other object can have their id.
        found = _tiers_of[id(priced)] = priced, _tiers(priced)
    return found[1]


def _tiers(priced: ModelPrice) -> _Tiers | None:
    rates = {name: rate for name, rate in vars(priced).items() if rate is not None}
    if not {"input_mtok", "output_mtok"} <= rates.keys() <= _TOKEN_RATES | _OTHER_RATES:
        return None
    told = [rates["input_mtok"]]
    told += [rates.get(name, told[0]) for name in ("cache_read_mtok", "cache_write_mtok")]
    told.append(rates["output_mtok"])
    starts = {tier.start for rate in told for tier in getattr(rate, "tiers", ())}
    tiers: _Tiers = []
    for start in (*sorted(starts, reverse=True), -1):
        nano: list[int] = []
        for rate in told:
            reached = [tier.price for tier in getattr(rate, "tiers", ()) if tier.start <= start]
            price: object = reached[-1] if reached else getattr(rate, "base", rate)
            if not isinstance(price, Decimal) or price * NANO_PER_USD % 1:
                return None
            nano.append(int(price * NANO_PER_USD))
        tiers.append((start, (nano[0], nano[1], nano[2], nano[3])))
    return tiers


def _at_rates(usage: TokenUsage, rates: _Rates) -> int:
    """Price tokens in nano-dollars for a million: plain input, cached, written, output."""
    cached, written = _parts(usage)
    tokens = (usage.input_tokens - cached - written, cached, written, usage.output_tokens)
    total = sum(count * rate for count, rate in zip(tokens, rates, strict=True))
    return (2 * total + _TOKENS_PER_RATE) // (2 * _TOKENS_PER_RATE)


def _parts(usage: TokenUsage) -> tuple[int, int]:
    """Return the cached and the written part of the input, never more than the whole.

    The table refuses parts that exceed their whole; a vendor that counts so is priced as if all
    its input were cached, which is what its numbers say.
    """
    cached = min(usage.cached_input_tokens, usage.input_tokens)
    return cached, min(usage.cache_write_tokens, usage.input_tokens - cached)


def _names(model: str) -> tuple[str, ...]:
    """Return the spellings under which a model may have a price."""
    bare = model.removeprefix("models/")
    return (bare, _PINNED_SUFFIX.sub("", bare)) if _PINNED_SUFFIX.search(bare) else (bare,)
