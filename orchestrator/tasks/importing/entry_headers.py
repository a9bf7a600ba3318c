"""Where the entries of an answer are headed in the document, and which lines are whose."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from orchestrator.tasks.extraction.folding import fold
from orchestrator.tasks.importing.headings import sections_of
from orchestrator.tasks.importing.resources import is_unspaced
from orchestrator.tasks.importing.source_text import SourceText

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from orchestrator.tasks.importing.dates import Span
    from orchestrator.tasks.importing.rows import Row, Sheet
    from orchestrator.tasks.importing.source_text import Stretch

LIVES = ("work", "volunteer", "education")
HEADS = {
    "work": ("name", "position"),
    "volunteer": ("organization", "position"),
    "education": ("institution", "studyType", "area"),
    "projects": ("name",),
}
BESIDE = ("location", "x-location", "score")
TEXTS = ("summary", "description")
LISTS = ("highlights", "courses", "keywords")
NOBODY = -1
APART = 3  # rows between an employer and the title at it
ABOVE = 2  # rows above a header that still date it
_BELOW = 3
_FURTHEST = 5  # rows between a header and its dates
_LONGEST_HEADER = 160
_WORD = re.compile(r"\w+")


@dataclass(slots=True)
class HeadedEntry:
    """One entry of the answer, or of the rules.

    Attributes:
        fields: The model's; None for an entry of the rules.
        spots: Where it is headed: the rows of each header, first to last.
        strays: Names that stand at another entry's header.
    """

    section: str
    number: int
    values: Mapping[str, object]
    fields: dict[str, object] | None
    spots: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    strays: list[str] = field(default_factory=list[str])

    @property
    def names(self) -> dict[str, str]:
        """The texts of its header."""
        found = {key: self.values.get(key) for key in HEADS[self.section]}
        return {key: value for key, value in found.items() if isinstance(value, str) and value}

    @property
    def shown(self) -> str:
        """What it is called in notices."""
        return next(iter(self.names.values()), f"{self.section}[{self.number}]")


class Headers:
    """Finds the headers of a model's entries, and those of the rules that the model leaves out.

    Attributes:
        entries: The model's, then those of the rules.
        lives: Whose each line is, of jobs, schools and the like.
        projects: The same with the projects among them.
        dates_above: Whether dates stand above headers.
    """

    def __init__(
        self, sheet: Sheet, entries: Sequence[HeadedEntry], by_rules: Mapping[str, object]
    ) -> None:
        self.rows = sheet.rows
        self.source = SourceText(sheet)
        self.entries = list(entries)
        self._found: dict[str, list[Stretch]] = {}
        headings = {id(section.heading) for section in sections_of(sheet.rows) if section.heading}
        self._headings = [i for i, row in enumerate(sheet.rows) if id(row) in headings]
        self._by_rules = list(listed(by_rules))
        known = [*entries, *self._by_rules]
        self._employers = {
            fold(entry.names[HEADS[entry.section][0]])
            for entry in known
            if HEADS[entry.section][0] in entry.names
        }
        self._known = {name for entry in known for name in entry.names.values()}
        self._names_by_word: dict[str, set[str]] = {}
        for name in self._known:
            for word in _WORD.findall(fold(name)):
                self._names_by_word.setdefault(word, set()).add(name)
        self._employers_at: dict[int, set[str]] = {}
        for name in self._employers:
            for at in self.at(name):
                self._employers_at.setdefault(at.first, set()).add(name)
        self._employer_lines = sorted(self._employers_at)
        self.items = {
            at.first
            for entry in known
            for key, _, text in texts_of(entry.values)
            if key == "highlights"
            for at in self.at(text)
        }
        for entry in entries:
            entry.spots = self._spots(entry)
        self._add_rules()
        self._further_roles(entries)
        self._numbers = {id(entry): number for number, entry in enumerate(self.entries)}
        self.lives = self._marks(entry for entry in self.entries if entry.section in LIVES)
        self.projects = self._marks(self.entries)
        self.dates_above = self._dates_stand_above(entries)

    def number_of(self, entry: HeadedEntry) -> int:
        """Its number among `entries`."""
        return self._numbers[id(entry)]

    def at(self, value: str) -> list[Stretch]:
        """The rows that a value takes up, wherever it stands."""
        if value not in self._found:
            self._found[value] = [
                at for at in self.source.stretches_of(value) if at.last < len(self.rows)
            ]
        return self._found[value]

    def _named_at(self, name: str) -> list[Stretch]:
        """Where a name stands that is no part of a longer one there."""
        own = fold(name)
        words = [self._names_by_word.get(word, set[str]()) for word in _WORD.findall(own)]
        with_it = self._known if is_unspaced(own) else min(words, key=len, default=set[str]())
        longer = {
            at.first
            for other in with_it
            if own != fold(other) and own in fold(other)
            for at in self.at(other)
        }
        places = self.at(name)
        return [at for at in places if at.first not in longer] or places

    def _spots(self, entry: HeadedEntry) -> list[tuple[int, int]]:
        names = entry.names
        values = list(names.values())
        if not values:
            return []
        if len(values) == 1:
            return self._likeliest(entry, [(at.first, at.last) for at in self._named_at(values[0])])
        pairs = [
            (min(one.first, two.first), max(one.last, two.last))
            for one in self._named_at(values[0])
            for two in self._named_at(values[1])
            if abs(one.first - two.first) <= APART
            and not self._is_parted(one.first, two.first)
            and (entry.section == "education" or self._belong(values[0], values[1], one, two))
        ]
        if pairs:
            nearest = min(last - first for first, last in pairs)
            return self._likeliest(entry, [p for p in pairs if p[1] - p[0] <= nearest + 1])
        return []  # a further role under an employer's name, or a title of another one

    def _is_parted(self, one: int, two: int) -> bool:
        """Whether a section's heading or an item of an entry stands between two rows."""
        low, high = min(one, two), max(one, two)
        return any(low < line < high for line in self._headings) or any(
            line in self.items for line in range(low + 1, high)
        )

    def _belong(self, employer: str, title: str, one: Stretch, two: Stretch) -> bool:
        """Whether no other employer stands nearer to the title."""
        distance = abs(one.first - two.first)
        own = fold(employer)
        for line, other in self._employers_between(two.first - distance, two.first + distance):
            if other in fold(title) or other in own or own in other:
                continue
            apart = abs(line - two.first)
            if self.rows[line].item and not self.rows[two.first].item:
                continue
            if apart < distance or (apart == distance > 0 and self._rules_say(other, title)):
                return False
        return True

    def _employers_between(self, first: int, last: int) -> Iterator[tuple[int, str]]:
        """The employers that are named in some rows, the last included."""
        for index in range(bisect_left(self._employer_lines, first), len(self._employer_lines)):
            line = self._employer_lines[index]
            if line > last:
                return
            for employer in self._employers_at[line]:
                yield line, employer

    def _rules_say(self, employer: str, title: str) -> bool:
        return any(
            fold(entry.names.get("position", "")) == fold(title)
            and fold(entry.names.get("name", "")) == employer
            for entry in self._by_rules
        )

    def _likeliest(self, entry: HeadedEntry, spots: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """Those with the entry's dates, or else those that look like headers."""
        dates = {v for k in ("startDate", "endDate") if isinstance(v := entry.values.get(k), str)}
        between = self.source.dates_between
        dated = [s for s in spots if dates & between(s[0] - ABOVE, s[1] + _BELOW)]
        own = [s for s in dated if dates & between(*s)]
        spots = own or dated or spots
        heads = [s for s in spots if not self.rows[s[0]].item and self._is_short(s[0])]
        return sorted(set(heads or spots))

    def _is_short(self, line: int) -> bool:
        return len(self.rows[line].text) <= _LONGEST_HEADER

    def _add_rules(self) -> None:
        """Let the rules' headers count that are none of the model's, nor within its texts."""
        taken = {
            line
            for entry in self.entries
            for first, last in entry.spots
            for line in range(first, last + 1)
        }
        taken |= {
            line
            for entry in self.entries
            for _, _, text in texts_of(entry.values)
            for at in self.at(text)
            for line in range(at.first, at.last + 1)
        }
        names = {fold(name) for entry in self.entries for name in entry.names.values()}
        for entry in self._by_rules:
            if len(entry.names) < 2:
                continue
            values = list(entry.names.values())
            roles = [
                (at.first, at.last)
                for at in self._named_at(values[1])
                if entry.section == "work" and self._is_role_of(values[0], at.first)
            ]
            entry.spots = [
                (first, last)
                for first, last in self._spots(entry) or self._likeliest(entry, roles)
                if not taken & set(range(first, last + 1))
            ]
            shared = [name for name in entry.names.values() if fold(name) in names]
            if entry.spots and len(shared) < len(entry.names):
                self.entries.append(entry)

    def _marks(self, entries: Iterable[HeadedEntry]) -> Marks:
        marks: dict[int, set[int]] = {}
        ends: dict[int, int] = {}
        for entry in entries:
            for first, last in entry.spots:
                marks.setdefault(first, set()).add(self._numbers[id(entry)])
                ends[first] = max(last, ends.get(first, last))
        within = {line for first, last in ends.items() for line in range(first, last + 1)}
        for line in self._headings:
            if line not in within:
                marks.setdefault(line, {NOBODY})
        return Marks(marks, self.rows)

    def _is_role_of(self, employer: str, line: int) -> bool:
        """Whether the last employer named above a line, in a header, is this one."""
        above = [at.first for at in self.at(employer) if at.first <= line]
        if not above:
            return False
        start = max(above)
        if any(start < heading < line for heading in self._headings):
            return False
        own = fold(employer)
        for at, other in self._employers_between(start + 1, line + ABOVE):
            if other == own or other in own or own in other or self.rows[at].item:
                continue
            if at <= line or not any(
                first <= at <= last for entry in self.entries for first, last in entry.spots
            ):
                return False
        return True

    def dates_at(self, first: int, last: int) -> list[Span]:
        """The dates of a header: its own, or the next ones on the side where they all stand."""
        own = self.source.spans_between(first, last)
        if any(not span.single for span in own):
            return own
        sides = (-1, 1) if self.dates_above else (1, -1)
        for side in sides:
            found = self._dates_beside(first if side < 0 else last, side)
            if found[1]:
                return [*own, *found[1]]
        return own

    def _dates_beside(self, line: int, side: int) -> tuple[int, list[Span]]:
        """The nearest dates above (-1) or below (1) a header, and how far off."""
        for away in range(1, _FURTHEST + 1):
            here = line + side * away
            if here < 0 or here >= len(self.rows) or here in self.lives.lines:
                break
            found = self.source.spans_between(here, here)
            if found:
                return away, found
        return _FURTHEST + 1, []

    def _dates_stand_above(self, entries: Sequence[HeadedEntry]) -> bool:
        """Whether dates stand above the headers that have none, counted over all of them."""
        votes = 0
        for entry in self.entries:
            for first, last in entry.spots:
                if all(span.single for span in self.source.spans_between(first, last)):
                    above, below = self._dates_beside(first, -1)[0], self._dates_beside(last, 1)[0]
                    votes += (above < below) - (below < above)
        return votes > 0

    def _further_roles(self, entries: Sequence[HeadedEntry]) -> None:
        """Find the header of a further role under one employer; a title of another is a stray."""
        for entry in entries:
            names = list(entry.names.items())
            if entry.spots or len(names) < 2:
                continue
            (_, employer), (key, title) = names[0], names[1]
            roles = [at for at in self._named_at(title) if self._is_role_of(employer, at.first)]
            places = roles or self.at(employer) or self.at(title)
            entry.spots = self._likeliest(entry, [(at.first, at.last) for at in places])
            if not roles and self.at(employer) and self.at(title):
                entry.strays.append(key)


class Marks:
    """The headers of a document, and what they part."""

    def __init__(self, marks: Mapping[int, set[int]], rows: Sequence[Row]) -> None:
        self._marks = marks
        self._lines = sorted(marks)
        self.lines = frozenset(marks)
        self._rows = rows

    def owners(self, line: int) -> set[int]:
        """Whose a line may be: of the last header above, and of the last one in its column."""
        last = bisect_right(self._lines, line) - 1
        if last < 0:
            return {NOBODY}
        found = set(self._marks[self._lines[last]])
        for index in range(last, -1, -1):
            if _share_column(self._rows[self._lines[index]], self._rows[line]):
                return found | self._marks[self._lines[index]]
        return found


def _share_column(one: Row, other: Row) -> bool:
    if one.edge <= 0 or other.edge <= 0:
        return True
    return one.left < max(other.right, other.edge) and other.left < max(one.right, one.edge)


def texts_of(fields: Mapping[str, object]) -> Iterator[tuple[str, int | None, str]]:
    """The texts of an entry that are no names and no dates: key, place in a list, text."""
    for key in (*BESIDE, *TEXTS):
        value = fields.get(key)
        if isinstance(value, str):
            yield key, None, value
    for key in LISTS:
        items = fields.get(key)
        if isinstance(items, list):
            for index, item in enumerate(cast("list[object]", items)):
                if isinstance(item, str):
                    yield key, index, item


def listed(document: Mapping[str, object]) -> Iterator[HeadedEntry]:
    """The jobs and schools of a document, to be looked at alone."""
    for section in LIVES:
        for number, item in enumerate(cast("list[dict[str, object]]", document.get(section, []))):
            yield HeadedEntry(section, number, item, None)
