"""Whoever stops listening to an answer hangs up, at once, and nobody else is cut off."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from wire import faults

from orchestrator.providers import open_provider
from orchestrator.providers.base import Completion, Prompt
from orchestrator.providers.http import shared_client

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

    import httpx2
    from wire import WireServer

    Ask = Callable[..., Any]
    Listen = Callable[..., AsyncGenerator[str | Completion]]
    Vendor = Any

_SAID = "Nine words, come as they come:\nthe answer.  Bye."


@pytest.fixture
async def responses() -> list[httpx2.Response]:
    """Every response that the shared client of this test's loop brings."""
    arrived: list[httpx2.Response] = []

    async def note(response: httpx2.Response) -> None:
        arrived.append(response)

    client = shared_client()
    hooks = client.event_hooks
    client.event_hooks = {**hooks, "response": [*hooks["response"], note]}
    return arrived


async def _all_of(stream: AsyncGenerator[str | Completion]) -> list[str | Completion]:
    return [item async for item in stream]


async def _until_left(server: WireServer) -> None:
    async with asyncio.timeout(10):
        while not server.left:
            await asyncio.sleep(0.01)


async def test_closing_a_stream_hangs_up_at_once(
    wire_server: WireServer, listen: Listen, ask: Ask, responses: list[httpx2.Response]
) -> None:
    wire_server.answer_with("word " * 1000)
    wire_server.piece_delay_s = 0.05
    stream = listen()
    await anext(stream)

    await stream.aclose()

    assert [response.is_closed for response in responses] == [True]
    await _until_left(wire_server)
    wire_server.piece_delay_s = 0
    assert (await ask()).text.startswith("word")


async def test_leaving_the_loop_over_a_stream_hangs_up(
    wire_server: WireServer, listen: Listen
) -> None:
    wire_server.answer_with("word " * 1000)
    wire_server.piece_delay_s = 0.05

    async for _ in listen():
        break

    await _until_left(wire_server)


async def test_cancelling_a_listener_hangs_up(
    wire_server: WireServer, listen: Listen, responses: list[httpx2.Response]
) -> None:
    wire_server.fail(faults.stream_stalls(60))
    heard: list[str | Completion] = []

    async def hear() -> None:
        heard.extend([item async for item in listen(timeout_s=60)])

    listener = asyncio.ensure_future(hear())
    while not responses:
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.1)

    listener.cancel()

    with pytest.raises(asyncio.CancelledError):
        await listener
    assert responses[0].is_closed


async def test_a_stream_that_fails_hangs_up(
    wire_server: WireServer, listen: Listen, responses: list[httpx2.Response]
) -> None:
    wire_server.fail(faults.stream_error(error={"code": "word", "message": "Sorry."}))

    with pytest.raises(Exception, match=r"Sorry\."):
        await _all_of(listen())

    assert [response.is_closed for response in responses] == [True]


async def test_two_streams_at_once_are_closed_one_by_one(
    wire_server: WireServer, listen: Listen, responses: list[httpx2.Response]
) -> None:
    wire_server.answer_with(_SAID)
    wire_server.piece_delay_s = 0.05
    one, other = listen(), listen()
    await anext(one)
    await anext(other)

    await one.aclose()

    assert [response.is_closed for response in responses] == [True, False]
    rest = await _all_of(other)
    assert len(rest) == 9
    assert isinstance(rest[-1], Completion)


async def test_closing_a_stream_of_gemini_leaves_another_vendors_open(
    wire_server: WireServer, responses: list[httpx2.Response]
) -> None:
    wire_server.answer_with(_SAID)
    wire_server.piece_delay_s = 0.05
    gemini = open_provider(wire_server.credential("gemini"), timeout_s=5)
    openai = open_provider(wire_server.credential("openai"), timeout_s=5)
    one = gemini.stream(Prompt("gemini-2.5-flash", "Hi"))
    other = openai.stream(Prompt("gpt-4o-mini", "Hi"))
    await anext(one)
    await anext(other)

    await one.aclose()

    assert [response.is_closed for response in responses] == [True, False]
    await other.aclose()


async def test_a_stream_that_nobody_reads_sends_nothing(
    wire_server: WireServer, listen: Listen
) -> None:
    await listen().aclose()

    assert wire_server.requests == []


async def test_a_connection_is_kept_after_a_whole_stream(
    wire_server: WireServer, listen: Listen
) -> None:
    for _ in range(5):
        await _all_of(listen())

    assert wire_server.connections == 1


_PROGRAM = """
import asyncio
from contextlib import aclosing
from orchestrator.providers import open_provider
from orchestrator.providers.base import Credential, Prompt

async def main():
    provider = open_provider(Credential(*{arguments!r}), timeout_s=20)
    async with aclosing(provider.stream(Prompt("m", "Hi"))) as stream:
        print(await anext(stream))
    async for piece in provider.stream(Prompt("m", "Hi")):
        print(piece)
        break

asyncio.run(main())
"""


def test_a_process_that_stops_listening_ends_without_a_warning(
    wire_server: WireServer, vendor: Vendor
) -> None:
    wire_server.answer_with("word " * 1000)
    wire_server.piece_delay_s = 0.05
    credential = wire_server.credential(vendor.provider)
    arguments = (vendor.provider, credential.api_key, "test", credential.base_url)

    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", _PROGRAM.format(arguments=arguments)],
        capture_output=True,
        text=True,
    )

    assert (done.stdout, done.stderr, done.returncode) == ("word \nword \n", "", 0)
    assert [seen.streamed for seen in wire_server.requests] == [True, True]
