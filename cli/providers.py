"""`jobai providers`: add, list, test, use, remove, rotate-key; and the commands of `costs`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli import completing, costs, models, provider_limits, routes
from cli.command import Command, Json, group

if TYPE_CHECKING:
    from cli.runtime import Runtime

app = group(
    "The AI providers that jobai may ask: add, list, test, use, limits, price, prices, remove, "
    "rotate-key."
)

Name = Annotated[
    str,
    typer.Argument(metavar="NAME", help="The config's name.", autocompletion=completing.providers),
]


@app.command(cls=Command)
def add(
    context: typer.Context,
    provider: Annotated[str, typer.Argument(metavar="PROVIDER", help="gemini, openai or claude.")],
    name: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="What to call it; the provider's name if you name none."),
    ] = None,
    api_key_stdin: Annotated[
        bool, typer.Option("--api-key-stdin", help="Read the key from standard input.")
    ] = False,
    api_key_env: Annotated[
        str | None,
        typer.Option(metavar="VARIABLE", help="Leave the key in this environment variable."),
    ] = None,
    no_key: Annotated[
        bool, typer.Option("--no-key", help="For a server of your own that wants no key.")
    ] = False,
    base_url: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Another server with the same protocol: Ollama, a proxy."),
    ] = None,
    api_version: Annotated[
        str | None, typer.Option(metavar="NAME", help="Gemini only: v1 or v1beta.")
    ] = None,
    model: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Ask this model, whatever the plan's route says."),
    ] = None,
    default: Annotated[
        bool, typer.Option("--default", help="Ask it first among its provider's.")
    ] = False,
) -> None:
    r"""Add a provider. The key comes from a hidden prompt, stdin or a variable, never an argument.

    Examples:
        jobai providers add gemini
        pass show openai | jobai providers add openai --api-key-stdin
        jobai providers add claude --api-key-env ANTHROPIC_API_KEY
        jobai providers add openai --name ollama --no-key \
            --base-url http://localhost:11434/v1 --model qwen3
    """
    from cli.keys import key_from
    from cli.render.consoles import notice
    from cli.runtime import run
    from orchestrator.provider_configs import NewConfig, add_config
    from orchestrator.routing import provider_type

    kind = provider_type(provider)
    key = key_from(kind, stdin=api_key_stdin, variable=api_key_env, no_key=no_key)
    new = NewConfig(
        provider=kind,
        name=name,
        api_key=key,
        api_key_env=api_key_env,
        base_url=base_url,
        api_version=api_version,
        model=model,
        default=default,
    )

    async def work(runtime: Runtime) -> None:
        async with runtime.store.write() as session:
            config = await add_config(session, new, runtime.settings.secrets)
        notice(
            f"Added {config.name}. Try it: jobai providers test {config.name}",
            quiet=runtime.invocation.quiet,
        )

    run(context, work)


@app.command("list", cls=Command)
def list_(context: typer.Context, json: Json = False) -> None:
    """List what may be asked; of several configs of a provider the upper one is asked first."""
    from cli.render import providers as render
    from cli.render.consoles import print_json
    from cli.runtime import run
    from orchestrator.credentials import environment_keys
    from orchestrator.provider_configs import list_configs

    async def work(runtime: Runtime) -> None:
        async with runtime.store.read() as session:
            configs = await list_configs(session)
        variables = environment_keys(runtime.settings.environment)
        if json:
            print_json(render.providers_document(configs, variables))
        else:
            render.print_providers(configs, variables, quiet=runtime.invocation.quiet)

    run(context, work)


@app.command("test", cls=Command)
def check(
    context: typer.Context,
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="NAME",
            help="A config; all of them without it.",
            autocompletion=completing.providers,
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Ask each provider for its list of models: that proves the key and costs nothing."""
    from cli.render import providers as render
    from cli.render.consoles import print_json
    from cli.runtime import run
    from orchestrator.provider_tests import run_tests

    async def work(runtime: Runtime) -> int:
        results = await run_tests(runtime.store, runtime.settings, name)
        if json:
            print_json(render.tests_document(results))
        else:
            render.print_tests(results, quiet=runtime.invocation.quiet)
        return render.tests_exit_code(results)

    raise typer.Exit(run(context, work))


@app.command(cls=Command)
def use(context: typer.Context, name: Name) -> None:
    """Ask this config first among those of its provider."""
    from cli.render.consoles import notice
    from cli.runtime import run
    from orchestrator.provider_configs import use_config

    async def work(runtime: Runtime) -> None:
        async with runtime.store.write() as session:
            config = await use_config(session, name)
        notice(
            f"{config.name} is asked first among {config.provider_type} configs now.",
            quiet=runtime.invocation.quiet,
        )

    run(context, work)


@app.command(cls=Command)
def remove(context: typer.Context, name: Name) -> None:
    """Forget a config and its key. What its calls cost stays in the ledger."""
    from cli.render.consoles import notice
    from cli.runtime import run
    from orchestrator.provider_configs import remove_config

    async def work(runtime: Runtime) -> None:
        async with runtime.store.write() as session:
            await remove_config(session, name)
        notice(f"Removed {name}.", quiet=runtime.invocation.quiet)

    run(context, work)


@app.command("rotate-key", cls=Command)
def rotate_key(
    context: typer.Context,
    drop_old: Annotated[
        bool,
        typer.Option(
            "--drop-old",
            help="Take old ones out of the file that this store does not need any more. Another "
            "store with the same file would lose its provider keys.",
        ),
    ] = False,
    json: Json = False,
) -> None:
    """Make a new secret key and encrypt every stored provider key with it.

    The old secret keys stay in the key file, behind the new one, for other stores that use it.
    With JOBAI_SECRET_KEY set, put a new key before the old one, separated by a comma, and run
    this: it encrypts with the first.
    """
    from cli.render import providers as render
    from cli.render.consoles import print_json
    from cli.runtime import run
    from orchestrator.provider_configs import rotate_keys

    async def work(runtime: Runtime) -> None:
        secrets = runtime.settings.secrets
        rotation = await rotate_keys(runtime.store, secrets, drop_old=drop_old)
        if json:
            print_json(render.rotation_document(rotation, secrets))
        render.print_rotation(rotation, secrets, quiet=runtime.invocation.quiet)

    run(context, work)


app.command("models", cls=Command)(models.models)
app.add_typer(routes.app, name="routes")
app.command("explain", cls=Command)(routes.explain)
app.add_typer(provider_limits.app, name="limits")
app.command("price", cls=Command)(costs.price)
app.command("prices", cls=Command)(costs.prices)
