"""What says nothing of a life: the signature that ends a CV, consent to its use, feet of pages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from orchestrator.tasks.extraction.folding import fold
from orchestrator.tasks.importing.dates import is_only_dates, spans, without
from orchestrator.tasks.importing.resources import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from orchestrator.tasks.importing.rows import Row

_MOST_ROWS = 3
_MOST_WORDS = 3
_HEADER_ROWS = 20
_LEAST_ROWS = 5
_CONSENT_ROWS = 8
_FOOT = re.compile(
    r"(?P<name>[^\d|\u00b7\u2013\u2014-]{4,40}(?:-[^\W\d]+)?)\s*[|\u00b7\u2022\u2013\u2014-]\s*"
    r"(?:curriculum vitae|cv|r[eé]sum[eé]|lebenslauf|curr[ií]culo)(?:\s+\d{1,2})?",
    re.IGNORECASE,
)
_DAY = re.compile(r"\b\d{1,2}(?:[./-]\d{1,2}[./-]|\.?\s+(?:de\s+)?[^\W\d])")
_BETWEEN = re.compile(r"(?:,|\s)+(?:den|le|il|a|am|dnia|dne|on)?\s*$", re.IGNORECASE)


def unsigned(rows: Sequence[Row]) -> Sequence[Row]:
    """Return the rows without a signature or consent below them, and without the feet of pages."""
    rows = [row for row in rows if not _is_foot(row)]
    first = max(_LEAST_ROWS, len(rows) - _CONSENT_ROWS)
    consents = words("consents")
    agreed = next((i for i in range(first, len(rows)) if _starts(rows[i], consents)), len(rows))
    return _without_signature(rows[:agreed])


def _is_foot(row: Row) -> bool:
    """Whether a row is such as "3 April 2024   Ada Holt · Résumé   1"."""
    feet = [cell for cell in row.cells if _FOOT.fullmatch(cell.strip())]
    others = [cell for cell in row.cells if cell not in feet]
    return bool(feet) and all(cell.isdigit() or is_only_dates(cell) for cell in others)


def _starts(row: Row, phrases: Iterable[str]) -> bool:
    return fold(row.text).startswith(tuple(phrases))


def _without_signature(rows: Sequence[Row]) -> Sequence[Row]:
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
