"""What stands beside an entry's title: dates, place, grade, as the readers of a language expect."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from profiles.rendering.dates import with_month_names
from profiles.rendering.resources import table

if TYPE_CHECKING:
    from profiles.drafts import DraftEntry

_BARE_NUMBER = re.compile(r"\d{1,3}(?:[.,]\d{1,2})?(?:\s?/\s?\d{1,3}(?:[.,]\d)?)?")


def facts_of(entry: DraftEntry, language: str) -> list[str]:
    """The facts of an entry, in the order of printing."""
    dates = with_month_names(entry.dates, language) if entry.dates else None
    return [fact for fact in (dates, entry.location, _detail(entry, language)) if fact]


def _detail(entry: DraftEntry, language: str) -> str | None:
    """A school's bare number tells nothing: "Grade 3.6"."""
    detail = entry.detail
    is_school = entry.entry.startswith("education/")
    if detail and is_school and _BARE_NUMBER.fullmatch(detail.strip()):
        words = table("words").get(language, table("words")["en"])
        form: str = words["grade"]
        return form.format(grade=detail.strip())
    return detail
