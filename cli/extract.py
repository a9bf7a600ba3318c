"""`jobai extract`: from sources to stored jobs."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from cli.providing import Asking
    from cli.runtime import Runtime
    from orchestrator.answers import Answer
    from orchestrator.tasks.extraction.documents import Document
    from profiles.jobs import Job

Provider = Annotated[
    str | None,
    typer.Option(
        metavar="NAME", help="gemini, openai, claude or offline instead of your plan's route."
    ),
]
Model = Annotated[
    str | None, typer.Option(metavar="NAME", help="This model instead of the route's.")
]
Refresh = Annotated[
    bool, typer.Option("--refresh", help="Ask anew, also when the same was asked before.")
]
FallbackOffline = Annotated[
    bool, typer.Option("--fallback-offline", help="Use rules when every provider fails.")
]


def extract(
    context: typer.Context,
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE",
            help="A URL, a file (HTML, text, Markdown, PDF, PNG, JPEG, WebP), or - for stdin.",
        ),
    ],
    json: Annotated[
        bool, typer.Option("--json", help="Print JSON; of several sources, one line each.")
    ] = False,
    provider: Provider = None,
    model: Model = None,
    fallback_offline: FallbackOffline = False,
    refresh: Refresh = False,
) -> None:
    """Read job postings and keep them. What a model has read before is not paid for again.

    Examples:
        jobai extract https://example.com/careers/42
        jobai extract posting.pdf screenshot.png --json
        pbpaste | jobai extract -
    """
    from cli.boundary import exit_code
    from cli.providing import Asking, choose
    from cli.render import errors, jobs
    from cli.render.consoles import notice, print_json
    from cli.runtime import run
    from profiles.errors import JobaiError

    several = len(sources) > 1

    async def work(runtime: Runtime) -> int:
        chosen = await choose(runtime, provider)
        asking = Asking(chosen, model, fallback_offline=fallback_offline, refresh=refresh)
        codes: list[int] = []
        for source in sources:
            try:
                job, answer = await _extract_one(runtime, source, asking)
            except JobaiError as error:
                if not several:
                    raise
                code = exit_code(error)
                codes.append(code)
                errors.print_error(error, about=source)
                if json:
                    document = errors.error_document(error, code)
                    print_json({**document, "source": source}, one_line=True)
                continue
            if json:
                document = jobs.job_document(job, answer)
                print_json({**document, "source": source}, one_line=several)
            else:
                jobs.print_job(job)
                notice(f"Next: jobai draft-cv --job {job.id}", quiet=runtime.invocation.quiet)
        return codes[0] if codes else 0

    raise typer.Exit(run(context, work))


async def _extract_one(runtime: Runtime, source: str, asking: Asking) -> tuple[Job, Answer]:
    import asyncio

    from cli.providing import ask
    from cli.render.progress import working
    from orchestrator.tasks.extraction.task import extraction_request
    from profiles.jobs import Reader, save_job
    from profiles.postings import JobPosting

    with working(f"Reading {source}", quiet=runtime.invocation.quiet):
        document = await _open(source)
        request = await asyncio.to_thread(extraction_request, document)
        answer = await ask(runtime, request, asking)
    posting = JobPosting.model_validate_json(answer.text)
    reader = Reader(answer.provider, answer.served_model or answer.model, answer.request_id)
    async with runtime.store.write() as session:
        return await save_job(session, runtime.user, posting, reader), answer


async def _open(source: str) -> Document:
    from orchestrator.tasks.extraction.sources import Limits, open_bytes, open_source

    if source != "-":
        # What a person types may be an address of the own network; a library's caller must say so.
        return await open_source(source, allow_private=True)
    data = sys.stdin.buffer.read(Limits().binary_bytes + 1)
    return open_bytes(data, name=None)
