"""The drafts a user keeps, in versions for each job: saving, listing, showing, removing."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, cast

from sqlalchemy import delete, func, select

from profiles.drafts import CvDraft, LetterDraft
from profiles.errors import NotFoundError, StoreError
from profiles.jobs import Reader
from profiles.store.base import utc_now
from profiles.store.documents import Draft, Posting
from profiles.stored_documents import as_kept, require_object

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

DraftKind = Literal["cv", "letter"]
Author = Literal["drafted", "edited"]


@dataclass(frozen=True, slots=True)
class DraftInputs:
    """What a draft was made from; when one of the hashes changes, the draft is stale.

    Attributes:
        profile_sha256: Of the master profile's document.
        posting_sha256: Of the posting's text.
        request_sha256: Of everything that was asked, and of whom.
        profile_version: The number of that profile; None when it is not known any more.
        posting_version: The number of that reading, likewise.
        prompt_sha256: Of a model's instructions, or of the rules; None likewise.
        template_sha256: Of headings and frames; None likewise.
        options: What the command was asked with.
    """

    profile_sha256: str
    posting_sha256: str
    request_sha256: str
    profile_version: int | None = None
    posting_version: int | None = None
    prompt_sha256: str | None = None
    template_sha256: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class SavedDraft:
    """One version of a draft.

    Attributes:
        author: "edited" by hand, or "drafted" by its reader: a model or rules.
        based_on: The draft that was edited; None for one that was not, or whose origin is gone.
        title: The job's, for lists.
        company: The job's, likewise.
        is_new: It was not kept before; of one that was looked up, False.
    """

    id: int
    job_id: int
    kind: DraftKind
    version: int
    draft: CvDraft | LetterDraft
    inputs: DraftInputs
    reader: Reader
    author: Author
    based_on: int | None
    created_at: datetime
    title: str | None = None
    company: str | None = None
    is_new: bool = False


async def save_draft(
    session: AsyncSession,
    user_id: str,
    job_id: int,
    draft: CvDraft | LetterDraft,
    inputs: DraftInputs,
    reader: Reader,
    *,
    based_on: SavedDraft | None = None,
) -> SavedDraft:
    """Keep a draft as the next version for its job and kind.

    A draft that is kept already, the same words made from the same inputs, is that version and no
    new one.

    Args:
        session: In a write transaction.
        user_id: Whose.
        job_id: For which job.
        draft: What to keep.
        inputs: What it was made from.
        reader: Who made it.
        based_on: The draft that a person has edited into this one.
    """
    document = json.loads(draft.model_dump_json())
    author: Author = "drafted" if based_on is None else "edited"
    for_job = (Draft.user_id == user_id, Draft.posting_id == job_id, Draft.kind == draft.kind)
    alike = await session.scalars(
        select(Draft)
        .where(*for_job, Draft.request_sha256 == inputs.request_sha256, Draft.author == author)
        .order_by(Draft.version.desc())
    )
    for known in alike:
        if known.document == document and known.profile_sha256 == inputs.profile_sha256:
            return await _with_job(session, known)
    newest = await session.scalar(select(func.max(Draft.version)).where(*for_job))
    row = Draft(
        user_id=user_id,
        posting_id=job_id,
        kind=draft.kind,
        version=(newest or 0) + 1,
        document=document,
        profile_sha256=inputs.profile_sha256,
        posting_sha256=inputs.posting_sha256,
        request_sha256=inputs.request_sha256,
        profile_version=inputs.profile_version,
        posting_version=inputs.posting_version,
        prompt_sha256=inputs.prompt_sha256,
        template_sha256=inputs.template_sha256,
        options=dict(inputs.options),
        provider=reader.provider,
        model=reader.model,
        request_id=reader.request_id,
        author=author,
        based_on=based_on.id if based_on else None,
        created_at=utc_now(),
    )
    session.add(row)
    await session.flush()
    return await _with_job(session, row, is_new=True)


async def list_drafts(
    session: AsyncSession,
    user_id: str,
    *,
    job_id: int | None = None,
    kind: DraftKind | None = None,
    limit: int | None = None,
    unread: list[StoreError] | None = None,
) -> list[SavedDraft]:
    """Return a user's drafts, newest first.

    Args:
        session: To read with.
        user_id: Whose.
        job_id: Of one job only.
        kind: Of one kind only.
        limit: At most so many.
        unread: Takes the errors of damaged ones, which are left out then; None raises the first.

    Raises:
        NotFoundError: there is no such job.
        StoreError: one is damaged.
    """
    wanted = select(Draft, Posting).join(Posting, Posting.id == Draft.posting_id)
    wanted = wanted.where(Draft.user_id == user_id)
    if job_id is not None:
        wanted = wanted.where(Draft.posting_id == job_id)
    if kind is not None:
        wanted = wanted.where(Draft.kind == kind)
    found: list[SavedDraft] = []
    damaged: list[StoreError] = []
    for draft, posting in await session.execute(wanted.order_by(Draft.id.desc()).limit(limit)):
        try:
            found.append(_saved(draft, posting))
        except StoreError as error:
            if unread is None:
                raise
            damaged.append(error)
    if unread is not None:
        unread += damaged
    if not found and not damaged and job_id is not None:
        from profiles.jobs import get_job

        await get_job(session, user_id, job_id)
    return found


async def get_draft(session: AsyncSession, user_id: str, draft_id: int) -> SavedDraft:
    """Return a draft by its number.

    Raises:
        NotFoundError: there is none of that number.
    """
    row = await session.scalar(select(Draft).where(Draft.user_id == user_id, Draft.id == draft_id))
    if row is None:
        raise await no_draft(session, user_id, f"there is no draft {draft_id}")
    return await _with_job(session, row)


async def draft_of_job(
    session: AsyncSession,
    user_id: str,
    job_id: int,
    kind: DraftKind,
    *,
    version: int | None = None,
) -> SavedDraft:
    """Return a job's CV or letter, in its newest version or in a given one.

    Raises:
        NotFoundError: there is no such job, no such draft for it, or no such version.
    """
    wanted = select(Draft).where(
        Draft.user_id == user_id, Draft.posting_id == job_id, Draft.kind == kind
    )
    if version is not None:
        wanted = wanted.where(Draft.version == version)
    row = await session.scalar(wanted.order_by(Draft.version.desc()).limit(1))
    if row is not None:
        return await _with_job(session, row)
    from profiles.jobs import get_job

    await get_job(session, user_id, job_id)
    what = "CV" if kind == "cv" else "letter"
    which = f"no version {version} of its {what}" if version is not None else f"no {what} yet"
    raise NotFoundError(
        f"job {job_id} has {which}", hint=f"list them with `jobai drafts list --job {job_id}`"
    )


async def newest_draft_ids(session: AsyncSession, user_id: str) -> frozenset[int]:
    """Return the newest version of each draft: of every job and kind one."""
    ids = await session.scalars(
        select(func.max(Draft.id))
        .where(Draft.user_id == user_id)
        .group_by(Draft.posting_id, Draft.kind)
    )
    return frozenset(ids)


async def remove_drafts(session: AsyncSession, user_id: str, draft_ids: Sequence[int]) -> None:
    """Remove drafts: all of them or, on an error, none.

    Raises:
        NotFoundError: when one of them does not exist.
    """
    known = set(
        await session.scalars(
            select(Draft.id).where(Draft.user_id == user_id, Draft.id.in_(draft_ids))
        )
    )
    for draft_id in draft_ids:
        if draft_id not in known:
            raise await no_draft(session, user_id, f"there is no draft {draft_id}")
    await session.execute(delete(Draft).where(Draft.id.in_(known)))


async def no_draft(session: AsyncSession, user_id: str, message: str) -> NotFoundError:
    """Make the error for a draft that is not there, with what to type next."""
    any_draft = await session.scalar(select(Draft.id).where(Draft.user_id == user_id).limit(1))
    hint = (
        "make one with `jobai draft-cv --job JOB`"
        if any_draft is None
        else "list them with `jobai drafts list`"
    )
    return NotFoundError(message, hint=hint)


async def _with_job(session: AsyncSession, row: Draft, *, is_new: bool = False) -> SavedDraft:
    posting = await session.get(Posting, row.posting_id)
    if posting is None:
        raise StoreError(
            f"draft {row.id} cannot be read any more: the store has lost its job {row.posting_id}",
            hint=f"remove it with `jobai drafts rm {row.id}`",
        )
    return _saved(row, posting, is_new=is_new)


def _saved(row: Draft, posting: Posting, *, is_new: bool = False) -> SavedDraft:
    form = CvDraft if row.kind == "cv" else LetterDraft
    name = f"draft {row.id}"
    again = f"remove it with `jobai drafts rm {row.id}`, and draft it anew"
    draft = as_kept(form, row.document, name, hint=again)
    require_object(row.options, name, hint=again)
    return SavedDraft(
        id=row.id,
        job_id=row.posting_id,
        kind=cast("DraftKind", row.kind),
        version=row.version,
        draft=draft,
        inputs=DraftInputs(
            profile_sha256=row.profile_sha256,
            posting_sha256=row.posting_sha256,
            request_sha256=row.request_sha256,
            profile_version=row.profile_version,
            posting_version=row.posting_version,
            prompt_sha256=row.prompt_sha256,
            template_sha256=row.template_sha256,
            options=row.options,
        ),
        reader=Reader(row.provider, row.model, row.request_id),
        author=cast("Author", row.author),
        based_on=row.based_on,
        created_at=row.created_at,
        title=posting.title,
        company=posting.hiring_organization,
        is_new=is_new,
    )
