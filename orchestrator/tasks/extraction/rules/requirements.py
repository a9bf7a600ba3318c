"""What a posting asks for: each point with its kind, its level, its years and its exact words."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from orchestrator.tasks.extraction.folding import fold
from orchestrator.tasks.extraction.rules.sections import points_of, sections_of
from orchestrator.tasks.extraction.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orchestrator.tasks.extraction.blocks import Block
    from orchestrator.tasks.extraction.rules.sections import Section

_MOST_REQUIREMENTS = 80
_LONGEST_QUOTE = 600
_SENTENCE_END = re.compile(r"(?<=[.;!?。])\s+(?=[A-ZÀ-Þ0-9А-Я])")


def find_requirements(blocks: Sequence[Block], text: str) -> list[dict[str, Any]]:
    """Read the requirement sections; the quotes are substrings of `text`."""
    found: list[dict[str, Any]] = []
    seen: set[str] = set()
    for section in sections_of(blocks):
        if section.name not in ("requirements", "nice"):
            continue
        for point in _points(section):
            quote = point[:_LONGEST_QUOTE].strip()
            if len(quote) < 3 or quote in seen or quote not in text:
                continue
            seen.add(quote)
            found.append(_requirement(len(found) + 1, quote, section))
            if len(found) >= _MOST_REQUIREMENTS:
                return found
    return found


def _points(section: Section) -> list[str]:
    points: list[str] = []
    for line in points_of(section):
        points += _SENTENCE_END.split(line) if len(line) > 160 else [line]
    return points


def _requirement(number: int, quote: str, section: Section) -> dict[str, Any]:
    folded = fold(quote)
    return {
        "id": f"r{number}",
        "text": quote if len(quote) <= 200 else quote[:199].rsplit(" ", 1)[0] + "…",
        "kind": requirement_kind(folded),
        "level": requirement_level(folded, section),
        "years": years_of(folded),
        "quote": quote,
    }


def requirement_kind(folded: str) -> str:
    """The kind of a requirement, by its words."""
    patterns = words().patterns
    if patterns["requirement.legal"].search(folded):
        return "legal"
    if years_of(folded) is not None:
        return "experience"
    if patterns["requirement.education"].search(folded):
        return "education"
    if patterns["requirement.language"].search(folded):
        return "language"
    if patterns["requirement.experience"].search(folded):
        return "experience"
    return "skill"


def requirement_level(folded: str, section: Section) -> str:
    """The level of a requirement: its own words win over those of its section."""
    if words().patterns["requirement.nice"].search(folded):
        return "nice"
    if section.name == "nice":
        return "nice"
    if words().patterns["requirement.must"].search(folded):
        return "must"
    return "must" if section.name == "requirements" else "unknown"


def years_of(folded: str) -> float | None:
    """The fewest years of experience that a folded text asks for."""
    for match in _years_pattern().finditer(folded):
        raw = match["count"]
        spelled = words().numbers.get(raw)
        value = float(raw.replace(",", ".") if spelled is None else spelled)
        context = folded[max(0, match.start() - 60) : match.end() + 60]
        if 0 < value <= 40 and not words().patterns["requirement.ages"].search(context):
            return value
    return None


@cache
def _years_pattern() -> re.Pattern[str]:
    units = "|".join(
        sorted(map(re.escape, words().lists["requirement.years"]), key=len, reverse=True)
    )
    count = "|".join([r"\d{1,2}(?:[.,]\d)?", *sorted(words().numbers, key=len, reverse=True)])
    between = "|".join(
        map(re.escape, words().lists["money.between"] | words().lists["employment.joints"])
    )
    return re.compile(
        rf"(?<![\w.])(?P<count>{count})\s?(?:\(\d+\)\s?)?\+?\s?"
        rf"(?:(?:-|–|{between})\s?(?:{count})\s?\+?\s?)?(?:\w+[ -])?(?:{units})(?![a-z])"
    )
