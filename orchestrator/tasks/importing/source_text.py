"""Does the document say so? Values looked up in its text, blanks and hyphenation folded."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from orchestrator.tasks.extraction.folding import fold
from orchestrator.tasks.importing.dates import spans

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from orchestrator.tasks.importing.dates import Span
    from orchestrator.tasks.importing.rows import Sheet

_NEAR_BEFORE, _NEAR_AFTER = 4, 5  # rows between a header's first and last line, and some more


class Stretch(NamedTuple):
    """The lines that a value takes up, by number."""

    first: int
    last: int


class SourceText:
    """A document's text, with case, blanks, accents and broken words out of the way.

    Values count whole: "Java" is not in "JavaScript".
    """

    def __init__(self, sheet: Sheet) -> None:
        self.lines = [*("\t".join(row.cells) for row in sheet.rows),
                      *(part for link in sheet.links for part in link)]  # fmt: skip
        self._rows = len(sheet.rows)
        self._looked_up: dict[tuple[str, int], list[Stretch]] = {}

    def holds(self, value: str) -> bool:
        """Whether the document has the value."""
        return self.line_of(value) is not None

    def line_of(self, value: str) -> int | None:
        """The number of the first line that the value starts in."""
        return next(iter(self.lines_of(value, most=1)), None)

    def lines_of(self, value: str, *, most: int = 50) -> list[int]:
        """The numbers of the lines that the value starts in."""
        return [stretch.first for stretch in self.stretches_of(value, most=most)]

    def stretches_of(self, value: str, *, most: int = 50) -> list[Stretch]:
        """The lines that the value takes up, wherever it stands."""
        if (value, most) not in self._looked_up:
            self._looked_up[value, most] = self._stretches_of(value, most)
        return self._looked_up[value, most]

    def _stretches_of(self, value: str, most: int) -> list[Stretch]:
        wanted = "".join(map(_folded, value))
        found: list[Stretch] = []
        if not wanted:
            return found
        text, places, whole = self._index
        start = text.find(wanted)
        while start >= 0 and len(found) < most:
            end = start + len(wanted)
            if _is_edge(whole, places[start], -1) and _is_edge(whole, places[end - 1], 1):
                found.append(Stretch(self._line_at(places[start]), self._line_at(places[end - 1])))
            start = text.find(wanted, start + 1)
        return found

    def dates_near(self, lines: Sequence[int], stops: AbstractSet[int]) -> set[str]:
        """The dates that a header can have, and each as a year alone.

        They are those of its own line, or else the nearest above and below.

        Args:
            lines: Where the header is.
            stops: Where other headers are; nothing behind those counts.
        """
        found: set[str] = set()
        for line in lines:
            own = self._dates_of(line)
            found |= own
            if not (own and self._has_end(line)):
                found |= self._nearest(line, -1, _NEAR_BEFORE, stops)
                found |= self._nearest(line, 1, _NEAR_AFTER, stops)
        return found

    def dates_between(self, first: int, last: int) -> set[str]:
        """The dates in some rows, the last included, and each as a year alone."""
        return {date for number in range(first, last + 1) for date in self._dates_of(number)}

    def spans_between(self, first: int, last: int) -> list[Span]:
        """The spans of time in some rows, the last included."""
        rows = range(max(0, first), min(last + 1, self._rows))
        return [span for number in rows for span in spans(self.lines[number])]

    def _has_end(self, number: int) -> bool:
        return any(span.end for span in spans(self.lines[number]))

    def _nearest(self, line: int, step: int, most: int, stops: AbstractSet[int]) -> set[str]:
        for number in range(line + step, line + step * (most + 1), step):
            if number in stops:
                return set()
            found = self._dates_of(number)
            if found:
                return found
        return set()

    def _dates_of(self, number: int) -> set[str]:
        return _dates_of(self.lines[number]) if 0 <= number < self._rows else set()

    @cached_property
    def all_dates(self) -> set[str]:
        """All dates of the document, and each as a year alone."""
        return {date for line in self.lines[: self._rows] for date in _dates_of(line)}

    @cached_property
    def _index(self) -> tuple[str, list[int], str]:
        whole = "\n".join(self.lines)
        characters, places = _squeezed(whole)
        return "".join(characters), places, whole

    @cached_property
    def _starts(self) -> list[int]:
        starts: list[int] = []
        at = 0
        for line in self.lines:
            starts.append(at)
            at += len(line) + 1
        return starts

    def _line_at(self, place: int) -> int:
        from bisect import bisect_right

        return bisect_right(self._starts, place) - 1


def _dates_of(line: str) -> set[str]:
    found = {date for span in spans(line) for date in (span.start, span.end) if date}
    return found | {date[:4] for date in found}


def _is_edge(text: str, at: int, step: int) -> bool:
    """Whether no letter or digit goes on beside a character."""
    beside = at + step
    if not 0 <= beside < len(text) or not text[at].isalnum():
        return True
    return not text[beside].isalnum() or text[at] >= "\u2e80"


@lru_cache(maxsize=4096)
def _folded(character: str) -> str:
    folded = fold(character)
    return "" if not folded or folded in "-‐‑–—−\u00ad'" else folded


def _squeezed(text: str) -> tuple[list[str], list[int]]:
    characters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for folded in _folded(character):
            characters.append(folded)
            places.append(place)
    return characters, places
