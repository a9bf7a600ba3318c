"""Whoever reads standard output has gone (`| head -1`): no error, no word of Python's own."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import pytest
from command_lines import COMMANDS
from commands import Jobai, Result
from in_process import run_line

_LISTS = (
    "jobs list", "jobs show", "jobs match", "drafts list", "drafts show", "drafts diff",
    "profile show", "profile history", "profile check", "profile export", "providers list",
    "providers models", "providers routes", "providers explain", "providers prices",
    "providers limits", "plan show", "plan limits", "users list", "usage report", "usage log",
    "usage show", "usage quota", "usage verify", "usage export", "config list", "config path",
    "db path", "schema", "verify",
)  # fmt: skip
_CHANGES = ("set", "reset", "-o")
_ONE_FORM = ("usage export", "profile export", "schema", "config path", "--help", "drafts render")
"""What has no --json, or is nothing else."""

_ENDS = {0, 6, 7}
"""Done; a provider that is not there; a line that is not verified: said on stderr."""

LINES = [
    line
    for line in dict.fromkeys((*COMMANDS, "drafts render 1 -o - --format md", "--help"))
    if line.startswith((*_LISTS, "drafts render 1 -o -", "--help"))
    and not set(line.split()[2:]) & set(_CHANGES) - ({"-o"} if "render" in line else set())
]


@pytest.fixture(scope="module")
def left_home(tmp_path_factory: pytest.TempPathFactory, full_home: Path) -> Jobai:
    """Where there is one of everything."""
    folder = tmp_path_factory.mktemp("left")
    shutil.copytree(full_home, folder, dirs_exist_ok=True)
    jobai = Jobai(folder / "home")
    jobai.environment = {"NAME": "sk-none", "OTHER": "sk-other"}
    return jobai


def _left(jobai: Jobai, *words: str) -> Result:
    """Run a line into a pipe that nobody reads from any more."""
    read, write = os.pipe()
    os.close(read)
    stream = open(write, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - closed below
    try:
        return run_line(
            words, folder=jobai.home.parent, environment=jobai.whole_environment, to=stream
        )
    finally:
        with suppress(OSError):
            stream.close()


@pytest.mark.parametrize("line", LINES)
def test_a_list_that_nobody_reads_to_its_end_is_no_error(left_home: Jobai, line: str) -> None:
    words = _named(left_home, line).split()
    forms = [words] if line.startswith(_ONE_FORM) else [words, [*words, "--json"]]
    for form in forms:
        left = _left(left_home, *form)

        assert not re.search("Traceback|Broken ?[Pp]ipe", left.stderr), left.stderr
        assert left.code in _ENDS, (form, left)


def _named(jobai: Jobai, line: str) -> str:
    if "{request}" not in line:
        return line
    with closing(sqlite3.connect(jobai.store)) as connection:
        asked = "SELECT request_id FROM ai_provider_usage_logs LIMIT 1"
        [(request,)] = connection.execute(asked)
    return line.format(request=request)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_a_full_disk_is_not_blamed_on_the_store_that_is_read(left_home: Jobai) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full, suppress(OSError):
        told = run_line(
            ["usage", "export"],
            folder=left_home.home.parent, environment=left_home.whole_environment, to=full,
        )  # fmt: skip
        assert (told.code, "the system refused: No space left" in told.stderr) == (1, True), told
