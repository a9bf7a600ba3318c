"""`jobai providers limits`, `price`, `prices`: what providers may cost, and what models do cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.command import Json
from cli.limits import CallsPerHour, CostPerDay, CostPerMonth, TokensPerDay, TokensPerMonth

if TYPE_CHECKING:
    from cli.runtime import Runtime


def limits(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The config's name.")],
    cost_per_day: CostPerDay = None,
    cost_per_month: CostPerMonth = None,
    tokens_per_day: TokensPerDay = None,
    tokens_per_month: TokensPerMonth = None,
    calls_per_hour: CallsPerHour = None,
    json: Json = False,
) -> None:
    """Limit what all users together use of one config, and see what is left.

    A call that has no room here goes to the next config or model of its route.

    Examples:
        jobai providers limits gemini
        jobai providers limits gemini --cost-per-month 20
        jobai providers limits gemini --cost-per-month none
    """
    from cli.limits import apply, changes
    from cli.render.consoles import notice, print_json
    from cli.render.errors import SCHEMA_VERSION
    from cli.render.limits import limit_documents, print_limits
    from cli.runtime import run
    from orchestrator.limits import limits_of
    from orchestrator.provider_configs import get_config
    from orchestrator.quotas import standings
    from profiles.store.base import utc_now

    wanted = changes(
        cost_per_day=cost_per_day,
        cost_per_month=cost_per_month,
        tokens_per_day=tokens_per_day,
        tokens_per_month=tokens_per_month,
        calls_per_hour=calls_per_hour,
    )

    async def work(runtime: Runtime) -> None:
        async with runtime.store.write() as session:
            subject = str((await get_config(session, name)).id)
            await apply(session, "provider_config", subject, wanted)
            set_ = await limits_of(session, "provider_config", subject)
            found = await standings(session, runtime.user, set_, utc_now())
        if json:
            told = {"provider": name, "limits": limit_documents(found)}
            print_json({"schema_version": SCHEMA_VERSION, **told})
        elif found:
            print_limits(found)
        else:
            notice(f"{name} has no limits of its own.", quiet=runtime.invocation.quiet)

    run(context, work)


def price(
    context: typer.Context,
    provider: Annotated[str, typer.Argument(metavar="PROVIDER", help="gemini, openai or claude.")],
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
) -> None:
    """Set what a model costs from now on, before the price table that comes with jobai.

    What was priced before keeps its price.

    Examples:
        jobai providers price openai qwen3 --input 0 --output 0
        jobai providers price openai gpt-6.2-sol --input 2 --output 10
        jobai providers price openai qwen3 --remove
    """
    from cli.limits import amount
    from cli.render.consoles import notice
    from cli.runtime import run
    from orchestrator.prices import NewPrice, end_price, set_price
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
                await end_price(session, provider, model)
            else:
                await set_price(session, new)
        said = "priced by the table" if remove else "priced as you said"
        notice(f"{model} is {said} from now on.", quiet=runtime.invocation.quiet)

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
