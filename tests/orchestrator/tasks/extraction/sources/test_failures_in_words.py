"""Failures that a test server on loopback cannot bring about, by the words that a user reads."""

from __future__ import annotations

import io
import socket
import ssl
import zipfile

import httpx2
import pytest

from orchestrator.documents.sniffing import refuse_undeclared, text_kind
from orchestrator.errors import UnreadableSourceError
from orchestrator.tasks.extraction.sources import open_bytes
from orchestrator.tasks.extraction.sources.outcomes import (
    failed_exchange,
    is_worth_a_second_try,
)

URL = httpx2.URL("https://brot.example/jobs/1")


def caused(error: httpx2.HTTPError, cause: BaseException | None = None) -> httpx2.HTTPError:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "reason", "word"),
    [
        (caused(httpx2.ConnectError("x"), socket.gaierror(-2, "x")), "dns", "no address"),
        (caused(httpx2.ConnectError("x"), ssl.SSLError(1, "x")), "tls", "handshake"),
        (caused(httpx2.ConnectError("x"), ConnectionRefusedError()), "refused", "refuses"),
        (httpx2.ConnectTimeout("x"), "timeout", "too long"),
        (httpx2.ProxyError("x"), "proxy", "proxy"),
        (httpx2.ReadError("x"), "connection", "before the page was whole"),
    ],
)
def test_a_failed_connection_is_told_with_its_host_and_a_way_out(
    error: httpx2.HTTPError, reason: str, word: str
) -> None:
    told = failed_exchange(URL, error)
    assert told.reason == reason
    assert word in told.message
    assert "brot.example" in told.message
    assert told.hint


@pytest.mark.parametrize(
    ("error", "worth"),
    [
        (httpx2.ReadError("x"), True),
        (httpx2.ConnectTimeout("x"), True),
        (caused(httpx2.ConnectError("x"), socket.gaierror(socket.EAI_AGAIN, "x")), True),
        (caused(httpx2.ConnectError("x"), socket.gaierror(socket.EAI_NONAME, "x")), False),
        (caused(httpx2.ConnectError("x"), ssl.SSLCertVerificationError(1, "x")), False),
        (httpx2.UnsupportedProtocol("x"), False),
        (httpx2.DecodingError("x"), False),
        (httpx2.TooManyRedirects("x"), False),
    ],
)
def test_only_what_can_succeed_a_moment_later_is_tried_again(
    error: httpx2.HTTPError, worth: bool
) -> None:
    assert is_worth_a_second_try(error) is worth


@pytest.mark.parametrize(
    ("declared", "refused"),
    [
        (None, None),
        ("nonsense", None),
        ("text/html", None),
        ("application/ld+json", None),
        ("multipart/related", None),
        ("message/rfc822", None),
        ("text/calendar", "text/calendar"),
        ("application/zip", "application/zip"),
        ("application/javascript", "javascript"),
        ("video/mp4", "video/mp4"),
        ("image/svg+xml", "SVG"),
    ],
)
def test_what_is_declared_as_something_else_is_refused_by_its_name(
    declared: str | None, refused: str | None
) -> None:
    if refused is None:
        refuse_undeclared(declared, "brot.example")
        return
    with pytest.raises(UnreadableSourceError, match=refused.replace("+", r"\+")) as caught:
        refuse_undeclared(declared, "brot.example")
    assert caught.value.reason == "unsupported_type"


@pytest.mark.parametrize(
    ("text", "name", "declared", "kind"),
    [
        ("Bäcker gesucht", None, None, "text"),
        ("Bäcker gesucht", "a.xml", None, "xml"),
        ("Bäcker gesucht", None, "application/rss+xml", "xml"),
        ("<p>Bäcker</p>", None, "text/plain", "text"),
        ("<p>Bäcker</p>", None, "application/octet-stream", "html"),
        ("Bäcker", "bäcker.txt", "text/html", "html"),
        ("<?xml version='1.0'?><jobs/>", "a.txt", None, "xml"),
        ("{Bäcker gesucht}", None, None, "text"),
        ("<bäcker> gesucht", None, None, "text"),
    ],
)
def test_a_text_of_doubtful_kind_is_what_its_name_or_its_type_says(
    text: str, name: str | None, declared: str | None, kind: str
) -> None:
    assert text_kind(text, name=name, declared_type=declared) == kind


def archive(*names: str, first: bytes | None = None) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        if first is not None:
            packed.writestr("mimetype", first)
        for name in names:
            packed.writestr(name, "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (archive(first=b"application/vnd.oasis.opendocument.text"), "OpenDocument"),
        (archive("[Content_Types].xml", "xl/workbook.xml"), "Office file"),
        (archive("Index/Document.iwa"), "Office file"),
    ],
)
def test_a_file_that_is_not_read_is_called_by_its_name(data: bytes, word: str) -> None:
    with pytest.raises(UnreadableSourceError, match=word) as caught:
        open_bytes(data, name="posting")
    assert caught.value.reason == "unsupported_type"
    assert caught.value.hint


def test_a_message_with_an_attached_page_is_read_without_the_attachment() -> None:
    message = (
        b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n"
        b"Content-Type: text/plain\r\n\r\nWir suchen eine B\xc3\xa4ckerin.\r\n--x\r\n"
        b"Content-Type: text/plain\r\n\r\n \r\n--x\r\n"
        b"Content-Type: text/html\r\nContent-Disposition: attachment; filename=a.html\r\n\r\n"
        b"<p>Nicht diese.</p>\r\n--x--\r\n"
    )
    document = open_bytes(message, name="job.eml")
    shown = document.text or document.html or ""
    assert "Bäckerin" in shown
    assert "Nicht diese" not in shown
