"""What a source is, by its content; its name and its declared type are asked last."""

from __future__ import annotations

import json
import re
from typing import Literal

from orchestrator.documents.hints import (
    ANOTHER_WAY,
    READABLE,
    SAVE_AS_PDF,
    SAVE_AS_PNG,
)
from orchestrator.errors import UnreadableSourceError

BinaryKind = Literal["pdf", "image"]
ImageForm = Literal["PNG", "JPEG", "GIF", "WebP", "AVIF", "HEIC", "TIFF", "BMP"]
TextKind = Literal["html", "xml", "json", "text", "message"]

WORD_TEXT_PART = "word/document.xml"
"""Of the zip that a Word file is."""

_PDF_HEAD = 1_024  # the PDF standard lets the header stand this far from the start
_IMAGE_MAGIC: tuple[tuple[bytes, ImageForm], ...] = (
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
)
_FTYP_IMAGES: dict[bytes, ImageForm] = {
    b"avif": "AVIF",
    b"avis": "AVIF",
    b"heic": "HEIC",
    b"heix": "HEIC",
    b"hevc": "HEIC",
    b"heim": "HEIC",
    b"mif1": "HEIC",
    b"msf1": "HEIC",
}

_REFUSED_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word or Office file (.doc)", SAVE_AS_PDF),
    (b"{\\rtf", "an RTF file", SAVE_AS_PDF),
    (b"\x1f\x8b", "a gzip archive", "Unpack it and give the file inside."),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "Unpack it and give the file inside."),
    (b"Rar!\x1a\x07", "a RAR archive", "Unpack it and give the file inside."),
    (b"bplist00", "a Safari web archive", "Save the page as HTML instead."),
    (b"%!PS", "a PostScript file", SAVE_AS_PDF),
    (b"\x7fELF", "a program", READABLE),
    (b"MZ\x90\x00", "a program", READABLE),
    (b"SQLite format 3\x00", "a database", READABLE),
)
_BMP_HEADS = tuple(size.to_bytes(4, "little") for size in (12, 40, 52, 56, 64, 108, 124))
_HTML_START = re.compile(
    r"(?>(?:<!--.*?-->|<\?xml[^>]*>|\s+)*+)<(?:!doctype\s+html|html|head|body|meta|title|link|script|style"
    r"|div|main|article|section|header|nav|h[1-6]|p|ul|ol|table|span|a|b|br|strong|form|iframe)"
    r"(?:[\s>/:]|$)",
    re.IGNORECASE | re.DOTALL,
)
_HTML_DOCUMENT = re.compile(r"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]", re.IGNORECASE)
_HEADER_LINE = re.compile(r"(?:[A-Za-z][A-Za-z0-9-]{1,40}:[ \t].*\n|[ \t]+\S.*\n)+")
_MAIL_HEADERS = re.compile(
    r"^(?:mime-version|received|snapshot-content-location|delivered-to|return-path):",
    re.IGNORECASE | re.MULTILINE,
)
_TEXT_APPLICATIONS = ("json", "xml", "javascript", "xhtml", "yaml", "octet-stream", "rfc822")


def binary_kind(data: bytes) -> BinaryKind | None:
    """Recognise a PDF or an image that can be read, by its first bytes."""
    if image_form(data) is not None:
        return "image"
    head = data[:_PDF_HEAD]
    if b"%PDF-" in head and not head.lstrip().startswith((b"<", b"{", b"[")):
        return "pdf"
    return None


def is_word_file(data: bytes) -> bool:
    """Whether this is a zip with the text of a Word file in it."""
    return data.startswith(b"PK\x03\x04") and WORD_TEXT_PART.encode() in data


def image_form(data: bytes) -> ImageForm | None:
    """Recognise an image that can be read, HEIC with its extra, by its first bytes."""
    for magic, form in _IMAGE_MAGIC:
        if data.startswith(magic):
            return form
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WebP"
    if data[4:8] == b"ftyp":
        form = _FTYP_IMAGES.get(data[8:12])
        return "AVIF" if form == "HEIC" and b"avif" in data[12:64] else form
    # The head states where the pixels start and how long its second part is.
    if data[:2] == b"BM" and data[6:10] == bytes(4) and data[14:18] in _BMP_HEADS:
        return "BMP"
    return None


