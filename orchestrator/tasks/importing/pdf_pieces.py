"""Lines of a PDF as people see them: icons gone, cut where words stand apart, headings in place."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING
from unicodedata import category

from orchestrator.documents.columns import BULLETS, Line, cut_at
from orchestrator.tasks.importing.headings import section_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SHARED = 4  # lines that start at an edge, at the least
_LONGEST_MARK = 2  # characters of a bullet or a number before an item
_TAGS_APART = 0.9  # of the size of the type
_TAGS_FAR_APART = 1.1
_RULES = ("\u3161", "\u2014", "\u2015", "\u2500", "\u2501", "\u2013", "-")
"""Dashes over side headings; the first is that of Google Docs and means nothing elsewhere."""


def at_edges(page: Sequence[Line]) -> list[Line]:
    """The lines, cut where a narrow blank ends at an edge that many lines share: "2012  Nurse"."""
    starts = Counter(
        round(at) for line in page for at in (line.left, *(gap.right for gap in line.gaps))
    )
    return [
        piece
        for line in page
        for piece in cut_at(
            line,
            [
                gap
                for gap in line.gaps
                if gap.before > _LONGEST_MARK
                and sum(starts[round(gap.right) + off] for off in (-1, 0, 1)) > _SHARED
            ],
        )
    ]


def without_rules(page: Sequence[Line]) -> list[Line]:
    """The lines without dashes over side headings; the headings move up to where the dashes were.

    Google Docs sets a dash level with the first line of a section, and its heading below the dash.
    """
    rules = [line for line in page if line.text in _RULES]
    moved: dict[int, Line] = {}
    dropped: set[int] = set()
    for rule in rules:
        for line in page:
            near = abs(line.left - rule.left) < line.size
            if near and 0 < line.middle - rule.middle < 2.2 * line.size and section_of(line.text):
                up = line.middle - rule.middle
                moved[id(line)] = replace(line, top=line.top - up, bottom=line.bottom - up)
                dropped.add(id(rule))
        if rule.text == _RULES[0]:
            dropped.add(id(rule))
    return [moved.get(id(line), line) for line in page if id(line) not in dropped]


def as_tags(lines: Sequence[Line], reach: float, body: float) -> Iterator[Line]:
    """The lines, cut where words stand apart, more so in one that reaches its column's edge."""
    for line in lines:
        wide = [gap for gap in line.gaps if gap.right - gap.left >= _TAGS_APART * body]
        if line.right >= reach - 2 * body:  # it may be stretched
            wide = [gap for gap in wide if gap.right - gap.left >= _TAGS_FAR_APART * body]
        yield from cut_at(line, [gap for gap in wide if gap.before > _LONGEST_MARK])


def despaced(line: Line) -> Line:
    """Close letters that were set wide: "E X P E R I E N C E"; name the bullets of symbol fonts."""
    if len(line.text) == 1 and "\ue000" <= line.text <= "\uf8ff":
        return replace(line, text="•")
    first, blank, rest = line.text.partition(" ")
    if blank and len(first) == 1 and category(first) in ("So", "Co") and first not in BULLETS:
        # An icon before a date, a place or a number.
        gaps = tuple(gap._replace(before=gap.before - 1) for gap in line.gaps if gap.before > 1)
        line = replace(line, text=rest, gaps=gaps)
    parts = line.text.split()
    if len(parts) >= 4 and all(len(part) == 1 for part in parts):
        return replace(line, text="".join(parts))
    return line
