"""What a draft says, in the pieces that a page is made of: the same for PDF, Word and HTML."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from profiles.drafts import CvDraft
from profiles.rendering.facts import facts_of, lines_of
from profiles.rendering.printed import ended, spoken
from profiles.rendering.resources import table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from profiles.drafts import Contact, CvSection, DraftEntry, LetterDraft, Paragraph
    from profiles.rendering.options import RenderOptions

Direction = Literal["ltr", "rtl"]

_ADDRESS = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}(?:[/?#:]\S*)?", re.IGNORECASE)
_SCHEME = re.compile(r"\Ahttps?://(?:www\.)?", re.IGNORECASE)
_JOINERS = "\u200c\u200d"
_CODE_LENGTHS = (2, 3)
_UNSEEN = "\u034f\ufffe\uffff"

LIST_SEPARATOR = " \N{MIDDLE DOT} "
"""Between the members of a list that is printed as one line."""


@dataclass(frozen=True, slots=True)
class Linked:
    """A text that may lead somewhere."""

    text: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """Who the person is. `contacts` are in the order of printing."""

    name: str | None
    label: str | None
    contacts: tuple[Linked, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A job, a school, a project. `facts` are dates, place and detail; `lines` are bullets."""

    title: str | None
    organization: str | None
    facts: tuple[str, ...]
    link: Linked | None
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A line of an inline section: "Languages (fluent): Go, Python"."""

    title: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it: entries, or the lines of an inline section.

    `brief`: no entry has bullets, so each is one line.
    """

    heading: str
    entries: tuple[Entry, ...]
    groups: tuple[Group, ...]
    brief: bool


@dataclass(frozen=True, slots=True)
class CvContent:
    """A CV."""

    language: str
    direction: Direction
    head: Head
    summary: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class ParagraphContent:
    """A paragraph of a letter, with the bullets that it leads to."""

    text: str
    bullets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LetterContent:
    """A letter. `dated_first`: the date stands above the recipient, as on US paper."""

    language: str
    direction: Direction
    head: Head
    recipient: tuple[str, ...]
    dated: str | None
    dated_first: bool
    subject: str
    salutation: str
    paragraphs: tuple[ParagraphContent, ...]
    closing: str
    signature: str | None


Content = CvContent | LetterContent


def content_of(draft: CvDraft | LetterDraft, options: RenderOptions) -> Content:
    """Take a draft apart; its texts are cleaned of what no page can show."""
    content = _cv(draft) if isinstance(draft, CvDraft) else _letter(draft, options)
    return replace(content, direction=_direction(texts_of(content)))


def texts_of(content: Content) -> Iterator[str]:
    """Every text of it, in reading order, each as one whole."""
    head = content.head
    yield from (text for text in (head.name, head.label) if text)
    yield from (link.text for link in head.contacts)
    body = _cv_texts(content) if isinstance(content, CvContent) else _letter_texts(content)
    yield from (text for text in body if text)


def title_of(content: Content) -> str:
    """The title of the file: whose it is, and a CV or the subject of the letter."""
    words = table("words").get(content.language, table("words")["en"])
    is_cv = isinstance(content, CvContent)
    what: str = words["cv"] if is_cv else content.subject or words["letter"]
    return ", ".join(part for part in (content.head.name, what) if part)


def clean(text: str) -> str:
    """One line without control characters and invisible ones, composed (NFC)."""
    kept = (
        " " if character.isspace() else character
        for character in unicodedata.normalize("NFC", text)
        if character.isspace() or not _is_invisible(character)
    )
    return re.sub(" +", " ", "".join(kept)).strip()


def web_address(text: str) -> Linked:
    """An address as people print it, without its scheme, that leads there; else just the text."""
    address = clean(text)
    if _SCHEME.match(address):
        return Linked(_SCHEME.sub("", address).rstrip("/") or address, address)
    if _ADDRESS.fullmatch(address):
        return Linked(address, f"https://{address}")
    return Linked(address)


def _is_invisible(character: str) -> bool:
    """Controls, halves of pairs, marks of direction; but Persian and Indic need the joiners."""
    hidden = unicodedata.category(character) in ("Cc", "Cf", "Cs")
    return (hidden and character not in _JOINERS) or character in _UNSEEN


def _cv(draft: CvDraft) -> CvContent:
    language = language_code(draft.language)
    sections = (section_content(section, language) for section in draft.sections)
    return CvContent(
        language=language,
        direction="ltr",
        head=head_content(draft.basics),
        summary=_sentences(line.text for line in draft.summary),
        sections=tuple(section for section in sections if section.entries or section.groups),
    )


