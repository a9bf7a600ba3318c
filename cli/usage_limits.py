"""`jobai usage quota` and `jobai usage check`: what is left, and whether too much was used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.command import LARGEST_NUMBER, Json
from cli.usage_options import AllUsers, Model, Plan, Provider, Since, Task, Timezone, Until, asked

if TYPE_CHECKING:
    from cli.runtime import Runtime


def quota(context: typer.Context, json: Json = False) -> None:
    """Show what is left of each limit, when it resets, and which calls under way hold some of it.

    Example:
        jobai usage quota
    """
    from cli.render import quotas as render
    from cli.render.consoles import print_json
    from cli.runtime import run
    from orchestrator.plans import plan_overview
    from orchestrator.usage_log import usage_log
    from profiles.store.base import utc_now

    async def work(runtime: Runtime) -> None:
        async with runtime.store.read() as session:
            overview = await plan_overview(session, runtime.user)
            holding = await usage_log(
                session,
                now=utc_now(),
                limit=1000,
                user_id=runtime.user,
                where={"status": "pending"},
            )
        if json:
            print_json(render.quota_document(overview, holding))
        else:
            render.print_quota(overview, holding)

    run(context, work)


def check(
    context: typer.Context,
    max_cost: Annotated[
        str | None, typer.Option(metavar="USD", help="The most that may have been spent.")
    ] = None,
    max_tokens: Annotated[
        int | None,
        typer.Option(metavar="N", min=0, max=LARGEST_NUMBER, help="The most tokens, in and out."),
    ] = None,
    max_calls: Annotated[
        int | None, typer.Option(metavar="N", min=0, max=LARGEST_NUMBER, help="The most calls.")
    ] = None,
    allow_unpriced: Annotated[
        bool,
        typer.Option("--allow-unpriced", help="Let calls pass whose price nobody knows."),
    ] = False,
    since: Since = "month",
    until: Until = None,
    timezone: Timezone = "local",
    all_users: AllUsers = False,
    provider: Provider = None,
    model: Model = None,
    task: Task = None,
    plan: Plan = None,
    json: Json = False,
) -> None:
    """Fail with exit code 5 when more was used than it should, for CI. Calls under way count whole.

    A call without a known price fails the check of a cost, unless you allow it: nobody can say
    that it was cheap.

    Examples:
        jobai usage check --max-cost 5
        jobai usage check --max-cost 0.50 --since today --task extraction
    """
    from cli.boundary import UsageError
    from cli.exit_codes import QUOTA
    from cli.limits import amount
    from cli.render import quotas as render
    from cli.render.consoles import print_json
    from cli.runtime import run
    from orchestrator.reports import usage_report
    from orchestrator.usage_checks import Bounds, check_usage
    from profiles.store.base import utc_now

    if max_cost is None and max_tokens is None and max_calls is None:
        raise UsageError(
            "there is nothing to check against", hint="add --max-cost, --max-tokens or --max-calls"
        )
    bounds = Bounds(
        None if max_cost is None else amount("--max-cost", max_cost),
        max_tokens,
        max_calls,
        allow_unpriced=allow_unpriced,
    )

    async def work(runtime: Runtime) -> int:
        now = utc_now()
        which = await asked(context, runtime, now=now)
        async with runtime.store.read() as session:
            report = await usage_report(
                session,
                by=("provider",),
                now=now,
                user_id=which.user_id,
                since=which.since,
                until=which.until,
                timezone=which.timezone,
                where=which.where,
            )
        checked = check_usage(report.total, bounds)
        if json:
            print_json(render.check_document(report, checked))
        else:
            render.print_check(report, checked)
        return 0 if all(one.ok for one in checked) else QUOTA

    raise typer.Exit(run(context, work))
