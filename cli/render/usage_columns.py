"""The columns of a usage report, as every rendering of it has them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cli.render import words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from orchestrator.usage_lines import UsageLine

TITLES = {
    "day": "Day",
    "week": "Week",
    "month": "Month",
    "user": "User",
    "plan": "Plan",
    "provider": "Provider",
    "model": "Model",
    "task": "Task",
    "status": "Status",
    "attempt_kind": "Attempt",
}
"""Of the dimensions that a report is grouped by."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of numbers.

    Attributes:
        value: What the cell says, as a whole number: lines are sorted by it.
        cell: The same for people; empty where there is nothing.
        wanted: 0 is always shown, 1 where any line has something in it, 2 and more, in this
            order, where there is room besides.
    """

    title: str
    value: Callable[[UsageLine], int]
    cell: Callable[[UsageLine], str]
    wanted: int = 0

    def says(self, lines: Sequence[UsageLine]) -> bool:
        """Say whether the column tells anything of these lines."""
        if self.title == "Attempts":
            return any(line.attempts != line.calls for line in lines)
        return self.wanted == 0 or any(self.cell(line) for line in lines)


def _number(title: str, name: str, wanted: int = 0) -> Column:
    def value(line: UsageLine) -> int:
        return getattr(line, name)

    return Column(title, value, lambda line: f"{n:,}" if (n := value(line)) or not wanted else "",
                  wanted)  # fmt: skip


def mean_latency_ms(line: UsageLine) -> int:
    """Return the mean over settled attempts; 0 where none tells its time."""
    settled = line.attempts - line.pending - line.interrupted
    return line.latency_ms // settled if settled else 0


def seconds(ms: int) -> str:
    """Return a length of time for people: "1.2 s"."""
    return f"{ms / 1000:,.1f} s" if ms else ""


def cost(line: UsageLine) -> str:
    """Return what a line cost, exactly, and what of it has no price."""
    return words.usd(line.cost_nano_usd, unpriced=line.unpriced)


def _open(line: UsageLine) -> int:
    return line.pending + line.interrupted


COLUMNS = (
    _number("Calls", "calls"),
    _number("Attempts", "attempts", 2),
    _number("Errors", "errors", 1),
    Column("Open", _open, lambda line: f"{n:,}" if (n := _open(line)) else "", 3),
    _number("Input", "input_tokens"),
    _number("Cached", "cached_input_tokens", 4),
    _number("Output", "output_tokens"),
    _number("Reasoning", "reasoning_tokens", 5),
    Column("Mean time", mean_latency_ms, lambda line: seconds(mean_latency_ms(line)), 6),
    Column("Cost", lambda line: line.cost_nano_usd, cost),
)
