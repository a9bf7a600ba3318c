"""What `jobai extract` is to read: sources on the line, from lists, in folders, each once."""

from __future__ import annotations

import codecs
import glob
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from orchestrator.errors import UnreadableSourceError
from orchestrator.tasks.extraction.sources.urls import scheme_of, shortened

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

STDIN = "-"

_MOST_LIST_BYTES = 64 * 1024 * 1024
_COMMENT = "#"
_IN_FOLDERS = frozenset(
    {".html", ".htm", ".xhtml", ".mht", ".mhtml", ".eml", ".txt", ".text", ".md", ".markdown"}
    | {".json", ".xml", ".pdf", ".png", ".jpg", ".jpeg", ".webp", ".gif", ".heic", ".heif", ".avif"}
)
"""What is taken from a folder; a single file is read whatever it is called."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class GivenSource:
    """One source of several.

    Attributes:
        index: Its place among all that were given, from 0; one that is repeated has its first.
        text: As it was typed or stands in the list; a file's path where a folder was given.
    """

    index: int
    text: str

    @property
    def is_file(self) -> bool:
        """Whether it is to be read from the disk."""
        return self.text != STDIN and not _is_url(self.text)


def given_sources(arguments: Sequence[str], lists: Sequence[str]) -> list[GivenSource]:
    """Return all sources in their order, each once.

    Args:
        arguments: From the command line; a folder stands for the pages, PDF files and pictures
            in it, a pattern that no shell has expanded for the files it fits.
        lists: Files with one source a line; "-" is standard input.

    Raises:
        UnreadableSourceError: a list that cannot be read or names no source.
    """
    named = [*arguments]
    for name in lists:
        found = list(_listed(_read_list(name), name))
        if not found:
            raise UnreadableSourceError(
                f"{_shown(name)} names no source.",
                reason="empty",
                hint="Put one URL or file on each line; lines that start with # are skipped.",
            )
        named += found
    if [*named, *lists].count(STDIN) > 1 and STDIN in lists:
        raise UnreadableSourceError(
            "Standard input cannot be both the list and a source of it.",
            reason="unreadable",
            hint="Put the list into a file: --from FILE",
        )
    every = [source for text in named for source in _expanded(text)]
    first: dict[str, GivenSource] = {}
    for index, text in enumerate(every):
        first.setdefault(identity_of(text), GivenSource(index, text))
    return list(first.values())


def standard_input(sources: Sequence[GivenSource]) -> bytes:
    """Return what standard input holds when it is one of the sources.

    To be called before a loop runs: that would not let Ctrl-C through while this waits.
    """
    if all(source.text != STDIN for source in sources):
        return b""
    from orchestrator.tasks.extraction.sources import Limits

    return sys.stdin.buffer.read(Limits().binary_bytes + 1)


def identity_of(text: str) -> str:
    """Return what makes two sources one: a URL as it stands, or a file's absolute path."""
    return text if text == STDIN or _is_url(text) else os.path.abspath(text)  # noqa: PTH100


def _read_list(name: str) -> bytes:
    try:
        if name == STDIN:
            data = sys.stdin.buffer.read(_MOST_LIST_BYTES + 1)
        else:
            with Path(name).open("rb") as file:
                data = file.read(_MOST_LIST_BYTES + 1)
    except (OSError, ValueError) as error:
        told = getattr(error, "strerror", None) or error
        raise UnreadableSourceError(
            f"The list {_shown(name)} cannot be read: {told}.",
            reason="missing" if isinstance(error, FileNotFoundError) else "unreadable",
            hint="Give a text file with one URL or file on each line, or - for standard input.",
        ) from error
    if len(data) > _MOST_LIST_BYTES:
        raise UnreadableSourceError(
            f"The list {_shown(name)} is larger than {_MOST_LIST_BYTES // 1024**2} MB.",
            reason="too_large",
            hint="Split it, and read one part after another.",
        )
    return data


def _listed(data: bytes, name: str) -> Iterator[str]:
    encoding = next((encoding for bom, encoding in _BOMS if data.startswith(bom)), "utf-8")
    # Names of files need not be UTF-8: such bytes are kept as the system's own functions do.
    text = data.decode(encoding, "surrogateescape" if encoding != "utf-16" else "replace")
    if "\0" in text or text.lstrip()[:1] == "<" or text.startswith("%PDF"):
        raise UnreadableSourceError(
            f"{_shown(name)} is no list of sources.",
            reason="unsupported_type",
            hint=f"To read it as a posting: jobai extract {shortened(name)}",
        )
    # `splitlines` would also break at characters that may stand in a file's name.
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        source = _unquoted(line.strip())
        if source and not source.startswith(_COMMENT):
            yield source


def _unquoted(line: str) -> str:
    if len(line) > 1 and line[0] == line[-1] and line[0] in "\"'":
        return line[1:-1].strip()
    return line


def _expanded(text: str) -> list[str]:
    if text == STDIN or _is_url(text):
        return [text]
    try:
        path = Path(text)
        if path.is_dir():
            return [str(file) for file in _readable(path)] or [text]
        if glob.has_magic(text) and not path.exists():
            return sorted(glob.glob(text)) or [text]  # noqa: PTH207 - a relative one stays so
    except (OSError, ValueError):  # what is wrong with it is said when it is opened
        pass
    return [text]


def _readable(folder: Path) -> list[Path]:
    """Return what is in a folder itself: a saved page's pictures are in one below."""
    return sorted(
        path
        for path in folder.iterdir()
        if path.suffix.lower() in _IN_FOLDERS and path.name[0] != "." and path.is_file()
    )


def _is_url(text: str) -> bool:
    if scheme_of(text.removeprefix("<")) is None:
        return False
    try:
        return not Path(text).exists()
    except (OSError, ValueError):
        return True


def _shown(name: str) -> str:
    return "Standard input" if name == STDIN else shortened(name)
