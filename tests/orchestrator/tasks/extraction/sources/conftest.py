from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from loopback_site import Site

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


@pytest.fixture(autouse=True)
def _no_proxy_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:  # pyright: ignore[reportUnusedFunction]
    for name in _PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with Site() as running:
        yield running
