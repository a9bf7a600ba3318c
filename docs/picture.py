"""Draw the README's pictures from the examples, with jobai as it is.

docs/extract.svg: what `jobai extract examples/posting.html` shows in a terminal.
docs/drafts.png: the CV and the letter for it, as PDFs, by rules and without a key.

usage: python docs/picture.py
"""

from __future__ import annotations

import asyncio
import io
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image, ImageOps
from pypdfium2 import PdfDocument
from rich.console import Console

from cli.render import consoles, jobs
from orchestrator.tasks.extraction.reading import read
from orchestrator.tasks.extraction.sources import open_file
from profiles.jobs import Reader, save_job
from profiles.store.engine import open_store
from profiles.store.location import locate_store

if TYPE_CHECKING:
    from profiles.jobs import Job

ROOT = Path(__file__).parent.parent

_LOOK = ("--theme", "modern", "--paper", "letter")
_MARGIN = 24


async def main() -> None:
    """Read the example by rules, draft for it, and draw both."""
    from orchestrator.tasks.extraction.by_rules import posting_by_rules

    posting = posting_by_rules(read(open_file(ROOT / "examples" / "posting.html")))
    with tempfile.TemporaryDirectory() as folder:
        store = await open_store(locate_store(f"{folder}/jobai.db", {}))
        async with store.write() as session:
            job = await save_job(session, "me", posting, Reader("offline", None, None))
        await store.aclose()
        draw_terminal(job, ROOT / "docs" / "extract.svg")
        draw_drafts(Path(folder), ROOT / "docs" / "drafts.png")


def draw_terminal(job: Job, target: Path) -> None:
    """Draw the panel of a job."""
    console = Console(
        record=True, width=100, force_terminal=True, highlight=False, file=io.StringIO()
    )
    consoles.stdout = lambda: console
    jobs.stdout = lambda: console
    console.print("$ jobai extract examples/posting.html", style="bold", markup=False)
    jobs.print_job(job)
    console.print("Next: jobai draft-cv --job 1", style="dim", markup=False)
    drawing = console.export_svg(title="jobai")
    # The drawing must not load a font from somewhere: the reader's own monospace will do.
    drawing = re.sub(r"@font-face \{.*?\}", "", drawing, flags=re.DOTALL)
    target.write_text(drawing, encoding="utf-8")


def draw_drafts(folder: Path, target: Path) -> None:
    """Draft as a newcomer does, and put the first pages of both PDFs beside each other."""
    pages: list[Image.Image] = []
    for arguments in (
        ["extract", "examples/posting.html"],
        ["profile", "import", "examples/profile.json"],
        ["draft-cv", "--job", "1", "--output", f"{folder}/cv.pdf", "--pages", "1", *_LOOK],
        ["draft-letter", "--job", "1", "--output", f"{folder}/letter.pdf", *_LOOK],
    ):
        home = {**os.environ, "JOBAI_HOME": f"{folder}/home"}
        command = [sys.executable, "-m", "jobai", "-q", *arguments]
        subprocess.run(command, cwd=ROOT, env=home, check=True, stdout=subprocess.DEVNULL)  # noqa: S603  our own
    for name in ("cv", "letter"):
        page: Any = PdfDocument(f"{folder}/{name}.pdf")[0]
        drawn: Image.Image = page.render(scale=1.15).to_pil()
        pages.append(ImageOps.expand(drawn.convert("RGB"), 1, "#c8ccd0"))
    width, height = sum(page.width for page in pages) + 3 * _MARGIN, pages[0].height + 2 * _MARGIN
    sheet = Image.new("RGB", (width, height), "#eef0f2")
    for number, page in enumerate(pages):
        sheet.paste(page, (_MARGIN + number * (page.width + _MARGIN), _MARGIN))
    sheet.quantize(32).save(target, optimize=True)


if __name__ == "__main__":
    asyncio.run(main())
