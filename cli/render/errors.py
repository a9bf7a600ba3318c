"""An error for a person, and for a script."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len

from cli.exit_codes import FAULT
from cli.render.consoles import print_json, stderr
from cli.render.printable import on_one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cli.documents.errors import ErrorDocument, Failure
    from profiles.errors import JobaiError

SCHEMA_VERSION: Final = 1
_COMMAND = re.compile(r"(jobai|chmod|pip|pipx|set|export) [^`;,]*$")
_WORDS = re.compile(r"(?:[^\s`]|`[^`]*`)+")


def print_error(error: JobaiError, *, about: str | None = None, with_hint: bool = True) -> None:
    """Print what happened and what to do on stderr; `about` says with which of several things."""
    from rich.text import Text

    said = f"{about}: {error.message}" if about else error.message
    console = stderr()
    console.print(
        Text.assemble(("Error: ", "bold red"), on_one_line(said)),
        soft_wrap=not console.is_terminal,
    )
    for line in getattr(error, "unverified", ()):
        console.print(Text.assemble((f"  {line.where}: ", "bold"), line.line))
        console.print(Text(f"    {line.reason}", style="dim"))
    if error.hint and with_hint:
        lines = hint_lines(f"Hint: {error.hint}", console.width if console.is_terminal else None)
        told = Text("\n".join(lines))
        told.stylize("bold", 0, len("Hint:"))
        console.print(told, soft_wrap=True)


def tell_unread(errors: Sequence[JobaiError]) -> int:
    """Say what a list leaves out since it is damaged; return the exit code: 0 for nothing."""
    for error in errors:
        print_error(error)
    return FAULT if errors else 0


def hint_lines(hint: str, width: int | None) -> list[str]:
    """Break a hint between words, never within a command, which is there to be copied.

    A command stands between backticks, or is all of the hint. None is as wide as it takes.
    """
    said = hint.partition(": ")[2]
    if width is None or cell_len(hint) <= width or _COMMAND.match(said):
        return [hint]
    lines = [""]
    for word in _WORDS.findall(hint):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if lines[-1] and cell_len(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


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
