"""`jobai plan`: show, set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.command import Command, Json, group

if TYPE_CHECKING:
    from cli.runtime import Runtime

app = group("Your plan, its models and its limits: show, set.")


@app.command(cls=Command)
def show(
    context: typer.Context,
    json: Json = False,
) -> None:
    """Show your plan, the models it routes to, and what is used of its limits."""
    from cli.render import plans
    from cli.render.consoles import print_json
    from cli.runtime import run
    from orchestrator.plans import plan_overview

    async def work(runtime: Runtime) -> None:
        async with runtime.store.read() as session:
            overview = await plan_overview(session, runtime.user)
        if json:
            print_json(plans.plan_document(overview))
        else:
            plans.print_plan(overview)

    run(context, work)


@app.command("set", cls=Command)
def set_(
    context: typer.Context,
    plan: Annotated[
        str,
        typer.Argument(metavar="PLAN", help="freemium, pay_as_you_go, pro_monthly or pro_annual."),
    ],
) -> None:
    """Change your plan, from now on."""
    from cli.render.consoles import notice
    from cli.runtime import run
    from profiles.accounts import set_plan

    async def work(runtime: Runtime) -> None:
        async with runtime.store.write() as session:
            await set_plan(session, runtime.user, plan)
        notice(f"{runtime.user} is on {plan} now.", quiet=runtime.invocation.quiet)

    run(context, work)
