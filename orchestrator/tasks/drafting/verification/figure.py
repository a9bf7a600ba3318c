"""One number of a text as a value, and which values carry which."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Bound = Literal["exact", "over", "at_least", "up_to", "nearly", "under", "about"]
Role = Literal["", "from", "to", "by"]

_TIMES = frozenset({"year", "month", "week", "day", "hour", "minute", "s", "ms", "quarter"})
_CLOSE = Decimal("0.05")
_NEARLY = Decimal("0.9")


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a text.

    Attributes:
        value: In plain decimal notation without trailing zeros; a version such as "1.0.3" as it is.
        unit: "%", "x", a currency code, a unit of time, or the letters that follow; empty for none.
        bound: "over" for "400+" and "more than 400", and so on.
        text: As it was written.
        start: Its place in the text, in characters.
        end: Behind its last character.
        role: What it is of a change: "from" and "to" its ends, "by" its size.
        label: The name that it belongs to: "java" of "Java 17"; empty for a count.
        before: The word right before it, folded.
        nouns: The words after it, as far as they tell what is counted.
    """

    value: str
    unit: str
    bound: Bound = "exact"
    text: str = ""
    start: int = 0
    end: int = 0
    role: Role = ""
    label: str = ""
    before: str = ""
    nouns: tuple[str, ...] = ()

    @property
    def amount(self) -> Decimal | None:
        """The value as a number; None for a version."""
        return Decimal(self.value) if self.value.replace(".", "", 1).isdigit() else None

    @property
    def is_year(self) -> bool:
        """Whether it reads as a year of the calendar."""
        plain = not self.unit and self.bound == "exact" and self.text.strip() == self.value
        return plain and len(self.value) == 4 and self.value[:2] in ("19", "20")

    @property
    def is_duration(self) -> bool:
        """Whether its unit is one of time."""
        return self.unit in _TIMES

    def is_supported_by(self, other: Figure) -> bool:
        """Whether `other` says as much: the same kind, and a value that carries this one."""
        if self.unit != other.unit or (other.label and self.before != other.label):
            return False
        if self.role and other.role and self.role != other.role:
            return False
        mine, theirs = self.amount, other.amount
        if mine is None or theirs is None:
            return self.value == other.value
        return _carries(self.bound, mine, other.bound, theirs)


def _carries(claimed: Bound, mine: Decimal, held: Bound, theirs: Decimal) -> bool:
    """Whether a value that is held carries one that is claimed, each with its bound."""
    same = mine == theirs
    from_below = held in ("exact", "over", "at_least")
    if claimed == "exact":
        return same and held not in ("up_to", "nearly", "under")
    if claimed == "over":
        return (same and held == "over") or (theirs > mine and from_below)
    if claimed == "at_least":
        return theirs >= mine and from_below
    if claimed == "about":
        near = abs(mine - theirs) <= theirs * _CLOSE and held in ("exact", "about", "nearly")
        return near or (same and held not in ("up_to", "under"))
    below = mine * _NEARLY <= theirs < mine and held in ("exact", "about", claimed)
    if claimed == "nearly":
        return below or (same and held not in ("up_to", "under"))
    return below or (same and held in ("exact", "up_to", "nearly", "under"))
