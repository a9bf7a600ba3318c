"""PDF files: their lines with their places, and pictures of their pages."""

from __future__ import annotations

import time
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from orchestrator.documents.hints import PASTE
from orchestrator.documents.images import LONGEST_EDGE, tile
from orchestrator.documents.limits import Limits
from orchestrator.documents.margins import without_margins
from orchestrator.documents.pdf_lines import has_scan, links_of, seen_lines
from orchestrator.errors import UnreadableSourceError
from profiles.pdfium import ONE_PDF

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from PIL.Image import Image as Picture

    from orchestrator.documents.columns import Line
    from orchestrator.documents.pdf_lines import Link
    from orchestrator.providers.base import Image

FEWEST_LETTERS = 50
"""With fewer on a page it is a scan: a scanner's stamp is shorter, a posting or CV longer."""

ReadT = TypeVar("ReadT")

_ERR_PASSWORD = 4  # FPDF_ERR_PASSWORD of PDFium's public API
_ERR_SECURITY = 5  # FPDF_ERR_SECURITY
_LONG_SHEET_WIDTH = 1_176  # pixels: 140 dpi on A4
_LONG_SHEET_HEIGHT = 11_600  # pixels: what eight tiles cover
_FEWER_PAGES = "Print the pages that matter to a PDF of their own."


class PdfPages(NamedTuple):
    """What people see of the text of a PDF.

    Attributes:
        lines: Of each page, in the order of the file, without running headers and page numbers.
        widths: Of each page, in points.
        scans: How many pages are pictures; their lines are left out.
    """

    lines: list[list[Line]]
    widths: list[float]
    scans: int


class PdfFile:
    """An open PDF, from `read_with`.

    Attributes:
        document: A `pypdfium2.PdfDocument`; it has no types.
        pages: How many.
    """

    def __init__(self, document: Any, limits: Limits, shown: str) -> None:
        self.document = document
        self.pages = len(document)
        self._limits = limits
        self._shown = shown
        self._deadline = time.monotonic() + limits.pdf_s
        if self.pages == 0:
            raise _unreadable(None, shown)
        if self.pages > limits.pdf_pages:
            raise self._too_large(f"has {self.pages} pages; at most {limits.pdf_pages} are read")
        if document.get_formtype():
            self._fill_forms()

    def text_layer(self) -> PdfPages:
        """Read what people see of the text; 2 to 8 ms for a page.

        Raises:
            UnreadableSourceError: it takes too long.
        """
        lines: list[list[Line]] = []
        heights: list[float] = []
        widths: list[float] = []
        scans = 0
        for index in range(self.pages):
            self._check_time()
            with closing(self.document[index]) as page:
                found = seen_lines(page)
                if letters_of(line.text for line in found) < FEWEST_LETTERS and has_scan(page):
                    scans += 1
                    found = []  # the stamp of a scanner
                lines.append(found)
                heights.append(page.get_height())
                widths.append(page.get_width())
        return PdfPages(without_margins(lines, heights), widths, scans)

    def links(self) -> list[list[Link]]:
        """Read where clicks lead, page by page."""
        found: list[list[Link]] = []
        for index in range(self.pages):
            with closing(self.document[index]) as page:
                found.append(links_of(page))
        return found

    def pictures(self) -> tuple[Image, ...]:
        """Draw the pages.

        Raises:
            UnreadableSourceError: they are blank or too many, or drawing takes too long.
        """
        limits, shown = self._limits, self._shown
        if self.pages > limits.pictures:
            raise self._too_large(
                f"is a scan of {self.pages} pages; at most {limits.pictures} pictures are sent"
            )
        images: list[Image] = []
        for index in range(self.pages):
            self._check_time()
            picture = self._page_picture(index)
            if not _is_blank(picture):
                images += tile(picture, limits=limits, shown=shown)
        if not images:
            raise UnreadableSourceError(
                f"{shown} has neither text nor pictures: its pages are blank.",
                reason="empty",
                hint=PASTE,
            )
        if len(images) > limits.pictures:
            raise self._too_large(
                f"is a scan that would become {len(images)} pictures; "
                f"at most {limits.pictures} are sent"
            )
        return tuple(images)

    def _fill_forms(self) -> None:
        """Make what is filled into form fields part of their pages, of the copy in memory."""
        import pypdfium2

        with suppress(pypdfium2.PdfiumError):  # where it fails the fields stay unread
            self.document.init_forms()
            for index in range(self.pages):
                with closing(self.document[index]) as page:
                    page.flatten()

    def _page_picture(self, index: int) -> Picture:
        with closing(self.document[index]) as page:
            width, height = page.get_size()
            scale = _pixels_per_point(width, height)
            if not 0.1 < scale < 100:
                raise _unreadable(None, self._shown)
            with closing(page.render(scale=scale, rev_byteorder=True)) as bitmap:
                return bitmap.to_pil().convert("RGB").copy()

    def _check_time(self) -> None:
        if time.monotonic() > self._deadline:
            raise self._too_large("takes too long to read")

    def _too_large(self, what: str) -> UnreadableSourceError:
        return UnreadableSourceError(
            f"{self._shown} {what}.", reason="too_large", hint=_FEWER_PAGES
        )


def read_with(
    read: Callable[[PdfFile], ReadT], data: bytes, *, limits: Limits | None, shown: str
) -> ReadT:
    """Open a PDF and read it, one file at a time in a process.

    Args:
        read: What to do with the open file.
        data: The whole file.
        limits: None for the defaults.
        shown: What the file is called in messages.

    Raises:
        UnreadableSourceError: Encrypted, damaged, empty or too large.
    """
    import pypdfium2

    with ONE_PDF:
        try:
            with closing(pypdfium2.PdfDocument(data)) as document:
                return read(PdfFile(document, limits or Limits(), shown))
        except pypdfium2.PdfiumError as error:
            code: int | None = getattr(error, "err_code", None)
            raise _unreadable(code, shown) from error


def letters_of(texts: Iterable[str]) -> int:
    """How many letters there are."""
    return sum(character.isalpha() for text in texts for character in text)


def _pixels_per_point(width: float, height: float) -> float:
    """A sheet fits one picture; a web page printed to one long sheet is wide enough to be tiled."""
    if width <= 0 or height <= 0:
        return 0.0
    if height <= 2 * width:
        return (LONGEST_EDGE - 1) / max(width, height)  # PDFium rounds up
    return min(_LONG_SHEET_WIDTH / width, _LONG_SHEET_HEIGHT / height)


def _is_blank(picture: Picture) -> bool:
    return picture.getcolors(1) is not None


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
