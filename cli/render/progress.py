"""A sign of life while something takes its time, on a terminal only."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from cli.render.consoles import stderr

if TYPE_CHECKING:
    from collections.abc import Generator


@contextmanager
def working(what: str, *, quiet: bool) -> Generator[None]:
    """Show a spinner with what is being done; nothing in a pipe."""
    console = stderr()
    if quiet or not console.is_terminal:
        yield
        return
    from rich.text import Text

    with console.status(Text(what)):
        yield
