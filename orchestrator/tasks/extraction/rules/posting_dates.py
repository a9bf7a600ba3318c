"""When a posting was published, and until when it holds."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from orchestrator.tasks.extraction.blocks import has_digit
from orchestrator.tasks.extraction.folding import fold, fold_label
from orchestrator.tasks.extraction.patterns import regex
from orchestrator.tasks.extraction.rules.dates import (
    byline_date,
    deadline_in_prose,
    find_date,
    find_relative_date,
    labelled_date,
    posted_at_start,
    until_alone,
    with_year,
)
from orchestrator.tasks.extraction.rules.employment import is_employment
from orchestrator.tasks.extraction.rules.labels import label_field
from orchestrator.tasks.extraction.rules.location import SEGMENTS
from orchestrator.tasks.extraction.rules.places import looks_like_place
from orchestrator.tasks.extraction.rules.sections import index_of_title
from orchestrator.tasks.extraction.rules.terms import holds_facts, segments_of
from orchestrator.tasks.extraction.words import alternatives, words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from orchestrator.tasks.extraction.blocks import Block
    from orchestrator.tasks.extraction.documents import Document
    from orchestrator.tasks.extraction.rules.labels import Pair

_SHORT = 90
_ABOVE_TITLE, _BESIDE_TITLE, _FOOT = 4, 12, 12
_LONGEST_PROSE, _LONGEST_AGO = 600, 24
_FEWEST_HEADERS, _MOST_HEADERS = 2, 8
_DIGIT = regex(r"\d")
_SPAN = regex(r"\s(?:to|[-–—〜～~])\s|[〜～~]")


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
    header = _mail_header(blocks)
    sent = next((d for b in header if (d := find_date(b.text, month_first=month_first))), None)
    blocks = blocks[len(header) :]
    pairs = [pair for pair in pairs if pair.index >= len(header)] if header else pairs
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
    posted = posted or _at_the_foot(blocks, month_first=month_first)
    since = posted or sent
    if until is None and since:
        until = _yearless_deadline(blocks, pairs, since, month_first=month_first)
    if posted is None and document.kind == "url":
        posted = _relative(pairs, document) or _relative_line(blocks, title, document)
    if posted and until and until < posted:
        until = None
    return posted, until


def _mail_header(blocks: Sequence[Block]) -> Sequence[Block]:
    """The lines "From: ...", "Date: ...", "Subject: ..." at the top of a mail.

    When it was sent is not when the posting was published.
    """
    known, count = words().lists["page.mail_header"], 0
    for block in blocks[:_MOST_HEADERS]:
        label, colon, _ = block.text.partition(":")
        if not colon or fold_label(label) not in known:
            break
        count += 1
    return blocks[: count if count >= _FEWEST_HEADERS else 0]


def _until_beside_title(
    blocks: Sequence[Block], pairs: Sequence[Pair], title: str | None, *, month_first: bool | None
) -> date | None:
    """The date of a line near the title that is "until 31 March 2026" and nothing else."""
    start = index_of_title(blocks, title)
    if start is None:
        return None
    labelled = {pair.value for pair in pairs}
    for index in range(start + 1, min(start + _BESIDE_TITLE, len(blocks))):
        block = blocks[index]
        if not has_digit(block.text) or not holds_facts(block) or block.text in labelled:
            continue
        before = blocks[index - 1].text
        is_validity = words().phrases["dates.validity"].are_in(fold(before[:_SHORT]))
        if (block.kind == "item" and not is_validity) or before.endswith(":"):
            continue
        for piece in segments_of(block):
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
            if field == "date_posted" and until_alone(pair.value, month_first=month_first):
                continue  # the period of a posting, of which only the end is told
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


_SLASHED = regex(r"(?<![\d/])(\d{1,2})/(\d{1,2})/(?:20)?\d{2}(?![\d/])")


def _end_of_span(pairs: Sequence[Pair], *, month_first: bool | None) -> date | None:
    """The last day of "08/04/2025 to 08/15/2025", where a label says when a posting is open."""
    for pair in pairs:
        if pair.field == "date_posted":
            parts = _SPAN.split(pair.value[:90], maxsplit=1)
            if len(parts) == 2 and label_field(_DIGIT.split(parts[1])[0]):
                continue  # "Posted 8 January - Updated 15 January"
            if len(parts) == 2 and find_date(parts[0], month_first=month_first):
                return find_date(parts[1], month_first=month_first)
            end = until_alone(pair.value, month_first=month_first)
            if end:
                return end
    return None


def _at_the_foot(blocks: Sequence[Block], *, month_first: bool | None) -> date | None:
    """Where a public notice is dated and signed: "Ashby, 28 September 2026", "Published by ..."."""
    for block in reversed(blocks[-_FOOT:]):
        if len(block.text) > _SHORT or not has_digit(block.text):
            continue
        place, comma, rest = block.text.partition(", ")
        is_named = bool(comma) and place.istitle() and label_field(place) is None
        is_dated = is_named and not has_digit(place) and _DATED.fullmatch(rest) is not None
        found = find_date(rest, month_first=month_first) if is_dated else None
        if found is None and words().phrases["dates.posted_by"].at_start(fold(block.text)):
            found = find_date(block.text, month_first=month_first)
        if found:
            return found
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
            if not labelled.isdisjoint((block.text, piece)) or not _is_date_alone(piece):
                continue
            is_above_heading = index + 1 < len(blocks) and blocks[index + 1].kind == "heading"
            is_labelled = is_below_label and _may_be_label(before)
            if is_labelled and piece == block.text and not is_above_heading:
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
    placed = _PLACE_AND_DATE.fullmatch(block.text)
    if placed and looks_like_place(placed[1]):
        return find_date(placed[2], month_first=month_first)
    parts = SEGMENTS.split(block.text)
    filed = _filed().match(parts[0])
    if filed and _is_date_alone(filed[1]):
        return find_date(filed[1], month_first=month_first)
    dated = [i for i, part in enumerate(parts) if has_digit(part) and find_date(part)]
    if len(parts) < 2 or len(dated) != 1 or not _is_date_alone(parts[dated[0]]):
        return None
    before = parts[dated[0] - 1] if dated[0] else ""
    if label_field(before) or before.endswith(":"):
        return None
    if any(words().phrases["dates.changed"].are_in(fold(part)) for part in parts):
        return None
    return find_date(parts[dated[0]], month_first=month_first)


@cache
def _filed() -> re.Pattern[str]:
    """Match the line under the title of a post: "21. 1. 2019 in jobs"."""
    return re.compile(rf"(\d[^|]{{5,20}}\d)\s+{alternatives('location.in', 'dates.by')}\s+\w")


def _may_be_label(block: Block | None) -> bool:
    return (
        block is not None
        and not block.linked
        and len(block.text) < 40
        and not block.cells
        and not has_digit(block.text)
        and not is_employment(block.text)
        and not looks_like_place(block.text)
    )


def _is_date_alone(text: str) -> bool:
    """Whether a text is a date and nothing else: "dal 01/05/2026" is when something begins."""
    text = _TIME.sub("", text[:40].removeprefix("on "))
    first = fold(text).partition(" ")[0].rstrip(".")
    return (first[:1].isdigit() or first in words().months) and bool(_DATE_ALONE.fullmatch(text))


_TIME = regex(
    r",?\s(?:um |à |às |at |alle |kl\. |o )?\d{1,2}[:h.]\d{2}(?::\d{2})?"
    r"(?:\s?(?:uhr|h|[ap]\.?m\.?))?$",
    re.IGNORECASE,
)
_PLACE_AND_DATE = regex(
    r"(\D{2,60}\w),?\s(\d{1,4}[./-]\d{1,2}[./-]\d{2,4})(?:,?\s\d{1,2}[:h]\d{2})?(?:\s(?:uhr|h))?",
    re.IGNORECASE,
)
"""A place with the day of publication, and perhaps the time: "Leeds 02/06/2016 12:34"."""

_DATED = regex(r"(?:[a-zà-ÿ]{1,5}\s)?\d{1,4}[\s./-][\w\s./-]{4,24}")
"""What stands behind the place: "28 September 2026", "dnia 28 września 2026 r."."""

_DATE_ALONE = regex(
    r"[\d./\s年月日-]*(?:de\s|of\s)?(?:\s?[^\W\d_]{3,10}\.?,?\s)?(?:de\s|del\s)?[\d./\s,年月日-]+"
)


def _relative(pairs: Sequence[Pair], document: Document) -> date | None:
    today = document.fetched_at.date()
    for pair in pairs:
        if pair.field == "date_posted":
            found = find_relative_date(pair.value, today)
            if found:
                return found
    return None


def _relative_line(blocks: Sequence[Block], title: str | None, document: Document) -> date | None:
    """The day of a line near the title that begins as a label does, or is only "3 days ago"."""
    start = index_of_title(blocks, title) or 0
    near = blocks[max(0, start - _ABOVE_TITLE) : start + _BESIDE_TITLE]
    parts = [p for block in near if len(block.text) <= _SHORT for p in SEGMENTS.split(block.text)]
    for said in (*map(posted_at_start, parts), *filter(_is_time_ago, parts)):
        found = find_relative_date(said, document.fetched_at.date()) if said else None
        if found:
            return found
    return None


def _is_time_ago(text: str) -> bool:
    """Whether a text is nothing but "3 days ago" or "vor 3 Tagen"."""
    ago, folded = words().phrases["dates.ago"], fold(text.strip())
    is_behind = folded[:1].isdigit() and ago.at_end(folded) is not None  # not "Active 2 days ago"
    return len(text) <= _LONGEST_AGO and (is_behind or ago.at_start(folded) is not None)
