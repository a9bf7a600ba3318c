"""The tree of jobai's commands, for what is generated from it."""

from __future__ import annotations

import io
import os
from contextlib import redirect_stdout
from typing import TYPE_CHECKING, Any

from typer.core import TyperGroup
from typer.main import get_command

from cli.app import app

if TYPE_CHECKING:
    from collections.abc import Iterator

_WIDTH = "100"


def root() -> Any:
    """Return the command `jobai` with all that is below it."""
    found: Any = app
    return found if isinstance(found, TyperGroup) else get_command(found)


def paths(command: Any, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the words of a command and of each below it, in the order of the help."""
    yield above
    if isinstance(command, TyperGroup):
        for name in command.list_commands(None):  # pyright: ignore[reportArgumentType]
            yield from paths(command.commands[name], (*above, name))


def printed_help(path: tuple[str, ...]) -> str:
    """Return what `jobai PATH --help` prints into a pipe."""
    os.environ["COLUMNS"] = _WIDTH
    for name in ("FORCE_COLOR", "LINES"):
        os.environ.pop(name, None)
    stream = io.StringIO()
    call: Any = app
    with redirect_stdout(stream):
        call(args=[*path, "--help"], prog_name="jobai", standalone_mode=False)
    return stream.getvalue()
