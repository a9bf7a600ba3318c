"""Does the source say so? Passages, numbers and dates looked up in the posting's text."""

from __future__ import annotations

import re
import unicodedata
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

_SAME = str.maketrans("’‘`´ʼ“”„«»‐‑–—−", "'''''\"\"\"\"\"-----")
_NUMBER = re.compile(r"\d[\d.,'\u2019\s]*\d|\d")
_THOUSANDS = re.compile(r"(\d[\d.,]*)\s?[kK]\b")
_THOUSAND = 1000
_LONGEST_NUMBER = 24


class Evidence:
    """A source's text, with case, blanks and typography out of the way.

    Args:
        text: What passages are copied from.
        beside: More of the source that a value may rest on, such as a page's links.
    """

    def __init__(self, text: str, beside: str = "") -> None:
        self._text = text
        self._beside = beside

    def passage(self, words: str | None) -> str | None:
        """Return the words as the text has them, letter for letter; None when it does not."""
        wanted = _folded(words or "")[0].strip()
        if not wanted:
            return None
        folded, positions = self._index
        start = folded.find(wanted)
        if start < 0:
            return None
        end = start + len(wanted) - 1
        return self._text[positions[start] : positions[end] + 1]

    def says(self, words: str | None) -> bool:
        """Say whether the text, or what stands beside it, has the words."""
        return self.passage(words) is not None or bool(words and words in self._beside)

    def has_number(self, value: float) -> bool:
        """Say whether the text has a number, however its digits are grouped; 85k is 85,000."""
        return round(value, 2) in self._numbers

    def has_date(self, day: date) -> bool:
        """Say whether the text has the numbers that a date is made of."""
        return day.isoformat() in self._text or (
            self.has_number(day.year) and self.has_number(day.day)
        )

    @cached_property
    def _index(self) -> tuple[str, list[int]]:
        return _folded(self._text)

    @cached_property
    def _numbers(self) -> frozenset[float]:
        found: set[float] = set()
        for match in _NUMBER.finditer(self._text):
            found |= _readings(match.group()[:_LONGEST_NUMBER])
        for match in _THOUSANDS.finditer(self._text):
            readings = _readings(match.group(1)[:_LONGEST_NUMBER])
            found |= {reading * _THOUSAND for reading in readings}
        return frozenset(round(number, 2) for number in found)


def _folded(text: str) -> tuple[str, list[int]]:
    """Fold a text; beside each character stands the position it came from."""
    characters: list[str] = []
    positions: list[int] = []
    for position, original in enumerate(text):
        for character in unicodedata.normalize("NFKC", original).translate(_SAME).lower():
            if unicodedata.category(character) == "Cf":
                continue
            if character.isspace():
                if not characters or characters[-1] == " ":
                    continue
                character = " "  # noqa: PLW2901 - any run of blanks is one
            characters.append(character)
            positions.append(position)
    return "".join(characters), positions


def _readings(digits: str) -> set[float]:
    """Return what a written number can mean: a separator groups thousands or starts decimals."""
    parts = [part for part in re.split(r"[.,'\u2019\s]+", digits) if part]
    readings = {float("".join(parts))} | {float(part) for part in parts}
    if len(parts) > 1:
        readings.add(float("".join(parts[:-1]) + "." + parts[-1]))
    return readings
