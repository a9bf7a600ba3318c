"""Where an interrupted run over many sources goes on."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from profiles.store.base import utc_now
from profiles.store.documents import UnfinishedRun
from profiles.store.inserting import insert_for

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.ext.asyncio import AsyncSession

REMEMBERED = timedelta(days=7)
"""After that a posting may be another one: it is read again."""


async def done_sources(session: AsyncSession, user_id: str, run: str) -> dict[str, int]:
    """Return the sources that a run has done, each with the number of its job.

    Empty for a run that is new or has come to its end.
    """
    row = UnfinishedRun
    found = await session.execute(
        select(row.source, row.posting_id).where(
            row.user_id == user_id, row.run == run, row.done_at > utc_now() - REMEMBERED
        )
    )
    return {row.source: row.posting_id for row in found}


async def mark_done(session: AsyncSession, user_id: str, run: str, jobs: Mapping[str, int]) -> None:
    """Remember sources of a run, each with the number of its job, until the run ends."""
    if not jobs:
        return
    now = utc_now()
    insert = insert_for(session.get_bind().dialect.name, UnfinishedRun)
    statement = insert.on_conflict_do_update(
        index_elements=["user_id", "run", "source"],
        set_={"posting_id": insert.excluded.posting_id, "done_at": insert.excluded.done_at},
    )
    await session.execute(
        statement,
        [
            {"user_id": user_id, "run": run, "source": source, "posting_id": job, "done_at": now}
            for source, job in jobs.items()
        ],
    )


async def end_run(session: AsyncSession, user_id: str, run: str) -> None:
    """Forget what a run has done: the next one reads everything. Old ones are forgotten too."""
    row = UnfinishedRun
    await session.execute(delete(row).where(row.user_id == user_id, row.run == run))
    await session.execute(
        delete(row).where(row.user_id == user_id, row.done_at <= utc_now() - REMEMBERED)
    )
