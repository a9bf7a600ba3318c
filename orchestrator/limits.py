"""Setting limits and budgets: for a plan, for one user, for what goes through one config."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from sqlalchemy import delete, select

from orchestrator.quotas import NO_CAP, Metric, Period, limit_of, standings, stored_limits
from profiles.errors import InvalidInputError
from profiles.naming import meant
from profiles.store.ai import AILimit, AIProviderConfig
from profiles.store.base import utc_now
from profiles.store.defaults import default_limits

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from orchestrator.quotas import Limit, Scope, Standing

Source = Literal["default", "changed", "plan", "user", "provider_config"]
"""Whose limit it is: of the plan as jobai ships it, of the plan as it was changed, of a plan of
your own, of the user, of a provider config."""

_METRICS: dict[str, Metric] = {"tokens": "tokens", "calls": "calls", "cost": "cost_nano_usd"}


@dataclass(frozen=True, slots=True)
class LimitInForce:
    """A limit, what is used of it, and where it comes from.

    Attributes:
        standing: None for a plan's limit as such: each user of it has a standing of his own.
        config: The name of the provider config whose limit it is; None for all others.
        instead_of: The cap that it stands in place of: the plan's for one of the user's own,
            jobai's for one that was changed; None when there is none.
    """

    limit: Limit
    standing: Standing | None
    source: Source
    config: str | None = None
    instead_of: int | None = None


async def limits_in_force(
    session: AsyncSession, plan: str, user_id: str
) -> tuple[LimitInForce, ...]:
    """Return what limits a user: the plan's limits, his own, and those of every active config."""
    names = {
        str(number): name
        for number, name in await session.execute(
            select(AIProviderConfig.id, AIProviderConfig.name).where(AIProviderConfig.is_active)
        )
    }
    limits = await stored_limits(session, plan, user_id, [int(number) for number in names])
    of_plan = {_measure(one): one.cap for one in limits if one.scope == "plan"}
    own = {_measure(one) for one in limits if one.scope == "user"}
    shown = [one for one in limits if one.scope != "plan" or _measure(one) not in own]
    found: list[LimitInForce] = []
    for standing in await standings(session, user_id, shown, utc_now()):
        limit = standing.limit
        if limit.scope == "provider_config":
            told = LimitInForce(limit, standing, "provider_config", config=names[limit.subject])
        elif limit.scope == "user":
            instead_of = of_plan.get(_measure(limit))
            told = LimitInForce(limit, standing, "user", instead_of=instead_of)
        else:
            told = _of_plan(limit, standing)
        found.append(told)
    return tuple(sorted(found, key=_order))


async def limits_of_plan(session: AsyncSession, plan: str) -> tuple[LimitInForce, ...]:
    """Return the limits of a plan, for each of its users."""
    limits = await stored_limits(session, plan, "")
    found = [_of_plan(one, None) for one in limits if one.scope == "plan"]
    return tuple(sorted(found, key=_order))


async def limits_of_configs(
    session: AsyncSession, names: Mapping[str, str]
) -> tuple[LimitInForce, ...]:
    """Return the limits of provider configs, given as names by their numbers as text."""
    limits = await stored_limits(session, "", "", [int(number) for number in names])
    own = [one for one in limits if one.scope == "provider_config"]
    found = [
        LimitInForce(one.limit, one, "provider_config", config=names[one.limit.subject])
        for one in await standings(session, "", own, utc_now())
    ]
    return tuple(sorted(found, key=_order))


async def set_limit(
    session: AsyncSession,
    *,
    scope: Scope,
    subject: str,
    metric: Metric,
    period: Period,
    cap: int | None,
) -> None:
    """Limit a metric from now on; what was used in the period so far counts.

    Args:
        session: In a write transaction.
        scope: Whom it binds.
        subject: The plan's name, the user's id or the config's number as text.
        metric: What is limited.
        period: Of the UTC calendar.
        cap: In the metric's unit; `NO_CAP` is no limit, also where the plan has one; None takes
            the limit away, and leaves what the plan says.

    Raises:
        InvalidInputError: for a cap that is none.
    """
    if cap is not None and not 0 <= cap <= NO_CAP:
        raise InvalidInputError(
            f"a limit cannot be {cap}", hint="give 0 or more, or `none` for no limit"
        )
    row = AILimit
    await session.execute(
        delete(row).where(
            row.scope == scope,
            row.subject == subject,
            row.metric == metric,
            row.period == period,
        )
    )
    if cap is not None:
        session.add(AILimit(scope=scope, subject=subject, metric=metric, period=period, cap=cap))
    await session.flush()


async def reset_limits(
    session: AsyncSession,
    *,
    scope: Scope,
    subject: str,
    measure: tuple[Metric, Period] | None = None,
) -> int:
    """Take limits away that were set, and give a plan back those that jobai ships.

    Args:
        session: In a write transaction.
        scope: Whose.
        subject: As in `set_limit`.
        measure: Only this one; None all.

    Returns:
        How many were another than they are now.
    """
    rows = await session.scalars(
        select(AILimit).where(AILimit.scope == scope, AILimit.subject == subject)
    )
    held = {(row.metric, row.period): row for row in rows}
    shipped = _shipped(subject) if scope == "plan" else {}
    wanted = [measure] if measure else list(dict.fromkeys([*held, *shipped]))
    count = 0
    for metric, period in wanted:
        row, default = held.get((metric, period)), shipped.get((metric, period))
        if (row.cap if row else None) == default:
            continue
        count += 1
        if row is not None:
            await session.delete(row)
            await session.flush()
        if default is not None:
            session.add(
                AILimit(
                    scope=scope,
                    subject=subject,
                    metric=metric,
                    period=period,
                    cap=default,
                    is_default=True,
                )
            )
    await session.flush()
    return count


async def limits_of(session: AsyncSession, scope: Scope, subject: str) -> Sequence[Limit]:
    """Return the limits that were set for one subject, in the order they were set."""
    rows = await session.scalars(
        select(AILimit)
        .where(AILimit.scope == scope, AILimit.subject == subject)
        .order_by(AILimit.id)
    )
    return [limit_of(row) for row in rows]


def measure_of(text: str) -> tuple[Metric, Period]:
    """Read what a limit limits: "tokens/day", "calls/hour", "cost/month".

    Raises:
        InvalidInputError: for what names none.
    """
    known = [f"{metric}/{period}" for metric in _METRICS for period in get_args(Period)]
    metric, _, period = text.strip().casefold().replace(" per ", "/").partition("/")
    for one in get_args(Period):
        if metric in _METRICS and period == one:
            return _METRICS[metric], one
    raise InvalidInputError(
        f"no limit is called {text!r}{meant(text, known)}",
        hint="name tokens, calls or cost, and hour, day or month: tokens/day, cost/month",
    )


def _shipped(plan: str) -> dict[tuple[str, str], int]:
    return {(one.metric, one.period): one.cap for one in default_limits() if one.plan == plan}


def _of_plan(limit: Limit, standing: Standing | None) -> LimitInForce:
    shipped = _shipped(limit.subject)
    default = shipped.get(_measure(limit))
    if default == limit.cap:
        return LimitInForce(limit, standing, "default")
    source: Source = "changed" if shipped else "plan"
    return LimitInForce(limit, standing, source, instead_of=default)


def _measure(limit: Limit) -> tuple[str, str]:
    return limit.metric, limit.period


def _order(found: LimitInForce) -> tuple[str, int, int]:
    limit = found.limit
    return (
        found.config or "",
        list(_METRICS.values()).index(limit.metric),
        get_args(Period).index(limit.period),
    )
