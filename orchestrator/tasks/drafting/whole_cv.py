"""The whole master profile as one CV, for formats that know sections and entries only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, cast

from orchestrator.tasks.drafting.headers import contact, draft_entry
from orchestrator.tasks.drafting.record import INLINE, SECTIONS, Record
from orchestrator.tasks.drafting.resources import table
from profiles.drafts import CvDraft, CvSection, DraftLine, Target
from profiles.master_profile import entries_of

if TYPE_CHECKING:
    from profiles.master_profile import CitableLine, MasterProfile


def whole_cv(profile: MasterProfile, language: str = "en") -> CvDraft:
    """Every line of a profile in its own words, under headings of a language.

    Raises:
        InvalidInputError: when there is no line at all.
    """
    record = Record.of(profile)
    headings = cast("dict[str, str]", table("headings")[language])
    sections: list[CvSection] = []
    for section in SECTIONS:
        layout: Literal["entries", "inline"] = "inline" if section in INLINE else "entries"
        entries = [
            draft_entry(
                entry_id,
                entry,
                [_line(line) for line in record.lines_under(entry_id)],
                present=headings["present"],
            )
            for entry_id, entry in entries_of(profile, section).items()
        ]
        if entries:
            heading = headings[section]
            sections.append(CvSection(id=section, heading=heading, layout=layout, entries=entries))
    summary = [line for key, line in record.lines.items() if key == "basics/summary"]
    return CvDraft(
        language=language,
        target=Target(title=None, company=None),
        basics=contact(profile.basics),
        summary=[_line(line) for line in summary],
        sections=sections,
    )


def _line(line: CitableLine) -> DraftLine:
    return DraftLine(text=line.text, citations=[line.id], origin="verbatim")
