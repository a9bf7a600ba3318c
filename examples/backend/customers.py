"""Who is asking, and on what plan: the host's own business, told to jobai by a resolver."""

from collections.abc import Awaitable, Callable
from typing import Annotated
from uuid import UUID

from fastapi import Depends, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from jobai import FREEMIUM, PRO_MONTHLY

from .database import get_db
from .models import User

PLANS = {"free": FREEMIUM, "paid": PRO_MONTHLY}
"""The host's plans by its own names, and jobai's plan for each."""


async def get_current_user(
    sent: Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())],
    db: Annotated[AsyncSession, Depends(get_db)],
) -> User:
    """Find the customer by the token."""
    user = await db.scalar(select(User).where(User.token == sent.credentials))
    if user is None:
        raise HTTPException(status_code=401, detail="unknown token")
    return user


def get_plan_resolver(
    db: Annotated[AsyncSession, Depends(get_db)],
) -> Callable[[str | int | UUID], Awaitable[str | None]]:
    """Give what tells jobai a customer's plan; None means that there is none."""

    async def plan_of(user_id: str | int | UUID) -> str | None:
        user = await db.get(User, user_id)
        return PLANS.get(user.plan) if user else None

    return plan_of
