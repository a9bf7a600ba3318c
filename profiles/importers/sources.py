"""A file, a folder or standard input: its bytes and what it is called."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from profiles.errors import UnreadableProfileError

if TYPE_CHECKING:
    from pathlib import Path

MOST_BYTES = 50_000_000
"""A life's work is some kilobytes of text, a scanned CV some megabytes, an export of LinkedIn with
all its messages more than that."""

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Source:
    """What shall be imported.

    Attributes:
        name: For messages: as it was typed, or "standard input".
        file_name: Without its folder; None for standard input.
        data: Empty for a folder.
        folder: The folder that stands in place of a file.
    """

    name: str
    file_name: str | None
    data: bytes
    folder: Path | None = None

    @property
    def suffix(self) -> str:
        """The ending of the file's name, in lower case with its point."""
        stem, point, ending = (self.file_name or "").rpartition(".")
        return f".{ending.lower()}" if point and stem else ""


def read_source(path: Path) -> Source:
    """Read a file, look at a folder, or read standard input for "-".

    Raises:
        UnreadableProfileError: when there is nothing, nothing in it, or far too much.
    """
    if str(path) == STDIN and sys.stdin is None:
        raise UnreadableProfileError("there is no standard input", hint="name a file")
    if str(path) == STDIN:
        return _filled(Source("standard input", None, sys.stdin.buffer.read(MOST_BYTES + 1)))
    try:
        is_folder = path.is_dir()
        is_odd = not is_folder and path.exists() and not path.is_file()
        data = b"" if is_folder or is_odd else _read(path)
    except (OSError, ValueError) as error:
        raise UnreadableProfileError(
            f"{path} cannot be read: {getattr(error, 'strerror', None) or error}",
            hint="check the file's name",
        ) from error
    if is_odd:
        raise UnreadableProfileError(
            f"{path} is neither a file nor a folder", hint="use - for standard input"
        )
    if is_folder:
        return Source(str(path), path.resolve().name, b"", path)
    return _filled(Source(str(path), path.name, data))


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


def _filled(source: Source) -> Source:
    if len(source.data) > MOST_BYTES:
        raise UnreadableProfileError(
            f"{source.name} is larger than {MOST_BYTES // 1_000_000} MB",
            hint="a master profile is a document of some kilobytes",
        )
    if not source.data.strip(b"\x00 \t\r\n"):
        raise UnreadableProfileError(
            f"{source.name} is empty", hint="name the file that holds your CV"
        )
    return source
