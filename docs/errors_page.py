"""docs/errors.md: the tree of errors, from the classes themselves."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jobai
from cli.boundary import exit_code
from orchestrator import errors
from profiles.errors import JobaiError

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = Path(__file__).with_name("errors.md")


def tree() -> str:
    """Return a section for each error, those below it after it."""
    return f"\n{''.join(_sections(JobaiError, 2))}"


def _sections(kind: type[JobaiError], level: int) -> Iterator[str]:
    yield _section(kind, level)
    for below in kind.__subclasses__():
        if below.__module__.startswith(("orchestrator.errors", "profiles.errors")):
            yield from _sections(below, min(level + 1, 4))


def _section(kind: type[JobaiError], level: int) -> str:
    facts = [f"a `{base.__name__}`" for base in kind.__bases__ if base is not Exception]
    if kind.__name__ not in jobai.__all__ and kind is not JobaiError:
        facts.append("not exported: catch the one above")
    facts.append(f"exit code {_code(kind)}")
    text = inspect.getdoc(kind) or ""
    told, _, attributes = text.partition("\n\nAttributes:\n")
    parts = [
        f"{'#' * level} {kind.__name__}\n\n",
        f"{' '.join(told.split())} ({'; '.join(facts)})\n\n",
    ]
    rows = re.findall(r"^ {4}(\w+): (.*(?:\n {8}.*)*)", attributes, re.MULTILINE)
    parts += [f"- `{name}`: {' '.join(what.split())}\n" for name, what in rows]
    return "".join(parts) + ("\n" if rows else "")


def _code(kind: type[JobaiError]) -> str:
    if kind is errors.AllAttemptsFailedError:
        return "6, or that of the causes when all have the same"
    unmade: Any = kind.__new__(kind)
    return str(exit_code(unmade))
