"""Lines with their places on a page to text: paragraphs whole, headings and list items marked."""

from __future__ import annotations

import re
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from orchestrator.documents.columns import (
    BULLETS,
    Line,
    Row,
    body_size,
    columns_of,
    with_bullets,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

_ITEM = re.compile(rf"[{re.escape(BULLETS)}o](?=\s+\S)|\(?\d{{1,2}}[.)]\s")
_LARGER = 1.15  # of the body's size: a heading
_LONGEST_HEADING = 120
_FULL_HEADING = 0.6  # of the room that text has
_LONGEST_CELL = 200
_WRAPPED = 30
"""Characters of a line that was broken to fit, at least; half of it in scripts without blanks."""

_ROOM = 1.3  # of the usual distance of lines: a new paragraph
_AND = frozenset(
    ("and", "or", "und", "oder", "bzw", "sowie", "et", "ou", "y", "o", "e", "en", "of", "och",
     "eller", "a", "i", "oraz", "lub", "nebo", "и", "или")
)  # fmt: skip
_SECOND_HALVES = frozenset(
    ("based", "oriented", "driven", "level", "time", "end", "up", "house", "side", "facing",
     "party", "first", "ready", "free", "friendly", "like", "wide", "related", "specific", "term",
     "on", "in", "off", "of", "the", "to", "year", "day", "week", "hour", "quality", "class",
     "edge", "service", "source", "stack", "focused", "centric", "minded", "motivated", "scale",
     "performance", "functional")
)  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")
_UNSPACED = "\u2e80"  # from here on, scripts that write without blanks


def text_of(pages: Sequence[Sequence[Line]], *, ordered: bool = False) -> str:
    """Write lines as text with light Markdown: `#` headings, `**bold**` lines, tabs in tables.

    Args:
        pages: The lines of each page.
        ordered: They come in reading order already, except where one row holds two columns.
    """
    pages = [with_bullets(page) for page in pages]
    body = body_size(line for page in pages for line in page)
    if body <= 0:
        return ""
    lines = [line for page in pages for line in page]
    sizes, known = _heading_sizes(lines, body), _words_of(lines)
    texts = [
        _column_text(column, body, sizes, known)
        for page in pages
        for column in _arranged(page, body, ordered=ordered)
    ]
    whole = ""
    for text in filter(None, texts):
        if not whole:
            whole = text
        elif _runs_on(whole, text):
            whole = joined(whole, text, known)
        else:
            whole = f"{whole}\n\n{text}"
    return whole


def _runs_on(text: str, more: str) -> bool:
    """Whether a sentence goes on behind the end of a page or column."""
    last = text.rpartition("\n")[2]
    is_prose = len(last) >= _WRAPPED and "\t" not in last and last[-1] not in ".:;!?*"
    return is_prose and more[0].islower() and _ITEM.match(more) is None


def _arranged(page: Sequence[Line], body: float, *, ordered: bool) -> list[list[Row]]:
    if not page:
        return []
    if not ordered:
        return columns_of(page, body)
    columns = columns_of(page, body)
    return columns if len(columns) > 1 else [_kept_order(page)]


def _kept_order(page: Sequence[Line]) -> list[Row]:
    """Rows as the file has them: a line that goes on to the right of the last one is its row."""
    rows: list[Row] = []
    for line in page:
        last = rows[-1][-1] if rows else None
        if last and line.left >= last.right and abs(line.middle - last.middle) < last.size / 2:
            rows[-1] = (*rows[-1], line)
        else:
            rows.append((line,))
    return rows


def _heading_sizes(lines: Sequence[Line], body: float) -> list[float]:
    """The sizes that are clearly larger than the body's, the largest first, each once."""
    found: list[float] = []
    for size in sorted((line.size for line in lines if line.size > _LARGER * body), reverse=True):
        if not found or size < found[-1] / _LARGER:
            found.append(size)
    return found


class _Paragraph:
    """Rows that were one line before they were broken to fit."""

    def __init__(self, row: Row) -> None:
        self.last = row[-1]
        self.first = row[0]
        self.is_row = len(row) > 1
        self.text = "\t".join(cell.text for cell in row)
        self.is_item = not self.is_row and _ITEM.match(self.text) is not None
        self.bold = all(line.bold for line in row)
        self.size = max(line.size for line in row)
        self.step: float | None = None

    def add(self, line: Line, known: frozenset[str]) -> None:
        self.text = joined(self.text, line.text, known)
        self.step = _distance(self.last, line)
        self.last = line
        self.bold = self.bold and line.bold


def _column_text(
    rows: Sequence[Row], body: float, sizes: Sequence[float], known: frozenset[str]
) -> str:
    rows = [part for row in rows for part in _without_side_heading(row)]
    usual = _usual_distance(rows)
    parts: list[str] = []
    paragraph: _Paragraph | None = None
    for index, row in enumerate(rows):
        if paragraph is not None and _goes_on(paragraph, row, _edge(rows, index), usual, body):
            paragraph.add(row[0], known)
            continue
        if paragraph is not None:
            parts.append(_marked(paragraph, body, sizes))
            has_room = _distance(paragraph.last, row[0]) > _ROOM * usual
            parts.append("\n\n" if has_room or paragraph.size > _LARGER * body else "\n")
        paragraph = _Paragraph(row)
    if paragraph is not None:
        parts.append(_marked(paragraph, body, sizes))
    return "".join(parts)


def _without_side_heading(row: Row) -> list[Row]:
    """Part a heading that stands beside a list from the first item of the list."""
    if len(row) == 2 and (_ITEM.match(row[1].text) or len(row[1].text) > _LONGEST_CELL):
        return [(row[0],), (row[1],)]
    return [row]


def _marked(paragraph: _Paragraph, body: float, sizes: Sequence[float]) -> str:
    text = paragraph.text
    if paragraph.is_row or paragraph.is_item or len(text) > _LONGEST_HEADING:
        return text
    if paragraph.size > _LARGER * body:
        level = sum(size / _LARGER > paragraph.size for size in sizes) + 1
        return f"{'#' * min(level, 4)} {text}"
    return f"**{text}**" if paragraph.bold and "*" not in text else text


def _goes_on(paragraph: _Paragraph, row: Row, edge: float, usual: float, body: float) -> bool:
    """Whether a row is the rest of a paragraph: its first word had no room on the line before."""
    line, last = row[0], paragraph.last
    if len(row) > 1 or _ITEM.match(line.text):
        return False
    if not 0.8 < line.size / last.size < 1.25 or line.bold != last.bold:
        return False
    larger = max(1.0, line.size / body)
    step = paragraph.step or usual * larger
    if not 0 < _distance(last, line) <= _ROOM * min(step, usual * larger):
        return False
    if paragraph.is_row:  # the rest of a cell stands below its start
        return abs(line.left - last.left) < 0.5 * line.size
    indent = line.left - paragraph.first.left
    if not -0.7 * line.size < indent < (4 if paragraph.is_item else 0.7) * line.size:
        return False
    if larger > _LARGER:
        return _is_one_heading(paragraph, line, edge)
    if line.text[0].islower() and len(last.text) >= _WRAPPED and last.text[-1] not in ".:;!?":
        return True
    wide = ord(last.text[-1]) >= ord(_UNSPACED)
    is_long = len(last.text) >= (_WRAPPED / 2 if wide else _WRAPPED)
    if not (is_long or line.text[0].islower()):
        return False
    return last.right + _first_word_width(line) + 0.15 * line.size >= edge


def _is_one_heading(paragraph: _Paragraph, line: Line, edge: float) -> bool:
    """Whether a heading goes on; headings are broken earlier than text."""
    last = paragraph.last
    if len(paragraph.text) + len(line.text) > _LONGEST_HEADING or last.text[-1] in ".:!?":
        return False
    room = edge - last.left
    return last.right + _first_word_width(line) - last.left > _FULL_HEADING * room


def _first_word_width(line: Line) -> float:
    word = line.text.split(maxsplit=1)[0]
    characters = 1 if ord(word[0]) >= ord(_UNSPACED) else len(word)
    return (line.right - line.left) * characters / len(line.text)


def _edge(rows: Sequence[Row], index: int) -> float:
    """How far right the lines around a row reach: where they were broken."""
    line = rows[index][0]
    near = [row[0] for row in rows[max(0, index - 12) : index + 12] if len(row) == 1]
    return max((other.right for other in near if other.size < 1.25 * line.size), default=0.0)


def _distance(one: Line, other: Line) -> float:
    return other.middle - one.middle


def _usual_distance(rows: Sequence[Row]) -> float:
    """From line to line within paragraphs: a low quartile, for gaps between them are larger."""
    steps = sorted(
        _distance(one[0], other[0])
        for one, other in pairwise(rows)
        if 0.5 * one[0].size < _distance(one[0], other[0]) < 3 * one[0].size
    )
    return steps[len(steps) // 4] if steps else median(row[0].size for row in rows) * 1.2


def joined(text: str, more: str, known: frozenset[str] = frozenset()) -> str:
    """Put the rest of a broken line behind its start; a hyphen that only broke a word goes.

    Args:
        text: The start.
        more: The rest.
        known: The words of the document in lower case. What stands there as a word of its own is
            the second half of a compound ("component-based"), and the hyphen stays.
    """
    if text[-1:] >= _UNSPACED and more[:1] >= _UNSPACED:
        return text + more
    if not text.endswith("-") or text.endswith(" -"):
        return text + more if text.endswith("/") else f"{text} {more}"
    second = _WORD.match(more)
    first = text.rsplit(maxsplit=1)[-1][:-1]
    if second is None or not more[0].islower() or not first[-1:].isalpha():
        return text + more
    if second[0] in _AND:
        return f"{text} {more}"
    whole = f"{first}{second[0]}".lower()
    is_compound = "-" in first or second[0] in _SECOND_HALVES or second[0] in known
    return text + more if is_compound and whole not in known else text[:-1] + more


def _words_of(lines: Sequence[Line]) -> frozenset[str]:
    """The words of lines, but not the halves that stand at their ends and starts."""
    return frozenset(
        word.lower()
        for line in lines
        for word in _WORD.findall(line.text.partition(" ")[2].removesuffix("-"))
        if len(word) > 2
    )
