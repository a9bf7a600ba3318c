"""A response's body, read within a budget: raw bytes are counted and decompressed here.

An HTTP library decompresses a whole chunk at once: 486 kB of gzip gave one piece of 67 MB. Here
no piece is larger than 64 kB, so a bomb stops at the cap with little memory.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, NamedTuple, Protocol

from orchestrator.documents.hints import ANOTHER_WAY
from orchestrator.documents.limits import in_megabytes
from orchestrator.documents.sniffing import is_binary_kind
from orchestrator.errors import FetchError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx2

    from orchestrator.documents.limits import Limits

_PIECE = 65_536
_GZIP_OR_ZLIB = 47  # zlib.MAX_WBITS | 32: the header says which
_RAW_DEFLATE = -15  # what some servers send as "deflate"
_SNIFFED = 1_024


class _Decoder(Protocol):
    def pieces(self, data: bytes) -> Iterator[bytes]: ...
    def finish(self) -> None: ...


class TruncatedBodyError(Exception):
    """The compressed body ends too early: worth a second try."""


class _Identity:
    def pieces(self, data: bytes) -> Iterator[bytes]:
        yield data

    def finish(self) -> None:
        return


class _Inflater:
    """Decompresses gzip (several members too), zlib and raw deflate."""

    def __init__(self, encoding: str) -> None:
        self._encoding = encoding
        self._stream = zlib.decompressobj(_GZIP_OR_ZLIB)
        self._started = False

    def pieces(self, data: bytes) -> Iterator[bytes]:
        """Decompress a chunk into pieces of at most 64 kB; a reader may stop after any of them."""
        while data:
            if self._stream.eof:
                if data[:1] != b"\x1f":  # padding after the last member
                    return
                self._stream = zlib.decompressobj(_GZIP_OR_ZLIB)
            yield self._decompress(data)
            self._started = True
            data = self._stream.unused_data if self._stream.eof else self._stream.unconsumed_tail

    def _decompress(self, data: bytes) -> bytes:
        try:
            return self._stream.decompress(data, _PIECE)
        except zlib.error:
            if self._started or self._encoding != "deflate":
                raise
            self._stream = zlib.decompressobj(_RAW_DEFLATE)
            return self._stream.decompress(data, _PIECE)

    def finish(self) -> None:
        if self._started and not self._stream.eof:
            raise TruncatedBodyError


async def read_body(response: httpx2.Response, limits: Limits, *, shown_url: str) -> bytes:
    """Read and decompress a body.

    Args:
        response: Streamed, not yet read.
        limits: The budget; a PDF or an image, recognised by its first bytes, may be larger.
        shown_url: For messages.

    Raises:
        FetchError: Too large, or compressed in a way that was not asked for.
        TruncatedBodyError: It ends too early.
        httpx2.TransportError: The connection broke.
    """
    decoder = _decoder(response, shown_url)
    _check_announced_length(response, limits, shown_url)
    raw_size = 0
    body = bytearray()
    try:
        async for chunk in response.aiter_raw():
            raw_size += len(chunk)
            cap = _caps(body or chunk, limits).raw
            if raw_size > cap:
                raise _too_large(shown_url, cap)
            for piece in decoder.pieces(chunk):
                body += piece
                cap = _caps(body, limits).decoded
                if len(body) > cap:
                    raise _too_large(shown_url, cap)
        decoder.finish()
    except zlib.error as error:
        raise FetchError(
            f"The page is damaged: its compression cannot be undone: {shown_url}",
            reason="encoding",
            status_code=response.status_code,
            hint=ANOTHER_WAY,
        ) from error
    return bytes(body)


def _decoder(response: httpx2.Response, shown_url: str) -> _Decoder:
    encodings = [
        word.strip().lower()
        for word in response.headers.get("content-encoding", "").split(",")
        if word.strip().lower() not in {"", "identity"}
    ]
    if not encodings:
        return _Identity()
    if encodings in (["gzip"], ["x-gzip"], ["deflate"]):
        return _Inflater(encodings[0])
    raise FetchError(
        f"The server sent the page as {', '.join(encodings)[:40]!r}, "
        f"which was not asked for: {shown_url}",
        reason="encoding",
        status_code=response.status_code,
        hint=ANOTHER_WAY,
    )


def _check_announced_length(response: httpx2.Response, limits: Limits, shown_url: str) -> None:
    announced = response.headers.get("content-length", "")
    declared = response.headers.get("content-type", "").strip().lower()
    is_page = declared.startswith(("text/", "application/json", "application/xhtml"))
    cap = limits.page_raw_bytes if is_page else limits.binary_bytes
    if announced.isdecimal() and len(announced) < 20 and int(announced) > cap:
        raise _too_large(shown_url, cap)


class _Caps(NamedTuple):
    raw: int
    decoded: int


def _caps(start: bytes | bytearray, limits: Limits) -> _Caps:
    if is_binary_kind(bytes(start[:_SNIFFED])):
        return _Caps(limits.binary_bytes, limits.binary_bytes)
    return _Caps(limits.page_raw_bytes, limits.page_decoded_bytes)


def _too_large(shown_url: str, cap: int) -> FetchError:
    return FetchError(
        f"The page is larger than {in_megabytes(cap)}: {shown_url}",
        reason="too_large",
        hint=ANOTHER_WAY,
    )
