"""Ids of entries and lines that stay what they are while the profile is edited.

A number is given once: an entry or line that was there before keeps its own wherever it moves, a
new one gets the next free number of its list, and the number of a removed one is never given again.
A citation kept with a draft thus never comes to mean another line.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from profiles.errors import InvalidInputError
from profiles.master_profile.matching import entry_pairs, line_pairs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from profiles.master_profile.schema import MasterProfile, Part

SECTIONS = (
    "work",
    "volunteer",
    "education",
    "awards",
    "certificates",
    "publications",
    "skills",
    "languages",
    "interests",
    "references",
    "projects",
)
"""The lists of entries, in the order of the schema."""

LISTS = ("highlights", "courses", "keywords", "roles")
"""The lists of lines that an entry can have."""


@dataclass(frozen=True, slots=True)
class LineIds:
    """The numbers of a profile's entries and lines.

    Attributes:
        numbers: For each list by its id ("work", "work/3/highlights"), the numbers of what stands
            in it, in the document's order.
        following: For each list, the next number that is free.
    """

    numbers: Mapping[str, tuple[int, ...]]
    following: Mapping[str, int]

    @classmethod
    def positions(cls, profile: MasterProfile) -> LineIds:
        """The ids of a profile without an earlier version: where things stand, from 0."""
        numbers = {
            key: tuple(range(len(items)))
            for section in SECTIONS
            for key, items in _lists(profile, section, range(len(getattr(profile, section))))
        }
        return cls(numbers, {key: len(given) for key, given in numbers.items()})

    def after(self, before: MasterProfile, profile: MasterProfile) -> LineIds:
        """The ids of the next version.

        Args:
            before: The profile that these ids are of.
            profile: The next version.
        """
        numbers: dict[str, tuple[int, ...]] = {}
        following = dict(self.following)
        for section in SECTIONS:
            old: Sequence[Part] = getattr(before, section)
            new: Sequence[Part] = getattr(profile, section)
            pairs = entry_pairs(section, old, new)
            numbers[section] = self._numbered(section, pairs, len(new), following)
            for index, (number, entry) in enumerate(zip(numbers[section], new, strict=True)):
                was = old[pairs[index]] if index in pairs else None
                for field, lines in _fields(entry):
                    key = f"{section}/{number}/{field}"
                    earlier: Sequence[str] = getattr(was, field) if was is not None else ()
                    matched = line_pairs(earlier, lines)
                    numbers[key] = self._numbered(key, matched, len(lines), following)
        return LineIds(numbers, following)

    def covering(self, older: LineIds) -> LineIds:
        """The same ids, with no number left free that an older version gave."""
        keys = {*self.following, *older.following}
        return LineIds(
            self.numbers,
            {key: max(self.following.get(key, 0), older.following.get(key, 0)) for key in keys},
        )

    def _numbered(
        self, key: str, pairs: Mapping[int, int], count: int, following: dict[str, int]
    ) -> tuple[int, ...]:
        old = self.numbers.get(key, ())
        given: list[int] = []
        for index in range(count):
            if index in pairs:
                given.append(old[pairs[index]])
            else:
                given.append(following.get(key, 0))
                following[key] = given[-1] + 1
        following.setdefault(key, 0)
        return tuple(given)

    def entry_id(self, section: str, index: int) -> str:
        """The id of the entry at a place of its section: "work/3"."""
        return f"{section}/{self.numbers[section][index]}"

    def line_id(self, entry_id: str, field: str, index: int) -> str:
        """The id of the line at a place of a list: "work/3/highlights/7"."""
        key = f"{entry_id}/{field}"
        return f"{key}/{self.numbers[key][index]}"

    def fits(self, profile: MasterProfile) -> bool:
        """Whether these are ids of this document: a number for each entry and line, none else."""
        held = {key: len(given) for key, given in self.numbers.items() if given}
        for section in SECTIONS:
            numbers = self.numbers.get(section, ())
            if len(numbers) != len(getattr(profile, section)):
                return False
            for key, items in _lists(profile, section, numbers):
                if held.pop(key, 0) != len(items):
                    return False
        return not held

    def to_json(self) -> dict[str, Any]:
        """As it is kept; lists that never held anything are left out."""
        return {
            "numbers": {key: list(given) for key, given in self.numbers.items() if given},
            "following": {key: number for key, number in self.following.items() if number},
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> LineIds:
        """Read what `to_json` wrote."""
        try:
            numbers = {str(key): tuple(map(int, given)) for key, given in data["numbers"].items()}
            following = {str(key): int(number) for key, number in data["following"].items()}
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise InvalidInputError(
                f"ids of a profile's lines that cannot be read: {error}",
                hint="export the profile and import it again: `jobai profile export`",
            ) from error
        return cls(numbers, following)


def _lists(
    profile: MasterProfile, section: str, numbers: Iterable[int]
) -> Iterator[tuple[str, Sequence[object]]]:
    entries: Sequence[Part] = getattr(profile, section)
    yield section, entries
    for number, entry in zip(numbers, entries, strict=True):
        for field, lines in _fields(entry):
            yield f"{section}/{number}/{field}", lines


def _fields(entry: Part) -> Iterator[tuple[str, Sequence[str]]]:
    for field in LISTS:
        # Attributes, not `model_extra`: a line comes from a field whose meaning is known.
        if field in type(entry).model_fields:
            yield field, getattr(entry, field)
