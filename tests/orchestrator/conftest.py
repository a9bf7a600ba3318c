"""An orchestrator on a real store, asking real SDKs on a loopback server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from desks import Desk, add_user

from profiles.store.users import FREEMIUM

if TYPE_CHECKING:
    from pathlib import Path

    from wire import WireServer

    from profiles.store.engine import Store


@pytest.fixture
async def user(store: Store) -> str:
    """Somebody on freemium."""
    return await add_user(store, FREEMIUM)


@pytest.fixture
def desk(store: Store, wire_server: WireServer, tmp_path: Path) -> Desk:
    """A desk with nothing configured yet."""
    return Desk(store, wire_server, tmp_path / "secret.key")
