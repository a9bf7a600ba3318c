"""What `jobai extract` does: one source as it always was, or several at once."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import TYPE_CHECKING

from cli.batch.outcomes import Failed, Tally
from cli.batch.reading import AskingReader, keep
from cli.batch.running import Run
from cli.batch.turns import Turns
from cli.boundary import CREDENTIALS, QUOTA, exit_code
from cli.providing import OFFLINE, ask
from cli.render.batch import Lines, print_stopped, print_summary
from cli.render.consoles import notice, print_json
from cli.render.jobs import job_document, print_job
from cli.render.progress import many, working
from cli.sources import STDIN
from orchestrator.tasks.extraction.sources import open_bytes, open_source
from orchestrator.tasks.extraction.task import extraction_request
from profiles.jobs import Reader, save_job
from profiles.postings import JobPosting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cli.batch.outcomes import Outcome, Read
    from cli.providing import Asking
    from cli.runtime import Runtime
    from cli.sources import GivenSource
    from orchestrator.tasks.extraction.documents import Document
    from profiles.errors import JobaiError


async def extract_one(
    runtime: Runtime, source: GivenSource, asking: Asking, stdin: bytes, *, as_json: bool
) -> None:
    """Read a source and print its job.

    Raises:
        JobaiError: it cannot be read, is no posting, or nobody could be asked.
    """
    quiet = runtime.invocation.quiet
    with working(f"Reading {source.text}", quiet=quiet):
        document = await _opened(source, stdin)
        request = await asyncio.to_thread(extraction_request, document)
        answer = await ask(runtime, request, asking)
    posting = JobPosting.model_validate_json(answer.text)
    reader = Reader(answer.provider, answer.served_model or answer.model, answer.request_id)
    async with runtime.store.write() as session:
        job = await save_job(session, runtime.user, posting, reader)
    if as_json:
        print_json({**job_document(job, answer), "source": source.text})
    else:
        print_job(job)
        notice(f"Next: jobai draft-cv --job {job.id}", quiet=quiet)


async def extract_many(
    runtime: Runtime,
    sources: Sequence[GivenSource],
    asking: Asking,
    stdin: bytes,
    *,
    at_once: int,
    as_json: bool,
) -> Tally:
    """Read sources, print what comes of each, and say what came of all.

    Raises:
        StoreError: the store fails; nothing more can be kept.
    """
    quiet = runtime.invocation.quiet
    offline = asking.provider == OFFLINE

    async def opened(source: GivenSource) -> Document:
        return await _opened(source, stdin)

    reader = AskingReader(runtime, asking, opened)
    tally = Tally(len(sources), offline)

    def is_final(error: JobaiError) -> bool:
        # Offline, only a picture needs what is not set up.
        return not offline and exit_code(error) in {CREDENTIALS, QUOTA}

    async def kept(results: Sequence[Read | Failed]) -> Sequence[Outcome]:
        return await keep(runtime, results)

    with many(len(sources), 0, quiet=quiet, as_json=as_json) as (progress, live):
        run = Run(
            turns=Turns(sources),
            at_once=at_once,
            read=reader.read,
            keep=kept,
            is_final=is_final,
            progress=progress,
        )
        lines = Lines(as_json=as_json, live=live)
        try:
            async with aclosing(run.outcomes()) as outcomes:
                async for outcome in outcomes:
                    tally.count(outcome)
                    progress.ended(failed=isinstance(outcome, Failed))
                    lines.print(outcome)
        except asyncio.CancelledError:
            print_stopped(tally, quiet=quiet)
            raise
    print_summary(tally, quiet=quiet)
    return tally


async def _opened(source: GivenSource, stdin: bytes) -> Document:
    if source.text == STDIN:
        return await asyncio.to_thread(open_bytes, stdin, name=None)
    # What a person types may be an address of the own network; a library's caller must say so.
    return await open_source(source.text, allow_private=True)