def is_page(data: bytes) -> bool:
    """Recognise a whole HTML page by its first bytes, whatever it is declared as."""
    start = data[:_PDF_HEAD].decode("latin-1").lstrip("\ufeffï»¿ \t\r\n")
    return start.startswith("<") and _HTML_DOCUMENT.search(start) is not None


def is_binary_kind(start: bytes) -> bool:
    """Whether what starts like this may use the larger budget of PDF files and images."""
    return binary_kind(start) is not None


def refuse_known_unreadable(data: bytes, shown: str) -> None:
    """Name the formats that people try and that are not read.

    Raises:
        UnreadableSourceError: With the reason "unsupported_type".
    """
    for magic, what, hint in _REFUSED_MAGIC:
        if data.startswith(magic):
            raise _unsupported(shown, what, hint)
    if data.startswith(b"PK\x03\x04"):
        raise _unsupported(shown, *_zip_content(data))
    if data[4:8] == b"ftyp":
        raise _unsupported(shown, "a video or sound file", ANOTHER_WAY)


def refuse_undeclared(declared_type: str | None, shown: str) -> None:
    """Refuse what is declared as neither text nor anything that may hide text.

    Raises:
        UnreadableSourceError: With the reason "unsupported_type".
    """
    if declared_type is None or "/" not in declared_type:
        return
    main, _, sub = declared_type.partition("/")
    if main == "text" and sub not in {"css", "javascript", "calendar", "vcard"}:
        return
    if main in {"application", "message"} and sub != "javascript":
        if any(word in sub for word in _TEXT_APPLICATIONS):
            return
    elif main == "multipart":
        return
    what = "an SVG drawing" if sub == "svg+xml" else f"declared as {declared_type[:60]}"
    raise _unsupported(shown, what, SAVE_AS_PNG if main == "image" else ANOTHER_WAY)


def text_kind(text: str, *, name: str | None, declared_type: str | None) -> TextKind:
    """Tell pages, JSON, XML, saved messages and plain text apart.

    Args:
        text: The decoded content.
        name: Its file name, which decides only where the content is undecided.
        declared_type: Its media type in lower case, without parameters.
    """
    start = text[:4_096].lstrip("\ufeff \t\r\n")
    ending = name.rpartition(".")[2].lower() if name and "." in name else ""
    if start[:1] in {"{", "["} and _is_json(text):
        return "json"
    if _HTML_DOCUMENT.search(start[:1_024]) and start.startswith("<"):
        return "html"
    if start.startswith("<?xml"):
        return "xml"
    if _is_message(start):
        return "message"
    if ending in {"md", "markdown", "txt", "text"} and not declared_type:
        return "text"
    declared = declared_type or ""
    if ending in {"html", "htm", "xhtml"} or declared in {"text/html", "application/xhtml+xml"}:
        return "html"
    if ending == "xml" or declared.endswith(("/xml", "+xml")):
        return "xml"
    if declared in {"text/plain", "text/markdown"}:
        return "text"
    return "html" if _HTML_START.match(start) else "text"


def _is_json(text: str) -> bool:
    try:
        json.loads(text.lstrip("\ufeff"), strict=False)
    except (ValueError, RecursionError):
        return False
    return True


def _is_message(start: str) -> bool:
    headers = _HEADER_LINE.match(start.replace("\r\n", "\n"))
    return headers is not None and _MAIL_HEADERS.search(headers[0]) is not None


def _zip_content(data: bytes) -> tuple[str, str]:
    if b"mimetypeapplication/vnd.oasis" in data[:100]:
        return "an OpenDocument file (.odt), which is not supported yet", SAVE_AS_PDF
    if b"[Content_Types].xml" in data or b"Index/Document.iwa" in data:
        return "an Office file, which is not supported", SAVE_AS_PDF
    return "a zip archive", "Unpack it and give the file inside."


def _unsupported(shown: str, what: str, hint: str) -> UnreadableSourceError:
    return UnreadableSourceError(
        f"{shown} is {what}.", reason="unsupported_type", hint=f"{hint} {READABLE}"
    )
