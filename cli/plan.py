"""`jobai plan`: show, set, limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.command import Command, Json, group
from cli.limits import CallsPerHour, CostPerDay, CostPerMonth, TokensPerDay, TokensPerMonth

if TYPE_CHECKING:
    from cli.runtime import Runtime

app = group("Your plan, its models and its limits: show, set, limits.")


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


@app.command(cls=Command)
def limits(
    context: typer.Context,
    cost_per_day: CostPerDay = None,
    cost_per_month: CostPerMonth = None,
    tokens_per_day: TokensPerDay = None,
    tokens_per_month: TokensPerMonth = None,
    calls_per_hour: CallsPerHour = None,
    json: Json = False,
) -> None:
    """Limit what you use beside what your plan allows, and see what is left.

    What is used in a day or month so far counts. Under a budget in money a model without a price is
    not asked: set its price with jobai providers price.

    Examples:
        jobai plan limits
        jobai plan limits --cost-per-day 0.50 --cost-per-month 5
        jobai plan limits --cost-per-day none
    """
    from cli.limits import apply, changes
    from cli.render.consoles import print_json
    from cli.render.errors import SCHEMA_VERSION
    from cli.render.limits import limit_documents, print_limits
    from cli.runtime import run
    from orchestrator.plans import plan_overview

    wanted = changes(
        cost_per_day=cost_per_day,
        cost_per_month=cost_per_month,
        tokens_per_day=tokens_per_day,
        tokens_per_month=tokens_per_month,
        calls_per_hour=calls_per_hour,
    )

    async def work(runtime: Runtime) -> None:
        if wanted:
            async with runtime.store.write() as session:
                await apply(session, "user", runtime.user, wanted)
        async with runtime.store.read() as session:
            found = (await plan_overview(session, runtime.user)).standings
        if json:
            told = {"user": runtime.user, "limits": limit_documents(found)}
            print_json({"schema_version": SCHEMA_VERSION, **told})
        else:
            print_limits(found)

    run(context, work)
