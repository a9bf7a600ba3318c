"""A PDF read back: is every line there, whole and in order, with no glyph missing?"""

from __future__ import annotations

import unicodedata
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from profiles.errors import JobaiError
from profiles.pdfium import ONE_PDF
from profiles.rendering.content import texts_of

if TYPE_CHECKING:
    from profiles.rendering.content import Content

_LINE_END_HYPHENS = "\x02\ufffe"
"""What pdfium gives for a hyphen at the end of a line."""
_NO_GLYPH = "\ufffd"
_SHOWN = 60
_SLACK = 200
"""Characters, about two lines."""


@dataclass(frozen=True, slots=True)
class PrintedPages:
    """The text of each page as a program reads it, and whether the PDF is tagged."""

    pages: tuple[str, ...]
    tagged: bool

    @classmethod
    def of(cls, data: bytes) -> PrintedPages:
        """Read a PDF."""
        import pypdfium2
        import pypdfium2.raw

        raw: Any = pypdfium2.raw  # it has no types
        with ONE_PDF, closing(pypdfium2.PdfDocument(data)) as opened:
            document: Any = opened
            pages: list[str] = []
            for page in document:
                with closing(page), closing(page.get_textpage()) as text:
                    pages.append(text.get_text_bounded())
            tagged = bool(raw.FPDFCatalog_IsTagged(document.raw))
        return cls(tuple(pages), tagged)

    def lines_after(self, page: int) -> int:
        """How many lines stand on the pages after this one, counted from 1."""
        return sum(1 for text in self.pages[page:] for line in text.splitlines() if line.strip())


def proofread(printed: PrintedPages, content: Content) -> None:
    """Compare what was printed with what should have been.

    Raises:
        JobaiError: naming the first text that is missing, torn apart or out of order.
    """
    read = _letters("".join(printed.pages))
    if _NO_GLYPH in read:
        raise _faulty("a character has no glyph")
    if not printed.tagged:
        raise _faulty("it has no structure for screen readers")
    at = 0
    for text in texts_of(content):
        wanted = _letters(text)
        found = _find(read, wanted, at, rtl=content.direction == "rtl")
        if found < 0:
            shown = text if len(text) <= _SHOWN else text[:_SHOWN] + "..."
            raise _faulty(f"{shown!r} is not in it, or not in its place")
        at = found


def _find(read: str, wanted: str, at: int, *, rtl: bool) -> int:
    """Where the wanted text ends, from `at` on; -1 when it is not there."""
    start = read.find(wanted, at)
    if start >= 0:
        return start + len(wanted)
    if not rtl and not _has_rtl(wanted):
        return -1
    # A line that runs both ways is read in another order than it was written in: the same letters
    # must stand together in it all the same.
    letters = sorted(wanted)
    for start in range(max(0, at - _SLACK), at + _SLACK):
        if sorted(read[start : start + len(wanted)]) == letters:
            return max(at, start + len(wanted))
    return -1


def _has_rtl(text: str) -> bool:
    return any(unicodedata.bidirectional(character) in ("R", "AL") for character in text)


def _letters(text: str) -> str:
    """A text without what line breaks and small capitals change."""
    for hyphen in _LINE_END_HYPHENS:
        text = text.replace(hyphen, "-")
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(folded.split())


def _faulty(what: str) -> JobaiError:
    return JobaiError(
        f"The PDF was made, but read back it is faulty: {what}. It was not written.",
        hint="Write another format, such as .docx or .html, and report this.",
    )
