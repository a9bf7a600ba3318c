"""Reading one source of many through the orchestrator, and keeping what was read."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from cli.batch.outcomes import Failed, Kept, Read
from cli.batch.room import Room
from cli.providing import ask
from orchestrator.errors import QuotaExceededError
from orchestrator.tasks.extraction.task import extraction_request
from profiles.jobs import Reader, save_job
from profiles.postings import JobPosting

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from cli.batch.outcomes import Outcome
    from cli.providing import Asking
    from cli.runtime import Runtime
    from cli.sources import GivenSource
    from orchestrator.answers import Answer
    from orchestrator.request import Request
    from orchestrator.tasks.extraction.documents import Document


class AskingReader:
    """Reads a source as `jobai extract SOURCE` does, beside others.

    Args:
        runtime: Of the command.
        asking: How it asks.
        opened: Opens a source.
    """

    def __init__(
        self,
        runtime: Runtime,
        asking: Asking,
        opened: Callable[[GivenSource], Awaitable[Document]],
    ) -> None:
        # What is said of each single call is counted in the summary of a run.
        self._runtime = replace(runtime, invocation=replace(runtime.invocation, quiet=True))
        self._asking = asking
        self._opened = opened
        self._room = Room()

    async def read(self, source: GivenSource) -> Read:
        """Read a source.

        Raises:
            JobaiError: as `ask`, and when the source cannot be read or is no posting.
        """
        document = await self._opened(source)
        request = await asyncio.to_thread(extraction_request, document)
        answer = await self._asked(request)
        return Read(source, JobPosting.model_validate_json(answer.text), answer)

    async def _asked(self, request: Request) -> Answer:
        try:
            async with self._room.together():
                return await ask(self._runtime, request, self._asking, quota_is_final=False)
        except QuotaExceededError:
            async with self._room.alone():
                return await ask(self._runtime, request, self._asking)


async def keep(runtime: Runtime, results: Sequence[Read | Failed]) -> list[Outcome]:
    """Put what was read into the store, in one transaction.

    Raises:
        StoreError: nothing of it is kept.
    """
    if all(isinstance(result, Failed) for result in results):
        return [result for result in results if isinstance(result, Failed)]
    outcomes: list[Outcome] = []
    async with runtime.store.write() as session:
        for result in results:
            if isinstance(result, Failed):
                outcomes.append(result)
                continue
            answer = result.answer
            reader = Reader(answer.provider, answer.served_model or answer.model, answer.request_id)
            job = await save_job(session, runtime.user, result.posting, reader)
            outcomes.append(Kept(result.source, job, answer))
    return outcomes
