"""Limits: which bind a call, what is used of them, and whether the call still fits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, cast

from sqlalchemy import and_, bindparam, or_, select

from orchestrator.errors import QuotaExceededError
from orchestrator.used import Kinds, Metric, Period, Subject, used_amounts
from profiles.money import dollars
from profiles.store.ai import AILimit
from profiles.store.defaults import default_limits
from profiles.store.rows import Query, within

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

    from profiles.store.rows import Rows

Scope = Literal["plan", "user", "provider_config"]

NO_CAP = 2**63 - 1
"""A limit so high that it is none: what a user has of his own where his plan has one."""

_CONFIG = "config:"
"""How the ledger's credential begins when it is a provider config."""


@dataclass(frozen=True, slots=True)
class Limit:
    """The most that may be used of a metric in a period of the UTC calendar.

    Attributes:
        cap: In the metric's unit.
        scope: Whose use counts: each user's own ("plan" and "user"), or all that goes through one
            provider config.
        subject: The plan's name, the user's id or the config's number as text.
    """

    metric: Metric
    period: Period
    cap: int
    scope: Scope = "plan"
    subject: str = ""

    @property
    def name(self) -> str:
        """Return it in words: "tokens per day", "cost per month of provider config 3"."""
        metric = "cost" if self.metric == "cost_nano_usd" else self.metric
        whose = f" of provider config {self.subject}" if self.scope == "provider_config" else ""
        return f"{metric} per {self.period}{whose}"

    def binds(self, credential: str) -> bool:
        """Say whether it counts what goes through this credential of the ledger."""
        return self.scope != "provider_config" or credential == _CONFIG + self.subject

    @property
    def measure(self) -> str:
        """Return what it limits, as commands name it: "tokens/day", "cost/month"."""
        metric = "cost" if self.metric == "cost_nano_usd" else self.metric
        return f"{metric}/{self.period}"

    @property
    def described(self) -> str:
        """Return it with its cap: "10,000 tokens per day", "$5.00 per month"."""
        if self.cap >= NO_CAP:
            return f"any {self.name}"
        if self.metric == "cost_nano_usd":
            return f"{dollars(self.cap)} per {self.period}"
        return f"{self.cap:,} {self.metric} per {self.period}"

    def shown(self, amount: int) -> str:
        """Write an amount of its metric."""
        return dollars(amount) if self.metric == "cost_nano_usd" else f"{amount:,}"


@dataclass(frozen=True, slots=True)
class Standing:
    """How much of a limit is used.

    Attributes:
        used: Settled use and what is held for calls under way, in the metric's unit.
        resets_at: When the period ends (UTC).
    """

    limit: Limit
    used: int
    resets_at: datetime


@dataclass(frozen=True, slots=True)
class Demand:
    """The most that one attempt can use.

    Attributes:
        calls: 1 for the first attempt of a call, 0 for all others.
        cost_nano_usd: None for a model without a price.
        model: For the text of a refusal.
    """

    tokens: int
    calls: int
    cost_nano_usd: int | None
    model: str


async def binding_limits(
    session: AsyncSession, plan: str, user_id: str, config_ids: Collection[int] = ()
) -> tuple[Limit, ...]:
    """Return what `limits_of` does."""
    return await within(session, lambda rows: limits_of(rows, plan, user_id, config_ids))


def limits_of(
    rows: Rows, plan: str, user_id: str, config_ids: Collection[int] = ()
) -> tuple[Limit, ...]:
    """Return what limits a user's calls, through any of these provider configs.

    A limit of the user's own stands in place of the plan's for the same metric and period.
    """
    limits = _stored(rows, plan, user_id, config_ids)
    own = {(limit.metric, limit.period) for limit in limits if limit.scope == "user"}
    return tuple(
        limit
        for limit in limits
        if limit.cap < NO_CAP and (limit.scope != "plan" or (limit.metric, limit.period) not in own)
    )


async def stored_limits(
    session: AsyncSession, plan: str, user_id: str, config_ids: Collection[int] = ()
) -> list[Limit]:
    """Return every limit of a plan, a user and some provider configs, also those not in force.

    A plan without rows in the store takes the package's defaults.
    """
    return await within(session, lambda rows: _stored(rows, plan, user_id, config_ids))


def _stored(rows: Rows, plan: str, user_id: str, config_ids: Collection[int]) -> list[Limit]:
    configs = {f"config_{number}": str(one) for number, one in enumerate(config_ids)}
    found = rows.all(_limits(len(configs)), plan=plan, user_id=user_id, **configs)
    limits = [
        Limit(cast("Metric", metric), cast("Period", period), cap, cast("Scope", scope), subject)
        for scope, subject, metric, period, cap in found
    ]
    if not any(limit.scope == "plan" for limit in limits):
        limits += [
            Limit(cast("Metric", one.metric), cast("Period", one.period), one.cap, "plan", plan)
            for one in default_limits()
            if one.plan == plan
        ]
    return limits


