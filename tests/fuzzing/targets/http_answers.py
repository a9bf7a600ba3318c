"""What a web server says: headers, encodings of the body, pages that only send on."""

from __future__ import annotations

import asyncio
import gzip
import zlib
from types import SimpleNamespace

import httpx2

from fuzzing.mutating import changed_bytes
from fuzzing.target import Target, told
from orchestrator.documents.charset import codec_for, decode
from orchestrator.documents.limits import Limits
from orchestrator.errors import FetchError, UnreadableSourceError
from orchestrator.tasks.extraction.sources import fetching
from orchestrator.tasks.extraction.sources.body import TruncatedBodyError, read_body
from orchestrator.tasks.extraction.sources.refreshing import refresh_target
from orchestrator.tasks.extraction.sources.saved_messages import open_message
from orchestrator.tasks.extraction.sources.urls import parse_url

WORDS = tuple(
    x.encode()
    for x in (
        "content-type: text/html; charset=", "content-encoding: gzip\n", "retry-after: ", "Fri, 31",
        " Dec 9999 23:59:59 -9999", "location: ", "content-length: ", "utf-16", "shift_jis", "idna",
        "unicode_escape", "rot13", "base64", "undefined", "iso-2022-kr", "hz", "utf-7", "punycode",
        "<meta http-equiv=refresh content='0; url=", "\n\n", "deflate", "br", "charset=\"", "mbcs",
        "Content-Transfer-Encoding: ", "uuencode", "=?utf-8?b?", "boundary=",
    )
)  # fmt: skip
SEEDS = (
    b"content-type: text/html; charset=iso-8859-1\nretry-after: Fri, 31 Dec 1999 23:59:59 GMT\n"
    b"location: /next\n\n<p>caf\xe9</p>",
    b"content-encoding: gzip\n\n" + gzip.compress(b"<p>hello</p>"),
    b"content-encoding: deflate\n\n" + zlib.compress(b"<p>hello</p>"),
    b"\n\n<html><meta http-equiv=refresh content='0; url=/next'><p>go",
    b"\n\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\na",
    b"content-type: text/plain; charset=utf-16\n\n" + "hello \u00e4".encode("utf-16"),
    b"\n\n<meta charset=shift_jis>\x83\x65\x83\x58\x83\x67",
    b"\n\n\x1b$B%F%9%H\x1b(B",
)  # fmt: skip


class _Asking:
    _limits = Limits()


def _run(data: bytes) -> None:
    head, _, body = data.partition(b"\n\n")
    headers = httpx2.Headers(
        [
            (name.strip().lower(), value.strip())
            for name, colon, value in (line.partition(b":") for line in head.split(b"\n"))
            if colon and name.strip().isalpha() | (b"-" in name) and name.isascii()
        ]
    )
    fetched = SimpleNamespace(status=302, headers=headers, data=body)
    wait_s = fetching._retry_after_s(headers.get("retry-after"))  # pyright: ignore
    assert wait_s is None or wait_s >= 0
    where = fetching._location(fetched)  # pyright: ignore
    if where is not None:
        base = parse_url("https://tallships.example/a", Limits())
        try:
            fetching._Fetch._target(_Asking(), base, where)  # pyright: ignore
        except FetchError as error:
            told(error)
    refresh_target(body)
    charset = fetching._charset(headers.get("content-type", "").partition(";")[2])  # pyright: ignore
    codec_for(charset)
    for read in (
        lambda: decode(body, declared=charset, shown="it"),
        lambda: open_message(body, "it"),
    ):
        try:
            read()
        except UnreadableSourceError as error:
            told(error)
    try:
        asyncio.run(_unpacked(headers, body))
    except FetchError as error:
        told(error)
    except TruncatedBodyError:
        pass


async def _unpacked(headers: httpx2.Headers, body: bytes) -> None:
    async def pieces():  # type: ignore[no-untyped-def]
        yield body[:7]
        yield body[7:]

    response = httpx2.Response(200, headers=headers, content=pieces())
    limits = Limits(page_decoded_bytes=1_000_000)
    assert len(await read_body(response, limits, shown_url="it")) <= limits.binary_bytes


TARGET = Target("http-answers", lambda: list(SEEDS), _run, changed_bytes, WORDS, in_ci=60)
