"""A proxy of the environment: used when asked for, by both of its ways, and never given away."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Self

import pytest
from loopback_site import Site, page
from test_private_addresses import certificate_for

from orchestrator.errors import ConfigurationError, FetchError
from orchestrator.tasks.extraction.sources import Limits, open_source, open_url

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

QUICK = Limits(backoff_s=0.02, retries=0)
SECRET = "hunter2"


class Tunnel:
    """A proxy that knows CONNECT only; every tunnel ends at one port of this machine."""

    def __init__(self, target_port: int, *, answer: bytes = b"200 Connection established") -> None:
        self.heads: list[str] = []
        self._target_port = target_port
        self._answer = answer

    async def __aenter__(self) -> Self:
        self._tasks: set[asyncio.Task[None]] = set()
        self._writers: list[asyncio.StreamWriter] = []
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = int(self._server.sockets[0].getsockname()[1])
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for writer in self._writers:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.append(writer)
        self._tasks.add(asyncio.create_task(self._serve(reader, writer)))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            head = await reader.readuntil(b"\r\n\r\n")
            self.heads.append(head.decode())
            writer.write(b"HTTP/1.1 " + self._answer + b"\r\n\r\n")
            await writer.drain()
            if self._answer.startswith(b"200"):
                inner = await asyncio.open_connection("127.0.0.1", self._target_port)
                self._writers.append(inner[1])
                await asyncio.gather(_pipe(reader, inner[1]), _pipe(inner[0], writer))
        writer.close()


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
        writer.close()


async def test_a_library_call_asks_no_proxy_unless_told_to(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", site.url())
    with pytest.raises(FetchError) as caught:
        await open_url("http://jobs.example.invalid/1", limits=QUICK)
    assert caught.value.reason == "dns"
    assert site.requests == []


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"])
async def test_a_plain_page_is_asked_for_by_its_whole_address(
    site: Site, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, site.url())
    site.routes["http://jobs.example.invalid/1"] = page("<p>by proxy")
    document = await open_source("http://jobs.example.invalid/1", trust_env=True, limits=QUICK)
    assert document.html == "<p>by proxy"


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"])
async def test_a_secure_page_comes_through_a_tunnel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    context = certificate_for("jobs.example.invalid", tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
    async with Site(tls=context) as secure, Tunnel(secure.port) as tunnel:
        secure.routes["/1"] = page("<p>through the tunnel")
        monkeypatch.setenv(name, f"http://ida:{SECRET}@127.0.0.1:{tunnel.port}")
        document = await open_url("https://jobs.example.invalid/1", trust_env=True, limits=QUICK)
    assert document.html == "<p>through the tunnel"
    assert tunnel.heads[0].startswith("CONNECT jobs.example.invalid:443 ")
    assert "proxy-authorization: basic" in tunnel.heads[0].lower()


async def test_a_proxy_that_wants_another_password_is_told_without_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with Tunnel(0, answer=b"407 Proxy Authentication Required") as tunnel:
        monkeypatch.setenv("HTTPS_PROXY", f"http://ida:{SECRET}@127.0.0.1:{tunnel.port}")
        with pytest.raises(FetchError) as caught:
            await open_url("https://jobs.example.invalid/1", trust_env=True, limits=QUICK)
    assert caught.value.reason == "proxy"
    assert SECRET not in f"{caught.value.message} {caught.value.hint}"


async def test_a_proxy_that_is_down_is_not_taken_for_the_site(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://ida:{SECRET}@127.0.0.1:9")
    with pytest.raises(FetchError) as caught:
        await open_url("http://jobs.example.invalid/1", trust_env=True, limits=QUICK)
    assert caught.value.reason == "proxy"
    assert "NO_PROXY" in (caught.value.hint or "")
    assert SECRET not in f"{caught.value.message} {caught.value.hint}"


async def test_a_certificate_behind_a_tunnel_is_the_sites_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = certificate_for("other.example.invalid", tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
    async with Site(tls=context) as secure, Tunnel(secure.port) as tunnel:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{tunnel.port}")
        with pytest.raises(FetchError) as caught:
            await open_url("https://jobs.example.invalid/1", trust_env=True, limits=QUICK)
    assert caught.value.reason == "tls"


async def test_the_user_agent_is_honest_and_can_be_another(site: Site) -> None:
    site.routes["/"] = page("<p>x")
    await open_url(site.url(), allow_private=True)
    await open_source(site.url(), allow_private=True, user_agent="acme-jobs/2 (+mail@a.example)")
    agents = [request.headers["user-agent"] for request in site.requests]
    assert agents[0].startswith("jobai")
    assert agents[1] == "acme-jobs/2 (+mail@a.example)"
    with pytest.raises(ConfigurationError):
        await open_url(site.url(), allow_private=True, user_agent="x\r\nCookie: a=b")
