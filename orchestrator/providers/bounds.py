"""How much of an answer is read: a server, or what stands before it, may send without an end.

Counted is what comes out of the decompression, which goes on in pieces of 1 MiB: a few kilobytes
of gzip can stand for gigabytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx2

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, AsyncIterator

_MOST_BYTES = 64 * 2**20
"""Of an answer. The longest that any model writes, 128,000 tokens, take about 40 MB as a stream of
OpenAI's, 300 bytes a token."""

_MOST_BYTES_OF_ERROR = 64 * 2**10
"""What a status and its words need; what comes after is not read."""

_MOST_BYTES_OF_EVENT = 2 * 2**20
_MOST_LINES_OF_EVENT = 10_000
"""An event of a stream is a few lines of a few kilobytes. The SDKs put one together line by line,
each time copying what they have: a million lines would take hours."""

_ENDS_OF_EVENT = (b"\n\n", b"\r\r", b"\r\n\r\n")
_FIRST_ERROR = 300


class OversizedError(httpx2.DecodingError):
    """An answer, or an event of a stream, is larger than any that a model gives."""


def bound(response: httpx2.Response, *, by_event: bool) -> None:
    """See to it that no more of a response than a bound is read; nothing of it is read yet.

    Args:
        response: Its body is decompressed afterwards.
        by_event: It is read as a stream of events, each of which has bounds of its own.
    """
    source = response.stream
    assert isinstance(source, httpx2.AsyncByteStream)
    chunks: AsyncIterable[bytes] = source
    if "content-encoding" in response.headers:
        packed = httpx2.Response(response.status_code, headers=response.headers, stream=source)
        packed.request = response.request
        chunks = packed.aiter_bytes()
        del response.headers["content-encoding"]
    if response.status_code >= _FIRST_ERROR:
        pieces = _beginning(chunks, _MOST_BYTES_OF_ERROR)
    else:
        pieces = _bounded(chunks, by_event=by_event)
    response.stream = _Stream(pieces, source)


class _Stream(httpx2.AsyncByteStream):
    def __init__(self, pieces: AsyncIterator[bytes], source: httpx2.AsyncByteStream) -> None:
        self._pieces = pieces
        self._source = source

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self._pieces

    async def aclose(self) -> None:
        await self._source.aclose()


async def _beginning(chunks: AsyncIterable[bytes], most: int) -> AsyncIterator[bytes]:
    async for chunk in chunks:
        yield chunk[:most]
        most -= len(chunk)
        if most <= 0:
            return


async def _bounded(chunks: AsyncIterable[bytes], *, by_event: bool) -> AsyncIterator[bytes]:
    read, event = 0, _Event()
    async for chunk in chunks:
        read += len(chunk)
        if read > _MOST_BYTES:
            raise OversizedError(f"it is larger than {_MOST_BYTES:,} bytes")
        if by_event:
            event.take(chunk)
        yield chunk


class _Event:
    """What has come of an event since the end of the one before it."""

    def __init__(self) -> None:
        self._bytes = self._lines = 0
        self._last = b""

    def take(self, chunk: bytes) -> None:
        """Count it.

        Raises:
            OversizedError: the event is larger than any.
        """
        seen = self._last + chunk  # an end may lie across two chunks
        ends = (seen.rfind(end) + len(end) for end in _ENDS_OF_EVENT if end in seen)
        after = max(ends, default=0)
        self._last = seen[-3:]
        if after > 0:
            self._bytes, self._lines, chunk = 0, 0, seen[after:]
        self._bytes += len(chunk)
        self._lines += chunk.count(b"\n") + chunk.count(b"\r")
        if self._bytes > _MOST_BYTES_OF_EVENT or self._lines > _MOST_LINES_OF_EVENT:
            raise OversizedError("one event of its stream does not end")
