"""An edited text put into its draft: what changed is judged, what is not the person's stays."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from orchestrator.errors import EditUnverifiedError
from orchestrator.tasks.drafting.editing import marks
from orchestrator.tasks.drafting.editing.form import header_of
from orchestrator.tasks.drafting.editing.judging import Judge, OnEdited
from orchestrator.tasks.drafting.editing.reading import (
    EditFaultError,
    letter_part,
    read_form,
    single_text,
    unknown_parts,
)
from orchestrator.tasks.drafting.editing.refreshing import (
    entries_in,
    header_today,
    up_to_date,
)
from orchestrator.tasks.drafting.record import INLINE, SECTIONS, Record, section_of
from profiles.drafts import CvDraft, CvSection, LetterDraft, Paragraph, Recipient
from profiles.rendering.printed import runs_of
from profiles.staleness import draft_lines

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from orchestrator.tasks.drafting.editing.reading import ReadBlock, ReadLine
    from orchestrator.tasks.drafting.job_facts import JobFacts
    from profiles.drafts import DraftEntry, DraftLine, Unverified

__all__ = ["Edited", "OnEdited", "apply_edit"]


@dataclass(frozen=True, slots=True)
class Edited:
    """What came of an edit.

    Attributes:
        draft: As edited; the very draft from before when nothing changed.
        unverified: Of the lines that were judged, those that say more than the profile.
        taken_anew: What was copied again from a profile that has changed: "contact data", and the
            ids of entries with another header.
        stands_on_today: Whether nothing of it is from an older profile any more.
    """

    draft: CvDraft | LetterDraft
    unverified: tuple[Unverified, ...]
    taken_anew: tuple[str, ...] = ()
    stands_on_today: bool = True


def apply_edit(
    draft: CvDraft | LetterDraft,
    text: str,
    record: Record,
    facts: JobFacts,
    *,
    on_unverified: OnEdited = "keep",
    changed: Collection[str] | None = None,
) -> Edited:
    """Put an edited text into its draft.

    Args:
        draft: That `to_form` wrote the text of.
        text: As the person left it; an empty one changes nothing.
        record: The profile of today: what may be claimed.
        facts: Of the posting.
        on_unverified: What becomes of a changed line that says more than the profile.
        changed: Ids of lines that say something else than in the profile that the draft was made
            from; what cites them is judged again, and headers and contact data are copied anew.
            None when it is the same profile.

    Raises:
        EditFaultError: the text is no draft any more.
        EditUnverifiedError: a changed line failed, and that is to fail the edit.
    """
    blocks = read_form(text)
    if not blocks:
        return Edited(draft, ())
    judge = Judge(record, facts, draft_lines(draft), draft.unverified, on_unverified, changed or ())
    if isinstance(draft, CvDraft):
        edited: CvDraft | LetterDraft = _cv(draft, blocks, record, judge)
    else:
        edited = _letter(draft, blocks, judge)
    new = tuple(line for line in judge.unverified if line not in draft.unverified)
    if new and on_unverified == "fail":
        raise EditUnverifiedError(new)
    if edited == draft:
        return Edited(draft, new)
    taken_anew: tuple[str, ...] = ()
    if changed is not None:
        edited, taken_anew = up_to_date(edited, record)
    not_let_in = [line for line in draft.unverified if not line.kept]
    return Edited(
        edited.model_copy(update={"unverified": [*not_let_in, *judge.unverified]}),
        new,
        taken_anew,
        all(entry.entry in record.entries for entry in entries_in(edited)),
    )


def _cv(draft: CvDraft, blocks: Sequence[ReadBlock], record: Record, judge: Judge) -> CvDraft:
    faults: list[str] = []
    before = {entry.entry: entry for section in draft.sections for entry in section.entries}
    headings = {section.heading.casefold(): section.id for section in draft.sections}
    summary: list[DraftLine] = []
    sections: list[tuple[str, str, list[DraftEntry]]] = []
    current: str | None = None
    seen: set[str] = set()
    for block in blocks:
        if block.level == 2:
            current = block.id or headings.get(block.heading.casefold())
            if current == marks.SUMMARY or (current is None and block.heading == "Summary"):
                current = marks.SUMMARY
                summary += _judged(judge, block.lines, "summary", entry=None)
            elif current in SECTIONS:
                sections.append((current, block.heading, []))
                faults += [
                    f"line {x.number}: a line that stands under no entry" for x in block.lines
                ]
            else:
                faults.append(f"line {block.number}: {block.heading!r} is no section of a CV")
            continue
        entry_id = block.id or _entry_called(block.heading, before)
        fault = _entry_fault(block, entry_id, current, before, record, draft.language, seen)
        if fault is not None or entry_id is None:
            faults.append(fault or "")
            continue
        seen.add(entry_id)
        lines = _judged(judge, block.lines, entry_id, entry=entry_id)
        sections[-1][2].append(_entry(entry_id, lines, before, record, draft.language))
    if faults:
        raise EditFaultError(faults)
    return draft.model_copy(
        update={
            "summary": summary,
            "sections": [
                CvSection(id=key, heading=heading, layout=_layout(key), entries=entries)
                for key, heading, entries in sections
                if entries
            ],
        }
    )


def _judged(
    judge: Judge, lines: Sequence[ReadLine], where: str, *, entry: str | None
) -> list[DraftLine]:
    found = (judge.line(line, where, entry=entry) for line in lines)
    return [line for line in found if line is not None]


def _entry_called(heading: str, before: dict[str, DraftEntry]) -> str | None:
    return next(
        (key for key, entry in before.items() if marks.as_read(header_of(entry)) == heading), None
    )


def _entry_fault(
    block: ReadBlock,
    entry_id: str | None,
    section: str | None,
    before: dict[str, DraftEntry],
    record: Record,
    language: str,
    seen: set[str],
) -> str | None:
    at = f"line {block.number}: "
    if entry_id is None:
        return f"{at}{block.heading!r} has no id, such as <!-- work/0 -->"
    if entry_id not in before and entry_id not in record.entries:
        return f"{at}your profile has no entry {entry_id}"
    if section is None or section_of(entry_id) != section:
        return f"{at}{entry_id} stands under {section or 'no section'}"
    if entry_id in seen:
        return f"{at}{entry_id} is there twice"
    headers = (before.get(entry_id), header_today(entry_id, record, language))
    known = {marks.as_read(header_of(header)) for header in headers if header is not None}
    if entry_id in before and block.heading not in known:
        return (
            f"{at}{block.heading!r} is not what your profile says of {entry_id}: titles, employers "
            "and dates are changed there, with `jobai profile edit`"
        )
    return None


def _entry(
    entry_id: str,
    lines: list[DraftLine],
    before: dict[str, DraftEntry],
    record: Record,
    language: str,
) -> DraftEntry:
    if entry_id in before:
        return before[entry_id].model_copy(update={"lines": lines})
    added = header_today(entry_id, record, language)
    assert added is not None  # held by `_entry_fault`
    return added.model_copy(update={"lines": lines})


def _layout(section: str) -> Literal["entries", "inline"]:
    return "inline" if section in INLINE else "entries"


def _letter(draft: LetterDraft, blocks: Sequence[ReadBlock], judge: Judge) -> LetterDraft:
    faults = list(unknown_parts(blocks))
    body = letter_part(blocks, marks.BODY)
    if body is None:
        faults.append("the part Body is gone")
    if faults or body is None:
        raise EditFaultError(faults)

    def part(name: str, before: str) -> str:
        read = single_text(letter_part(blocks, name))
        return before if read == marks.as_read(before) else read

    runs = {
        (marks.as_read(text), tuple(members[1].citations)): (members[0], members[1])
        for paragraph in draft.paragraphs
        for text, members in runs_of(paragraph.sentences)
        if len(members) > 1
    }
    return draft.model_copy(
        update={
            "recipient": _recipient(letter_part(blocks, marks.RECIPIENT), draft.recipient),
            "date_line": part(marks.DATE, draft.date_line or "") or None,
            "subject": part(marks.SUBJECT, draft.subject),
            "salutation": part(marks.SALUTATION, draft.salutation),
            "paragraphs": [
                paragraph
                for number, lines in enumerate(body.paragraphs, 1)
                if (paragraph := _paragraph(lines, f"paragraph {number}", judge, runs)).sentences
            ],
            "closing": part(marks.CLOSING, draft.closing),
        }
    )


def _paragraph(
    lines: Sequence[ReadLine],
    where: str,
    judge: Judge,
    runs: Mapping[tuple[str, tuple[str, ...]], tuple[DraftLine, DraftLine]],
) -> Paragraph:
    as_list = len(lines) > 1 and not lines[0].is_bullet and lines[-1].is_bullet
    sentences: list[DraftLine] = []
    for line in lines:
        # "I built ..." as it was: the subject is ours, the rest is the person's line.
        subject, told = runs.get((line.text, tuple(line.ids or ())), (None, None))
        read = replace(line, text=marks.as_read(told.text)) if told else line
        judged = judge.line(read, where, entry=None)
        if judged is not None:
            if subject is not None and judged == told:
                sentences.append(subject)
            sentences.append(judged)
    return Paragraph(sentences=sentences, as_list=as_list)


def _recipient(block: ReadBlock | None, before: Recipient) -> Recipient:
    """Read whom it is for: by the marks, else first a name and then an employer."""
    lines = block.lines if block else []
    marked = {line.ids[0]: line.text for line in lines if line.ids}
    plain = [line.text for line in lines if not line.ids]
    name = marked.get(marks.NAME) or (plain.pop(0) if plain else None)
    company = marked.get(marks.COMPANY) or (plain.pop(0) if plain else None)
    read = [marks.as_read(text) or None for text in (before.name or "", before.company or "")]
    return before if read == [name, company] else Recipient(name=name, company=company)
