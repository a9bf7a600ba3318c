"""Every error says what to type next."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import pytest

import orchestrator.errors
from cli.boundary import INTERRUPTED, StoppedError, exit_code, way_out
from cli.documents.errors import ErrorType
from profiles.errors import JobaiError

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent.parent
ROOMS = ("cli", "orchestrator", "profiles")
WITHOUT = {
    "StoppedError('interrupted')": "the person knows",
    "AnswerInvalidError(f'{model} {what}', provider=provider, model=model)": "a verdict of a test",
}
"""What needs no hint where it is raised, and why."""

OWN = {"EditFaultError", "EditUnverifiedError", "MissingExtraError"}
"""What lists faults of a text that somebody edits, who is offered to go on, and what has its own
hint always."""


def tree(of: type[JobaiError]) -> Iterator[type[JobaiError]]:
    yield of
    for kind in of.__subclasses__():
        yield from tree(kind)


NAMES = set(get_args(ErrorType))
"""Of all classes in the code, whether they are imported here or not; a test of schemas holds it."""


def raised(module: Path) -> Iterator[ast.Call]:
    """Return every place where an error of jobai is made with a message."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and node.args:
            made = node.func
            name = getattr(made, "id", None) or getattr(made, "attr", None)
            if name in NAMES - OWN:
                yield node


def test_every_error_is_made_with_a_hint() -> None:
    silent = {
        f"{module.relative_to(ROOT)}:{call.lineno}: {ast.unparse(call)}"
        for room in ROOMS
        for module in (ROOT / room).rglob("*.py")
        for call in raised(module)
        if not any(one.arg in {"hint", None} for one in call.keywords)
        and ast.unparse(call) not in WITHOUT
    }

    assert silent == set()
    assert len(NAMES) > 25


@pytest.mark.parametrize("kind", sorted(tree(JobaiError), key=str))
def test_an_error_that_names_no_way_out_is_given_one(kind: type[JobaiError]) -> None:
    error = kind.__new__(kind)
    Exception.__init__(error, "it failed")
    error.message, error.hint, error.request_id = "it failed", None, None
    if hasattr(kind, "causes") or kind is orchestrator.errors.AllAttemptsFailedError:
        error.causes = ()  # pyright: ignore[reportAttributeAccessIssue]
    code = exit_code(error)

    found = way_out(error, code)

    if kind is StoppedError:
        assert (code, found) == (INTERRUPTED, None)
    else:
        assert found
        assert "jobai " in found
        error.request_id = "0123456789abcdef"
        assert "jobai usage show 01234567" in (way_out(error, code) or "")
