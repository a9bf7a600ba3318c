"""The room that the pages of a CV have, and what is on them so far.

Nothing is set in type here: a draft is the same whatever it is written as, and costs no renderer.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from orchestrator.tasks.drafting.headers import contact, draft_entry
from orchestrator.tasks.drafting.record import INLINE, SECTIONS, end_of, section_of
from profiles.drafts import CvSection, DraftLine
from profiles.rendering.content import Section, clean, entry_content, head_content, section_content
from profiles.rendering.page_space import PageSpace

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from orchestrator.tasks.drafting.record import Record
    from profiles.drafts import DraftEntry
    from profiles.rendering.content import Entry
    from profiles.rendering.options import Paper, Theme

_LOOKS: tuple[tuple[Theme, Paper, float], ...] = (
    ("classic", "a4", 1.0),
    ("classic", "letter", 0.88),
    ("modern", "a4", 0.88),
    ("modern", "letter", 0.76),
)
"""What a draft has to fit: the usual look as it is, the others with gaps a step or two smaller,
which the renderer makes so by itself. The compact theme holds more than any of them."""

_SAFETY_EM = 0.2
_FEWEST_BULLETS_EM = 11.0
"""Room for what was done, some eight lines, even where the headers of many jobs fill the page."""

_HEADING_EM = 4.4
_HEADER_EM = 3.3
_BULLET_EM = 1.34
_KEPT_SHARE = 0.45
"""How much of the pages the headers of jobs and schools may take: the rest is for deeds."""

_ALWAYS_KEPT = 3


class PageBudget:
    """What is on the pages; each `add` says whether it fits, and leaves out what does not."""

    def __init__(self, record: Record, pages: int) -> None:
        self._record = record
        self._pages = float(pages)
        self._spaces = [PageSpace(*look) for look in _LOOKS]
        self._head = head_content(contact(record.profile.basics))
        self._summary = ""
        self._told: dict[str, dict[str, list[str]]] = {}
        self._sections: dict[str, Section] = {}
        self._headers: dict[str, tuple[DraftEntry, Entry]] = {}
        self._most_em = 0.0
        self._measure()

    def reserve(self, entry_ids: Sequence[str]) -> None:
        """Print these headers in any case; where they leave too little, the pages get longer."""
        for entry_id in entry_ids:
            self._told.setdefault(section_of(entry_id), {})[entry_id] = []
        for name in self._told:
            self._sections[name] = self._section(name, self._told[name])
        used = max(self._used(space, self._sections) for space in self._spaces)
        least = _FEWEST_BULLETS_EM / min(space.height for space in self._spaces)
        self._pages = max(self._pages, used + least)
        self._measure()

    def add_summary(self, text: str, most_lines: int) -> bool:
        """Print the summary, if it is not too long."""
        space = self._spaces[0]
        printed = clean(text)
        before = self._summary
        if space.lines_of(printed) <= most_lines:
            self._summary = printed
            if self._fit(self._sections, _FEWEST_BULLETS_EM):
                self._measure()
                return True
        self._summary = before
        return False

    def add_entry(self, entry_id: str, lines: Sequence[str] = (), *, spare: bool = False) -> bool:
        """Print an entry; `spare` keeps room for bullets."""
        return self._add(entry_id, lines, _FEWEST_BULLETS_EM if spare else 0.0)

    def add_bullet(self, entry_id: str, text: str) -> bool:
        """Print a line under an entry, which is opened for it."""
        # Most lines of a long record are turned away: that must not cost a look at the whole page.
        if self._spaces[0].bullet_height(clean(text)) > self._most_em:
            return False
        return self._add(entry_id, [text], 0.0)

    def opening_lines(self, entry_id: str) -> float:
        """The room, in lines, of the heading and header that an entry's first line would open."""
        told = self._told.get(section_of(entry_id))
        if told is None:
            return (_HEADING_EM + _HEADER_EM) / _BULLET_EM
        return 0.0 if entry_id in told else _HEADER_EM / _BULLET_EM

    def _add(self, entry_id: str, lines: Sequence[str], spare_em: float) -> bool:
        name = section_of(entry_id)
        told = self._told.get(name, {})
        more = {**told, entry_id: [*told.get(entry_id, []), *map(clean, lines)]}
        sections = {**self._sections, name: self._section(name, more)}
        if not self._fit(sections, spare_em):
            return False
        self._told[name] = more
        self._sections = sections
        self._measure()
        return True

    def _fit(self, sections: Mapping[str, Section], spare_em: float) -> bool:
        return all(
            self._used(space, sections) + (spare_em + _SAFETY_EM) / space.height <= self._pages
            for space in self._spaces
        )

    def _measure(self) -> None:
        """Note what the first of the looks has left; air at the ends of pages is not in it."""
        space = self._spaces[0]
        self._most_em = (self._pages - self._used(space, self._sections)) * space.height

    def _used(self, space: PageSpace, sections: Mapping[str, Section]) -> float:
        order = [sections[name] for name in SECTIONS if name in sections]
        return space.pages(self._head, self._summary, order)

    def _section(self, name: str, told: Mapping[str, Sequence[str]]) -> Section:
        if name in INLINE:
            entries = [
                self._header(entry_id)[0].model_copy(update={"lines": list(map(_line, lines))})
                for entry_id, lines in told.items()
            ]
            return section_content(
                CvSection(id=name, heading=name, layout="inline", entries=entries), "en"
            )
        order = self._record.newest_first(list(told))
        printed = tuple(
            replace(self._header(entry_id)[1], lines=tuple(told[entry_id])) for entry_id in order
        )
        return Section(name, printed, (), brief=not any(told.values()))

    def _header(self, entry_id: str) -> tuple[DraftEntry, Entry]:
        if entry_id not in self._headers:
            entry = self._record.entries[entry_id]
            header = draft_entry(entry_id, entry, [], present="present")
            self._headers[entry_id] = header, entry_content(header, "en")
        return self._headers[entry_id]


def page_lines(pages: int) -> int:
    """The printed lines that so many pages hold, on the shorter paper."""
    return int(PageSpace("classic", "letter").height * pages / _BULLET_EM)


def kept_entries(record: Record, pages: int) -> list[str]:
    """The jobs, schools and languages that are printed at least as headers, as far as pages go.

    A job or a degree that goes missing looks like a gap in a life; but thirty years of headers are
    no CV either, so the oldest go first. One school stays, however old.
    """
    room = _KEPT_SHARE * PageSpace("classic", "letter").height * pages
    kept = record.entries_of("languages")
    schools = record.newest_first(record.entries_of("education"))[:1]
    room -= _HEADER_EM * len(schools)
    dated = record.newest_first([*record.entries_of("work"), *record.entries_of("education")])
    # Undated schools sort last; a degree is not left out because it has no year.
    dated.sort(key=lambda key: section_of(key) == "work" and not end_of(record.entries[key]))
    for rank, entry_id in enumerate(key for key in dated if key not in schools):
        room -= _HEADER_EM
        if room < 0 and rank >= _ALWAYS_KEPT:
            break
        kept.append(entry_id)
    return [*kept, *schools]


def _line(text: str) -> DraftLine:
    return DraftLine(text=text, citations=[], origin="verbatim")
