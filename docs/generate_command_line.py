"""Write the generated parts of docs/command-line.md: exit codes and the help of every command.

usage: python docs/generate_command_line.py [--check]

With --check nothing is written; the exit code is 1 when the page is out of date.
"""

from __future__ import annotations

import io
import os
import re
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING

from typer.core import TyperGroup

from cli.app import app
from cli.render.help import EXIT_CODES

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = Path(__file__).with_name("command-line.md")
_WIDTH = "100"


def main() -> int:
    """Bring the page up to date, or say whether it is."""
    page = PAGE.read_text(encoding="utf-8")
    fresh = _filled(_filled(page, "exit codes", _exit_codes()), "help", _help())
    if "--check" in sys.argv[1:]:
        return int(fresh != page)
    PAGE.write_text(fresh, encoding="utf-8")
    return 0


def _filled(page: str, name: str, content: str) -> str:
    pattern = re.compile(rf"(<!-- generated: {name} -->\n).*?(<!-- end -->)", re.DOTALL)
    filled, count = pattern.subn(lambda marks: f"{marks[1]}{content}{marks[2]}", page)
    if count != 1:
        raise ValueError(f"{PAGE.name} has {count} places for {name}")
    return filled


def _exit_codes() -> str:
    rows = "".join(f"| {code} | {text} |\n" for code, text in EXIT_CODES.items())
    return f"\n| code | meaning |\n|---|---|\n{rows}\n"


def _help() -> str:
    os.environ["COLUMNS"] = _WIDTH
    for name in ("FORCE_COLOR", "LINES"):
        os.environ.pop(name, None)
    return "".join(
        f"\n### {' '.join(['jobai', *path])}\n\n```text\n{_printed(path)}```\n"
        for path in _paths(app)
    ) + "\n"  # fmt: skip


def _paths(command: object) -> Iterator[list[str]]:
    yield []
    if isinstance(command, TyperGroup):
        for name, below in command.commands.items():
            yield from ([name, *path] for path in _paths(below))


def _printed(path: list[str]) -> str:
    stream = io.StringIO()
    with redirect_stdout(stream):
        app(args=[*path, "--help"], prog_name="jobai", standalone_mode=False)
    return stream.getvalue()


if __name__ == "__main__":
    sys.exit(main())
