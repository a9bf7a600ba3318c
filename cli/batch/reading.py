"""Reading one source of many: by rules alone, or through the orchestrator."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from cli.batch.asking import Asker
from cli.batch.outcomes import Read
from cli.sources import source_key
from orchestrator.tasks.extraction.task import extraction_request
from profiles.postings import JobPosting

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from cli.providing import Asking
    from cli.runtime import Runtime
    from cli.sources import GivenSource
    from orchestrator.rule_calls import RuleCalls
    from orchestrator.tasks.extraction.documents import Document
    from orchestrator.tasks.extraction.rules_pool import RulesPool


class RulesReader:
    """Reads a source by rules, in whatever process is free.

    Args:
        pool: Where.
        calls: The account of it; `Keeper` writes it down.
        opened: Opens a source that is no file.
    """

    def __init__(
        self,
        pool: RulesPool,
        calls: RuleCalls,
        opened: Callable[[GivenSource], Awaitable[Document]],
    ) -> None:
        self._pool = pool
        self._calls = calls
        self._opened = opened

    async def read(self, source: GivenSource) -> Read:
        """Read a source.

        Raises:
            SourceError: it cannot be read or is no posting.
            ProviderNotConfiguredError: it is a picture, which takes a model.
        """
        key = source_key(source)  # before it is opened: it may change meanwhile
        what = Path(source.text.strip()) if source.is_file else await self._opened(source)
        found = await self._pool.read(what)
        posting = JobPosting.model_validate_json(found.posting)
        return Read(source, key, posting, self._calls.answered(found.posting, found.latency_ms))


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
        self._asker = Asker(runtime, asking)
        self._opened = opened

    async def read(self, source: GivenSource) -> Read:
        """Read a source.

        Raises:
            JobaiError: as `ask`, and when the source cannot be read or is no posting.
        """
        key = source_key(source)  # before it is opened: it may change meanwhile
        document = await self._opened(source)
        request = await asyncio.to_thread(extraction_request, document)
        answer = await self._asker.ask(request)
        return Read(source, key, JobPosting.model_validate_json(answer.text), answer)
