"""What a draft copies from the profile, copied again from a profile that has changed since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestrator.tasks.drafting.editing.form import header_of
from orchestrator.tasks.drafting.headers import contact, draft_entry
from orchestrator.tasks.drafting.resources import table
from profiles.drafts import CvDraft

if TYPE_CHECKING:
    from orchestrator.tasks.drafting.record import Record
    from profiles.drafts import DraftEntry, LetterDraft

CONTACT = "contact data"


def header_today(entry_id: str, record: Record, language: str) -> DraftEntry | None:
    """Return an entry's header as the profile has it today, without lines; None if it is gone."""
    entry = record.entries.get(entry_id)
    if entry is None:
        return None
    present = str(table("headings")[language]["present"])
    return draft_entry(entry_id, entry, [], present=present)


def entries_in(draft: CvDraft | LetterDraft) -> list[DraftEntry]:
    """Return the entries of a CV; a letter has none."""
    sections = draft.sections if isinstance(draft, CvDraft) else []
    return [entry for section in sections for entry in section.entries]


def up_to_date(
    draft: CvDraft | LetterDraft, record: Record
) -> tuple[CvDraft | LetterDraft, tuple[str, ...]]:
    """Copy contact data and headers anew, and say which of them are others now."""
    basics = contact(record.profile.basics)
    taken = [CONTACT] if basics != draft.basics else []
    if not isinstance(draft, CvDraft):
        copied = draft.model_copy(update={"basics": basics, "signature": basics.name})
        return copied, tuple(taken)
    sections = [section.model_copy(deep=True) for section in draft.sections]
    for section in sections:
        for place, entry in enumerate(section.entries):
            now = header_today(entry.entry, record, draft.language)
            if now is not None:
                section.entries[place] = now.model_copy(update={"lines": entry.lines})
                if header_of(now) != header_of(entry):
                    taken.append(entry.entry)
    return draft.model_copy(update={"basics": basics, "sections": sections}), tuple(taken)
