"""What the shell offers for a job, a draft, a provider or a user that is being typed."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

import typer  # noqa: TC002  Typer looks at these functions' hints

from cli.context import DEFAULT_USER

if TYPE_CHECKING:
    from profiles.store.glances import Kind

_HARMLESS = str.maketrans("\\\"'`$[]", "/\u201d\u2019\u2019\uff04()")
"""Titles are other people's words, and zsh evaluates what it is handed: a backslash would undo the
quoting that Typer does, and the rest would be a command. Brackets are marks of rich.
"""
_NAME = re.compile(r"\w[\w.,:/@+-]*")
"""What can be put on a line as it is."""


def jobs(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer the user's jobs with their titles."""
    return _offered("job", ctx, incomplete)


def drafts(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer the user's drafts with what they are for."""
    return _offered("draft", ctx, incomplete)


def providers(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer the names of the provider configs."""
    return _offered("provider", ctx, incomplete)


def callees(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer whose calls there may be: providers, and the configs through which they are asked."""
    from cli.completing_words import PROVIDERS

    found = [(name, f"all calls to {told}") for name, told in PROVIDERS.items()]
    for name, kind in _offered("provider", ctx, ""):
        called = f"config/{name}" if name in PROVIDERS else name
        found.append((called, f"a config of {PROVIDERS.get(kind, kind)}"))
    return [one for one in found if one[0].startswith(incomplete)]


def models(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer the models that have answered, with whose they are."""
    return _offered("model", ctx, incomplete)


def tasks_used(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer the tasks that there are calls for."""
    return _offered("task", ctx, incomplete)


def calls(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer the latest calls of the ledger by the beginning of their id."""
    return _offered("call", ctx, incomplete)


def users(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer the users of the store."""
    return _offered("user", ctx, incomplete)


def _offered(kind: Kind, ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    from cli.render.printable import shown
    from profiles.errors import JobaiError
    from profiles.store.glances import glance
    from profiles.store.location import locate_store

    said: dict[str, Any] = ctx.find_root().params
    try:
        location = locate_store(said.get("db"), os.environ)
    except JobaiError:
        return []
    found = glance(location, kind, said.get("user") or DEFAULT_USER)
    return [
        (name, shown(text).translate(_HARMLESS))
        for name, text in found
        if name.startswith(incomplete) and _NAME.fullmatch(name)
    ]
