"""One vendor at a time, asked through its adapter over a real socket."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from orchestrator.providers import open_provider
from orchestrator.providers.base import Completion, Prompt, Provider, ProviderType

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from wire import WireServer


@dataclass(frozen=True)
class Vendor:
    provider: ProviderType
    model: str
    """Takes a temperature."""
    firm_model: str
    """Takes none."""


_VENDORS = [
    Vendor("gemini", "gemini-2.5-flash", "gemini-3.8-flash"),
    Vendor("openai", "gpt-4o-mini", "gpt-6-luna"),
    Vendor("claude", "claude-sonnet-4-6", "claude-sonnet-5-5"),
]


class Ask(Protocol):
    async def __call__(self, *, timeout_s: float = 5, **prompt: Any) -> Completion: ...


class Listen(Protocol):
    def __call__(
        self, *, timeout_s: float = 5, **prompt: Any
    ) -> AsyncGenerator[str | Completion]: ...


class Open(Protocol):
    def __call__(
        self, *, timeout_s: float = 5, base_url: str | None = None, api_key: str | None = None
    ) -> Provider: ...


@pytest.fixture(params=_VENDORS, ids=lambda vendor: vendor.provider)
def vendor(request: pytest.FixtureRequest) -> Vendor:
    return request.param


@pytest.fixture
def opened(wire_server: WireServer, vendor: Vendor) -> Open:
    """Open the vendor's adapter, at the server unless told otherwise."""

    def open_it(
        *, timeout_s: float = 5, base_url: str | None = None, api_key: str | None = None
    ) -> Provider:
        credential = wire_server.credential(vendor.provider)
        credential = replace(
            credential,
            base_url=base_url or credential.base_url,
            api_key=api_key or credential.api_key,
        )
        return open_provider(credential, timeout_s=timeout_s)

    return open_it


@pytest.fixture
def ask(opened: Open, vendor: Vendor) -> Ask:
    """Send one prompt; the model and the text are filled in."""

    async def send(*, timeout_s: float = 5, **prompt: Any) -> Completion:
        provider = opened(timeout_s=timeout_s)
        return await provider.complete(replace(Prompt(vendor.model, "Hi"), **prompt))

    return send


@pytest.fixture
def listen(opened: Open, vendor: Vendor) -> Listen:
    """Stream the answer to one prompt; the model and the text are filled in."""

    def start(*, timeout_s: float = 5, **prompt: Any) -> AsyncGenerator[str | Completion]:
        provider = opened(timeout_s=timeout_s)
        return provider.stream(replace(Prompt(vendor.model, "Hi"), **prompt))

    return start
