"""The parts of a usage page: its total, tiles, charts, shares and tables."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from cli.render.printable import shown
from cli.render.usage_charts import MOST_NAMED, by_step, colours, summed, weight
from cli.render.usage_columns import COLUMNS, TITLES, mean_latency_ms, seconds
from orchestrator.usage_lines import SUMS, UsageLine
from profiles.money import dollars

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cli.render.usage_charts import Chart
    from cli.render.usage_columns import Column
    from orchestrator.usage_lines import Dimension, UsageReport
    from orchestrator.usage_overview import UsageOverview

SHOWN_AT_FIRST = 500
"""Lines of a table; the others wait until somebody sorts, looks for or wants them."""

_COUNTS = ("none", "one", "two", "three", "four")
_LONGEST_WHOLE = 28
"""Characters of a name that is not broken over lines."""
_FILTERED_FROM = 12
"""Lines from which on somebody would look for one."""


def said(text: str) -> str:
    """Return a text for a page: escaped, and without what would turn its direction."""
    return escape(shown(text))


def total_card(overview: UsageOverview, uncertain: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Yield the cost of all, and what it does not know; `uncertain` has kinds and sentences."""
    total = overview.report.total
    held = {line.group[0]: line.cost_nano_usd for line in overview.by_status.lines}
    yield '<section class="card total" aria-labelledby="total">'
    yield '<h2 id="total">Total cost</h2>'
    yield f'<p class="amount">{_amount(total)}</p>'
    if uncertain:
        yield '<div class="open">'
        yield "<h3>What this total does not know</h3>"
        yield "<ul>"
        for kind, sentence in uncertain:
            part = held.get(kind, 0)
            more = f"; {dollars(part)} of the total" if part else ""
            yield f"<li>{said(sentence + more)}.</li>"
        yield "</ul>"
        yield "</div>"
    elif total.attempts:
        yield (
            '<p class="fine">Every call has ended and has a known price, and its provider said'
            " what was used.</p>"
        )
    else:
        yield '<p class="fine">No calls in this time.</p>'
    if overview.report.mode == "reprice":
        recorded = dollars(total.recorded_cost_nano_usd)
        yield f'<p class="fine">The ledger has recorded {said(recorded)}.</p>'
    yield "</section>"


def _amount(total: UsageLine) -> str:
    if total.unpriced and not total.cost_nano_usd:
        return "unknown"
    whole, _, decimals = dollars(total.cost_nano_usd).partition(".")
    rest = f"<small>{decimals[2:]}</small>" if decimals[2:] else ""
    bound = '<span aria-label="at least">≥</span> ' if total.unpriced else ""
    return f"{bound}{whole}.{decimals[:2]}{rest}"


def tiles(total: UsageLine) -> Iterator[str]:
    """Yield calls, tokens, errors and time, each with a word of what is in it."""
    mean = seconds(mean_latency_ms(total)) or "–"
    told = (
        ("Calls", f"{total.calls:,}", f"{total.attempts:,} attempts"),
        (
            "Tokens",
            f"{total.input_tokens + total.output_tokens:,}",
            f"{total.input_tokens:,} in ({total.cached_input_tokens:,} cached), "
            f"{total.output_tokens:,} out ({total.reasoning_tokens:,} reasoning)",
        ),
        ("Errors", f"{total.errors:,}", f"{percent(total.errors, total.attempts)} of attempts"),
        ("Mean time", mean, "of an attempt that ended"),
    )
    yield '<div class="tiles card" role="group" aria-label="In all">'
    for name, figure, more in told:
        yield f'<dl class="tile"><dt>{name}</dt><dd>{figure}</dd><dd>{more}</dd></dl>'
    yield "</div>"


def percent(part: int, whole: int) -> str:
    """Return a share, rounded half up to a tenth: "12.3 %", "< 0.1 %"."""
    tenths = (part * 2000 + whole) // (2 * whole) if whole else 0
    if part and not tenths:
        return "< 0.1 %"
    return f"{tenths // 10}.{tenths % 10} %"


def figures(charts: Sequence[Chart]) -> Iterator[str]:
    """Yield the charts: the first large, the others beside each other."""
    if charts:
        first, *others = charts
        yield from _figure(first, "card")
        yield '<div class="trio">'
        for one in others:
            yield from _figure(one, "card small")
        yield "</div>"


