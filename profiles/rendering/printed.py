"""A draft as plain text or Markdown."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from profiles.drafts import CvDraft
from profiles.rendering.facts import facts_of, lines_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from profiles.drafts import (
        Contact,
        DraftEntry,
        DraftLine,
        LetterDraft,
        NetworkLink,
        Paragraph,
    )

_ENDS = (".", "!", "?", ":", ",", ";", "…", "。", "！", "？", "：", "、")
_MARKDOWN_SPECIAL = re.compile(r"([\\`*\[\]<>])")
_MARKDOWN_LINE_START = re.compile(r"\A(#|\+|-|\d+[.)](?=\s))")


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
                blocks += _entry_blocks(entry, printer, draft.language)
    return blocks


def _contact_lines(basics: Contact) -> list[str]:
    reach = ", ".join(x for x in (basics.email, basics.phone, basics.location) if x)
    links = [link.url or _handle(link) for link in basics.profiles]
    return [reach, *(link for link in (basics.url, *links) if link)]


def _handle(link: NetworkLink) -> str:
    return ": ".join(part for part in (link.network, link.username) if part)


def _entry_blocks(entry: DraftEntry, printer: _Printer, language: str) -> list[str]:
    title = ", ".join(part for part in (entry.title, entry.organization) if part)
    facts = facts_of(entry, language)
    under = [", ".join(facts)] if facts else []
    return [
        printer.heading(title, 3) if title else "",
        printer.lines([*under, *([entry.url] if entry.url else [])]),
        printer.bullets(lines_of(entry, language)),
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
        printer.plain(draft.date_line or ""),
        printer.heading(draft.subject, 3),
        printer.plain(draft.salutation),
        *(_paragraph(paragraph, printer) for paragraph in draft.paragraphs),
        printer.lines([text for text in (draft.closing, draft.signature) if text]),
    ]


def _paragraph(paragraph: Paragraph, printer: _Printer) -> str:
    if paragraph.as_list and paragraph.sentences:
        lead_in, *rest = (line.text for line in paragraph.sentences)
        return f"{printer.plain(lead_in)}\n\n{printer.bullets(rest)}"
    return " ".join(ended(printer.plain(text)) for text in spoken(paragraph.sentences))


def spoken(lines: Iterable[DraftLine]) -> list[str]:
    """The texts of lines, a subject put before the line that it was made for: "I built ..."."""
    return [text for text, _ in runs_of(lines)]


def runs_of(lines: Iterable[DraftLine]) -> list[tuple[str, tuple[DraftLine, ...]]]:
    """Each sentence as printed, with the line that it is, or the subject and the line."""
    runs: list[tuple[str, tuple[DraftLine, ...]]] = []
    subject: DraftLine | None = None
    told = [line for line in lines if line.text.strip()]
    for line, following in zip(told, [*told[1:], None], strict=True):
        text = " ".join(line.text.split())
        is_fragment = line.origin == "template" and text[-1].isalpha()
        if subject is not None:
            run_on = f"{' '.join(subject.text.split())} {text[0].lower()}{text[1:]}"
            runs.append((run_on, (subject, line)))
            subject = None
        elif is_fragment and following is not None and following.origin != "template":
            subject = line
        else:
            runs.append((text, (line,)))
    return runs


def ended(sentence: str) -> str:
    """A sentence with a mark at its end, so that another can follow it."""
    if not sentence or sentence.endswith(_ENDS):
        return sentence
    last = sentence[-1]
    is_cjk = unicodedata.east_asian_width(last) == "W" and last.isalpha()
    return f"{sentence}。" if is_cjk else f"{sentence}."
