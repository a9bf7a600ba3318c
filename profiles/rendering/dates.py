"""Dates as the readers of a language expect them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from profiles.rendering.resources import table

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from profiles.rendering.options import Paper

_MONTH = re.compile(r"(?<![\d-])(?P<year>[12]\d{3})-(?P<month>0[1-9]|1[0-2])(?:-\d{2})?(?![\d-])")


def with_month_names(dates: str, language: str) -> str:
    """A span such as "2021-03 - present" with its months as in "Mar 2021".

    A language that is not in the table keeps them as they are.
    """
    words = table("words").get(language)
    if words is None:
        return dates
    return _MONTH.sub(
        lambda found: _filled(words["entry"], words, int(found["year"]), int(found["month"])),
        dates,
    )


def letter_date(day: date, language: str, paper: Paper) -> str:
    """The date at the head of a letter; as in ISO 8601 for a language not in the table."""
    words = table("words").get(language)
    if words is None:
        return day.isoformat()
    form = words.get("letter_us", words["letter"]) if paper == "letter" else words["letter"]
    return _filled(form, words, day.year, day.month, day.day)


def _filled(form: str, words: Mapping[str, list[str]], year: int, month: int, day: int = 1) -> str:
    months = words["months"]
    return form.format(
        year=year,
        mm=f"{month:02}",
        month=months[month - 1],
        short=words.get("short", months)[month - 1],
        day=day,
        first="1er" if day == 1 else day,
    )
