"""A draft as a Word document: real styles, no tables, the same bytes for the same draft."""

from __future__ import annotations

from datetime import UTC, datetime, time
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import parse_xml
from docx.shared import Cm

from profiles.rendering.content import CvContent
from profiles.rendering.resources import table
from profiles.rendering.word_styles import float_right, set_styles

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docx.document import Document as WordDocument
    from docx.text.paragraph import Paragraph

    from profiles.rendering.content import Content, Entry, Head, LetterContent, Linked
    from profiles.rendering.options import RenderOptions
    from profiles.rendering.photos import Photo

_PAPERS_CM = {"a4": (21.0, 29.7), "letter": (21.59, 27.94)}
_PHOTO_HEIGHT_CM = 3.4
_LONGEST_PROPERTY = 255
"""Characters, by the standard."""

_NO_DAY = datetime(1980, 1, 1, tzinfo=UTC)
"""The first day that a zip file can hold, and what it says where no day is given."""


def word_document(
    content: Content, options: RenderOptions, photo: Photo | None, title: str
) -> bytes:
    """The file's bytes."""
    document = Document()
    is_cv = isinstance(content, CvContent)
    look = table("themes")[options.theme]
    set_styles(document, look, content, is_cv=is_cv)
    section = document.sections[0]
    width, height = _PAPERS_CM[options.paper]
    section.page_width, section.page_height = Cm(width), Cm(height)
    sides, ends = look["margin_cm" if is_cv else "letter_margin_cm"]
    section.left_margin = section.right_margin = Cm(sides)
    section.top_margin = section.bottom_margin = Cm(ends)
    writer = _Writer(document, look["separator"])
    if isinstance(content, CvContent):
        _cv(writer, content, photo, beside=look["facts"] == "beside")
    else:
        _letter(writer, content)
    properties = document.core_properties
    properties.title = title[:_LONGEST_PROPERTY]
    name = (content.head.name or "")[:_LONGEST_PROPERTY]
    properties.author = properties.last_modified_by = name
    properties.comments = ""
    properties.language = content.language
    made = datetime.combine(options.dated, time(), UTC) if options.dated else _NO_DAY
    properties.created = properties.modified = made.replace(tzinfo=None)
    out = BytesIO()
    document.save(out)
    return _with_fixed_times(out.getvalue())


class _Writer:
    """Adds paragraphs to a document."""

    def __init__(self, document: WordDocument, separator: str) -> None:
        self.document = document
        self._separator = separator

    def add(self, text: str, style: str) -> None:
        self.document.add_paragraph(text, style=style)

    def add_all(self, texts: Sequence[str], style: str) -> None:
        for text in texts:
            self.add(text, style)

    def linked(self, links: Sequence[Linked | str], style: str) -> None:
        """Texts and links on one line."""
        if links:
            self.extend(self.document.add_paragraph(style=style), links)

    def extend(self, paragraph: Paragraph, links: Sequence[Linked | str]) -> None:
        for index, link in enumerate(links):
            if index:
                paragraph.add_run(self._separator)
            if isinstance(link, str):
                paragraph.add_run(link)
            elif link.url is None:
                paragraph.add_run(link.text)
            else:
                self._link(paragraph, link.text, link.url)

    def _link(self, paragraph: Paragraph, text: str, url: str) -> None:
        hyperlink: Any = parse_xml(f"<w:hyperlink {nsdecls('w')}/>")
        to = self.document.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        hyperlink.set(qn("r:id"), to)
        line: Any = paragraph._p  # pyright: ignore[reportPrivateUsage] # no public way to a link
        run: Any = paragraph.add_run(text)._r  # pyright: ignore[reportPrivateUsage]
        hyperlink.append(run)  # which takes it from the line
        line.append(hyperlink)


def _head(writer: _Writer, head: Head, photo: Photo | None) -> None:
    if photo is not None:
        paragraph = writer.document.add_paragraph(style="Contact")
        picture = paragraph.add_run().add_picture(BytesIO(photo.data), height=Cm(_PHOTO_HEIGHT_CM))
        float_right(picture, photo.description)
    if head.name:
        writer.add(head.name, "Title")
    if head.label:
        writer.add(head.label, "Subtitle")
    writer.linked(head.contacts, "Contact")


def _cv(writer: _Writer, content: CvContent, photo: Photo | None, *, beside: bool) -> None:
    _head(writer, content.head, photo)
    if content.summary:
        writer.add(content.summary, "Normal")
    for section in content.sections:
        writer.add(section.heading, "Heading 1")
        for entry in section.entries:
            _entry(writer, entry, brief=section.brief, beside=beside or section.brief)
        for group in section.groups:
            paragraph = writer.document.add_paragraph(style="Normal")
            if group.title:
                paragraph.add_run(f"{group.title}:").bold = True
                paragraph.add_run(" ")
            paragraph.add_run(group.text)


def _entry(writer: _Writer, entry: Entry, *, brief: bool, beside: bool) -> None:
    facts: list[Linked | str] = [*entry.facts, *([entry.link] if entry.link else [])]
    names = [name for name in (entry.title, entry.organization) if name]
    if names:
        paragraph = writer.document.add_paragraph(style="Brief Entry" if brief else "Heading 2")
        paragraph.add_run(names[0]).bold = True
        if names[1:]:
            paragraph.add_run(f", {names[1]}")
        if beside and facts:
            writer.extend(paragraph, ["", *facts])
    if not beside or not names:
        writer.linked(facts, "Facts")
    writer.add_all(entry.lines, "List Bullet")


def _letter(writer: _Writer, content: LetterContent) -> None:
    _head(writer, content.head, None)
    dated = [(content.dated, "Date")] if content.dated else []
    recipient = [(line, "Address") for line in content.recipient]
    above = [*dated, *recipient] if content.dated_first else [*recipient, *dated]
    for text, style in above:
        writer.add(text, style)
    if content.subject:
        writer.add(content.subject, "Heading 1")
    if content.salutation:
        writer.add(content.salutation, "Normal")
    for paragraph in content.paragraphs:
        if paragraph.text:
            writer.add(paragraph.text, "Normal")
        writer.add_all(paragraph.bullets, "List Bullet")
    writer.add(content.closing, "Normal")
    if content.signature:
        writer.add(content.signature, "Signature")


def _with_fixed_times(data: bytes) -> bytes:
    """The zip file again, without the times of its making."""
    out = BytesIO()
    with ZipFile(BytesIO(data)) as made, ZipFile(out, "w", ZIP_DEFLATED) as fixed:
        for name in made.namelist():
            entry = ZipInfo(name, _NO_DAY.timetuple()[:6])
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 0
            fixed.writestr(entry, made.read(name))
    return out.getvalue()
