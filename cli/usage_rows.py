"""`jobai usage export`, `archive` and `prune`: the ledger's rows, taken out of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cli.command import Json
from cli.confirming import Yes
from cli.usage_options import (
    AllUsers,
    AttemptKind,
    Model,
    Plan,
    Provider,
    Since,
    Status,
    Task,
    Timezone,
    Until,
    asked,
)

if TYPE_CHECKING:
    from datetime import datetime
    from typing import BinaryIO

    from cli.runtime import Runtime
    from orchestrator.usage_export import ExportFormat

_ENDINGS: dict[str, ExportFormat] = {
    ".csv": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
}

Before = Annotated[
    str,
    typer.Option(
        metavar="WHEN",
        help="Calls before then: 90d, last month, 2026-06. The current month stays.",
    ),
]


def export(
    context: typer.Context,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="A file instead of standard output."),
    ] = None,
    export_format: Annotated[
        Literal["csv", "jsonl", "parquet"] | None,
        typer.Option(
            "--format", metavar="csv|jsonl|parquet", help="By the file's ending, or jsonl."
        ),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Replace the file if there is one.")
    ] = False,
    since: Since = None,
    until: Until = None,
    timezone: Timezone = "local",
    all_users: AllUsers = False,
    provider: Provider = None,
    model: Model = None,
    task: Task = None,
    status: Status = None,
    plan: Plan = None,
    attempt_kind: AttemptKind = None,
    json: Annotated[
        bool, typer.Option("--json", help="JSON lines, whatever the file is called.")
    ] = False,
) -> None:
    """Write every attempt of the ledger with all its columns: CSV, JSON lines, or Parquet.

    Examples:
        jobai usage export -o usage.csv --since 2026
        jobai usage export --status error | jq .error_type
    """
    from cli.boundary import UsageError
    from cli.render.consoles import notice, stdout_for_files
    from cli.runtime import run
    from orchestrator.usage_export import export as write_rows
    from orchestrator.usage_export import exported_rows
    from profiles.errors import InvalidInputError
    from profiles.store.base import utc_now
    from profiles.written_files import whole_file

    if json and export_format not in (None, "jsonl"):
        raise UsageError(
            f"--json are JSON lines, and not {export_format}", hint="leave out one of the two"
        )
    form = _format(output, "jsonl" if json else export_format)
    if output is not None and output.exists() and not force:
        raise InvalidInputError(f"{output} exists", hint="name another file, or add --force")

    async def work(runtime: Runtime) -> None:
        now = utc_now()
        which = await asked(context, runtime, now=now)

        async def written(to: BinaryIO) -> int:
            async with runtime.store.read() as session:
                rows = exported_rows(
                    session,
                    now=now,
                    user_id=which.user_id,
                    since=which.since,
                    until=which.until,
                    where=which.where,
                )
                return await write_rows(rows, to, form)

        if output is None:
            count = await written(stdout := stdout_for_files())
            stdout.flush()
        else:
            with whole_file(output) as file:
                count = await written(file)
        where = f" to {output}" if output else ""
        notice(f"{count:,} attempts written{where}.", quiet=runtime.invocation.quiet)

    run(context, work)


def archive(
    context: typer.Context,
    before: Before,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="Such as usage-2025.jsonl.gz.")
    ],
    timezone: Timezone = "local",
    json: Json = False,
) -> None:
    """Move old calls of all users to a file of packed JSON lines. Every total stays as it was.

    The file is read back before a row leaves the store.

    Example:
        jobai usage archive --before 2026 --output usage-2025.jsonl.gz
    """
    from cli.render import prunings as render
    from cli.render.consoles import print_json
    from cli.runtime import run
    from orchestrator.pruning import archive as move

    async def work(runtime: Runtime) -> None:
        done = await move(runtime.store, before=_moment(before, timezone), to=output)
        if json:
            print_json(render.pruning_document(done))
        else:
            render.print_pruning(done)

    run(context, work)


def prune(
    context: typer.Context,
    before: Before,
    timezone: Timezone = "local",
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Remove the rows of old calls of all users for good. Every total stays as it was.

    Examples:
        jobai usage prune --before 365d
        jobai usage prune --before 2025 --yes --json
    """
    from cli.confirming import require_yes
    from cli.render import prunings as render
    from cli.render.consoles import print_json
    from cli.runtime import run
    from orchestrator.pruning import prune as remove

    moment = _moment(before, timezone)
    question = f"Remove the calls before {moment.astimezone():%Y-%m-%d %H:%M} for good?"
    require_yes(question, yes=yes)

    async def work(runtime: Runtime) -> None:
        done = await remove(runtime.store, before=moment)
        if json:
            print_json(render.pruning_document(done))
        else:
            render.print_pruning(done)

    run(context, work)


def _moment(before: str, timezone: str) -> datetime:
    from orchestrator.periods import parse_span
    from orchestrator.timezones import timezone_named
    from profiles.store.base import utc_now

    return parse_span(before, now=utc_now(), timezone=timezone_named(timezone)).start


def _format(output: Path | None, named: ExportFormat | None) -> ExportFormat:
    from cli.boundary import UsageError

    if named is not None:
        if named == "parquet" and output is None:
            raise UsageError("Parquet is not for a terminal or a pipe", hint="add --output FILE")
        return named
    if output is None:
        return "jsonl"
    found = _ENDINGS.get(output.suffix.lower())
    if found is None:
        raise UsageError(
            f"the ending of {output} tells no format", hint=f"end it in {', '.join(_ENDINGS)}"
        )
    return found
