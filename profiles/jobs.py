"""The jobs a user keeps: saving a posting, listing, showing and removing jobs."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

from sqlalchemy import delete, func, select, text

from profiles.errors import NotFoundError, StoreError
from profiles.store.base import utc_now
from profiles.store.documents import Posting, PostingVersion

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from profiles.postings import JobPosting

SaveOutcome = Literal["new", "updated", "unchanged"]
"""What saving a posting did: a job, another version of its text, or nothing new."""

_TRACKING = re.compile(
    r"\A(utm_.*|gclid|fbclid|msclkid|mc_[ce]id|trk|trackingid|refid|ref|source|src|gh_src|lever-source.*)\Z",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who read a posting: the provider, the model and the call in the ledger."""

    provider: str
    model: str | None
    request_id: str | None


@dataclass(frozen=True, slots=True)
class Job:
    """A posting as it is kept.

    Attributes:
        id: The number that commands take.
        version: Of this reading; 1 is the first.
        text_sha256: Of the text it was read from; drafts remember it.
        outcome: "new", "updated" (its text changed) or "unchanged" when it was just saved; None
            when it was looked up.
    """

    id: int
    version: int
    posting: JobPosting
    text_sha256: str
    reader: Reader
    created_at: datetime
    updated_at: datetime
    outcome: SaveOutcome | None = None


@dataclass(frozen=True, slots=True)
class JobLine:
    """A job in a list."""

    id: int
    title: str | None
    hiring_organization: str | None
    job_location: str | None
    version: int
    created_at: datetime
    updated_at: datetime


async def save_job(session: AsyncSession, user_id: str, posting: JobPosting, reader: Reader) -> Job:
    """Keep a posting. The same posting twice is one job, in a new version if its text changed.

    A second reading of the same text replaces the first one's findings.
    """
    [job] = await save_jobs(session, user_id, [(posting, reader)])
    return job


async def save_jobs(
    session: AsyncSession, user_id: str, readings: Sequence[tuple[JobPosting, Reader]]
) -> list[Job]:
    """Keep postings, one after another as `save_job` does, in few statements for all."""
    now = utc_now()
    await _lock(session, user_id)
    identities = [posting_identity(posting) for posting, _ in readings]
    rows = await _rows(session, user_id, identities)
    newest = await _newest_versions(session, rows)
    new_versions: list[tuple[Posting, PostingVersion]] = []
    saved: list[tuple[Posting, PostingVersion, JobPosting, SaveOutcome]] = []
    for identity, (posting, reader) in zip(identities, readings, strict=True):
        row = rows.get(identity)
        if row is None:
            row = rows[identity] = Posting(
                user_id=user_id, identity=identity, latest_version=0, created_at=now
            )
            session.add(row)
        version = newest.get(identity)
        text_sha256 = _sha256(posting.source.text)
        if version is None or version.text_sha256 != text_sha256:
            outcome: SaveOutcome = "new" if version is None else "updated"
            row.latest_version += 1
            version = PostingVersion(version=row.latest_version, text_sha256=text_sha256)
            newest[identity] = version
            new_versions.append((row, version))
        else:
            outcome = "unchanged"
        version.document = posting.model_dump(mode="json")
        version.provider, version.model = reader.provider, reader.model
        version.request_id, version.created_at = reader.request_id, now
        _take_names(row, posting)
        row.updated_at = now
        saved.append((row, version, posting, outcome))
    await session.flush()
    for row, version in new_versions:
        version.posting_id = row.id
        session.add(version)
    await session.flush()
    return [_job(row, version, posting, outcome) for row, version, posting, outcome in saved]


async def list_jobs(
    session: AsyncSession, user_id: str, *, limit: int | None = None
) -> Sequence[JobLine]:
    """Return a user's jobs, newest first."""
    rows = await session.execute(
        select(
            Posting.id,
            Posting.title,
            Posting.hiring_organization,
            Posting.job_location,
            Posting.latest_version,
            Posting.created_at,
            Posting.updated_at,
        )
        .where(Posting.user_id == user_id)
        .order_by(Posting.id.desc())
        .limit(limit)
    )
    return [JobLine(*row) for row in rows]


