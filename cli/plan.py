"""`jobai plan`: show, set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from cli.runtime import Runtime

app = typer.Typer(no_args_is_help=True, help="Your plan: its models and its limits.")


@app.command()
def show(
    context: typer.Context,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
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


@app.command("set")
def set_(
    context: typer.Context,
    plan: Annotated[
        str, typer.Argument(help="freemium, pay_as_you_go, pro_monthly or pro_annual.")
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
