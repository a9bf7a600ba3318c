"""Markdown pages as tests see them: blocks of code with what is said about them, links, anchors.

A comment before a block says how it is run:

    <!-- not run: REASON -->    it is not; commands in it must still exist
    <!-- exit: 7 -->            its last command ends with this code
    <!-- prints -->             of a text block: the lines of it stand in what the block of
                                commands before it prints, in this order; `...` stands for any
    <!-- line: start -->        of the README: its last command is run, the rest sets up a checkout

A comment that starts with `before:` or `before python:` has lines that are run and not shown.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
_PIECE = re.compile(
    r"(?P<indent>[ ]*)```(?P<language>[\w-]*)[^\n]*\n(?P<text>.*?)\n?(?P=indent)```[ ]*(?:\n|$)"
    r"|<!--\s*(?P<comment>.*?)\s*-->",
    re.DOTALL,
)
_LINK = re.compile(r"(?<!\\)\[(?:[^\[\]]|\[[^\]]*\])*\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
_REFERENCE = re.compile(r"^\[[^\]]+\]:\s*(\S+)", re.MULTILINE)
_CODE = re.compile(r"```.*?```|~~~.*?~~~", re.DOTALL)
_INLINE_CODE = re.compile(r"(`+).+?\1", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block, or a comment with lines to run.

    Attributes:
        language: As the fence says; "" for none.
        line: Where it starts, from 1.
        marks: What comments right before it say.
        hidden: It is a comment.
    """

    language: str
    text: str
    line: int
    marks: dict[str, str]
    hidden: bool = False

    @property
    def is_run(self) -> bool:
        """Whether nothing speaks against running it."""
        return "not run" not in self.marks


@dataclass(frozen=True, slots=True)
class Page:
    """One Markdown file."""

    path: Path

    @property
    def name(self) -> str:
        """The path within the repository."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def text(self) -> str:
        """The whole file."""
        return self.path.read_text(encoding="utf-8")

    def blocks(self, *languages: str) -> list[Block]:
        """Return the blocks of these languages in their order; of all without any."""
        return [b for b in _blocks(self.text) if not languages or b.language in languages]

    def links(self) -> Iterator[str]:
        """Yield every target, as written."""
        prose = _INLINE_CODE.sub("", _CODE.sub("", self.text))
        yield from _LINK.findall(prose)
        yield from _REFERENCE.findall(prose)

    def anchors(self) -> set[str]:
        """Return the names that headings can be linked by."""
        found: set[str] = set()
        for heading in re.findall(r"^#{1,6} +(.+?) *#*$", _CODE.sub("", self.text), re.MULTILINE):
            slug = base = _slug(heading)
            count = 0
            while slug in found:
                count += 1
                slug = f"{base}_{count}"
            found.add(slug)
        return found | set(re.findall(r'\bid="([^"]+)"', self.text))


def pages() -> list[Page]:
    """Return every page of the documentation, and what stands beside it."""
    inside = sorted((ROOT / "docs").rglob("*.md"))
    beside = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "benchmarks" / "README.md"]
    return [Page(path) for path in [*inside, *beside, *sorted((ROOT / "examples").rglob("*.md"))]]


def _blocks(text: str) -> Iterator[Block]:
    marks: dict[str, str] = {}
    end = 0
    for piece in _PIECE.finditer(text):
        if text[end : piece.start()].strip():
            marks = {}
        end = piece.end()
        line = text.count("\n", 0, piece.start()) + 1
        comment: str | None = piece["comment"]
        if comment is None:
            indent = len(piece["indent"])
            lines = [each[indent:] for each in piece["text"].split("\n")]
            yield Block(piece["language"], "\n".join(lines), line, marks)
            marks = {}
        elif before := re.match(r"before( python)?:\n", comment):
            language = "python" if before[1] else "sh"
            yield Block(language, comment[before.end() :], line, {}, hidden=True)
        else:
            key, _, value = comment.partition(":")
            marks = {**marks, key.strip(): value.strip()}


def _slug(heading: str) -> str:
    """Name a heading as Python-Markdown does, which the site is built with."""
    plain = re.sub(r"`|\*\*|<[^>]*>", "", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading))
    ascii_only = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    words = re.sub(r"[^\w\s-]", "", ascii_only).strip().lower()
    return re.sub(r"[-\s]+", "-", words)
