"""`jobai providers limits`: show, set, reset."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli import completing
from cli.command import Command, Json, NamingGroup, group
from cli.limits import Amount, Measure, MeasureOrAll
from cli.provider_names import NameOrAll

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cli.runtime import Runtime
    from orchestrator.limits import LimitInForce

app = group(
    "What all users together may use of one config: show, set, reset. A call that has no room "
    "there goes to the next config or model of its route.",
    NamingGroup,
)

Name = Annotated[
    str,
    typer.Argument(metavar="NAME", help="The config's name.", autocompletion=completing.providers),
]


@app.command(cls=Command)
def show(
    context: typer.Context,
    name: NameOrAll = None,
    json: Json = False,
) -> None:
    """Show the limits of configs, what is left of each, and when it resets.

    Examples:
        jobai providers limits
        jobai providers limits gemini --json
    """
    from cli.render import limits as render
    from cli.render.consoles import notice, print_json
    from cli.runtime import run

    async def work(runtime: Runtime) -> None:
        found = await _found(runtime, name)
        if json:
            print_json(render.config_limits_document(name, found))
        elif found:
            render.print_limits(found)
        else:
            whose = f"{name} has no limits of its own" if name else "No config has limits"
            notice(
                f"{whose}. Set one: jobai providers limits set {name or 'NAME'} cost/month 20",
                quiet=runtime.invocation.quiet,
            )

    run(context, work)


@app.command("set", cls=Command)
def set_(
    context: typer.Context, name: Name, limit: Measure, amount: Amount, json: Json = False
) -> None:
    """Limit what all users together use of one config. What is used so far counts.

    Examples:
        jobai providers limits set gemini cost/month 20
        jobai providers limits set gemini calls/hour 100
    """
    from cli.limits import cap_of
    from cli.render import limits as render
    from cli.render.consoles import notice, print_json
    from cli.runtime import run
    from orchestrator.limits import measure_of, set_limit
    from orchestrator.provider_configs import get_config
    from orchestrator.quotas import NO_CAP

    metric, period = measure_of(limit)
    cap = cap_of(metric, amount)

    async def work(runtime: Runtime) -> None:
        async with runtime.store.write() as session:
            subject = str((await get_config(session, name)).id)
            await set_limit(
                session,
                scope="provider_config",
                subject=subject,
                metric=metric,
                period=period,
                cap=None if cap >= NO_CAP else cap,
            )
        found = await _found(runtime, name)
        if json:
            print_json(render.config_limits_document(name, found))
        notice(
            render.told(f"provider {name}", metric, period, found),
            quiet=runtime.invocation.quiet or json,
        )

    run(context, work)


@app.command(cls=Command)
def reset(
    context: typer.Context, name: Name, limit: MeasureOrAll = None, json: Json = False
) -> None:
    """Take limits of one config away.

    Examples:
        jobai providers limits reset gemini cost/month
        jobai providers limits reset gemini
    """
    from cli.render import limits as render
    from cli.render.consoles import notice, print_json
    from cli.runtime import run
    from orchestrator.limits import measure_of, reset_limits
    from orchestrator.provider_configs import get_config

    measure = measure_of(limit) if limit is not None else None

    async def work(runtime: Runtime) -> None:
        async with runtime.store.write() as session:
            subject = str((await get_config(session, name)).id)
            count = await reset_limits(
                session, scope="provider_config", subject=subject, measure=measure
            )
        if json:
            print_json(render.config_limits_document(name, await _found(runtime, name)))
        gone = f"Limits of {name} taken away: {count}." if count else f"{name} had no such limit."
        notice(gone, quiet=runtime.invocation.quiet or json)

    run(context, work)


async def _found(runtime: Runtime, name: str | None) -> Sequence[LimitInForce]:
    from orchestrator.limits import limits_of_configs
    from orchestrator.provider_configs import get_config, list_configs

    async with runtime.store.read() as session:
        configs = [await get_config(session, name)] if name else await list_configs(session)
        return await limits_of_configs(session, {str(one.id): one.name for one in configs})
