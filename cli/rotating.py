"""`jobai providers rotate-key`: another key for a provider, or another secret key for all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli import completing
from cli.command import Json
from cli.keys import KeyEnv, KeyStdin

if TYPE_CHECKING:
    from cli.runtime import Runtime


def rotate_key(
    context: typer.Context,
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="NAME",
            help="A config, to give it another API key.",
            autocompletion=completing.providers,
        ),
    ] = None,
    api_key_stdin: KeyStdin = False,
    api_key_env: KeyEnv = None,
    drop_old: Annotated[
        bool,
        typer.Option(
            "--drop-old",
            help="Take old secret keys out of the file that this store does not need any more. "
            "Another store with the same file would lose its provider keys.",
        ),
    ] = False,
    json: Json = False,
) -> None:
    """Give a config another API key, or, without a name, make a new secret key for all of them.

    A config keeps its limits and its past with another key.

    The secret key encrypts the stored keys. Old ones stay in the key file, behind the new one, for
    other stores that use it. With JOBAI_SECRET_KEY set, put a new key before the old one, separated
    by a comma, and run this: it encrypts with the first.

    Examples:
        jobai providers rotate-key openai
        pass show openai | jobai providers rotate-key openai --api-key-stdin
        jobai providers rotate-key
    """
    from profiles.errors import InvalidInputError

    if name is None:
        if api_key_stdin or api_key_env is not None:
            raise InvalidInputError(
                "nobody knows whose API key that is",
                hint="name the config: jobai providers rotate-key NAME --api-key-stdin",
            )
        _rotate_secret(context, drop_old=drop_old, json=json)
        return
    if drop_old:
        raise InvalidInputError(
            "--drop-old is about secret keys, not about a provider's",
            hint="jobai providers rotate-key --drop-old",
        )
    _replace(context, name, stdin=api_key_stdin, variable=api_key_env, json=json)


def _replace(
    context: typer.Context, name: str, *, stdin: bool, variable: str | None, json: bool
) -> None:
    from cli.keys import key_from
    from cli.render import providers as render
    from cli.render.consoles import notice, print_json
    from cli.runtime import run
    from orchestrator.provider_configs import get_config, replace_key

    async def work(runtime: Runtime) -> None:
        async with runtime.store.read() as session:
            provider = (await get_config(session, name)).provider_type
        key = key_from(provider, stdin=stdin, variable=variable, no_key=False)
        async with runtime.store.write() as session:
            config = await replace_key(
                session, name, runtime.settings.secrets, api_key=key, api_key_env=variable
            )
        if json:
            print_json(render.config_document(config))
        notice(
            f"{name} has another key now. Try it: jobai providers test {name}",
            quiet=runtime.invocation.quiet or json,
        )

    run(context, work)


def _rotate_secret(context: typer.Context, *, drop_old: bool, json: bool) -> None:
    from cli.render import rotations as render
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
