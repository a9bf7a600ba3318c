"""Which draft a person means: its number, the latest, a job's CV or letter, an employer, a file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from profiles.naming import LATEST, ambiguous, called, meant, number_of, words_of
from profiles.saved_drafts import no_draft
from profiles.store.documents import Draft, Posting
from profiles.written_files import draft_of_file

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

_KINDS = {"cv": "CV", "letter": "letter"}
_OF_KIND = re.compile(r"(cv|letter|job)/(.+)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Known:
    """A draft without its text."""

    id: int
    job_id: int
    kind: str
    version: int
    title: str | None
    company: str | None

    def __str__(self) -> str:
        told = ", ".join(part for part in (self.title, self.company) if part)
        return f"{self.id} ({_KINDS[self.kind]} v{self.version} for {told or f'job {self.job_id}'})"


async def find_draft(session: AsyncSession, user_id: str, reference: str) -> int:
    """Return the number of the draft that somebody means.

    Args:
        session: To read with.
        user_id: Whose.
        reference: A draft's number; `latest`, or `cv` or `letter` for the latest of a kind;
            `job/3`, `cv/3` or `letter/3`, a job's own in its newest version, also with an employer
            or title in place of the number; words of an employer or title, when that is one draft;
            or a file that was written from a draft.

    Raises:
        NotFoundError: there is none.
        InvalidInputError: it may be several.
    """
    said = " ".join(reference.split())
    if said.isdecimal():
        return await _numbered(session, user_id, said)
    known = await _newest_versions(session, user_id)
    if not known:
        raise await no_draft(session, user_id, f"there is no draft {said!r}")
    kind, wanted = _kind_and_rest(said)
    of_kind = [draft for draft in known if kind in (None, draft.kind)]
    if wanted == LATEST:
        if not of_kind:
            raise await no_draft(session, user_id, f"there is no {_KINDS.get(kind or '', 'draft')}")
        return of_kind[0].id
    if not _OF_KIND.fullmatch(said) and _may_be_a_file(reference):
        written = await draft_of_file(session, user_id, Path(reference))
        if written is not None:
            return await _numbered(session, user_id, str(written))
    if wanted.isdecimal():
        found = [draft for draft in of_kind if draft.job_id == number_of(wanted)]
    else:
        found = called(wanted, of_kind)
    if not found:
        what = f"no {_KINDS.get(kind or '', 'draft')}"
        of_job = f"there is {what} for job {wanted}"
        told = of_job if wanted.isdecimal() else f"{what} is for {wanted!r}{_meant(wanted, known)}"
        raise await no_draft(session, user_id, told)
    if len(found) > 1:
        first = found[0]
        of_job = f"{first.kind}/{first.job_id} for the newest of a job"
        raise ambiguous(said, "drafts", found, f"use its number, such as {first.id}, or {of_job}")
    return found[0].id


def _meant(wanted: str, known: Sequence[_Known]) -> str:
    """Ask for a word of an employer or title, or for one of our own, that is nearly so."""
    if len(wanted.split()) == 1:
        return meant(wanted, [LATEST, *_KINDS, *(word for one in known for word in words_of(one))])
    companies = [one.company for one in known if one.company]
    return meant(wanted, companies)


async def _numbered(session: AsyncSession, user_id: str, number: str) -> int:
    known = await session.scalar(
        select(Draft.id).where(Draft.user_id == user_id, Draft.id == number_of(number))
    )
    if known is None:
        raise await no_draft(session, user_id, f"there is no draft {number}")
    return known


async def _newest_versions(session: AsyncSession, user_id: str) -> list[_Known]:
    """Return of each job's CV and letter the newest version, newest first."""
    rows = await session.execute(
        select(
            Draft.id,
            Draft.posting_id,
            Draft.kind,
            Draft.version,
            Posting.title,
            Posting.hiring_organization,
        )
        .join(Posting, Posting.id == Draft.posting_id)
        .where(Draft.user_id == user_id)
        .order_by(Draft.id.desc())
    )
    newest: dict[tuple[int, str], _Known] = {}
    for row in rows:
        draft = _Known(*row)
        newest.setdefault((draft.job_id, draft.kind), draft)
    return list(newest.values())


def _kind_and_rest(said: str) -> tuple[str | None, str]:
    if said.casefold() in _KINDS:
        return said.casefold(), LATEST
    split = _OF_KIND.fullmatch(said)
    if split is None:
        return None, LATEST if said.casefold() == LATEST else said
    kind = split[1].casefold()
    return kind if kind in _KINDS else None, split[2]


def _may_be_a_file(reference: str) -> bool:
    return bool(Path(reference).suffix) or "/" in reference or "\\" in reference
