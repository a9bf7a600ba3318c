"""What the shell offers where only certain words can stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer  # noqa: TC002  Typer looks at these functions' hints

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

PROVIDERS = {
    "gemini": "Google Gemini",
    "openai": "OpenAI or who speaks its protocol",
    "claude": "Anthropic Claude",
    "offline": "the rules of jobai",
}
DIMENSIONS = (
    "day", "week", "month", "user", "plan", "provider", "model", "task", "status", "attempt_kind",
)  # fmt: skip
FORMATS = ("pdf", "docx", "html", "md", "txt", "json", "json-resume", "rendercv")
_METRICS = ("tokens", "calls", "cost")


def words(*known: str) -> Callable[[str], list[str]]:
    """Offer certain words."""

    def offered(incomplete: str) -> list[str]:
        return _beginning(incomplete, known)

    return offered


def list_of(*known: str) -> Callable[[str], list[str]]:
    """Offer certain words where several may stand with commas between them, each once."""

    def offered(incomplete: str) -> list[str]:
        before, comma, last = incomplete.rpartition(",")
        left = [word for word in known if word not in before.split(",")]
        return [f"{before}{comma}{word}" for word in _beginning(last, left)]

    return offered


limits = words(*(f"{what}/{per}" for what in _METRICS for per in ("hour", "day", "month")))
"""Offers what can be limited."""
tasks = words("extraction", "cv_draft", "cover_letter", "any")
"""Offers the tasks that routes are for."""


def providers(incomplete: str) -> list[tuple[str, str]]:
    """Offer those that can be asked."""
    return [one for one in PROVIDERS.items() if one[0].startswith(incomplete)]


def timezones(incomplete: str) -> list[str]:
    """Offer the names of time zones, but only when something is typed: there are hundreds."""
    from zoneinfo import available_timezones

    known = ["local", "UTC"]
    return _beginning(incomplete, [*known, *sorted(available_timezones())] if incomplete else known)


def vendors(incomplete: str) -> list[tuple[str, str]]:
    """Offer those that a config can be of."""
    return [one for one in providers(incomplete) if one[0] != "offline"]


def plans(incomplete: str) -> list[str]:
    """Offer the plans that jobai ships."""
    from profiles.store.defaults import default_limits

    names = dict.fromkeys(one.plan for one in default_limits())
    return _beginning(incomplete, names)


def settings(ctx: typer.Context, incomplete: str) -> list[str]:
    """Offer what a config file can set: an option of all commands, or of one."""
    from cli.configuring import settings

    found = {name for one in settings(ctx.find_root().command) for name in (one.name, one.key)}
    return _beginning(incomplete, sorted(found))


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


def _beginning(incomplete: str, known: Iterable[str]) -> list[str]:
    return [word for word in known if word.startswith(incomplete)]
