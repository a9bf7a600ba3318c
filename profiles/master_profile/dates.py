"""Dates as people write them, read where they can mean only one thing."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from typing import cast

_LONGEST = 60
_ISO = re.compile(r"(?P<year>[12]\d{3})(?:[-/.](?P<month>\d{1,2})(?:[-/.](?P<day>\d{1,2}))?)?")
_ISO_TIME = re.compile(r"(?P<date>[12]\d{3}-\d{2}-\d{2})[T ]\d{2}:\d{2}.*")
_MONTH_FIRST = re.compile(r"(?P<month>\d{1,2})[-/.](?P<year>[12]\d{3})")
_DAY_DOTS = re.compile(r"(?P<day>\d{1,2})\.\s*(?P<month>\d{1,2})\.\s*(?P<year>[12]\d{3})")
_DAY_SLASHES = re.compile(r"(?P<one>\d{1,2})[-/](?P<two>\d{1,2})[-/](?P<year>[12]\d{3})")
_EAST_ASIAN = re.compile(
    r"(?P<year>[12]\d{3})\s*[年년]\s*(?:(?P<month>\d{1,2})\s*[月월]\s*(?:(?P<day>\d{1,2})\s*[日일])?)?"
)
_NAMED = re.compile(r"(?:(?P<day>\d{1,2})(?:st|nd|rd|th|er|[.º])?\s+)?(?:de\s+)?"
                    r"(?P<name>[^\W\d_]+)\.?(?:\s+(?P<late>\d{1,2})(?:st|nd|rd|th)?,)?"
                    r"[\s,/-]+(?:de[l]?\s+)?(?P<year>[12]\d{3})")  # fmt: skip
_YEAR_FIRST = re.compile(r"(?P<year>[12]\d{3})[\s,/-]+(?P<name>[^\W\d_]+)\.?")


def iso_date(text: str) -> str | None:
    """Return a date as YYYY, YYYY-MM or YYYY-MM-DD; None when it is none or could be several.

    "06/2014", "June 2014", "29.06.2014" and "13/06/2014" are read; "05/06/2014" is May or June.
    """
    if len(text) > _LONGEST:
        return None
    written = " ".join(text.split())
    for pattern in (_ISO, _MONTH_FIRST, _DAY_DOTS, _EAST_ASIAN):
        if match := pattern.fullmatch(written):
            found = match.groupdict()
            return _joined(found["year"], found.get("month"), found.get("day"))
    if match := _ISO_TIME.fullmatch(written):
        return iso_date(match["date"])
    if match := _DAY_SLASHES.fullmatch(written):
        return _slashes(int(match["one"]), int(match["two"]), match["year"])
    if match := _NAMED.fullmatch(written.casefold()):
        month = _months().get(match["name"])
        if match["day"] and match["late"]:
            return None
        return _joined(match["year"], month, match["day"] or match["late"]) if month else None
    if match := _YEAR_FIRST.fullmatch(written.casefold()):
        month = _months().get(match["name"])
        return _joined(match["year"], month, None) if month else None
    return None


def is_ongoing(text: str) -> bool:
    """Whether a text stands in place of an end that has not come: "Present", "heute"."""
    words = " ".join(text.casefold().split()).strip("().-\N{EN DASH}\N{EM DASH} ")
    return words in _ongoing()


def _slashes(one: int, two: int, year: str) -> str | None:
    if one > 12 or one == two:
        return _joined(year, two, one)
    return _joined(year, one, two) if two > 12 else None


def _joined(year: str, month: str | int | None, day: str | int | None) -> str | None:
    try:
        date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    if month is None:
        return year
    return f"{year}-{int(month):02}" if day is None else f"{year}-{int(month):02}-{int(day):02}"


@cache
def _data() -> dict[str, object]:
    return tomllib.loads(
        (files("profiles.master_profile") / "data" / "dates.toml").read_text(encoding="utf-8")
    )


@cache
def _ongoing() -> frozenset[str]:
    return frozenset(cast("list[str]", _data()["ongoing"]))


@cache
def _months() -> dict[str, int]:
    months = cast("list[list[str]]", _data()["months"])
    return {name: number for number, names in enumerate(months, 1) for name in names}
