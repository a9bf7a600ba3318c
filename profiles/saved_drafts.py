"""The drafts a user keeps, in versions for each job."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from profiles.store.base import utc_now
from profiles.store.documents import Draft

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from profiles.drafts import CvDraft, LetterDraft
    from profiles.jobs import Reader


@dataclass(frozen=True, slots=True)
class DraftInputs:
    """Hashes of what a draft was made from; when one of them changes, the draft is stale."""

    profile_sha256: str
    posting_sha256: str
    request_sha256: str


@dataclass(frozen=True, slots=True)
class SavedDraft:
    """One version of a draft."""

    id: int
    job_id: int
    kind: str
    version: int
    draft: CvDraft | LetterDraft
    created_at: datetime


async def save_draft(
    session: AsyncSession,
    user_id: str,
    job_id: int,
    draft: CvDraft | LetterDraft,
    inputs: DraftInputs,
    author: Reader,
) -> SavedDraft:
    """Keep a draft as the next version for its job and kind.

    The very draft that a call has brought before is that version, not a new one.
    """
    document = json.loads(draft.model_dump_json())
    same = (Draft.posting_id == job_id, Draft.kind == draft.kind)
    known = await session.scalar(
        select(Draft)
        .where(*same, Draft.request_id == author.request_id)
        .order_by(Draft.version.desc())
        .limit(1)
    )
    if known is not None and known.document == document:
        return SavedDraft(known.id, job_id, known.kind, known.version, draft, known.created_at)
    newest = await session.scalar(select(func.max(Draft.version)).where(*same))
    row = Draft(
        user_id=user_id,
        posting_id=job_id,
        kind=draft.kind,
        version=(newest or 0) + 1,
        document=document,
        profile_sha256=inputs.profile_sha256,
        posting_sha256=inputs.posting_sha256,
        request_sha256=inputs.request_sha256,
        provider=author.provider,
        model=author.model,
        request_id=author.request_id,
        created_at=utc_now(),
    )
    session.add(row)
    await session.flush()
    return SavedDraft(row.id, job_id, row.kind, row.version, draft, row.created_at)
