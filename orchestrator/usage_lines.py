"""What a usage report is made of: its dimensions, its lines and their total."""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import add, sub
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime, tzinfo

Calendar = Literal["day", "week", "month"]
Field = Literal["user", "plan", "provider", "model", "task", "status", "attempt_kind"]
Dimension = Calendar | Field
Filter = Field | Literal["credential"]
Mode = Literal["recorded", "reprice"]

CALENDAR: tuple[Calendar, ...] = get_args(Calendar)
FIELDS: tuple[Field, ...] = get_args(Field)
DIMENSIONS: tuple[Dimension, ...] = (*CALENDAR, *FIELDS)
FILTERS: tuple[Filter, ...] = (*FIELDS, "credential")
MODES: tuple[Mode, ...] = get_args(Mode)

STATUSES = ("success", "error", "pending", "interrupted")
"""As reports tell them: a pending attempt whose lease has run out is interrupted."""


@dataclass(frozen=True, slots=True)
class UsageLine:
    """One group of attempts.

    Attributes:
        group: The value of each dimension, in the order they were asked for: days as
            "2026-11-22", weeks as ISO 8601 has them ("2026-W47"), months as "2026-11"; models as
            they answered, or as they were asked when none did.
        calls: Counted at their first attempt, so that lines add up to their total. A group of
            retries has attempts and no calls.
        attempts: Rows of the ledger.
        errors: Attempts that failed.
        interrupted: Attempts that never ended; counted at what they held.
        pending: Attempts under way; counted at what they hold.
        estimated: Attempts whose use the provider did not say.
        unpriced: Attempts of models without a price: the cost is a lower bound then.
        input_tokens: All input, cached and written included; what pending and interrupted
            attempts hold is in here.
        output_tokens: All output, reasoning included.
        cost_nano_usd: Of everything that has a price, interrupted and pending at their hold.
        recorded_cost_nano_usd: What the ledger says; another sum than `cost_nano_usd` only where
            attempts were priced again.
        latency_ms: The sum over settled attempts.
    """

    group: tuple[str, ...]
    calls: int = 0
    attempts: int = 0
    errors: int = 0
    interrupted: int = 0
    pending: int = 0
    estimated: int = 0
    unpriced: int = 0
    input_tokens: int = 0
    cached_input_tokens: int = 0
    cache_write_tokens: int = 0
    output_tokens: int = 0
    reasoning_tokens: int = 0
    cost_nano_usd: int = 0
    recorded_cost_nano_usd: int = 0
    latency_ms: int = 0


SUMS = tuple(name for name in UsageLine.__dataclass_fields__ if name != "group")
"""The numbers of a line, in their order."""


@dataclass(frozen=True, slots=True)
class PriceChange:
    """Attempts of one model that one price was recorded for and another one was found for.

    Attributes:
        provider: Who was asked.
        model: The model that is priced.
        recorded_price: "genai-prices 0.2.3", "manual 7", "free" or "unpriced".
        price: The same for the price of now.
        attempts: Those whose cost is another one now.
        recorded_cost_nano_usd: Of what had a price.
        cost_nano_usd: Of what has a price now.
    """

    provider: str
    model: str
    recorded_price: str
    price: str
    attempts: int
    recorded_cost_nano_usd: int
    cost_nano_usd: int


@dataclass(frozen=True, slots=True)
class UsageReport:
    """Lines in the order of their groups, and their total.

    Attributes:
        timezone: Of days, weeks and months.
        changes: With mode "reprice": what costs something else now.
    """

    by: tuple[Dimension, ...]
    since: datetime | None
    until: datetime | None
    timezone: tzinfo
    mode: Mode
    lines: tuple[UsageLine, ...]
    total: UsageLine
    changes: tuple[PriceChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What a report is asked, checked.

    Attributes:
        user_id: None for all users.
        where: The value that each of these fields must have.
        now: Decides which pending attempts are interrupted.
    """

    by: tuple[Dimension, ...]
    now: datetime
    timezone: tzinfo
    user_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    where: Mapping[Filter, str] = field(default_factory=dict[Filter, str])

    @property
    def calendar(self) -> tuple[Calendar, ...]:
        """The dimensions that depend on the time."""
        return tuple(name for name in CALENDAR if name in self.by)

    @property
    def fields(self) -> tuple[Field, ...]:
        """The other dimensions."""
        return tuple(name for name in FIELDS if name in self.by)


class Totals:
    """The sums of each group, as they come in."""

    def __init__(self, by: Sequence[Dimension]) -> None:
        self._by = tuple(by)
        self._sums: dict[tuple[str, ...], list[int]] = {}

    def add(self, values: Mapping[Dimension, str], sums: Sequence[int], sign: int = 1) -> None:
        """Add the numbers of `SUMS` to the group of these values, or take them away."""
        self.add_group(tuple(values[name] for name in self._by), sums, sign)

    def add_group(self, group: tuple[str, ...], sums: Sequence[int], sign: int = 1) -> None:
        """Add numbers to the group of these values, in the order of the dimensions."""
        found = self._sums.get(group)
        if found is None:
            self._sums[group] = [sign * number for number in sums]
        else:
            self._sums[group] = list(map(add if sign == 1 else sub, found, sums))

    def lines(self) -> tuple[UsageLine, ...]:
        """Return the groups in which something is."""
        return tuple(
            UsageLine(group, *sums) for group, sums in sorted(self._sums.items()) if any(sums)
        )

    def total(self) -> UsageLine:
        """Return the sum of all."""
        columns = zip(*self._sums.values(), strict=True)
        return UsageLine((), *(sum(column) for column in columns))
