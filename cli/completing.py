"""What the shell offers for a job, a draft, a provider or a user that is being typed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import typer  # noqa: TC002  Typer looks at these functions' hints

from cli.context import DEFAULT_USER

if TYPE_CHECKING:
    from profiles.store.glances import Kind


def jobs(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer the user's jobs with their titles."""
    return _offered("job", ctx, incomplete)


def drafts(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer the user's drafts with what they are for."""
    return _offered("draft", ctx, incomplete)


def providers(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer the names of the provider configs."""
    return _offered("provider", ctx, incomplete)


def users(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer the users of the store."""
    return _offered("user", ctx, incomplete)


def plans(incomplete: str) -> list[str]:
    """Offer the plans that jobai ships."""
    from profiles.store.defaults import default_limits

    names = dict.fromkeys(one.plan for one in default_limits())
    return [name for name in names if name.startswith(incomplete)]


def settings(ctx: typer.Context, incomplete: str) -> list[str]:
    """Offer what a config file can set: an option of all commands, or of one."""
    from cli.configuring import settings

    found = {name for one in settings(ctx.find_root().command) for name in (one.name, one.key)}
    return sorted(name for name in found if name.startswith(incomplete))


def schemas(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer the documents of `jobai schema`, and the commands that print them word by word."""
    from cli.contracts import CONTRACTS, OF_FILES

    said: list[str] = ctx.params.get("words") or []
    printing = {name: one.documents for name, one in CONTRACTS.items() if one.documents}
    offered: dict[str, str] = {}
    if not said:
        kinds = {kind for kinds in printing.values() for kind in kinds} | set(OF_FILES)
        for kind in sorted(kinds):
            commands = [name for name, kinds in printing.items() if kind in kinds]
            offered[kind] = f"from {', '.join(commands) or OF_FILES[kind]}"
    for name, kinds in printing.items():
        words = name.split()
        if words[: len(said)] == said and len(words) > len(said):
            last = len(words) == len(said) + 1
            what = ", ".join(kinds) if last else "what its commands print"
            offered.setdefault(words[len(said)], what)
    return [(name, text) for name, text in offered.items() if name.startswith(incomplete)]


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
    # Titles are other people's words, and go to the terminal through the shell.
    return [(name, shown(text)) for name, text in found if name.startswith(incomplete)]
