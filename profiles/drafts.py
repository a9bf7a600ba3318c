"""Drafts of a CV and of a cover letter, and the plain forms of them that can be sent today.

What identifies a person, an employer, a school or a date is copied from the master profile by code;
each line that says what the person did carries the citations it rests on.
"""

import re
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from profiles.postings import RequirementLevel

Origin = Literal["verbatim", "rewritten", "template"]
"""The person's own words; a model's words that passed verification; a frame filled by code."""

RequirementStatus = Literal["met", "partial", "missing", "not_assessable"]

_MARKDOWN_SPECIAL = re.compile(r"([\\`*\[\]<>])")
_MARKDOWN_LINE_START = re.compile(r"\A(#|\+|-|\d+[.)](?=\s))")


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DraftLine(_Model):
    """One line of a CV or one sentence of a letter.

    Attributes:
        text: What is printed.
        citations: The lines of the master profile that it rests on.
        origin: Whose words they are.
    """

    text: str
    citations: list[str]
    origin: Origin


class Unverified(_Model):
    """A line that a model wrote and that was not let through.

    Attributes:
        line: The words that were rejected.
        reason: What in them is not in the cited lines.
        replaced_by: The person's own words that stand in its place; None when it was left out.
    """

    line: str
    reason: str
    replaced_by: str | None


class RequirementMet(_Model):
    """What the master profile has to say to one requirement of the posting.

    Attributes:
        requirement_id: The posting's id, such as "r3".
        text: The requirement, in the posting's words.
        level: "must", "nice" or "unknown", as the posting has it.
        citations: The lines that meet it, wholly or in part.
    """

    requirement_id: str
    text: str
    level: RequirementLevel
    status: RequirementStatus
    citations: list[str]


class Target(_Model):
    """The posting that a draft is for."""

    title: str | None
    company: str | None


class NetworkLink(_Model):
    """The person on a social network."""

    network: str | None
    username: str | None
    url: str | None


class Contact(_Model):
    """Who the person is and how to reach them. `location` is one line."""

    name: str | None
    label: str | None
    email: str | None
    phone: str | None
    url: str | None
    location: str | None
    profiles: list[NetworkLink]


class DraftEntry(_Model):
    """A job, a school, a project, a group of skills.

    Attributes:
        entry: The master profile's entry, such as "work/1".
        title: Position, degree, name of the project or of the group.
        organization: Employer, school, issuer.
        start_date: As in the master profile.
        end_date: As in the master profile; None with a start means that it lasts.
        dates: Both in one line, as printed.
        detail: Score, level, fluency or roles.
    """

    entry: str
    title: str | None
    organization: str | None
    location: str | None
    start_date: str | None
    end_date: str | None
    dates: str | None
    url: str | None
    detail: str | None
    lines: list[DraftLine]


class CvSection(_Model):
    """A heading and what stands under it. `layout` says whether lines are bullets or one list."""

    id: str
    heading: str
    layout: Literal["entries", "inline"]
    entries: list[DraftEntry]


class CvDraft(_Model):
    """A CV for one posting."""

    schema_version: Literal[1] = 1
    kind: Literal["cv"] = "cv"
    language: str
    target: Target
    basics: Contact
    summary: list[DraftLine]
    sections: list[CvSection]
    unverified: list[Unverified] = Field(default_factory=list[Unverified])
    requirements_met: list[RequirementMet] = Field(default_factory=list[RequirementMet])


class Recipient(_Model):
    """Whom a letter is for."""

    name: str | None
    company: str | None


class Paragraph(_Model):
    """Sentences that belong together. `as_list`: the first leads in, the rest are bullets."""

    sentences: list[DraftLine]
    as_list: bool = False


class LetterDraft(_Model):
    """A cover letter for one posting."""

    schema_version: Literal[1] = 1
    kind: Literal["letter"] = "letter"
    language: str
    target: Target
    basics: Contact
    recipient: Recipient
    subject: str
    salutation: str
    paragraphs: list[Paragraph]
    closing: str
    signature: str | None
    unverified: list[Unverified] = Field(default_factory=list[Unverified])
    requirements_met: list[RequirementMet] = Field(default_factory=list[RequirementMet])


def to_text(draft: CvDraft | LetterDraft) -> str:
    """The draft as plain text, ready to send; ends with a line break."""
    return _printed(draft, markdown=False)


