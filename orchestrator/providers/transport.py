"""The connections under the HTTP client that the SDKs share: aiohttp's.

httpx2's own take a third of what a call costs, and with two hundred calls at once half: its pool
looks through all connections for each request.
"""

from __future__ import annotations

import asyncio
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import aiohttp
import httpx2
from yarl import URL

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncIterator, Generator

_MOST_CONNECTIONS = 1000
"""Who comes then waits for another to finish."""

_IDLE_S = 5.0
"""After which a connection that nobody uses is closed, as httpx2 does: many servers close theirs
without a word, and what is sent on one that is closed may have been answered for all one knows."""

_LONGEST_LINE = 2**16
"""Of a header: some gateways send more than the 8 KiB that aiohttp expects."""

_AS_THEY_ARE = ("Accept", "Accept-Encoding", "Content-Type", "User-Agent")
"""Headers that aiohttp would add to those that the SDK has made."""

_FAULTS: tuple[tuple[type[Exception], type[httpx2.RequestError]], ...] = (
    (aiohttp.ClientConnectorError, httpx2.ConnectError),
    (aiohttp.ClientSSLError, httpx2.ConnectError),
    (aiohttp.ConnectionTimeoutError, httpx2.ConnectTimeout),
    (aiohttp.ServerTimeoutError, httpx2.ReadTimeout),
    (aiohttp.InvalidURL, httpx2.UnsupportedProtocol),
    (aiohttp.ClientResponseError, httpx2.RemoteProtocolError),
    (aiohttp.ClientError, httpx2.ReadError),
)
"""aiohttp's exceptions in httpx2's words; the first that fits. Only the two to connect, and the
address, say that nothing was sent."""


class AiohttpTransport(httpx2.AsyncBaseTransport):
    """Sends the requests of an httpx2 client through aiohttp, on the loop of the first of them.

    Args:
        verify: Of TLS.
    """

    def __init__(self, verify: ssl.SSLContext) -> None:
        self._verify = verify
        self._session: aiohttp.ClientSession | None = None

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request; its connection is free again when the response is closed.

        Raises:
            httpx2.RequestError: for every failure of the connection.
        """
        if self._session is None:
            self._session = _session(self._verify)
        limits: dict[str, float | None] = request.extensions.get("timeout", {})
        with _in_words_of_httpx2():
            answered = await self._session.request(
                request.method,
                URL(str(request.url), encoded=True),
                headers=request.headers.multi_items(),
                data=await request.aread() or None,
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(
                    total=None,
                    connect=limits.get("pool"),
                    sock_connect=limits.get("connect"),
                    sock_read=limits.get("read"),
                ),
            )
        return httpx2.Response(
            answered.status,
            headers=answered.raw_headers,
            stream=_Body(answered),
            extensions={"http_version": b"HTTP/1.1"},
        )

    async def aclose(self) -> None:
        """Close all connections."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()


class _Body(httpx2.AsyncByteStream):
    """The body of a response as it comes; closed early, it takes the connection with it."""

    def __init__(self, answered: aiohttp.ClientResponse) -> None:
        self._answered = answered

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _in_words_of_httpx2():
            async for piece in self._answered.content.iter_any():
                yield piece

    async def aclose(self) -> None:
        self._answered.close()


class _Connector(aiohttp.TCPConnector):
    """Keeps silent about a loop that a host has closed without a word to what ran on it."""

    on_loop: asyncio.AbstractEventLoop | None = None

    @property
    def closed(self) -> bool:
        """Whether it can be used no more."""
        return super().closed or (self.on_loop is not None and self.on_loop.is_closed())

    def __del__(self, _warnings: Any = warnings) -> None:
        if not self.closed:
            super().__del__(_warnings)


def _session(verify: ssl.SSLContext) -> aiohttp.ClientSession:
    connector = _Connector(ssl=verify, limit=_MOST_CONNECTIONS, keepalive_timeout=_IDLE_S)
    connector.on_loop = asyncio.get_running_loop()
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        skip_auto_headers=_AS_THEY_ARE,
        auto_decompress=False,
        max_line_size=_LONGEST_LINE,
        max_field_size=_LONGEST_LINE,
    )


@contextmanager
def _in_words_of_httpx2() -> Generator[None]:
    try:
        yield
    except (aiohttp.ClientError, TimeoutError) as error:
        for kind, meaning in _FAULTS:
            if isinstance(error, kind):
                raise meaning(str(error.__cause__ or error)) from error
        raise
