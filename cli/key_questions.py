"""What `jobai providers add` asks on a terminal when nobody has said it."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import typer

from profiles.errors import InvalidInputError

if TYPE_CHECKING:
    from orchestrator.provider_configs import NewConfig

_CHOICES = (
    ("gemini", "Google Gemini"),
    ("openai", "OpenAI"),
    ("claude", "Anthropic Claude"),
    ("another", "a server of your own, or a gateway, that speaks OpenAI's protocol"),
)


def asked(new: NewConfig, *, no_key: bool) -> tuple[NewConfig, bool]:
    """Ask which provider it is; of another server also its address, model and whether it has keys.

    Returns:
        What to add, and whether it wants no key.

    Raises:
        InvalidInputError: there is no terminal to ask on.
    """
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise InvalidInputError(
            "which provider? There is no terminal to ask on",
            hint="jobai providers add gemini --api-key-stdin",
        )
    if new.base_url is not None:
        choice = "another"
    else:
        for number, (name, what) in enumerate(_CHOICES, start=1):
            typer.echo(f"  {number}. {name:8} {what}", err=True)
        choice = _chosen()
    if choice != "another":
        return replace(new, provider=choice), no_key
    base_url = new.base_url or typer.prompt(
        "Its address", default="http://localhost:11434/v1", err=True
    )
    model = new.model or typer.prompt("The model to ask there, such as qwen3", err=True)
    if not no_key and new.api_key_env is None:
        no_key = not typer.confirm("Does it want a key?", default=False, err=True)
    return replace(new, provider="openai", base_url=base_url, model=model), no_key


def _chosen() -> str:
    names = [name for name, _ in _CHOICES]
    while True:
        said: str = typer.prompt("Which one?", default="1", err=True)
        answer = said.strip().casefold()
        if answer in names:
            return answer
        if answer.isascii() and answer.isdigit() and 1 <= int(answer) <= len(names):
            return names[int(answer) - 1]
        typer.echo(f"Give a number from 1 to {len(names)}, or a name.", err=True)
