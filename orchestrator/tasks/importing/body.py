"""What stands under an entry: items and paragraphs, whole again after they were broken to fit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from orchestrator.documents.layout import joined
from orchestrator.tasks.importing.rows import Row, is_marked, unmarked

if TYPE_CHECKING:
    from collections.abc import Sequence

_FULL = 0.8
_WRAPPED = 40  # characters; shorter lines were not broken to fit a page, unless they end mid-way
_INDENT = 0.8
_NEW = 0.45  # of a line blank above: a new paragraph, where lines within stand closer


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One item or paragraph.

    Attributes:
        text: Without the mark.
        item: Whether it was marked, or set in like an item.
    """

    text: str
    item: bool


def paragraphs_of(rows: Sequence[Row]) -> list[Paragraph]:
    """Join the rows of items and paragraphs."""
    found: list[Paragraph] = []
    last: Row | None = None
    first: Row | None = None
    set_in = _first_set_in(rows)
    for number, row in enumerate(rows):
        text = unmarked(row.text) if row.item else row.text.strip()
        if not any(character.isalnum() for character in text):
            continue
        if last is not None and first is not None and _goes_on(first, last, row):
            found[-1] = Paragraph(joined(found[-1].text, text), found[-1].item)
        else:
            is_item = row.item or is_marked(row.text) or number >= set_in
            found.append(Paragraph(text, is_item))
            first = row
        last = row
    return found


def _first_set_in(rows: Sequence[Row]) -> int:
    """From which row on all are set in below a paragraph, as items whose marks are drawn."""
    if any(row.item or row.level for row in rows):
        return len(rows)
    first = next((i for i, row in enumerate(rows) if row.left > rows[0].left + _INDENT), len(rows))
    deeper = all(row.left > rows[0].left + _INDENT for row in rows[first:])
    return first if deeper else len(rows)


def has_no_room(last: Row, row: Row) -> bool:
    """Whether the first word of a row had no room at the end of the line before it."""
    text = row.text
    width = (row.right - row.left) / max(1, len(text))
    word = len(next(iter(text.split(maxsplit=1)), "")) * width
    return row.edge > 0 and last.right + word + 0.3 * width > row.edge - 0.5


def _goes_on(first: Row, last: Row, row: Row) -> bool:
    """Whether a row is the rest of the paragraph before it."""
    if row.edge <= 0:
        return False  # paragraphs of Word are whole
    if row.item or row.level or last.level or (row.bold and not last.bold) or row.starts_column:
        return not (row.item or row.level) and row.starts_column and _runs_on(last, row)
    if row.gap > max(1.0, last.gap + 0.6) and not first.item:
        return False
    if row.gap > 1.6:
        return False
    text, before = row.text, last.text
    if first.item and row.left > first.left + 0.4:
        return True
    if len(row.cells) > 1:
        return False
    if first.item and row.left < first.left - 0.4:
        return False
    if before.endswith("-") and text[:1].islower():
        return True
    no_room = has_no_room(last, row)
    if text[:1].islower() and not before.endswith((".", ":", ";")):
        return True
    if before.endswith((",", "&", "/")) and no_room:
        return True
    if before.endswith((".", "!", "?")) and not first.item:
        # A sentence ended at the end of a full line: the paragraph goes on if it is prose.
        return no_room and abs(row.left - first.left) < 0.8 and len(before) >= _WRAPPED
    return no_room and len(before) >= _WRAPPED / 2


def _runs_on(last: Row, row: Row) -> bool:
    return row.text[:1].islower() and not last.text.endswith((".", ":", ";"))
