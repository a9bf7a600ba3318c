"""Lines of a page in the order of reading: columns one after the other, tables row by row.

Only places on the page are looked at, so the same serves PDF files and recognised pictures.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

BULLETS = "•·・●◦▪■□‣⁃○➢➤►▶✓✔✅☑★→»*-–"
_BULLET_TEXTS = frozenset(BULLETS) | {"o"}
_GUTTER = 1.2
"""Of the size of the type: the least blank between two columns; between words it is 0.3."""

_LEAST_LINES = 3  # on both sides of a gutter
_FACTS = 3  # cells of a row
_LABEL_CHARACTERS = 24
_MOST_LINES = 2_000  # with more, the page is no posting, and order costs too much


class Gap(NamedTuple):
    """A blank within a line that is wider than one between words.

    Attributes:
        before: How many characters of the line stand before it, without blanks.
        left: Where they end.
        right: Where what follows starts.
    """

    before: int
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Line:
    """Text on one baseline with no wide gap in it.

    Attributes:
        left: From the left of the page, in any unit; so are the others.
        top: From the top of the page.
        right: From the left of the page.
        bottom: From the top of the page.
        text: Without blanks around it.
        bold: The whole of it.
        points: The size of the type at its start as the file states it; 0 where it does not. The
            boxes of letters, which `size` goes by, differ from font to font.
        bold_start: How many characters at its start are bold, where only the start is.
        gaps: Blanks in it that are wider than those between words.
    """

    left: float
    top: float
    right: float
    bottom: float
    text: str
    bold: bool = False
    points: float = 0.0
    bold_start: int = 0
    gaps: tuple[Gap, ...] = ()

    @property
    def size(self) -> float:
        """The height of the type."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """How far down the page it stands."""
        return (self.top + self.bottom) / 2


Row = tuple[Line, ...]
"""Lines side by side, such as the cells of a table; mostly it is one."""


def body_size(lines: Iterable[Line]) -> float:
    """The size that most characters have; 0 when there are none."""
    sizes = sorted((line.size, len(line.text)) for line in lines)
    half = sum(length for _, length in sizes) / 2
    for size, length in sizes:
        half -= length
        if half <= 0:
            return size
    return 0.0


def with_bullets(lines: Sequence[Line]) -> list[Line]:
    """Put each bullet that stands alone before the text beside it; without any, it goes."""
    bullets = [line for line in lines if line.text in _BULLET_TEXTS]
    if not bullets:
        return list(lines)
    kept = [line for line in lines if line.text not in _BULLET_TEXTS]
    beside: dict[int, Line] = {}
    for bullet in bullets:
        near = [
            (line.left - bullet.right, index)
            for index, line in enumerate(kept)
            if bullet.top < line.middle < bullet.bottom or line.top < bullet.middle < line.bottom
            if -0.5 * line.size < line.left - bullet.right < 4 * line.size
        ]
        if near:
            beside[min(near)[1]] = bullet
    return [
        _marked(line, beside[index]) if index in beside else line for index, line in enumerate(kept)
    ]


def _marked(line: Line, bullet: Line) -> Line:
    gaps = tuple(gap._replace(before=gap.before + len(bullet.text)) for gap in line.gaps)
    return replace(line, left=bullet.left, text=f"{bullet.text} {line.text}", gaps=gaps)


def cut_at(line: Line, gaps: Sequence[Gap]) -> list[Line]:
    """Cut a line at some of its gaps, which stand in order."""
    pieces: list[Line] = []
    rest, dropped = line, 0
    for gap in gaps:
        end = _behind(rest.text, gap.before - dropped)
        tail = rest.text[end:].lstrip()
        cut = len(rest.text) - len(tail)
        pieces.append(
            replace(
                rest,
                right=gap.left,
                text=rest.text[:end],
                gaps=tuple(x for x in rest.gaps if x.before < gap.before - dropped),
                bold=rest.bold or rest.bold_start >= end,
                bold_start=0 if rest.bold_start >= end else rest.bold_start,
            )
        )
        left = tuple(
            x._replace(before=x.before - gap.before) for x in line.gaps if x.before > gap.before
        )
        bold_start = max(0, rest.bold_start - cut)
        rest = replace(rest, left=gap.right, text=tail, gaps=left, bold_start=bold_start)
        dropped = gap.before
    return [*pieces, rest]


def _behind(text: str, characters: int) -> int:
    """The place in a text behind so many characters that are no blanks."""
    for at, character in enumerate(text):
        if characters == 0:
            return at
        characters -= not character.isspace()
    return len(text)


def columns_of(lines: Sequence[Line], body: float) -> list[list[Row]]:
    """Part one page into columns of rows, in reading order.

    Args:
        lines: In any order.
        body: See `body_size`.
    """
    down = sorted(lines, key=lambda line: (line.middle, line.left))
    band = _band(down, body) if len(down) <= _MOST_LINES else None
    if band is None:
        return [_rows(down)] if down else []
    above, left, right, below = band
    parts = (above, left, right, below)
    return [column for part in parts if part for column in columns_of(part, body)]


def _band(
    down: Sequence[Line], body: float
) -> tuple[list[Line], list[Line], list[Line], list[Line]] | None:
    """Find the most lines that stand in two columns: those above, left, right and below."""
    best: tuple[int, int, float] | None = None
    rows = _rows(down)
    facts = _fact_rows(rows)
    for gutter in _gutters(rows, body):
        for start, end in _uncrossed(down, gutter, body, facts):
            left, right = _sides(down[start:end], gutter)
            if (
                min(len(left), len(right)) >= _LEAST_LINES
                and (best is None or end - start > best[1] - best[0])
                and _are_beside(left, right)
                and not _is_table(left, right)
            ):
                best = start, end, gutter
    if best is None:
        return None
    start, end, gutter = best
    left, right = _sides(down[start:end], gutter)
    return list(down[:start]), left, right, list(down[end:])


def _fact_rows(rows: Sequence[Row]) -> frozenset[int]:
    """The ids of lines in menus and grids of facts: at most three rows of three cells or more."""
    found: set[int] = set()
    run: list[Row] = []
    for row in (*rows, ()):
        if len(row) >= _FACTS:
            run.append(row)
            continue
        if len(run) <= _LEAST_LINES:
            found |= {id(line) for member in run for line in member}
        run = []
    return frozenset(found)


def _gutters(rows: Sequence[Row], body: float) -> list[float]:
    """Where the left edges of second columns may be, each once."""
    edges: list[float] = []
    for row in rows:
        edges += [b.left for a, b in pairwise(row) if b.left - a.right >= _GUTTER * body]
    found: list[float] = []
    for edge in sorted(edges):
        if not found or edge - found[-1] > body:
            found.append(edge)
    return found


def _uncrossed(
    down: Sequence[Line], gutter: float, body: float, facts: frozenset[int]
) -> list[tuple[int, int]]:
    """Runs of lines none of which reaches into the gutter or is one of the facts."""
    runs: list[tuple[int, int]] = []
    start = 0
    for index, line in enumerate(down):
        crosses = line.left < gutter - body / 2 and line.right > gutter - _GUTTER * body / 2
        if crosses or id(line) in facts:
            runs.append((start, index))
            start = index + 1
    runs.append((start, len(down)))
    return [(start, end) for start, end in runs if end - start >= 2 * _LEAST_LINES]


def _sides(lines: Sequence[Line], gutter: float) -> tuple[list[Line], list[Line]]:
    left = [line for line in lines if line.right <= gutter]
    return left, [line for line in lines if line.right > gutter]


def _are_beside(left: Sequence[Line], right: Sequence[Line]) -> bool:
    top = max(left[0].top, right[0].top)
    bottom = min(max(line.bottom for line in left), max(line.bottom for line in right))
    return bottom - top > 2 * min(left[0].size, right[0].size)


def _is_table(left: Sequence[Line], right: Sequence[Line]) -> bool:
    """Whether it is labels or side headings: short words, each beside what belongs to it."""
    if _are_side_headings(left, right):
        return True
    top = max(left[0].top, right[0].top)
    bottom = min(max(line.bottom for line in left), max(line.bottom for line in right))
    left = [line for line in left if top <= line.middle <= bottom]
    right = [line for line in right if top <= line.middle <= bottom]
    fewer, more = (left, right) if len(left) <= len(right) else (right, left)
    aligned = sum(
        any(abs(line.middle - other.middle) < 0.3 * line.size for other in more) for line in fewer
    )
    if aligned < 0.75 * len(fewer) or len(left) > 1.25 * len(right):
        return False
    if any(line.text[:1] in BULLETS for line in left):
        return False
    return median(len(line.text) for line in left) <= _LABEL_CHARACTERS


def _are_side_headings(left: Sequence[Line], right: Sequence[Line]) -> bool:
    if len(left) > len(right) / 2 or any(len(line.text) > 2 * _LABEL_CHARACTERS for line in left):
        return False
    starts = [one for one, before in zip(left[1:], left, strict=False) if _has_room(before, one)]
    aligned = sum(any(abs(one.top - other.top) < one.size for other in right) for one in starts)
    return len(starts) >= 0.7 * (len(left) - 1) and aligned >= 0.7 * len(starts)


def _has_room(before: Line, line: Line) -> bool:
    return line.top - before.bottom > 1.5 * line.size


def _rows(down: Sequence[Line]) -> list[Row]:
    """Group lines that stand on one baseline."""
    rows: list[list[Line]] = []
    for line in down:
        last = rows[-1] if rows else []
        if last and all(_are_level(line, other) for other in last):
            last.append(line)
        else:
            rows.append([line])
    return [tuple(sorted(row, key=lambda line: line.left)) for row in rows]


def _are_level(one: Line, other: Line) -> bool:
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    if shared < 0.5 * min(one.size, other.size):
        return False
    return one.left >= other.right - 0.3 * one.size or other.left >= one.right - 0.3 * one.size
