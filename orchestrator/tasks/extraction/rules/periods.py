"""What a pay is for: an hour, a month, a year."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from orchestrator.tasks.extraction.folding import fold
from orchestrator.tasks.extraction.patterns import regex
from orchestrator.tasks.extraction.phrases import Phrases
from orchestrator.tasks.extraction.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator

_COUNT_BEFORE = regex(r"(?:[2-9]|\d[\d.,])\s?(?:[a-z]{1,2}\.?\s?/\s?)?$")
_DIGIT = regex(r"\d")
_SHORT_WORD, _CLOSE = 2, 6


class _Period(NamedTuple):
    start: int
    end: int
    unit: str


def unit_around(text: str, start: int, end: int) -> str | None:
    """The period that a figure is for, by what stands behind it, in it or before it."""
    following = text[end : end + 40]
    figure = _DIGIT.search(following)
    # Behind a further figure stands how long one works, or what comes on top: "+ meals ($9/day)".
    near = following[: figure.start()] if figure else following
    preceding = text[max(0, start - 60) : start]
    after, before = next(_periods_in(near), None), next(_periods_in(preceding), None)
    last = max(_periods_in(preceding), default=None)
    if after and last and len(preceding) - last.end < min(after.start, _CLOSE):
        return last.unit  # of "月給28万円、賞与年2回" the nearer one
    found = after or next(_periods_in(text[start:end]), None) or before
    if found is None and "+" not in near:
        found = next(_periods_in(following), None)
    return found.unit if found else None


def unit_in(text: str) -> str | None:
    """The period that a text names first: "per hour", "/yr", "jährlich"."""
    found = next(_periods_in(text), None)
    return found.unit if found else None


def _periods_in(text: str) -> Iterator[_Period]:
    phrases, units = _periods()
    days = words().lists["dates.days"]
    folded = fold(text)
    for period in phrases.all_in(folded):
        if len(period.phrase) <= _SHORT_WORD and period.start > _CLOSE:
            continue  # "pa" is "a year" right after a figure, and "on" elsewhere in Swedish
        if folded[: period.start].rstrip(" -").rpartition("-")[2].rpartition(" ")[2] in days:
            continue  # "4-Tage-Woche", "3 days a week" tell how much one works
        # "36 uur", "sur 12 mois": a counted period is a length, not what the pay is for.
        if not _COUNT_BEFORE.search(folded[max(0, period.start - 8) : period.start]):
            yield _Period(period.start, period.end, units[period.phrase])


@cache
def _periods() -> tuple[Phrases, dict[str, str]]:
    units = {fold(word): unit for word, unit in words().periods.items()}
    return Phrases(units), units


def names_period(text: str) -> bool:
    """Whether a text holds any word for a period, counted or not."""
    return _periods()[0].are_in(fold(text))
