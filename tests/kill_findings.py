"""What a store holds after jobai was killed, and what of it must not be."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kill_places import synchronous
from sqlalchemy import create_engine, func, select, text

from orchestrator.audit import audit_ledger
from orchestrator.reports import usage_report
from profiles.drafts import CvDraft
from profiles.postings import JobPosting
from profiles.store.ai import AIAnswer, AIProviderUsageLog
from profiles.store.base import utc_now
from profiles.store.documents import Draft, Posting, PostingVersion, UnfinishedRun
from profiles.store.engine import Store, open_store
from profiles.store.location import backup_folder, locate_store
from profiles.store.migrations import HEAD

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(slots=True)
class Found:
    """What a store holds.

    Attributes:
        rows: Attempts by status, without those of the rules.
        wrong: What must not be.
    """

    rows: Counter[str]
    postings: int
    drafts: int
    wrong: list[str] = field(default_factory=list[str])


async def ledger_at(address: str) -> int:
    """Count the attempts that a place begins with, whatever its revision."""
    engine = create_engine(synchronous(address))
    with engine.connect() as connection:
        told = connection.scalar(
            text("SELECT count(*) FROM ai_provider_usage_logs WHERE provider <> 'offline'")
        )
    engine.dispose()
    return int(told or 0)


async def found_in(address: str) -> Found:
    """Open a store as the next command does, and look at everything in it."""
    store = await open_store(locate_store(address, {}))
    try:
        async with store.read() as session:
            return await _look(store, session)
    finally:
        await store.aclose()


async def _look(store: Store, session: AsyncSession) -> Found:
    log = AIProviderUsageLog
    counted = await session.execute(
        select(log.status, func.count()).where(log.provider != "offline").group_by(log.status)
    )
    found = Found(
        Counter({str(status): int(number) for status, number in counted}),
        await _count(session, Posting),
        await _count(session, Draft),
    )
    now = utc_now()
    audit = await audit_ledger(session, now=now)
    found.wrong += [f"the ledger: {fault.text}" for fault in audit.faults]
    await session.rollback()
    later = await usage_report(session, by=(), now=now.replace(year=now.year + 1))
    if later.total.pending or later.total.interrupted != found.rows["pending"]:
        found.wrong.append("what was under way is not told as interrupted after its lease")
    found.wrong += [text async for text in _half_written(session)]
    if store.location.path is not None:
        found.wrong += await _wrong_in_file(store, session)
    return found


async def _count(session: AsyncSession, kind: type[Any]) -> int:
    return await session.scalar(select(func.count()).select_from(kind)) or 0


async def _half_written(session: AsyncSession) -> AsyncIterator[str]:
    versions: Counter[int] = Counter()
    for one in await session.scalars(select(PostingVersion)):
        versions[one.posting_id] += 1
        JobPosting.model_validate(one.document)
    for posting in await session.scalars(select(Posting)):
        if versions[posting.id] != posting.latest_version or not posting.latest_version:
            yield f"job {posting.id} has {versions[posting.id]} readings"
    for draft in await session.scalars(select(Draft)):
        CvDraft.model_validate(draft.document)
        if draft.posting_id not in versions:
            yield f"draft {draft.id} is for no job"
    for run in await session.scalars(select(UnfinishedRun)):
        if run.posting_id not in versions:
            yield "a run knows of a job that is not there"
    for answer in await session.scalars(select(AIAnswer)):
        row = await session.scalar(
            select(AIProviderUsageLog.status).where(
                AIProviderUsageLog.request_id == answer.request_id,
                AIProviderUsageLog.status == "success",
            )
        )
        if answer.text is not None and row is None:
            yield "an answer is kept whose call is not settled"


async def _wrong_in_file(store: Store, session: AsyncSession) -> list[str]:
    path = store.location.path
    assert path is not None
    verdict = (await session.execute(text("PRAGMA integrity_check"))).scalars().all()
    orphans = (await session.execute(text("PRAGMA foreign_key_check"))).all()
    revision = await session.scalar(text("SELECT version_num FROM alembic_version"))
    wrong = [] if verdict == ["ok"] else [f"integrity: {verdict}"]
    wrong += [f"orphans: {orphans}"] if orphans else []
    wrong += [f"revision {revision}"] if revision != HEAD else []
    left = [file.name for file in path.parent.iterdir() if file.name.endswith(".unfinished")]
    for copy in backup_folder(path).glob("*.db"):
        from profiles.store.backups import inspect_backup

        inspect_backup(copy)
    return wrong + [f"left behind: {name}" for name in left]
