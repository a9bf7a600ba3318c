"""The terms of the job: employment type, workplace, dates of the posting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from orchestrator.tasks.extraction.folding import fold
from orchestrator.tasks.extraction.rules.dates import (
    find_date,
    find_relative_date,
    labelled_date,
)
from orchestrator.tasks.extraction.rules.employment import employment_types, is_employment
from orchestrator.tasks.extraction.rules.location import SEGMENTS
from orchestrator.tasks.extraction.rules.places import is_place_value
from orchestrator.tasks.extraction.rules.workplace import (
    JOB_LOCATION_TYPES,
    is_workplace,
    workplace,
    workplace_in_prose,
    workplace_of_label,
)
from orchestrator.tasks.extraction.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from orchestrator.tasks.extraction.blocks import Block
    from orchestrator.tasks.extraction.documents import Document
    from orchestrator.tasks.extraction.rules.labels import Pair

_NEAR = 30
_SHORT = 90


def find_employment(blocks: Sequence[Block], pairs: Sequence[Pair], title: str | None) -> list[str]:
    """Employment types by label, in the lines around the title, in the title itself."""
    for pair in pairs:
        if pair.field == "employment_type":
            found = employment_types(pair.value[:120], whole=len(pair.value) > 60)
            if found:
                return found
    lines: list[str] = []
    for block in blocks:
        if len(block.text) <= _SHORT and block.kind != "control" and not block.linked:
            for segment in _segments(block):
                if is_employment(segment):
                    lines += employment_types(segment)
                    break
        if len(lines) >= 2:
            break
    if lines:
        return list(dict.fromkeys(lines))
    in_title = [t for t in employment_types((title or "")[:160], whole=False) if t != "OTHER"]
    if in_title and title:
        return in_title
    for block in blocks:
        if words().patterns["employment.full_time_phrases"].search(fold(block.text[:600])):
            return ["FULL_TIME"]
    return []


def _segments(block: Block) -> list[str]:
    """The parts of a short line: "Full time", "Remote" of "Full time, Remote · Berlin"."""
    found: list[str] = []
    for piece in block.pieces or (block.text,):
        for segment in SEGMENTS.split(piece):
            found.append(segment)
            if "," in segment:
                found += segment.split(",")
    aside = block.text.rpartition("(")[2].rstrip(") ") if block.text.endswith(")") else ""
    return [part.strip() for part in (*found, aside) if part.strip()]


def find_workplace(
    blocks: Sequence[Block],
    pairs: Sequence[Pair],
    title: str | None,
    places: Iterable[Mapping[str, Any]],
) -> str | None:
    """The JobLocationType value by label, place, line, title or an unmistakable sentence."""
    kind = _short_statement(blocks, pairs, title, places)
    if kind is None:
        votes = [found for block in blocks if (found := workplace_in_prose(block.text[:3000]))]
        if votes and len(set(votes)) == 1:
            kind = votes[0]
        elif "hybrid" in votes:
            kind = "hybrid"
    return JOB_LOCATION_TYPES[kind] if kind else None


def _short_statement(
    blocks: Sequence[Block],
    pairs: Sequence[Pair],
    title: str | None,
    places: Iterable[Mapping[str, Any]],
) -> str | None:
    for pair in pairs:
        if pair.field == "workplace" or (pair.field == "location" and is_place_value(pair.value)):
            kind = workplace_of_label(pair.label, pair.value[:160])
            if kind:
                return kind
    names = [str(place["name"]) for place in places]
    if len(names) == 1 and (kind := workplace(names[0])):
        return kind
    for block in blocks[:60]:
        if len(block.text) <= _SHORT and not block.linked and block.kind != "control":
            for segment in _segments(block):
                if is_workplace(segment):
                    return workplace(segment)
    aside = (title or "").rpartition("(")[2] if title and title.endswith(")") else ""
    for part in (aside, *SEGMENTS.split(title or "")[1:]):
        if part and len(part) < 30:
            kind = workplace(part)
            if kind:
                return kind
    return None


def find_dates(
    blocks: Sequence[Block], pairs: Sequence[Pair], document: Document, *, month_first: bool
) -> tuple[date | None, date | None]:
    """When the posting was published and until when it holds; only where a label says so."""
    posted = _labelled(pairs, "date_posted", month_first=month_first)
    until = _labelled(pairs, "valid_through", month_first=month_first)
    for block in blocks:
        if len(block.text) > 160 or not any(map(str.isdigit, block.text)):
            continue
        posted = posted or labelled_date(block.text, "date_posted", month_first=month_first)
        until = until or labelled_date(block.text, "valid_through", month_first=month_first)
    if posted is None and document.kind == "url":
        posted = _relative(pairs, document)
    if posted and until and until < posted:
        until = None
    return posted, until


def _labelled(pairs: Sequence[Pair], field: str, *, month_first: bool) -> date | None:
    for pair in pairs:
        if pair.field == field:
            found = find_date(pair.value[:60], month_first=month_first)
            if found:
                return found
    return None


def _relative(pairs: Sequence[Pair], document: Document) -> date | None:
    today = document.fetched_at.date()
    for pair in pairs:
        if pair.field == "date_posted":
            found = find_relative_date(pair.value, today)
            if found:
                return found
    return None
