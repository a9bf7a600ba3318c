"""The matrix of routes: which models each plan asks for each task, and changing it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from orchestrator.catalogue import lifecycle, models_of
from orchestrator.pricing import table_models
from orchestrator.providers.model_rules import vendor_of
from orchestrator.routing import ANY_TASK, Link, provider_type
from profiles.accounts import known_plans
from profiles.errors import InvalidInputError
from profiles.naming import meant, nearest
from profiles.store.ai import AIRoute
from profiles.store.defaults import default_routes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

TASKS = ("extraction", "cv_draft", "cover_letter", ANY_TASK)
"""jobai's own tasks, and "*" for every other one."""

_NEARLY_SAME = 0.85
"""Models of one vendor have names that are much alike: only a slip of the finger is nearer."""
_LONGEST = 64
_LONGEST_MODEL = 128
_MOST_LINKS = 20
_ANY_NAMES = {"any", "other", "default"}


@dataclass(frozen=True, slots=True)
class Route:
    """The chain of one plan's task.

    Attributes:
        task: "*" is every task without a route of its own.
        changed: It is not as jobai ships it.
    """

    plan: str
    task: str
    links: tuple[Link, ...]
    changed: bool


async def all_routes(session: AsyncSession) -> list[Route]:
    """Return every route, plan by plan, as calls take it; where there are no rows the package's."""
    stored = await _stored(session)
    shipped = _shipped()
    chains = stored | {
        key: links
        for key, links in shipped.items()
        if key not in stored and (key[0], ANY_TASK) not in stored
    }
    order = [*dict.fromkeys([*(plan for plan, _ in shipped), *(plan for plan, _ in stored)])]
    routes = [
        Route(plan, task, links, changed=shipped.get((plan, task)) != links)
        for (plan, task), links in chains.items()
    ]
    return sorted(routes, key=lambda route: (order.index(route.plan), *_task_order(route.task)))


async def set_route(
    session: AsyncSession,
    plan: str,
    task: str,
    links: Sequence[Link],
    *,
    new_plan: bool = False,
) -> Route:
    """Ask these models, in this order, for a plan's task from now on.

    Args:
        session: In a write transaction.
        plan: A plan that there is, unless `new_plan`.
        task: One of jobai's, "*", or a name of the caller's own.
        links: One at least, each once.
        new_plan: The plan may be one that there is not yet.

    Raises:
        InvalidInputError: for names that are none, or a chain that is none.
    """
    await _require_plan(session, plan, new_plan=new_plan)
    task = task_of(task)
    if not links or len(links) > _MOST_LINKS or len(set(links)) != len(links):
        raise InvalidInputError(
            f"a route is 1 to {_MOST_LINKS} models, each named once",
            hint=f"jobai providers routes set {plan} {task} gemini-3.8-flash gpt-6.1-terra",
        )
    await session.execute(delete(AIRoute).where(AIRoute.plan == plan, AIRoute.task == task))
    for position, link in enumerate(links):
        session.add(
            AIRoute(
                plan=plan, task=task, position=position, provider=link.provider, model=link.model
            )
        )
    if not any(route.task == ANY_TASK for route in await all_routes(session) if route.plan == plan):
        raise InvalidInputError(
            f"plan {plan!r} has no route for other tasks yet",
            hint=f"set that one first: jobai providers routes set {plan} any {links[0].model}",
        )
    await session.flush()
    return Route(plan, task, tuple(links), _shipped().get((plan, task)) != tuple(links))


