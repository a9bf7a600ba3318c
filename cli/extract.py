"""`jobai extract`: from sources to stored jobs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import completing_words
from cli.command import Explain

if TYPE_CHECKING:
    from cli.runtime import Runtime

Provider = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="gemini, openai, claude or offline instead of your plan's route.",
        autocompletion=completing_words.providers,
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
_MOST_AT_ONCE = 64


def extract(
    context: typer.Context,
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="SOURCE",
            help="A URL, a file (HTML, text, Word, PDF, PNG, JPEG, HEIC, ...), a folder of such "
            "files, or - for stdin.",
            show_default=False,
        ),
    ] = None,
    lists: Annotated[
        list[str] | None,
        typer.Option(
            "--from",
            metavar="FILE",
            help="Read the sources in this list too, one a line; # starts a comment, - is stdin.",
        ),
    ] = None,
    as_one: Annotated[
        bool,
        typer.Option(
            "--as-one", help="The sources are one posting: screenshots, scans or texts in order."
        ),
    ] = False,
    concurrency: Annotated[
        int,
        typer.Option(
            metavar="N",
            min=1,
            max=_MOST_AT_ONCE,
            help="How many sources to read at once, of one web site two at most.",
        ),
    ] = 8,
    failed: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Write the sources that failed into this list, for --from."
        ),
    ] = None,
    explain: Explain = False,
    json: Annotated[
        bool, typer.Option("--json", help="Print JSON; of several sources, one line each.")
    ] = False,
    provider: Provider = None,
    model: Model = None,
    fallback_offline: FallbackOffline = False,
    refresh: Refresh = False,
) -> None:
    """Read job postings and keep them. What a model has read before is not paid for again.

    Of several sources, one that fails does not stop the rest: the exit code is that of the first
    one in the list that failed, and 0 when none did. Interrupted, the same command continues.

    Examples:
        jobai extract https://example.com/careers/42
        jobai extract posting.pdf screenshot.png --json
        pbpaste | jobai extract -
        jobai extract --from urls.txt --failed failed.txt --json > jobs.jsonl
        jobai extract top.png bottom.png --as-one
        jobai extract posting.html --explain
    """
    from cli.batch.failed_list import require_writable, write_list
    from cli.boundary import UsageError, exit_code
    from cli.extracting import extract_many, extract_one
    from cli.providing import asking_of
    from cli.runtime import run
    from cli.sources import given_sources

    if not sources and not lists:
        raise UsageError("Missing argument 'SOURCE'.", hint="jobai extract --help")
    if as_one and failed is not None:
        raise UsageError(
            "--failed is for several postings, --as-one makes one of all sources.",
            hint="leave one of them out",
        )
    given = given_sources(sources or [], lists or [])
    if failed is not None:
        require_writable(failed)

    async def work(runtime: Runtime) -> int:
        asking = await asking_of(
            runtime, provider, model, fallback_offline=fallback_offline, refresh=refresh
        )
        if as_one or (given.is_one and failed is None):
            await extract_one(runtime, given, asking, as_json=json, explain=explain)
            return 0
        tally = await extract_many(
            runtime, given, asking, at_once=concurrency, as_json=json, explain=explain
        )
        if failed is not None:
            write_list(failed, tally.failed)
        return exit_code(tally.first_error[1]) if tally.first_error else 0

    raise typer.Exit(run(context, work))
