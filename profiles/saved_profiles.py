"""The master profile a user keeps, in versions whose lines keep their ids."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from profiles.errors import InvalidInputError, NotFoundError, StoreError
from profiles.master_profile import LineIds, MasterProfile, citable_lines
from profiles.store.base import utc_now
from profiles.store.documents import Profile
from profiles.stored_documents import as_kept

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from profiles.master_profile import CitableLine


@dataclass(frozen=True, slots=True)
class Origin:
    """What a version came from.

    Attributes:
        kind: "json-resume", "yaml", "rendercv", "linkedin", "pdf", "docx", "text",
            "picture" or "edit".
        file_name: Without its folder; None for standard input and the editor.
    """

    kind: str
    file_name: str | None = None


@dataclass(frozen=True, slots=True)
class SavedProfile:
    """One version of a master profile.

    Attributes:
        profile: Its lines have the ids that the store gave them.
        document: JSON Resume, as it was imported and completed.
        sha256: Of the document; drafts remember it.
        origin: None for a version of which it is not known.
    """

    version: int
    profile: MasterProfile
    document: dict[str, Any]
    sha256: str
    created_at: datetime
    origin: Origin | None = None


async def save_profile(
    session: AsyncSession, user_id: str, profile: MasterProfile, origin: Origin | None = None
) -> SavedProfile:
    """Keep a master profile as a new version, unless it is the newest one already.

    Its entries and lines are matched with those of the version before and keep their ids.
    """
    document: dict[str, Any] = profile.to_json_resume()
    sha256 = _sha256(document)
    newest = await _newest(session, user_id)
    if newest is not None and newest.sha256 == sha256 and (same := _readable(newest)):
        return same
    ids = await _next_ids(session, user_id, profile) if newest else LineIds.positions(profile)
    row = Profile(
        user_id=user_id,
        version=newest.version + 1 if newest else 1,
        document=document,
        sha256=sha256,
        created_at=utc_now(),
        line_ids=ids.to_json(),
        origin={"kind": origin.kind, "file_name": origin.file_name} if origin else None,
    )
    session.add(row)
    await session.flush()
    return _saved(row)


async def current_profile(session: AsyncSession, user_id: str) -> SavedProfile:
    """Return the newest version.

    Raises:
        NotFoundError: the user has no master profile yet.
    """
    found = await newest_profile(session, user_id)
    if found is None:
        raise NotFoundError(
            "there is no master profile yet",
            hint="import one with `jobai profile import FILE`, or fill in a form with "
            "`jobai profile edit`",
        )
    return found


async def newest_profile(session: AsyncSession, user_id: str) -> SavedProfile | None:
    """Return the newest version, or None when there is no profile yet."""
    newest = await _newest(session, user_id)
    return None if newest is None else _saved(newest)


async def newest_readable_profile(session: AsyncSession, user_id: str) -> SavedProfile | None:
    """Return the newest version that is not damaged; None when there is none."""
    rows = await _rows(session, user_id)
    return next((saved for row in reversed(rows) if (saved := _readable(row))), None)


async def profile_version(session: AsyncSession, user_id: str, version: int) -> SavedProfile:
    """Return one version.

    Raises:
        NotFoundError: there is no profile, or none of that number.
    """
    row = await session.scalar(
        select(Profile).where(Profile.user_id == user_id, Profile.version == version)
    )
    if row is None:
        newest = await current_profile(session, user_id)
        raise NotFoundError(
            f"there is no version {version} of your master profile; the newest is {newest.version}",
            hint="list them with `jobai profile history`",
        )
    return _saved(row)


async def profile_versions(
    session: AsyncSession, user_id: str, *, unread: list[StoreError] | None = None
) -> list[SavedProfile]:
    """Return every version, oldest first.

    Args:
        session: To read with.
        user_id: Whose.
        unread: Takes the errors of damaged ones, which are left out then; None raises the first.

    Raises:
        StoreError: one is damaged.
    """
    found: list[SavedProfile] = []
    for row in await _rows(session, user_id):
        try:
            found.append(_saved(row))
        except StoreError as error:
            if unread is None:
                raise
            unread.append(error)
    return found


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


async def lines_at(
    session: AsyncSession, user_id: str, saved: SavedProfile, line_id: str
) -> list[CitableLine]:
    """Return the line of an id, or all lines of an entry or section.

    Raises:
        NotFoundError: there is none; of a line that an earlier version had, with its words.
    """
    wanted = line_id.strip().strip("/")
    if found := _under(saved.profile, wanted):
        return found
    versions = [x for x in await profile_versions(session, user_id) if x.version < saved.version]
    for earlier in reversed(versions):
        if found := _under(earlier.profile, wanted):
            raise NotFoundError(
                f"version {saved.version} of your master profile no longer has {wanted}; "
                f"version {earlier.version} said: {found[0].text}",
                hint=f"see it with `jobai profile show {wanted} --version {earlier.version}`",
            )
    raise NotFoundError(
        f"your master profile has no line {wanted[:80]!r}",
        hint="list the ids with `jobai profile show`",
    )


def _under(profile: MasterProfile, wanted: str) -> list[CitableLine]:
    return [
        line
        for key, line in citable_lines(profile).items()
        if key == wanted or key.startswith(f"{wanted}/")
    ]


async def _newest(session: AsyncSession, user_id: str) -> Profile | None:
    return await session.scalar(
        select(Profile).where(Profile.user_id == user_id).order_by(Profile.version.desc()).limit(1)
    )


async def _rows(session: AsyncSession, user_id: str) -> Sequence[Profile]:
    query = select(Profile).where(Profile.user_id == user_id).order_by(Profile.version)
    return (await session.scalars(query)).all()


async def _next_ids(session: AsyncSession, user_id: str, profile: MasterProfile) -> LineIds:
    """The ids of the next version; numbers that a damaged version gave are not given again."""
    rows = await _rows(session, user_id)
    taken = LineIds({}, {})
    for row in reversed(rows):
        if (saved := _readable(row)) is None:
            taken = taken.covering(_kept_ids(row))
            continue
        before = saved.profile
        ids = before.line_ids.covering(taken)
        if row.line_ids is None:  # kept before ids were: every older version had its positions
            for older in filter(None, map(_readable, rows)):
                ids = ids.covering(older.profile.line_ids)
        return ids.after(before, profile)
    return taken.after(MasterProfile(), profile)


def _kept_ids(row: Profile) -> LineIds:
    try:
        return LineIds.from_json(row.line_ids or {})
    except InvalidInputError:
        return LineIds({}, {})


def _readable(row: Profile) -> SavedProfile | None:
    try:
        return _saved(row)
    except StoreError:
        return None


def _saved(row: Profile) -> SavedProfile:
    again = "import it again with `jobai profile import FILE`"
    name = f"version {row.version} of the master profile"
    profile = as_kept(MasterProfile, row.document, name, hint=again)
    if row.line_ids is not None:
        try:
            ids = LineIds.from_json(row.line_ids)
        except InvalidInputError as error:
            raise StoreError(
                f"{name} cannot be read any more: {error.message}", hint=again
            ) from error
        profile = profile.with_line_ids(ids) if ids.fits(profile) else profile
    origin = _origin(row.origin)
    return SavedProfile(row.version, profile, row.document, row.sha256, row.created_at, origin)


def _origin(told: object) -> Origin | None:
    """What a version came from; None when that is unknown, or damaged: it is only shown."""
    match told:
        case {"kind": str(kind), "file_name": str() | None as file_name}:
            return Origin(kind, file_name)
        case {"kind": str(kind)}:
            return Origin(kind)
        case _:
            return None


def _sha256(document: dict[str, Any]) -> str:
    text = json.dumps(document, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
