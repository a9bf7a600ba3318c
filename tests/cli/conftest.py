"""The command line in a home of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from commands import Jobai

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def jobai(tmp_path: Path) -> Jobai:
    """`jobai` with no store, no key and no configuration yet."""
    return Jobai(tmp_path / "home")
