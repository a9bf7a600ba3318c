"""Each value at its own entry: what a model put under another employer goes back or out.

A value belongs to the entry whose header stands last above it. Headers are those of the model's
entries and of the rules' (an employer that a model leaves out still parts its lines from others').
Where the layout leaves two entries to choose from, the model's choice stands.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property
from typing import TYPE_CHECKING, cast

from orchestrator.tasks.importing.entries import has_entry_dates
from orchestrator.tasks.importing.entry_headers import (
    ABOVE,
    APART,
    BESIDE,
    HEADS,
    LISTS,
    NOBODY,
    HeadedEntry,
    Headers,
    texts_of,
)
from profiles.master_profile import Notice

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from orchestrator.tasks.importing.dates import Span
    from orchestrator.tasks.importing.rows import Sheet
    from orchestrator.tasks.importing.source_text import Stretch


class Placing:
    """Puts the values of an answer under the entries at which they stand."""

    def __init__(self, sheet: Sheet, by_rules: Mapping[str, object]) -> None:
        self._sheet = sheet
        self._by_rules = by_rules
        self.notices: list[Notice] = []

    def placed(self, document: Mapping[str, object]) -> dict[str, object]:
        """Return the document with each value at the entry where it stands, or without it."""
        placed = {**document}
        entries = list(_read(placed))
        self._headers = Headers(self._sheet, entries, self._by_rules)
        self._names(entries)
        for entry in entries:
            self._dates(entry)
            self._texts(entry)
        return placed

    def _names(self, entries: Sequence[HeadedEntry]) -> None:
        """Move the titles that stand at another employer."""
        strays = [(entry, key, entry.names[key]) for entry in entries for key in entry.strays]
        for entry, key, _ in strays:
            assert entry.fields is not None
            del entry.fields[key]
        for entry, key, value in strays:
            self._move(entry, key, value, self._owner(entry, self._headers.at(value)))

    def _texts(self, entry: HeadedEntry) -> None:
        fields = entry.fields
        if fields is None or not entry.spots:
            return
        for key, index, text in list(texts_of(fields)):
            places = [at for part in text.split("\n") for at in self._headers.at(part)]
            if not places or any(self._is_own(entry, at, key) for at in places):
                continue
            owner = self._owner(entry, places)
            if index is None:
                del fields[key]
            else:
                kept = [x for x in cast("list[object]", fields[key]) if x != text]
                fields[key] = kept
            self._move(entry, key, text, owner)

    def _dates(self, entry: HeadedEntry) -> None:
        """Take out dates of other entries."""
        if entry.fields is None or not entry.spots:
            return
        known = [self._headers.dates_at(*spot) for spot in entry.spots]
        for key in ("startDate", "endDate"):
            value = entry.fields.get(key)
            if isinstance(value, str) and not any(_has_date(spans, key, value) for spans in known):
                del entry.fields[key]
                path = f"{entry.section}[{entry.number}].{key}"
                self.notices.append(
                    Notice(path, "dropped", f"{value!r}: no such date stands at this entry")
                )

    def _is_own(self, entry: HeadedEntry, at: Stretch, key: str) -> bool:
        number = self._headers.number_of(entry)
        marks = self._headers.projects if entry.section == "projects" else self._headers.lives
        if number in marks.owners(at.first) and number in marks.owners(at.last):
            return not self._is_overtaken(entry, at.first)
        if key not in BESIDE:
            return False
        return any(first - APART <= at.first < first for first, _ in entry.spots) or any(
            abs(at.first - name.first) <= ABOVE
            for value in entry.names.values()
            for name in self._headers.at(value)
        )

    def _is_overtaken(self, entry: HeadedEntry, line: int) -> bool:
        """Whether a header that nobody names stands above a line: dates that are not this entry's.

        Dates within the entry's own are those of its projects.
        """
        start, end = entry.values.get("startDate"), entry.values.get("endDate")
        header = max((last for _, last in entry.spots if last < line), default=None)
        if not isinstance(start, str) or header is None or self._headers.dates_above:
            return False
        until = end if isinstance(end, str) else "9999"
        dated = self._dated
        for number in dated[bisect_left(dated, header + 1) : bisect_left(dated, line)]:
            if number not in self._headers.items:
                for span in self._headers.source.spans_between(number, number):
                    if not span.single and span.start and span.end:
                        width = min(len(start), len(until), len(span.start), len(span.end))
                        if span.start[:width] < start[:width] or span.end[:width] > until[:width]:
                            return True
        return False

    @cached_property
    def _dated(self) -> list[int]:
        """The rows that date an entry."""
        return [number for number, row in enumerate(self._sheet.rows) if has_entry_dates(row)]

    def _owner(self, entry: HeadedEntry, places: Sequence[Stretch]) -> HeadedEntry | None:
        """The one entry that can have a value, if there is one."""
        marks = self._headers.projects if entry.section == "projects" else self._headers.lives
        owners = {owner for at in places for owner in marks.owners(at.first)}
        if len(owners) != 1 or owners == {NOBODY}:
            return None
        return self._headers.entries[owners.pop()]

    def _move(self, entry: HeadedEntry, key: str, value: str, owner: HeadedEntry | None) -> None:
        path = f"{entry.section}[{entry.number}].{key}"
        shown = value if len(value) <= 80 else f"{value[:77]}..."
        to = None if owner is None or owner is entry else owner.fields
        stands = f"it stands at {owner.shown}" if owner else "it does not stand at this entry"
        if to is None or owner is None or not _has_room(owner.section, to, key, value):
            self.notices.append(
                Notice(path, "dropped", f"{shown!r}: {stands}, not at {entry.shown}"
                       if owner else f"{shown!r}: {stands}")
            )  # fmt: skip
            return
        if key in LISTS:
            held = cast("list[str]", to.get(key, []))
            to[key] = sorted([*held, value], key=self._first_line)
        else:
            to[key] = value
        target = f"{owner.section}[{owner.number}].{key}"
        self.notices.append(
            Notice(path, "mapped", f"{shown!r} to {target}: {stands}, not at {entry.shown}")
        )

    def _first_line(self, value: str) -> int:
        return next((at.first for at in self._headers.at(value)), len(self._sheet.rows))


def _has_date(spans: Sequence[Span], key: str, value: str) -> bool:
    """Whether one of the spans starts (or ends) so, or in that year."""
    start = key == "startDate"
    dates = [
        date
        for span in spans
        for date in ((span.start,) if start else (span.end, span.start if span.single else None))
        if date
    ]
    return any(value in (date, date[:4]) for date in dates)


def _has_room(section: str, fields: Mapping[str, object], key: str, value: str) -> bool:
    if key == "highlights":
        return section != "education" and value not in cast("list[str]", fields.get(key, []))
    if key in LISTS:
        return False
    fits = key in HEADS[section] or (key == "summary" and section in {"work", "volunteer"})
    return fits and key not in fields


def _read(document: dict[str, object]) -> Iterator[HeadedEntry]:
    """The entries of a document, which gets copies of them to be changed."""
    for section in HEADS:
        if section in document:
            items = [{**x} for x in cast("list[dict[str, object]]", document[section])]
            document[section] = items
            for number, item in enumerate(items):
                yield HeadedEntry(section, number, {**item}, item)
