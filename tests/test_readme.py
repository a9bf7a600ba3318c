"""The README's two lines paste as they are; its commands are run by `test_documents.py`."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def marked_line(name: str) -> str:
    found = re.search(rf"<!-- line: {name} -->\s*```sh\n(.*?)\n```", README, re.DOTALL)
    assert found, name
    return found[1]


@pytest.mark.parametrize("name", ["start", "test"])
def test_each_marked_line_pastes_as_one_and_needs_only_python_and_pip(name: str) -> None:
    line = marked_line(name)

    assert "\n" not in line
    programs = {shlex.split(part)[0] for part in line.split("&&")}
    assert programs <= {"python3", ".venv/bin/pip", ".venv/bin/jobai", ".venv/bin/pytest"}


def test_every_name_that_it_imports_from_jobai_exists() -> None:
    import jobai

    names = {
        name.strip()
        for line in re.findall(r"^from jobai import (.*)", README, re.MULTILINE)
        for name in line.split(",")
    }

    assert names
    assert names <= set(jobai.__all__)
