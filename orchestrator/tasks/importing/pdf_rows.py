"""A PDF's lines as rows: columns one after the other, also over pages, cells of a line together."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from statistics import median
from typing import TYPE_CHECKING

from orchestrator.documents.columns import Line, body_size, with_bullets
from orchestrator.documents.right_to_left import runs_right_to_left
from orchestrator.tasks.importing.dates import is_only_dates, spans
from orchestrator.tasks.importing.headings import section_of
from orchestrator.tasks.importing.parts import is_place
from orchestrator.tasks.importing.pdf_pieces import as_tags, at_edges, despaced, without_rules
from orchestrator.tasks.importing.rows import Row, is_marked

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LEAST_LINES = 4  # on each side of a gutter
_MOST_LINES = 1_500  # with more, a page is no CV, and order costs too much
_BLANK = 0.8  # of the size of the type: the least between columns
_ALIGNED = 0.6  # of the lines of a right column start at its left edge, or hang from it
_MOST_DATE_WORDS = 4
_PAGE_BREAK = 10_000.0  # points
_SAME_PLACE = 15.0  # points between the gutters of two pages


class _Block:
    """Lines of one column; `gutter` is None for the whole width; `width` is the page's."""

    def __init__(
        self, lines: Sequence[Line], gutter: float | None, side: int, width: float
    ) -> None:
        self.width = width
        self.lines = lines
        self.gutter = gutter
        self.side = side


def rows_of(pages: Sequence[Sequence[Line]], widths: Sequence[float]) -> list[Row]:
    """Turn the lines of pages into rows in reading order."""
    if runs_right_to_left(line.text for page in pages for line in page):
        pages = [_mirrored(page, width) for page, width in zip(pages, widths, strict=True)]
    pages = [with_bullets([despaced(x) for x in at_edges(without_rules(page))]) for page in pages]
    body = body_size(line for page in pages for line in page)
    if body <= 0:
        return []
    stitched = _stitched(
        [_blocks(page, body, width) for page, width in zip(pages, widths, strict=True)]
    )
    points = _body_points(pages)
    return [row for block in stitched for row in _rows(block, body, points)]


def _mirrored(page: Sequence[Line], width: float) -> list[Line]:
    """The page as if it were read from the left: what follows knows one direction only."""
    return [
        replace(line, left=width - line.right, right=width - line.left, gaps=()) for line in page
    ]


def _body_points(pages: Sequence[Sequence[Line]]) -> float:
    """The size of type that most letters have, 0 where the file does not state any."""
    sizes = Counter[float]()
    for page in pages:
        for line in page:
            sizes[line.points] += len(line.text)
    return sizes.most_common(1)[0][0]


def _blocks(page: Sequence[Line], body: float, width: float) -> list[_Block]:
    down = sorted(page, key=lambda line: (line.middle, line.left))
    if not down or len(down) > _MOST_LINES:
        return [_Block(down, None, 0, width)] if down else []
    best: tuple[float, int, int, float] | None = None
    for gutter in _gutters(down, body):
        for start, end in _uncrossed(down, gutter, body):
            score = _score(down[start:end], gutter, body)
            if score and (best is None or score > best[0]):
                best = (score, start, end, gutter)
    if best is None:
        return [_Block(down, None, 0, width)]
    _, start, end, gutter = best
    left = [line for line in down[start:end] if line.left < gutter - 0.6 * body]
    right = [line for line in down[start:end] if line.left >= gutter - 0.6 * body]
    return [
        *_blocks(down[:start], body, width),
        *_column(left, gutter, 1, body, width),
        *_column(right, gutter, 2, body, width),
        *_blocks(down[end:], body, width),
    ]


def _column(
    lines: Sequence[Line], gutter: float, side: int, body: float, width: float
) -> list[_Block]:
    """A column, or the columns that it holds."""
    within = _blocks(lines, body, width if side == 2 else gutter + 1.5 * body)
    if any(block.side for block in within):
        return within
    return [_Block(lines, gutter, side, width)]


def _gutters(lines: Sequence[Line], body: float) -> list[float]:
    """Left edges that several lines share, away from the page's own."""
    edges = sorted(line.left for line in lines)
    start = edges[0] + 6 * body
    found: list[float] = []
    for edge in edges:
        if edge < start or (found and edge - found[-1] < 0.6 * body):
            continue
        if sum(abs(other - edge) < 0.6 * body for other in edges) >= _LEAST_LINES:
            found.append(edge)
    return found


def _uncrossed(lines: Sequence[Line], gutter: float, body: float) -> Iterator[tuple[int, int]]:
    start = 0
    for index, line in enumerate(lines):
        if line.left < gutter - 0.6 * body and line.right > gutter - _BLANK * body:
            if index - start >= 2 * _LEAST_LINES:
                yield start, index
            start = index + 1
    if len(lines) - start >= 2 * _LEAST_LINES:
        yield start, len(lines)


