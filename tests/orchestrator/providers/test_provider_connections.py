"""One client for each event loop, which nobody has to close."""

from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
import threading
import warnings
from typing import TYPE_CHECKING, Any

import pytest

from orchestrator.providers import open_provider, transport
from orchestrator.providers.base import Prompt
from orchestrator.providers.http import shared_client

if TYPE_CHECKING:
    from collections.abc import Callable

    from wire import WireServer

    Ask = Callable[..., Any]
    Vendor = Any
    Open = Callable[..., Any]


async def test_a_loop_has_one_client_for_all_vendors() -> None:
    assert shared_client() is shared_client()


def test_a_client_is_closed_when_its_loop_ends() -> None:
    async def peek() -> Any:
        client = shared_client()
        assert not client.is_closed
        return client

    first, second = asyncio.run(peek()), asyncio.run(peek())

    assert first is not second
    assert first.is_closed
    assert second.is_closed


def test_a_loop_that_ended_is_not_kept_alive() -> None:
    import weakref

    async def peek() -> weakref.ref[asyncio.AbstractEventLoop]:
        shared_client()
        return weakref.ref(asyncio.get_running_loop())

    loop = asyncio.run(peek())
    gc.collect()

    assert loop() is None


def test_a_client_that_was_closed_by_someone_is_replaced() -> None:
    async def close_and_ask_again() -> bool:
        await shared_client().aclose()
        return shared_client().is_closed

    assert asyncio.run(close_and_ask_again()) is False


def test_without_a_running_loop_there_is_no_client() -> None:
    with pytest.raises(RuntimeError, match="no running event loop"):
        shared_client()


def test_several_runs_one_after_another_all_work(wire_server: WireServer, vendor: Vendor) -> None:
    async def ask() -> str:
        provider = open_provider(wire_server.credential(vendor.provider), timeout_s=5)
        return (await provider.complete(Prompt(vendor.model, "Hi"))).text

    assert [asyncio.run(ask()) for _ in range(3)] == ["Hello"] * 3
    gc.collect()


def test_two_threads_with_loops_of_their_own_work_at_once(
    wire_server: WireServer, vendor: Vendor
) -> None:
    said: list[str] = []

    async def ask() -> None:
        provider = open_provider(wire_server.credential(vendor.provider), timeout_s=5)
        for _ in range(3):
            answer = await provider.complete(Prompt(vendor.model, "Hi"))
            said.append(answer.text)

    threads = [threading.Thread(target=lambda: asyncio.run(ask())) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert said == ["Hello"] * 6


async def test_150_calls_run_at_the_same_time(
    wire_server: WireServer, opened: Open, vendor: Vendor
) -> None:
    wire_server.delay_s = 2.0  # long enough for all to be waiting at once
    provider = opened(timeout_s=30)

    answers = await asyncio.gather(
        *(provider.complete(Prompt(vendor.model, f"call {n}")) for n in range(150))
    )

    assert [answer.text for answer in answers] == ["Hello"] * 150
    assert wire_server.connections > 100  # what httpx2 and google-genai allow unasked


async def test_a_connection_is_kept_for_the_next_call(wire_server: WireServer, ask: Ask) -> None:
    for _ in range(5):
        await ask()

    assert wire_server.connections == 1


async def test_closing_a_provider_leaves_the_shared_client_open(
    wire_server: WireServer, opened: Open, vendor: Vendor
) -> None:
    provider = opened()
    await provider.aclose()

    assert not shared_client().is_closed
    assert (await provider.complete(Prompt(vendor.model, "Hi"))).text == "Hello"


async def test_the_time_to_connect_is_bounded_for_every_vendor(
    wire_server: WireServer, opened: Open, vendor: Vendor
) -> None:
    limits: list[dict[str, float]] = []

    async def note(request: Any) -> None:
        limits.append(dict(request.extensions["timeout"]))

    client = shared_client()
    client.event_hooks = {"request": [*client.event_hooks["request"], note]}
    await opened(timeout_s=300).complete(Prompt(vendor.model, "Hi"))

    assert limits[0]["connect"] == 10
    assert limits[0]["read"] == 300


@pytest.mark.parametrize("vendor_name", ["gemini", "openai", "claude"])
def test_a_process_ends_without_a_warning(wire_server: WireServer, vendor_name: Any) -> None:
    credential = wire_server.credential(vendor_name)
    arguments = (vendor_name, credential.api_key, "test", credential.base_url)
    program = f"""
import asyncio
from orchestrator.providers import open_provider
from orchestrator.providers.base import Credential, Prompt

async def main():
    provider = open_provider(Credential(*{arguments!r}), timeout_s=20)
    print((await provider.complete(Prompt("m", "Hi"))).text)

asyncio.run(main())
"""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], capture_output=True, text=True
    )

    assert (done.stdout, done.stderr, done.returncode) == ("Hello\n", "", 0)


def test_a_loop_that_a_host_closes_by_itself_leaves_no_word_of_its_connections(
    wire_server: WireServer, vendor: Vendor, caplog: pytest.LogCaptureFixture
) -> None:
    async def replaced() -> None:
        shared_client()

    loop = asyncio.new_event_loop()
    said = loop.run_until_complete(_asking(wire_server, vendor))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # of the loop's own sockets
        loop.close()
        del loop
        asyncio.run(replaced())
        gc.collect()

    assert said.text == "Hello"
    assert caplog.records == []


def test_importing_the_seam_imports_no_sdk_and_no_http_client() -> None:
    program = """
import sys
import orchestrator.providers, orchestrator.providers.base, orchestrator.providers.keys
heavy = {"openai", "anthropic", "google.genai", "httpx2", "pydantic", "aiohttp"}
print(sorted(heavy & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)

    assert (done.stdout, done.stderr) == ("[]\n", "")


def _asking(server: WireServer, vendor: Vendor) -> Any:
    provider = open_provider(server.credential(vendor.provider), timeout_s=20)
    return provider.complete(Prompt(vendor.model, "Hi"))


async def test_calls_one_after_another_take_one_connection(
    wire_server: WireServer, vendor: Vendor
) -> None:
    for _ in range(5):
        await _asking(wire_server, vendor)

    assert wire_server.connections == 1


async def test_calls_at_once_take_a_connection_each_and_the_next_ones_take_the_same(
    wire_server: WireServer, vendor: Vendor
) -> None:
    wire_server.delay_s = 0.3

    for _ in range(2):
        await asyncio.gather(*(_asking(wire_server, vendor) for _ in range(20)))

    assert wire_server.connections == 20


async def test_connections_that_nobody_needs_any_more_are_closed(
    wire_server: WireServer, vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "_IDLE_S", 0.1)
    wire_server.delay_s = 0.2
    await asyncio.gather(*(_asking(wire_server, vendor) for _ in range(20)))
    wire_server.delay_s = 0.0
    await asyncio.sleep(0.2)

    await _asking(wire_server, vendor)

    async with asyncio.timeout(5):
        while wire_server.open_connections > 1:
            await asyncio.sleep(0.01)


async def test_who_waits_for_one_of_a_full_thousand_connections_gets_it(
    wire_server: WireServer, vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "_MOST_CONNECTIONS", 8)
    wire_server.delay_s = 0.05

    answers = await asyncio.gather(*(_asking(wire_server, vendor) for _ in range(20)))

    assert [answer.text for answer in answers] == ["Hello"] * 20
    assert wire_server.connections == 8
