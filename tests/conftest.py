"""What every test stands on: no provider of the developer's own, and a server to talk to."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from wire import WireServer

if TYPE_CHECKING:
    from collections.abc import Iterator

_VENDOR_PREFIXES = ("GEMINI_", "GOOGLE_", "OPENAI_", "ANTHROPIC_", "JOBAI_")
_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")


@pytest.fixture(autouse=True)
def _no_ambient_provider(monkeypatch: pytest.MonkeyPatch) -> None:  # pyright: ignore[reportUnusedFunction]
    """Hide the keys, addresses and proxies of whoever runs the tests."""
    for name in list(os.environ):
        if name.upper().startswith(_VENDOR_PREFIXES) or name.upper() in _PROXIES:
            monkeypatch.delenv(name)


@pytest.fixture
def wire_server() -> Iterator[WireServer]:
    """A server that speaks Gemini, OpenAI and Claude."""
    with WireServer() as server:
        yield server
