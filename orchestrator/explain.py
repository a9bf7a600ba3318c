"""Why a call goes where it goes: each candidate of a route in the order it is asked, or why not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import count
from typing import TYPE_CHECKING, Final, Literal

from sqlalchemy.ext.asyncio import AsyncEngine

from orchestrator.catalogue import lifecycle
from orchestrator.credentials import look_up_accounts
from orchestrator.health import Health, read_marks
from orchestrator.prices import read_prices
from orchestrator.provider_configs import list_configs
from orchestrator.quotas import binding_limits, standings
from orchestrator.retry import candidates_of
from orchestrator.routes import all_routes, task_of
from orchestrator.routing import ANY_TASK, active_plan, chain
from profiles.accounts import require_plan
from profiles.store.base import utc_now

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from orchestrator.catalogue import Lifecycle
    from orchestrator.credentials import Account
    from orchestrator.errors import ConfigurationError
    from orchestrator.pricing import PriceList, Rates
    from orchestrator.providers.base import ProviderType
    from orchestrator.quotas import Scope, Standing
    from orchestrator.retry import Candidate
    from orchestrator.routing import Link
    from orchestrator.settings import Settings

CONFIG: Final[Scope] = "provider_config"

Why = Literal["no_key", "key_unusable", "gone", "cooling", "no_room", "no_price"]
"""Why a candidate is not asked (or, cooling, asked after the others)."""


@dataclass(frozen=True, slots=True)
class Step:
    """One candidate of a route.

    Attributes:
        turn: 1 is asked first, 2 when that fails, ...; None is not asked.
        link: Who is asked for which model.
        name: The config's name, or the variable of a key in the environment; None without a key.
        why: Why it is not asked, or asked late; None for nothing.
        reason: The same for a person.
        until: Until when that holds; None when it does not end on its own.
        rates: What its tokens cost; None for a model without a price.
        lifecycle: What its vendor says of its time; None when nothing is known.
    """

    turn: int | None
    link: Link
    name: str | None
    why: Why | None
    reason: str | None
    until: datetime | None
    rates: Rates | None
    lifecycle: Lifecycle | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Where a call of a plan's task would go now.

    Attributes:
        user_id: Whose limits were looked at; None when only a plan was named.
        route_task: The task whose route it takes: "*" when it has none of its own.
        changed: The route is not as jobai ships it.
        full: Limits of the user that have nothing left: no call at all is made then.
    """

    plan: str
    task: str
    user_id: str | None
    route_task: str
    changed: bool
    steps: tuple[Step, ...]
    full: tuple[Standing, ...]


async def explain(
    session: AsyncSession,
    settings: Settings,
    *,
    task: str,
    user_id: str,
    plan: str | None = None,
    provider: ProviderType | None = None,
    model: str | None = None,
) -> Explanation:
    """Say where a call would go now. Nothing is sent.

    Args:
        session: Where to read.
        settings: Where keys are found.
        task: As `task_of` reads it.
        user_id: Whose plan and limits count when no plan is named.
        plan: This plan instead, for nobody in particular.
        provider: As `--provider` of a call.
        model: As `--model` of a call.

    Raises:
        InvalidInputError: there is no such plan or task.
        ConfigurationError: no plan is active, or there is no route.
    """
    name = task_of(task)
    if plan is not None:
        await require_plan(session, plan)
    of_plan = plan or await active_plan(session, user_id)
    whose = "" if plan is not None else user_id
    links = await chain(session, of_plan, name, provider=provider, model=model)
    accounts, closed = await look_up_accounts(
        session, [link.provider for link in links], settings.secrets, settings.environment
    )
    candidates = candidates_of(links, accounts, keep_model=model is not None)
    facts = await _facts(session, of_plan, whose, candidates)
    routes = {route.task: route for route in await all_routes(session) if route.plan == of_plan}
    taken = routes.get(name) or routes.get(ANY_TASK)
    return Explanation(
        of_plan,
        name,
        user_id if plan is None else None,
        taken.task if taken else name,
        bool(taken and taken.changed),
        (*facts.asked(candidates), *facts.without_account(links, accounts, dict(closed))),
        tuple(one for one in facts.standings if _is_full(one) and one.limit.scope != CONFIG),
    )


async def _facts(
    session: AsyncSession, plan: str, user_id: str, candidates: Sequence[Candidate]
) -> _Facts:
    names = {config.id: config.name for config in await list_configs(session)}
    limits = await binding_limits(session, plan, user_id, list(names))
    marks = await read_marks(session, candidates) if candidates else {}
    now = utc_now()
    return _Facts(
        names,
        Health(AsyncEngine(session.get_bind().engine), marks),
        await read_prices(session),
        await standings(session, user_id, limits, now),
        now,
    )


@dataclass(frozen=True, slots=True)
class _Facts:
    """What decides about a candidate at this moment."""

    names: Mapping[int, str]
    health: Health
    prices: PriceList
    standings: Sequence[Standing]
    now: datetime

    def asked(self, candidates: Sequence[Candidate]) -> list[Step]:
        """Return those with a key: first who is asked, in that order, then who is not."""
        in_order = self.health.in_order(candidates)
        told = [self._step(one) for one in in_order]
        told += [self._step(one) for one in candidates if one not in in_order]
        turns = count(1)
        asked = [replace(one, turn=next(turns)) for one in told if one.why in {None, "cooling"}]
        return asked + [one for one in told if one.why not in {None, "cooling"}]

    def without_account(
        self,
        links: Sequence[Link],
        accounts: Mapping[ProviderType, Sequence[Account]],
        closed: Mapping[ProviderType, ConfigurationError],
    ) -> list[Step]:
        """Return the links that nobody has a key for."""
        return [
            self._told(
                link,
                None,
                "key_unusable" if link.provider in closed else "no_key",
                closed[link.provider].message
                if link.provider in closed
                else f"no key for {link.provider}",
            )
            for link in links
            if not accounts.get(link.provider)
        ]

    def _step(self, candidate: Candidate) -> Step:
        account, link = candidate.account, candidate.link
        name = self.names.get(account.config_id or 0)
        name = name or account.credential.source.partition(":")[2]
        mark = self.health.mark_of(candidate, self.now)
        if mark is not None and mark.state == "gone":
            return self._told(link, name, "gone", f"gone: {mark.reason}", mark.until)
        binding = [one for one in self.standings if one.limit.binds(account.credential.source)]
        for one in binding:
            if one.limit.scope == CONFIG and _is_full(one):
                measure = one.limit.measure
                reason = f"no room: {one.limit.shown(one.limit.cap)} of {measure} is used"
                return self._told(link, name, "no_room", reason, one.resets_at)
        told = self._told(link, name, None, None)
        if told.rates is None and any(one.limit.metric == "cost_nano_usd" for one in binding):
            reason = "no known price, and there is a budget in money"
            return replace(told, why="no_price", reason=reason)
        if mark is not None:
            reason = f"busy, asked after the others: {mark.reason}"
            return replace(told, why="cooling", reason=reason, until=mark.until)
        return told

    def _told(
        self,
        link: Link,
        name: str | None,
        why: Why | None,
        reason: str | None,
        until: datetime | None = None,
    ) -> Step:
        rates = self.prices.rates(provider=link.provider, model=link.model, at=self.now)
        known = lifecycle(link.provider, link.model)
        return Step(None, link, name, why, reason, until, rates, known)


def _is_full(standing: Standing) -> bool:
    return standing.used >= standing.limit.cap
