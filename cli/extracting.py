"""What `jobai extract` does: one source as it always was, or several at once."""

from __future__ import annotations

import asyncio
import logging
import os
from contextlib import aclosing
from typing import TYPE_CHECKING

from cli.batch.keeping import Keeper
from cli.batch.outcomes import Failed, Kept, Tally
from cli.batch.reading import AskingReader, RulesReader
from cli.batch.running import Run
from cli.batch.turns import Turns, host_of
from cli.boundary import exit_code
from cli.exit_codes import CREDENTIALS, QUOTA
from cli.providing import OFFLINE, ask
from cli.render.batch import job_lines, print_continued, print_stopped, print_summary
from cli.render.consoles import notice, print_json
from cli.render.jobs import print_job, read_document
from cli.render.origins import print_origins
from cli.render.progress import Progress, drawn, working
from cli.sources import STDIN
from orchestrator.rule_calls import RuleCalls
from orchestrator.tasks.extraction.rules_pool import RulesPool, processors
from orchestrator.tasks.extraction.sources import open_bytes, open_source
from orchestrator.tasks.extraction.task import TASK, extraction_request
from profiles.accounts import has_profile
from profiles.jobs import Reader, save_job
from profiles.postings import JobPosting

if TYPE_CHECKING:
    from cli.providing import Asking
    from cli.runtime import Runtime
    from cli.sources import Given, GivenSource
    from orchestrator.tasks.extraction.documents import Document
    from profiles.errors import JobaiError

_log = logging.getLogger("jobai.cli")

_WORTH_PROCESSES = 40
"""From so many sources on, what further processes save is more than it takes to start them."""


async def extract_one(
    runtime: Runtime, given: Given, asking: Asking, *, as_json: bool, explain: bool
) -> None:
    """Read a source, or several that are one posting, and print the job.

    Raises:
        JobaiError: it cannot be read, is no posting, or nobody could be asked.
    """
    quiet = runtime.invocation.quiet
    names = [source.text for source in given.sources]
    with working(f"Reading {', '.join(names)}", quiet=quiet):
        document = await _opened_as_one(given)
        request = await asyncio.to_thread(extraction_request, document)
        answer = await ask(runtime, request, asking)
    posting = JobPosting.model_validate_json(answer.text)
    reader = Reader(answer.provider, answer.served_model or answer.model, answer.request_id)
    async with runtime.store.write() as session:
        job = await save_job(session, runtime.user, posting, reader)
        can_draft = await has_profile(session, runtime.user)
    if as_json:
        print_json(read_document(job, answer, names))
    else:
        if explain:
            print_origins(job)
        else:
            print_job(job)
        next_ = f"draft-cv --job {job.id}" if can_draft else "profile import FILE, your CV"
        notice(f"Next: jobai {next_}", quiet=quiet)


async def extract_many(
    runtime: Runtime, given: Given, asking: Asking, *, at_once: int, as_json: bool, explain: bool
) -> Tally:
    """Read sources, print what comes of each, and say what came of all.

    What an interrupted run has done is not done again; as JSON it is printed all the same.

    Raises:
        StoreError: the store fails; nothing more can be kept.
    """
    quiet = runtime.invocation.quiet
    offline = asking.provider == OFFLINE
    tally = Tally(len(given.sources), offline)
    asking.tell(quiet=quiet)
    calls = await _rule_calls(runtime) if offline else None
    keeper = Keeper(runtime, given, asking, calls)
    done = await keeper.done_before(given.sources, refresh=asking.refresh)
    if done:
        print_continued(len(done), tally.total, quiet=quiet)

    async def opened(source: GivenSource) -> Document:
        return await _opened(source, given.stdin)

    def is_final(error: JobaiError) -> bool:
        # Offline, only a picture needs what is not set up.
        return not offline and exit_code(error) in {CREDENTIALS, QUOTA}

    left = [source for source in given.sources if source not in done]
    pool = RulesPool(processors() if calls and len(left) >= _WORTH_PROCESSES else 0)
    reader = RulesReader(pool, calls, opened) if calls else AskingReader(runtime, asking, opened)
    run = Run(
        turns=Turns(left, host=host_of),
        at_once=at_once,
        read=reader.read,
        keep=keeper.keep,
        is_final=is_final,
        progress=Progress(tally.total, len(done)),
    )
    try:
        with drawn(run.progress, quiet=quiet, as_json=as_json) as live:
            lines = job_lines(as_json=as_json, explain=explain, live=live)
            for source, job_id in done.items():
                known = Kept(source, await keeper.job(job_id), None)
                tally.count(known)
                lines.print(known)
            async with pool, aclosing(run.outcomes()) as outcomes:
                async for outcome in outcomes:
                    tally.count(outcome)
                    run.progress.ended(failed=isinstance(outcome, Failed))
                    lines.print(outcome)
    except asyncio.CancelledError:
        for outcome in run.kept_on_leaving:
            tally.count(outcome)
        print_stopped(tally, quiet=quiet)
        raise
    print_summary(tally, quiet=quiet)
    if tally.stopped:
        print_stopped(tally, quiet=quiet)
    else:
        await keeper.end()
    return tally


async def _rule_calls(runtime: Runtime) -> RuleCalls:
    async with runtime.store.read() as session:
        return await RuleCalls.of(session, runtime.user, TASK)


async def _opened_as_one(given: Given) -> Document:
    if len(given.sources) == 1:
        return await _opened(given.sources[0], given.stdin)
    from orchestrator.tasks.extraction.sources import open_as_one

    sources = [given.stdin if x.text == STDIN else x.text for x in given.sources]
    document = await open_as_one(sources, allow_private=True)
    _log.info("read %d sources as one: %s", len(sources), _told(document))
    return document


async def _opened(source: GivenSource, stdin: bytes) -> Document:
    if source.text == STDIN:
        document = await asyncio.to_thread(open_bytes, stdin, name=None)
    else:
        # What a person types may be an address of the own network, and a person may sit behind a
        # proxy; a library's caller must say so.
        agent = os.environ.get("JOBAI_USER_AGENT") or None
        document = await open_source(
            source.text, allow_private=True, trust_env=True, user_agent=agent
        )
    _log.info("read %s: %s", source.text, _told(document))
    return document


def _told(document: Document) -> str:
    """Say what a source is, not what it says."""
    parts = [str(document.kind)]
    for form, content in (("HTML", document.html), ("text", document.text)):
        parts += [f"{len(content):,} characters of {form}"] if content is not None else []
    parts += [f"{len(document.images)} pictures"] if document.images else []
    parts += ["the endpoint of its job board"] if document.board else []
    return f"{', '.join(parts)}, sha256 {document.sha256[:8]}"
