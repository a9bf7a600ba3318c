"""The command line in a home of its own."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest
from commands import EXAMPLES, Jobai
from wire import WireServer, faults

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


@pytest.fixture(scope="session")
def full_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which there is one of everything, and beside it a draft's text and a copy."""
    jobai = Jobai(tmp_path_factory.mktemp("full") / "home")
    with WireServer() as server:

        def done(*line: str | Path, code: int = 0) -> str:
            result = jobai(*line)
            assert result.code == code, (line, result)
            return result.stdout

        done("extract", EXAMPLES / "posting.html")
        done("profile", "import", EXAMPLES / "profile.json")
        mine = done("profile", "export").replace("90 seconds", "80 seconds")
        (jobai.home.parent / "changed.json").write_text(mine, encoding="utf-8")
        done("draft-cv", "--job", "1")
        done("draft-letter", "--job", "1")
        done("profile", "import", "changed.json")
        text = done("drafts", "show", "1", "--editable")
        (jobai.home.parent / "mine.md").write_text(
            text.replace("90 seconds", "8 seconds"), encoding="utf-8"
        )
        done("drafts", "edit", "1", "--from", "mine.md")
        jobai.environment = server.environment("openai")
        server.answer_with(json.dumps({"is_posting": True, "title": "Gardener"}))
        done("extract", EXAMPLES / "posting.html")
        server.fail(faults.wrong_key(), times=None)
        done("extract", EXAMPLES / "posting.html", "--refresh", code=4)
    jobai.environment = {"NAME": "sk-none"}
    for name in ("mine", "spare"):
        address = ("--base-url", "http://127.0.0.1:9/v1")
        done("providers", "add", "openai", "--name", name, "--api-key-env", "NAME", *address)
    done("providers", "price", "openai", "qwen3", "--input", "1", "--output", "2")
    done("plan", "set", "pro_monthly", "--until", "2099-01-31")
    done("plan", "limits", "set", "cost/month", "5")
    done("users", "add", "ann", "--name", "Ann")
    done("config", "set", "paper", "letter")
    done("db", "backup", "kept.db")
    return jobai.home.parent


@pytest.fixture
def full(jobai: Jobai, full_home: Path) -> Jobai:
    """`jobai` where there is one of everything."""
    shutil.copytree(full_home, jobai.home.parent, dirs_exist_ok=True)
    jobai.environment = {"NAME": "sk-none", "OTHER": "sk-other"}
    return jobai
