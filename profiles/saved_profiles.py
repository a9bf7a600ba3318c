"""The master profile a user keeps, in versions."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from profiles.errors import NotFoundError
from profiles.master_profile import MasterProfile, master_profile_from
from profiles.store.base import utc_now
from profiles.store.documents import Profile

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True, slots=True)
class SavedProfile:
    """One version of a master profile.

    Attributes:
        document: JSON Resume, as it was imported and completed.
        sha256: Of the document; drafts remember it.
    """

    version: int
    profile: MasterProfile
    document: dict[str, Any]
    sha256: str
    created_at: datetime


async def save_profile(session: AsyncSession, user_id: str, profile: MasterProfile) -> SavedProfile:
    """Keep a master profile as a new version, unless it is the newest one already."""
    document = profile.model_dump(mode="json", by_alias=True, exclude_none=True)
    sha256 = _sha256(document)
    newest = await _newest(session, user_id)
    if newest is not None and newest.sha256 == sha256:
        return _saved(newest)
    row = Profile(
        user_id=user_id,
        version=newest.version + 1 if newest else 1,
        document=document,
        sha256=sha256,
        created_at=utc_now(),
    )
    session.add(row)
    await session.flush()
    return _saved(row)


async def current_profile(session: AsyncSession, user_id: str) -> SavedProfile:
    """Return the newest version.

    Raises:
        NotFoundError: the user has no master profile yet.
    """
    newest = await _newest(session, user_id)
    if newest is None:
        raise NotFoundError(
            "there is no master profile yet",
            hint="import one with `jobai profile import FILE` (JSON Resume)",
        )
    return _saved(newest)


async def profile_of_sha256(
    session: AsyncSession, user_id: str, sha256: str
) -> SavedProfile | None:
    """Return the version that a draft was made from; None when it is not kept."""
    row = await session.scalar(
        select(Profile)
        .where(Profile.user_id == user_id, Profile.sha256 == sha256)
        .order_by(Profile.version.desc())
        .limit(1)
    )
    return None if row is None else _saved(row)


async def _newest(session: AsyncSession, user_id: str) -> Profile | None:
    return await session.scalar(
        select(Profile).where(Profile.user_id == user_id).order_by(Profile.version.desc()).limit(1)
    )


def _saved(row: Profile) -> SavedProfile:
    profile = master_profile_from(row.document)
    return SavedProfile(row.version, profile, row.document, row.sha256, row.created_at)


def _sha256(document: dict[str, Any]) -> str:
    text = json.dumps(document, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