def to_markdown(draft: CvDraft | LetterDraft) -> str:
    """The draft as Markdown; the person's own characters are escaped, not interpreted."""
    return _printed(draft, markdown=True)


def _printed(draft: CvDraft | LetterDraft, *, markdown: bool) -> str:
    printer = _Printer(markdown=markdown)
    if isinstance(draft, CvDraft):
        blocks = _cv_blocks(draft, printer)
    else:
        blocks = _letter_blocks(draft, printer)
    return "\n\n".join(block for block in blocks if block) + "\n"


class _Printer:
    """The few forms that a block of text has, in Markdown or without."""

    def __init__(self, *, markdown: bool) -> None:
        self._markdown = markdown

    def plain(self, text: str) -> str:
        one_line = " ".join(text.split())
        if not self._markdown:
            return one_line
        escaped = _MARKDOWN_SPECIAL.sub(r"\\\1", one_line)
        return _MARKDOWN_LINE_START.sub(r"\\\1", escaped)

    def heading(self, text: str, level: int) -> str:
        if self._markdown:
            return f"{'#' * level} {self.plain(text)}"
        return self.plain(text).upper() if level == 2 else self.plain(text)

    def bullets(self, texts: list[str]) -> str:
        return "\n".join(f"- {self.plain(text)}" for text in texts)

    def lines(self, texts: list[str]) -> str:
        # Two blanks at the end of a line are Markdown's line break.
        return ("  \n" if self._markdown else "\n").join(self.plain(text) for text in texts)


def _cv_blocks(draft: CvDraft, printer: _Printer) -> list[str]:
    basics = draft.basics
    blocks = [
        printer.heading(basics.name, 1) if basics.name else "",
        printer.lines([text for text in (basics.label, *_contact_lines(basics)) if text]),
        " ".join(printer.plain(line.text) for line in draft.summary),
    ]
    for section in draft.sections:
        blocks.append(printer.heading(section.heading, 2))
        if section.layout == "inline":
            blocks.append(printer.bullets([_inline(entry) for entry in section.entries]))
        else:
            for entry in section.entries:
                blocks += _entry_blocks(entry, printer)
    return blocks


def _contact_lines(basics: Contact) -> list[str]:
    reach = ", ".join(x for x in (basics.email, basics.phone, basics.location) if x)
    links = [link.url or _handle(link) for link in basics.profiles]
    return [reach, *(link for link in (basics.url, *links) if link)]


def _handle(link: NetworkLink) -> str:
    return ": ".join(part for part in (link.network, link.username) if part)


def _entry_blocks(entry: DraftEntry, printer: _Printer) -> list[str]:
    title = ", ".join(part for part in (entry.title, entry.organization) if part)
    facts = [fact for fact in (entry.dates, entry.location, entry.detail) if fact]
    under = [", ".join(facts)] if facts else []
    return [
        printer.heading(title, 3) if title else "",
        printer.lines([*under, *([entry.url] if entry.url else [])]),
        printer.bullets([line.text for line in entry.lines]),
    ]


def _inline(entry: DraftEntry) -> str:
    head = entry.title or ""
    if entry.detail:
        head = f"{head} ({entry.detail})" if head else entry.detail
    tail = ", ".join(line.text for line in entry.lines)
    return ": ".join(part for part in (head, tail) if part)


def _letter_blocks(draft: LetterDraft, printer: _Printer) -> list[str]:
    basics = draft.basics
    sender = [text for text in (basics.name, *_contact_lines(basics)) if text]
    recipient = [text for text in (draft.recipient.name, draft.recipient.company) if text]
    return [
        printer.lines(sender),
        printer.lines(recipient),
        printer.heading(draft.subject, 3),
        printer.plain(draft.salutation),
        *(_paragraph(paragraph, printer) for paragraph in draft.paragraphs),
        printer.lines([text for text in (draft.closing, draft.signature) if text]),
    ]


def _paragraph(paragraph: Paragraph, printer: _Printer) -> str:
    texts = [line.text for line in paragraph.sentences]
    if paragraph.as_list and texts:
        return f"{printer.plain(texts[0])}\n\n{printer.bullets(texts[1:])}"
    return " ".join(_ended(printer.plain(text)) for text in texts)


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "!", "?", ":", ",", ";")) else f"{sentence}."
