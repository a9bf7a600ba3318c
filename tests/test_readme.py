"""What the README tells people to type does what it says."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from commands import Jobai

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


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


def test_the_commands_without_a_key_work_in_their_order(tmp_path: Path) -> None:
    jobai = Jobai(tmp_path / "home")
    typed = [
        shlex.split(line)[1:]
        for line in [
            marked_line("start").rpartition("&& ")[2],
            *blocks(README, "sh")[1].split("\n"),
        ]
        if ".venv/bin/jobai" in line
    ]

    for arguments in typed:
        result = jobai(*(ROOT / a if a.startswith("examples/") else a for a in arguments))
        assert result.code == 0, (arguments, result.stderr)

    assert [arguments[0] for arguments in typed] == [
        "extract",
        "profile",
        "draft-cv",
        "draft-letter",
    ]


def test_every_name_that_it_imports_from_jobai_exists() -> None:
    import jobai

    names = {
        name.strip()
        for block in blocks(README, "python")
        for line in re.findall(r"from jobai import (.*)", block)
        for name in line.split(",")
    }

    assert names
    assert names <= set(jobai.__all__)
