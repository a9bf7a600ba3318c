"""Plan and task to an ordered chain of (provider, model)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

from sqlalchemy import or_, select

from orchestrator.errors import ConfigurationError, PlanNotFoundError
from orchestrator.providers.base import ProviderType
from orchestrator.providers.model_rules import vendor_of
from profiles.errors import InvalidInputError
from profiles.store.ai import AIRoute
from profiles.store.base import utc_now
from profiles.store.defaults import default_routes
from profiles.store.users import Subscription

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from profiles.store.base import UserId

ANY_TASK = "*"
OFFLINE_MODEL = "rules"
_ALIASES = {"anthropic": "claude", "google": "gemini"}


@dataclass(frozen=True, slots=True)
class Link:
    """One link of a chain."""

    provider: ProviderType
    model: str


def provider_type(name: str) -> ProviderType:
    """Read a provider's name; "anthropic" means Claude and "google" means Gemini.

    Raises:
        InvalidInputError: for a name that is none.
    """
    wanted = _ALIASES.get(name.lower(), name.lower())
    for known in get_args(ProviderType):
        if wanted == known:
            return known
    raise InvalidInputError(
        f"no provider is called {name!r}", hint="choose gemini, openai, claude or offline"
    )


async def active_plan(session: AsyncSession, user_id: UserId) -> str:
    """Return the plan of the user's active subscription; the newest one wins.

    Raises:
        PlanNotFoundError: when there is none.
    """
    now = utc_now()
    plan = await session.scalar(
        select(Subscription.plan)
        .where(
            Subscription.user_id == str(user_id),
            Subscription.starts_at <= now,
            or_(Subscription.ends_at.is_(None), Subscription.ends_at > now),
            or_(Subscription.cancelled_at.is_(None), Subscription.cancelled_at > now),
        )
        .order_by(Subscription.starts_at.desc(), Subscription.id.desc())
        .limit(1)
    )
    if plan is None:
        raise no_plan(user_id)
    return plan


def no_plan(user_id: UserId) -> PlanNotFoundError:
    """Return the error for a user who does not exist or has no active subscription."""
    return PlanNotFoundError(
        f"User plan not found: user {user_id} has no active subscription",
        hint="give the user one with `jobai plan set PLAN --user ID`",
    )


async def chain(
    session: AsyncSession,
    plan: str,
    task: str,
    *,
    provider: ProviderType | None = None,
    model: str | None = None,
) -> tuple[Link, ...]:
    """Return the chain for a plan's task, or the part of it that the caller chose.

    Args:
        session: Where the routes are; a plan without rows there takes the package's defaults.
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
    links = await _stored_chain(session, plan, task) or _default_chain(plan, task)
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


async def _stored_chain(session: AsyncSession, plan: str, task: str) -> tuple[Link, ...]:
    rows = await session.execute(
        select(AIRoute.task, AIRoute.provider, AIRoute.model)
        .where(AIRoute.plan == plan, AIRoute.task.in_((task, ANY_TASK)))
        .order_by(AIRoute.position)
    )
    return _own_or_any(task, [(row[0], row[1], row[2]) for row in rows])


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
