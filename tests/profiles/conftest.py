"""A store for tests of what the user keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from profiles.store.engine import Store, open_store
from profiles.store.location import locate_store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """A new store in a file."""
    opened = await open_store(locate_store(str(tmp_path / "jobai.db"), {}))
    yield opened
    await opened.aclose()
