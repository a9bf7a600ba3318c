"""A user's plan at a glance: routes, limits and what is used of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from orchestrator.quotas import binding_limits, standings
from orchestrator.routing import ANY_TASK, active_plan, chain
from profiles.store.base import utc_now

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.ext.asyncio import AsyncSession

    from orchestrator.quotas import Standing
    from orchestrator.routing import Link

TASKS = ("extraction", "cv_draft", "cover_letter", ANY_TASK)
"""jobai's own tasks, and "*" for every other one."""


@dataclass(frozen=True, slots=True)
class PlanOverview:
    """A user's plan: a chain for each task, and each limit with what is used of it."""

    user_id: str
    plan: str
    routes: Mapping[str, tuple[Link, ...]]
    standings: tuple[Standing, ...]


async def plan_overview(session: AsyncSession, user_id: str) -> PlanOverview:
    """Look a user's plan up.

    Raises:
        PlanNotFoundError: when the user has none.
    """
    plan = await active_plan(session, user_id)
    routes = {task: await chain(session, plan, task) for task in TASKS}
    limits = await binding_limits(session, plan, user_id)
    return PlanOverview(user_id, plan, routes, await standings(session, user_id, limits, utc_now()))
