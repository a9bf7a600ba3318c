"""What is left of limits and what holds it; whether bounds held."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.render import words
from cli.render.consoles import show, stdout
from cli.render.errors import SCHEMA_VERSION
from cli.render.limits import limit_documents, print_limits
from cli.render.usage import remarks
from profiles.money import NANO_PER_USD, dollars

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cli.documents.usage import QuotaDocument, UsageCheck
    from orchestrator.plans import PlanOverview
    from orchestrator.usage_checks import Checked
    from orchestrator.usage_lines import UsageReport
    from orchestrator.usage_log import LogPage

_NAMES = {"cost_nano_usd": "cost", "tokens": "tokens", "calls": "calls"}


def print_quota(overview: PlanOverview, holding: LogPage) -> None:
    """Print the limits of a user, and below them the calls under way that hold some of it."""
    from rich.table import Table
    from rich.text import Text

    console = stdout()
    console.print(Text.assemble(f"{overview.user_id} on ", (overview.plan, "bold")))
    console.print()
    print_limits(overview.limits)
    if not holding.calls:
        return
    console.print()
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Held by calls under way", no_wrap=True)
    table.add_column("Model", no_wrap=True, overflow="ellipsis")
    table.add_column("Tokens", justify="right", no_wrap=True)
    table.add_column("Cost", justify="right", no_wrap=True)
    table.add_column("At most until", no_wrap=True)
    for call in holding.calls:
        last = call.last
        cost = last.held_cost_nano_usd
        table.add_row(
            Text(f"{last.request_id[:8]} {last.task}"),
            Text(last.model),
            f"{last.held_tokens:,}",
            "no price" if cost is None else words.usd(cost),
            words.local_time(last.lease_until),
        )
    show(table)


def quota_document(overview: PlanOverview, holding: LogPage) -> QuotaDocument:
    """Return the same as JSON."""
    return {
        "schema_version": SCHEMA_VERSION,
        "user": overview.user_id,
        "plan": overview.plan,
        "limits": limit_documents(overview.limits),
        "held_by": [
            {
                "request_id": call.request_id,
                "task": call.last.task,
                "provider": call.last.provider,
                "model": call.last.model,
                "held_tokens": call.last.held_tokens,
                "held_cost_nano_usd": call.last.held_cost_nano_usd,
                "lease_until": call.last.lease_until.isoformat(),
            }
            for call in holding.calls
        ],
    }


def print_check(report: UsageReport, checked: Sequence[Checked]) -> None:
    """Print one line for each bound, and what is not known exactly."""
    from rich.text import Text

    console = stdout()
    for one in checked:
        state, style = ("ok", "green") if one.ok else ("over", "bold red")
        if not one.ok and one.used <= one.bound:
            state = "unknown"
        used, bound = _amount(one, one.used), _amount(one, one.bound)
        unknown = f" and {one.unknown:,} without a known price" if one.unknown else ""
        text = f"  {_NAMES[one.metric]}: {used}{unknown}; at most {bound} allowed"
        console.print(Text.assemble((f"{state:7}", style), text))
    for remark in remarks(report):
        console.print(remark, style="dim")
    if any(one.unknown for one in checked):
        console.print("A price for a model: jobai providers price PROVIDER MODEL", style="dim")


def check_document(report: UsageReport, checked: Sequence[Checked]) -> UsageCheck:
    """Return the same as JSON, costs in nano-dollars."""
    return {
        "schema_version": SCHEMA_VERSION,
        "ok": all(one.ok for one in checked),
        "since": report.since.isoformat() if report.since else None,
        "until": report.until.isoformat() if report.until else None,
        "checks": [
            {
                "metric": one.metric,
                "used": one.used,
                "bound": one.bound,
                "unpriced": one.unknown,
                "ok": one.ok,
            }
            for one in checked
        ],
        "cost_usd": report.total.cost_nano_usd / NANO_PER_USD,
    }


def _amount(one: Checked, value: int) -> str:
    return dollars(value) if one.metric == "cost_nano_usd" else f"{value:,}"
