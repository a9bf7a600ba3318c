"""What lies between an SDK's request and the socket: nothing is added, kept or lost."""

from __future__ import annotations

import asyncio
import json
import socket
import ssl
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import aiohttp
import httpx2
import pytest

from orchestrator.errors import ConnectionFailedError
from orchestrator.providers import open_provider
from orchestrator.providers.base import Credential, Prompt
from orchestrator.providers.http import shared_client
from orchestrator.providers.transport import AiohttpTransport

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

_ANSWER = json.dumps(
    {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "m",
        "choices": [
            {
                "index": 0,
                "finish_reason": "stop",
                "message": {"role": "assistant", "content": "Hello"},
            }
        ],
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
    }
).encode()


class Site:
    """Says one answer to every request, with headers of the test's.

    Args:
        headers: Of each answer.
        unasked: What it says after an answer, without being asked.
        after_s: How long after.
    """

    def __init__(self, *headers: str, unasked: bytes = b"", after_s: float = 0) -> None:
        self.requests: list[str] = []
        self._unasked, self._after_s = unasked, after_s
        length = f"Content-Length: {len(_ANSWER)}"
        head = ["HTTP/1.1 200 OK", "Content-Type: application/json", length, *headers]
        self._said = "\r\n".join([*head, "", ""]).encode() + _ANSWER
        self.address = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                _, _, length = head.lower().partition("content-length: ")
                await reader.readexactly(int(length.split()[0]) if length else 0)
                self.requests.append(head)
                writer.write(self._said)
                await asyncio.sleep(self._after_s)
                writer.write(self._unasked)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def serving(site: Site) -> AsyncGenerator[Site]:
    server = await asyncio.start_server(site.serve, "127.0.0.1", 0)
    async with server:
        site.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
        yield site
        await shared_client().aclose()  # else the server waits for its connections


async def ask(site: Site, key: str = "a-key-of-twenty-signs") -> str:
    provider = open_provider(Credential("openai", key, "test", site.address), timeout_s=5)
    return (await provider.complete(Prompt("m", "Hi"))).text


async def test_a_cookie_that_one_account_was_given_goes_nowhere() -> None:
    async with serving(Site("Set-Cookie: session=abc; Path=/")) as site:
        for key in ("key-of-one-account", "key-of-one-account", "key-of-another"):
            assert await ask(site, key) == "Hello"

    assert len(site.requests) == 3
    assert not any("cookie" in request.lower() for request in site.requests)


_STRAY = b"HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n"


@pytest.mark.parametrize("unasked", [_STRAY, b"garbage\r\n\r\n"])
async def test_what_a_server_says_unasked_is_no_answer_to_the_next_call(unasked: bytes) -> None:
    async with serving(Site(unasked=unasked, after_s=0.05)) as site:
        for _ in range(3):
            assert await ask(site) == "Hello"
            await asyncio.sleep(0.1)

    assert len(site.requests) == 3


def _answer_and_hang_up(listening: socket.socket, times: int) -> None:
    """Answer one request on each connection, promise to keep it, and close it."""
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(_ANSWER)}\r\n\r\n".encode()
    for _ in range(times):
        connection, _ = listening.accept()
        with connection:
            while not connection.recv(65_536).endswith(b"}"):
                pass
            connection.sendall(head + _ANSWER)


async def test_a_connection_that_its_server_has_closed_is_not_used_while_the_loop_is_busy() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as listening,
        ThreadPoolExecutor() as threads,
    ):
        serving = threads.submit(_answer_and_hang_up, listening, 3)
        address = f"http://127.0.0.1:{listening.getsockname()[1]}/v1"
        verify = ssl.create_default_context()
        async with httpx2.AsyncClient(transport=AiohttpTransport(verify)) as client:
            for _ in range(3):
                response = await client.post(address, content=b"{}")
                assert response.content == _ANSWER
                time.sleep(0.05)  # noqa: ASYNC251 - the loop is to learn nothing meanwhile
        serving.result(5)


async def test_what_follows_an_answer_spoils_it_and_is_not_quoted() -> None:
    async with serving(Site(unasked=b'{"text": "of the answer"}')) as site:
        with pytest.raises(ConnectionFailedError, match="what came is no HTTP") as caught:
            await ask(site)

    assert "of the answer" not in caught.value.message


@pytest.mark.parametrize("times", [1, 2])
async def test_a_call_whose_connection_closes_before_a_byte_of_it_has_left_was_not_sent(
    times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_bytes = aiohttp.ClientRequest.write_bytes
    closed: list[object] = []

    async def closing(self: aiohttp.ClientRequest, writer: Any, conn: Any, length: Any) -> None:
        if len(closed) < times:
            closed.append(conn)
            conn.transport.close()
        await write_bytes(self, writer, conn, length)

    monkeypatch.setattr(aiohttp.ClientRequest, "write_bytes", closing)
    async with serving(Site()) as site:
        if times == 1:
            assert await ask(site) == "Hello"
        else:
            with pytest.raises(ConnectionFailedError) as caught:
                await ask(site)
            assert not caught.value.sent

    assert len(site.requests) == 2 - times


async def test_headers_as_long_as_some_gateways_send_are_read() -> None:
    async with serving(Site("X-Policy: " + "p" * 30_000)) as site:
        assert await ask(site) == "Hello"


@pytest.mark.parametrize(("content", "added"), [(None, set[str]()), (b"{}", {"content-length"})])
async def test_nothing_is_added_to_the_headers_that_a_client_has_made(
    content: bytes | None, added: set[str]
) -> None:
    async with (
        serving(Site()) as site,
        httpx2.AsyncClient(transport=AiohttpTransport(httpx2.create_ssl_context())) as client,
    ):
        request = client.build_request("POST" if content else "GET", site.address, content=content)
        for name in ("accept", "accept-encoding", "user-agent"):
            del request.headers[name]
        response = await client.send(request)

    assert response.http_version == "HTTP/1.1"
    names = {line.partition(":")[0].lower() for line in site.requests[0].split("\r\n")[1:]}
    assert names - {""} == {"host", "connection"} | added


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("http://127.0.0.1:1/", httpx2.ConnectError),
        ("https://127.0.0.1:1/", httpx2.ConnectError),
        ("http://nobody.invalid/", httpx2.ConnectError),
    ],
)
async def test_what_was_never_sent_is_told_from_what_may_have_been(
    address: str, kind: type[Exception]
) -> None:
    async with httpx2.AsyncClient(
        transport=AiohttpTransport(ssl.create_default_context())
    ) as client:
        with pytest.raises(kind):
            await client.post(address, content=b"{}")
