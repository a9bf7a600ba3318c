"""`jobai providers enable` and `disable`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer  # noqa: TC002  Typer looks at the annotations

from cli.command import Json
from cli.provider_names import Name

if TYPE_CHECKING:
    from cli.runtime import Runtime


def enable(context: typer.Context, name: Name, json: Json = False) -> None:
    """Let a config be asked again.

    Examples:
        jobai providers enable openai
    """
    _switch(context, name, active=True, json=json)


def disable(context: typer.Context, name: Name, json: Json = False) -> None:
    """Keep a config from being asked. Its key and its limits stay until it is enabled again.

    Examples:
        jobai providers disable openai
    """
    _switch(context, name, active=False, json=json)


def _switch(context: typer.Context, name: str, *, active: bool, json: bool) -> None:
    from cli.render import providers as render
    from cli.render.consoles import notice, print_json
    from cli.runtime import run
    from orchestrator.provider_configs import set_active
    from orchestrator.provider_states import provider_states

    async def work(runtime: Runtime) -> None:
        async with runtime.store.write() as session:
            config = await set_active(session, name, active=active)
        async with runtime.store.read() as session:
            states = await provider_states(session, runtime.settings)
        if json:
            print_json(render.config_document(config))
        notice(render.switched(config, states), quiet=runtime.invocation.quiet or json)

    run(context, work)
