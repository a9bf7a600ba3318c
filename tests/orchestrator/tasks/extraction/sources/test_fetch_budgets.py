"""Servers that send too much, too slowly, or in a shape nobody asked for."""

from __future__ import annotations

import asyncio
import gzip
import time
import tracemalloc
import zlib
from typing import TYPE_CHECKING

import pytest
from loopback_site import Request, Site, page

from orchestrator.errors import FetchError
from orchestrator.tasks.extraction.sources import Limits, open_url

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

MB = 1_000_000
QUICK = Limits(backoff_s=0.02)
TEXT = "<p>" + "Wir suchen Köche. " * 500


async def failure(url: str, limits: Limits = QUICK) -> FetchError:
    with pytest.raises(FetchError) as caught:
        await open_url(url, limits=limits, allow_private=True)
    assert caught.value.hint
    return caught.value


def bomb(size: int) -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    zeros = b" " * MB
    return b"".join(packer.compress(zeros) for _ in range(size // MB)) + packer.flush()


async def test_a_gzip_bomb_stops_at_the_cap_with_little_memory(site: Site) -> None:
    body = bomb(200 * MB)
    assert len(body) < MB
    site.routes["/"] = page(body, Content_Encoding="gzip")
    await failure(site.url())  # so that what is imported on first use is not counted
    tracemalloc.start()
    try:
        error = await failure(site.url())
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert error.reason == "too_large"
    assert peak < 25 * MB, f"{peak / MB:.1f} MB"


async def test_a_page_announced_as_50_mb_is_not_read(site: Site) -> None:
    site.routes["/"] = page(b"x" * 1000, length=50 * MB)
    assert (await failure(site.url())).reason == "too_large"
    assert len(site.requests) == 1


async def test_an_endless_page_is_left_after_5_mb(site: Site) -> None:
    async def endless(_: Request) -> AsyncIterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n"
        for _piece in range(500):
            yield b"<p>more</p>" * 10_000

    site.routes["/"] = endless
    assert (await failure(site.url())).reason == "too_large"
    assert site.bytes_sent < 20 * MB  # 5 MB and what the sockets hold


async def test_a_dripping_server_is_left_at_the_deadline(site: Site) -> None:
    async def drip(_: Request) -> AsyncIterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
        while True:
            yield b"<p>"
            await asyncio.sleep(0.05)

    site.routes["/"] = drip
    start = time.monotonic()
    error = await failure(site.url(), Limits(total_s=0.6))
    assert error.reason == "timeout"
    assert 0.5 < time.monotonic() - start < 3


async def test_a_silent_server_is_left_at_the_deadline(site: Site) -> None:
    async def silence(_: Request) -> AsyncIterator[bytes]:
        await asyncio.sleep(60)
        yield b""

    site.routes["/"] = silence
    start = time.monotonic()
    assert (await failure(site.url(), Limits(total_s=0.5))).reason == "timeout"
    assert time.monotonic() - start < 3


async def test_redirects_retries_and_waiting_share_one_deadline(site: Site) -> None:
    site.routes["/"] = page("", status=500)
    start = time.monotonic()
    limits = Limits(total_s=0.5, retries=1000, backoff_s=0.05)
    assert (await failure(site.url(), limits)).reason == "timeout"
    assert time.monotonic() - start < 3


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", gzip.compress(TEXT.encode())),
        ("GZIP", gzip.compress(TEXT.encode())),
        ("x-gzip", gzip.compress(TEXT.encode())),
        ("gzip", gzip.compress(TEXT[:100].encode()) + gzip.compress(TEXT[100:].encode())),
        ("gzip", gzip.compress(TEXT.encode()) + b"\x00\x00padding"),
        ("deflate", zlib.compress(TEXT.encode())),
        ("deflate", raw_deflate(TEXT.encode())),
        ("identity", TEXT.encode()),
        ("", TEXT.encode()),
    ],
    ids=[
        "gzip", "upper case", "x-gzip", "two members", "padding", "zlib", "raw deflate",
        "identity", "none",
    ],
)  # fmt: skip
async def test_compressed_pages_are_read(site: Site, encoding: str, body: bytes) -> None:
    site.routes["/"] = page(body, Content_Encoding=encoding)
    assert (await open_url(site.url(), allow_private=True)).html == TEXT


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "nonsense"])
async def test_a_compression_that_was_not_asked_for_is_refused(site: Site, encoding: str) -> None:
    site.routes["/"] = page(b"?", Content_Encoding=encoding)
    assert (await failure(site.url())).reason == "encoding"


async def test_damaged_compression_is_refused(site: Site) -> None:
    site.routes["/"] = page(b"this is not gzip", Content_Encoding="gzip")
    assert (await failure(site.url())).reason == "encoding"


async def test_compression_that_ends_early_is_not_taken_for_the_page(site: Site) -> None:
    site.routes["/"] = page(gzip.compress(TEXT.encode())[:-20], Content_Encoding="gzip")
    assert (await failure(site.url())).reason == "connection"
    assert len(site.requests) == 3


async def test_endless_headers_do_not_fill_the_memory(site: Site) -> None:
    async def headers(_: Request) -> AsyncIterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\n"
        for number in range(10_000):
            yield b"X-%d: %s\r\n" % (number, b"x" * 1000)

    site.routes["/"] = headers
    assert (await failure(site.url(), Limits(retries=0))).reason == "connection"
