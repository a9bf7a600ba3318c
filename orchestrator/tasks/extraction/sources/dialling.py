"""The transport of a fetch: it resolves, checks and dials, so no name can change in between."""

from __future__ import annotations

import ssl
import urllib.request
from typing import TYPE_CHECKING

import httpx2

from orchestrator.errors import FetchError
from orchestrator.tasks.extraction.sources.addresses import is_address, is_public, resolve

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_MOST_ADDRESSES = 4  # of one name; a site with more is not reached by trying them all


class GuardedTransport(httpx2.AsyncBaseTransport):
    """Sends a request to an address that was checked, with the original Host and SNI.

    Args:
        trusted_host: The one host that may be private, because the user typed it; None for none.
        connect_s: Seconds for one connection.
        trust_env: Whether the environment's proxies are used.

    Why no connection is kept alive: two names on one address would share it, and the
    certificate would be checked against the first name only.
    """

    def __init__(self, *, trusted_host: str | None, connect_s: float, trust_env: bool) -> None:
        self._trusted_host = trusted_host
        self._trust_env = trust_env
        self._connect_s = connect_s
        self._direct: httpx2.AsyncHTTPTransport | None = None
        self._proxied: dict[str, httpx2.AsyncHTTPTransport] = {}

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send one request.

        Raises:
            FetchError: The address is private, the name unknown, the proxy setting unusable.
            httpx2.TransportError: The exchange failed.
        """
        proxy = _proxy_for(request.url) if self._trust_env else None
        if proxy is not None:
            await self._check_behind_proxy(request.url)
            return await self._send_to_proxy(request, proxy)
        addresses = await self._checked_addresses(request.url)
        return await self._send_to_first_that_answers(request, addresses)

    async def aclose(self) -> None:
        """Close every connection."""
        for transport in (self._direct, *self._proxied.values()):
            if transport is not None:
                await transport.aclose()

    async def _checked_addresses(self, url: httpx2.URL) -> list[str]:
        host = ascii_host(url)
        try:
            addresses = await resolve(host, url.port or _default_port(url))
        except OSError as error:
            raise httpx2.ConnectError(f"no address for {host}") from error
        if host != self._trusted_host:
            public = [address for address in addresses if is_public(address)]
            if not public:
                raise _private(host)
            addresses = public
        return addresses[:_MOST_ADDRESSES]

    async def _check_behind_proxy(self, url: httpx2.URL) -> None:
        """Refuse what is known to be private; behind a proxy names often resolve there only."""
        host = ascii_host(url)
        if host == self._trusted_host:
            return
        try:
            addresses = [host] if is_address(host) else await resolve(host, _default_port(url))
        except OSError:
            return
        if not any(is_public(address) for address in addresses):
            raise _private(host)

    async def _send_to_first_that_answers(
        self, request: httpx2.Request, addresses: Sequence[str]
    ) -> httpx2.Response:
        if self._direct is None:
            self._direct = _transport(None)
        connect_s = self._connect_s / (1 if len(addresses) == 1 else 2)
        timeout = {**request.extensions.get("timeout", {}), "connect": connect_s}
        failure: httpx2.TransportError = httpx2.ConnectError("no address to dial")
        for address in addresses:
            dialled = httpx2.Request(
                request.method,
                request.url.copy_with(host=address),
                headers=request.headers,
                stream=request.stream,
                extensions={
                    **request.extensions,
                    "timeout": timeout,
                    "sni_hostname": ascii_host(request.url),
                },
            )
            try:
                return await self._direct.handle_async_request(dialled)
            except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
                failure = error
        raise failure

    async def _send_to_proxy(self, request: httpx2.Request, proxy: str) -> httpx2.Response:
        try:
            return await self._proxy_transport(proxy).handle_async_request(request)
        except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
            if any(isinstance(cause, ssl.SSLError) for cause in causes(error)):
                raise  # of the site, behind the tunnel
            raise httpx2.ProxyError("the proxy cannot be reached") from error

    def _proxy_transport(self, proxy: str) -> httpx2.AsyncHTTPTransport:
        if proxy not in self._proxied:
            try:
                self._proxied[proxy] = _transport(proxy)
            except (ValueError, ImportError, httpx2.InvalidURL) as error:
                raise FetchError(
                    "The proxy that the environment names cannot be used: only http:// and "
                    "https:// proxies are supported.",
                    reason="proxy",
                    hint="Correct HTTP_PROXY, HTTPS_PROXY or ALL_PROXY, or unset it.",
                ) from error
        return self._proxied[proxy]


def causes(error: BaseException) -> Iterator[BaseException]:
    """An exception and what it came from."""
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        seen = seen.__cause__ or seen.__context__


def ascii_host(url: httpx2.URL) -> str:
    """The host in lower case, an international name in its ASCII form, no brackets."""
    return url.raw_host.decode("ascii").lower().rstrip(".")


def _transport(proxy: str | None) -> httpx2.AsyncHTTPTransport:
    return httpx2.AsyncHTTPTransport(proxy=proxy, limits=httpx2.Limits(max_keepalive_connections=0))


def _proxy_for(url: httpx2.URL) -> str | None:
    """The environment's proxy for a URL; the machine itself is never asked for through one."""
    host = ascii_host(url)
    if host in {"localhost", "127.0.0.1", "::1"} or urllib.request.proxy_bypass(host):
        return None
    proxies = urllib.request.getproxies()
    proxy = proxies.get(url.scheme) or proxies.get("all")
    if not proxy:
        return None
    return proxy if "://" in proxy else f"http://{proxy}"


def _default_port(url: httpx2.URL) -> int:
    return 443 if url.scheme == "https" else 80


def _private(host: str) -> FetchError:
    return FetchError(
        f"{host} is not on the public Internet, so it is not fetched from here.",
        reason="private_address",
        hint="Give the address of the page itself if it is on your own network, or save the page.",
    )
