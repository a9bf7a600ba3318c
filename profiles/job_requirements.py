"""What every kept job asks for, read without the rest of the postings: there may be thousands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import select

from profiles.postings import Requirement
from profiles.store.documents import Posting, PostingVersion

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

_REQUIREMENTS = TypeAdapter(list[Requirement])


@dataclass(frozen=True, slots=True)
class JobRequirements:
    """A job as far as it can be matched.

    Attributes:
        id: The number that commands take.
        requirements: Of the newest version; empty when none were found.
    """

    id: int
    title: str | None
    hiring_organization: str | None
    requirements: tuple[Requirement, ...]


async def all_job_requirements(session: AsyncSession, user_id: str) -> list[JobRequirements]:
    """Return what all of a user's jobs ask for, newest first."""
    rows = await session.execute(
        select(
            Posting.id,
            Posting.title,
            Posting.hiring_organization,
            PostingVersion.document["requirements"],
        )
        .join(PostingVersion, PostingVersion.posting_id == Posting.id)
        .where(Posting.user_id == user_id, PostingVersion.version == Posting.latest_version)
        .order_by(Posting.id.desc())
    )
    return [JobRequirements(row[0], row[1], row[2], _read(row[3])) for row in rows]


def _read(value: object) -> tuple[Requirement, ...]:
    try:
        return tuple(_REQUIREMENTS.validate_python(value or []))
    except ValidationError:
        # Kept by an earlier version in another form: as good as not found.
        return ()
