"""Entries of a section: the rows that head each one, its dates, and what stands under it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cached_property
from statistics import median
from typing import TYPE_CHECKING

from orchestrator.tasks.extraction.rules.occupations import has_job_noun
from orchestrator.tasks.importing.body import Paragraph, paragraphs_of
from orchestrator.tasks.importing.dates import (
    Span,
    first_span,
    is_only_dates,
    without,
)
from orchestrator.tasks.importing.mended_rows import mended
from orchestrator.tasks.importing.parts import ends_with_legal_form, is_place
from orchestrator.tasks.importing.rows import unmarked

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from orchestrator.tasks.importing.rows import Row

_MOST_HEAD = 3
_LONGEST_HEADER = 110
_PARTS = "|·•"  # what stands between the parts of a header in one line
_LONGEST_REST = 90
_MOST_WORDS = 14
_MOST_TITLE_WORDS = 6
_INDENT = 0.8
_INITIALS = re.compile(r"\b[A-Z]\.\s?[A-Z]\.$")  # "Washington, D.C."
_LARGER = 1.05  # of the type of most of the text


@dataclass(slots=True)
class Entry:
    """One job, school or project.

    Attributes:
        header: The rows that head it.
        span: When it was.
        body: Items and paragraphs.
        heads: How many of the header's rows stand before the one with the dates.
    """

    header: list[Row]
    span: Span | None
    body: list[Paragraph] = field(default_factory=list[Paragraph])
    heads: int = 0


def has_entry_dates(row: Row) -> bool:
    """Whether a row dates an entry: a line of a header with a span, not a sentence with a year."""
    if row.item:
        return False
    found = first_span(row.text)
    if found is None:
        return False
    if any(is_only_dates(cell) for cell in row.cells):
        return True
    rest = without(row.text, found)
    if not found.single:
        start, end = found.at
        behind = row.text[end:].strip(" )].,;|·•")
        between = row.text[:start].rstrip()[-1:] + row.text[end:].lstrip()[:1]
        parted = len(between) == 2 and between[0] in _PARTS and between[1] in _PARTS
        edge = start <= 2 or len(behind) <= 40 or row.text[start - 1] == "(" or parted
        return edge and len(rest) <= 2 * _LONGEST_REST
    at_edge = found.at[0] == 0 or found.at[1] >= len(row.text.rstrip(" )].")) - 1
    short = len(rest) <= _LONGEST_REST and len(rest.split()) <= _MOST_WORDS
    leads_in = found.at[0] == 0 and row.text[found.at[1] :].lstrip().startswith(":")
    ends = rest.endswith((".", ":")) and not (ends_with_legal_form(rest) or _INITIALS.search(rest))
    return at_edge and short and (leads_in or not ends)


def entries_of(
    rows: Sequence[Row], *, dated: bool = True, heads: Callable[[str], bool] | None = None
) -> list[Entry]:
    """Part the rows of a section into entries.

    Args:
        rows: Without the heading.
        dated: Whether a single date marks an entry as well as a span does.
        heads: Whether a text can only be the header of an entry, such as a school's name.
    """
    rows = _unlisted(mended(rows), heads)
    dates = [i for i, row in enumerate(rows) if has_entry_dates(row)]
    if dated and any(not _span(rows[i]).single for i in dates):
        strong = [i for i in dates if not _span(rows[i]).single]
        # Beside spans a lone date counts where it stands as they do.
        dates = [
            i for i in dates if i in strong or _stands_like(rows[i], [rows[j] for j in strong])
        ]
    if not dates:
        return _undated(rows, heads)
    return _dated(rows, dates, heads)


def _span(row: Row) -> Span:
    found = first_span(row.text)
    assert found is not None
    return found


def _stands_like(row: Row, others: Sequence[Row]) -> bool:
    own = any(is_only_dates(cell) for cell in row.cells)
    return own or any(
        row.bold == other.bold and abs(row.left - other.left) < _INDENT and len(row.text) < 100
        for other in others
    )


def text_left(row: Row) -> float:
    """Where the words of a row start that has its dates at the left."""
    if len(row.cells) > 1 and len(row.lefts) > 1 and is_only_dates(row.cells[0]):
        return row.lefts[1]
    return row.left


class _Layout:
    """How the entries of one section are set."""

    def __init__(self, rows: Sequence[Row], dates: Sequence[int]) -> None:
        self.rows = rows
        self.dates = set(dates)
        self.outer = min(rows[i].left for i in dates)
        self.left = self._text_left()
        self.marked = any(self.is_body_by_form(i) for i in range(len(rows)))
        self.first = dates[0]
        self.dates_beside = (
            len(dates) > 1
            and self.left > self.outer + _INDENT
            and all(len(rows[i].lefts) > 1 and is_only_dates(rows[i].cells[0]) for i in dates)
            and len({round(rows[i].lefts[1]) for i in dates}) == 1
        )
        self.large_heads = self._heads_are_large()
        inner = [r.gap for r in rows[1:] if r.gap < 5]
        self.usual_gap = median(inner) if inner else 0.0

    @cached_property
    def titles_below(self) -> bool:
        """Whether below each dated row that names no title a row stands that is one."""
        titles = [
            i + 1 < len(self.rows)
            and not has_job_noun(self.rows[i].text)
            and len(self.rows[i + 1].text.split()) <= _MOST_TITLE_WORDS
            and has_job_noun(self.rows[i + 1].text)
            for i in self.dates
        ]
        return len(titles) > 1 and all(titles)

    def _text_left(self) -> float:
        """Where headers start: where the words do that stand beside dates or above them."""
        beside = min(text_left(self.rows[i]) for i in self.dates)
        above = [self.rows[i - 1].left for i in self.dates if i > 0]
        # Dates under a header, with the place beside them, are no column of dates.
        under = [left for left in above if left < self.outer + _INDENT]
        return min(under) if len(under) == len(self.dates) else beside

    def _heads_are_large(self) -> bool:
        """Whether what stands above dates is set larger than what stands below them."""
        above = [self.rows[i - 1] for i in self.dates if i > 0]
        below = [self.rows[i + 1] for i in self.dates if i + 1 < len(self.rows)]
        return (
            len(above) > 1
            and all(row.size > _LARGER for row in above)
            and all(row.size < _LARGER for row in [*below, *(self.rows[i] for i in self.dates)])
        )

    def is_place_below(self, row: Row) -> bool:
        """Whether a row below the dates is a place, known or where other entries have one."""
        if _is_only_place(row):
            return True
        below = [self.rows[i + 1] for i in self.dates if i + 1 < len(self.rows)]
        short = len(row.text.split()) <= 4 and row.text[-1:] not in ".:;" and not row.item
        return self.large_heads and short and any(map(_is_only_place, below))

    def is_body_by_form(self, index: int) -> bool:
        row = self.rows[index]
        if row.item:
            return True
        if index in self.dates:
            return False
        indented = row.left > self.left + _INDENT and not row.bold and not row.level
        return indented and not self._is_centred(row)

    def _is_centred(self, row: Row) -> bool:
        return row.left > self.left + 12

    def may_head(self, index: int) -> bool:
        row = self.rows[index]
        if index in self.dates or self.is_body_by_form(index):
            return False
        text = row.text
        if row.level or row.bold:
            return len(text) <= 2 * _LONGEST_HEADER
        ends = text.endswith((".", ";")) and not ends_with_legal_form(text)
        return len(text) <= _LONGEST_HEADER and not ends and not text[:1].islower()

    def heads(self, index: int, lowest: int) -> int:
        """How many rows above a dated one belong to its header."""
        count = 0
        if self.dates_beside:
            return 0  # what stands above an entry of such a table ends the one before
        while count < _MOST_HEAD and index - count - 1 >= lowest:
            above = index - count - 1
            if not self.may_head(above):
                break
            if index != self.first and not self._is_plainly_head(above, index, count, lowest):
                break
            count += 1
        return count

    def _is_plainly_head(self, above: int, index: int, count: int, lowest: int) -> bool:
        row = self.rows[above]
        before = self.rows[above - 1] if above > lowest else None
        if row.level or row.bold or row.bold_start:
            return True
        if self.large_heads and row.size > _LARGER and row.text[:1] not in "•-":
            return True
        if self.marked:
            # Whatever is no item stands above an item's end: the next header has begun.
            return any(self.is_body_by_form(i) for i in range(lowest, above)) or (
                before is None or count < self.first_heads
            )
        if count >= self.first_heads:
            return False
        model = self.rows[self.first - count - 1]
        alike = abs(row.size - model.size) < 0.12 and len(row.cells) == len(model.cells)
        top = count + 1 == self.first_heads
        return alike and (not top or row.gap > self.usual_gap + 0.15 or row.gap > 1)

    @property
    def first_heads(self) -> int:
        return min(self.first, _MOST_HEAD)


def _dated(
    rows: Sequence[Row], dates: Sequence[int], heads: Callable[[str], bool] | None
) -> list[Entry]:
    layout = _Layout(rows, dates)
    entries: list[Entry] = []
    starts: list[tuple[int, int]] = []  # first row of the header, dated row
    lowest = 0
    for index in dates:
        starts.append((index - layout.heads(index, lowest), index))
        lowest = index + 1
    before = rows[: starts[0][0]]
    if before:
        entries.append(Entry([], None, paragraphs_of(before)))
    for number, (start, index) in enumerate(starts):
        end = starts[number + 1][0] if number + 1 < len(starts) else len(rows)
        tail = _tail(layout, start, index, end, heads)
        header = list(rows[start : tail + 1])
        body = paragraphs_of(rows[tail + 1 : end])
        entries.append(Entry(header, _span(rows[index]), body, index - start))
    return entries


def _tail(
    layout: _Layout, start: int, index: int, end: int, heads: Callable[[str], bool] | None
) -> int:
    """The last row of a header: those after the dates that still name employer, title or place."""
    rows = layout.rows
    parts = sum(_words_beside_dates(rows[i]) for i in range(start, index + 1))
    last = index
    bodies = [i for i in range(index + 1, end) if layout.is_body_by_form(i)]
    until = bodies[0] if bodies else end
    for i in range(index + 1, min(until, index + 4)):
        row = rows[i]
        if i == index + 1 and not bodies and row.gap < 0.3 and layout.is_place_below(row):
            last = i
            continue
        missing = row.bold and parts < 2  # "Employer / dates / Title", each with air above it
        if not layout.may_head(i) or (layout.large_heads and row.size < _LARGER and not missing):
            break
        if row.gap > max(1.0, layout.usual_gap + 1.0) and not missing:
            break
        if len(row.text.split()) > 12 and not row.bold:
            break
        wanted = heads is not None and heads(row.text) and len(row.text) < _LONGEST_REST
        wanted = wanted or (i == index + 1 and layout.titles_below)
        wanted = wanted or parts < 2 or (i == until - 1 and bool(bodies) and parts < 3) or row.bold
        if not wanted and not (bodies and len(row.text) <= 60 and parts < 3):
            break
        named = _before_remarks(row.text)
        is_list = _is_list_line(named if heads is not None and heads(named) else row.text)
        if is_list and not (row.bold_start and parts == 0):
            break
        last = i
        parts += _words_beside_dates(row)
    return last


def _is_only_place(row: Row) -> bool:
    return len(row.cells) == 1 and not row.item and is_place(row.text)


def _is_list_line(text: str) -> bool:
    return text.count(",") >= 4 or ":" in text[:40]


def _before_remarks(text: str) -> str:
    """What stands before a grade or another remark: "BSc Physics; GPA: 3.8"."""
    return re.split(r"\s*(?:[;(|]|,(?=[^,:]{1,20}:))", text, maxsplit=1)[0]


def _words_beside_dates(row: Row) -> int:
    """How many parts a row of a header names, roughly."""
    count = 0
    for cell in row.cells:
        found = first_span(cell)
        rest = without(cell, found) if found else cell
        is_town = len(row.cells) > 1 and rest.count(",") < 2 and is_place(rest)
        if any(c.isalpha() for c in rest) and not is_town:
            separated = any(
                mark in rest for mark in (" | ", " · ", " • ", " – ", " — ", "\t", " - ")
            )
            count += 2 if separated or rest.count(",") >= 1 else 1
    return count


def _unlisted(rows: list[Row], heads: Callable[[str], bool] | None) -> list[Row]:
    """Headers that are items themselves, as in a list of schools, without their marks."""
    if any(has_entry_dates(row) for row in rows) or not any(row.item for row in rows):
        return rows
    bare = [replace(r, cells=(unmarked(r.cells[0]), *r.cells[1:]), item=False) for r in rows]
    headers = [has_entry_dates(row) or bool(heads and heads(row.text)) for row in bare]
    return [b if header else r for b, r, header in zip(bare, rows, headers, strict=True)]


def _ends_an_item(row: Row) -> bool:
    """Whether a row that stands between items is the end of one: "seconds." and no header."""
    return row.text[:1].islower() or row.text.endswith((".", ";"))


def _undated(rows: Sequence[Row], is_head: Callable[[str], bool] | None) -> list[Entry]:
    """Entries by their look: a row in bold or with a mark-up level, above what is not."""
    entries: list[Entry] = []
    pending: list[Row] = []

    def close() -> None:
        if pending:
            if entries:
                entries[-1].body += paragraphs_of(pending)
            else:
                entries.append(Entry([], None, paragraphs_of(pending)))
            pending.clear()

    marked = any(row.item for row in rows)
    for index, row in enumerate(rows):
        follows = rows[index + 1] if index + 1 < len(rows) else None
        heads = not row.item and (
            row.bold
            or row.level > 0
            or (is_head is not None and len(row.text) < 160 and is_head(row.text))
            or (row.bold_start > 2 and len(row.text) < 120)
            or (marked and follows is not None and follows.item and len(row.text) < 100
                and (index == 0 or rows[index - 1].item or row.gap > 0.9)
                and not (index and _ends_an_item(row)))
        )  # fmt: skip
        if heads:
            close()
            if entries and entries[-1].header and not entries[-1].body and not row.gap > 1.2:
                previous = entries[-1].header[-1]
                if previous.bold != row.bold or previous.level != row.level:
                    entries[-1].header.append(row)
                    continue
            entries.append(Entry([row], None))
        else:
            pending.append(row)
    close()
    return entries
