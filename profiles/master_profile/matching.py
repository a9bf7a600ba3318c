"""Which entries and lines of a new version are which of the version before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from profiles.master_profile.pairing import (
    Pairs,
    folded,
    letter_likeness,
    likeness,
    pair_best,
    pair_equal,
    words,
)

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Hashable, Iterator, Sequence

    from profiles.master_profile.schema import Part

_NAMES = {
    "volunteer": "organization",
    "education": "institution",
    "awards": "title",
    "languages": "language",
}
"""The field that names an entry; elsewhere it is `name`."""

_ROLES = ("position", "study_type", "area", "issuer", "awarder", "publisher", "entity")

_SAME_ENTRY = 0.6
"""The share of words two entries must have in common when their names or starts differ."""

_SAME_LINE = 0.5
_SAME_SHORT_LINE = 0.8
"""PostgreSQL is Postgres written out; JavaScript is not Java."""

_SHORT_WORDS = 3
"""A line of so few words is compared by its letters."""


def entry_pairs(section: str, before: Sequence[Part], after: Sequence[Part]) -> Pairs:
    """Pair a section's entries: unchanged, then by name, start and role, then by their words.

    Returns:
        From an index of `after` to the index of the same entry in `before`.
    """
    pairs: Pairs = {}
    if not before or not after:
        return pairs
    pair_equal(before, after, lambda entry: entry.model_dump_json(), pairs)
    if len(pairs) == len(after):
        return pairs
    old, new = ([_Traits(section, entry) for entry in side] for side in (before, after))

    def alike(one: int, other: int) -> tuple[float, ...]:
        shared = len(old[one].lines & new[other].lines)
        return shared, likeness(old[one].words, new[other].words)

    def resembles(one: int, other: int) -> tuple[float, ...] | None:
        score = alike(one, other)
        same_name = old[one].name is not None and old[one].name == new[other].name
        near = same_name and old[one].fits(new[other])
        return (near, *score) if near or score[1] >= _SAME_ENTRY else None

    for exact in (True, False):
        groups = (_by_key(old, exact=exact), _by_key(new, exact=exact))
        for key, indexes in groups[1].items():
            pair_best(groups[0].get(key, ()), indexes, alike, pairs)
    pair_best(range(len(old)), range(len(new)), resembles, pairs)
    return pairs


def line_pairs(before: Sequence[str], after: Sequence[str]) -> Pairs:
    """Pair the lines of one list: letter for letter, then word for word, then by likeness."""
    pairs: Pairs = {}
    if not before or not after:
        return pairs
    pair_equal(before, after, str, pairs)
    pair_equal(before, after, folded, pairs)

    old, new = (list(map(words, side)) for side in (before, after))

    def edited(one: int, other: int) -> tuple[float, ...] | None:
        if min(old[one].total(), new[other].total()) > _SHORT_WORDS:
            score = likeness(old[one], new[other])
            return (score,) if score >= _SAME_LINE else None
        score = letter_likeness(before[one], after[other])
        return (score,) if score >= _SAME_SHORT_LINE else None

    pair_best(range(len(before)), range(len(after)), edited, pairs)
    return pairs


class _Traits:
    """What an entry is known by again."""

    def __init__(self, section: str, entry: Part) -> None:
        name: str | None = getattr(entry, _NAMES.get(section, "name"))
        self.name = folded(name) if name else None
        self.start = _text(entry, "start_date")
        self.role = folded(", ".join(text for field in _ROLES if (text := _text(entry, field))))
        texts = list(_texts(entry))
        self.lines = frozenset(map(folded, texts))
        self.words: Counter[str] = words("\n".join([name or "", self.role, *texts]))

    def key(self, *, exact: bool) -> Hashable | None:
        """Name, start and, when it shall be exact, role; None without a name."""
        if self.name is None:
            return None
        return (self.name, self.start, self.role) if exact else (self.name, self.start)

    def fits(self, other: _Traits) -> bool:
        """Whether one of the same name is this: a start more or less precise, or the same role."""
        starts = self.start.startswith(other.start) or other.start.startswith(self.start)
        return starts or self.role == other.role != ""


def _by_key(traits: Sequence[_Traits], *, exact: bool) -> dict[Hashable, list[int]]:
    groups: dict[Hashable, list[int]] = {}
    for index, item in enumerate(traits):
        key = item.key(exact=exact)
        if key is not None:
            groups.setdefault(key, []).append(index)
    return groups


def _text(entry: Part, field: str) -> str:
    # Only fields of the model: what it does not know is in `model_extra` and could be anything.
    value: object = getattr(entry, field) if field in type(entry).model_fields else None
    return value if isinstance(value, str) else ""


def _texts(entry: Part) -> Iterator[str]:
    for field in ("summary", "description", "reference"):
        if text := _text(entry, field):
            yield text
    for field in ("highlights", "courses", "keywords", "roles"):
        if field in type(entry).model_fields:
            lines: list[str] = getattr(entry, field)
            yield from lines
