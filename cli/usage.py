"""`jobai usage`: report, verify."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, cast

import typer

from cli.command import Command, Json, group

if TYPE_CHECKING:
    from datetime import datetime

    from cli.runtime import Runtime
    from orchestrator.usage_lines import Dimension

app = group("What AI calls used and what they cost: report, verify.")

Since = Annotated[
    str | None, typer.Option(metavar="DATE", help="From this day (UTC) on, such as 2026-11-01.")
]
Until = Annotated[str | None, typer.Option(metavar="DATE", help="To this day (UTC), included.")]

AllUsers = Annotated[bool, typer.Option("--all-users", help="Of all users of this store.")]


@app.command(cls=Command)
def report(
    context: typer.Context,
    by: Annotated[
        str,
        typer.Option(
            metavar="LIST",
            help="day, week, month, user, plan, provider, model, task, status, attempt_kind.",
        ),
    ] = "day,model",
    since: Since = None,
    until: Until = None,
    all_users: AllUsers = False,
    json: Json = False,
) -> None:
    """Show calls, tokens and cost. Calls without a price, an end or a count are told apart.

    Examples:
        jobai usage report
        jobai usage report --by task,provider --since 2026-11-01
        jobai usage report --json | python -m json.tool
    """
    from datetime import timedelta

    from cli.render import usage as render
    from cli.render.consoles import notice, print_json
    from cli.runtime import run
    from orchestrator.reports import usage_report
    from profiles.store.base import utc_now

    dimensions = _dimensions(by)
    start = _day(since, "--since")
    end = _day(until, "--until")

    async def work(runtime: Runtime) -> None:
        async with runtime.store.read() as session:
            found = await usage_report(
                session,
                by=dimensions,
                now=utc_now(),
                user_id=None if all_users else runtime.user,
                since=start,
                until=end + timedelta(days=1) if end else None,
            )
        if json:
            print_json(render.report_document(found))
        elif found.lines:
            render.print_report(found)
        else:
            notice("No calls in this time.", quiet=runtime.invocation.quiet)

    run(context, work)


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
    from orchestrator.usage_lines import DIMENSIONS
    from profiles.errors import InvalidInputError

    wanted = list(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    for name in wanted:
        if name not in DIMENSIONS:
            raise InvalidInputError(
                f"usage cannot be reported by {name!r}", hint=f"choose of: {', '.join(DIMENSIONS)}"
            )
    if not wanted:
        raise InvalidInputError("--by names nothing", hint=f"choose of: {', '.join(DIMENSIONS)}")
    return cast("list[Dimension]", wanted)


def _day(text: str | None, option: str) -> datetime | None:
    from datetime import UTC, datetime

    from profiles.errors import InvalidInputError

    if text is None:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError as error:
        raise InvalidInputError(
            f"{option} {text!r} is not a day", hint="give it as 2026-11-22"
        ) from error
