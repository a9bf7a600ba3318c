"""The routes and limits a new store starts with, read from `data/defaults.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select

from profiles.store.ai import AILimit, AIRoute

if TYPE_CHECKING:
    from sqlalchemy import Connection

_FILE = Path(__file__).parent / "data" / "defaults.toml"


@dataclass(frozen=True, slots=True)
class DefaultLink:
    """One link of a default chain."""

    plan: str
    task: str
    position: int
    provider: str
    model: str


@dataclass(frozen=True, slots=True)
class DefaultLimit:
    """One default cap for each user of a plan."""

    plan: str
    metric: str
    period: str
    cap: int


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@cache
def default_routes() -> tuple[DefaultLink, ...]:
    """Return every link of every default chain."""
    data = _data()
    return tuple(
        DefaultLink(plan, task, position, provider, model)
        for plan, tasks in data["routes"].items()
        for task, chain in tasks.items()
        for position, (provider, model) in enumerate(data["chains"][chain])
    )


@cache
def default_limits() -> tuple[DefaultLimit, ...]:
    """Return every default cap. A name such as `tokens_per_day` is a metric and a period."""
    return tuple(
        DefaultLimit(plan, metric, period, cap)
        for plan, caps in _data()["limits"].items()
        for name, cap in caps.items()
        for metric, _, period in [name.partition("_per_")]
    )


def renew_defaults(connection: Connection) -> None:
    """Replace the seeded routes and limits by today's; what the user changed stays."""
    connection.execute(delete(AIRoute).where(AIRoute.is_default))
    connection.execute(delete(AILimit).where(AILimit.is_default))
    own_chains = {tuple(row) for row in connection.execute(select(AIRoute.plan, AIRoute.task))}
    own_limits = {
        tuple(row)
        for row in connection.execute(
            select(AILimit.subject, AILimit.metric, AILimit.period).where(AILimit.scope == "plan")
        )
    }
    routes = [
        {
            "plan": link.plan,
            "task": link.task,
            "position": link.position,
            "provider": link.provider,
            "model": link.model,
            "is_default": True,
        }
        for link in default_routes()
        if (link.plan, link.task) not in own_chains
    ]
    limits = [
        {
            "scope": "plan",
            "subject": limit.plan,
            "metric": limit.metric,
            "period": limit.period,
            "cap": limit.cap,
            "is_default": True,
        }
        for limit in default_limits()
        if (limit.plan, limit.metric, limit.period) not in own_limits
    ]
    if routes:
        connection.execute(insert(AIRoute), routes)
    if limits:
        connection.execute(insert(AILimit), limits)
