"""The host's own tables. They are nothing of jobai's, though one name, `users`, is the same."""

from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """The host's own metadata, apart from jobai's."""


class User(Base):
    """A customer, with a plan by the host's own name and the token that the customer sends."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    token: Mapped[str] = mapped_column(unique=True)
    plan: Mapped[str]
    master_profile: Mapped[dict[str, Any]] = mapped_column(JSON)


class Job(Base):
    """A posting that a customer brought, as jobai read it."""

    __tablename__ = "jobs"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    job_data: Mapped[dict[str, Any]] = mapped_column(JSON)
