"""`jobai plan limits`: show, set, reset."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli import completing_words
from cli.command import Command, Json, ShowingGroup, group
from cli.limits import Amount, Measure, MeasureOrAll

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from cli.runtime import Runtime
    from orchestrator.limits import LimitInForce
    from orchestrator.quotas import Scope

app = group("What limits you, and what is left: show, set, reset.", ShowingGroup)

OfPlan = Annotated[
    str | None,
    typer.Option(
        "--plan",
        metavar="PLAN",
        help="Of everybody on this plan, not of you alone.",
        autocompletion=completing_words.plans,
    ),
]


@app.command(cls=Command)
def show(context: typer.Context, plan: OfPlan = None, json: Json = False) -> None:
    """Show each limit: what is left, when it resets, and where it comes from.

    Examples:
        jobai plan limits
        jobai plan limits --user ann --json
        jobai plan limits --plan pro_monthly
    """
    from cli.render import limits as render
    from cli.render.consoles import notice, print_json
    from cli.runtime import run

    async def work(runtime: Runtime) -> None:
        found = await _found(runtime, plan)
        if json:
            print_json(render.limits_document(found, user=runtime.user, plan=plan))
        elif found:
            render.print_limits(found)
        else:
            notice("Nothing limits you.", quiet=runtime.invocation.quiet)

    run(context, work)


@app.command("set", cls=Command)
def set_(
    context: typer.Context,
    limit: Measure,
    amount: Amount,
    plan: OfPlan = None,
    json: Json = False,
) -> None:
    """Set a limit of your own, which stands in place of your plan's.

    What is used so far counts. Under a budget in money a model without a price is not asked: set
    its price with jobai providers price.

    Examples:
        jobai plan limits set tokens/day 50000
        jobai plan limits set cost/month 5.00
        jobai plan limits set calls/hour none --user ann
        jobai plan limits set tokens/day 20000 --plan freemium
    """
    from cli.limits import cap_of
    from cli.render import limits as render
    from cli.render.consoles import notice, print_json
    from cli.runtime import run
    from orchestrator.limits import measure_of, set_limit

    metric, period = measure_of(limit)
    cap = cap_of(metric, amount)

    async def work(runtime: Runtime) -> None:
        async with runtime.store.write() as session:
            scope, subject = await _whose(runtime, session, plan)
            await set_limit(
                session, scope=scope, subject=subject, metric=metric, period=period, cap=cap
            )
        found = await _found(runtime, plan)
        if json:
            print_json(render.limits_document(found, user=runtime.user, plan=plan))
        whose = plan or runtime.user
        notice(render.told(whose, metric, period, found), quiet=runtime.invocation.quiet or json)

    run(context, work)


@app.command(cls=Command)
def reset(
    context: typer.Context,
    limit: MeasureOrAll = None,
    plan: OfPlan = None,
    json: Json = False,
) -> None:
    """Take limits of your own away: your plan's hold again. With --plan, go back to jobai's.

    Examples:
        jobai plan limits reset tokens/day
        jobai plan limits reset
        jobai plan limits reset --plan freemium
    """
    from cli.render import limits as render
    from cli.render.consoles import notice, print_json
    from cli.runtime import run
    from orchestrator.limits import measure_of, reset_limits

    measure = measure_of(limit) if limit is not None else None

    async def work(runtime: Runtime) -> None:
        async with runtime.store.write() as session:
            scope, subject = await _whose(runtime, session, plan)
            count = await reset_limits(session, scope=scope, subject=subject, measure=measure)
        found = await _found(runtime, plan)
        if json:
            print_json(render.limits_document(found, user=runtime.user, plan=plan))
        whose = plan or runtime.user
        if count:
            what = "limit" if count == 1 else "limits"
            told = f"{whose}: {count} {what} reset to {'what jobai ships' if plan else 'the plan'}."
        else:
            told = f"{whose}: there was nothing to reset."
        notice(told, quiet=runtime.invocation.quiet or json)

    run(context, work)


async def _whose(runtime: Runtime, session: AsyncSession, plan: str | None) -> tuple[Scope, str]:
    from profiles.accounts import require_plan

    if plan is None:
        return "user", runtime.user
    await require_plan(session, plan)
    return "plan", plan


async def _found(runtime: Runtime, plan: str | None) -> Sequence[LimitInForce]:
    from orchestrator.limits import limits_in_force, limits_of_plan
    from orchestrator.routing import active_plan
    from profiles.accounts import require_plan

    async with runtime.store.read() as session:
        if plan is None:
            own = await active_plan(session, runtime.user)
            return await limits_in_force(session, own, runtime.user)
        await require_plan(session, plan)
        return await limits_of_plan(session, plan)
