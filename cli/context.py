"""What was said before the command's name: which store, which user, how much to print."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import typer

DEFAULT_USER = "me"
"""The user of a store that one person has to himself."""


@dataclass(frozen=True, slots=True)
class Invocation:
    """The options that every command obeys.

    Attributes:
        db: `--db` or JOBAI_DB; None takes the platform's data folder.
        user: `--user` or JOBAI_USER.
        quiet: Print nothing but results and errors.
    """

    db: str | None = None
    user: str = DEFAULT_USER
    quiet: bool = False


def invocation(context: typer.Context) -> Invocation:
    """Return what the application's callback has put into the context."""
    found = context.find_object(Invocation)
    return found if found is not None else Invocation()
