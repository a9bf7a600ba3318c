"""The lines of a master profile that a draft can cite, each under an id that says where it stands.

An id has the form of a path: `work/1/highlights/3`, `basics/summary`. An entry's own header
(position, employer, dates) is a line too, under the entry's id: `work/1`. Its numbers are positions
in a document that was never stored; the store gives numbers that stay (`line_ids`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from profiles.master_profile.line_ids import SECTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from profiles.master_profile.line_ids import LineIds
    from profiles.master_profile.schema import MasterProfile, Part

LineKind = Literal["header", "text", "keyword"]

_HEADERS: dict[str, tuple[str, ...]] = {
    "work": ("position", "name", "location"),
    "volunteer": ("position", "organization"),
    "education": ("study_type", "area", "institution", "score"),
    "awards": ("title", "awarder", "date"),
    "certificates": ("name", "issuer", "date"),
    "publications": ("name", "publisher", "release_date"),
    "skills": ("name", "level"),
    "languages": ("language", "fluency"),
    "interests": ("name",),
    "references": ("name",),
    "projects": ("name", "entity", "type"),
}
"""What makes the header line of an entry."""

_TEXTS = ("description", "summary", "reference", "highlights", "courses")
_KEYWORDS = ("keywords", "roles")


@dataclass(frozen=True, slots=True)
class CitableLine:
    """One line of the profile.

    Attributes:
        id: The citation, such as "work/1/highlights/3".
        text: The person's own words; for a header, its values joined by commas.
        section: "basics", "work", "volunteer", ...
        entry: The id of the entry it stands under, such as "work/1"; "basics" for the summary.
        kind: "header" of an entry, a "text" that can stand alone, or a bare "keyword".
    """

    id: str
    text: str
    section: str
    entry: str
    kind: LineKind


def citable_lines(profile: MasterProfile) -> dict[str, CitableLine]:
    """Every line by its citation id, in reading order."""
    return {line.id: line for line in _lines(profile)}


def entries_of(profile: MasterProfile, section: str) -> dict[str, Part]:
    """The entries of a section by id, in the document's order."""
    ids = profile.line_ids
    entries: Sequence[Part] = getattr(profile, section)
    return {ids.entry_id(section, index): entry for index, entry in enumerate(entries)}


def entry_dates(entry: Part, *, present: str = "present") -> str | None:
    """When an entry was: start, dash, end or `present`; None without dates.

    A start without an end means that it lasts, as JSON Resume has it. Days are left out.
    """
    start = _month(getattr(entry, "start_date", None))
    end = _month(getattr(entry, "end_date", None))
    if start is None:
        return end
    return f"{start} \N{EN DASH} {end or present}"


def _month(text: str | None) -> str | None:
    return text[: len("YYYY-MM")] if text else None


def _lines(profile: MasterProfile) -> Iterator[CitableLine]:
    for field in ("label", "summary"):
        text: str | None = getattr(profile.basics, field)
        if text:
            yield CitableLine(f"basics/{field}", text, "basics", "basics", "text")
    ids = profile.line_ids
    for section in SECTIONS:
        entries: Sequence[Part] = getattr(profile, section)
        for index, entry in enumerate(entries):
            yield from _entry_lines(section, ids.entry_id(section, index), entry, ids)


def _entry_lines(section: str, entry_id: str, entry: Part, ids: LineIds) -> Iterator[CitableLine]:
    values: list[str | None] = [getattr(entry, field) for field in _HEADERS[section]]
    header = ", ".join(value for value in (*values, entry_dates(entry)) if value)
    if header:
        yield CitableLine(entry_id, header, section, entry_id, "header")
    for field in _TEXTS:
        yield from _field_lines(section, entry_id, entry, field, "text", ids)
    for field in _KEYWORDS:
        yield from _field_lines(section, entry_id, entry, field, "keyword", ids)


def _field_lines(
    section: str, entry_id: str, entry: Part, field: str, kind: LineKind, ids: LineIds
) -> Iterator[CitableLine]:
    # Attributes, not `model_extra`: a line must come from a field whose meaning is known.
    if field not in type(entry).model_fields:
        return
    value: str | list[str] | None = getattr(entry, field)
    if isinstance(value, list):
        for index, text in enumerate(value):
            line_id = ids.line_id(entry_id, field, index)
            yield CitableLine(line_id, text, section, entry_id, kind)
    elif value:
        yield CitableLine(f"{entry_id}/{field}", value, section, entry_id, kind)
