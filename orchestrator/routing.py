"""Plan and task to an ordered chain of (provider, model)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, get_args

from sqlalchemy import bindparam, or_, select

from orchestrator.errors import ConfigurationError, PlanNotFoundError
from orchestrator.providers.base import ProviderType
from orchestrator.providers.model_rules import vendor_of
from profiles.errors import InvalidInputError
from profiles.naming import meant
from profiles.store.ai import AIRoute
from profiles.store.base import utc_now
from profiles.store.defaults import default_routes
from profiles.store.rows import Query, within
from profiles.subscriptions import current_plan, ended_at, subscriptions_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from profiles.store.base import UserId
    from profiles.store.rows import Rows
    from profiles.store.users import Subscription

ANY_TASK = "*"
OFFLINE_MODEL = "rules"
_ALIASES = {"anthropic": "claude", "google": "gemini"}
PROVIDER_NAMES: tuple[str, ...] = (*get_args(ProviderType), *_ALIASES)
"""All by which a provider can be named."""


@dataclass(frozen=True, slots=True)
class Link:
    """One link of a chain."""

    provider: ProviderType
    model: str


def provider_named(name: str) -> ProviderType | None:
    """Return the provider of a name or another name for it; None when there is none."""
    wanted = _ALIASES.get(name.lower(), name.lower())
    return next((known for known in get_args(ProviderType) if wanted == known), None)


def provider_type(name: str) -> ProviderType:
    """Read a provider's name; "anthropic" means Claude and "google" means Gemini.

    Raises:
        InvalidInputError: for a name that is none.
    """
    if (found := provider_named(name)) is not None:
        return found
    raise InvalidInputError(
        f"no provider is called {name!r}{meant(name, PROVIDER_NAMES)}",
        hint="choose gemini, openai, claude or offline",
    )


async def active_plan(session: AsyncSession, user_id: UserId) -> str:
    """Return the plan of the user's active subscription; the newest one wins.

    Raises:
        PlanNotFoundError: when there is none.
    """
    plan = await within(session, lambda rows: current_plan(rows, str(user_id)))
    if plan is None:
        raise no_plan(user_id, await subscriptions_of(session, str(user_id)))
    return plan


def no_plan(user_id: UserId, had: Sequence[Subscription] = ()) -> PlanNotFoundError:
    """Return the error for a user who does not exist or has no active subscription."""
    told = f"User plan not found: user {user_id} has no active subscription"
    past = [(end, one.plan) for one in had if (end := ended_at(one)) and end <= utc_now()]
    if past:
        end, plan = max(past)
        told += f"; {plan} ended on {end:%Y-%m-%d at %H:%M} UTC"
    hint = f"give the user one: jobai plan set PLAN --user {user_id}"
    if not had:
        hint += f"; a user that is not there yet: jobai users add {user_id}"
    return PlanNotFoundError(told, hint=hint)


async def chain(
    session: AsyncSession,
    plan: str,
    task: str,
    *,
    provider: ProviderType | None = None,
    model: str | None = None,
) -> tuple[Link, ...]:
    """Return the chain for a plan's task; arguments and errors as `chain_of`."""
    return await within(
        session, lambda rows: chain_of(rows, plan, task, provider=provider, model=model)
    )


def chain_of(
    rows: Rows,
    plan: str,
    task: str,
    *,
    provider: ProviderType | None = None,
    model: str | None = None,
) -> tuple[Link, ...]:
    """Return the chain for a plan's task, or the part of it that the caller chose.

    Args:
        rows: Where the routes are; a plan without rows there takes the package's defaults.
        plan: The plan's name.
        task: The task's name; one that no route names takes the plan's default chain.
        provider: Keep only this provider's links; one that the chain lacks is looked for in
            every other chain.
        model: Ask this model only. Without `provider`, at the provider of the link that names it,
            or whose name it has, or of the chain's first link.

    Raises:
        ConfigurationError: when nothing is left to ask.
    """
    if provider == "offline":
        return (Link("offline", OFFLINE_MODEL),)
    links = _stored_chain(rows, plan, task) or _default_chain(plan, task)
    if not links:
        raise ConfigurationError(
            f"no route leads from plan {plan!r} to task {task!r}",
            hint="name a provider and a model, or give the plan a route",
        )
    if provider is not None:
        links = tuple(link for link in links if link.provider == provider) or _any_link(provider)
    if model is None:
        return links
    named = tuple(link for link in links if link.model == model)
    return named[:1] or (Link(provider or vendor_of(model) or links[0].provider, model),)


def _stored_chain(rows: Rows, plan: str, task: str) -> tuple[Link, ...]:
    found = rows.all(_routes(), plan=plan, task=task)
    return _own_or_any(task, [(row[0], row[1], row[2]) for row in found])


@cache
def _routes() -> Query:
    row = AIRoute
    return Query(
        select(row.task, row.provider, row.model)
        .where(
            row.plan == bindparam("plan"), or_(row.task == bindparam("task"), row.task == ANY_TASK)
        )
        .order_by(row.position),
        lasting=True,
    )


def _default_chain(plan: str, task: str) -> tuple[Link, ...]:
    return _own_or_any(
        task,
        [
            (link.task, link.provider, link.model)
            for link in default_routes()
            if link.plan == plan and link.task in {task, ANY_TASK}
        ],
    )


def _own_or_any(task: str, rows: Sequence[tuple[str, str, str]]) -> tuple[Link, ...]:
    own = [row for row in rows if row[0] == task] or rows
    return tuple(Link(provider_type(name), model) for _, name, model in own)


def _any_link(provider: ProviderType) -> tuple[Link, ...]:
    """Return a provider's links in the default chains, the cheap chain's first."""
    found = dict.fromkeys(
        Link(provider_type(link.provider), link.model)
        for link in default_routes()
        if link.provider == provider
    )
    return tuple(found)[:1]
