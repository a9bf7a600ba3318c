"""An error for a person, and for a script."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Final

from cli.render.consoles import print_json, stderr

if TYPE_CHECKING:
    from cli.documents.errors import ErrorDocument, Failure
    from profiles.errors import JobaiError

SCHEMA_VERSION: Final = 1


def print_error(error: JobaiError, *, about: str | None = None, with_hint: bool = True) -> None:
    """Print what happened and what to do on stderr; `about` says with which of several things."""
    from rich.text import Text

    console = stderr()
    console.print(
        Text.assemble(("Error: ", "bold red"), f"{about}: " if about else "", error.message),
        soft_wrap=not console.is_terminal,
    )
    for line in getattr(error, "unverified", ()):
        console.print(Text.assemble((f"  {line.where}: ", "bold"), line.line))
        console.print(Text(f"    {line.reason}", style="dim"))
    if error.hint and with_hint:
        # Never broken by us: it is often a command to copy.
        console.print(Text.assemble(("Hint: ", "bold"), error.hint), soft_wrap=True)


def print_error_json(error: JobaiError, code: int) -> None:
    """Print the error as the one JSON document of a failed command.

    On one line: where each source has its line, an error that stops them all has one too.
    """
    print_json(error_document(error, code), one_line=True)


def error_document(error: JobaiError, code: int) -> ErrorDocument:
    """Return an error as JSON: `reason`, `request_id`, `attempts` and the like where they exist."""
    found: Failure = {
        "type": type(error).__name__,
        "message": error.message,
        "hint": error.hint,
        "exit_code": code,
    }
    for name in ("reason", "status_code", "request_id", "limit", "cap", "used", "asked"):
        value = getattr(error, name, None)
        if value is not None:
            found[name] = value
    links = getattr(error, "links", ())
    if links:
        found["links"] = [asdict(link) for link in links]
    unverified = getattr(error, "unverified", ())
    if unverified:
        found["unverified"] = [line.model_dump(mode="json") for line in unverified]
    if error.attempts:
        found["attempts"] = [asdict(attempt) for attempt in error.attempts]
    return {"schema_version": SCHEMA_VERSION, "error": found}
