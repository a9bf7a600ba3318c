"""Where a provider's key comes from: a hidden prompt, stdin or a variable, never an argument."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

KeyStdin = Annotated[
    bool, typer.Option("--api-key-stdin", help="Read the key from standard input.")
]
KeyEnv = Annotated[
    str | None,
    typer.Option(metavar="VARIABLE", help="Leave the key in this environment variable."),
]


def key_from(provider: str, *, stdin: bool, variable: str | None, no_key: bool) -> str | None:
    """Return the key to keep; None when it stays in a variable.

    Raises:
        InvalidInputError: when it is given in two ways, or there is no terminal to ask on.
    """
    from orchestrator.provider_configs import KEYLESS
    from profiles.errors import InvalidInputError

    if sum((stdin, variable is not None, no_key)) > 1:
        raise InvalidInputError(
            "the key is given in more than one way",
            hint="choose one of --api-key-stdin, --api-key-env and --no-key",
        )
    if variable is not None or provider == "offline":  # which is refused as soon as it is added
        return None
    return KEYLESS if no_key else _read_key(provider, from_stdin=stdin)


def _read_key(provider: str, *, from_stdin: bool) -> str:
    """Read a key without showing it.

    Raises:
        InvalidInputError: when there is no terminal to ask on.
    """
    from getpass import getpass

    from profiles.errors import InvalidInputError

    if from_stdin:
        return sys.stdin.readline()
    if not sys.stdin.isatty():
        raise InvalidInputError(
            "there is no terminal to ask for the key on",
            hint="pipe it in with --api-key-stdin, or name its variable with --api-key-env NAME",
        )
    return getpass(f"{provider} API key: ")
