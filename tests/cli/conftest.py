"""The command line in a home of its own."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from commands import EXAMPLES, Jobai

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def jobai(tmp_path: Path) -> Jobai:
    """`jobai` with no store, no key and no configuration yet."""
    return Jobai(tmp_path / "home")


@pytest.fixture(scope="session")
def furnished_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the example posting as job 1 and the example profile, to be copied."""
    jobai = Jobai(tmp_path_factory.mktemp("furnished") / "home")
    read = jobai("extract", EXAMPLES / "posting.html", "--quiet")
    assert read.code == 0, read.stderr
    imported = jobai("profile", "import", EXAMPLES / "profile.json", "--quiet")
    assert imported.code == 0, imported.stderr
    return jobai.home


@pytest.fixture
def ready(jobai: Jobai, furnished_home: Path) -> Jobai:
    """`jobai` with the example posting as job 1 and the example profile."""
    shutil.copytree(furnished_home, jobai.home)
    return jobai
