"""What stands beside and under an entry's title, as the readers of a language expect."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from profiles.rendering.dates import with_month_names
from profiles.rendering.resources import table

if TYPE_CHECKING:
    from profiles.drafts import DraftEntry, DraftLine

_LONGEST_COURSE = 60
_BARE_NUMBER = re.compile(r"\d{1,3}(?:[.,]\d{1,2})?(?:\s?/\s?\d{1,3}(?:[.,]\d)?)?")


def facts_of(entry: DraftEntry, language: str) -> list[str]:
    """The facts of an entry, in the order of printing."""
    dates = with_month_names(entry.dates, language) if entry.dates else None
    return [fact for fact in (dates, entry.location, _detail(entry, language)) if fact]


def lines_of(entry: DraftEntry, language: str) -> list[str]:
    """The lines of an entry as they are printed: a school's courses, which are names, in one."""
    courses = [line.text for line in entry.lines if _is_course(line)]
    if not courses:
        return [line.text for line in entry.lines]
    others = [line.text for line in entry.lines if not _is_course(line)]
    form: str = table("words").get(language, table("words")["en"])["courses"]
    return [*others, form.format(courses=", ".join(courses))]


def _is_course(line: DraftLine) -> bool:
    is_name = len(line.text) <= _LONGEST_COURSE and not any(mark in line.text for mark in ".;:,")
    return is_name and bool(line.citations) and all("/courses/" in key for key in line.citations)


def _detail(entry: DraftEntry, language: str) -> str | None:
    """A school's bare number tells nothing: "Grade 3.6"."""
    detail = entry.detail
    is_school = entry.entry.startswith("education/")
    if detail and is_school and _BARE_NUMBER.fullmatch(detail.strip()):
        words = table("words").get(language, table("words")["en"])
        form: str = words["grade"]
        return form.format(grade=detail.strip())
    return detail
