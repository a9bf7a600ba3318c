"""docs/check_site.py finds what a site loads from elsewhere and which of its links are dead."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from documents import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def checked(folder: Path) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, ROOT / "docs" / "check_site.py", folder], capture_output=True, text=True
    )
    assert done.stderr == ""
    return done.returncode, done.stdout


def write(folder: Path, name: str, body: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(body, encoding="utf-8")


def test_a_site_that_stands_by_itself_passes(tmp_path: Path) -> None:
    write(tmp_path, "index.html", '<link rel="stylesheet" href="a.css"><a href="b/#two">b</a>')
    write(tmp_path, "b/index.html", '<h2 id="two">Two</h2><a href="../">a</a>')
    write(tmp_path, "a.css", "h1 { background: url(data:image/png;base64,AA) }")

    assert checked(tmp_path) == (0, "2 pages, 0 faults\n")


def test_each_fault_is_named(tmp_path: Path) -> None:
    write(
        tmp_path,
        "index.html",
        '<script src="https://cdn.example.com/x.js"></script><img src="gone.png">'
        '<a href="b/#three">b</a><a href="c/">c</a>',
    )
    write(tmp_path, "b/index.html", '<h2 id="two">Two</h2>')
    write(tmp_path, "a.css", "@import '//fonts.example.com/f.css';")

    code, said = checked(tmp_path)

    assert code == 1
    assert said.splitlines() == [
        "a.css loads //fonts.example.com/f.css",
        "index.html links b/#three, but the page has no such place",
        "index.html links c/, which is not there",
        "index.html loads gone.png, which is not there",
        "index.html loads https://cdn.example.com/x.js",
        "2 pages, 5 faults",
    ]


def test_a_folder_without_pages_is_a_fault(tmp_path: Path) -> None:
    assert checked(tmp_path)[0] == 1