def _figure(chart: Chart, kind: str) -> Iterator[str]:
    """Yield one chart with its legend, whose names switch their series off and on."""
    yield f'<figure class="{kind}" aria-labelledby="{chart.id}-title">'
    yield f'<figcaption><h2 id="{chart.id}-title">{said(chart.title)}</h2>'
    yield f"<p>{said(chart.about)}</p></figcaption>"
    yield '<p class="note no-script">Charts need JavaScript; every figure is in the tables.</p>'
    label = f"Chart: {chart.title}. Its figures are in the table of the course over time."
    yield f'<div class="plot for-script"><canvas id="{chart.id}" role="img" '
    yield f'aria-label="{said(label)}"></canvas></div>'
    if len(chart.series) > 1 or chart.id == "chart-cost":
        yield '<div class="legend" role="group" aria-label="Shown in the chart">'
        for number, one in enumerate(chart.series):
            yield (
                f'<button type="button" aria-pressed="true" data-chart="{chart.id}"'
                f' data-series="{number}">{_key(one.colour)}<bdi>{said(one.name)}</bdi></button>'
            )
        yield "</div>"
    yield "</figure>"


def shares(overview: UsageOverview) -> Iterator[str]:
    """Yield what part each value of each field has."""
    reports = [report for report in overview.shares if report.lines]
    if reports:
        yield f'<div class="shares {_COUNTS[len(reports)]}">'
        for report in reports:
            yield from _share(overview, report)
        yield "</div>"


def _share(overview: UsageOverview, report: UsageReport) -> Iterator[str]:
    [field] = report.by
    weighs = weight(report.total)
    whole = weighs(report.total)
    lines = sorted(report.lines, key=lambda line: (-weighs(line), line.group))
    named, others = lines, lines[:0]
    if len(lines) > MOST_NAMED:
        named, others = lines[: MOST_NAMED - 1], lines[MOST_NAMED - 1 :]
    coloured = colours(overview) if field == overview.stacked else {}
    what = "cost" if report.total.cost_nano_usd else "attempts"
    yield f'<section class="card share" aria-labelledby="share-{field}">'
    yield f'<h2 id="share-{field}">Share by {TITLES[field].lower()}</h2>'
    yield f'<p class="note">Of the {what}</p>'
    yield "<ol>"
    for line in named:
        name = f"<bdi>{said(line.group[0]) or '(none)'}</bdi>"
        colour = coloured.get(line.group[0], 0) if coloured else 1
        yield _part(name, line, weighs(line), whole, colour)
    if others:
        rest = summed(others)
        yield _part(f"{len(others):,} others", rest, weighs(rest), whole, 0)
    yield "</ol>"
    yield "</section>"


def _part(name: str, line: UsageLine, weighs: int, whole: int, colour: int) -> str:
    cost = dollars(line.cost_nano_usd)
    if line.unpriced:
        cost = f"≥ {cost}" if line.cost_nano_usd else "unknown"
    unpriced = f", {line.unpriced:,} unpriced" if line.unpriced else ""
    width = f"{weighs * 100 / whole if whole else 0:.2f}"
    more = f"{percent(weighs, whole)}, {line.calls:,} {'call' if line.calls == 1 else 'calls'}"
    return (
        f'<li><span class="name">{name}</span> <span>{said(cost)}</span>'
        f'<svg class="bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="track" width="100" height="1"/>'
        f'<rect class="k{colour}" width="{width}" height="1"/></svg>'
        f'<span class="more">{more}{unpriced}</span></li>'
    )


def course(overview: UsageOverview) -> Iterator[str]:
    """Yield the figures of the charts as a table, for who would rather read or listen."""
    lines = [
        UsageLine((step,), *(getattr(line, name) for name in SUMS))
        for step, line in zip(overview.steps, by_step(overview), strict=True)
    ]
    caption = f"Course over time, by {overview.unit}"
    yield '<section class="card course" aria-labelledby="course">'
    yield f'<h2 id="course">{said(caption)}</h2>'
    yield f"<details><summary>The figures of the charts: {len(lines):,} lines</summary>"
    total = overview.report.total
    yield from _table("course-lines", caption, (overview.unit,), lines, total)
    yield "</details>"
    yield "</section>"


