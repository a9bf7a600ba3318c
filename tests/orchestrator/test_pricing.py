"""What a call costs, by the dated table, in whole nano-dollars."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.pricing import Price, PriceList, price_version
from orchestrator.providers.base import ProviderType, TokenUsage

AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MODELS: list[tuple[ProviderType, str]] = [
    ("gemini", "gemini-2.5-flash"),
    ("gemini", "gemini-2.5-pro"),
    ("gemini", "gemini-1.5-pro"),
    ("gemini", "gemini-3.5-flash-lite"),
    ("gemini", "gemini-3.8-flash"),
    ("openai", "gpt-6-luna"),
    ("openai", "gpt-6.1-terra"),
    ("claude", "claude-haiku-5-5"),
    ("claude", "claude-sonnet-5-5"),
]
PRICES = PriceList()
UNPRICED = Price(None, "unpriced", price_version())
AMOUNTS = st.integers(0, 3_000_000)
A_MODEL = st.sampled_from(MODELS)


def _cost(provider: str, model: str, usage: TokenUsage, at: datetime = AT) -> int:
    cost = PriceList().price(usage, provider=provider, model=model, at=at).cost_nano_usd
    assert cost is not None, model
    return cost


def _usages() -> st.SearchStrategy[TokenUsage]:
    return st.builds(TokenUsage, AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS)


@given(model=A_MODEL, usage=_usages())
def test_a_price_is_never_negative_and_never_free_for_what_was_used(
    model: tuple[ProviderType, str], usage: TokenUsage
) -> None:
    cost = _cost(*model, usage)

    assert cost >= 0
    assert (cost > 0) == (usage.input_tokens + usage.output_tokens > 0)


@given(model=A_MODEL, usage=_usages(), more_in=AMOUNTS, more_out=AMOUNTS)
def test_more_tokens_never_cost_less(
    model: tuple[ProviderType, str], usage: TokenUsage, more_in: int, more_out: int
) -> None:
    cached = min(usage.cached_input_tokens, usage.input_tokens)
    less = TokenUsage(usage.input_tokens, usage.output_tokens, cached)
    more = TokenUsage(usage.input_tokens + more_in, usage.output_tokens + more_out, cached)

    assert _cost(*model, less) <= _cost(*model, more)


@given(model=A_MODEL, input_tokens=AMOUNTS, output_tokens=AMOUNTS, cached=AMOUNTS)
def test_input_from_the_cache_never_costs_more_than_input(
    model: tuple[ProviderType, str], input_tokens: int, output_tokens: int, cached: int
) -> None:
    full = _cost(*model, TokenUsage(input_tokens, output_tokens))

    assert _cost(*model, TokenUsage(input_tokens, output_tokens, cached)) <= full


@given(usage=_usages(), reasoning=AMOUNTS)
def test_reasoning_is_within_the_output_and_not_paid_for_twice(
    usage: TokenUsage, reasoning: int
) -> None:
    silent = TokenUsage(usage.input_tokens, usage.output_tokens)
    thoughtful = TokenUsage(usage.input_tokens, usage.output_tokens, reasoning_tokens=reasoning)

    assert _cost("openai", "gpt-6-luna", silent) == _cost("openai", "gpt-6-luna", thoughtful)


@given(
    provider=st.sampled_from(["gemini", "openai", "claude", "mistral", ""]),
    model=st.text(alphabet="xyz-:/.", max_size=12).map("no-such-model-{}".format),
    usage=_usages(),
)
def test_a_model_that_the_table_does_not_know_has_no_price_whatever_it_used(
    provider: str, model: str, usage: TokenUsage
) -> None:
    assert PRICES.price(usage, provider=provider, model=model, at=AT) == UNPRICED


def test_a_model_of_another_vendor_has_no_price() -> None:
    usage = TokenUsage(1000, 1000)

    for provider in ("claude", "mistral"):
        price = PRICES.price(usage, provider=provider, model="gemini-2.5-flash", at=AT)
        assert price == UNPRICED


@given(usage=_usages(), model=st.text())
def test_offline_costs_nothing(usage: TokenUsage, model: str) -> None:
    assert PRICES.price(usage, provider="offline", model=model, at=AT) == Price(0, "free", None)


@pytest.mark.parametrize(
    ("provider", "model", "usage", "nano_usd"),
    [
        # A dollar for a million tokens is 1,000 nano-dollars for each.
        ("gemini", "gemini-2.5-flash", TokenUsage(1, 0), 300),
        ("gemini", "gemini-2.5-flash", TokenUsage(0, 1), 2_500),
        ("gemini", "gemini-2.5-flash", TokenUsage(1000, 100), 550_000),
        ("gemini", "gemini-2.5-flash", TokenUsage(1000, 0, cached_input_tokens=1000), 30_000),
        ("openai", "gpt-6-luna", TokenUsage(1000, 100), 150_000),
        ("claude", "claude-haiku-5-5", TokenUsage(1000, 100), 150_000),
    ],
)
def test_prices_are_exact_to_the_nano_dollar(
    provider: ProviderType, model: str, usage: TokenUsage, nano_usd: int
) -> None:
    assert _cost(provider, model, usage) == nano_usd


@pytest.mark.parametrize(
    "spelling",
    [
        "gemini-3.8-flash",
        "models/gemini-3.8-flash",
        "gemini-3.8-flash-001",
        "models/gemini-3.8-flash-001",
    ],
)
def test_a_model_has_one_price_however_it_is_spelt(spelling: str) -> None:
    assert _cost("gemini", spelling, TokenUsage(1_000_000, 0)) == 750_000_000


@pytest.mark.parametrize("spelling", ["gemini-2.5-flash-001", "models/gemini-2.5-flash-001"])
def test_a_pinned_model_has_the_price_of_its_family(spelling: str) -> None:
    assert _cost("gemini", spelling, TokenUsage(1_000_000, 0)) == 300_000_000


def test_the_price_is_the_one_of_the_day() -> None:
    new_year = datetime(2027, 1, 1, tzinfo=UTC)
    usage = TokenUsage(1_000_000, 1_000_000)

    before = _cost("gemini", "gemini-3.8-flash", usage, new_year - timedelta(seconds=1))
    after = _cost("gemini", "gemini-3.8-flash", usage, new_year + timedelta(days=1))

    assert (before, after) == (4_500_000_000, 9_000_000_000)


@pytest.mark.parametrize(("tokens", "nano_usd"), [(1, 38), (2, 75), (3, 113), (1000, 37_500)])
def test_half_a_nano_dollar_is_rounded_up_and_only_once(tokens: int, nano_usd: int) -> None:
    # 0.0375 dollars for a million tokens: 37.5 nano-dollars for each.
    assert _cost("gemini", "gemini-flash-1.5-8b", TokenUsage(tokens, 0)) == nano_usd


def test_more_from_the_cache_than_there_was_is_priced_as_all_from_the_cache() -> None:
    odd = TokenUsage(100, 0, cached_input_tokens=5000, cache_write_tokens=7000)

    assert _cost("claude", "claude-haiku-5-5", odd) == _cost(
        "claude", "claude-haiku-5-5", TokenUsage(100, 0, cached_input_tokens=100)
    )


def test_the_table_is_named() -> None:
    assert price_version().startswith("genai-prices ")
