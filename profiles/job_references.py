"""Which job a person means: its number, the latest, or words of its title or employer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from profiles.errors import InvalidInputError
from profiles.jobs import no_job
from profiles.naming import LATEST, ambiguous, called, meant, number_of, words_of
from profiles.store.documents import Posting

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

_NUMBER = re.compile(r"[-+]?[\d.,_]+")


@dataclass(frozen=True, slots=True)
class _Known:
    """A job without its text."""

    id: int
    title: str | None
    company: str | None

    def __str__(self) -> str:
        told = ", ".join(part for part in (self.title, self.company) if part)
        return f"{self.id} ({told or 'no title'})"


async def find_job(session: AsyncSession, user_id: str, reference: str) -> int:
    """Return the number of the job that somebody means.

    Args:
        session: To read with.
        user_id: Whose.
        reference: A job's number, and what looks like a number is nothing else; `latest`, the one
            that was read last; or words of its title or employer, when that is one job.

    Raises:
        NotFoundError: there is none.
        InvalidInputError: it may be several, or is a number that no job has.
    """
    said = " ".join(reference.split())
    if said.isdecimal():
        return await _numbered(session, user_id, said)
    if not said or _NUMBER.fullmatch(said):
        raise InvalidInputError(
            f"{said!r} is no job's number", hint="list them with `jobai jobs list`"
        )
    known = await _known(session, user_id)
    if said.casefold() == LATEST and known:
        return known[0].id
    found = called(said, known)
    if len(found) > 1:
        hint = f"use its number, such as {found[0].id}"
        raise ambiguous(said, "jobs", found, hint)
    if not found:
        names = [LATEST, *(name for one in known for name in words_of(one))]
        near = meant(said, names) if known and len(said.split()) == 1 else ""
        raise await no_job(session, user_id, f"no job is called {said!r}{near}")
    return found[0].id


async def _numbered(session: AsyncSession, user_id: str, number: str) -> int:
    known = await session.scalar(
        select(Posting.id).where(Posting.user_id == user_id, Posting.id == number_of(number))
    )
    if known is None:
        raise await no_job(session, user_id, f"there is no job {number}")
    return known


async def _known(session: AsyncSession, user_id: str) -> list[_Known]:
    """Return a user's jobs, newest first."""
    rows = await session.execute(
        select(Posting.id, Posting.title, Posting.hiring_organization)
        .where(Posting.user_id == user_id)
        .order_by(Posting.id.desc())
    )
    return [_Known(*row) for row in rows]
