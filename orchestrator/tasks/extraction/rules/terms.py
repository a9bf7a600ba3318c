"""The terms of the job: employment type, workplace, dates of the posting."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from orchestrator.tasks.extraction.blocks import has_digit
from orchestrator.tasks.extraction.folding import fold
from orchestrator.tasks.extraction.remembering import remembered
from orchestrator.tasks.extraction.rules.dates import (
    byline_date,
    deadline_in_prose,
    find_date,
    find_relative_date,
    labelled_date,
    until_alone,
    with_year,
)
from orchestrator.tasks.extraction.rules.employment import (
    PERMANENT,
    employment_terms,
    employment_types,
    is_employment,
    terms_in_prose,
    types_of_terms,
)
from orchestrator.tasks.extraction.rules.labels import label_field
from orchestrator.tasks.extraction.rules.location import SEGMENTS
from orchestrator.tasks.extraction.rules.places import is_place_value, looks_like_place
from orchestrator.tasks.extraction.rules.sections import index_of_title, sections_of
from orchestrator.tasks.extraction.rules.work_hours import (
    hours_alone,
    hours_of_label,
    hours_types,
    workload_in_prose,
    workload_types,
)
from orchestrator.tasks.extraction.rules.workplace import (
    JOB_LOCATION_TYPES,
    is_workplace,
    workplace,
    workplace_in_prose,
    workplace_of_label,
)
from orchestrator.tasks.extraction.words import alternatives, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from orchestrator.tasks.extraction.blocks import Block
    from orchestrator.tasks.extraction.documents import Document
    from orchestrator.tasks.extraction.rules.labels import Pair

_HOURS = frozenset({"FULL_TIME", "PART_TIME"})
_NEAR = 30
_SHORT = 90
_BESIDE_TITLE = 6
_LONGEST_PROSE = 600
_DIGIT = re.compile(r"\d")
_SPAN = re.compile(r"\s(?:to|[-–—〜～~])\s|[〜～~]")


def find_employment(blocks: Sequence[Block], pairs: Sequence[Pair], title: str | None) -> list[str]:
    """Employment types by label, in the lines around the title, in the title, in a sentence."""
    terms = _labelled_employment(pairs) or _employment_of_lines(blocks)
    if terms and _HOURS.isdisjoint(terms) and PERMANENT not in terms:
        terms += [term for term in _employment_of_lines(blocks) if term in _HOURS]
    has_hours = not _HOURS.isdisjoint(terms)
    hours = _workload(pairs, blocks, title) or ([] if has_hours else _hours(pairs, blocks, title))
    if not terms:
        named = employment_types((title or "")[:160], whole=False)
        terms = [t for t in named if t != "OTHER" and not (hours and t in _HOURS)]
    if hours:
        kinds = types_of_terms(terms or _terms_in_prose(blocks))
        if "CONTRACTOR" in kinds and not terms:
            return ["CONTRACTOR"]  # who works for himself has no part time
        return [*hours, *(kind for kind in kinds if kind not in _HOURS)]
    if any(term != PERMANENT for term in terms):
        return types_of_terms(terms)
    told = _terms_in_prose(blocks)
    if terms:
        told = [term for term in told if term in _HOURS]
    return types_of_terms(told or terms)


def _terms_in_prose(blocks: Sequence[Block]) -> list[str]:
    """The terms of the first sentence that has any; of a permanent job also its hours."""
    found: list[str] = []
    # What a company says of itself comes last: "more than 800 students in internships".
    for section in sorted(sections_of(blocks), key=lambda s: s.name == "about_company"):
        for block in section.blocks:
            if block.kind == "control":
                continue
            text = block.text[:600]
            told = terms_in_prose(text)
            if section.name == "about_company" and PERMANENT in told and len(told) > 1:
                continue  # an agency tells of all that it has
            if _HOURS.isdisjoint(told) and has_digit(text):
                told = [*(hours_types(text) or workload_in_prose(text)), *told]
            found = found or told
            if found and (any(term != PERMANENT for term in found) or not _HOURS.isdisjoint(told)):
                return found if found is told else [*filter(_HOURS.__contains__, told)]
    return found


def _labelled_employment(pairs: Sequence[Pair]) -> list[str]:
    for pair in pairs:
        if pair.field == "employment_type":
            found = employment_terms(pair.value[:120], whole=len(pair.value) > 60)
            if found:
                return found if not _HOURS.isdisjoint(found) else [*found, *_in_hours(pairs)]
    return _in_hours(pairs)


def _in_hours(pairs: Sequence[Pair]) -> list[str]:
    """What a label for hours says in words: "Orario: full time"."""
    for pair in pairs:
        if pair.field == "work_hours":
            found = [t for t in employment_terms(pair.value[:80], whole=False) if t in _HOURS]
            if found:
                return found
    return []


def _employment_of_lines(blocks: Sequence[Block]) -> list[str]:
    lines: list[str] = []
    for block in blocks:
        if _holds_facts(block):
            for segment in _segments(block):
                # "PT" alone chooses the page's language.
                is_told = len(segment) > 2 and is_employment(segment)
                is_label = segment == block.text and label_field(segment) == "employment_type"
                if is_told and not is_label:
                    lines += employment_terms(segment)
        if len(lines) >= 2:
            break
    return lines


def _workload(pairs: Sequence[Pair], blocks: Sequence[Block], title: str | None) -> list[str]:
    for pair in pairs:
        if pair.field in ("work_hours", "employment_type"):
            found = workload_types(pair.value)
            if found:
                return found
    found = workload_types(title or "", whole=False)
    for block in blocks[:_NEAR]:
        if found:
            break
        if len(block.text) <= _SHORT and "%" in block.text and block.kind != "heading":
            parts = SEGMENTS.split(block.text)
            found = max(map(workload_types, parts), key=len)
    return found


def _hours(pairs: Sequence[Pair], blocks: Sequence[Block], title: str | None) -> list[str]:
    """What the hours of a week say, by label, behind the title, as a fact in a short line."""
    for pair in pairs:
        if pair.field in ("work_hours", "employment_type") and has_digit(pair.value):
            found = hours_of_label(pair.value)
            if found:
                return found
    found = hours_alone(title or "", at_end=True)
    for block in blocks[:_NEAR]:
        if found:
            break
        if has_digit(block.text) and _holds_facts(block):
            parts = [piece for part in _segments(block) for piece in part.split(", ")]
            found = max(map(hours_alone, parts), key=len) if parts else []
    return found


def _holds_facts(block: Block) -> bool:
    """Whether a line lists facts: a short one, or one with bars between them."""
    if block.kind == "control" or block.linked:
        return False
    return len(block.text) <= _SHORT or (
        len(block.text) <= 2 * _SHORT and block.text.count(" | ") >= 3
    )


@remembered(512)
def _segments(block: Block) -> tuple[str, ...]:
    """The parts of a short line: "Full time", "Remote" of "Full time, Remote · Berlin"."""
    found: list[str] = []
    for piece in block.pieces or (block.text,):
        for segment in SEGMENTS.split(piece):
            found.append(segment)
            if segment.endswith(")"):
                found.append(segment.partition("(")[0])
                found += segment.rstrip(") ").rpartition("(")[2].split(",")
            if "," in segment:
                found += segment.split(",")
    aside = block.text.rpartition("(")[2].rstrip(") ") if block.text.endswith(")") else ""
    return tuple(part.strip() for part in (*found, aside) if part.strip())


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
    start = index_of_title(blocks, title)
    asked = {p.label for p in pairs if p.field == "workplace" and len(p.value) <= _SHORT // 2}
    for index, block in enumerate(blocks[:60]):
        if _holds_facts(block):
            # Of a line such as "Praca zdalna" only its place tells whether it has an answer.
            is_fact = start is not None and 0 < index - start <= _BESIDE_TITLE
            is_fact = is_fact and block.kind != "item" and block.text not in asked
            for segment in _segments(block):
                is_label = segment == block.text and label_field(segment) == "workplace"
                is_label = is_label and not is_fact
                if is_workplace(segment) and not is_label:
                    return workplace(segment)
    aside = (title or "").rpartition("(")[2] if title and title.endswith(")") else ""
    for part in (aside, *SEGMENTS.split(title or "")[1:]):
        if part and len(part) < 30:
            kind = workplace(part)
            if kind:
                return kind
    return None


def find_dates(
    blocks: Sequence[Block],
    pairs: Sequence[Pair],
    document: Document,
    title: str | None = None,
    *,
    month_first: bool | None,
) -> tuple[date | None, date | None]:
    """When the posting was published and until when it holds; only where a label says so."""
    month_first = _order_shown(blocks, month_first=month_first)
    posted = _labelled(pairs, "date_posted", month_first=month_first)
    until = _labelled(pairs, "valid_through", month_first=month_first)
    if until is None:
        until = _end_of_span(pairs, month_first=month_first)
    for block in blocks:
        if len(block.text) > 160 or not has_digit(block.text):
            continue
        posted = posted or labelled_date(block.text, "date_posted", month_first=month_first)
        until = until or labelled_date(block.text, "valid_through", month_first=month_first)
    posted = posted or _beside_title(blocks, pairs, title, month_first=month_first)
    for block in blocks:
        if until:
            break
        if has_digit(block.text):
            until = deadline_in_prose(block.text, month_first=month_first)
    until = until or _until_beside_title(blocks, pairs, title, month_first=month_first)
    if until is None and posted:
        until = _yearless_deadline(blocks, pairs, posted, month_first=month_first)
    if posted is None and document.kind == "url":
        posted = _relative(pairs, document)
    if posted and until and until < posted:
        until = None
    return posted, until


def _until_beside_title(
    blocks: Sequence[Block], pairs: Sequence[Pair], title: str | None, *, month_first: bool | None
) -> date | None:
    """The date of a line near the title that is "until 31 March 2026" and nothing else."""
    start = index_of_title(blocks, title)
    if start is None:
        return None
    labelled = {pair.value for pair in pairs}
    for index in range(start + 1, min(start + 2 * _BESIDE_TITLE, len(blocks))):
        block = blocks[index]
        if not has_digit(block.text) or not _holds_facts(block) or block.text in labelled:
            continue
        if block.kind == "item" or blocks[index - 1].text.endswith(":"):
            continue
        for piece in _segments(block):
            found = until_alone(piece, month_first=month_first)
            if found and piece not in labelled:
                return found
    return None


def _yearless_deadline(
    blocks: Sequence[Block], pairs: Sequence[Pair], posted: date, *, month_first: bool | None
) -> date | None:
    """A deadline that leaves the year to the day of publication: "Apply by 22 March"."""
    for pair in pairs:
        if pair.field == "valid_through":
            found = find_date(with_year(pair.value[:60], posted), month_first=month_first)
            if found:
                return found
    for block in blocks:
        if has_digit(block.text):
            text = with_year(block.text[:_LONGEST_PROSE], posted)
            found = deadline_in_prose(text, month_first=month_first)
            if found:
                return found
    return None


def _labelled(pairs: Sequence[Pair], field: str, *, month_first: bool | None) -> date | None:
    for pair in pairs:
        if pair.field == field:
            found = find_date(pair.value[:60], month_first=month_first)
            if found:
                ends = _span().split(pair.value[:60])
                last = find_date(ends[-1], month_first=month_first) if len(ends) > 1 else None
                return last if last and field == "valid_through" and last > found else found
    return None


@cache
def _span() -> re.Pattern[str]:
    """Split "from 6 to 26 October" where the second date begins."""
    return re.compile(rf"\s(?:[-–—]|{alternatives('money.between')})\s", re.IGNORECASE)


def _order_shown(blocks: Sequence[Block], *, month_first: bool | None) -> bool | None:
    """How the page itself writes its dates: 04/22/2025 cannot have the day first."""
    orders: set[bool] = set()
    for block in blocks:
        for first, second in _SLASHED.findall(block.text[:300]) if "/" in block.text else ():
            if (int(first) > 12) != (int(second) > 12):
                orders.add(int(second) > 12)
    return orders.pop() if len(orders) == 1 else month_first


_SLASHED = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/(?:20)?\d{2}(?![\d/])")


def _end_of_span(pairs: Sequence[Pair], *, month_first: bool | None) -> date | None:
    """The last day of "08/04/2025 to 08/15/2025", where a label says when a posting is open."""
    for pair in pairs:
        if pair.field == "date_posted":
            parts = _SPAN.split(pair.value[:90], maxsplit=1)
            if len(parts) == 2 and label_field(_DIGIT.split(parts[1])[0]):
                continue  # "Posted 8 January - Updated 15 January"
            if len(parts) == 2 and find_date(parts[0], month_first=month_first):
                return find_date(parts[1], month_first=month_first)
    return None


def _beside_title(
    blocks: Sequence[Block], pairs: Sequence[Pair], title: str | None, *, month_first: bool | None
) -> date | None:
    """A date that stands alone near the title, under no label, is the day of publication."""
    start = next((i for i, b in enumerate(blocks) if title and title in b.text), None)
    if start is None:
        return None
    labelled = {pair.value for pair in pairs}
    for index in range(max(0, start - 4), min(start + 6, len(blocks))):
        block, before = blocks[index], blocks[index - 1] if index else None
        # A short line above may be the label of something else: "Start of training".
        is_below_label = before is not None and before.kind != "heading" and index != start + 1
        for piece in block.pieces or (block.text,):
            if block.text in labelled or not _is_date_alone(piece):
                continue
            if is_below_label and piece == block.text and _may_be_label(before):
                continue
            found = find_date(piece, month_first=month_first)
            if found:
                return found
        if len(block.text) <= _SHORT and has_digit(block.text) and block.text not in labelled:
            found = byline_date(block.text, month_first=month_first)
            found = found or _date_among_facts(block, month_first=month_first)
            if found:
                return found
    return None


def _date_among_facts(block: Block, *, month_first: bool | None) -> date | None:
    """The only date of a line of facts: "Treviso - Tempo pieno - 15/01/2026"."""
    if block.cells or block.kind == "control":
        return None
    parts = SEGMENTS.split(block.text)
    dated = [i for i, part in enumerate(parts) if has_digit(part) and find_date(part)]
    if len(parts) < 2 or len(dated) != 1 or not _is_date_alone(parts[dated[0]]):
        return None
    before = parts[dated[0] - 1] if dated[0] else ""
    if label_field(before) or before.endswith(":"):
        return None
    return find_date(parts[dated[0]], month_first=month_first)


def _may_be_label(block: Block | None) -> bool:
    return (
        block is not None
        and len(block.text) < 40
        and not block.cells
        and not has_digit(block.text)
        and not is_employment(block.text)
        and not looks_like_place(block.text)
    )


def _is_date_alone(text: str) -> bool:
    """Whether a text is a date and nothing else: "dal 01/05/2026" is when something begins."""
    text = text[:40].removeprefix("on ")
    first = fold(text).partition(" ")[0].rstrip(".")
    return (first[:1].isdigit() or first in words().months) and bool(_DATE_ALONE.fullmatch(text))


_DATE_ALONE = re.compile(r"[\d./\s年月日-]*(?:\s?[^\W\d_]{3,10}\.?,?\s)?[\d./\s,年月日-]+")


def _relative(pairs: Sequence[Pair], document: Document) -> date | None:
    today = document.fetched_at.date()
    for pair in pairs:
        if pair.field == "date_posted":
            found = find_relative_date(pair.value, today)
            if found:
                return found
    return None