def lines_table(report: UsageReport) -> Iterator[str]:
    """Yield the report itself."""
    caption = f"Usage by {', '.join(TITLES[name].lower() for name in report.by)}"
    yield '<section class="card lines" aria-labelledby="report">'
    yield f'<div class="bar-above"><h2 id="report">{said(caption)}</h2>'
    if len(report.lines) >= _FILTERED_FROM:
        yield '<label class="for-script">Only lines with <input type="search"'
        yield ' data-filter="lines"></label>'
    yield "</div>"
    yield '<p class="note" id="said" role="status"></p>'
    yield from _table("lines", caption, report.by, report.lines, report.total)
    yield "</section>"


def changes(report: UsageReport) -> Iterator[str]:
    """Yield what costs something else with the prices of now."""
    if not report.changes:
        return
    yield '<section class="card" aria-labelledby="changes">'
    yield '<h2 id="changes">What costs something else now</h2>'
    yield '<div class="scroll" role="region" tabindex="0" aria-labelledby="changes"><table>'
    heads = ("Provider", "Model", "Attempts", "Recorded", "By", "Now", "By")
    cells = "".join(f'<th scope="col">{head}</th>' for head in heads)
    yield f"<thead><tr>{cells}</tr></thead>"
    yield "<tbody>"
    for one in report.changes:
        told = (
            one.provider,
            one.model,
            f"{one.attempts:,}",
            dollars(one.recorded_cost_nano_usd),
            one.recorded_price,
            dollars(one.cost_nano_usd),
            one.price,
        )
        cells = "".join(f"<td><bdi>{said(cell)}</bdi></td>" for cell in told)
        yield f"<tr>{cells}</tr>"
    yield "</tbody></table></div>"
    yield "</section>"


def _table(
    name: str,
    caption: str,
    by: Sequence[Dimension],
    lines: Sequence[UsageLine],
    total: UsageLine,
) -> Iterator[str]:
    columns = [column for column in COLUMNS if column.says([*lines, total])]
    columns.insert(0, columns.pop())  # the cost is what people look for, also on a phone
    yield f'<div class="scroll" role="region" tabindex="0" aria-label="{said(caption)}">'
    yield f'<table class="sortable" id="{name}">'
    yield f"<caption>{said(caption)}</caption>"
    yield "<thead><tr>"
    yield from (_head(TITLES[one], "group") for one in by)
    yield from (_head(column.title, "number") for column in columns)
    yield "</tr></thead>"
    yield "<tbody>"
    for number, line in enumerate(lines):
        cells = [_group(text, first=not at) for at, text in enumerate(line.group)]
        cells += [_number(column, line) for column in columns]
        beyond = ' class="beyond"' if number >= SHOWN_AT_FIRST else ""
        yield f"<tr{beyond}>{''.join(cells)}</tr>"
    yield "</tbody>"
    span = f' colspan="{len(by)}"' if len(by) > 1 else ""
    numbers = "".join(_number(column, total) for column in columns)
    yield f'<tfoot><tr><th scope="row"{span}>Total</th>{numbers}</tr></tfoot>'
    yield "</table></div>"
    if len(lines) > SHOWN_AT_FIRST:
        yield f'<p class="rest for-script" data-rest="{name}"><span>{SHOWN_AT_FIRST:,} of'
        yield f' {len(lines):,} lines are shown.</span><button type="button">Show all</button></p>'


def _head(title: str, kind: str) -> str:
    return f'<th scope="col" class="{kind}"><span>{said(title)}</span></th>'


def _group(text: str, *, first: bool) -> str:
    tag, scope = ("th", ' scope="row"') if first else ("td", "")
    kind = "group whole" if len(text) <= _LONGEST_WHOLE else "group"
    return f'<{tag}{scope} class="{kind}"><bdi>{said(text) or "(none)"}</bdi></{tag}>'


def _number(column: Column, line: UsageLine) -> str:
    kind = "number cost" if column.title == "Cost" else "number"
    return f'<td class="{kind}" data-n="{column.value(line)}">{said(column.cell(line))}</td>'


def _key(colour: int) -> str:
    return (
        f'<svg class="key k{colour}" viewBox="0 0 10 10" aria-hidden="true">'
        '<rect width="10" height="10" rx="2"/></svg>'
    )
