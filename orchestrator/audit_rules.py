"""What must hold for each row of the ledger on its own."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple, get_args

from orchestrator.ledger import UsageSource
from orchestrator.pricing import CostSource, PriceList, price_version
from orchestrator.providers.base import TokenUsage
from profiles.attempts import AttemptKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

_STATUSES = ("pending", "success", "error")
_NUMBERS = (
    "attempt",
    "input_tokens",
    "cached_input_tokens",
    "cache_write_tokens",
    "output_tokens",
    "reasoning_tokens",
    "held_tokens",
    "held_cost_nano_usd",
    "cost_nano_usd",
    "latency_ms",
)


class EntryRow(NamedTuple):
    """A row of the ledger, as far as it is checked; the names are the columns'."""

    request_id: str
    attempt: int
    attempt_kind: str
    provider: str
    model: str
    served_model: str | None
    status: str
    input_tokens: int | None
    cached_input_tokens: int | None
    cache_write_tokens: int | None
    output_tokens: int | None
    reasoning_tokens: int | None
    usage_source: str | None
    held_tokens: int | None
    held_cost_nano_usd: int | None
    cost_nano_usd: int | None
    cost_source: str | None
    price_version: str | None
    latency_ms: int | None
    created_at: datetime
    lease_until: datetime | None
    settled_at: datetime | None


_numbers_of = attrgetter(*_NUMBERS)
_WHOLE = {int, type(None)}
_KINDS: tuple[str, ...] = get_args(AttemptKind)
_USAGE_SOURCES: tuple[str, ...] = get_args(UsageSource)
_COST_SOURCES: tuple[str, ...] = get_args(CostSource)
_TABLE = PriceList()


def numbers_fault(row: EntryRow) -> str | None:
    """Say what is no whole number where one must be: SQLite keeps whatever it is given."""
    values = _numbers_of(row)
    if set(map(type, values)) <= _WHOLE:
        return None
    named = zip(_NUMBERS, values, strict=True)
    name, value = next((name, value) for name, value in named if type(value) not in _WHOLE)
    return f"{name} is {value!r}, not a whole number"


def can_be_priced_again(row: EntryRow, prices: PriceList) -> bool:
    """Say whether the price that the row was settled with is at hand."""
    if row.price_version is None:
        return False
    return row.price_version == price_version() or prices.by_version(row.price_version) is not None


def faults_of(row: EntryRow, prices: PriceList) -> Iterator[str]:
    """Say everything that is wrong with a row.

    Args:
        row: With whole numbers in it, as `numbers_fault` has seen.
        prices: With those set by hand that have ended too.
    """
    values: tuple[int | None, ...] = _numbers_of(row)
    if min(filter(None, values), default=0) < 0:
        for name, value in zip(_NUMBERS, values, strict=True):
            if value is not None and value < 0:
                yield f"{name} is negative: {value}"
    yield from _unknown_word("attempt_kind", row.attempt_kind, _KINDS)
    yield from _unknown_word("status", row.status, _STATUSES)
    if row.status == "pending":
        yield from _pending_faults(row)
    else:
        yield from _settled_faults(row)
        yield from _cost_faults(row, prices)


def _pending_faults(row: EntryRow) -> Iterator[str]:
    if not row.held_tokens and row.provider != "offline":
        yield "it is pending and holds no tokens"
    if row.lease_until is None or row.lease_until <= row.created_at:
        yield "it is pending without a lease"
    for name in ("settled_at", "cost_nano_usd", "input_tokens", "output_tokens"):
        if getattr(row, name) is not None:
            yield f"it is pending and has {name}"


def _settled_faults(row: EntryRow) -> Iterator[str]:
    for name in ("settled_at", "input_tokens", "output_tokens"):
        if getattr(row, name) is None:
            yield f"it is settled without {name}"
    yield from _unknown_word("usage_source", row.usage_source, _USAGE_SOURCES)
    parts = (row.cached_input_tokens or 0) + (row.cache_write_tokens or 0)
    if row.input_tokens is not None and parts > row.input_tokens:
        yield f"cached and written tokens are {parts}, more than all {row.input_tokens} of input"
    reasoning = row.reasoning_tokens or 0
    if row.output_tokens is not None and reasoning > row.output_tokens:
        yield f"reasoning tokens are {reasoning}, more than all {row.output_tokens} of output"


def _cost_faults(row: EntryRow, prices: PriceList) -> Iterator[str]:
    yield from _unknown_word("cost_source", row.cost_source, _COST_SOURCES)
    cost = row.cost_nano_usd
    if row.cost_source == "unpriced" and cost is not None:
        yield f"it is unpriced and costs {cost} nano-dollars"
    elif row.cost_source != "unpriced" and cost is None:
        yield "it is settled without a cost and is not unpriced"
    elif row.cost_source == "free" and cost:
        yield f"it is free and costs {cost} nano-dollars"
    elif row.cost_source != "free" and can_be_priced_again(row, prices):
        right = _recomputed(row, prices)
        if right != cost:
            named = "no price" if right is None else f"{right} nano-dollars"
            yield f"cost_nano_usd is {cost}, its price ({row.price_version}) gives {named}"


def _recomputed(row: EntryRow, prices: PriceList) -> int | None:
    """Price a row once more; what has no tokens keeps its cost, for that is a fault of its own."""
    counts = (
        row.input_tokens,
        row.output_tokens,
        row.cached_input_tokens or 0,
        row.cache_write_tokens or 0,
        row.reasoning_tokens or 0,
    )
    known = [count for count in counts if count is not None and count >= 0]
    if len(known) < len(counts):
        return row.cost_nano_usd
    usage = TokenUsage(*known)
    manual = prices.by_version(row.price_version or "")
    if manual is not None:
        return manual.cost_nano_usd(usage)
    return _TABLE.price(
        usage, provider=row.provider, model=row.served_model or row.model, at=row.created_at
    ).cost_nano_usd


def _unknown_word(name: str, value: str | None, known: tuple[str, ...]) -> Iterator[str]:
    if value not in known:
        yield f"{name} is {value!r}, not one of {', '.join(known)}"
