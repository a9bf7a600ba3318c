"""Whether what was used stays within bounds. What is not known is never taken for nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from orchestrator.quotas import Metric
    from orchestrator.usage_lines import UsageLine


@dataclass(frozen=True, slots=True)
class Bounds:
    """The most that may be used; None where anything goes.

    Attributes:
        allow_unpriced: Whether attempts without a price may pass a bound on the cost.
    """

    cost_nano_usd: int | None = None
    tokens: int | None = None
    calls: int | None = None
    allow_unpriced: bool = False


@dataclass(frozen=True, slots=True)
class Checked:
    """One bound, held against what was used.

    Attributes:
        used: In the metric's unit; pending and interrupted attempts at their hold.
        unknown: Attempts whose part of it nobody knows; they fail the check.
    """

    metric: Metric
    used: int
    bound: int
    unknown: int = 0

    @property
    def ok(self) -> bool:
        """Say whether the bound holds for certain."""
        return self.used <= self.bound and not self.unknown


def check_usage(total: UsageLine, bounds: Bounds) -> tuple[Checked, ...]:
    """Hold a report's total against each bound that is given."""
    return tuple(_checked(total, bounds))


def _checked(total: UsageLine, bounds: Bounds) -> Iterator[Checked]:
    if bounds.cost_nano_usd is not None:
        unknown = 0 if bounds.allow_unpriced else total.unpriced
        yield Checked("cost_nano_usd", total.cost_nano_usd, bounds.cost_nano_usd, unknown)
    if bounds.tokens is not None:
        yield Checked("tokens", total.input_tokens + total.output_tokens, bounds.tokens)
    if bounds.calls is not None:
        yield Checked("calls", total.calls, bounds.calls)
