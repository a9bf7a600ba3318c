"""The seniority that a title states: "Senior" of "Senior Baker", "Sr." of "Sr. Analyst"."""

from __future__ import annotations

import re
from functools import cache

from orchestrator.tasks.extraction.words import alternatives


def seniority_in(title: str) -> str | None:
    """The word for the level, as the title writes it; None when it has none.

    Words that are levels in some titles only are left out ("Staff Nurse", "School Principal").
    """
    match = _pattern().search(title[:200])
    return match[0].strip() if match else None


@cache
def _pattern() -> re.Pattern[str]:
    levels, other = alternatives("title.seniority"), alternatives("title.seniority_not_before")
    # Scripts without blanks between words have no word boundaries to ask for.
    before, after = r"(?<![^\W\u3041-\u9fff])(?<!-)", r"(?![^\W\u3041-\u9fff])(?!-\w)"
    return re.compile(rf"{before}{levels}{after}(?!\s+{other}\b)", re.IGNORECASE)
