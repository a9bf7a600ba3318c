"""Opening a provider costs nothing; its first call brings in its SDK, beside the event loop."""

from __future__ import annotations

import ssl
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from orchestrator.errors import RequestRejectedError
from orchestrator.providers import on_demand, open_provider
from orchestrator.providers.base import Credential, Prompt
from orchestrator.providers.offline import OfflineProvider
from profiles.errors import InvalidInputError

if TYPE_CHECKING:
    from wire import WireServer

_WHILE_IMPORTING = """
import asyncio, sys, time
from orchestrator.providers import open_provider
from orchestrator.providers.base import Credential, Prompt

async def main():
    beats = []
    async def beat():
        while True:
            beats.append(time.monotonic())
            await asyncio.sleep(0.01)
    heart = asyncio.create_task(beat())
    provider = open_provider(Credential(*{arguments!r}), timeout_s=20)
    assert "openai" not in sys.modules and "httpx2" not in sys.modules
    answer = await provider.complete(Prompt("m", "Hi"))
    heart.cancel()
    others = [name for name in ("anthropic", "google.genai") if name in sys.modules]
    print(answer.text, len(beats) >= 5, others)

asyncio.run(main())
"""


def test_the_first_call_imports_its_own_sdk_only_and_leaves_the_loop_running(
    wire_server: WireServer,
) -> None:
    credential = wire_server.credential("openai")
    arguments = ("openai", credential.api_key, "test", credential.base_url)
    program = _WHILE_IMPORTING.format(arguments=arguments)

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)

    assert (done.stdout, done.stderr) == ("Hello True []\n", "")


@pytest.mark.parametrize("provider", ["gemini", "openai", "claude"])
@pytest.mark.parametrize("url", ["localhost:11434", "ftp://host/v1", "http://", "http://[::1", "x"])
def test_what_is_no_base_url_is_refused_before_anything_is_sent(provider: Any, url: str) -> None:
    credential = Credential(provider, "a-key-0123456789", "test", base_url=url)

    with pytest.raises(InvalidInputError, match="base URL"):
        open_provider(credential, timeout_s=5)


async def test_an_sdk_that_cannot_be_imported_is_an_error_of_ours(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(on_demand, "_imported", {})
    monkeypatch.setattr(on_demand, "_ADAPTERS", {"openai": ("no_such_module", "X")})
    provider = open_provider(Credential("openai", "a-key-0123456789", "test"), timeout_s=5)

    with pytest.raises(RequestRejectedError, match="no_such_module") as caught:
        await provider.complete(Prompt("m", "Hi"))

    assert not caught.value.sent
    assert not caught.value.retryable


async def test_opening_gemini_reads_no_trust_store_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from orchestrator.providers.gemini import GeminiProvider
    from orchestrator.providers.http import shared_client, unused_sync_client

    shared, _ = shared_client(), unused_sync_client()
    # Where the SDK would start to: 20 ms and more, for every call.
    monkeypatch.delattr(ssl, "create_default_context")

    GeminiProvider(Credential("gemini", "a-key-0123456789", "test"), shared, 5)


def test_offline_needs_no_key_and_no_loop() -> None:
    provider = open_provider(Credential("offline", "", "built-in"), timeout_s=5)

    assert isinstance(provider, OfflineProvider)
