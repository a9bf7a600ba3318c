"""The users of a store with their plans."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from profiles.store.base import utc_now
from profiles.store.users import Subscription, User
from profiles.subscriptions import ended_at, holds_at

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True, slots=True)
class Person:
    """A user and the plan he is on.

    Attributes:
        name: None when none was given.
        plan: None when no subscription holds.
        since: When it began; None without a plan.
        until: When it ends (exclusive); None is open-ended.
    """

    user_id: str
    name: str | None
    created_at: datetime
    plan: str | None
    since: datetime | None
    until: datetime | None


async def people(session: AsyncSession) -> Sequence[Person]:
    """Return every user of the store, oldest first."""
    users = list(await session.scalars(select(User).order_by(User.created_at, User.id)))
    held = await session.scalars(
        select(Subscription)
        .where(*holds_at(utc_now()))
        .order_by(Subscription.starts_at, Subscription.id)
    )
    counting = {one.user_id: one for one in held}  # of several the one that began last
    return [_person(user, counting.get(user.id)) for user in users]


def _person(user: User, held: Subscription | None) -> Person:
    if held is None:
        return Person(user.id, user.name, user.created_at, None, None, None)
    return Person(user.id, user.name, user.created_at, held.plan, held.starts_at, ended_at(held))