async def get_job(
    session: AsyncSession, user_id: str, job_id: int, *, version: int | None = None
) -> Job:
    """Return a job, in its newest version or in a given one.

    Raises:
        NotFoundError: no such job, or no such version of it.
    """
    row = await session.scalar(
        select(Posting).where(Posting.id == job_id, Posting.user_id == user_id)
    )
    if row is None:
        raise await no_job(session, user_id, f"there is no job {job_id}")
    found = await _version(session, row.id, version or row.latest_version)
    again = "read it again with `jobai extract SOURCE --refresh`"
    if found is None and version is None:
        raise StoreError(
            f"job {job_id} cannot be read any more: the store has lost what was read", hint=again
        )
    if found is None:
        raise NotFoundError(
            f"job {job_id} has no version {version}", hint=f"its newest is {row.latest_version}"
        )
    from profiles.postings import JobPosting  # a list needs no pydantic
    from profiles.stored_documents import as_kept

    posting = as_kept(JobPosting, found.document, f"job {job_id}", hint=again)
    return _job(row, found, posting, None)


async def remove_jobs(session: AsyncSession, user_id: str, job_ids: Sequence[int]) -> None:
    """Remove jobs with all their versions and drafts: all of them or, on an error, none.

    Raises:
        NotFoundError: when one of them does not exist.
    """
    known = set(
        await session.scalars(
            select(Posting.id).where(Posting.user_id == user_id, Posting.id.in_(job_ids))
        )
    )
    for job_id in job_ids:
        if job_id not in known:
            raise await no_job(session, user_id, f"there is no job {job_id}")
    await session.execute(delete(Posting).where(Posting.id.in_(known)))


def posting_identity(posting: JobPosting) -> str:
    """Return what makes two readings one job: the posting's address, else its text, hashed.

    Parameters that only track the visitor do not count; nor does the fragment.
    """
    parts = _address(posting.source.url) or _address(posting.url)
    if parts:
        query = [(k, v) for k, v in parse_qsl(parts.query) if not _TRACKING.match(k)]
        path = parts.path.rstrip("/")
        return _sha256(f"{parts.netloc.lower()}{path}?{urlencode(sorted(query))}")
    return _sha256(" ".join(posting.source.text.split()).casefold())


def _address(url: str | None) -> SplitResult | None:
    """Take a URL apart; a page may call something its own address that is none."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    return parts if parts.netloc else None


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


async def _lock(session: AsyncSession, user_id: str) -> None:
    """Let one save at a time look for what is there already; SQLite's write lock already does."""
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(
            text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"),
            {"name": f"jobs {user_id}"},
        )


async def _rows(
    session: AsyncSession, user_id: str, identities: Sequence[str]
) -> dict[str, Posting]:
    found = await session.scalars(
        select(Posting).where(Posting.user_id == user_id, Posting.identity.in_(set(identities)))
    )
    return {row.identity: row for row in found}


async def _newest_versions(
    session: AsyncSession, rows: Mapping[str, Posting]
) -> dict[str, PostingVersion]:
    if not rows:
        return {}
    numbers = {row.id: row for row in rows.values()}
    found = await session.scalars(
        select(PostingVersion)
        .join(Posting, Posting.id == PostingVersion.posting_id)
        .where(Posting.id.in_(numbers), PostingVersion.version == Posting.latest_version)
    )
    return {numbers[version.posting_id].identity: version for version in found}


def _take_names(row: Posting, posting: JobPosting) -> None:
    """Put into the row what lists show."""
    row.title = posting.title
    row.hiring_organization = (
        posting.hiring_organization.name if posting.hiring_organization else None
    )
    row.job_location = "; ".join(place.name for place in posting.job_location) or None


async def _version(session: AsyncSession, posting_id: int, version: int) -> PostingVersion | None:
    return await session.scalar(
        select(PostingVersion).where(
            PostingVersion.posting_id == posting_id, PostingVersion.version == version
        )
    )


async def no_job(session: AsyncSession, user_id: str, told: str) -> NotFoundError:
    """Return the error for a job that there is not, with how to get one."""
    count = await session.scalar(
        select(func.count()).select_from(Posting).where(Posting.user_id == user_id)
    )
    hint = "list them with `jobai jobs list`" if count else "read one with `jobai extract URL`"
    return NotFoundError(told, hint=hint)


def _job(
    row: Posting, version: PostingVersion, posting: JobPosting, outcome: SaveOutcome | None
) -> Job:
    return Job(
        id=row.id,
        version=version.version,
        posting=posting,
        text_sha256=version.text_sha256,
        reader=Reader(version.provider, version.model, version.request_id),
        created_at=row.created_at,
        updated_at=row.updated_at,
        outcome=outcome,
    )
