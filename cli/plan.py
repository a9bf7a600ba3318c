"""`jobai plan`: show, set, end, limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli import completing_words
from cli.command import Command, Json, group

if TYPE_CHECKING:
    from cli.runtime import Runtime

app = group("Your plan, its models and its limits: show, set, end, limits.")

From = Annotated[
    str | None,
    typer.Option(
        "--from", metavar="DAY", help="From this day on, such as 2026-12-01; now if none."
    ),
]
Until = Annotated[
    str | None,
    typer.Option(metavar="DAY", help="Until this day, included, such as 2027-01-31."),
]


@app.command(cls=Command)
def show(
    context: typer.Context,
    json: Json = False,
) -> None:
    """Show your plan: since when, what each task goes to, what is left of its limits.

    Examples:
        jobai plan show
        jobai plan show --user ann
    """
    from cli.render import plans
    from cli.render.consoles import notice, print_json
    from cli.runtime import run
    from orchestrator.plans import plan_overview

    async def work(runtime: Runtime) -> None:
        async with runtime.store.read() as session:
            overview = await plan_overview(session, runtime.user)
        if json:
            print_json(plans.plan_document(overview))
        else:
            plans.print_plan(overview)
            notice(
                "Who of them answers now, and why: jobai providers explain --task cv_draft",
                quiet=runtime.invocation.quiet,
            )

    run(context, work)


@app.command("set", cls=Command)
def set_(
    context: typer.Context,
    plan: Annotated[
        str,
        typer.Argument(
            metavar="PLAN",
            help="freemium, pay_as_you_go, pro_monthly or pro_annual.",
            autocompletion=completing_words.plans,
        ),
    ],
    starts: From = None,
    until: Until = None,
    json: Json = False,
) -> None:
    """Change your plan, or with --user somebody else's.

    A plan with an end is laid over the one without: when it ends, that one holds again.

    Examples:
        jobai plan set pay_as_you_go
        jobai plan set pro_monthly --until 2027-01-31
        jobai plan set pro_annual --from 2027-01-01 --until 2027-12-31 --user ann
    """
    from cli.dates import beginning, ending
    from cli.render import plans
    from cli.render.consoles import notice, print_json
    from cli.runtime import run
    from orchestrator.plans import terms_of
    from profiles.subscriptions import set_plan

    starts_at, ends_at = beginning("--from", starts), ending("--until", until)

    async def work(runtime: Runtime) -> None:
        async with runtime.store.write() as session:
            new = await set_plan(session, runtime.user, plan, starts_at=starts_at, ends_at=ends_at)
            terms = await terms_of(session, runtime.user, new)
        if json:
            print_json(plans.terms_document(runtime.user, terms))
        notice(plans.told(runtime.user, terms), quiet=runtime.invocation.quiet or json)

    run(context, work)


@app.command(cls=Command)
def end(
    context: typer.Context,
    until: Annotated[
        str | None,
        typer.Option(
            metavar="DAY", help="Its last day, such as 2027-01-31, included; now if none."
        ),
    ] = None,
    json: Json = False,
) -> None:
    """End the plan that holds. What it was laid over holds then, or else freemium.

    Examples:
        jobai plan end
        jobai plan end --until 2027-01-31 --user ann
    """
    from cli.dates import ending
    from cli.render import plans
    from cli.render.consoles import notice, print_json
    from cli.runtime import run
    from orchestrator.plans import terms_of
    from profiles.subscriptions import end_plan

    ends_at = ending("--until", until)

    async def work(runtime: Runtime) -> None:
        async with runtime.store.write() as session:
            ended = await end_plan(session, runtime.user, at=ends_at)
            terms = await terms_of(session, runtime.user, ended)
        if json:
            print_json(plans.terms_document(runtime.user, terms))
        notice(plans.told(runtime.user, terms), quiet=runtime.invocation.quiet or json)

    run(context, work)


app.at("limits", "cli.plan_limits:app")
