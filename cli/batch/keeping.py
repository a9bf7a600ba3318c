"""Keeping what was read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.batch.memory import RunMemory
from cli.batch.outcomes import Failed, Kept, Read
from cli.sources import source_key
from profiles.jobs import Reader, get_job, save_jobs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cli.providing import Asking
    from cli.runtime import Runtime
    from cli.sources import Given, GivenSource
    from orchestrator.rule_calls import RuleCalls
    from profiles.jobs import Job


class Keeper:
    """Puts what a run reads into the store, and remembers until its end what it has done.

    Args:
        runtime: Of the command.
        given: The sources.
        asking: Whoever is asked in another way makes another run.
        calls: The account of what rules answer; None when the orchestrator has written it down.
    """

    def __init__(
        self, runtime: Runtime, given: Given, asking: Asking, calls: RuleCalls | None
    ) -> None:
        self._calls = calls
        self._store = runtime.store
        self._user = runtime.user
        self._memory = RunMemory(runtime, given.run, asking)

    async def done_before(
        self, sources: Sequence[GivenSource], *, refresh: bool
    ) -> dict[GivenSource, int]:
        """Return what an interrupted run has done of the sources, with the numbers of the jobs."""
        return await self._memory.done_before(sources, source_key, refresh=refresh)

    async def job(self, job_id: int) -> Job:
        """Return a job that was kept before."""
        async with self._store.read() as session:
            return await get_job(session, self._user, job_id)

    async def keep(self, results: Sequence[Read | Failed]) -> list[Kept | Failed]:
        """Put what was read into the store, in one transaction.

        Raises:
            StoreError: nothing of it is kept.
        """
        if all(isinstance(result, Failed) for result in results):
            return [result for result in results if isinstance(result, Failed)]
        read = [result for result in results if isinstance(result, Read)]
        async with self._store.write() as session:
            saved = await save_jobs(session, self._user, [(x.posting, _reader(x)) for x in read])
            jobs = {x.source.index: job for x, job in zip(read, saved, strict=True)}
            if self._calls is not None:
                await self._calls.record(session, [x.answer for x in read])
            done = {x.key: jobs[x.source.index].id for x in read if x.key is not None}
            await self._memory.mark(session, done)
        return [
            Kept(x.source, jobs[x.source.index], x.answer) if isinstance(x, Read) else x
            for x in results
        ]

    async def end(self) -> None:
        """Forget what was done: the same command reads everything from now on."""
        await self._memory.end()


def _reader(read: Read) -> Reader:
    answer = read.answer
    return Reader(answer.provider, answer.served_model or answer.model, answer.request_id)
