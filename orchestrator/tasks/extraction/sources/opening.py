"""Bytes from anywhere to a Document: sniff, decode, and hand over to the reader of the kind."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from orchestrator.documents.charset import decode
from orchestrator.documents.hints import PASTE, PIPED
from orchestrator.documents.limits import Limits, in_megabytes
from orchestrator.documents.sniffing import (
    binary_kind,
    is_page,
    is_word_file,
    refuse_known_unreadable,
    refuse_undeclared,
    text_kind,
)
from orchestrator.errors import UnreadableSourceError
from orchestrator.tasks.extraction.documents import Document, SourceKind

if TYPE_CHECKING:
    from orchestrator.providers.base import Image


class _Content(NamedTuple):
    kind: SourceKind
    html: str | None = None
    text: str | None = None
    images: tuple[Image, ...] = ()
    title: str | None = None


def document_from(
    data: bytes,
    *,
    shown: str,
    name: str | None = None,
    declared_type: str | None = None,
    charset: str | None = None,
    kind: SourceKind | None = None,
    url: str | None = None,
    limits: Limits,
    pages_as_pictures: bool = False,
) -> Document:
    """Open bytes.

    Args:
        data: As fetched or read, decompressed.
        shown: What the source is called in messages, with a capital letter if it is a word.
        name: Its file name without folder.
        declared_type: The media type that the sender states; parameters are ignored.
        charset: The charset that the sender states.
        kind: What to record as given by the user; None for what the content is.
        url: To record.
        limits: The budgets.
        pages_as_pictures: Whether a PDF becomes pictures although it has a text layer.

    Raises:
        UnreadableSourceError: See `reason`.
    """
    declared = declared_type.partition(";")[0].strip().lower() if declared_type else None
    if pages_as_pictures and binary_kind(data) == "pdf":
        _check_size(data, shown, limits.binary_bytes)
        content = _pdf(data, shown, limits, as_pictures=True)
    else:
        content = _read(data, shown, name, declared or None, charset, limits)
    return Document(
        kind=kind or content.kind,
        html=content.html,
        text=content.text,
        title=content.title,
        images=content.images,
        url=url,
        file_name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        fetched_at=datetime.now(UTC),
    )


def _read(
    data: bytes,
    shown: str,
    name: str | None,
    declared_type: str | None,
    charset: str | None,
    limits: Limits,
) -> _Content:
    if not data:
        hint = PASTE if name else PIPED
        raise UnreadableSourceError(f"{shown} is empty (0 bytes).", reason="empty", hint=hint)
    binary = binary_kind(data)
    _check_size(data, shown, limits.page_decoded_bytes if binary is None else limits.binary_bytes)
    if binary == "image":
        from orchestrator.documents.images import prepare_images

        return _Content("image", images=prepare_images(data, limits=limits, shown=shown))
    if binary == "pdf":
        return _pdf(data, shown, limits)
    if is_word_file(data):
        from orchestrator.documents.word_files import word_page

        text = word_page(data, shown=shown, most_bytes=limits.page_decoded_bytes)
        if not text:
            raise UnreadableSourceError(f"{shown} holds no text.", reason="empty", hint=PASTE)
        return _Content("text", html=f"<html><body>{text}</body></html>")
    refuse_known_unreadable(data, shown)
    if not is_page(data):
        refuse_undeclared(declared_type, shown)
    return _read_text(data, shown, name, declared_type, charset)


def _pdf(data: bytes, shown: str, limits: Limits, *, as_pictures: bool = False) -> _Content:
    from orchestrator.tasks.extraction.sources.pdf import read_pdf

    text, images, title = read_pdf(data, limits=limits, shown=shown, as_pictures=as_pictures)
    return _Content("pdf", text=text, images=images, title=title)


def _read_text(
    data: bytes, shown: str, name: str | None, declared_type: str | None, charset: str | None
) -> _Content:
    text = decode(data, declared=charset, shown=shown)
    if not text.strip("\ufeff \t\r\n\f\v"):
        hint = PASTE if name else PIPED
        raise UnreadableSourceError(f"{shown} holds blanks only.", reason="empty", hint=hint)
    kind = text_kind(text, name=name, declared_type=declared_type)
    if kind == "message":
        from orchestrator.tasks.extraction.sources.saved_messages import open_message

        html, plain = open_message(data, shown)
        if html is not None:
            return _Content("html", html=html)
        return _Content("text", text=_with_plain_line_ends(plain or ""))
    if kind == "html":
        return _Content("html", html=text)
    if kind == "xml":
        from orchestrator.tasks.extraction.job_boards import is_feed

        if not is_feed(text):
            return _Content("html", html=_xml_as_html(text))
    return _Content("json" if kind == "json" else "text", text=_with_plain_line_ends(text))


def _with_plain_line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _xml_as_html(text: str) -> str:
    """Feeds of postings wrap HTML in CDATA, which an HTML parser takes for a comment."""
    return text.replace("<![CDATA[", "").replace("]]>", "")


def _check_size(data: bytes, shown: str, cap: int) -> None:
    if len(data) > cap:
        raise UnreadableSourceError(
            f"{shown} is larger than {in_megabytes(cap)}.", reason="too_large", hint=PASTE
        )
