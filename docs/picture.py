"""Draw docs/extract.svg: what `jobai extract examples/posting.html` shows in a terminal.

usage: python docs/picture.py
"""

from __future__ import annotations

import asyncio
import io
import re
import tempfile
from pathlib import Path

from rich.console import Console

from cli.render import consoles, jobs
from orchestrator.tasks.extraction.reading import read
from orchestrator.tasks.extraction.sources import open_file
from profiles.jobs import Reader, save_job
from profiles.store.engine import open_store
from profiles.store.location import locate_store

ROOT = Path(__file__).parent.parent


async def main() -> None:
    """Read the example by rules and draw its panel."""
    from orchestrator.tasks.extraction.by_rules import posting_by_rules

    posting = posting_by_rules(read(open_file(ROOT / "examples" / "posting.html")))
    with tempfile.TemporaryDirectory() as folder:
        store = await open_store(locate_store(f"{folder}/jobai.db", {}))
        async with store.write() as session:
            job = await save_job(session, "me", posting, Reader("offline", None, None))
        await store.aclose()
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
    (ROOT / "docs" / "extract.svg").write_text(drawing, encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(main())
