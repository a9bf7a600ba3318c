"""Names of people, as they stand over a CV or behind a label."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from orchestrator.tasks.extraction.rules.occupations import has_job_noun
from orchestrator.tasks.importing.headings import section_of
from orchestrator.tasks.importing.resources import is_unspaced

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orchestrator.tasks.importing.rows import Row

_LARGE = 1.3
_ALIKE = 0.1
"""Sizes of type, where 1.0 is that of most of the text."""

_NAME_WORD = re.compile(r"^[^\W\d_][^\W\d_'’.-]*(?:['’.-][^\W\d_]*)*\.?,?$")
_PARTICLES = frozenset(["van", "der", "den", "de", "la", "del", "dos", "da", "do", "di", "von", "zu", "zur", "le", "el", "al", "bin", "ibn", "y", "e", "af", "och", "of", "ter", "ten", "du", "des", "lo"])  # fmt: skip  # noqa: E501
_TITLES = re.compile(r"^(?:mr|mrs|ms|dr|prof|dipl\.?-ing|herr|frau|ing)\b\.?\s*", re.IGNORECASE)
_OF_WHOM = re.compile(
    r"^(?:r[eé]sum[eé]|cv|curriculum vitae|lebenslauf|curr[ií]culo)\s*"
    r"(?::|of|de|von|di|van|do|da)\s+",
    re.IGNORECASE,
)
_CREDENTIALS = re.compile(r",\s*(?:[A-Z][A-Za-z.]{1,7}(?:,\s*)?)+$")


def name_in(text: str) -> str | None:
    """A person's name at the start of a text, None where there is none."""
    text = _CREDENTIALS.sub("", text.strip(" ,|")).strip()
    head = re.split(r"\s+[|•·–—-]\s+|\s{3,}|\t|,\s", text)[0].strip()
    head = _OF_WHOM.sub("", head) or head
    bare = _TITLES.sub("", head) or head
    parts = bare.split()
    if len(parts) >= 4 and all(len(part) == 1 for part in parts):
        return None
    if not 1 < len(parts) <= 6 or len(bare) > 50 or any(c.isdigit() for c in bare) or "@" in bare:
        return None
    if section_of(bare) is not None or bare.endswith((":", "!", "?")):
        return None
    for part in parts:
        if part.lower() in _PARTICLES:
            continue
        if not _NAME_WORD.match(part) or part[:1].islower():
            return None
    return head


def with_whole_names(rows: Sequence[Row]) -> list[Row]:
    """Join a name that is set in two lines, in the largest type of the document."""
    largest = max((row.size for row in rows), default=0.0)
    large = [i for i, row in enumerate(rows) if row.size >= _LARGE and largest - row.size < _ALIKE]
    for at, then in pairwise(large):
        row, below, between = rows[at], rows[then], rows[at + 1 : then]
        if abs(row.size - below.size) >= _ALIKE or len(between) > 1:
            continue
        first, last = row.cells[0].strip(), below.cells[0].strip()
        # Beside a name in two lines the contact data may stand.
        beside = [other.left for other in between] + [*row.lefts[1:], *below.lefts[1:]]
        apart = all(left > row.left + 2 for left in beside) and not has_job_noun(last)
        short = len(first.split()) <= 2 and len(last.split()) <= 3 and below.gap < 1
        headings = section_of(first) or section_of(last)
        if apart and short and not headings and name_in(f"{first} {last}"):
            cells = (f"{first} {last}", *row.cells[1:], *below.cells[1:])
            right = max(row.right, below.right)
            lefts = (*row.lefts, *below.lefts[1:])
            whole = replace(row, cells=cells, lefts=lefts, right=right, bold_start=0)
            return [*rows[:at], whole, *between, *rows[then + 1 :]]
    return list(rows)


def short_name(text: str) -> str | None:
    """A name of a script without blanks: two to five signs, perhaps parted in two."""
    text = text.strip()
    if not is_unspaced(text) and not "\uac00" <= text[:1] <= "\ud7a3":
        return None
    letters = text.replace(" ", "").replace("\u3000", "").replace("·", "")
    if not 2 <= len(letters) <= 5 or not letters.isalpha() or section_of(text) is not None:
        return None
    return None if has_job_noun(text) or len(text.split()) > 2 else text
