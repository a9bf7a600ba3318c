"""The connections under the HTTP client that the SDKs share: aiohttp's.

httpx2's own take a third of what a call costs, and with two hundred calls at once half: its pool
looks through all connections for each request.
"""

from __future__ import annotations

import asyncio
import select
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast
from weakref import WeakSet

import aiohttp
import httpx2
from yarl import URL

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncIterator, Generator

    from aiohttp.abc import AbstractStreamWriter
    from aiohttp.connector import Connection
    from aiohttp.http_writer import StreamWriter
    from aiohttp.tracing import Trace

_MOST_CONNECTIONS = 1000
"""Who comes then waits for another to finish."""

_IDLE_S = 5.0
"""After which a connection that nobody uses is closed, as httpx2 does: many servers close theirs
without a word, and what is sent on one that is closed may have been answered for all one knows."""

_LONGEST_LINE = 2**16
"""Of a header: some gateways send more than the 8 KiB that aiohttp expects."""

_AS_THEY_ARE = ("Accept", "Accept-Encoding", "Content-Type", "User-Agent")
"""Headers that aiohttp would add to those that the SDK has made."""


class _NeverSentError(aiohttp.ClientConnectionError):
    """The connection was closed before a byte of the request had left."""


_FAULTS: tuple[tuple[type[Exception], type[httpx2.RequestError]], ...] = (
    (_NeverSentError, httpx2.ConnectError),
    (aiohttp.ClientConnectorError, httpx2.ConnectError),
    (aiohttp.ClientSSLError, httpx2.ConnectError),
    (aiohttp.ConnectionTimeoutError, httpx2.ConnectTimeout),
    (aiohttp.ServerTimeoutError, httpx2.ReadTimeout),
    (aiohttp.InvalidURL, httpx2.UnsupportedProtocol),
    (aiohttp.ClientResponseError, httpx2.RemoteProtocolError),
    (aiohttp.ClientError, httpx2.ReadError),
)
"""aiohttp's exceptions in httpx2's words; the first that fits. Only those to connect, and the
address, say that nothing was sent."""

_NO_HTTP = "what came is no HTTP"
"""What stands for aiohttp's words, which quote what came."""


class AiohttpTransport(httpx2.AsyncBaseTransport):
    """Sends the requests of an httpx2 client through aiohttp, on the loop of the first of them.

    Args:
        verify: Of TLS.
    """

    def __init__(self, verify: ssl.SSLContext) -> None:
        self._verify = verify
        self._session: aiohttp.ClientSession | None = None
        self._used_before: WeakSet[asyncio.BaseProtocol] = WeakSet()

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request; its connection is free again when the response is closed.

        Raises:
            httpx2.RequestError: for every failure of the connection.
        """
        if self._session is None:
            self._session = _session(self._verify, self._used_before)
        data = _Data(await request.aread(), self._used_before)
        with _in_words_of_httpx2():
            try:
                answered = await self._answered(self._session, request, data)
            except _NeverSentError:  # an idle connection, which its server has just closed
                answered = await self._answered(self._session, request, data)
        return httpx2.Response(
            answered.status,
            headers=answered.raw_headers,
            stream=_Body(answered),
            extensions={"http_version": b"HTTP/1.1"},
        )

    async def _answered(
        self, session: aiohttp.ClientSession, request: httpx2.Request, data: _Data
    ) -> aiohttp.ClientResponse:
        limits: dict[str, float | None] = request.extensions.get("timeout", {})
        data.met_closed_connection = False
        try:
            return await session.request(
                request.method,
                URL(str(request.url), encoded=True),
                headers=request.headers.multi_items(),
                data=data if data.size else None,
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(
                    total=None,
                    connect=limits.get("pool"),
                    sock_connect=limits.get("connect"),
                    sock_read=limits.get("read"),
                ),
            )
        except aiohttp.ClientConnectionError as error:
            if data.met_closed_connection:
                raise _NeverSentError("the connection was closed") from error
            raise

    async def aclose(self) -> None:
        """Close all connections."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()


class _Data(aiohttp.BytesPayload):
    """The body of a request.

    Attributes:
        met_closed_connection: Nothing of it and of its headers, which go with it, was sent.

    Args:
        value: All of it.
        used_before: The connections that have carried a request before.
    """

    met_closed_connection = False

    def __init__(self, value: bytes, used_before: WeakSet[asyncio.BaseProtocol]) -> None:
        super().__init__(value)
        self._used_before = used_before

    async def write_with_length(
        self, writer: AbstractStreamWriter, content_length: int | None
    ) -> None:
        """Write it, unless the connection was closed since it was chosen."""
        transport = writer.transport
        protocol = cast("StreamWriter", writer).protocol
        if (
            transport is None
            or transport.is_closing()
            or (protocol in self._used_before and _has_ended(transport))
        ):
            self.met_closed_connection = True
            raise aiohttp.ClientConnectionResetError
        await super().write_with_length(writer, content_length)


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
    """Uses no connection again on which something came unasked, if only its end.

    It would answer the next request, or leave it without one. Besides, it keeps silent about a loop
    that a host has closed without a word to what ran on it.
    """

    used: WeakSet[asyncio.BaseProtocol]
    used_before: WeakSet[asyncio.BaseProtocol]
    on_loop: asyncio.AbstractEventLoop | None = None

    @property
    def closed(self) -> bool:
        """Whether it can be used no more."""
        return super().closed or (self.on_loop is not None and self.on_loop.is_closed())

    async def connect(
        self,
        req: aiohttp.ClientRequest,
        traces: list[Trace],
        timeout: aiohttp.ClientTimeout,  # noqa: ASYNC109 - as aiohttp names it
    ) -> Connection:
        """Return a connection from the pool, or a new one."""
        while True:
            connection = await super().connect(req, traces, timeout)
            protocol = connection.protocol
            assert protocol is not None
            if protocol not in self.used:
                self.used.add(protocol)
                return connection
            transport = protocol.transport
            if transport and not (protocol.should_close or _has_ended(transport)):
                self.used_before.add(protocol)
                return connection
            connection.close()

    def __del__(self, _warnings: Any = warnings) -> None:
        if not self.closed:
            super().__del__(_warnings)


def _has_ended(transport: asyncio.WriteTransport) -> bool:
    """Say whether something came on an idle connection that nobody has read yet, if only its end.

    On one that has carried no request that may be a part of TLS.
    """
    number = transport.get_extra_info("socket").fileno()
    if hasattr(select, "poll"):  # not on Windows
        waiting = select.poll()
        waiting.register(number, select.POLLIN)
        return bool(waiting.poll(0))
    return bool(select.select([number], [], [], 0)[0])


def _session(
    verify: ssl.SSLContext, used_before: WeakSet[asyncio.BaseProtocol]
) -> aiohttp.ClientSession:
    connector = _Connector(ssl=verify, limit=_MOST_CONNECTIONS, keepalive_timeout=_IDLE_S)
    connector.used, connector.used_before = WeakSet(), used_before
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
                unread = isinstance(error, aiohttp.ClientResponseError)
                raise meaning(_NO_HTTP if unread else str(error.__cause__ or error)) from error
        raise