def _score(lines: Sequence[Line], gutter: float, body: float) -> float:
    """How many lines two columns would hold; 0 where it is a table, or dates beside entries."""
    left = [line for line in lines if line.left < gutter - 0.6 * body]
    right = [line for line in lines if line.left >= gutter - 0.6 * body]
    if min(len(left), len(right)) < _LEAST_LINES:
        return 0
    # What does not hang from the column's edge may stand at a further one, beside its dates.
    first = _first_of_rows(right)
    edges = Counter(round(line.left) for line in first)
    hanging = sum(
        line.left - gutter < 3 * body or edges[round(line.left)] >= _LEAST_LINES for line in first
    )
    at_edge = sum(abs(line.left - gutter) < 0.6 * body for line in first)
    if hanging < _ALIGNED * len(first) or at_edge < _LEAST_LINES:
        return 0
    if _is_beside_entries(left) or _is_beside_entries(right) or _are_labels(left, right):
        return 0
    if _is_grid(left, right):
        return 0
    top = max(left[0].top, right[0].top)
    bottom = min(left[-1].bottom, right[-1].bottom)
    return len(lines) if bottom - top > 3 * body else 0


def _first_of_rows(lines: Sequence[Line]) -> list[Line]:
    """The leftmost of the lines on each baseline."""
    found: list[Line] = []
    for line in sorted(lines, key=lambda line: line.middle):
        if found and line.middle - found[-1].middle < 0.3 * line.size:
            found[-1] = min(found[-1], line, key=_left)
        else:
            found.append(line)
    return found


def _is_beside_entries(lines: Sequence[Line]) -> bool:
    """Whether a column holds dates (and places) that belong to the lines beside them."""
    dates = sum(map(_is_date, lines))
    places = sum(is_place(line.text) for line in lines)
    headings = sum(section_of(line.text) is not None for line in lines)
    items = sum(is_marked(line.text) for line in lines)
    many = dates >= 0.4 * len(lines) or (
        dates >= 0.25 * len(lines) and dates + places >= 0.8 * len(lines)
    )
    return many and dates > headings and not items


def _is_date(line: Line) -> bool:
    """Whether a line is dates, or the start of some that go on below: "Mar 2017 to Jan"."""
    broken = len(line.text.split()) <= _MOST_DATE_WORDS and bool(spans(line.text))
    return broken or is_only_dates(line.text)


def _is_grid(left: Sequence[Line], right: Sequence[Line]) -> bool:
    """Whether blocks of one section stand side by side: all level, and no section on the right."""
    if any(section_of(line.text) for line in right):
        return False
    return all(any(abs(a.middle - b.middle) < 0.3 * a.size for a in left) for b in right)


def _are_labels(left: Sequence[Line], right: Sequence[Line]) -> bool:
    """Whether the left holds labels or side headings, each on the line of what it names."""
    headings = sum(section_of(line.text) is not None for line in left)
    level = sum(any(abs(a.middle - b.middle) < 0.5 * a.size for b in right) for a in left)
    if headings >= 0.6 * len(left) and level >= 0.7 * len(left):
        return True
    right_headings = sum(section_of(line.text) is not None for line in right)
    if right_headings >= 1 and headings >= 1:
        return False
    short = median(len(line.text) for line in left) <= 26
    named = len(left) - headings
    return short and level >= 0.75 * named and named <= 1.1 * len(right)


def _stitched(pages: list[list[_Block]]) -> list[_Block]:
    """Join columns that go on at the same place of the next page."""
    found: list[_Block] = []
    for blocks in pages:
        if blocks and found and blocks[0].side == 0 and found[-1].side == 0:
            found[-1] = _Block(
                [*found[-1].lines, *_later(blocks[0], found[-1])], None, 0, found[-1].width
            )
            found += blocks[1:]
            continue
        if blocks and len(found) >= 2 and found[-1].side == 2 and found[-2].side == 1:
            left, right = found[-2], found[-1]
            gutter = right.gutter or 0.0
            if len(blocks) >= 2 and blocks[0].side == 1:
                if abs((blocks[0].gutter or 0.0) - gutter) < _SAME_PLACE:
                    found[-2] = _Block(
                        [*left.lines, *_later(blocks[0], left)], gutter, 1, left.width
                    )
                    found[-1] = _Block(
                        [*right.lines, *_later(blocks[1], right)], gutter, 2, right.width
                    )
                    found += blocks[2:]
                    continue
            elif _goes_on_left(blocks[0], left, gutter):
                found[-2] = _Block([*left.lines, *_later(blocks[0], left)], gutter, 1, left.width)
                found += blocks[1:]
                continue
            elif min(line.left for line in blocks[0].lines) > gutter - _SAME_PLACE:
                found[-1] = _Block(
                    [*right.lines, *_later(blocks[0], right)], gutter, 2, right.width
                )
                found += blocks[1:]
                continue
        found += blocks
    return found


