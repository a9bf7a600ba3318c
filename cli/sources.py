"""What `jobai extract` is to read: sources on the line, from lists, in folders, each once."""

from __future__ import annotations

import codecs
import glob
import hashlib
import os
import re
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

_NO_LIST = re.compile(r"\s*<(?!https?://)|%PDF|\s*[{\[]", re.IGNORECASE)
"""How a page, a PDF file or a JSON document begins, and no list does."""

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


@dataclass(frozen=True, slots=True)
class Given:
    """All that was given.

    Attributes:
        sources: In their order.
        stdin: What standard input holds, when it is one of them.
        run: What makes two commands the same work, hashed: the lists by their names, what was
            typed as it was typed.
        is_one: A single source was typed, and nothing that stands for several.
    """

    sources: tuple[GivenSource, ...]
    stdin: bytes
    run: str
    is_one: bool


def given_sources(arguments: Sequence[str], lists: Sequence[str]) -> Given:
    """Return all sources in their order, each once.

    Standard input is read here, before a loop runs: that would not let Ctrl-C through meanwhile.

    Args:
        arguments: From the command line; a folder stands for the pages, PDF files and pictures
            in it, a pattern that no shell has expanded for the files it fits.
        lists: Files with one source a line; "-" is standard input.

    Raises:
        UnreadableSourceError: a list that cannot be read or names no source.
    """
    named = [*arguments]
    run = [identity_of(text) for text in arguments]
    for name in lists:
        content = _read_list(name)
        found = list(_listed(content, name))
        if not found:
            raise UnreadableSourceError(
                f"{_shown(name)} names no source.",
                reason="empty",
                hint="Put one URL or file on each line; lines that start with # are skipped.",
            )
        named += found
        # A list that was edited is the same list; one that has no name is what it says.
        run.append(f"--from {identity_of(name)}" if name != STDIN else _sha256(content))
    if STDIN in lists and (STDIN in named or lists.count(STDIN) > 1):
        raise UnreadableSourceError(
            "Standard input cannot be both the list and a source of it.",
            reason="unreadable",
            hint="Put the list into a file: --from FILE",
        )
    every = [source for text in named for source in _expanded(text)]
    first: dict[str, GivenSource] = {}
    for index, text in enumerate(every):
        first.setdefault(identity_of(text), GivenSource(index, text))
    return Given(
        sources=tuple(first.values()),
        stdin=_standard_input() if STDIN in named else b"",
        run=_sha256("\n".join(run).encode("utf-8", "surrogateescape")),
        is_one=not lists and every == [*arguments] and len(every) == 1,
    )


def source_key(source: GivenSource) -> str | None:
    """Return what tells a source from others and from itself after a change; None: nothing does.

    A page behind a URL may change at any time; whoever keeps the key must not keep it for long.
    """
    if source.text == STDIN:
        return None
    told = identity_of(source.text)
    if source.is_file:
        try:
            status = Path(told).stat()
        except (OSError, ValueError):
            return None
        told += f"\n{status.st_size}\n{status.st_mtime_ns}"
    return _sha256(told.encode("utf-8", "surrogateescape"))


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
    if _NO_LIST.match(text) or "\0" in text:
        raise UnreadableSourceError(
            f"{_shown(name)} is no list of sources.",
            reason="unsupported_type",
            hint=f"To read it as a posting: jobai extract {shortened(name)}",
        )
    # `splitlines` would also break at characters that may stand in a file's name.
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        source = line.strip()
        if source and not source.startswith(_COMMENT):
            yield _unquoted(source)


def _unquoted(line: str) -> str:
    if len(line) > 2 and line[0] == line[-1] and line[0] in "\"'":
        return line[1:-1]
    return line


def _expanded(text: str) -> list[str]:
    if not text.strip() or text == STDIN or _is_url(text):  # "" would be the working folder
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


def _standard_input() -> bytes:
    from orchestrator.tasks.extraction.sources import Limits

    return sys.stdin.buffer.read(Limits().binary_bytes + 1)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _readable(folder: Path) -> list[Path]:
    """Return what is in a folder itself: a saved page's pictures are in one below."""
    found = (
        path
        for path in folder.iterdir()
        if path.suffix.lower() in _IN_FOLDERS and path.name[0] != "." and path.is_file()
    )
    return sorted(found, key=lambda path: _in_order(path.name))


def _in_order(name: str) -> list[tuple[int, str]]:
    """Put the tenth screenshot behind the second."""
    parts = re.split(r"([0-9]{1,18})", name.casefold())
    return [(int(part), "") if part.isdecimal() else (0, part) for part in parts]


def _is_url(text: str) -> bool:
    if scheme_of(text.removeprefix("<")) is None:
        return False
    try:
        return not Path(text).exists()
    except (OSError, ValueError):
        return True


def _shown(name: str) -> str:
    return "Standard input" if name == STDIN else shortened(name)
