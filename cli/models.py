"""`jobai providers models`: what each provider offers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.command import Json
from cli.provider_names import NameOrAll

if TYPE_CHECKING:
    from cli.runtime import Runtime


def models(
    context: typer.Context,
    name: NameOrAll = None,
    used: Annotated[
        bool, typer.Option("--used", help="Only models that a route or the config asks.")
    ] = False,
    json: Json = False,
) -> None:
    """List what each provider offers: prices, when models go, and which routes ask them.

    Prices are US dollars for a million tokens. Asking for the list costs nothing.

    Examples:
        jobai providers models
        jobai providers models gemini --used
        jobai providers models openai --json
    """
    from cli.render import offers as render
    from cli.render.consoles import print_json
    from cli.runtime import run
    from orchestrator.offers import offers_of

    async def work(runtime: Runtime) -> int:
        found = await offers_of(runtime.store, runtime.settings, name)
        if json:
            print_json(render.offers_document(found, used=used))
        else:
            render.print_offers(found, used=used, quiet=runtime.invocation.quiet)
        return render.offers_exit_code(found)

    raise typer.Exit(run(context, work))
