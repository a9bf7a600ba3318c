"""A title without what stands around it: labels, statuses, whereabouts, days, repetitions."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from orchestrator.tasks.extraction.blocks import has_digit
from orchestrator.tasks.extraction.folding import fold, fold_label
from orchestrator.tasks.extraction.patterns import regex
from orchestrator.tasks.extraction.phrases import lowered, lowered_all
from orchestrator.tasks.extraction.rules.dates import find_date
from orchestrator.tasks.extraction.rules.employment import is_employment
from orchestrator.tasks.extraction.rules.occupations import has_job_noun
from orchestrator.tasks.extraction.rules.places import looks_like_place
from orchestrator.tasks.extraction.rules.titles_sought import (
    SENTENCE_END,
    end_of_article,
    sought_in,
    without_whereabouts,
)
from orchestrator.tasks.extraction.rules.workplace import is_workplace
from orchestrator.tasks.extraction.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

_REPEATED = regex(r"^(.{4,120}?)(?:\s*\1)+$")
_NUMBER = regex(r"(?:\s*[(\[]\s*#?[A-Z]{0,4}-?\d{5,}\s*[)\]]|\s*#\s?\d{4,})\s*$")
"""The number of a requisition behind the title."""

_EMBLEM = regex(r"^[\u2190-\u2bff\u3030\ufe0f\U0001f000-\U0001faff\s]+")
_PLACE_BEHIND = regex(r"(?:\s[-–—|·]\s|,\s|\s(?=\())(?:\(([^()]{2,40})\)|([^()|,–—]{2,40}))$")
_MOST_PREFIXES = 3
_MOST_WORDS = 8
_PREFIX_END = regex(r"\s*(?:[:：|–—-]|\bfor\b)\s+", re.IGNORECASE)
_SOUGHT_END = regex(r"[!.]*(?=\s*(?:\([^()]*\)\s*)?$)")
_WHERE_FIRST = regex(r"[\[(]([^\[\]()]{2,40})[\])]\s*[-–|:]?\s*(?=\S{2})")
_LABEL_FIRST = regex(r"【([^【】]{2,12})】\s*(?=\S)")
_LABELS = ("title.prefixes", "title.status", "page.not_title", "page.announcement")
_CHOICE = regex(r"\s*[/|;]\s*|\s+-\s+")
_COLON = regex(r"[:：]")
_STATUS = regex(r"\s*[\[(【]([^\[\]()【】]{2,24})[\])】]$")
_STATUS_FIRST = regex(
    r"[\[(]?([^•|·:!()\[\]–—-]{2,24}?)\s*[\])]?\s*(?:[•|·:!]|[–—-](?=\s))\s*(?=\S)"
)
_DATE_START = regex(r"\d{1,2}\b|[^\W\d_]{3,10}\.?\s\d{4}")
_LONGEST_DATE = 30
_LONGEST_SOUGHT = 100
_SUFFIX_MARK = regex(r"\s+[|–—-]\s+$")
_TWO_MORE = regex(r"\S+\s*\S")


def cleaned(text: str) -> str:
    """A title without a leading "Job Application -" and without its own repetition."""
    text = text.strip()
    if text[:1] in "¡¿":
        text = text.lstrip("¡¿").rstrip("!?").strip()
    emblem = _EMBLEM.match(text)
    text = text[emblem.end() :].strip() if emblem else text
    for _ in range(_MOST_PREFIXES):
        before, text = text, _without_prefix(text)
        if text == before:
            break
    text = _without_status(_behind_status(text))
    label = _LABEL_FIRST.match(text) if text[:1] == "【" else None
    if label and any(fold_label(label[1]) in words().lists[name] for name in _LABELS):
        text = text[label.end() :]  # "【求人】Webデザイナー"
    where = _WHERE_FIRST.match(text) if text[:1] in "[(" else None
    if where and all(map(_is_whereabouts, _CHOICE.split(where[1]))):
        text = text[where.end() :]  # "[Remote] Baker"
    text = _first_sentence(text)
    sought = sought_in(text)
    wanted = _without_sought_after(sought or text)
    text = _without_suffix(without_whereabouts(wanted) if wanted != (sought or text) else wanted)
    text = _without_start(text) if has_digit(text) else text
    text = _NUMBER.sub("", text) if has_digit(text) else text
    # "suchen wir eine" on the line above leaves the article before the title.
    article = end_of_article(text)
    text = text[article:] if text[:article].islower() and _TWO_MORE.match(text, article) else text
    repeated = _REPEATED.match(text) if text[:4] in text[4:] else None
    return (repeated[1] if repeated else text).strip(" \t|·•・»:–—-").strip()


def _first_sentence(text: str) -> str:
    """The job alone of a heading that tells more: "Baker. Acme, Leeds. Open until 6 May"."""
    end = SENTENCE_END.search(text)
    if end is None or not end.start():
        return text
    first, rest = text[: end.start()], text[end.end() :]
    is_title = len(first.split()) <= _MOST_WORDS and has_job_noun(first)
    return first if is_title and not has_job_noun(rest) else text


def _is_whereabouts(text: str) -> bool:
    return is_workplace(text) or is_employment(text) or looks_like_place(text)


def _without_prefix(text: str) -> str:
    """What follows "Job Application -", "Vacancy:" and the like."""
    for prefix in words().written["title.prefixes"].all_at_start(lowered(text)):
        mark = _PREFIX_END.match(text, prefix.end)
        # Behind the dash of "Careers - Acme" stands who invites.
        is_name = mark and not _COLON.search(mark[0]) and prefix.phrase in _inviting()
        if mark and not (is_name and not has_job_noun(text[mark.end() :])):
            return text[mark.end() :]
    return text


@cache
def _inviting() -> frozenset[str]:
    return frozenset(lowered_all(words().spelled["page.not_title"]))


def _without_status(text: str) -> str:
    """A title without the "[Updated]" or "(closed)" behind it."""
    mark = _STATUS.search(text) if text[-1:] in ")]】" else None
    known = words().lists["title.status"]
    return text[: mark.start()] if mark and mark.start() and fold(mark[1]) in known else text


def _behind_status(text: str) -> str:
    """A title without the marks before it: "Reserved • Deleted • Baker", "NEW! Baker"."""
    known = words().lists["title.status"] | words().lists["page.closed_mark"]
    for _ in range(_MOST_PREFIXES):
        mark = _STATUS_FIRST.match(text)
        if mark is None or fold_label(mark[1]) not in known:
            break
        text = text[mark.end() :]
    return text


def _without_start(text: str) -> str:
    """A job without the day from which on it is: "Koch (m/w/d) zum 01.02.2027"."""
    for start in words().written["title.from"].all_in(lowered(text)):
        before, rest = text[: start.start].rstrip(), text[start.end :].lstrip()
        is_apart = len(before) < start.start and len(rest) < len(text) - start.end
        if is_apart and _DATE_START.match(rest) and has_job_noun(before):
            date = find_date(rest[:_LONGEST_DATE])
            return before if date else text
    return text


def _without_suffix(text: str) -> str:
    """What stands before "- Job description" and its like."""
    text = text.rstrip()
    suffix = words().written["title.suffixes"].at_end(lowered(text))
    mark = _SUFFIX_MARK.search(text, 0, suffix.start) if suffix else None
    if suffix and not mark and text[suffix.start :].islower():
        before = text[: suffix.start]  # "Baker job"
        return before.rstrip() if before[-1:] == " " and has_job_noun(before) else text
    return text[: mark.start()] if mark else text


def _without_sought_after(text: str) -> str:
    """A title without the "gesucht" of "Maler gesucht (m/w/d)"."""
    for sought in words().written["title.sought_after"].all_in(lowered(text)):
        before, mark = text[: sought.start].rstrip(), _SOUGHT_END.match(text, sought.end)
        is_apart = len(before) < sought.start or text[sought.start] >= "\u3041"
        is_nobody = fold_label(before) in words().lists["title.not_sought"]
        tail = text[sought.end :]
        is_name_behind = tail[:1].isspace() and not tail.isspace() and not has_job_noun(tail)
        if text[sought.start] >= "\u3041" and is_name_behind and has_job_noun(before):
            return before  # "保育士募集 どろんこの星"
        if mark and (before[-1:].isalnum() or before[-1:] in ")）") and is_apart and not is_nobody:
            return before + text[mark.end() :]
        tail = lowered(text[sought.end :])
        where = words().written["title.ends"].at_start(tail.lstrip()) if tail[:1] == " " else None
        if where and is_apart and not is_nobody and has_job_noun(before):
            return before  # "Baker wanted in Leeds"
    return text


def without_place(title: str, places: Sequence[str]) -> str:
    """A title without the place of the job behind it: "Baker" of "Baker - Leeds"."""
    behind = _PLACE_BEHIND.search(title)
    if behind is None or not has_job_noun(title[: behind.start()]):
        return title
    told = fold_label(behind[1] or behind[2])
    towns = {fold_label(part) for place in places for part in (place, place.partition(",")[0])}
    return title[: behind.start()].rstrip() if told in towns else title


def is_sought(text: str) -> bool:
    """Whether a heading says that somebody is sought: "Kitchen hand wanted!"."""
    return len(text) <= _LONGEST_SOUGHT and _without_sought_after(text) != text
