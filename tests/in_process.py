"""A line of jobai's run in this process: a tenth of the time that a process of its own takes.

For walks over very many lines. What a line leaves behind in the process (contexts, caches) stays.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from commands import Result

from cli.app import app
from cli.boundary import run_app

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence
    from typing import TextIO


class _Stream(io.TextIOWrapper):
    """A stream that keeps what is written, and may say that it is a terminal."""

    def __init__(self, *, terminal: bool) -> None:
        self.kept = io.BytesIO()
        self._terminal = terminal
        super().__init__(self.kept, encoding="utf-8", errors="surrogateescape", newline="")

    def isatty(self) -> bool:
        return self._terminal

    def text(self) -> str:
        self.flush()
        return self.kept.getvalue().decode("utf-8", "replace")


def run_line(
    words: Sequence[str],
    *,
    folder: Path,
    environment: Mapping[str, str],
    terminal: bool = False,
    to: TextIO | None = None,
) -> Result:
    """Run `jobai` with these words; standard input is empty.

    Args:
        words: Of the line, without `jobai`.
        folder: To be in.
        environment: All of it.
        terminal: Whether the output is taken for a terminal's.
        to: Where standard output goes instead of into the result.
    """
    out, err = _Stream(terminal=terminal), _Stream(terminal=terminal)
    code = 0
    with _placed(["jobai", *words], folder, environment):
        try:
            with contextlib.redirect_stdout(to or out), contextlib.redirect_stderr(err):
                run_app(app)
        except SystemExit as left:
            code = left.code if isinstance(left.code, int) else 1
    return Result(code, out.text(), err.text())


@contextlib.contextmanager
def _placed(line: list[str], folder: Path, environment: Mapping[str, str]) -> Generator[None]:
    before, argv, stdin, where = dict(os.environ), sys.argv, sys.stdin, Path.cwd()
    os.environ.clear()
    os.environ.update(environment)
    sys.argv, sys.stdin = line, io.TextIOWrapper(io.BytesIO(b""))
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(where)
        sys.argv, sys.stdin = argv, stdin
        os.environ.clear()
        os.environ.update(before)
