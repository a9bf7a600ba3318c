"""`jobai providers add`: with flags in a script, with questions on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli import completing_words
from cli.command import Json
from cli.keys import KeyEnv, KeyStdin

if TYPE_CHECKING:
    from cli.runtime import Runtime


def add(
    context: typer.Context,
    provider: Annotated[
        str | None,
        typer.Argument(
            metavar="PROVIDER",
            help="gemini, openai or claude; asked if left out.",
            autocompletion=completing_words.vendors,
        ),
    ] = None,
    name: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="What to call it; the provider's name if you name none."),
    ] = None,
    api_key_stdin: KeyStdin = False,
    api_key_env: KeyEnv = None,
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
    json: Json = False,
) -> None:
    r"""Add a provider. The key comes from a hidden prompt, stdin or a variable, never an argument.

    On a terminal, without PROVIDER, it asks for everything, and tries the key.

    Examples:
        jobai providers add
        jobai providers add gemini
        pass show openai | jobai providers add openai --api-key-stdin
        jobai providers add claude --api-key-env ANTHROPIC_API_KEY
        jobai providers add openai --name ollama --no-key \
            --base-url http://localhost:11434/v1 --model qwen3
    """
    from cli.key_questions import asked
    from cli.keys import key_from
    from cli.render import provider_tests as tests
    from cli.render import providers as render
    from cli.render.consoles import notice, print_json
    from cli.runtime import run
    from orchestrator.provider_configs import NewConfig, add_config
    from orchestrator.provider_tests import run_tests
    from orchestrator.routing import provider_type

    new = NewConfig(
        provider=provider or "",
        name=name,
        api_key_env=api_key_env,
        base_url=base_url,
        api_version=api_version,
        model=model,
        default=default,
    )
    interview = provider is None
    if interview:
        new, no_key = asked(new, no_key=no_key or api_key_stdin)
        no_key = no_key and not api_key_stdin
    kind = provider_type(new.provider)
    key = key_from(kind, stdin=api_key_stdin, variable=new.api_key_env, no_key=no_key)
    new = new.with_key(kind, key)

    async def work(runtime: Runtime) -> None:
        quiet = runtime.invocation.quiet
        async with runtime.store.write() as session:
            config = await add_config(session, new, runtime.settings.secrets)
        if json:
            print_json(render.config_document(config))
        if interview and not json:
            notice(f"Added {config.name}.", quiet=quiet)
            results = await run_tests(runtime.store, runtime.settings, config.name)
            tests.print_tests(results, quiet=quiet)
            return
        notice(
            f"Added {config.name}. Try it: jobai providers test {config.name}", quiet=quiet or json
        )

    run(context, work)
