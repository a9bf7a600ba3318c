"""The credential alone decides: the SDKs' environment variables change nothing."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import pytest

from orchestrator.providers import open_provider
from orchestrator.providers.base import Credential
from orchestrator.providers.transport import AiohttpTransport

if TYPE_CHECKING:
    from collections.abc import Callable

    from wire import WireServer

    Ask = Callable[..., Any]
    Vendor = Any

_ELSEWHERE = "http://127.0.0.1:9/elsewhere"
_HEADERS = "\n".join(
    [
        "X-Stray: stray-value",
        "Authorization: Bearer stray-key",
        "X-Api-Key: stray-key",
        "x-goog-api-key: stray-key",
        "anthropic-version: 1999-01-01",
        "User-Agent: stray-agent",
    ]
)
_STRAYS = {
    "OPENAI_API_KEY": "stray-key",
    "OPENAI_ADMIN_KEY": "stray-key",
    "OPENAI_BASE_URL": _ELSEWHERE,
    "OPENAI_ORG_ID": "stray-org",
    "OPENAI_PROJECT_ID": "stray-project",
    "OPENAI_WEBHOOK_SECRET": "stray-key",
    "OPENAI_CUSTOM_HEADERS": _HEADERS,
    "ANTHROPIC_API_KEY": "stray-key",
    "ANTHROPIC_AUTH_TOKEN": "stray-key",
    "ANTHROPIC_BASE_URL": _ELSEWHERE,
    "ANTHROPIC_CUSTOM_HEADERS": _HEADERS,
    "ANTHROPIC_PROFILE": "stray-profile",
    "ANTHROPIC_OPEN_TELEMETRY_TRACES_CONTENT_MODE": "content",
    "GOOGLE_API_KEY": "stray-key",
    "GEMINI_API_KEY": "stray-key",
    "GOOGLE_GEMINI_BASE_URL": _ELSEWHERE,
    "GOOGLE_VERTEX_BASE_URL": _ELSEWHERE,
    "GOOGLE_GENAI_USE_VERTEXAI": "true",
    "GOOGLE_GENAI_USE_ENTERPRISE": "true",
    "GOOGLE_GENAI_API_VERSION": "stray1",
    "GOOGLE_CLOUD_PROJECT": "stray-project",
    "GOOGLE_CLOUD_LOCATION": "stray-place",
    "GOOGLE_GENAI_CLIENT_MODE": "replay",
    "GOOGLE_GENAI_REPLAYS_DIRECTORY": "stray-folder",
    "GOOGLE_GENAI_REPLAY_ID": "stray-replay",
    "GOOGLE_API_USE_CLIENT_CERTIFICATE": "true",
}


async def test_stray_variables_change_nothing_on_the_wire(
    wire_server: WireServer, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    await ask(temperature=0.5)
    for name, value in _STRAYS.items():
        monkeypatch.setenv(name, value)
    await ask(temperature=0.5)

    without, with_strays = wire_server.requests
    assert with_strays == without
    assert "stray" not in repr(with_strays)


@pytest.mark.parametrize("name", sorted(_STRAYS))
async def test_no_single_variable_changes_a_call(
    wire_server: WireServer, ask: Ask, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, _STRAYS[name])

    assert (await ask()).text == "Hello"

    assert "stray" not in repr(wire_server.requests)


async def test_two_google_keys_in_the_environment_are_not_warned_about(
    wire_server: WireServer,
    ask: Ask,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setenv("GOOGLE_API_KEY", "one")
    monkeypatch.setenv("GEMINI_API_KEY", "two")
    with caplog.at_level(logging.WARNING):
        await ask()

    assert caplog.records == []


@pytest.mark.parametrize(
    ("provider", "address"),
    [
        ("gemini", "https://generativelanguage.googleapis.com"),
        ("openai", "https://api.openai.com/v1"),
        ("claude", "https://api.anthropic.com"),
    ],
)
async def test_without_a_base_url_calls_go_to_the_vendor_whatever_the_environment_says(
    monkeypatch: pytest.MonkeyPatch, provider: Any, address: str
) -> None:
    import httpx2

    seen: list[httpx2.URL] = []

    async def refuse(_: object, request: httpx2.Request) -> httpx2.Response:
        seen.append(request.url)
        return httpx2.Response(401, json={})

    monkeypatch.setattr(AiohttpTransport, "handle_async_request", refuse)
    for name, value in _STRAYS.items():
        monkeypatch.setenv(name, value)

    from orchestrator.errors import CredentialsRefusedError

    opened = open_provider(Credential(provider, "a-key-0123456789", "test"), timeout_s=1)
    with pytest.raises(CredentialsRefusedError):
        await opened.list_models()

    assert str(seen[0]).startswith(address)
