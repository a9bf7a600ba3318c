"""The seniority that a title states: "Senior" of "Senior Baker", "Sr." of "Sr. Analyst"."""

from __future__ import annotations

from orchestrator.tasks.extraction.patterns import regex
from orchestrator.tasks.extraction.phrases import lowered
from orchestrator.tasks.extraction.words import words

_JOINED = regex(r"-\w")


def seniority_in(title: str) -> str | None:
    """The word for the level, as the title writes it; None when it has none.

    Words that are levels in some titles only are left out ("Staff Nurse", "School Principal").
    """
    title = title[:200]
    lower = lowered(title)
    others = words().written["title.seniority_not_before"]
    for level in words().written["title.seniority"].all_in(lower):
        following = lower[level.end :]
        is_joined = title[: level.start].endswith("-") or _JOINED.match(following)
        if not is_joined and not others.at_start(following.lstrip()):
            return title[level.start : level.end]
    return None
