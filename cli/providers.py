"""`jobai providers`: list, use, remove; the other commands stand in modules of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer  # noqa: TC002  Typer looks at the annotations

from cli.command import Command, Json, group
from cli.confirming import Yes, require_yes
from cli.provider_names import Name

if TYPE_CHECKING:
    from cli.runtime import Runtime

app = group(
    "The AI providers that jobai may ask, their keys, models, routes, prices and limits: add, "
    "list, test, use, remove, models, routes, explain, ..."
)


app.at("add", "cli.adding:add")


@app.command("list", cls=Command)
def list_(context: typer.Context, json: Json = False) -> None:
    """List what may be asked: key, health, last test, and what it cost this month (UTC).

    Of several configs of a provider the upper one is asked first.

    Examples:
        jobai providers list
        jobai providers list --json
    """
    from cli.render import providers as render
    from cli.render.consoles import print_json
    from cli.runtime import run
    from orchestrator.provider_states import provider_states

    async def work(runtime: Runtime) -> None:
        async with runtime.store.read() as session:
            states = await provider_states(session, runtime.settings)
        if json:
            print_json(render.providers_document(states))
        else:
            render.print_providers(states, quiet=runtime.invocation.quiet)

    run(context, work)


@app.command(cls=Command)
def use(context: typer.Context, name: Name, json: Json = False) -> None:
    """Ask this config first among those of its provider."""
    from cli.render import providers as render
    from cli.render.consoles import notice, print_json
    from cli.runtime import run
    from orchestrator.provider_configs import use_config

    async def work(runtime: Runtime) -> None:
        async with runtime.store.write() as session:
            config = await use_config(session, name)
        if json:
            print_json(render.config_document(config))
        notice(
            f"{config.name} is asked first among {config.provider_type} configs now.",
            quiet=runtime.invocation.quiet or json,
        )

    run(context, work)


@app.command(cls=Command)
def remove(
    context: typer.Context,
    name: Name,
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Forget a config, its key and its limits. What its calls cost stays in the ledger.

    Examples:
        jobai providers remove openai
        jobai providers remove openai --yes
    """
    from cli.render import providers as render
    from cli.render.consoles import notice, print_json
    from cli.runtime import run
    from orchestrator.provider_configs import get_config, remove_config

    async def work(runtime: Runtime) -> None:
        quiet = runtime.invocation.quiet
        async with runtime.store.read() as session:
            config = await get_config(session, name)
        require_yes(f"Remove {name} and forget its key?", yes=yes)
        async with runtime.store.write() as session:
            await remove_config(session, name)
        if json:
            print_json(render.config_document(config))
        notice(f"Removed {name}.", quiet=quiet or json)

    run(context, work)


app.at("enable", "cli.switching:enable")
app.at("disable", "cli.switching:disable")
app.at("test", "cli.provider_checks:check")
app.at("rotate-key", "cli.rotating:rotate_key")
app.at("models", "cli.models:models")
app.at("explain", "cli.routes:explain")
app.at("price", "cli.costs:price")
app.at("prices", "cli.costs:prices")
app.at("routes", "cli.routes:app")
app.at("limits", "cli.provider_limits:app")
