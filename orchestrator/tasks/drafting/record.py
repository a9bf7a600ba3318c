"""The master profile as drafting uses it: lines and entries by id, references left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from profiles.errors import InvalidInputError
from profiles.master_profile import citable_lines, entries_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from profiles.master_profile import CitableLine, MasterProfile
    from profiles.master_profile.schema import Part

SECTIONS = (
    "work",
    "projects",
    "education",
    "skills",
    "certificates",
    "languages",
    "volunteer",
    "awards",
    "publications",
    "interests",
)
"""The sections of a CV in their usual order. References are other people's words and data."""

INLINE = ("skills", "languages", "interests")
"""Sections whose entries are lists on one line."""

ONGOING = "9999"
"""Sorts after every date: an entry with a start and no end lasts."""

FADING_PER_YEAR = 0.93
"""What a line keeps of its worth for each year that its entry is older than the newest."""

_UNDATED_YEARS = 5


@dataclass(frozen=True, slots=True)
class Record:
    """What a person can claim.

    Attributes:
        lines: Every line that may be cited, in reading order.
        entries: Every entry by its id, such as "work/0", in the order of `SECTIONS`.
    """

    profile: MasterProfile
    lines: Mapping[str, CitableLine]
    entries: Mapping[str, Part]

    @classmethod
    def of(cls, profile: MasterProfile) -> Record:
        """Gather the lines and entries.

        Raises:
            InvalidInputError: when there is no line to draft from.
        """
        allowed = {"basics", *SECTIONS}
        lines = {x.id: x for x in citable_lines(profile).values() if x.section in allowed}
        if not lines:
            raise InvalidInputError(
                "The master profile has no line to draft from.",
                hint="Fill at least one of work, projects, education or skills.",
            )
        entries: dict[str, Part] = {}
        for section in SECTIONS:
            entries |= entries_of(profile, section)
        return cls(profile, lines, entries)

    def header(self, entry_id: str) -> str | None:
        """The header line of an entry: position, employer, dates."""
        line = self.lines.get(entry_id)
        return line.text if line else None

    def lines_under(self, entry_id: str) -> list[CitableLine]:
        """The lines of an entry in reading order, without its header."""
        return [x for x in self.lines.values() if x.entry == entry_id and x.kind != "header"]

    @property
    def has_lines_to_choose(self) -> bool:
        """Whether there is more than headers."""
        return any(line.kind != "header" for line in self.lines.values())

    def entries_of(self, section: str) -> list[str]:
        """The ids of a section's entries in the order of the profile."""
        return [entry_id for entry_id in self.entries if section_of(entry_id) == section]

    def newest_first(self, entry_ids: Sequence[str]) -> list[str]:
        """Ongoing entries first, then by end, then by start; undated ones last, in their order."""
        return sorted(entry_ids, key=self._span, reverse=True)

    def age_years(self, entry_id: str) -> int:
        """How long before the newest date of the record an entry ended; 0 while it lasts."""
        end = end_of(self.entries[entry_id])
        if not end:
            return _UNDATED_YEARS
        return 0 if end == ONGOING else max(0, self._newest_year() - int(end[:4]))

    def _newest_year(self) -> int:
        starts = (str(getattr(x, "start_date", None) or "") for x in self.entries.values())
        dates = (*map(end_of, self.entries.values()), *starts)
        return max((int(text[:4]) for text in dates if text and text != ONGOING), default=0)

    def _span(self, entry_id: str) -> tuple[str, str]:
        entry = self.entries[entry_id]
        start = str(getattr(entry, "start_date", None) or "")
        return end_of(entry), start


def section_of(entry_id: str) -> str:
    """The section of an entry's id: "work" of "work/1"."""
    return entry_id.split("/", 1)[0]


def end_of(entry: Part) -> str:
    """When an entry ended, for sorting: `ONGOING`, a date, or nothing when it has no dates."""
    for field in ("end_date", "date", "release_date"):
        value: str | None = getattr(entry, field, None)
        if value:
            return value
    return ONGOING if getattr(entry, "start_date", None) else ""
