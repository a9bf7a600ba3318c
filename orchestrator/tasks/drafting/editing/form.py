"""From a draft to the text that a person edits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestrator.tasks.drafting.editing import marks
from orchestrator.tasks.drafting.editing.marks import escaped, mark
from profiles.drafts import CvDraft
from profiles.rendering.printed import runs_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from profiles.drafts import DraftEntry, DraftLine, LetterDraft

_HELP = """\
<!--
{what}

Change the words, the order, and what is in it; then save and close the editor.
Behind each line stands the id of the line of your profile that it rests on; what
you change is checked against it. A line without an id is checked against its
entry. `jobai profile show` lists all ids.

Names, titles, employers and dates come from your profile: jobai profile edit.
Nothing changed, or nothing left in this file: the draft stays as it is.
-->
"""


def to_form(draft: CvDraft | LetterDraft, name: str) -> str:
    """Write a draft as text, each line with its citations.

    Args:
        draft: To edit.
        name: What it is called, such as "Draft 7".
    """
    kind = "CV" if isinstance(draft, CvDraft) else "Letter"
    about = " at ".join(part for part in (draft.target.title, draft.target.company) if part)
    what = f"{name}: {kind}{f' for {about}' if about else ''}"
    blocks = [_HELP.format(what=escaped(what))]
    blocks += _cv_blocks(draft) if isinstance(draft, CvDraft) else _letter_blocks(draft)
    return "\n".join(blocks)


def header_of(entry: DraftEntry) -> str:
    """Return an entry's header as the text has it, to compare with what comes back."""
    parts = (entry.title, entry.organization, entry.dates)
    return " ".join(", ".join(part for part in parts if part).split()) or entry.entry


def _cv_blocks(draft: CvDraft) -> Iterator[str]:
    yield f"## Summary {mark(marks.SUMMARY)}\n"
    yield _prose(draft.summary)
    for section in draft.sections:
        yield f"## {escaped(section.heading)} {mark(section.id)}\n"
        for entry in section.entries:
            yield f"### {escaped(header_of(entry))} {mark(entry.entry)}\n"
            if entry.lines:
                yield _bullets(entry.lines)


def _letter_blocks(draft: LetterDraft) -> Iterator[str]:
    yield f"## Recipient {mark(marks.RECIPIENT)}\n"
    for text, what in (
        (draft.recipient.name, marks.NAME),
        (draft.recipient.company, marks.COMPANY),
    ):
        if text:
            yield f"{escaped(text)} {mark(what)}"
    parts = (
        ("Date", marks.DATE, draft.date_line or ""),
        ("Subject", marks.SUBJECT, draft.subject),
        ("Salutation", marks.SALUTATION, draft.salutation),
    )
    for heading, what, text in parts:
        yield f"\n## {heading} {mark(what)}\n\n{escaped(text)}"
    yield f"\n## Body {mark(marks.BODY)}\n"
    for paragraph in draft.paragraphs:
        if paragraph.as_list and paragraph.sentences:
            lead_in, *rest = paragraph.sentences
            yield _prose([lead_in]).rstrip("\n")
            yield _bullets(rest)
        else:
            # "I" and the line that it is put before are one sentence to edit.
            runs = runs_of(paragraph.sentences)
            yield _prose([members[-1].model_copy(update={"text": x}) for x, members in runs])
    yield f"## Closing {mark(marks.CLOSING)}\n\n{escaped(draft.closing)}\n"


def _prose(lines: list[DraftLine]) -> str:
    return "".join(f"{_line(line)}\n" for line in lines)


def _bullets(lines: list[DraftLine]) -> str:
    return "".join(f"- {_line(line)}\n" for line in lines)


def _line(line: DraftLine) -> str:
    return f"{escaped(line.text)} {mark(*(line.citations or [marks.FRAME]))}"
