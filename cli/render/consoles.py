"""The two streams: results on stdout, everything else on stderr."""

from __future__ import annotations

import json
import re
import sys
from functools import cache
from io import RawIOBase
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from rich.console import Console
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from cli.manner import manner
from cli.render.palette import THEME
from cli.render.plain import plain_text
from cli.render.printable import json_shown, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rich.console import ConsoleOptions, RenderableType

_WIDTH_IN_A_PIPE = 160
"""Nobody resizes a pipe: wide enough that nothing a script looks for is cut."""

_BLANKS = re.compile(r"(?<=\S) {2,}(?=\S)")
"""What sets columns apart for the eye."""

_NARROW = 60
"""Columns of a screen on which a table would break its words: its rows are told in lines."""

_NO_WIDTH = 100_000
"""Of plain lines: nothing is cut off or broken."""

_WIDEST_TEXT = 100
"""Longer lines are hard to read, however wide the terminal is."""


class _SafeConsole(Console):
    """Shows text and obeys none: postings, answers and file names are other people's words."""

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """Render without the characters that a terminal would obey."""
        for segment in super().render(renderable, options):
            if segment.control:
                yield segment
            else:
                yield Segment(shown(segment.text), segment.style)


class _PlainConsole(_SafeConsole):
    """Prints lines of words, however rich would draw it. It says that it is no terminal."""

    def print(self, *objects: Any, sep: str = " ", end: str = "\n", **how: Any) -> None:
        """Print objects as words; how they should look makes no difference."""
        markup = how.get("markup") is not False
        text = sep.join(plain_text(what, markup=markup) for what in objects)
        self.file.write(_BLANKS.sub(" ", shown(text)) + end)


def stdout() -> Console:
    """Return the console for results."""
    return _console(stderr=False, plain=manner().plain)


def stderr() -> Console:
    """Return the console for progress, notices, warnings and hints."""
    return _console(stderr=True, plain=manner().plain)


@cache
def _console(*, stderr: bool, plain: bool) -> Console:
    if plain:
        return _PlainConsole(stderr=stderr, emoji=False, force_terminal=False, width=_NO_WIDTH)
    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else _WIDTH_IN_A_PIPE
    # A posting that says ":rocket:" says that, and the names of all pictures need not be read.
    return _SafeConsole(stderr=stderr, emoji=False, highlight=False, width=width, theme=THEME)


def show(what: RenderableType, *, on: Console | None = None, width: int | None = None) -> None:
    """Print a result; in a pipe without the blanks that fill its lines on a terminal."""
    console = on or stdout()
    if isinstance(what, Table) and what.show_header and console.width < _NARROW:
        what = Text(plain_text(what))
    if console.is_terminal or manner().plain:
        console.print(what, width=width)
        return
    with console.capture() as capture:
        console.print(what)
    lines = (line.rstrip() for line in capture.get().splitlines())
    console.file.write("".join(f"{line}\n" for line in lines))


def text_width(console: Console) -> int:
    """Return how wide prose and panels are."""
    return min(console.width, _WIDEST_TEXT)


def print_json(document: Mapping[str, object], *, one_line: bool = False) -> None:
    """Print one JSON document on stdout; on one line when it is one of several."""
    text = json.dumps(document, ensure_ascii=False, indent=None if one_line else 2)
    # Lone surrogates cannot be encoded: they come from broken pages and file names.
    sys.stdout.write(json_shown(text.encode("utf-8", "replace").decode("utf-8")) + "\n")
    sys.stdout.flush()


def print_text(text: str) -> None:
    """Print a whole file on stdout, as it is in a pipe and safe to look at on a terminal."""
    whole = shown(text) if sys.stdout.isatty() else text
    sys.stdout.write(whole.encode("utf-8", "replace").decode("utf-8"))
    sys.stdout.flush()


class _ShownFile(RawIOBase):
    """Shows on a terminal what is safe to look at of a file's bytes."""

    def writable(self) -> bool:
        """Say that it can be written to."""
        return True

    def write(self, data: Any, /) -> int:
        """Show whole characters."""
        print_text(bytes(data).decode("utf-8", "replace"))
        return len(data)


def stdout_for_files() -> BinaryIO:
    """Return what takes a file's bytes for stdout: in a pipe as they are."""
    return cast("BinaryIO", _ShownFile()) if sys.stdout.isatty() else sys.stdout.buffer


def notice(text: str, *, quiet: bool) -> None:
    """Say something beside the result, on stderr."""
    if not quiet:
        console = stderr()
        console.print(text, style="dim", markup=False, soft_wrap=not console.is_terminal)
