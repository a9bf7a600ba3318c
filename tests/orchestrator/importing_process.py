"""Run as a process: imports everything that a call needs, prices one, and prints who was called.

A hook notes every use of the network before the first import.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module

_NETWORK = {
    "socket.connect",
    "socket.getaddrinfo",
    "socket.gethostbyname",
    "socket.sendto",
    "urllib.Request",
}
_seen: list[str] = []


def _note(event: str, arguments: tuple[object, ...]) -> None:
    if event in _NETWORK:
        _seen.append(f"{event} {arguments!r}")


def _cost() -> int | None:
    from datetime import UTC, datetime

    from orchestrator.pricing import PriceList
    from orchestrator.providers.base import TokenUsage

    at = datetime(2026, 11, 23, tzinfo=UTC)
    usage = TokenUsage(input_tokens=100, output_tokens=20)
    price = PriceList().price(usage, provider="openai", model="gpt-6-luna", at=at)
    return price.cost_nano_usd


sys.addaudithook(_note)
for name in (
    "jobai",
    "orchestrator.core",
    "orchestrator.functions",
    "orchestrator.providers.gemini",
    "orchestrator.providers.openai",
    "orchestrator.providers.claude",
    "profiles.store.engine",
    "profiles.store.migrations",
):
    import_module(name)
sys.stdout.write(json.dumps({"cost_nano_usd": _cost(), "network": _seen}))
