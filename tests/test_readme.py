"""What the README and docs/library.md tell people to type does what they say."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from commands import Jobai

if TYPE_CHECKING:
    from wire import WireServer

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
LIBRARY = (ROOT / "docs" / "library.md").read_text(encoding="utf-8")


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


def test_every_jobai_command_in_the_documents_exists(tmp_path: Path) -> None:
    jobai = Jobai(tmp_path / "home")
    documents = [README, LIBRARY, *(p.read_text() for p in (ROOT / "examples").glob("*.md"))]
    lines = {
        line.partition("#")[0].strip()
        for text in documents
        for block in blocks(text, "sh")
        for line in re.findall(r"^(?:\.venv/bin/)?jobai .*$", block, re.MULTILINE)
    }
    assert len(lines) >= 8

    for line in sorted(lines):
        words = shlex.split(line)[1:]
        command = [word for word in words[:2] if re.fullmatch(r"[a-z-]+", word)]
        options = {word for word in words if word.startswith("--")}
        for depth in (2, 1):
            result = jobai(*command[:depth], "--help")
            if result.code == 0:
                break
        assert result.code == 0, line
        assert all(option in result.stdout for option in options), (line, result.stdout)


def test_the_example_of_the_library_runs_as_it_stands(
    tmp_path: Path, wire_server: WireServer
) -> None:
    [code] = [block for block in blocks(LIBRARY, "python") if "asyncio.run" in block]
    wire_server.answer_with(json.dumps({"is_posting": True, "title": "Data Engineer"}))
    environment = {**os.environ, "JOBAI_HOME": str(tmp_path), **wire_server.environment("gemini")}

    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert json.loads(done.stdout)["title"] == "Data Engineer"


def test_every_name_that_the_documents_import_from_jobai_exists() -> None:
    import jobai

    names = {
        name.strip()
        for text in (README, LIBRARY)
        for block in blocks(text, "python")
        for line in re.findall(r"from jobai import (.*)", block)
        for name in line.split(",")
    }

    assert names
    assert names <= set(jobai.__all__)
