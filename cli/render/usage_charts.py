"""What the charts of a usage page show: floats to draw with, and beside each its exact text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from cli.render import words
from cli.render.printable import shown
from cli.render.usage_columns import mean_latency_ms, seconds
from orchestrator.usage_lines import SUMS, Totals, UsageLine
from profiles.money import NANO_PER_USD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from orchestrator.usage_lines import Calendar
    from orchestrator.usage_overview import UsageOverview

MOST_NAMED = 8
"""Values that have a colour of their own; the others go together, in grey."""

_LONGEST_NAME = 40
_OTHERS = ""


@dataclass(frozen=True, slots=True)
class Series:
    """One colour of a chart.

    Attributes:
        colour: 1 to 8, or 0 for grey.
        values: By step; None where there is nothing to draw.
        texts: The same, exactly.
    """

    name: str
    colour: int
    values: Sequence[float | None]
    texts: Sequence[str]


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart over time.

    Attributes:
        unit: Of its axis: "$", "s", or "" for a count.
        totals: The text of each step in all; none where series are not added up.
    """

    id: str
    title: str
    about: str
    unit: str
    series: Sequence[Series]
    is_line: bool = False
    totals: Sequence[str] = ()

    def figures(self, unit: Calendar, steps: Sequence[str]) -> dict[str, Any]:
        """Return what the page's script draws."""
        return {
            "id": self.id,
            "type": "line" if self.is_line else "bar",
            "unit": self.unit,
            "stacked": not self.is_line,
            "labels": [_short(unit, step) for step in steps],
            "steps": list(steps),
            "totals": list(self.totals),
            "series": [
                {
                    "name": _cut(one.name),
                    "colour": one.colour,
                    "values": list(one.values),
                    "texts": list(one.texts),
                }
                for one in self.series
            ],
        }


def weight(total: UsageLine) -> Callable[[UsageLine], int]:
    """Return what lines are compared by: their cost, or attempts where nothing has cost."""
    if total.cost_nano_usd:
        return lambda line: line.cost_nano_usd
    return lambda line: line.attempts


def summed(lines: Iterable[UsageLine]) -> UsageLine:
    """Add lines up."""
    totals = Totals(())
    for line in lines:
        totals.add({}, [getattr(line, name) for name in SUMS])
    return totals.total()


def colours(overview: UsageOverview) -> dict[str, int]:
    """Return the colour of each value that has one of its own, the heaviest first."""
    values: dict[str, list[UsageLine]] = {}
    for line in overview.over_time.lines:
        values.setdefault(line.group[1], []).append(line)
    weighs = weight(overview.report.total)
    heavy = sorted(values, key=lambda name: (-sum(map(weighs, values[name])), name))
    if len(heavy) > MOST_NAMED:
        heavy = heavy[: MOST_NAMED - 1]
    return {name: number for number, name in enumerate(heavy, 1)}


def charts(overview: UsageOverview, title_of_field: str) -> list[Chart]:
    """Return the charts of a page."""
    steps = by_step(overview)
    found = [_money(overview, title_of_field, steps), _tokens(steps), _attempts(steps)]
    if any(line.latency_ms for line in steps):
        found.append(_latency(steps))
    return found


def by_step(overview: UsageOverview) -> list[UsageLine]:
    """Return the sum of each step; empty ones too."""
    found: dict[str, list[UsageLine]] = {step: [] for step in overview.steps}
    for line in overview.over_time.lines:
        found[line.group[0]].append(line)
    return [summed(lines) for lines in found.values()]


def _money(overview: UsageOverview, field: str, steps: Sequence[UsageLine]) -> Chart:
    coloured = colours(overview)
    names = [line.group[1] for line in overview.over_time.lines]
    others = len(set(names) - set(coloured))
    cells: dict[tuple[str, str], list[UsageLine]] = {}
    for line, name in zip(overview.over_time.lines, names, strict=True):
        value = name if name in coloured else _OTHERS
        cells.setdefault((value, line.group[0]), []).append(line)
    has_cost = overview.report.total.cost_nano_usd > 0
    legend = [(name, name or "(none)", colour) for name, colour in coloured.items()]
    if others:
        legend.append((_OTHERS, f"{others:,} others", 0))
    series: list[Series] = []
    for value, name, colour in legend:
        lines = [summed(cells.get((value, step), ())) for step in overview.steps]
        values = [one.cost_nano_usd / NANO_PER_USD if has_cost else one.attempts for one in lines]
        series.append(Series(name, colour, values, [_weight_text(one, has_cost) for one in lines]))
    what = "Cost" if has_cost else "Attempts"
    return Chart(
        "chart-cost",
        f"{what} by {overview.unit}",
        f"By {field.lower()}" + ("" if has_cost else "; nothing in this time has a cost"),
        "$" if has_cost else "",
        series,
        totals=[_weight_text(line, has_cost) for line in steps],
    )


def _weight_text(line: UsageLine, has_cost: bool) -> str:
    if not has_cost:
        return f"{line.attempts:,}"
    return words.usd(line.cost_nano_usd, unpriced=line.unpriced)


def _tokens(steps: Sequence[UsageLine]) -> Chart:
    parts: Mapping[str, tuple[int, Callable[[UsageLine], int]]] = {
        "Input": (1, lambda line: line.input_tokens - line.cached_input_tokens),
        "Cached input": (8, lambda line: line.cached_input_tokens),
        "Output": (2, lambda line: line.output_tokens),
    }
    totals = [f"{line.input_tokens + line.output_tokens:,}" for line in steps]
    return Chart("chart-tokens", "Tokens", "In and out", "", _counted(parts, steps), totals=totals)


def _attempts(steps: Sequence[UsageLine]) -> Chart:
    parts: Mapping[str, tuple[int, Callable[[UsageLine], int]]] = {
        "Succeeded": (
            1,
            lambda line: line.attempts - line.errors - line.interrupted - line.pending,
        ),
        "Failed": (3, lambda line: line.errors),
        "Interrupted": (2, lambda line: line.interrupted),
        "Under way": (0, lambda line: line.pending),
    }
    totals = [f"{line.attempts:,}" for line in steps]
    series = _counted(parts, steps)
    return Chart("chart-attempts", "Attempts", "How they ended", "", series, totals=totals)


def _counted(
    parts: Mapping[str, tuple[int, Callable[[UsageLine], int]]], steps: Sequence[UsageLine]
) -> list[Series]:
    found: list[Series] = []
    for name, (colour, count) in parts.items():
        counts = [count(line) for line in steps]
        if any(counts):
            found.append(Series(name, colour, counts, [f"{number:,}" for number in counts]))
    return found


def _latency(steps: Sequence[UsageLine]) -> Chart:
    means = [mean_latency_ms(line) for line in steps]
    series = Series(
        "Mean", 4, [mean / 1000 if mean else None for mean in means], [seconds(m) for m in means]
    )
    return Chart(
        "chart-latency", "Mean time", "Of an attempt that ended", " s", [series], is_line=True
    )


def _cut(name: str) -> str:
    name = " ".join(shown(name).split())
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"


def _short(unit: Calendar, step: str) -> str:
    if unit == "week":
        return step.partition("-")[2]
    if unit == "month":
        return f"{date.fromisoformat(f'{step}-01'):%b %Y}"
    day = date.fromisoformat(step)
    return f"{day.day} {day:%b}"
