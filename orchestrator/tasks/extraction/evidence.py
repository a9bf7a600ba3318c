"""Does the source say so? Passages, numbers and dates looked up in the posting's text."""

from __future__ import annotations

import unicodedata
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from orchestrator.tasks.extraction.patterns import regex

if TYPE_CHECKING:
    import re
    from collections.abc import Collection, Iterator
    from datetime import date

_SAME = str.maketrans("’‘‚‛`´ʼ′“”„″«»‐‑‒–—―−", "''''''''\"\"\"\"\"\"-------")
_FIRST_UNSPACED = "\u0e00"
"""From Thai on, most scripts write words without blanks between them."""

_DIGITS = regex(r"\d+")
_GROUP_MARKS = frozenset(".,'’ \u00a0\u2009\u202f")
_MOST_GROUPS = 5
_MOST_DIGITS = 24
_THOUSAND = 1000
_IN_THOUSANDS = regex(r"\s?[kK]\b|\s?(?:[-–—]|to)\s?[^\w\s]?\d[\d.,]{0,12}\s?[kK]\b")

_WRITTEN_IN_NUMBERS = regex(r"(?<!\d)(?=(\d{1,4})\D{1,3}(\d{1,2})\D{1,3}(\d{1,4})(?!\d))")
_DAY_TO_YEAR = 24
"""Characters between the day and the year of a date whose month is a word, at most."""


class Evidence:
    """A source's text, with case, blanks and typography out of the way.

    Args:
        text: What passages are copied from.
        links: Where the source's links lead, as written.
    """

    def __init__(self, text: str, links: Collection[str] = ()) -> None:
        self._text = text
        self._links = links

    @property
    def text(self) -> str:
        """The text as it came."""
        return self._text

    def passage(self, words: str | None) -> str | None:
        """Return the words as the text has them, letter for letter; None when it does not.

        Words count whole: "Java" is not in "JavaScript", nor "5 years" in "15 years".
        """
        wanted = _folded(words or "")[0].strip()
        if not wanted:
            return None
        folded, positions = self._index
        start = folded.find(wanted)
        while start >= 0:
            end = start + len(wanted)
            if not (_within_word(folded, start) or _within_word(folded, end)):
                return self._text[positions[start] : positions[end - 1] + 1]
            start = folded.find(wanted, start + 1)
        return None

    def says(self, words: str | None) -> bool:
        """Say whether the text has the words."""
        return self.passage(words) is not None

    def leads_to(self, address: str | None) -> bool:
        """Say whether the text, or one of the links, has a URL or an e-mail address."""
        if not address:
            return False
        return self.says(address) or any(address in link for link in self._links)

    def has_number(self, value: float) -> bool:
        """Say whether the text has a number, however its digits are grouped; 85k is 85,000."""
        return round(value, 2) in self._numbers

    def has_date(self, day: date) -> bool:
        """Say whether the text has a date: in numbers, or its day, then its year, near a word."""
        wanted = {_in_any_order(day.month, day.day, year) for year in (day.year, day.year % 100)}
        return bool(wanted & self._dates) or self._has_near(day.day, day.year)

    def _has_near(self, day: int, year: int) -> bool:
        return any(
            int(first[0][:_MOST_DIGITS]) == day
            and then[0] == str(year)
            and then.start() - first.start() <= _DAY_TO_YEAR
            and _has_letters(self._text[max(0, first.start() - 12) : then.start()])
            for first, then in pairwise(self._runs)
        )

    @cached_property
    def _index(self) -> tuple[str, list[int]]:
        return _folded(self._text)

    @cached_property
    def _runs(self) -> list[re.Match[str]]:
        return list(_DIGITS.finditer(self._text))

    @cached_property
    def _numbers(self) -> frozenset[float]:
        found: set[float] = set()
        for number in range(len(self._runs)):
            for value, end in _readings(self._text, self._runs[number : number + _MOST_GROUPS]):
                found.add(round(value, 2))
                if _IN_THOUSANDS.match(self._text, end):
                    found.add(round(value * _THOUSAND, 2))
        return frozenset(found)

    @cached_property
    def _dates(self) -> frozenset[tuple[int, int, int]]:
        found: set[tuple[int, int, int]] = set()
        for match in _WRITTEN_IN_NUMBERS.finditer(self._text):
            first, middle, last = (int(part) for part in match.groups())
            found.add(_in_any_order(middle, last, first))
            found.add(_in_any_order(first, middle, last))
        return frozenset(found)


def _has_letters(text: str) -> bool:
    return any(character.isalpha() for character in text)


def _in_any_order(a: int, b: int, year: int) -> tuple[int, int, int]:
    """Make day and month comparable: countries differ in which comes first."""
    return min(a, b), max(a, b), year


def _folded(text: str) -> tuple[str, list[int]]:
    """Fold a text; beside each character stands the position it came from."""
    characters: list[str] = []
    positions: list[int] = []
    for position, original in enumerate(text):
        for character in _folded_character(original):
            if character == " " and (not characters or characters[-1] == " "):
                continue
            characters.append(character)
            positions.append(position)
    return "".join(characters), positions


@lru_cache(maxsize=4096)
def _folded_character(original: str) -> str:
    """Return what a character counts as: any blank is one, invisible ones are nothing."""
    decomposed = unicodedata.normalize("NFKD", original.translate(_SAME)).casefold()
    return "".join(
        " " if character.isspace() else character
        for character in decomposed
        if unicodedata.category(character) != "Cf"
    )


def _within_word(folded: str, at: int) -> bool:
    """Say whether a cut before a character parts a word or a number."""
    if not 0 < at < len(folded) or folded[at] >= _FIRST_UNSPACED:
        return False
    before, after = folded[at - 1], folded[at]
    if before.isdecimal():
        return after.isdecimal()
    return before.isalpha() and (after.isalpha() or unicodedata.combining(after) > 0)


def _readings(text: str, runs: list[re.Match[str]]) -> Iterator[tuple[float, int]]:
    """Read the number that starts with the first run of digits, and where each reading ends.

    A mark between two runs groups thousands (three digits, in India also two) or starts decimals.
    """
    digits = runs[0][0][:_MOST_DIGITS]
    yield float(digits), runs[0].end()
    for last, run in pairwise(runs):
        mark = text[last.end() : run.start()]
        if mark not in _GROUP_MARKS or len(run[0]) > _MOST_DIGITS:
            return
        if mark in ".,":
            yield float(f"{digits}.{run[0]}"), run.end()
        if len(run[0]) not in {2, 3}:
            return
        digits += run[0]
        yield float(digits), run.end()
