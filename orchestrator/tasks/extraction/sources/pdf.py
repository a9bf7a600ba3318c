"""PDF: the text layer, or pictures of the pages when there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from orchestrator.documents.layout import text_of
from orchestrator.documents.limits import Limits
from orchestrator.documents.pdf import FEWEST_LETTERS, letters_of, read_with
from orchestrator.tasks.extraction.patterns import regex

if TYPE_CHECKING:
    from orchestrator.documents.pdf import PdfFile
    from orchestrator.providers.base import Image

_LONGEST_TITLE = 300
_SEPARATOR = regex(r"\s+[|–—-]\s+|\s*[|»•·]\s*")


class PdfContent(NamedTuple):
    """Exactly one of text and images is filled; the title only beside a text that shows it."""

    text: str | None
    images: tuple[Image, ...]
    title: str | None = None


def read_pdf(
    data: bytes,
    *,
    limits: Limits | None = None,
    shown: str = "The PDF",
    as_pictures: bool = False,
) -> PdfContent:
    """Read a PDF; it takes milliseconds per page, and one file at a time in a process.

    Args:
        data: The whole file.
        limits: None for the defaults.
        shown: What the file is called in messages.
        as_pictures: Whether to give pictures although there is a text layer.

    Raises:
        UnreadableSourceError: Encrypted, damaged, empty or too large.
    """
    most_pictures = (limits or Limits()).pictures

    def content(file: PdfFile) -> PdfContent:
        text = None if as_pictures else _text_layer(file, most_pictures)
        if text is None:
            return PdfContent(None, file.pictures())
        return PdfContent(text, (), _title(file, text))

    return read_with(content, data, limits=limits, shown=shown)


def _text_layer(file: PdfFile, most_pictures: int) -> str | None:
    """Read what people see of the text.

    Returns:
        None when it is missing, when its letters say nothing, or when half of the pages are scans
        and all pages can be sent as pictures.
    """
    from orchestrator.tasks.extraction.legibility import is_legible

    pages = file.text_layer()
    if pages.scans >= file.pages - pages.scans and file.pages <= most_pictures:
        return None
    text = text_of(pages.lines, ordered=True)
    return text if letters_of([text]) >= FEWEST_LETTERS and is_legible(text) else None


def _title(file: PdfFile, text: str) -> str | None:
    """What the file calls itself, unless it is another's name or the name of a draft."""
    title = str(file.document.get_metadata_value("Title"))
    title = " ".join(title.split())[:_LONGEST_TITLE]
    first = _SEPARATOR.split(title)[0].casefold()
    return title if len(first) > 3 and first in " ".join(text.split()).casefold() else None
