"""A usage report as a table, JSON, CSV and Markdown. No total hides what is not known exactly."""

from __future__ import annotations

import csv
import io
from dataclasses import asdict
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from cli.render import words
from cli.render.consoles import show, stdout
from cli.render.errors import SCHEMA_VERSION
from cli.render.usage_columns import COLUMNS, TITLES
from orchestrator.usage_lines import CALENDAR
from profiles.money import NANO_PER_USD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console, RenderableType

    from cli.documents.usage import UsageLineDocument, UsageReportDocument, UsageSums
    from cli.render.usage_columns import Column
    from orchestrator.usage_lines import UsageLine, UsageReport

_LONGEST_BAR = 24
_SHORTEST_BAR = 6
_GAP = 2
_EIGHTHS = " ▏▎▍▌▋▊▉█"


def print_report(report: UsageReport) -> None:
    """Print a report as a table as wide as there is room, its total, and what that leaves open."""
    from rich.table import Table
    from rich.text import Text

    console = stdout()
    groups = _group_cells(report, repeated=not console.is_terminal)
    columns, bar = _that_fit(report, groups, console)
    table = Table(box=None, pad_edge=False, header_style="bold", show_footer=True)
    for position, name in enumerate(report.by):
        table.add_column(TITLES[name], footer="Total" if position == 0 else "", overflow="fold")
    for column in columns:
        footer, wraps = column.cell(report.total), column.title == "Cost"
        table.add_column(column.title, justify="right", footer=footer, no_wrap=not wraps)
    if bar:
        table.add_column("", no_wrap=True)
    most = max((line.cost_nano_usd for line in report.lines), default=0)
    for group, line in zip(groups, report.lines, strict=True):
        row: list[RenderableType] = [*map(Text, group)]
        row += [column.cell(line) for column in columns]
        if bar:
            row.append(Text(_bar(line.cost_nano_usd, most, bar), style="cyan"))
        table.add_row(*row)
    show(table)
    for remark in remarks(report):
        console.print(remark, style="dim")


def report_document(report: UsageReport) -> UsageReportDocument:
    """Return a report as JSON. `cost_nano_usd` is exact; `cost_usd` is the same in dollars."""
    document: UsageReportDocument = {
        "schema_version": SCHEMA_VERSION,
        "by": list(report.by),
        "since": report.since.isoformat() if report.since else None,
        "until": report.until.isoformat() if report.until else None,
        "timezone": str(report.timezone),
        "mode": report.mode,
        "lines": [
            cast(
                "UsageLineDocument",
                {**dict(zip(report.by, line.group, strict=True)), **_numbers(line)},
            )
            for line in report.lines
        ],
        "total": _numbers(report.total),
    }
    if report.mode == "reprice":
        document["changes"] = [asdict(change) for change in report.changes]
    return document


