"""How long something was done: the months of entries, each once, and the years that are asked."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, cast

from orchestrator.tasks.drafting.matching.concepts import fold, words_of
from orchestrator.tasks.drafting.matching.phrases import phrases
from orchestrator.tasks.drafting.record import section_of
from orchestrator.tasks.drafting.resources import table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from orchestrator.tasks.drafting.record import Record

COUNTED = ("work", "volunteer", "projects")
_MID_YEAR = 7
_MOST_YEARS = 50
_MOST_SPANS = 4


def years_asked(text: str) -> float | None:
    """The years of experience that a text asks for: of a range the lower one; None for none."""
    folded = fold(text)
    match = _span().search(folded)
    if match is not None:
        number = match["number"]
        value = float(number.replace(",", ".")) if number[0].isdigit() else number_words()[number]
        years = value / 12 if match["unit"] in _months() else value
        return years if 0 < years <= _MOST_YEARS else None
    experience = table("requirements")["experience"]
    if phrases("requirements", "experience", "some").labels(words_of(text)):
        return float(experience["some_years"])
    return None


def years_of_part(text: str, whole: float | None) -> float | None:
    """The years that a part of a requirement asks for: "3 of them in Python" of 5 in all.

    Args:
        text: The part.
        whole: What the requirement asks for, which is what a part without a number asks for.
    """
    match = _part().search(fold(text)) if whole else None
    if match is None or whole is None:
        return years_asked(text) or whole
    number = match["before"] or match["behind"]
    years = float(number) if number.isdigit() else number_words()[number]
    return min(years, whole)


def months_of(record: Record, entries: Iterable[str], today: date) -> tuple[int, list[str]]:
    """Months that the entries span, each counted once, and the entries that count, newest first.

    A date that is a year only is taken as its middle; an entry without dates counts nothing.
    """
    covered: set[int] = set()
    counted: list[str] = []
    for entry_id in record.newest_first([x for x in entries if section_of(x) in COUNTED]):
        entry = record.entries[entry_id]
        start: str | None = getattr(entry, "start_date", None)
        end: str | None = getattr(entry, "end_date", None)
        if start is None:
            continue
        first = _month(start)
        last = _month(end) if end else today.year * 12 + today.month
        if end and len(end) > len("YYYY"):
            last += 1
        if end == start and len(start) == len("YYYY"):
            last = first + 6
        months = range(first, min(last, today.year * 12 + today.month))
        if months:
            covered |= set(months)
            counted.append(entry_id)
    return len(covered), counted


def years_text(months: int) -> str:
    """Months as years, rounded down to a tenth."""
    return f"{int(months / 12 * 10) / 10:g}"


def spans_text(record: Record, counted: Sequence[str]) -> str:
    """Which entries were counted, each with its dates: "work/0 2022-04 to today"."""
    entries = [(entry_id, record.entries[entry_id]) for entry_id in counted[:_MOST_SPANS]]
    told = [
        f"{entry_id} {getattr(entry, 'start_date', '')} to "
        f"{getattr(entry, 'end_date', None) or 'today'}"
        for entry_id, entry in entries
    ]
    more = len(counted) - _MOST_SPANS
    return ", ".join([*told, *([f"{more} more"] if more > 0 else [])])


def _month(text: str) -> int:
    year, *rest = text.split("-")
    return int(year) * 12 + (int(rest[0]) if rest else _MID_YEAR)


@cache
def _span() -> re.Pattern[str]:
    listed = cast("Mapping[str, list[str]]", table("requirements")["experience"])
    units = "|".join(
        sorted(map(fold, (*listed["years"], *listed["months"])), key=len, reverse=True)
    )
    numbers = "|".join(map(re.escape, sorted(number_words(), key=len, reverse=True)))
    return re.compile(
        rf"\b(?P<number>\d{{1,2}}(?:[.,]\d)?|{numbers})\s*\+?\s*"
        rf"(?:(?:-|\u2013|to|bis|a|y|or|tot|und|et)\s*(?:\d{{1,2}}|{numbers})\s*\+?\s*)?"
        rf"(?:or more\s+|plus\s+|\(\d+\)\s+|full\s+|volle\s+)?"
        rf"(?P<unit>{units})\b(?!\s+(?:old|of age))"
    )


@cache
def _part() -> re.Pattern[str]:
    listed = cast("Mapping[str, list[str]]", table("requirements")["experience"])
    before, behind = ("|".join(map(fold, listed[f"part_{side}"])) for side in ("before", "behind"))
    number = rf"\d{{1,2}}|{'|'.join(map(re.escape, sorted(number_words(), key=len, reverse=True)))}"
    return re.compile(
        rf"\b(?:{before})\s+(?:\w+\s+)?(?P<before>{number})\b|\b(?P<behind>{number})\s+(?:{behind})\b"
    )


@cache
def number_words() -> Mapping[str, float]:
    """Numbers in words, folded, with their values."""
    by_value = cast("Mapping[str, list[str]]", table("words")["numbers"])
    found = {
        fold(word): float(value)
        for value, spelled in by_value.items()
        if int(value) <= _MOST_YEARS
        for word in spelled
    }
    ones = ("one", "ein", "einem", "un", "une", "uno", "een", "um")
    return {**found, **dict.fromkeys(ones, 1.0)}


@cache
def _months() -> frozenset[str]:
    return frozenset(map(fold, table("requirements")["experience"]["months"]))
