"""The numbers in a text as values that can be compared: digits, grouping and units folded."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import cast

from orchestrator.tasks.drafting.resources import table

_GROUP = r"[.,'\u2019 \u00a0\u202f]"
_FIGURE = re.compile(
    rf"""
    (?<![^\W_])(?<!\d[.,])  # "EC2" is a name; it has no figure of its own
    (?P<currency>[$€£¥₹]\s?)?
    (?P<number>
        \d{{1,3}}(?:{_GROUP}\d{{3}})+(?!\d)(?:[.,]\d{{1,2}}(?!\d))?
      | \d{{1,2}}(?:,\d{{2}})+,\d{{3}}(?!\d)   # 1,00,000
      | \d+(?:[.,]\d+)*
    )
    (?P<plus>\+)?
    (?P<unit>
        \s?[%\u00d7]
      | [^\W\d_]+
      | [ \u00a0\u202f-]?(?:percent|prozent|ms|[kmgtp]b|k|mn|mio|mrd|bn|thousand|million|billion
          |usd|eur|gbp|chf)(?![^\W_])
    )?
    (?P<plus_after>\+)?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_UNITS = {
    "percent": "%", "prozent": "%", "\u00d7": "x",
    "$": "usd", "€": "eur", "£": "gbp", "¥": "jpy", "₹": "inr",
}  # fmt: skip
_MULTIPLIERS = {
    "k": 1_000, "thousand": 1_000,
    "m": 1_000_000, "mn": 1_000_000, "mio": 1_000_000, "million": 1_000_000,
    "b": 1_000_000_000, "bn": 1_000_000_000, "mrd": 1_000_000_000, "billion": 1_000_000_000,
}  # fmt: skip
_SEPARATORS = str.maketrans({"٫": ".", "٬": ",", "％": "%"})
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a text.

    Attributes:
        value: In plain decimal notation without trailing zeros; a version such as "1.0.3" as it is.
        unit: "%", "x", a currency code or the letters that follow; empty for a bare number.
        at_least: Whether a plus sign follows.
        text: As it was written.
    """

    value: str
    unit: str
    at_least: bool
    text: str

    def is_supported_by(self, other: Figure) -> bool:
        """Whether `other` says as much: the same value and unit, and "400+" for "400+"."""
        same = (self.value, self.unit) == (other.value, other.unit)
        return same and (other.at_least or not self.at_least)


def figures(text: str) -> list[Figure]:
    """Every number of a text, those written as words too."""
    folded = fold_digits(text)
    found = [_figure(match) for match in _FIGURE.finditer(folded)]
    values = _number_words()
    rest = _FIGURE.sub(" ", folded)
    for match in _WORD.finditer(rest):
        value = values.get(match.group().casefold())
        if value is not None:
            found.append(Figure(value, "", at_least=False, text=match.group()))
    return found


def fold_digits(text: str) -> str:
    """Write every script's decimal digits as 0 to 9."""
    plain = text.translate(_SEPARATORS)
    return "".join(
        char if char.isascii() else str(unicodedata.decimal(char, char)) for char in plain
    )


@cache
def _number_words() -> dict[str, str]:
    by_value = cast("dict[str, list[str]]", table("words")["numbers"])
    return {word: value for value, spelled in by_value.items() for word in spelled}


def _figure(match: re.Match[str]) -> Figure:
    value = _value(match["number"])
    unit = (match["unit"] or "").strip(" \u00a0\u202f-").casefold()
    if unit in _MULTIPLIERS and value.replace(".", "", 1).isdigit():
        value = _plain(Decimal(value) * _MULTIPLIERS[unit])
        unit = ""
    unit = (match["currency"] or "").strip() or unit
    return Figure(
        value=value,
        unit=_UNITS.get(unit, unit),
        at_least=bool(match["plus"] or match["plus_after"]),
        text=match.group().strip(),
    )


def _value(number: str) -> str:
    groups = re.split(_GROUP, number)
    first, *rest = groups
    if not rest:
        return _plain(Decimal(first))
    *middle, last = rest
    grouped = first.lstrip("0") != "" and all(len(group) in (2, 3) for group in middle)
    if grouped and len(last) == 3:
        return _plain(Decimal("".join(groups)))
    if grouped and middle and len(middle[-1]) == 3 and len(last) < 3:
        return _plain(Decimal(f"{first}{''.join(middle)}.{last}"))
    if not middle:
        return _plain(Decimal(f"{first}.{last}"))
    return ".".join(groups)


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f")
