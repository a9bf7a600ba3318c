"""What every test stands on: no provider of the developer's own, and a server to talk to."""

from __future__ import annotations

import asyncio
import gc
import os
import shutil
from typing import TYPE_CHECKING

import pytest
from wire import WireServer

from profiles.store.engine import Store, open_store
from profiles.store.location import locate_store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

_VENDOR_PREFIXES = ("GEMINI_", "GOOGLE_", "OPENAI_", "ANTHROPIC_", "JOBAI_")
_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")


@pytest.fixture(autouse=True)
def _no_ambient_provider(monkeypatch: pytest.MonkeyPatch) -> None:  # pyright: ignore[reportUnusedFunction]
    """Hide the keys, addresses and proxies of whoever runs the tests."""
    for name in list(os.environ):
        if name.upper().startswith(_VENDOR_PREFIXES) or name.upper() in _PROXIES:
            monkeypatch.delenv(name)


def pytest_collection_finish() -> None:
    """Let Python not look for garbage among the modules and tests, which stay to the end."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session")
def made_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new store with nothing in it, to be copied: to make one takes as long as many a test."""

    async def make(path: Path) -> None:
        store = await open_store(locate_store(str(path), {}))
        await store.aclose()

    path = tmp_path_factory.mktemp("made") / "jobai.db"
    asyncio.run(make(path))
    return path


@pytest.fixture
async def store(tmp_path: Path, made_store: Path) -> AsyncIterator[Store]:
    """A new store in a file."""
    path = shutil.copy(made_store, tmp_path / "jobai.db")
    opened = await open_store(locate_store(str(path), {}))
    yield opened
    await opened.aclose()


@pytest.fixture
def wire_server() -> Iterator[WireServer]:
    """A server that speaks Gemini, OpenAI and Claude."""
    with WireServer() as server:
        yield server
