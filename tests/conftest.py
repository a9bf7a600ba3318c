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
from profiles.store.partitions import partition_ledger

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    import postgresql

_VENDOR_PREFIXES = ("GEMINI_", "GOOGLE_", "OPENAI_", "ANTHROPIC_", "JOBAI_")
_STORES = {"store_address", "new_address"}
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


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let stores be on PostgreSQL: then only tests run that have a store that may be on either.

    With "months" their ledgers are kept by months.
    """
    parser.addoption("--store", choices=("sqlite", "postgresql", "months"), default="sqlite")


def pytest_configure(config: pytest.Config) -> None:
    """Name the mark beside `sqlite`."""
    config.addinivalue_line("markers", "postgresql: only for stores on a server")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what says nothing about the kind of store that was asked for."""
    on_server = config.getoption("--store") != "sqlite"
    other = "sqlite" if on_server else "postgresql"
    told = [
        item
        for item in items
        if not item.get_closest_marker(other)
        and (
            not on_server
            or item.get_closest_marker("postgresql")
            or _STORES & set(getattr(item, "fixturenames", ()))
        )
    ]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(told)])
    items[:] = told


async def _make_store(address: str, *, by_months: bool = False) -> None:
    store = await open_store(locate_store(address, {}))
    if by_months:
        async with store.write() as session:
            await (await session.connection()).run_sync(partition_ledger)
    await store.aclose()


@pytest.fixture(scope="session")
def made_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new store with nothing in it, to be copied: to make one takes as long as many a test."""
    path = tmp_path_factory.mktemp("made") / "jobai.db"
    asyncio.run(_make_store(str(path)))
    return path


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[postgresql.Server]:
    """A server of this run's own."""
    import postgresql

    with postgresql.running() as server:
        yield server


@pytest.fixture(scope="session")
def made_database(postgresql_server: postgresql.Server, pytestconfig: pytest.Config) -> str:
    """The name of a database that is a new store with nothing in it, to be copied."""
    name = postgresql_server.make()
    by_months = pytestconfig.getoption("--store") == "months"
    asyncio.run(_make_store(postgresql_server.url_of(name), by_months=by_months))
    return name


@pytest.fixture
def store_address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a new store is, as `--db` takes it: a file, or a database with `--store postgresql`."""
    if request.config.getoption("--store") == "sqlite":
        yield str(shutil.copy(request.getfixturevalue("made_store"), tmp_path / "jobai.db"))
        return
    server: postgresql.Server = request.getfixturevalue("postgresql_server")
    name = server.make(request.getfixturevalue("made_database"))
    yield server.url_of(name)
    server.drop(name)


@pytest.fixture
def new_address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a store can be made: no file yet, or an empty database with `--store postgresql`."""
    if request.config.getoption("--store") == "sqlite":
        yield str(tmp_path / "new.db")
        return
    server: postgresql.Server = request.getfixturevalue("postgresql_server")
    name = server.make()
    yield server.url_of(name)
    server.drop(name)


@pytest.fixture
async def store(store_address: str) -> AsyncIterator[Store]:
    """A new store."""
    opened = await open_store(locate_store(store_address, {}))
    yield opened
    await opened.aclose()


@pytest.fixture
def wire_server() -> Iterator[WireServer]:
    """A server that speaks Gemini, OpenAI and Claude."""
    with WireServer() as server:
        yield server
