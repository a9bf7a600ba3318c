"""Users and the plans they have subscribed to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from profiles.store.base import Base, RowId, UserIdText, new_id, utc_now

FREEMIUM = "freemium"
PAY_AS_YOU_GO = "pay_as_you_go"
PRO_MONTHLY = "pro_monthly"
PRO_ANNUAL = "pro_annual"
PLANS = (FREEMIUM, PAY_AS_YOU_GO, PRO_MONTHLY, PRO_ANNUAL)
"""The plans that come with jobai; a host may name others in its routes and limits."""


class User(Base):
    """A person whose jobs, drafts and AI calls are kept.

    `User(plan=FREEMIUM)` makes the subscription too. The id exists from the start, so that it can
    be used before the row is written.
    """

    __tablename__ = "users"

    id: Mapped[str] = mapped_column(UserIdText(), primary_key=True)
    name: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime]
    subscriptions: Mapped[list[Subscription]] = relationship(
        back_populates="user", cascade="all, delete-orphan", passive_deletes=True
    )

    def __init__(self, *, plan: str | None = None, **columns: Any) -> None:
        columns.setdefault("id", new_id())
        columns.setdefault("created_at", utc_now())
        super().__init__(**columns)
        if plan is not None:
            self.subscriptions.append(Subscription(plan=plan))


class Subscription(Base):
    """A plan and the time it holds.

    Attributes:
        starts_at: From when the plan holds.
        ends_at: Until when (exclusive); None is open-ended.
        cancelled_at: Set when the plan was replaced or given up before `ends_at`.
    """

    __tablename__ = "subscriptions"
    __table_args__ = (Index("ix_subscriptions_user_id_starts_at", "user_id", "starts_at"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    user_id: Mapped[str] = mapped_column(UserIdText(), ForeignKey("users.id", ondelete="CASCADE"))
    plan: Mapped[str] = mapped_column(String(64))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    user: Mapped[User] = relationship(back_populates="subscriptions")

    def __init__(self, **columns: Any) -> None:
        columns.setdefault("starts_at", utc_now())
        super().__init__(**columns)
