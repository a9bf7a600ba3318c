"""The files that people in the documents have: one posting in every form it may arrive in."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import docx
import typst
from commands import EXAMPLES
from PIL import Image

if TYPE_CHECKING:
    from pathlib import Path

_LINES = [
    "Data Engineer",
    "Blue Heron Analytics, Lyon, France",
    "Full-time. Salary: 52,000 to 60,000 EUR per year. Apply by 2026-12-31.",
    "You bring:",
    "- At least 3 years with SQL and Python.",
    "- Experience with PostgreSQL.",
    "- Fluent English.",
    "Nice to have: Kafka.",
]
_MAIL = """\
From: Marisol Trent <marisol.trent@example.com>
To: You <you@example.com>
Subject: Data Engineer at Blue Heron Analytics
Date: Mon, 23 Nov 2026 09:00:00 +0000
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

"""


def write_files(folder: Path) -> None:
    """Write posting.txt, .pdf, .docx, message.eml, two halves of a screenshot and a folder."""
    text = "\n".join(_LINES) + "\n"
    (folder / "posting.txt").write_text(text, encoding="utf-8")
    (folder / "message.eml").write_text(_MAIL + text, encoding="utf-8")
    source = " \\\n".join(f"#{_quoted(line)}" for line in _LINES)
    (folder / "posting.pdf").write_bytes(typst.compile(source.encode(), format="pdf"))
    document = docx.Document()
    for line in _LINES:
        document.add_paragraph(line)
    document.save(str(folder / "posting.docx"))
    saved = folder / "saved"
    saved.mkdir()
    shutil.copy(EXAMPLES / "posting.html", saved / "tidewater.html")
    (saved / "heron.txt").write_text(text, encoding="utf-8")
    with Image.open(EXAMPLES / "posting.png") as whole:
        middle = whole.height // 2
        whole.crop((0, 0, whole.width, middle + 80)).save(folder / "top.png")
        whole.crop((0, middle, whole.width, whole.height)).save(folder / "bottom.png")
    shutil.copy(EXAMPLES / "posting.png", folder / "screenshot.png")
    (folder / "urls.txt").write_text(
        "https://example.com/careers/42\nposting.pdf\n# a comment\nsaved/heron.txt\n",
        encoding="utf-8",
    )


def _quoted(line: str) -> str:
    return f'"{line}"'