@lru_cache
def _limits(configs: int) -> Query:
    row = AILimit
    subjects = [("plan", "plan"), ("user", "user_id")]
    subjects += [("provider_config", f"config_{number}") for number in range(configs)]
    return Query(
        select(row.scope, row.subject, row.metric, row.period, row.cap)
        .where(
            or_(
                *(
                    and_(row.scope == scope, row.subject == bindparam(name))
                    for scope, name in subjects
                )
            )
        )
        .order_by(row.id),
        lasting=True,
    )


def limit_of(row: AILimit) -> Limit:
    """Read a row of the store."""
    return Limit(
        cast("Metric", row.metric),
        cast("Period", row.period),
        row.cap,
        cast("Scope", row.scope),
        row.subject,
    )


def period_bounds(period: Period, now: datetime) -> tuple[datetime, datetime]:
    """Return the start (inclusive) and the end (exclusive) of the period that holds `now`."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    if period == "hour":
        return hour, hour + timedelta(hours=1)
    day = hour.replace(hour=0)
    if period == "day":
        return day, day + timedelta(days=1)
    first = day.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1)


async def standings(
    connection: AsyncConnection | AsyncSession,
    user_id: str,
    limits: Sequence[Limit],
    now: datetime,
) -> tuple[Standing, ...]:
    """Return what `standings_of` does."""
    return await within(connection, lambda rows: standings_of(rows, user_id, limits, now))


def standings_of(
    rows: Rows, user_id: str, limits: Sequence[Limit], now: datetime
) -> tuple[Standing, ...]:
    """Read how much of each limit is used; `offline` counts for nothing.

    Tokens and calls: what is settled, and the holds of pending calls whose lease still runs. A
    call is counted once, however many attempts it took. Cost: also what an interrupted call may
    have cost, and at its hold what was answered by a model without a price.
    """
    used: dict[Limit, int] = {}
    used |= _used(rows, [x for x in limits if x.scope != "provider_config"], "user", user_id, now)
    for subject in dict.fromkeys(x.subject for x in limits if x.scope == "provider_config"):
        own = [x for x in limits if x.scope == "provider_config" and x.subject == subject]
        used |= _used(rows, own, "credential", _CONFIG + subject, now)
    return tuple(
        Standing(limit, used[limit], period_bounds(limit.period, now)[1]) for limit in limits
    )


def _used(
    rows: Rows, limits: Sequence[Limit], by: Subject, whose: str, now: datetime
) -> dict[Limit, int]:
    """Sum up what counts for limits of one subject, in one query."""
    if not limits:
        return {}
    kinds: Kinds = tuple((limit.metric, limit.period) for limit in limits)
    starts: dict[Period, datetime] = {
        limit.period: period_bounds(limit.period, now)[0] for limit in limits
    }
    amounts = used_amounts(rows, kinds, by, whose, starts, now)
    return dict(zip(limits, amounts, strict=True))


def require_room(standing: Standing, demand: Demand) -> None:
    """Check that an attempt fits under a limit.

    Raises:
        QuotaExceededError: with the limit, what is used, what was asked and when it resets.
    """
    limit = standing.limit
    asked = {
        "tokens": demand.tokens,
        "calls": demand.calls,
        "cost_nano_usd": demand.cost_nano_usd,
    }[limit.metric]
    if asked is not None and standing.used + asked <= limit.cap:
        return
    so_far = f"{limit.name} is {limit.shown(limit.cap)}; used or held {limit.shown(standing.used)}"
    if asked is None:
        message = f"Quota exceeded: {so_far}, and nobody knows what {demand.model} costs"
    else:
        message = (
            f"Quota exceeded: {so_far}, this call could need {limit.shown(asked)}; "
            f"it resets at {standing.resets_at:%Y-%m-%d %H:%M} UTC"
        )
    raise QuotaExceededError(
        message,
        limit=limit.name,
        cap=limit.cap,
        used=standing.used,
        asked=asked,
        resets_at=standing.resets_at,
        hint=_way_out(limit, asked, demand.model),
    )


def _way_out(limit: Limit, asked: int | None, model: str) -> str:
    if asked is None:
        return f"set its price with `jobai providers price PROVIDER {model}`"
    wait = (
        "wait for the reset"
        if asked <= limit.cap
        else "this call alone is more than the limit allows"
    )
    change = {
        "plan": f"change it with `jobai plan limits set {limit.measure} AMOUNT`, or the plan with "
        "`jobai plan set PLAN`",
        "user": f"raise it with `jobai plan limits set {limit.measure} AMOUNT`",
        "provider_config": "raise it with `jobai providers limits set`",
    }[limit.scope]
    return f"{wait}, {change}, or use --provider offline"
