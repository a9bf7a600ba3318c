"""What `jobai drafts` looks up: what has changed since, and what to compare with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from orchestrator.tasks.drafting.method import all_methods
from profiles.draft_diff import diff_drafts, diff_profile
from profiles.draft_references import find_draft
from profiles.errors import InvalidInputError, NotFoundError
from profiles.saved_drafts import draft_of_job, get_draft
from profiles.saved_profiles import current_profile
from profiles.staleness import changes_since

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from cli.documents.drafts import Against
    from cli.runtime import Runtime
    from profiles.draft_diff import DiffLine
    from profiles.saved_drafts import SavedDraft
    from profiles.staleness import Change


@dataclass(frozen=True, slots=True)
class Compared:
    """A draft beside another one, or beside the master profile.

    Attributes:
        name: Of what it is compared with, in words.
        against: The same for JSON.
    """

    saved: SavedDraft
    name: str
    against: Against
    lines: list[DiffLine]


async def changes_of(
    session: AsyncSession, user: str, drafts: Sequence[SavedDraft]
) -> dict[int, tuple[Change, ...]]:
    """Say of each draft what has changed since it was made."""
    return await changes_since(session, user, drafts, all_methods())


async def draft_meant(session: AsyncSession, user: str, reference: str) -> SavedDraft:
    """Return the draft that somebody means, as `find_draft` reads it.

    Raises:
        NotFoundError: there is none.
        InvalidInputError: it may be several.
    """
    return await get_draft(session, user, await find_draft(session, user, reference))


async def compared(runtime: Runtime, draft: str, against: str | None, *, master: bool) -> Compared:
    """Compare a draft: with another, with the version before, or with the master profile.

    Raises:
        NotFoundError: there is no such draft.
        InvalidInputError: a CV and a letter.
    """
    async with runtime.store.read() as session:
        saved = await draft_meant(session, runtime.user, draft)
        other: SavedDraft | None = None
        if against is not None:
            other = await draft_meant(session, runtime.user, against)
        elif not master:
            other = await _before(session, runtime.user, saved)
        if other is None:
            profile = await current_profile(session, runtime.user)
            of_profile: Against = {"kind": "profile", "version": profile.version}
            name = f"your master profile, version {profile.version}"
            return Compared(saved, name, of_profile, diff_profile(profile.profile, saved.draft))
    if other.kind != saved.kind:
        raise InvalidInputError(
            f"draft {saved.id} is a {saved.kind} and draft {other.id} a {other.kind}",
            hint="compare two of a kind, or with --master",
        )
    of_draft: Against = {
        "kind": "draft",
        "id": other.id,
        "job": other.job_id,
        "version": other.version,
    }
    return Compared(saved, f"draft {other.id}", of_draft, diff_drafts(other.draft, saved.draft))


async def _before(session: AsyncSession, user: str, saved: SavedDraft) -> SavedDraft | None:
    """Return the draft that this one was edited from, else its newest earlier version."""
    if saved.based_on is not None:
        try:
            return await get_draft(session, user, saved.based_on)
        except NotFoundError:
            pass
    for version in range(saved.version - 1, 0, -1):
        try:
            return await draft_of_job(session, user, saved.job_id, saved.kind, version=version)
        except NotFoundError:
            continue
    return None
