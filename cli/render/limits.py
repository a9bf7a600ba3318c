"""Limits and what is used of them, as a table and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.render.consoles import show

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orchestrator.quotas import Standing


def print_limits(standings: Sequence[Standing]) -> None:
    """Print each limit, what is used or held of it, and when it resets."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("Limit", "Used or held", "Left", "Resets (UTC)"):
        table.add_column(name, justify="left" if name in {"Limit", "Resets (UTC)"} else "right")
    for standing in standings:
        limit = standing.limit
        own = " (your own)" if limit.scope == "user" else ""
        table.add_row(
            f"{limit.described}{own}",
            limit.shown(standing.used),
            limit.shown(max(0, limit.cap - standing.used)),
            f"{standing.resets_at:%Y-%m-%d %H:%M}",
        )
    show(table)


def limit_documents(standings: Sequence[Standing]) -> list[dict[str, Any]]:
    """Return limits as JSON; `cap` and `used` in the metric's unit, a cost in nano-dollars."""
    return [
        {
            "scope": standing.limit.scope,
            "metric": standing.limit.metric,
            "period": standing.limit.period,
            "cap": standing.limit.cap,
            "used": standing.used,
            "resets_at": standing.resets_at.isoformat(),
        }
        for standing in standings
    ]
