"""PDF: the text layer, or pictures of the pages when there is none."""

from __future__ import annotations

import re
import threading
import time
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Any, NamedTuple

from orchestrator.errors import UnreadableSourceError
from orchestrator.tasks.extraction.sources.hints import PASTE
from orchestrator.tasks.extraction.sources.images import LONGEST_EDGE, tile
from orchestrator.tasks.extraction.sources.layout import text_of
from orchestrator.tasks.extraction.sources.limits import Limits
from orchestrator.tasks.extraction.sources.pdf_lines import has_scan, seen_lines, without_margins

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PIL.Image import Image as Picture

    from orchestrator.providers.base import Image
    from orchestrator.tasks.extraction.sources.columns import Line

_FEWEST_LETTERS = 50
"""With fewer on a page it is a scan: a scanner's stamp is shorter, a posting longer."""

_ERR_PASSWORD = 4  # FPDF_ERR_PASSWORD of PDFium's public API
_ERR_SECURITY = 5  # FPDF_ERR_SECURITY
_LONG_SHEET_WIDTH = 1_176  # pixels: 140 dpi on A4
_LONG_SHEET_HEIGHT = 11_600  # pixels: what eight tiles cover
_LONGEST_TITLE = 300
_SEPARATOR = re.compile(r"\s+[|–—-]\s+|\s*[|»•·]\s*")
_ONE_PDF = threading.Lock()  # PDFium is not thread-safe


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
    import pypdfium2

    limits = limits or Limits()
    with _ONE_PDF:
        try:
            with closing(pypdfium2.PdfDocument(data)) as document:
                return _content(document, limits, shown, as_pictures=as_pictures)
        except pypdfium2.PdfiumError as error:
            code: int | None = getattr(error, "err_code", None)
            raise _unreadable(code, shown) from error


# pypdfium2 has no type stubs, so its objects are Any here.
def _content(document: Any, limits: Limits, shown: str, *, as_pictures: bool) -> PdfContent:
    pages = len(document)
    if pages == 0:
        raise _unreadable(None, shown)
    if pages > limits.pdf_pages:
        raise UnreadableSourceError(
            f"{shown} has {pages} pages; a posting has at most {limits.pdf_pages}.",
            reason="too_large",
            hint="Print the pages of the posting to a PDF of their own.",
        )
    deadline = time.monotonic() + limits.pdf_s
    if document.get_formtype():
        _fill_forms(document, pages)
    if not as_pictures:
        text = _text_layer(document, pages, limits, shown, deadline)
        if text is not None:
            return PdfContent(text, (), _title(document, text))
    return PdfContent(None, _pictures(document, pages, limits, shown, deadline))


def _fill_forms(document: Any, pages: int) -> None:
    """Make what is filled into form fields part of their pages, of the copy in memory."""
    import pypdfium2

    with suppress(pypdfium2.PdfiumError):  # where it fails the fields stay unread
        document.init_forms()
        for index in range(pages):
            with closing(document[index]) as page:
                page.flatten()


def _text_layer(
    document: Any, pages: int, limits: Limits, shown: str, deadline: float
) -> str | None:
    """Read what people see of the text.

    Returns:
        None when it is missing, when its letters say nothing, or when half of the pages are scans
        and all pages can be sent as pictures.
    """
    from orchestrator.tasks.extraction.legibility import is_legible

    lines: list[list[Line]] = []
    heights: list[float] = []
    scans = 0
    for index in range(pages):
        _check_time(deadline, shown)
        with closing(document[index]) as page:
            found = seen_lines(page)
            if _letters_of(line.text for line in found) < _FEWEST_LETTERS and has_scan(page):
                scans += 1
                found = []  # the stamp of a scanner
            lines.append(found)
            heights.append(page.get_height())
    if scans >= pages - scans and pages <= limits.pictures:
        return None
    text = text_of(without_margins(lines, heights), ordered=True)
    return text if _letters_of([text]) >= _FEWEST_LETTERS and is_legible(text) else None


def _letters_of(texts: Iterable[str]) -> int:
    return sum(character.isalpha() for text in texts for character in text)


def _title(document: Any, text: str) -> str | None:
    """What the file calls itself, unless it is another's name or the name of a draft."""
    title = " ".join(str(document.get_metadata_value("Title")).split())[:_LONGEST_TITLE]
    first = _SEPARATOR.split(title)[0].casefold()
    return title if len(first) > 3 and first in " ".join(text.split()).casefold() else None


def _pictures(
    document: Any, pages: int, limits: Limits, shown: str, deadline: float
) -> tuple[Image, ...]:
    if pages > limits.pictures:
        raise UnreadableSourceError(
            f"{shown} is a scan of {pages} pages; at most {limits.pictures} pictures are sent.",
            reason="too_large",
            hint="Print the pages of the posting to a PDF of their own.",
        )
    images: list[Image] = []
    for index in range(pages):
        _check_time(deadline, shown)
        picture = _page_picture(document, index, shown)
        if not _is_blank(picture):
            images += tile(picture, limits=limits, shown=shown)
    if not images:
        raise UnreadableSourceError(
            f"{shown} has neither text nor pictures: its pages are blank.",
            reason="empty",
            hint=PASTE,
        )
    if len(images) > limits.pictures:
        raise UnreadableSourceError(
            f"{shown} is a scan that would become {len(images)} pictures; "
            f"at most {limits.pictures} are sent.",
            reason="too_large",
            hint="Print the pages of the posting to a PDF of their own.",
        )
    return tuple(images)


def _page_picture(document: Any, index: int, shown: str) -> Picture:
    with closing(document[index]) as page:
        width, height = page.get_size()
        scale = _pixels_per_point(width, height)
        if not 0.1 < scale < 100:
            raise _unreadable(None, shown)
        with closing(page.render(scale=scale, rev_byteorder=True)) as bitmap:
            return bitmap.to_pil().convert("RGB").copy()


def _pixels_per_point(width: float, height: float) -> float:
    """A sheet fits one picture; a web page printed to one long sheet is wide enough to be tiled."""
    if width <= 0 or height <= 0:
        return 0.0
    if height <= 2 * width:
        return (LONGEST_EDGE - 1) / max(width, height)  # PDFium rounds up
    return min(_LONG_SHEET_WIDTH / width, _LONG_SHEET_HEIGHT / height)


def _is_blank(picture: Picture) -> bool:
    return picture.getcolors(1) is not None


def _check_time(deadline: float, shown: str) -> None:
    if time.monotonic() > deadline:
        raise UnreadableSourceError(
            f"{shown} takes too long to read.",
            reason="too_large",
            hint="Print the pages of the posting to a PDF of their own.",
        )


def _unreadable(code: int | None, shown: str) -> UnreadableSourceError:
    if code in {_ERR_PASSWORD, _ERR_SECURITY}:
        return UnreadableSourceError(
            f"{shown} is protected with a password.",
            reason="encrypted",
            hint="Open it, print it to a new PDF without a password, and give that one.",
        )
    return UnreadableSourceError(
        f"{shown} is damaged: it cannot be read as a PDF.", reason="damaged", hint=PASTE
    )
