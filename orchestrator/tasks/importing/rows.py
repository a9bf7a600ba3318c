"""A CV as rows: what stands side by side on one line, and how it looks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from orchestrator.documents.columns import BULLETS

MARK = re.compile(rf"^(?:[{re.escape(BULLETS.replace('-', '').replace('–', '').replace('*', ''))}]"
                  r"|[-–*o](?=\s))\s*(?=\S)")  # fmt: skip
_NUMBERED = re.compile(r"^\(?\d{1,2}[.)]\s+(?=[^\W\d_])")


@dataclass(frozen=True, slots=True)
class Row:
    """One line.

    Attributes:
        cells: Texts with wide gaps between them; mostly it is one.
        size: Of the type, where 1.0 is that of most of the text.
        bold: Of the whole line.
        left: Where it starts, in sizes of the type or in characters.
        lefts: Where each cell starts.
        right: Where it ends.
        edge: How far the lines of its column reach; 0 where nothing was broken to fit.
        gap: Blank above it, in lines; large at the top of a page or column.
        level: Of a heading by the file's own mark-up, 0 for none.
        item: Marked as an item of a list.
        starts_column: First of a page's column.
        bold_start: How many characters at the start are bold, where only the start is.
        bold_starts: The same of each cell, all of it where the cell is bold; empty where unknown.
    """

    cells: tuple[str, ...]
    size: float = 1.0
    bold: bool = False
    left: float = 0.0
    lefts: tuple[float, ...] = ()
    right: float = 0.0
    edge: float = 0.0
    gap: float = 0.0
    level: int = 0
    item: bool = False
    starts_column: bool = False
    bold_start: int = 0
    bold_starts: tuple[int, ...] = ()

    @property
    def text(self) -> str:
        """The whole line."""
        return "  ".join(self.cells)

    def unmarked(self) -> str:
        """The line without the mark of a list."""
        return unmarked(self.text)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole document.

    Attributes:
        rows: In reading order.
        links: Addresses behind words, with the words.
        language: Two letters, None when the text is too short to tell.
    """

    rows: tuple[Row, ...]
    links: tuple[tuple[str, str], ...] = field(default=())
    language: str | None = None

    @property
    def text(self) -> str:
        """All lines."""
        return "\n".join("\t".join(row.cells) for row in self.rows)


def unmarked(text: str) -> str:
    """Drop the mark of a list item."""
    return MARK.sub("", text.strip(), count=1).strip()


def is_marked(text: str) -> bool:
    """Whether a line starts with the mark of a list item."""
    return MARK.match(text) is not None or _NUMBERED.match(text) is not None


def with_cells(row: Row, *cells: str) -> Row:
    """The row with other texts."""
    return replace(row, cells=cells)
