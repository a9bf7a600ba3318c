"""Which plan a user is on, from when to when: subscriptions laid over each other.

A plan without an end holds until another one is set. A plan with an end is laid over it: when it
ends, what lies below holds again. Of those that hold at a moment the one that began last counts.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, or_, select

from profiles.accounts import add_user, require_plan
from profiles.errors import InvalidInputError, NotFoundError
from profiles.store.base import utc_now
from profiles.store.rows import Query
from profiles.store.users import FREEMIUM, Subscription

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import BindParameter, ColumnElement
    from sqlalchemy.ext.asyncio import AsyncSession

    from profiles.store.rows import Rows


def holds_at(moment: datetime | BindParameter[datetime]) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of the subscriptions that hold at a moment."""
    return (
        Subscription.starts_at <= moment,
        or_(Subscription.ends_at.is_(None), Subscription.ends_at > moment),
        or_(Subscription.cancelled_at.is_(None), Subscription.cancelled_at > moment),
    )


def ended_at(subscription: Subscription) -> datetime | None:
    """Return when it ends or was given up; None is open-ended."""
    ends = [at for at in (subscription.ends_at, subscription.cancelled_at) if at is not None]
    return min(ends) if ends else None


def never_began(subscription: Subscription) -> bool:
    """Say whether it was given up before its start."""
    end = ended_at(subscription)
    return end is not None and end <= subscription.starts_at


async def current_subscription(
    session: AsyncSession, user_id: str, *, at: datetime | None = None
) -> Subscription | None:
    """Return the subscription that counts at a moment (now without one); None when none holds."""
    return await session.scalar(
        select(Subscription)
        .where(Subscription.user_id == user_id, *holds_at(at or utc_now()))
        .order_by(Subscription.starts_at.desc(), Subscription.id.desc())
        .limit(1)
    )


def current_plan(rows: Rows, user_id: str) -> str | None:
    """Return the plan of the subscription that counts now; None when none holds."""
    now = utc_now()
    for plan, starts_at, *ends in rows.all(_newest_first(), user_id=user_id):
        if starts_at <= now and all(end is None or end > now for end in ends):
            return plan
    return None


@cache
def _newest_first() -> Query:
    row = Subscription
    return Query(
        select(row.plan, row.starts_at, row.ends_at, row.cancelled_at)
        .where(row.user_id == bindparam("user_id"))
        .order_by(row.starts_at.desc(), row.id.desc()),
        lasting=True,
    )


async def subscriptions_of(session: AsyncSession, user_id: str) -> Sequence[Subscription]:
    """Return all that a user ever had, the one that began last first, also what is to come."""
    rows = await session.scalars(
        select(Subscription)
        .where(Subscription.user_id == user_id)
        .order_by(Subscription.starts_at.desc(), Subscription.id.desc())
    )
    return [row for row in rows if not never_began(row)]


async def set_plan(
    session: AsyncSession,
    user_id: str,
    plan: str,
    *,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
) -> Subscription:
    """Put a user on a plan.

    Args:
        session: In a write transaction.
        user_id: Made, on freemium, when there is none of that id.
        plan: A plan that has routes.
        starts_at: From when on; None is now.
        ends_at: Until when (exclusive); then what held before holds again. None is open-ended,
            and then whatever held or was to come ends where this begins.

    Raises:
        InvalidInputError: for a plan that does not exist, or a time that ends before it begins.
    """
    await require_plan(session, plan)
    if ends_at is not None and ends_at <= max(starts_at or utc_now(), utc_now()):
        raise InvalidInputError(
            "that plan would end before it begins, or has ended already",
            hint="give --until a day that is still to come, and --from one before it",
        )
    await add_user(session, user_id, FREEMIUM if ends_at or starts_at else plan)
    now = utc_now()
    begins = starts_at or now
    current = await current_subscription(session, user_id)
    if current is not None and starts_at is None and _same(current, plan, ends_at):
        others = [one for one in await _alive(session, user_id, now) if one is not current]
        if ends_at is not None or not others:
            return current
    await _make_room(session, user_id, begins, ends_at, now)
    new = Subscription(user_id=user_id, plan=plan, starts_at=begins, ends_at=ends_at)
    session.add(new)
    await session.flush()
    return new


async def end_plan(
    session: AsyncSession, user_id: str, *, at: datetime | None = None
) -> Subscription:
    """End the plan that a user is on; what lies below it holds then, or else freemium.

    Args:
        session: In a write transaction.
        user_id: Who is on it.
        at: When it ends (exclusive); None is now.

    Returns:
        What ends; of several subscriptions to the same plan that hold, the one that began last.

    Raises:
        NotFoundError: the user is on no plan.
        InvalidInputError: for a time that is past or after its end, and for freemium with nothing
            below it: that is what holds when everything else has ended.
    """
    now = utc_now()
    moment = at or now
    current = await current_subscription(session, user_id)
    if current is None:
        raise NotFoundError(
            f"{user_id} is on no plan that could end", hint=f"jobai plan set PLAN --user {user_id}"
        )
    end = ended_at(current)
    if moment < now or (end is not None and at is not None and end <= at):
        raise InvalidInputError(
            f"{current.plan} cannot end then: it ends on {end:%Y-%m-%d at %H:%M UTC} already"
            if end is not None and moment >= now
            else "a plan cannot end in the past",
            hint="give --until a day that is still to come and before its end",
        )
    for one in await _alive(session, user_id, now):
        if one.plan == current.plan and one.starts_at <= moment:
            one.cancelled_at = moment
    await session.flush()
    if await current_subscription(session, user_id, at=moment) is None:
        if current.plan == FREEMIUM:
            raise InvalidInputError(
                f"{FREEMIUM} does not end: it is what holds when every other plan has ended",
                hint="jobai plan set PLAN",
            )
        session.add(Subscription(user_id=user_id, plan=FREEMIUM, starts_at=moment))
        await session.flush()
    return current


def _same(current: Subscription, plan: str, ends_at: datetime | None) -> bool:
    return (current.plan, ended_at(current)) == (plan, ends_at)


async def _alive(session: AsyncSession, user_id: str, now: datetime) -> list[Subscription]:
    """Return what holds or is still to come."""
    rows = await session.scalars(
        select(Subscription)
        .where(
            Subscription.user_id == user_id,
            or_(Subscription.ends_at.is_(None), Subscription.ends_at > now),
            or_(Subscription.cancelled_at.is_(None), Subscription.cancelled_at > now),
        )
        .order_by(Subscription.id)
    )
    return list(rows)


async def _make_room(
    session: AsyncSession,
    user_id: str,
    begins: datetime,
    ends: datetime | None,
    now: datetime,
) -> None:
    """End what a new subscription stands in for.

    An open-ended one stands in for everything from its start on. One with an end stands in for
    others with an end, and for what would begin while it runs; that then begins at its end.
    """
    for one in await _alive(session, user_id, now):
        one_ends = ended_at(one)
        within = begins < one.starts_at and (ends is None or one.starts_at < ends)
        if ends is not None and one_ends is None:
            if not within:  # it lies below, or begins later
                continue
            session.add(Subscription(user_id=user_id, plan=one.plan, starts_at=ends))
        overlaps = (one_ends is None or one_ends > begins) and (
            ends is None or one.starts_at < ends
        )
        if overlaps:
            one.cancelled_at = max(begins, now) if one.starts_at < begins else now
    await session.flush()