def _goes_on_left(block: _Block, left: _Block, gutter: float) -> bool:
    """Whether a further page goes on with the left column, the wider one of the two."""
    edge = min(line.left for line in left.lines)
    first = min(block.lines, key=lambda line: (line.middle, line.left))
    return (
        block.side == 0
        and gutter - edge > left.width / 2
        and first.left < edge + _SAME_PLACE
        and section_of(first.text) is None
    )


def _later(block: _Block, before: _Block) -> list[Line]:
    """Lines of a further page, below those of the page before."""
    down = max((line.bottom for line in before.lines), default=0.0) + _PAGE_BREAK
    return [replace(x, top=x.top + down, bottom=x.bottom + down) for x in block.lines]


def _rows(block: _Block, body: float, points: float) -> Iterator[Row]:
    edge = min((line.left for line in block.lines), default=0.0)
    reach = _reach(block, edge, body)
    groups: list[list[Line]] = []
    lines = as_tags(block.lines, reach, body)
    for line in sorted(lines, key=lambda line: (line.middle, line.left)):
        if groups and all(_are_level(line, other) for other in groups[-1]):
            groups[-1].append(line)
        else:
            groups.append([line])
    above: float | None = None
    stops = _stops(groups, edge, body)
    for group in groups:
        cells = _cells(sorted(group, key=lambda line: line.left), body, stops)
        top, bottom = min(x.top for x in cells), max(x.bottom for x in cells)
        gap = 9.0 if above is None else min(9.0, max(0.0, top - above) / body)
        if above is not None and top - above >= _PAGE_BREAK:
            gap = 1.0
        own = max(line.points for line in cells)
        yield Row(
            cells=tuple(line.text for line in cells),
            size=round(own / points if points and own else max(x.size for x in cells) / body, 2),
            bold=all(line.bold for line in cells),
            left=round((cells[0].left - edge) / body, 1),
            lefts=tuple(round((line.left - edge) / body, 1) for line in cells),
            right=round((cells[-1].right - edge) / body, 1),
            edge=round((reach - edge) / body, 1),
            gap=round(gap, 2),
            item=is_marked(cells[0].text),
            starts_column=above is None and block.gutter is not None,
            bold_start=_bold_start(cells),
            bold_starts=tuple(len(x.text) if x.bold else x.bold_start for x in cells),
        )
        above = bottom


def _bold_start(cells: Sequence[Line]) -> int:
    if all(cell.bold for cell in cells):
        return 0
    return len(cells[0].text) if cells[0].bold else cells[0].bold_start


def _stops(groups: Sequence[Sequence[Line]], edge: float, body: float) -> list[float]:
    """Left edges that the further cells of several rows share, as in a table."""
    starts = [line.left for group in groups for line in sorted(group, key=_left)[1:]]
    return [
        start
        for start in starts
        if start > edge + 3 * body and sum(abs(other - start) < 1.0 for other in starts) >= 3
    ]


def _left(line: Line) -> float:
    return line.left


def _reach(block: _Block, edge: float, body: float) -> float:
    """How far right the lines of a column may go: what several reach, else the room there is."""
    rights = sorted((line.right for line in block.lines), reverse=True)
    own = rights[0] if rights else 0.0
    if len(rights) >= 12 and sum(right > own - 0.06 * (own - edge) for right in rights) >= 4:
        return own
    if block.side == 1 and block.gutter is not None:
        return max(own, block.gutter - 1.5 * body)
    return max(own, block.width - (edge if block.gutter is None else 3 * body))


def _cells(lines: Sequence[Line], body: float, stops: Sequence[float]) -> list[Line]:
    """Texts of one row; what stands close together is one, unless it starts a table's column."""
    found: list[Line] = []
    for line in lines:
        last = found[-1] if found else None
        at_stop = any(abs(line.left - stop) < 1.0 for stop in stops)
        if last is None or at_stop or line.left - last.right >= 0.9 * body:
            found.append(line)
            continue
        found[-1] = replace(
            last,
            right=line.right,
            top=min(last.top, line.top),
            bottom=max(last.bottom, line.bottom),
            text=f"{last.text} {line.text}",
            bold=last.bold and line.bold,
            bold_start=len(last.text) if last.bold and not line.bold else last.bold_start,
        )
    return found


def _are_level(one: Line, other: Line) -> bool:
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    if shared < 0.5 * min(one.size, other.size):
        return False
    return one.left >= other.right - 0.3 * one.size or other.left >= one.right - 0.3 * one.size
