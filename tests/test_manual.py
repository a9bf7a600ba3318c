"""The manual pages are ones that `man` can show, and say what the help says."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from documents import ROOT

if TYPE_CHECKING:
    from pathlib import Path

PAGES = sorted((ROOT / "docs" / "man").glob("*.1"))
_MACROS = {"TH", "SH", "SS", "PP", "TP", "B", "I", "RI", "nf", "fi", "RS", "RE", "nh", "ad"}
_ESCAPES = re.compile(r"\\(?:f[BIR]|-|&|e|\(ga|\(aq|\(ti|\(ha)")


def test_each_command_has_a_page() -> None:
    from cli.app import app

    assert {page.stem for page in PAGES} == {"jobai", *(f"jobai-{name}" for name in app.commands)}


@pytest.mark.parametrize("page", [pytest.param(page, id=page.name) for page in PAGES])
def test_a_page_has_only_macros_and_escapes_that_every_man_knows(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    lines = text.splitlines()
    assert lines[1].startswith(f".TH {page.stem.upper()} 1 ")
    for line in lines[1:]:
        assert not line.startswith("'"), line
        if line.startswith("."):
            assert line[1:].split()[0] in _MACROS, line
        assert "\\" not in _ESCAPES.sub("", line), line
    assert text.count(".nf") == text.count(".fi")
    headings = re.findall(r"^\.SH (.*)$", text, re.MULTILINE)
    assert headings[:3] == ["NAME", "SYNOPSIS", "DESCRIPTION"]
    assert headings[-1] == "SEE ALSO"


def test_groff_has_nothing_to_say_against_them() -> None:
    groff = shutil.which("groff")
    if groff is None:
        pytest.skip("groff is not installed")
    done = subprocess.run(
        [groff, "-man", "-Tutf8", "-ww", "-z", *PAGES], capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
