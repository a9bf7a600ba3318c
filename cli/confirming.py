"""A question before something is lost: asked on a terminal, answered by --yes in a script."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask first.")]


def require_yes(question: str, *, yes: bool) -> None:
    """Go on only when the person agrees.

    Args:
        question: What would be lost, as a question.
        yes: Whether that was said on the line already.

    Raises:
        UsageError: when nobody is there to ask.
        Exit: with 130 when the answer is no.
    """
    from cli.boundary import UsageError
    from cli.exit_codes import INTERRUPTED
    from cli.render.consoles import notice

    if yes:
        return
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError(f"nobody is there to ask: {question}", hint="add --yes to go on")
    if not typer.confirm(question, err=True):
        notice("Nothing was changed.", quiet=False)
        raise typer.Exit(INTERRUPTED)
