"""The visible text of a source as typed blocks: one block is one line that a reader sees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from orchestrator.tasks.extraction.patterns import regex
from orchestrator.tasks.extraction.remembering import remembered

if TYPE_CHECKING:
    from collections.abc import Iterable

BlockKind = Literal["heading", "item", "row", "text", "control"]
Zone = Literal["main", "header", "nav", "footer", "aside", "dialog"]

CELL_JOINT = " | "
"""Between the cells of a table row in the rendered text."""

# Zero-width characters, soft hyphens, direction marks and control characters carry no meaning for
# a reader, but break comparisons and can hide text from one. The tab and the line feed stay.
_DIGIT = regex(r"\d")
_INVISIBLE = regex(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"
    "\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]"
)


class Block(NamedTuple):
    """One line of the visible text.

    Attributes:
        kind: What the line is; "control" is a button.
        text: Blanks collapsed, nothing invisible left.
        level: Of a heading, 1 to 6; 0 otherwise.
        cells: Of a row: two or more non-empty cells; empty otherwise.
        pieces: The elements that stand side by side in the line; empty when it is one.
        zone: The part of the page it stands in.
        linked: The whole line is a link.
        strong: The whole line is bold.
    """

    kind: BlockKind
    text: str
    level: int = 0
    cells: tuple[str, ...] = ()
    pieces: tuple[str, ...] = ()
    zone: Zone = "main"
    linked: bool = False
    strong: bool = False

    @property
    def is_chrome(self) -> bool:
        """Whether the line belongs to the site and not to the page's subject."""
        return self.zone in ("nav", "footer", "dialog")


@remembered(2048)
def has_digit(text: str) -> bool:
    """Whether a text holds a figure: without one it names no date, no sum, no years."""
    return _DIGIT.search(text) is not None


def without_invisible(text: str) -> str:
    """Drop zero-width and control characters, but not blanks, tabs and line feeds."""
    return text if text.isascii() and text.isprintable() else _INVISIBLE.sub("", text)


def one_line(text: str) -> str:
    """Collapse every run of blanks into one and drop what is invisible."""
    line = " ".join(text.split())
    if line.isascii() and line.isprintable():
        return line
    return " ".join(without_invisible(line).split())


def rendered(blocks: Iterable[Block]) -> str:
    """Render blocks as plain text: one block a line, a blank line before each heading."""
    lines: list[str] = []
    for block in blocks:
        if block.kind == "heading" and lines:
            lines.append("")
        lines.append(f"- {block.text}" if block.kind == "item" else block.text)
    return "\n".join(lines)
