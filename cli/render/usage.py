"""A usage report as a table and as JSON. What is not known exactly is never hidden in a total."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.render import words
from cli.render.consoles import show, stdout
from cli.render.errors import SCHEMA_VERSION

if TYPE_CHECKING:
    from orchestrator.usage_lines import UsageLine, UsageReport

_TITLES = {
    "day": "Day (UTC)",
    "week": "Week (UTC)",
    "month": "Month (UTC)",
    "user": "User",
    "plan": "Plan",
    "provider": "Provider",
    "model": "Model",
    "task": "Task",
    "status": "Status",
    "attempt_kind": "Attempt",
}


def print_report(report: UsageReport) -> None:
    """Print a report as a table, its total below, and what the total does not know."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold", show_footer=True)
    for position, name in enumerate(report.by):
        table.add_column(_TITLES[name], footer="Total" if position == 0 else "", overflow="fold")
    total = report.total
    numbers = [
        ("Calls", f"{total.calls:,}"),
        ("Errors", f"{total.errors:,}"),
        ("Input", f"{total.input_tokens:,}"),
        ("Output", f"{total.output_tokens:,}"),
        ("Cost", words.usd(total.cost_nano_usd, unpriced=total.unpriced)),
    ]
    for name, footer in numbers:
        table.add_column(name, justify="right", footer=footer, no_wrap=name != "Cost")
    for line in report.lines:
        table.add_row(
            *line.group,
            f"{line.calls:,}",
            f"{line.errors:,}" if line.errors else "",
            f"{line.input_tokens:,}",
            f"{line.output_tokens:,}",
            words.usd(line.cost_nano_usd, unpriced=line.unpriced),
        )
    console = stdout()
    show(table)
    for remark in _remarks(total):
        console.print(remark, style="dim")


def report_document(report: UsageReport) -> dict[str, Any]:
    """Return a report as JSON. `cost_nano_usd` is exact; `cost_usd` is the same in dollars."""
    return {
        "schema_version": SCHEMA_VERSION,
        "by": list(report.by),
        "since": report.since.isoformat() if report.since else None,
        "until": report.until.isoformat() if report.until else None,
        "lines": [
            {**dict(zip(report.by, line.group, strict=True)), **_numbers(line)}
            for line in report.lines
        ],
        "total": _numbers(report.total),
    }


def _numbers(line: UsageLine) -> dict[str, Any]:
    return {
        "calls": line.calls,
        "attempts": line.attempts,
        "errors": line.errors,
        "interrupted": line.interrupted,
        "pending": line.pending,
        "estimated": line.estimated,
        "unpriced": line.unpriced,
        "input_tokens": line.input_tokens,
        "output_tokens": line.output_tokens,
        "cost_nano_usd": line.cost_nano_usd,
        "cost_usd": line.cost_nano_usd / 1_000_000_000,
        "cost_is_lower_bound": line.unpriced > 0,
    }


def _remarks(total: UsageLine) -> list[str]:
    told = [
        (total.unpriced, "without a known price: the true cost is higher"),
        (total.interrupted, "interrupted: counted at the most they could have used"),
        (total.pending, "under way: counted at the most they can use"),
        (total.estimated, "estimated: the provider did not say what was used"),
    ]
    return [f"{count:,} {what}" for count, what in told if count]
