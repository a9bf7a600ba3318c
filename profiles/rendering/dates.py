"""Months as the readers of a language expect them."""

from __future__ import annotations

import re

from profiles.rendering.resources import table

_MONTH = re.compile(r"(?<![\d-])(?P<year>[12]\d{3})-(?P<month>0[1-9]|1[0-2])(?:-\d{2})?(?![\d-])")


def with_month_names(dates: str, language: str) -> str:
    """A span such as "2021-03 - present" with its months as in "Mar 2021".

    A language that is not in the table keeps them as they are.
    """
    words = table("words").get(language)
    if words is None:
        return dates
    months: list[str] = words.get("months", [])

    def named(found: re.Match[str]) -> str:
        month = months[int(found["month"]) - 1] if months else found["month"]
        form: str = words["month"]
        return form.format(month=month, year=found["year"])

    return _MONTH.sub(named, dates)
