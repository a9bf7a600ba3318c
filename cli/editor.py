"""The person's editor: found, run on a file, waited for."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import sys
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from profiles.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Generator

_FALLBACKS = ("sensible-editor", "nano", "vim", "vi", "notepad")
_TERMINAL = "CON" if os.name == "nt" else "/dev/tty"
_SET_ONE = "name yours: export VISUAL=nano, or 'code --wait'; or give the text with --from FILE"


def require_editor() -> list[str]:
    """Return the command of $VISUAL, else of $EDITOR, else of an editor that is there.

    Raises:
        InvalidInputError: there is none, or none was named and there is no terminal for one.
    """
    named = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if named and named.strip():
        try:
            command = shlex.split(named, posix=os.name != "nt")
        except ValueError as error:
            raise InvalidInputError(f"{named!r} is no command: {error}", hint=_SET_ONE) from error
        if shutil.which(command[0]) is None:
            raise InvalidInputError(f"there is no editor {command[0]}", hint=_SET_ONE)
        return command
    if not _is_terminal():
        raise InvalidInputError("there is no terminal to open an editor on", hint=_SET_ONE)
    found = next((name for name in _FALLBACKS if shutil.which(name)), None)
    if found is None:
        raise InvalidInputError("no editor was found", hint=_SET_ONE)
    return [found]


def run_editor(file: Path) -> None:
    """Open the file and wait until the editor is closed.

    Raises:
        InvalidInputError: the editor cannot be started, or says that it failed.
    """
    command = require_editor()
    try:
        with ExitStack() as stack:
            stack.enter_context(_ctrl_c_is_the_editors())
            stdin = None if _is_terminal() else subprocess.DEVNULL
            stdout = None
            if stdin is None and not sys.stdout.isatty():  # the result goes elsewhere, not this
                stdout = stack.enter_context(Path(_TERMINAL).open("wb"))
            code = subprocess.run(  # noqa: S603 - the command is the person's own
                [*command, str(file)], stdin=stdin, stdout=stdout, check=False
            ).returncode
    except OSError as error:
        raise InvalidInputError(
            f"{command[0]} cannot be started: {error.strerror}", hint=_SET_ONE
        ) from error
    if code:
        raise InvalidInputError(
            f"{command[0]} ended with code {code}, so nothing of the draft was changed",
            hint=_SET_ONE,
        )


def _is_terminal() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


@contextmanager
def _ctrl_c_is_the_editors() -> Generator[None]:
    """Leave Ctrl-C to the editor; a handler of our own, since an ignored signal is inherited."""
    before = signal.signal(signal.SIGINT, _not_for_us)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _not_for_us(signum: int, frame: object) -> None:
    """Take a signal that the editor gets too."""