async def reset_routes(
    session: AsyncSession, plan: str | None = None, task: str | None = None
) -> list[Route]:
    """Go back to the routes that jobai ships, and return those that were another.

    A route that jobai does not ship is taken away.

    Args:
        session: In a write transaction.
        plan: None all plans.
        task: None all tasks.

    Raises:
        InvalidInputError: for a plan that there is not.
    """
    if plan is not None:
        await _require_plan(session, plan)
    wanted = None if task is None else task_of(task)
    shipped = _shipped()
    gone = [
        route
        for route in await all_routes(session)
        if route.changed
        and (plan is None or route.plan == plan)
        and (wanted is None or route.task == wanted)
    ]
    for route in gone:
        mine = (AIRoute.plan == route.plan, AIRoute.task == route.task)
        await session.execute(delete(AIRoute).where(*mine))
        for position, link in enumerate(shipped.get((route.plan, route.task), ())):
            session.add(
                AIRoute(
                    plan=route.plan,
                    task=route.task,
                    position=position,
                    provider=link.provider,
                    model=link.model,
                    is_default=True,
                )
            )
    await session.flush()
    return gone


def link_of(text: str) -> Link:
    """Read one link: a model's name, or "openai:qwen3" where the name alone does not tell.

    Raises:
        InvalidInputError: for what is none.
    """
    before, colon, after = text.strip().partition(":")
    named = None
    if colon:
        try:
            named = provider_type(before)
        except InvalidInputError:
            named = None  # "qwen3:8b": the colon is the model's own
    model = (after if named else text.strip()).removeprefix("models/")
    provider = named or vendor_of(model)
    if provider is None or not model or len(model) > _LONGEST_MODEL or not model.isprintable():
        raise InvalidInputError(
            f"nobody knows whose model {text!r} is",
            hint=f"say whose: gemini:{model or 'MODEL'}, openai:{model or 'MODEL'} or "
            f"claude:{model or 'MODEL'}",
        )
    if provider == "offline":
        raise InvalidInputError(
            "offline is no link of a route: it never stands in for a model unasked",
            hint="use it with --provider offline, or --fallback-offline",
        )
    return Link(provider, model)


def model_meant(link: Link) -> str | None:
    """Return a known model that an unknown name is near to; None for a name that is known."""
    known = (*models_of(link.provider), *table_models(link.provider))
    if link.model.casefold() in known or lifecycle(link.provider, link.model) is not None:
        return None
    return nearest(link.model, known, cutoff=_NEARLY_SAME)


def task_of(text: str) -> str:
    """Read a task's name; "any" is every task without a route of its own.

    Raises:
        InvalidInputError: for a name that is none, or one of jobai's misspelt.
    """
    name = text.strip()
    if name.casefold() in _ANY_NAMES:
        return ANY_TASK
    if name in TASKS:
        return name
    near = nearest(name, TASKS)
    if near is not None or not name or len(name) > _LONGEST or not name.isprintable():
        raise InvalidInputError(
            f"there is no task {name!r}{meant(name, TASKS)}",
            hint=f"jobai's own are {', '.join(TASKS[:-1])} and any; a name of yours is another",
        )
    return name


async def _require_plan(session: AsyncSession, plan: str, *, new_plan: bool = False) -> None:
    plans = await known_plans(session)
    if plan in plans:
        return
    if not new_plan or not plan or len(plan) > _LONGEST or not plan.isprintable():
        raise InvalidInputError(
            f"there is no plan {plan!r}{meant(plan, plans)}",
            hint=f"choose one of: {', '.join(plans)}; or make it with --new-plan",
        )


async def _stored(session: AsyncSession) -> dict[tuple[str, str], tuple[Link, ...]]:
    rows = await session.scalars(select(AIRoute).order_by(AIRoute.plan, AIRoute.position))
    found: dict[tuple[str, str], tuple[Link, ...]] = {}
    for row in rows:
        link = Link(provider_type(row.provider), row.model)
        found[row.plan, row.task] = (*found.get((row.plan, row.task), ()), link)
    return found


def _shipped() -> dict[tuple[str, str], tuple[Link, ...]]:
    found: dict[tuple[str, str], tuple[Link, ...]] = {}
    for row in default_routes():
        link = Link(provider_type(row.provider), row.model)
        found[row.plan, row.task] = (*found.get((row.plan, row.task), ()), link)
    return found


def _task_order(task: str) -> tuple[int, str]:
    own = TASKS.index(task) if task in TASKS[:-1] else len(TASKS)
    return (own if task != ANY_TASK else len(TASKS) + 1, task)
