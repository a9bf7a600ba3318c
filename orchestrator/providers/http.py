"""The HTTP client that all vendors share: one for each running event loop.

Connections belong to the loop that opened them, so a client cannot outlive its loop. Nobody has
to close it: it is held by an asynchronous generator, and a loop closes its generators when it ends
(`asyncio.run`, `asyncio.Runner` and every server built on them do).
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TYPE_CHECKING, Any, TypeVar, cast
from urllib.request import getproxies

import httpx2

from orchestrator.providers.bounds import bound
from orchestrator.providers.transport import AiohttpTransport

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncGenerator, Callable, Generator, Hashable

CONNECT_TIMEOUT_S = 10.0
"""A server that does not accept within this is down; the OpenAI SDK's own default is 5 s."""

_MAX_CONNECTIONS = 1000
"""Through a proxy; the default of 100 makes the 101st call at once wait for another to finish."""

_KEPT_ALIVE = 100

_LOGGED = 5
"""What the client's log line of a request is made of."""

_noted: ContextVar[list[httpx2.Response] | None] = ContextVar("_noted", default=None)
_holders: dict[asyncio.AbstractEventLoop, AsyncGenerator[httpx2.AsyncClient, None]] = {}
_clients: dict[asyncio.AbstractEventLoop, httpx2.AsyncClient] = {}
_sdks: dict[httpx2.AsyncClient, dict[Hashable, Any]] = {}
_MOST_SDKS = 64
"""On one loop: one for each account in use."""

_T = TypeVar("_T")


def _without_phrase(record: logging.LogRecord) -> bool:
    """Leave out of the client's log line what a server says beside its status: it may be anything.

    The line is "HTTP Request: METHOD URL "VERSION STATUS PHRASE"".
    """
    if isinstance(record.args, tuple) and len(record.args) == _LOGGED:
        record.args = (*record.args[:-1], "")
    return True


logging.getLogger("httpx2").addFilter(_without_phrase)


def shared_client() -> httpx2.AsyncClient:
    """Give the running loop's client; it closes itself when the loop ends.

    Redirects are not followed: a key must not travel to a host that nobody chose. Proxies are
    taken from the environment.

    Raises:
        RuntimeError: no event loop is running.
    """
    loop = asyncio.get_running_loop()
    client = _clients.get(loop)
    if client is None or client.is_closed:
        _forget_closed_loops()
        _holders[loop] = holder = _hold(loop)
        client = _clients[loop] = _started(holder)
    return client


class _Client(httpx2.AsyncClient):
    """Reads no answer that has no end."""

    async def send(
        self, request: httpx2.Request, *, stream: bool = False, **options: Any
    ) -> httpx2.Response:
        response = await super().send(request, stream=True, **options)
        bound(response, by_event=stream)
        if not stream:
            try:
                await response.aread()
            except BaseException:
                await response.aclose()
                raise
        return response


async def _hold(loop: asyncio.AbstractEventLoop) -> AsyncGenerator[httpx2.AsyncClient, None]:
    client = _Client(
        verify=ssl_context(),
        follow_redirects=False,
        # A client that is given a transport does not look for proxies.
        transport=None if _behind_proxy() else AiohttpTransport(ssl_context()),
        limits=httpx2.Limits(
            max_connections=_MAX_CONNECTIONS, max_keepalive_connections=_KEPT_ALIVE
        ),
        timeout=httpx2.Timeout(60.0, connect=CONNECT_TIMEOUT_S),
        # Several accounts share it: what a server sets for one is not sent with another's key.
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
        event_hooks={"request": [_cap_connect_timeout], "response": [_note]},
    )
    try:
        yield client
    finally:
        _holders.pop(loop, None)
        _clients.pop(loop, None)
        _sdks.pop(client, None)
        await client.aclose()


def _behind_proxy() -> bool:
    return not getproxies().keys().isdisjoint(("http", "https", "all"))


def _started(holder: AsyncGenerator[httpx2.AsyncClient, None]) -> httpx2.AsyncClient:
    """Run a generator to its first `yield` without awaiting: nothing before it ever waits.

    Calling `__anext__` on the running loop is what registers the generator for its end.
    """
    try:
        holder.__anext__().__await__().__next__()
    except StopIteration as first:
        return cast("httpx2.AsyncClient", first.value)
    raise AssertionError("the holder waited before it had a client")


def _forget_closed_loops() -> None:
    """Drop what loops left behind that were closed without closing their generators."""
    for loop in list(_clients):
        if loop.is_closed():
            _holders.pop(loop, None)
            _sdks.pop(_clients.pop(loop), None)


def sdk_on(client: httpx2.AsyncClient, account: Hashable, make: Callable[[], _T]) -> _T:
    """Return an SDK's client for an account on a shared client: made by its first call, then kept.

    A new one for every call would ask anew, in a thread, on what platform it runs.
    """
    if client not in _clients.values():  # nobody would ever let go of it
        return make()
    kept = _sdks.setdefault(client, {})
    if account not in kept:
        if len(kept) >= _MOST_SDKS:
            kept.clear()
        kept[account] = make()
    return kept[account]


async def _cap_connect_timeout(request: httpx2.Request) -> None:
    """Bound the time to connect: google-genai sets one timeout for everything."""
    timeout = request.extensions.get("timeout")
    if isinstance(timeout, dict):
        limits = cast("dict[str, float | None]", timeout)
        limits["connect"] = min(limits.get("connect") or CONNECT_TIMEOUT_S, CONNECT_TIMEOUT_S)


@contextmanager
def noting_responses(into: list[httpx2.Response]) -> Generator[None]:
    """List the responses that arrive inside, for whoever must close one that an SDK hides.

    Not around a `yield` of an asynchronous generator: its caller would be inside as well.
    """
    token = _noted.set(into)
    try:
        yield
    finally:
        _noted.reset(token)


async def _note(response: httpx2.Response) -> None:
    noted = _noted.get()
    if noted is not None:
        noted.append(response)


@cache
def ssl_context() -> ssl.SSLContext:
    """Read the trust store once for each process: it costs 30 to 70 ms."""
    return httpx2.create_ssl_context()


@cache
def unused_sync_client() -> httpx2.Client:
    """Give google-genai the synchronous client it wants to see; no request goes through it.

    Without one it builds its own, and a trust store with it, for every provider that is opened.
    """
    return httpx2.Client(verify=ssl_context(), trust_env=False)
