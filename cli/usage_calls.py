"""`jobai usage log` and `jobai usage show`: single calls of the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli import completing
from cli.command import Json
from cli.usage_options import (
    AllUsers,
    Asked,
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
    from cli.render.usage_log import Following
    from cli.runtime import Runtime
    from orchestrator.usage_log import LogKey

FOLLOW_EVERY_S = 1.0


def log(
    context: typer.Context,
    limit: Annotated[
        int, typer.Option("--limit", "-n", metavar="N", min=1, max=1000, help="At most so many.")
    ] = 20,
    follow: Annotated[
        bool, typer.Option("--follow", "-f", help="Go on with calls as they end; Ctrl-C stops.")
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
    before: Annotated[
        str | None,
        typer.Option(
            metavar="REQUEST",
            help="The calls before this one: the next page.",
            autocompletion=completing.calls,
        ),
    ] = None,
    json: Json = False,
) -> None:
    """List the latest calls, newest first; with --follow oldest first, as they end.

    Examples:
        jobai usage log
        jobai usage log --status error --since 7d
        jobai usage log --follow --all-users
    """
    from cli.boundary import UsageError
    from cli.render import usage_log as render
    from cli.render.consoles import notice, print_json
    from cli.runtime import run
    from orchestrator.usage_log import call_history, usage_log
    from profiles.store.base import utc_now

    if follow and (until or before):
        raise UsageError(
            "--follow goes on to the end: it takes neither --until nor --before",
            hint="leave --follow out for what is past",
        )

    async def work(runtime: Runtime) -> None:
        now = utc_now()
        which = await asked(context, runtime, now=now)
        async with runtime.store.read() as session:
            key = None
            if before is not None:
                told = await call_history(session, before, now=now, user_id=which.user_id)
                key = told.key
            page = await usage_log(
                session,
                now=now,
                limit=limit,
                user_id=which.user_id,
                since=which.since,
                until=which.until,
                where=which.where,
                before=key,
            )
        if follow:
            lines = render.following(which.timezone, all_users=all_users, as_json=json)
            for call in reversed(page.calls):
                lines(call)
            await _follow(runtime, which, page.calls[0].key if page.calls else None, lines)
        elif json:
            print_json(render.log_document(page))
        elif page.calls:
            render.print_log(page, which.timezone, all_users=all_users)
        else:
            notice("No calls in this time.", quiet=runtime.invocation.quiet)

    run(context, work)


def show(
    context: typer.Context,
    request_id: Annotated[
        str,
        typer.Argument(
            metavar="REQUEST",
            help="The call's request id; its beginning will do.",
            autocompletion=completing.calls,
        ),
    ],
    all_users: AllUsers = False,
    json: Json = False,
) -> None:
    """Show every attempt of a call: who was asked, why, what came back, and what it cost.

    Examples:
        jobai usage show 3f2a9c01
        jobai usage show 3f2a9c01 --json
    """
    from cli.render import usage_log as render
    from cli.render.consoles import print_json
    from cli.runtime import run
    from orchestrator.usage_log import call_history
    from orchestrator.usage_providers import credential_names
    from orchestrator.why_routed import why_routed
    from profiles.store.base import utc_now

    async def work(runtime: Runtime) -> None:
        user = None if all_users else runtime.user
        async with runtime.store.read() as session:
            call = await call_history(session, request_id, now=utc_now(), user_id=user)
            reasons = await why_routed(session, call)
            names = await credential_names(session)
        if json:
            print_json(render.call_document(call, reasons))
        else:
            render.print_call(call, reasons, names)

    run(context, work)


async def _follow(runtime: Runtime, which: Asked, after: LogKey | None, told: Following) -> None:
    """Tell of each call once, when it has ended."""
    import asyncio

    from orchestrator.usage_log import usage_log
    from profiles.store.base import utc_now

    seen = after
    while True:
        await asyncio.sleep(FOLLOW_EVERY_S)
        now = utc_now()
        async with runtime.store.read() as session:
            page = await usage_log(
                session,
                now=now,
                limit=1000,
                user_id=which.user_id,
                since=which.since if seen is None else None,
                where=which.where,
                after=seen,
            )
        for call in page.calls:
            if call.last.status == "pending":
                break  # what comes after it waits, so that none is told twice or left out
            told(call)
            seen = call.key
