"""Bytes to a CV's sheet: PDF, Word, Markdown or text; pictures of a scan; or advice."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from orchestrator.documents.charset import decode
from orchestrator.documents.limits import Limits, in_megabytes
from orchestrator.documents.pdf import FEWEST_LETTERS, letters_of, read_with
from orchestrator.documents.sniffing import (
    binary_kind,
    is_word_file,
    refuse_known_unreadable,
    text_kind,
)
from orchestrator.documents.word_files import WordFile
from orchestrator.errors import UnreadableSourceError
from orchestrator.tasks.importing.rows import Row, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from orchestrator.documents.pdf import PdfFile
    from orchestrator.documents.pdf_lines import Link
    from orchestrator.providers.base import Image

FORMATS = "PDF, Word (.docx), Markdown, plain text, pictures"
_MOST_PAGES = 60
_MOST_ROWS, _MOST_CHARACTERS = 3_000, 200_000
_PDF_END_BYTES = 65_536
"""Within so much of its end a whole PDF says that it ends, whatever a mailer hung behind it."""

_PASTE = "Paste its text: `jobai profile import -`."
_AS_PDF = "Save it as PDF or Word (.docx), or paste its text: `jobai profile import -`."
_SCAN = (
    "It has no text to read, as in a scan. Export the CV as PDF from where it was written, "
    "paste its text (`jobai profile import -`), or set up a provider that reads pictures "
    "(`jobai providers add gemini`), or read it offline: pip install 'jobai[ocr]'."
)
_PICTURE = (
    "Set up a provider that reads pictures (`jobai providers add gemini`), or read it offline: "
    "pip install 'jobai[ocr]'. Or give the CV as PDF, Word or text."
)
_HINTS = {
    "empty": _PASTE,
    "damaged": "Export it again from where it was written, or paste its text: "
    "`jobai profile import -`.",
    "encrypted": "Open it, print it to a new PDF without a password, and give that one.",
    "unsupported_type": _AS_PDF,
    "too_large": f"Give the CV alone, as {FORMATS}.",
    "binary": _AS_PDF,
}


@dataclass(frozen=True, slots=True)
class CvDocument:
    """A document that was opened: a sheet, or pictures of a scan.

    Attributes:
        sheet: None for a scan.
        images: Empty unless it is a scan.
        shown: What the file is called in messages.
        photographed: Whether it was given as pictures, not as a PDF of them.
        printed: Every line with its page and its number there, from 1; no page where the file
            has none. Of a Word file the paragraphs are counted.
    """

    sheet: Sheet | None
    images: tuple[Image, ...]
    shown: str
    photographed: bool = False
    printed: tuple[tuple[int | None, int, str], ...] = ()


def open_cv(data: bytes, *, name: str | None, limits: Limits | None = None) -> CvDocument:
    """Read a CV; its content decides what it is, not its name.

    Args:
        data: The whole file.
        name: Its name without the folder; None for standard input.
        limits: None for the defaults.

    Raises:
        UnreadableSourceError: With the reason "empty", "damaged", "encrypted", "too_large",
            "unsupported_type" or "binary".
    """
    shown = name or "Standard input"
    try:
        return _opened(data, name, shown, limits or Limits(pdf_pages=_MOST_PAGES))
    except UnreadableSourceError as error:
        hint = error.hint if "pip install" in (error.hint or "") else None
        hint = hint or _HINTS.get(error.reason, error.hint)
        raise UnreadableSourceError(error.message, reason=error.reason, hint=hint) from error


def open_pages(files: Sequence[tuple[bytes, str | None]]) -> CvDocument:
    """Read several pictures as the pages of one CV, in order.

    Raises:
        UnreadableSourceError: as `open_cv`; too many pictures; or one that is none.
    """
    limits = Limits(pdf_pages=_MOST_PAGES)
    limits = replace(limits, pictures=limits.pictures_as_one)
    images: list[Image] = []
    for data, name in files:
        cv = open_cv(data, name=name, limits=limits)
        if cv.sheet is not None:
            raise UnreadableSourceError(
                f"{cv.shown} is no picture: only pictures are joined to one CV.",
                reason="unsupported_type",
                hint="Give a file with text alone; add it to what is there with --merge.",
            )
        images += cv.images
    if len(images) > limits.pictures_as_one:
        raise UnreadableSourceError(
            f"Together they would become {len(images)} pictures; at most "
            f"{limits.pictures_as_one} are read.",
            reason="too_large",
            hint=_HINTS["too_large"],
        )
    return CvDocument(None, tuple(images), f"{len(files)} pictures", photographed=True)


def scan_refused(cv: CvDocument) -> UnreadableSourceError:
    """What is said of pictures when nobody can look at them."""
    if cv.photographed:
        is_one = not cv.shown.endswith(" pictures")
        what = f"{cv.shown} {'is a picture' if is_one else 'need a model'}"
        what = f"{what}, which needs a model that sees it." if is_one else f"{what} that sees them."
        return UnreadableSourceError(what, reason="scan", hint=_PICTURE)
    return UnreadableSourceError(
        f"{cv.shown} is a scan: pictures of pages without text.", reason="scan", hint=_SCAN
    )


def _opened(data: bytes, name: str | None, shown: str, limits: Limits) -> CvDocument:
    if not data.strip():
        raise UnreadableSourceError(
            f"{shown} is empty.", reason="empty", hint="Save or download it again."
        )
    kind = binary_kind(data)
    most = limits.page_decoded_bytes if kind is None else limits.binary_bytes
    if len(data) > most:
        raise UnreadableSourceError(
            f"{shown} is larger than {in_megabytes(most)}.",
            reason="too_large",
            hint="Give the pages of the CV alone.",
        )
    if kind == "pdf":
        return _pdf(data, shown, limits)
    if kind == "image":
        from orchestrator.documents.images import prepare_images

        images = prepare_images(data, limits=limits, shown=shown)
        return CvDocument(None, images, shown, photographed=True)
    if is_word_file(data):
        sheet = _word_sheet(data, shown, limits)
        return CvDocument(sheet, (), shown, printed=_numbered(row.text for row in sheet.rows))
    refuse_known_unreadable(data, shown)
    text = decode(data, declared=None, shown=shown)
    found = text_kind(text, name=name, declared_type=None)
    if found != "text":
        what = {"html": "a web page", "xml": "an XML file", "json": "a JSON file"}.get(
            found, "a message"
        )
        raise UnreadableSourceError(
            f"{shown} is {what}; a CV is read from {FORMATS}.",
            reason="unsupported_type",
            hint="Save or print it as PDF first.",
        )
    return CvDocument(_text_sheet(text, shown), (), shown, printed=_numbered(text.splitlines()))


def _numbered(
    lines: Iterable[str], page: int | None = None
) -> tuple[tuple[int | None, int, str], ...]:
    return tuple((page, number, line) for number, line in enumerate(lines, 1))


def _pdf(data: bytes, shown: str, limits: Limits) -> CvDocument:
    if b"%%EOF" not in data[-_PDF_END_BYTES:]:
        # PDFium mends such a file in silence; the pages that are not there would be lost in it.
        raise UnreadableSourceError(
            f"{shown} is cut off: the end of the PDF is missing.",
            reason="damaged",
            hint="Save or download it again.",
        )

    def read(file: PdfFile) -> CvDocument:
        from orchestrator.tasks.extraction.legibility import is_legible
        from orchestrator.tasks.importing.pdf_rows import rows_of

        pages = file.text_layer()
        text = "\n".join(line.text for page in pages.lines for line in page)
        if pages.scans < file.pages and letters_of([text]) >= FEWEST_LETTERS and is_legible(text):
            links = [_linked(*pair) for pair in zip(pages.lines, file.links(), strict=True)]
            sheet = _sheet(
                rows_of(pages.lines, pages.widths), [link for page in links for link in page], shown
            )
            printed = [
                place
                for number, page in enumerate(pages.lines, 1)
                for place in _numbered(
                    (x.text for x in sorted(page, key=lambda line: (line.middle, line.left))),
                    number,
                )
            ]
            return CvDocument(sheet, (), shown, printed=tuple(printed))
        return CvDocument(None, file.pictures(), shown)

    return read_with(read, data, limits=limits, shown=shown)


def _linked(lines: Sequence[object], links: Sequence[Link]) -> list[tuple[str, str]]:
    """Each address with the words of the line it lies over, as far as its box covers them."""
    from orchestrator.documents.columns import Line

    found: list[tuple[str, str]] = []
    for link in links:
        words = ""
        for line in lines:
            assert isinstance(line, Line)
            middle = (link.top + link.bottom) / 2
            if (
                line.top <= middle <= line.bottom
                and link.left < line.right
                and link.right > line.left
            ):
                width = max(line.right - line.left, 0.1) / max(len(line.text), 1)
                first = max(0, round((link.left - line.left) / width))
                last = round((link.right - line.left) / width)
                words = _whole_words(line.text, first, last)
                break
        found.append((words, link.url))
    return found


def _whole_words(text: str, first: int, last: int) -> str:
    """The words whose middle lies between two characters; widths are guessed, so it is near."""
    at, found = 0, list[str]()
    for word in text.split(" "):
        middle = at + len(word) / 2
        if first - 1 <= middle <= last + 1:
            found.append(word)
        at += len(word) + 1
    return " ".join(found).strip(" |·•,")


def _word_sheet(data: bytes, shown: str, limits: Limits) -> Sheet:
    from orchestrator.tasks.importing.word_rows import rows_of

    file = WordFile(data, shown=shown, most_bytes=limits.page_decoded_bytes)
    rows, links = rows_of(file)
    return _require_text(_sheet(rows, links, shown), shown)


def _text_sheet(text: str, shown: str) -> Sheet:
    from orchestrator.tasks.importing.text_rows import rows_of

    rows, links = rows_of(text)
    return _require_text(_sheet(rows, links, shown), shown)


def _sheet(rows: Sequence[Row], links: Sequence[tuple[str, str]], shown: str) -> Sheet:
    if len(rows) > _MOST_ROWS or sum(len(c) for row in rows for c in row.cells) > _MOST_CHARACTERS:
        raise UnreadableSourceError(
            f"{shown} is far longer than any CV: {len(rows):,} lines.",
            reason="too_large",
            hint="Give the pages of the CV alone.",
        )
    from orchestrator.tasks.importing.mended_rows import with_whole_dates
    from orchestrator.tasks.importing.names import with_whole_names

    return Sheet(tuple(with_whole_names(with_whole_dates(rows))), tuple(links))


def _require_text(sheet: Sheet, shown: str) -> Sheet:
    if letters_of([sheet.text]) < FEWEST_LETTERS:
        raise UnreadableSourceError(
            f"{shown} holds hardly any text.", reason="empty", hint="Is it the right file?"
        )
    return sheet
