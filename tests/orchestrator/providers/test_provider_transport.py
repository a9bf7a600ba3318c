"""What lies between an SDK's request and the socket: nothing is added, kept or lost."""

from __future__ import annotations

import asyncio
import json
import ssl
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import httpx2
import pytest

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
    """Says one answer to every request, with headers of the test's."""

    def __init__(self, *headers: str) -> None:
        self.requests: list[str] = []
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
        except (asyncio.IncompleteReadError, ConnectionError):
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


async def test_headers_as_long_as_some_gateways_send_are_read() -> None:
    async with serving(Site("X-Policy: " + "p" * 30_000)) as site:
        assert await ask(site) == "Hello"


async def test_nothing_is_added_to_the_headers_that_a_client_has_made() -> None:
    async with (
        serving(Site()) as site,
        httpx2.AsyncClient(transport=AiohttpTransport(httpx2.create_ssl_context())) as client,
    ):
        request = client.build_request("GET", site.address)
        for name in ("accept", "accept-encoding", "user-agent"):
            del request.headers[name]
        response = await client.send(request)

    assert response.http_version == "HTTP/1.1"
    names = {line.partition(":")[0].lower() for line in site.requests[0].split("\r\n")[1:]}
    assert names - {""} == {"host", "connection"}


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
