"""Users and their plans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import or_, select, update

from profiles.errors import InvalidInputError
from profiles.store.ai import AIRoute
from profiles.store.base import utc_now
from profiles.store.users import FREEMIUM, PLANS, Subscription, User

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession


async def user_exists(session: AsyncSession, user_id: str) -> bool:
    """Say whether there is such a user."""
    return await session.scalar(select(User.id).where(User.id == user_id)) is not None


async def add_user(session: AsyncSession, user_id: str, plan: str = FREEMIUM) -> None:
    """Add a user with a plan, unless there is one of that id already."""
    if not await user_exists(session, user_id):
        session.add(User(id=user_id, plan=plan))
        await session.flush()


async def known_plans(session: AsyncSession) -> Sequence[str]:
    """Return the plans that have routes, jobai's own first; those have some in any store."""
    rows = await session.scalars(select(AIRoute.plan).order_by(AIRoute.id))
    return list(dict.fromkeys([*PLANS, *rows]))


async def set_plan(session: AsyncSession, user_id: str, plan: str) -> None:
    """Put a user on a plan from now on; the plan before ends now.

    Raises:
        InvalidInputError: for a plan that does not exist.
    """
    plans = await known_plans(session)
    if plan not in plans:
        raise InvalidInputError(
            f"there is no plan {plan!r}", hint=f"choose one of: {', '.join(plans)}"
        )
    await add_user(session, user_id, plan)
    now = utc_now()
    running = (
        Subscription.user_id == user_id,
        Subscription.cancelled_at.is_(None),
        or_(Subscription.ends_at.is_(None), Subscription.ends_at > now),
    )
    current = list(await session.scalars(select(Subscription).where(*running)))
    if [(one.plan, one.starts_at <= now) for one in current] == [(plan, True)]:
        return
    await session.execute(update(Subscription).where(*running).values(cancelled_at=now))
    session.add(Subscription(user_id=user_id, plan=plan, starts_at=now))
    await session.flush()