def _letter(draft: LetterDraft, options: RenderOptions) -> LetterContent:
    return LetterContent(
        language=language_code(draft.language),
        direction="ltr",
        head=head_content(draft.basics),
        recipient=_kept((draft.recipient.name, draft.recipient.company)),
        dated=clean(draft.date_line or "") or None,
        dated_first=options.paper == "letter",
        subject=clean(draft.subject),
        salutation=clean(draft.salutation),
        paragraphs=tuple(_paragraph(paragraph) for paragraph in draft.paragraphs),
        closing=clean(draft.closing),
        signature=clean(draft.signature or "") or None,
    )


def head_content(basics: Contact) -> Head:
    """Who the person is, as printed."""
    contacts: list[Linked] = []
    if email := clean(basics.email or ""):
        contacts.append(Linked(email, f"mailto:{email}" if "@" in email else None))
    if phone := clean(basics.phone or ""):
        dialled = re.sub(r"[^\d+]", "", phone)
        contacts.append(Linked(phone, f"tel:{dialled}" if dialled else None))
    if location := clean(basics.location or ""):
        contacts.append(Linked(location))
    if basics.url:
        contacts.append(web_address(basics.url))
    for profile in basics.profiles:
        if profile.url:
            contacts.append(web_address(profile.url))
        elif names := _kept((profile.network, profile.username)):
            contacts.append(Linked(": ".join(names)))
    return Head(
        name=clean(basics.name or "") or None,
        label=clean(basics.label or "") or None,
        contacts=tuple({link.text: link for link in contacts if link.text}.values()),
    )


def language_code(language: str) -> str:
    """Return what a file calls a language: "pt" of "pt-BR", "und" of what is none."""
    code = re.split("[-_]", language.strip().lower())[0]
    return code if code.isascii() and code.isalpha() and len(code) in _CODE_LENGTHS else "und"


def section_content(section: CvSection, language: str) -> Section:
    """A section as printed: an inline one without titles is one line."""
    heading = clean(section.heading)
    if section.layout == "inline":
        groups = tuple(group for entry in section.entries if (group := _group(entry)) is not None)
        if all(not group.title for group in groups) and not any(x.lines for x in section.entries):
            groups = (Group(None, LIST_SEPARATOR.join(group.text for group in groups)),)
        return Section(heading, (), tuple(group for group in groups if group.text), brief=True)
    entries = tuple(entry_content(entry, language) for entry in section.entries)
    return Section(heading, entries, (), brief=not any(entry.lines for entry in entries))


def _group(entry: DraftEntry) -> Group | None:
    head = " ".join(_kept((entry.title, f"({entry.detail})" if entry.detail else None)))
    words = ", ".join(_kept(line.text for line in entry.lines))
    if not words:
        return Group(None, head) if head else None
    return Group(head or None, words)


def entry_content(entry: DraftEntry, language: str) -> Entry:
    """An entry as printed, its dates with the months of the language."""
    return Entry(
        title=clean(entry.title or "") or None,
        organization=clean(entry.organization or "") or None,
        facts=_kept(facts_of(entry, language)),
        link=web_address(entry.url) if entry.url and clean(entry.url) else None,
        lines=_kept(lines_of(entry, language)),
    )


def _paragraph(paragraph: Paragraph) -> ParagraphContent:
    if paragraph.as_list and paragraph.sentences:
        lead_in, *rest = (line.text for line in paragraph.sentences)
        return ParagraphContent(clean(lead_in), _kept(rest))
    return ParagraphContent(_sentences(spoken(paragraph.sentences)), ())


def _sentences(texts: Iterable[str]) -> str:
    return " ".join(ended(text) for text in _kept(texts))


def _kept(texts: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(cleaned for text in texts if text and (cleaned := clean(text)))


def _cv_texts(content: CvContent) -> Iterator[str]:
    yield content.summary
    for section in content.sections:
        yield section.heading
        for entry in section.entries:
            yield ", ".join(x for x in (entry.title, entry.organization) if x)
            yield from entry.facts
            yield entry.link.text if entry.link else ""
            yield from entry.lines
        for group in section.groups:
            yield group.title or ""
            yield group.text


def _letter_texts(content: LetterContent) -> Iterator[str]:
    dated = (content.dated or "",)
    yield from (*dated, *content.recipient) if content.dated_first else (*content.recipient, *dated)
    yield from (content.subject, content.salutation)
    for paragraph in content.paragraphs:
        yield paragraph.text
        yield from paragraph.bullets
    yield from (content.closing, content.signature or "")


def _direction(texts: Iterable[str]) -> Direction:
    """Of the page: that of most of its letters."""
    kinds = Counter(unicodedata.bidirectional(character) for text in texts for character in text)
    return "rtl" if kinds["R"] + kinds["AL"] > kinds["L"] else "ltr"
