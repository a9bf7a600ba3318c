"""A PDF read back: is every line there, whole and in order, with no glyph missing?"""

from __future__ import annotations

import unicodedata
from contextlib import closing
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from profiles.errors import JobaiError
from profiles.pdfium import ONE_PDF
from profiles.rendering.content import texts_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from profiles.rendering.content import Content

_LINE_END_HYPHENS = "\x02\ufffe"
"""What pdfium gives for a hyphen at the end of a line."""
_NO_GLYPH = "\ufffd"
_SHOWN = 60
_SLACK = 200
"""Characters, about two lines."""
_TOLD_OF_ACCENTS = (
    "Some programs will read a letter with a separate accent twice in the text of this PDF: the "
    "font draws it in pieces. Another theme may not."
)
"""The PDF says beside such a letter what its text is (ActualText), but not every reader looks."""


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


def page_count(data: bytes) -> int:
    """How many pages a PDF has: to read what stands on them takes sixty times as long."""
    import pypdfium2

    with ONE_PDF, closing(pypdfium2.PdfDocument(data)) as document:
        return len(document)


def proofread(printed: PrintedPages, content: Content) -> tuple[str, ...]:
    """Compare what was printed with what should have been.

    Returns:
        What a person should know about the text all the same.

    Raises:
        JobaiError: naming the first text that is missing, torn apart or out of order.
    """
    texts = list(texts_of(content))
    read = "".join(printed.pages)
    if read.count(_NO_GLYPH) > sum(text.count(_NO_GLYPH) for text in texts):
        raise _faulty("a character has no glyph")
    if not printed.tagged:
        raise _faulty("it has no structure for screen readers")
    fault = _first_fault(read, texts, _letters)
    if fault is None:
        return ()
    has_accents = any(map(unicodedata.combining, _letters(fault)))
    if not has_accents or _first_fault(read, texts, _skeleton) is not None:
        shown = fault if len(fault) <= _SHOWN else fault[:_SHOWN] + "..."
        raise _faulty(f"{shown!r} is not in it, or not in its place")
    return (_TOLD_OF_ACCENTS,)


def _first_fault(read: str, texts: Sequence[str], form: Callable[[str], str]) -> str | None:
    """The first text that is not in its place, when both are compared in this form."""
    all_read = form(read)
    runs_both_ways = _has_rtl(all_read)
    at = 0
    for text in texts:
        # One back: in a skeleton, a text's first letter can be one with the last before it.
        at = _find(all_read, form(text), max(0, at - 1), both_ways=runs_both_ways)
        if at < 0:
            return text
    return None


def _find(read: str, wanted: str, at: int, *, both_ways: bool) -> int:
    """Where the wanted text ends, from `at` on; -1 when it is not there."""
    start = read.find(wanted, at)
    if start >= 0:
        return start + len(wanted)
    if not both_ways:
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
    folded = unicodedata.normalize("NFKD", text).casefold()
    return "".join(folded.split())


def _skeleton(text: str) -> str:
    """The letters without their accents, and each once in a row."""
    bare = (x for x in _letters(text) if not unicodedata.combining(x))
    return "".join(letter for letter, _ in groupby(bare))


def _faulty(what: str) -> JobaiError:
    return JobaiError(
        f"The PDF was made, but read back it is faulty: {what}. It was not written.",
        hint="Take another theme or another format, such as .docx or .html, and report this.",
    )
