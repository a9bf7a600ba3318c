"""Files: only regular ones, never more than the budget, and no waiting for a pipe."""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING

from orchestrator.documents.hints import PASTE
from orchestrator.documents.limits import Limits, in_megabytes
from orchestrator.errors import UnreadableSourceError
from orchestrator.tasks.extraction.sources.opening import document_from
from orchestrator.tasks.extraction.sources.urls import lacks_scheme, shortened

if TYPE_CHECKING:
    from pathlib import Path

    from orchestrator.tasks.extraction.documents import Document

# Without O_NONBLOCK the opening itself would wait for a pipe's writer. Windows has neither.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def open_file(path: Path, *, limits: Limits | None = None) -> Document:
    """Read a file.

    Args:
        path: A page, text, PDF or image; the content decides which, not the name.
        limits: None for the defaults.

    Raises:
        UnreadableSourceError: With the reason "missing", "directory", "permission",
            "not_a_file", "empty", "too_large", "binary", "unsupported_type", "encrypted",
            "damaged" or "unreadable".
    """
    limits = limits or Limits()
    data = read_file(path, limits)
    shown = shortened(path.name or str(path))
    # A name that is not UTF-8 has surrogates in it, which no store or JSON takes.
    name = path.name.encode(errors="replace").decode()
    return document_from(data, shown=shown, name=name, limits=limits)


def read_file(path: Path, limits: Limits) -> bytes:
    """Read the bytes of a regular file within the budget.

    Raises:
        UnreadableSourceError: As `open_file`, of what concerns the file and not its content.
    """
    try:
        return _read(path, limits, shortened(path.name or str(path)))
    except (OSError, ValueError) as error:
        raise _cannot_read(path, error) from error


def is_existing(path: Path) -> bool:
    """Whether there is such a path; a text that can be none is none."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _read(path: Path, limits: Limits, shown: str) -> bytes:
    _refuse_irregular(path.stat(), shown)  # before opening: opening some devices does something
    with open(path, "rb", opener=lambda name, _: os.open(name, _FLAGS)) as file:
        _refuse_irregular(os.fstat(file.fileno()), shown)
        data = file.read(limits.binary_bytes + 1)
    if len(data) > limits.binary_bytes:
        raise UnreadableSourceError(
            f"{shown} is larger than {in_megabytes(limits.binary_bytes)}.",
            reason="too_large",
            hint=PASTE,
        )
    return data


def _refuse_irregular(status: os.stat_result, shown: str) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise UnreadableSourceError(
            f"{shown} is a folder.",
            reason="directory",
            hint="Give the file inside; of a saved page that is the .html file beside the folder.",
        )
    if not stat.S_ISREG(status.st_mode):
        raise UnreadableSourceError(
            f"{shown} is not a regular file but a pipe, socket or device.",
            reason="not_a_file",
            hint="To read from a pipe, give - as the source: `... | jobai extract -`.",
        )


def _cannot_read(path: Path, error: OSError | ValueError) -> UnreadableSourceError:
    shown = shortened(str(path))
    number = error.errno if isinstance(error, OSError) else None
    if _is_pasted_text(path) or number is None or number == errno.ENAMETOOLONG:
        return UnreadableSourceError(
            f"This is neither a URL nor a file name: {shown}",
            reason="missing",
            hint="Paste text to standard input: `jobai extract -`.",
        )
    if number in {errno.ENOENT, errno.ENOTDIR}:
        return _missing(shown, str(path))
    if number in {errno.EACCES, errno.EPERM}:
        return UnreadableSourceError(
            f"No permission to read {shown}.",
            reason="permission",
            hint="Change the file's permissions or copy it to a place of your own.",
        )
    return UnreadableSourceError(
        f"{shown} cannot be read: {os.strerror(number)}.", reason="unreadable", hint=PASTE
    )


def _is_pasted_text(path: Path) -> bool:
    source = str(path)
    return "\n" in source or len(source.split()) > 20


def _missing(shown: str, source: str) -> UnreadableSourceError:
    if lacks_scheme(source):
        return UnreadableSourceError(
            f"There is no file {shown}.",
            reason="missing",
            hint=f"Did you mean https://{shortened(source)} ?",
        )
    hint = "Check the name and the folder; a URL starts with https://."
    if " " in source.strip():
        hint += " If it is the posting's text: `jobai extract -`."
    return UnreadableSourceError(f"There is no file {shown}.", reason="missing", hint=hint)
