"""Users and their plans."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from sqlalchemy import select

from profiles.errors import InvalidInputError, NotFoundError
from profiles.naming import meant
from profiles.store.ai import AIProviderUsageLog, AIRoute
from profiles.store.rollups import AIUsageRollup
from profiles.store.users import FREEMIUM, PLANS, User

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Table
    from sqlalchemy.ext.asyncio import AsyncSession

_USERS = cast("Table", User.__table__).c
_LONGEST_ID = 64
_LONGEST_NAME = 200


async def user_exists(session: AsyncSession, user_id: str) -> bool:
    """Say whether there is such a user."""
    known = (
        _USERS.id
    )  # not the mapped class: setting those up would be all that many a command does
    return await session.scalar(select(known).where(known == user_id)) is not None


async def has_calls(session: AsyncSession, user_id: str) -> bool:
    """Say whether the ledger knows somebody, also one whose rows were pruned."""
    for column in (AIProviderUsageLog.user_id, AIUsageRollup.user_id):
        if await session.scalar(select(column).where(column == user_id).limit(1)) is not None:
            return True
    return False


async def has_profile(session: AsyncSession, user_id: str) -> bool:
    """Say whether a user keeps a master profile; nothing of it is read."""
    from profiles.store.documents import Profile

    profiles = cast("Table", Profile.__table__).c
    kept = select(profiles.id).where(profiles.user_id == user_id).limit(1)
    return await session.scalar(kept) is not None


async def add_user(session: AsyncSession, user_id: str, plan: str = FREEMIUM) -> None:
    """Add a user with a plan, unless there is one of that id already."""
    if not await user_exists(session, user_id):
        session.add(User(id=user_id, plan=plan))
        await session.flush()


async def known_plans(session: AsyncSession) -> Sequence[str]:
    """Return the plans that have routes, jobai's own first; those have some in any store."""
    rows = await session.scalars(select(AIRoute.plan).order_by(AIRoute.id))
    return list(dict.fromkeys([*PLANS, *rows]))


async def require_plan(session: AsyncSession, plan: str) -> None:
    """Check that there is such a plan.

    Raises:
        InvalidInputError: there is none.
    """
    plans = await known_plans(session)
    if plan not in plans:
        raise InvalidInputError(
            f"there is no plan {plan!r}{meant(plan, plans)}",
            hint=f"choose one of: {', '.join(plans)}",
        )


async def new_user(session: AsyncSession, user_id: str, *, name: str | None = None) -> User:
    """Add a user on freemium who was not there before.

    Raises:
        InvalidInputError: for an id that is taken or cannot be one.
    """
    if not user_id.strip() or len(user_id) > _LONGEST_ID or not user_id.isprintable():
        raise InvalidInputError(
            "that cannot be a user's id", hint=f"give up to {_LONGEST_ID} printable characters"
        )
    if name is not None and (len(name) > _LONGEST_NAME or not name.isprintable()):
        raise InvalidInputError(
            "that cannot be a user's name", hint=f"give up to {_LONGEST_NAME} printable characters"
        )
    if await user_exists(session, user_id):
        raise InvalidInputError(
            f"there is a user {user_id!r} already",
            hint=f"change the plan with `jobai plan set PLAN --user {user_id}`",
        )
    user = User(id=user_id, name=name, plan=FREEMIUM)
    session.add(user)
    await session.flush()
    return user


async def require_user(session: AsyncSession, user_id: str) -> None:
    """Check that there is such a user.

    Raises:
        NotFoundError: there is none.
    """
    if await user_exists(session, user_id):
        return
    ids = list(await session.scalars(select(User.id).limit(1000)))
    raise NotFoundError(
        f"there is no user {user_id!r}{meant(user_id, ids)}",
        hint=f"list them with `jobai users list`, or run `jobai users add {user_id}`",
    )
