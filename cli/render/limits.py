"""Limits: what is left, when they reset and where they come from, as a table and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.render import words
from cli.render.consoles import show
from cli.render.errors import SCHEMA_VERSION
from orchestrator.quotas import NO_CAP

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cli.documents.limits import LimitDocument, PlanLimits, ProviderLimits, UserLimits
    from orchestrator.limits import LimitInForce
    from orchestrator.quotas import Metric, Period, Standing


def print_limits(found: Sequence[LimitInForce]) -> None:
    """Print each limit; what is left of it and when it resets, in local time, where it is used."""
    from rich.table import Table
    from rich.text import Text

    used = any(one.standing is not None for one in found)
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Limit", no_wrap=True)
    if used:
        table.add_column("Used", justify="right", no_wrap=True)
        table.add_column("Left", justify="right", no_wrap=True)
        table.add_column("Resets", no_wrap=True)
    table.add_column("From", overflow="fold")
    for one in found:
        standing = one.standing
        row = [one.limit.described]
        if standing is not None:
            row += [_share(standing), _left(standing), words.local_time(standing.resets_at)]
        table.add_row(*row, Text(_source(one)))
    show(table)


def told(whose: str, metric: Metric, period: Period, found: Sequence[LimitInForce]) -> str:
    """Say what was set."""
    for one in found:
        is_whose = one.config is None or whose == f"provider {one.config}"
        if (one.limit.metric, one.limit.period) == (metric, period) and is_whose:
            instead = _instead(one)
            return f"{whose}: {one.limit.described} now{f' ({instead})' if instead else ''}."
    return f"{whose}: no limit now."


def limits_document(
    found: Sequence[LimitInForce], *, user: str, plan: str | None = None
) -> UserLimits | PlanLimits:
    """Return the limits of a user, or of a plan, as JSON."""
    limits = limit_documents(found)
    if plan is not None:
        return {"schema_version": SCHEMA_VERSION, "plan": plan, "limits": limits}
    return {"schema_version": SCHEMA_VERSION, "user": user, "limits": limits}


def config_limits_document(name: str | None, found: Sequence[LimitInForce]) -> ProviderLimits:
    """Return the limits of one config, or of all, as JSON."""
    return {
        "schema_version": SCHEMA_VERSION,
        "provider": name,
        "limits": limit_documents(found),
    }


def limit_documents(found: Sequence[LimitInForce]) -> list[LimitDocument]:
    """Return limits as JSON, in the metric's unit, a cost in nano-dollars; `cap` null is none."""
    return [
        {
            "scope": one.limit.scope,
            "source": one.source,
            "provider": one.config,
            "metric": one.limit.metric,
            "period": one.limit.period,
            "cap": _number(one.limit.cap),
            "instead_of": _number(one.instead_of),
            "used": one.standing.used if one.standing else None,
            "left": _number_left(one.standing) if one.standing else None,
            "resets_at": one.standing.resets_at.isoformat() if one.standing else None,
        }
        for one in found
    ]


def _source(one: LimitInForce) -> str:
    names = {
        "default": "plan default",
        "changed": "changed",
        "plan": "plan",
        "user": "your own",
        "provider_config": f"provider {one.config}",
    }
    instead = _instead(one)
    return names[one.source] + (f" ({instead})" if instead else "")


def _instead(one: LimitInForce) -> str | None:
    if one.instead_of is None:
        return None
    whose = "plan" if one.source == "user" else "was"
    return f"{whose}: {_amount(one.limit.shown(one.instead_of), one.instead_of)}"


def _amount(text: str, cap: int) -> str:
    return "no limit" if cap >= NO_CAP else text


def _share(standing: Standing) -> str:
    """Return how much is used: a share, never 0 % of what is used and 100 % only of all."""
    cap, used = standing.limit.cap, standing.used
    if cap >= NO_CAP:
        return standing.limit.shown(used)
    if used >= cap:
        return "all"
    share = used * 100 // cap
    return "<1%" if used and not share else f"{share}%"


def _left(standing: Standing) -> str:
    cap = standing.limit.cap
    return _amount(standing.limit.shown(max(0, cap - standing.used)), cap)


def _number(cap: int | None) -> int | None:
    return None if cap is None or cap >= NO_CAP else cap


def _number_left(standing: Standing) -> int | None:
    cap = _number(standing.limit.cap)
    return None if cap is None else max(0, cap - standing.used)
