"""Connections in several small pools, because a pool looks through all of its own for each request.

With two hundred calls at once that look takes as long as everything else that an SDK does for them.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import httpx2

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncIterator

_IN_A_POOL = 8
_MOST_POOLS = 125
"""A thousand connections; who comes then waits for another to finish."""
_IDLE_S = 5.0
"""After which a pool that nobody uses is closed: as long as a pool keeps a connection open."""


class SpreadTransport(httpx2.AsyncBaseTransport):
    """Sends each request through the first pool that has room; one after another, through one.

    Args:
        verify: Of TLS.
    """

    def __init__(self, verify: ssl.SSLContext) -> None:
        self._verify = verify
        self._pools: list[_Pool] = []
        self._looked_at = time.monotonic()

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request; its connection is free again when the response is closed."""
        await self._close_idle()
        pool = self._with_room()
        pool.busy += 1
        try:
            response = await pool.transport.handle_async_request(request)
        except BaseException:
            pool.let_go()
            raise
        assert isinstance(response.stream, httpx2.AsyncByteStream)
        response.stream = _Stream(response.stream, pool)
        return response

    async def aclose(self) -> None:
        """Close all connections."""
        pools, self._pools = self._pools, []
        for pool in pools:
            await pool.transport.aclose()

    def _with_room(self) -> _Pool:
        for pool in self._pools:
            if pool.busy < _IN_A_POOL:
                return pool
        if len(self._pools) == _MOST_POOLS:
            return min(self._pools, key=lambda pool: pool.busy)
        limits = httpx2.Limits(max_connections=_IN_A_POOL, max_keepalive_connections=_IN_A_POOL)
        pool = _Pool(httpx2.AsyncHTTPTransport(verify=self._verify, limits=limits))
        self._pools.append(pool)
        return pool

    async def _close_idle(self) -> None:
        now = time.monotonic()
        if now - self._looked_at < _IDLE_S:
            return
        self._looked_at = now
        idle = [pool for pool in self._pools[1:] if pool.idle_since(now) > _IDLE_S]
        for pool in idle:
            self._pools.remove(pool)
        for pool in idle:
            await pool.transport.aclose()


class _Pool:
    """A pool of connections.

    Attributes:
        busy: How many of its requests are under way.
    """

    def __init__(self, transport: httpx2.AsyncHTTPTransport) -> None:
        self.transport = transport
        self.busy = 0
        self._left_at = 0.0

    def let_go(self) -> None:
        """One of its requests has ended."""
        self.busy -= 1
        self._left_at = time.monotonic()

    def idle_since(self, now: float) -> float:
        """Return for how many seconds nobody has used it."""
        return 0.0 if self.busy else now - self._left_at


class _Stream(httpx2.AsyncByteStream):
    """The body of a response, which lets its pool go when it is closed."""

    def __init__(self, stream: httpx2.AsyncByteStream, pool: _Pool) -> None:
        self._stream = stream
        self._pool: _Pool | None = pool

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in self._stream:
            yield piece

    async def aclose(self) -> None:
        pool, self._pool = self._pool, None
        try:
            await self._stream.aclose()
        finally:
            if pool is not None:
                pool.let_go()
