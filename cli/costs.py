"""`jobai providers price`, `prices`: what models cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli import completing_words
from cli.command import Json

if TYPE_CHECKING:
    from cli.runtime import Runtime


def price(
    context: typer.Context,
    provider: Annotated[
        str,
        typer.Argument(
            metavar="PROVIDER",
            help="gemini, openai or claude.",
            autocompletion=completing_words.vendors,
        ),
    ],
    model: Annotated[str, typer.Argument(metavar="MODEL", help="As the provider names it.")],
    input_: Annotated[
        str | None, typer.Option("--input", metavar="USD", help="For a million tokens of input.")
    ] = None,
    output: Annotated[
        str | None, typer.Option("--output", metavar="USD", help="For a million tokens of output.")
    ] = None,
    cached_input: Annotated[
        str | None,
        typer.Option(metavar="USD", help="For a million tokens of input from a cache."),
    ] = None,
    cache_write: Annotated[
        str | None,
        typer.Option(metavar="USD", help="For a million tokens of input written to a cache."),
    ] = None,
    remove: Annotated[
        bool, typer.Option("--remove", help="Go back to the price table from now on.")
    ] = False,
    json: Json = False,
) -> None:
    """Set what a model costs from now on, before the price table that comes with jobai.

    What was priced before keeps its price.

    Examples:
        jobai providers price openai qwen3 --input 0 --output 0
        jobai providers price openai gpt-6.2-sol --input 2 --output 10
        jobai providers price openai qwen3 --remove
    """
    from cli.limits import amount
    from cli.render import prices as render
    from cli.render.consoles import notice, print_json
    from cli.render.routes import unknown_model
    from cli.runtime import run
    from orchestrator.prices import NewPrice, end_price, set_price
    from orchestrator.routing import Link, provider_type
    from profiles.errors import InvalidInputError

    def optional(option: str, text: str | None) -> int | None:
        return None if text is None else amount(option, text)

    given = (input_, output, cached_input, cache_write)
    if remove and any(text is not None for text in given):
        raise InvalidInputError(
            "--remove takes no price", hint=f"jobai providers price {provider} {model} --remove"
        )
    if not remove and (input_ is None or output is None):
        raise InvalidInputError(
            "a price has --input and --output",
            hint=f"jobai providers price {provider} {model} --input 0.30 --output 2.50",
        )
    new = NewPrice(
        provider=provider,
        model=model,
        input=optional("--input", input_) or 0,
        output=optional("--output", output) or 0,
        cached_input=optional("--cached-input", cached_input),
        cache_write=optional("--cache-write", cache_write),
    )

    async def work(runtime: Runtime) -> None:
        async with runtime.store.write() as session:
            if remove:
                found = await end_price(session, provider, model)
            else:
                found = await set_price(session, new)
        if json:
            print_json(render.price_document(found))
        said = "priced by the table" if remove else "priced as you said"
        quiet = runtime.invocation.quiet or json
        notice(f"{found.model} is {said} from now on.", quiet=quiet)
        if not remove and (doubt := unknown_model(Link(provider_type(provider), model))):
            notice(doubt, quiet=quiet)

    run(context, work)


def prices(context: typer.Context, json: Json = False) -> None:
    """List the prices that you have set; all other models have those of the price table."""
    from cli.render import prices as render
    from cli.render.consoles import notice, print_json
    from cli.runtime import run
    from orchestrator.prices import manual_prices

    async def work(runtime: Runtime) -> None:
        async with runtime.store.read() as session:
            found = await manual_prices(session)
        if json:
            print_json(render.prices_document(found))
        elif found:
            render.print_prices(found)
        else:
            notice("You have set no price.", quiet=runtime.invocation.quiet)

    run(context, work)
