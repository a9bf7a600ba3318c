"""How much of a week a job takes: "24 uur per week", "0,8 fte", "60-80 %"."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from orchestrator.tasks.extraction.blocks import has_digit
from orchestrator.tasks.extraction.folding import fold
from orchestrator.tasks.extraction.patterns import regex
from orchestrator.tasks.extraction.phrases import Phrases
from orchestrator.tasks.extraction.rules.employment import is_employment
from orchestrator.tasks.extraction.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator

_TO = r"\s?(?:[-–—/]|bis|to|tot|till|til|do|oder|of|ou|o|a|e)\s?"
_NUMBER = r"\d{1,2}(?:[.,]\d{1,2})?"
_COUNT = regex(
    rf"(?<![\w.,:/€$£+-])(?P<low>{_NUMBER})(?:\s?h?{_TO}(?P<high>{_NUMBER}))?[\s-]?"
    r"(?P<unit>[^\W\d_]{1,24})(?![\w:])"
)
_NUMBERS_ALONE = regex(rf"(?P<low>{_NUMBER})(?:{_TO}(?P<high>{_NUMBER}))?")
_WORKLOAD = regex(
    r"(?<![\d.,])(?P<low>[1-9]\d0?)\s?%?\s?(?:[-–—/]|à|a|bis|to)\s?(?P<high>[1-9]\d0?)\s?%"
    r"|(?<![\d.,])(?P<only>[1-9]\d0?)\s?%"
)
_SHARE = regex(r"(?P<word>[^\W\d_]{2,12})[\s:]{1,3}(?P<share>0[.,]\d{1,3})(?![\d%])")
"""Such as "FTE 0.6"."""

_SHARE_SOUGHT = regex(r"\b(?:på|om|zu|mit|von|à|a|at|al|op|na|for)\s([2-9][05])\s?%(?!\w)")
_NEARLY_FULL = 90
_FULL_WEEK = 35
"""In hours: a whole week in France; where 36 to 40 are usual, fewer than 35 are part time."""

_FEWEST_HOURS, _MOST_HOURS = 6, 48
_LONGEST_DAY = 12
_WORKING_DAYS = 5
_SHORT_FACT = 60
_MORNING, _EVENING = (6, 12), (14, 23)
_AROUND = 44


def workload_types(text: str, *, whole: bool = True) -> list[str]:
    """Read a workload as Swiss postings state it: "80-100%" is full time or part time.

    Args:
        text: Such as "60 - 100 %"; with `whole` off also a title that ends with one.
        whole: The text must be a workload and nothing else.
    """
    match = _WORKLOAD.search(text)
    if match is None:
        return []
    rest = (text[: match.start()] + text[match.end() :]).strip(" ().,")
    if (whole and rest) or (not whole and text[match.end() :].strip(" ).,")):
        return []
    return _of_percent(match)


def workload_in_prose(text: str) -> list[str]:
    """Read a share of a whole job that a word names so: "50 %-Stelle", "Pensum 60-80 %"."""
    for match in _WORKLOAD.finditer(text) if "%" in text else ():
        before, after = fold(text[: match.start()][-24:]).split(), fold(text[match.end() :][:24])
        beside = {*before[-3:], *after.lstrip(" -").split()[:1]}
        if any(word.strip(" .,:;()-") in words().lists["employment.workload"] for word in beside):
            return _of_percent(match)
    return []


def share_sought(sentence: str) -> list[str]:
    """Read the share of a job in a sentence that seeks somebody: "en förskollärare på 75 %"."""
    match = _SHARE_SOUGHT.search(sentence) if "%" in sentence else None
    if match is None or _places().are_in(fold(sentence)):
        return []
    return list(_kinds(int(match[1]), int(match[1]), _NEARLY_FULL))


def hours_types(text: str) -> list[str]:
    """Read the hours of a week in a sentence: "20 Stunden pro Woche" is part time.

    Returns:
        FULL_TIME, PART_TIME or both; empty unless the text says that it speaks of a week.
    """
    folded = fold(text) if has_digit(text) else ""
    for match in _COUNT.finditer(folded):
        if _is_share(match) or _is_weekly(folded, match):
            return _of_count(match)
    for match in _SHARE.finditer(folded) if "0" in folded else ():
        if match["word"] in words().lists["employment.shares"]:
            share = 100 * float(match["share"].replace(",", "."))
            return list(_kinds(share, share, _NEARLY_FULL))
    return []


def hours_alone(text: str, *, at_end: bool = False) -> list[str]:
    """Read hours that stand by themselves or with terms of employment: "Teilzeit, 25 h".

    Args:
        text: A fact of a list, such as "24-32 uur".
        at_end: Anything may stand before them, as in a title.
    """
    folded = fold(text[:160]) if has_digit(text) else ""
    for match in _COUNT.finditer(folded):
        if not _is_share(match) and not _is_weekly(folded, match):
            is_all_day = at_end and match["low"] == "24" and match["unit"] == "h"
            if match["unit"] not in words().lists["employment.hours"] or is_all_day:
                continue
        before = folded[: match.start()].strip(" (.,:;-–|/~")
        after = words().phrases["employment.per_week"].without(folded[match.end() :])
        after = after.strip(" ).,:;-–|/")
        if at_end and _is_afternoon(match):
            return ["PART_TIME"]  # a title tells no time of day
        if (at_end or not before or is_employment(before)) and (not after or is_employment(after)):
            return _of_count(match)
    return []


def days_alone(text: str) -> list[str]:
    """Read days of a week that open a short text: "3 days a week, no evenings", "週2日〜".

    Returns:
        PART_TIME for up to four, with FULL_TIME where they reach five; empty where the text goes
        on about the place: "2 days a week at home" tells something else.
    """
    folded = fold(text[:_SHORT_FACT]) if len(text) <= _SHORT_FACT and has_digit(text) else ""
    match = _days().match(folded)
    if match is None or _places().are_in(folded):
        return []
    low = int(match["low"] or match["unspaced"])
    high = int(match["high"] or match["unspaced_high"] or low)
    return list(_kinds(low, max(low, high), _WORKING_DAYS)) if low < _WORKING_DAYS else []


@cache
def _days() -> re.Pattern[str]:
    """Match "3 days a week", "2-3 Tage pro Woche", "週3日"."""
    lists = words().lists
    days, weekly = (
        "|".join(map(re.escape, sorted(lists[name], key=len, reverse=True)))
        for name in ("dates.days", "employment.per_week")
    )
    return re.compile(
        rf"(?P<low>[1-4])(?:{_TO}(?P<high>[2-6]))?\s?(?:{days})\s?(?:{weekly})(?!\w)"
        r"|週(?P<unspaced>[1-4])(?:[〜~～\-](?P<unspaced_high>[2-6]))?日"
    )


@cache
def _places() -> Phrases:
    lists = words().lists
    return Phrases({*words().workplace, *lists["workplace.remote_work"]})


def hours_of_label(value: str) -> list[str]:
    """Read the value of a label such as "Hours per week": "32-36", "24 uur per week"."""
    weekly = words().phrases["employment.per_week"].without(fold(value[:40]))
    bare = _NUMBERS_ALONE.fullmatch(weekly.strip(" .h"))
    if bare and _numbers(bare)[0] > 0 and _numbers(bare)[1] <= 1:
        low, high = _numbers(bare)
        return list(_kinds(100 * low, 100 * high, _NEARLY_FULL))  # "Workload: 0.5"
    if bare and _numbers(bare)[1] <= _LONGEST_DAY:
        return []  # may count the hours of a day
    return _of_count(bare) if bare else hours_types(value[:200]) or hours_alone(value[:80])


def _is_weekly(folded: str, match: re.Match[str]) -> bool:
    lists, phrases = words().lists, words().phrases
    if match["unit"] in lists["employment.weekly_hours"]:
        return True
    if match["unit"] not in lists["employment.hours"]:
        return False
    after = folded[match.end() : match.end() + _AROUND].lstrip(" .-/)")
    if phrases["employment.per_week"].at_start(after):
        return True
    return phrases["employment.week_of"].are_in(
        folded[max(0, match.start() - _AROUND) : match.start()]
    )


def _is_share(match: re.Match[str]) -> bool:
    return match["unit"] in words().lists["employment.shares"] and _numbers(match)[1] <= 1


def _numbers(match: re.Match[str]) -> tuple[float, float]:
    low, high = (float((match[name] or match["low"]).replace(",", ".")) for name in ("low", "high"))
    return low, high


def _is_afternoon(match: re.Match[str]) -> bool:
    """Whether hours of a week look like those from noon to evening: "12-20 uur"."""
    low, high = _numbers(match)
    return match["high"] is not None and _MORNING[1] <= low < high <= _EVENING[1]


def _of_count(match: re.Match[str]) -> list[str]:
    low, high = _numbers(match)
    if "unit" in match.re.groupindex and _is_share(match):
        return list(_kinds(100 * low, 100 * high, _NEARLY_FULL)) if low else []
    if not _FEWEST_HOURS <= low <= high <= _MOST_HOURS:
        return []
    if _MORNING[0] <= low <= _MORNING[1] and _EVENING[0] <= high <= _EVENING[1]:
        return []  # from nine to five
    # Up to 35 of 30 is the most of part time; 35 alone is a whole week in France.
    return list(_kinds(low, high if high > _FULL_WEEK or low == high else low, _FULL_WEEK))


def _of_percent(match: re.Match[str]) -> list[str]:
    low, high = int(match["low"] or match["only"]), int(match["high"] or match["only"])
    return list(_kinds(low, high, _NEARLY_FULL)) if 10 <= low <= high <= 100 else []


def _kinds(low: float, high: float, full: float) -> Iterator[str]:
    if high >= full:
        yield "FULL_TIME"
    if low < full:
        yield "PART_TIME"
