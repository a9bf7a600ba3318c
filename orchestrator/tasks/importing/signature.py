"""The end of a signed CV, place and day and the name once more: it says nothing of a life."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from orchestrator.tasks.extraction.folding import fold
from orchestrator.tasks.importing.dates import spans, without

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orchestrator.tasks.importing.rows import Row

_MOST_ROWS = 3
_MOST_WORDS = 3
_HEADER_ROWS = 20
_LEAST_ROWS = 5
_DAY = re.compile(r"\b\d{1,2}(?:[./-]\d{1,2}[./-]|\.?\s+(?:de\s+)?[^\W\d])")
_BETWEEN = re.compile(r"(?:,|\s)+(?:den|le|il|a|am|dnia|dne|on)?\s*$", re.IGNORECASE)


def unsigned(rows: Sequence[Row]) -> Sequence[Row]:
    """Return the rows without a signature below them."""
    header = {fold(cell) for row in rows[:_HEADER_ROWS] for cell in row.cells}
    end = len(rows)
    signed: int | None = None
    while end > _LEAST_ROWS and len(rows) - end < _MOST_ROWS:
        row = rows[end - 1]
        if _is_place_and_day(row):
            signed = end - 1
        elif len(row.cells) > 1 or fold(row.text) not in header:
            break
        end -= 1
    return rows[:signed] if signed is not None else rows


def _is_place_and_day(row: Row) -> bool:
    """Whether a row is such as "Emden, den 3. Februar 2024"."""
    found = spans(row.text)
    if row.item or len(row.cells) > 1 or len(found) != 1 or not found[0].single:
        return False
    start, end = found[0].at
    if not _DAY.search(row.text[start:end]) or row.text[end:].strip(" ."):
        return False
    place = _BETWEEN.sub("", without(row.text, found[0]))
    return 0 < len(place.split()) <= _MOST_WORDS and place[:1].isupper() and "," in row.text
