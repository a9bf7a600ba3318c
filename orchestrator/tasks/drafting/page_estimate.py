"""How much of a page the parts of a CV take, in lines of text, before anything is set in type.

Measured on the classic theme, whose text is 10.5 pt on 13.1 pt; US Letter is the shorter paper.
"""

from __future__ import annotations

import unicodedata
from math import ceil
from typing import TYPE_CHECKING

from orchestrator.tasks.drafting.record import end_of, section_of

if TYPE_CHECKING:
    from orchestrator.tasks.drafting.record import Record
    from profiles.master_profile import Basics

_FIRST_PAGE_LINES = 46.5
_FURTHER_PAGE_LINES = 53.0
"""The first page keeps a little room, since a draft for one page has nowhere to go."""

HEADING_LINES = 1.9
"""More than its height, less the air that the first entry under it does without."""

ENTRY_LINES = 2.6
"""Title, dates and place, and the air above them."""

BRIEF_ENTRY_LINES = 1.15
_CHARS = 90
_HEAD_LINES = 5.0
_KEPT_SHARE = 0.45
"""How much of the pages the headers of jobs and schools may take: the rest is for deeds."""

_ALWAYS_KEPT = 3


def page_lines(pages: int) -> float:
    """The lines that so many pages hold."""
    return _FIRST_PAGE_LINES + _FURTHER_PAGE_LINES * (pages - 1)


def printed_lines(text: str) -> int:
    """The lines that a bullet takes; wide characters count twice."""
    width = sum(2 if unicodedata.east_asian_width(x) in "WF" else 1 for x in " ".join(text.split()))
    return max(1, ceil(width / _CHARS))


def head_lines(basics: Basics) -> float:
    """Name, label, contact data and links."""
    reach = [basics.email, basics.phone, basics.url, *(x.url for x in basics.profiles)]
    place = basics.location
    parts = [place.address, place.postal_code, place.city, place.region] if place else []
    text = " · ".join(part for part in (*reach, *parts) if part)
    return _HEAD_LINES + (1.2 if basics.label else 0.0) + 1.1 * printed_lines(text)


def kept_entries(record: Record, pages: int) -> list[str]:
    """The jobs, schools and languages that are printed at least as headers, as far as pages go.

    A job or a degree that goes missing looks like a gap in a life; but thirty years of headers are
    no CV either, so the oldest go first.
    """
    room = _KEPT_SHARE * page_lines(pages)
    kept = record.entries_of("languages")
    dated = record.newest_first([*record.entries_of("work"), *record.entries_of("education")])
    # Undated schools sort last; a degree is not left out because it has no year.
    dated.sort(key=lambda key: section_of(key) == "work" and not end_of(record.entries[key]))
    for rank, entry_id in enumerate(dated):
        room -= ENTRY_LINES
        if room < 0 and rank >= _ALWAYS_KEPT:
            break
        kept.append(entry_id)
    return kept