def report_csv(report: UsageReport) -> str:
    """Return the lines as comma-separated values, without the total; money is exact."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    numbers = list(_numbers(report.total))
    writer.writerow([*report.by, *numbers])
    for line in report.lines:
        exact = _numbers(line) | {"cost_usd": _dollars(line.cost_nano_usd)}
        writer.writerow([*map(_no_formula, line.group), *exact.values()])
    return text.getvalue()


def report_markdown(report: UsageReport) -> str:
    """Return the lines and the total as a table for a README or an issue."""
    columns = [column for column in COLUMNS if column.wanted < 2]
    rows = [[TITLES[name] for name in report.by] + [column.title for column in columns]]
    rows.append(["---"] * len(report.by) + ["---:"] * len(columns))
    rows += [
        [_no_pipe(text) for text in line.group] + [column.cell(line) for column in columns]
        for line in report.lines
    ]
    blank = [""] * (len(report.by) - 1)
    rows.append(["**Total**", *blank, *(f"**{c.cell(report.total)}**" for c in columns)])
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    told = [f"\n{remark}" for remark in remarks(report)]
    return "\n".join([*lines, *told, ""]).replace("****", "")


def remarks(report: UsageReport) -> list[str]:
    """Say what a total does not know exactly, and by which clock its days go."""
    total = report.total
    said = [sentence for _, sentence in uncertain(total)]
    if set(report.by) & set(CALENDAR):
        said.append(f"Days begin at midnight, {report.timezone}.")
    if report.mode == "reprice":
        was, now = total.recorded_cost_nano_usd, total.cost_nano_usd
        said.append(f"Priced with the prices known now; recorded: {words.usd(was)}.")
        said += [
            f"{change.provider} {change.model}: {change.attempts:,} attempts, "
            f"{words.usd(change.recorded_cost_nano_usd)} by {change.recorded_price}, "
            f"{words.usd(change.cost_nano_usd)} by {change.price}"
            for change in report.changes
        ]
        if was == now and not report.changes:
            said.append("No attempt costs anything else now.")
    return said


def uncertain(total: UsageLine) -> list[tuple[str, str]]:
    """Return what a total does not know exactly: its kind, and the sentence that says it."""
    told = {
        "unpriced": "without a known price: the true cost is higher",
        "interrupted": "interrupted: counted at the most they could have used",
        "pending": "under way: counted at the most they can use",
        "estimated": "estimated: the provider did not say what was used",
    }
    return [(kind, f"{n:,} {what}") for kind, what in told.items() if (n := getattr(total, kind))]


def _group_cells(report: UsageReport, *, repeated: bool) -> list[tuple[str, ...]]:
    """Return the groups; on a terminal what is the same as in the line above stands once."""
    cells: list[tuple[str, ...]] = []
    above: Sequence[str] = ()
    for line in report.lines:
        same = 0
        while not repeated and above[: same + 1] == line.group[: same + 1] and same < len(above):
            same += 1
        cells.append(("",) * same + tuple(line.group[same:]))
        above = line.group
    return cells


def _that_fit(
    report: UsageReport, groups: Sequence[tuple[str, ...]], console: Console
) -> tuple[list[Column], int]:
    """Choose the columns for which there is room, and how long bars may be."""
    lines = [*report.lines, report.total]
    widths = {
        column.title: max(len(column.title), *(len(column.cell(line)) for line in lines))
        for column in COLUMNS
    }
    rows = [tuple(TITLES[name] for name in report.by), *groups]
    taken = sum(max(map(len, cells)) + _GAP for cells in zip(*rows, strict=True))
    taken += sum(widths[c.title] + _GAP for c in COLUMNS if c.wanted < 2 and c.says(lines))
    room = console.width - taken
    chosen = {column.title for column in COLUMNS if column.wanted < 2 and column.says(lines)}
    shows_bars = console.is_terminal and len(report.lines) > 1 and report.total.cost_nano_usd
    for column in sorted(COLUMNS, key=lambda column: column.wanted):
        needed = widths[column.title] + _GAP
        spare = room - needed - (_SHORTEST_BAR + _GAP if shows_bars else 0)
        if column.wanted >= 2 and column.says(lines) and spare >= 0:
            chosen.add(column.title)
            room -= needed
    bar = min(_LONGEST_BAR, room - _GAP) if shows_bars else 0
    return [c for c in COLUMNS if c.title in chosen], bar if bar >= _SHORTEST_BAR else 0


def _bar(value: int, most: int, width: int) -> str:
    eighths = -(-value * width * 8 // most) if most else 0
    whole, part = divmod(eighths, 8)
    return "█" * whole + (_EIGHTHS[part] if part else "")


def _numbers(line: UsageLine) -> UsageSums:
    return {
        "calls": line.calls,
        "attempts": line.attempts,
        "errors": line.errors,
        "interrupted": line.interrupted,
        "pending": line.pending,
        "estimated": line.estimated,
        "unpriced": line.unpriced,
        "input_tokens": line.input_tokens,
        "cached_input_tokens": line.cached_input_tokens,
        "cache_write_tokens": line.cache_write_tokens,
        "output_tokens": line.output_tokens,
        "reasoning_tokens": line.reasoning_tokens,
        "latency_ms": line.latency_ms,
        "cost_nano_usd": line.cost_nano_usd,
        "cost_usd": line.cost_nano_usd / NANO_PER_USD,
        "cost_is_lower_bound": line.unpriced > 0,
    }


def _dollars(nano_usd: int) -> str:
    return f"{Decimal(nano_usd) / NANO_PER_USD:f}"


def _no_formula(text: str) -> str:
    """Keep a spreadsheet from running a name that begins as a formula does."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _no_pipe(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ")
