"""`jobai usage`: report, verify, and the commands of `usage_calls`, `_limits` and `_rows`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, cast

import typer

from cli import completing_words
from cli.command import Command, Json, group
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
    from collections.abc import Sequence

    from cli.runtime import Runtime
    from orchestrator.usage_lines import Dimension, Mode

app = group("What AI calls used and what they cost: report, log, show, quota, check, export.")


@app.command(cls=Command)
def report(
    context: typer.Context,
    by: Annotated[
        str,
        typer.Option(
            metavar="LIST",
            help="day, week, month, user, plan, provider, model, task, status, attempt_kind; "
            "several with commas.",
            autocompletion=completing_words.list_of(*completing_words.DIMENSIONS),
        ),
    ] = "day,model",
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
    mode: Annotated[
        Literal["recorded", "reprice"],
        typer.Option(
            metavar="recorded|reprice",
            help="What the ledger says, or every attempt with the prices known now.",
        ),
    ] = "recorded",
    csv: Annotated[bool, typer.Option("--csv", help="Print comma-separated values.")] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print a Markdown table.")] = False,
    html: Annotated[
        Path | None,
        typer.Option(
            "--html", metavar="FILE", help="Write a page with charts that needs no network."
        ),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Replace FILE whoever wrote what stands there.")
    ] = False,
    json: Json = False,
) -> None:
    """Show calls, tokens and cost. Calls without a price, an end or a count are told apart.

    Examples:
        jobai usage report
        jobai usage report --html usage.html --by day,task --since "last month"
        jobai usage report --by month,provider --since "last year"
        jobai usage report --by task --since 30d --status error
        jobai usage report --json | python -m json.tool
    """
    from cli.boundary import UsageError
    from cli.render import usage as render
    from cli.render.consoles import notice, print_json, print_text
    from cli.runtime import run
    from orchestrator.reports import usage_report
    from profiles.store.base import utc_now

    if sum((json, csv, markdown, html is not None)) > 1:
        raise UsageError(
            "--json, --csv, --markdown and --html exclude each other", hint="choose one"
        )
    dimensions = _dimensions(by)
    if html is not None:
        return _page(context, html, dimensions, mode, force=force)
    if force:
        raise UsageError("--force replaces a file, and no --html names one", hint="add --html FILE")

    async def work(runtime: Runtime) -> None:
        now = utc_now()
        which = await asked(context, runtime, now=now)
        async with runtime.store.read() as session:
            found = await usage_report(
                session,
                by=dimensions,
                now=now,
                user_id=which.user_id,
                since=which.since,
                until=which.until,
                timezone=which.timezone,
                where=which.where,
                mode=mode,
            )
        if json:
            print_json(render.report_document(found))
        elif csv:
            print_text(render.report_csv(found))
        elif not found.lines:
            notice("No calls in this time.", quiet=runtime.invocation.quiet)
        elif markdown:
            print_text(render.report_markdown(found))
        else:
            render.print_report(found)

    return run(context, work)


def _page(
    context: typer.Context, file: Path, by: Sequence[Dimension], mode: Mode, *, force: bool
) -> None:
    from cli.render.consoles import notice
    from cli.render.usage_page import usage_page
    from cli.render.words import size
    from cli.runtime import run
    from cli.written import write_file
    from orchestrator.usage_overview import usage_overview
    from profiles.store.base import utc_now
    from profiles.written_files import check_writable

    async def work(runtime: Runtime) -> None:
        now = utc_now()
        which = await asked(context, runtime, now=now)
        async with runtime.store.read() as session:
            await check_writable(session, runtime.user, file, force=force)
            overview = await usage_overview(
                session,
                by=by,
                now=now,
                user_id=which.user_id,
                since=which.since,
                until=which.until,
                timezone=which.timezone,
                where=which.where,
                mode=mode,
            )
        page = usage_page(overview, user=which.user_id, where=which.said, now=now)
        await write_file(runtime, file, page, force=force)
        quiet = runtime.invocation.quiet
        notice(f"Written: {file} ({size(len(page))}). Open it in a browser.", quiet=quiet)

    run(context, work)


app.at("log", "cli.usage_calls:log")
app.at("show", "cli.usage_calls:show")
app.at("quota", "cli.usage_limits:quota")
app.at("check", "cli.usage_limits:check")
app.at("export", "cli.usage_rows:export")
app.at("archive", "cli.usage_rows:archive")
app.at("prune", "cli.usage_rows:prune")


@app.command(cls=Command)
def verify(context: typer.Context, all_users: AllUsers = False, json: Json = False) -> None:
    """Prove that the ledger adds up: every attempt, every price, every sum.

    Prints each fault with its request id, and exits with 1 when there is one.
    """
    from cli.render import audits as render
    from cli.render.consoles import print_json
    from cli.runtime import run
    from orchestrator.audit import audit_ledger
    from profiles.store.base import utc_now

    async def work(runtime: Runtime) -> int:
        user = None if all_users else runtime.user
        async with runtime.store.read() as session:
            audit = await audit_ledger(session, now=utc_now(), user_id=user)
        if json:
            print_json(render.audit_document(audit))
        else:
            render.print_audit(audit)
        return render.audit_exit_code(audit)

    raise typer.Exit(run(context, work))


def _dimensions(text: str) -> list[Dimension]:
    from cli.command import did_you_mean
    from orchestrator.usage_lines import DIMENSIONS
    from profiles.errors import InvalidInputError
    from profiles.naming import nearest

    choices = f"choose of: {', '.join(DIMENSIONS)}"
    wanted = [name.strip().replace("-", "_") for name in text.split(",")]
    wanted = list(dict.fromkeys(name for name in wanted if name))
    for name in wanted:
        if name not in DIMENSIONS:
            near = nearest(name, DIMENSIONS)
            hint = f"{did_you_mean([near])} {choices.capitalize()}" if near else choices
            raise InvalidInputError(f"usage cannot be reported by {name!r}", hint=hint)
    if not wanted:
        raise InvalidInputError("--by names nothing", hint=choices)
    return cast("list[Dimension]", wanted)
