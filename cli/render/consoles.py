"""The two streams: results on stdout, everything else on stderr."""

from __future__ import annotations

import json
import sys
from functools import cache
from typing import TYPE_CHECKING, Any

from rich.console import Console

if TYPE_CHECKING:
    from collections.abc import Mapping

_WIDTH_IN_A_PIPE = 160
"""Nobody resizes a pipe: wide enough that nothing a script looks for is cut."""


@cache
def stdout() -> Console:
    """Return the console for results."""
    return _console(stderr=False)


@cache
def stderr() -> Console:
    """Return the console for progress, notices, warnings and hints."""
    return _console(stderr=True)


def _console(*, stderr: bool) -> Console:
    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else _WIDTH_IN_A_PIPE
    return Console(stderr=stderr, highlight=False, width=width, soft_wrap=False)


def print_json(document: Mapping[str, Any], *, one_line: bool = False) -> None:
    """Print one JSON document on stdout; on one line when it is one of several."""
    text = json.dumps(document, ensure_ascii=False, indent=None if one_line else 2)
    # Lone surrogates cannot be encoded: they come from broken pages and file names.
    sys.stdout.write(text.encode("utf-8", "replace").decode("utf-8") + "\n")
    sys.stdout.flush()


def notice(text: str, *, quiet: bool) -> None:
    """Say something beside the result, on stderr."""
    if not quiet:
        stderr().print(text, style="dim", markup=False)
