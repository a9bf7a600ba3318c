"""A user's plan at a glance: since when, routes, limits and what is used of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from orchestrator.limits import limits_in_force
from orchestrator.routes import TASKS
from orchestrator.routing import active_plan, chain
from profiles.store.base import utc_now
from profiles.subscriptions import current_subscription, ended_at, subscriptions_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from orchestrator.limits import LimitInForce
    from orchestrator.quotas import Standing
    from orchestrator.routing import Link
    from profiles.store.users import Subscription


@dataclass(frozen=True, slots=True)
class Term:
    """A plan and the time it holds; `ends_at` is exclusive, None is open-ended."""

    plan: str
    starts_at: datetime
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class PlanOverview:
    """A user's plan: since when, a chain for each task, each limit with what is used of it.

    Attributes:
        term: Since when and until when the plan holds.
        next_plan: What holds when it ends; None when nothing does, or it has no end.
        terms: Every plan the user ever had or will have, the one that begins last first.
    """

    user_id: str
    plan: str
    term: Term
    next_plan: str | None
    terms: tuple[Term, ...]
    routes: Mapping[str, tuple[Link, ...]]
    limits: tuple[LimitInForce, ...]

    @property
    def standings(self) -> tuple[Standing, ...]:
        """Each limit with what is used of it."""
        return tuple(limit.standing for limit in self.limits if limit.standing is not None)


async def plan_overview(session: AsyncSession, user_id: str) -> PlanOverview:
    """Look a user's plan up.

    Raises:
        PlanNotFoundError: when the user has none.
    """
    plan = await active_plan(session, user_id)
    current = await current_subscription(session, user_id)
    had = await subscriptions_of(session, user_id)
    routes = {task: await chain(session, plan, task) for task in TASKS}
    term = _term(current) if current is not None else Term(plan, utc_now(), None)
    following = await _plan_at(session, user_id, term.ends_at)
    return PlanOverview(
        user_id,
        plan,
        term,
        following,
        _terms(had),
        routes,
        await limits_in_force(session, plan, user_id),
    )


@dataclass(frozen=True, slots=True)
class Terms:
    """What a user has after a plan was set: that plan, and what comes after it.

    Attributes:
        set_: The plan that was set.
        next_plan: What holds when it ends; None when nothing does, or it has no end.
        terms: As in `PlanOverview`.
    """

    set_: Term
    next_plan: str | None
    terms: tuple[Term, ...]


async def terms_of(session: AsyncSession, user_id: str, subscription: Subscription) -> Terms:
    """Tell what comes of a plan that was set."""
    term = _term(subscription)
    return Terms(
        term,
        await _plan_at(session, user_id, term.ends_at),
        _terms(await subscriptions_of(session, user_id)),
    )


async def _plan_at(session: AsyncSession, user_id: str, moment: datetime | None) -> str | None:
    if moment is None:
        return None
    then = await current_subscription(session, user_id, at=moment)
    return then.plan if then is not None else None


def _terms(subscriptions: Sequence[Subscription]) -> tuple[Term, ...]:
    return tuple(_term(one) for one in subscriptions)


def _term(subscription: Subscription) -> Term:
    return Term(subscription.plan, subscription.starts_at, ended_at(subscription))
