"""What to say about a source that is no posting: what was found, and what to do instead."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin

from orchestrator.tasks.extraction.main_posting import distinct_postings
from orchestrator.tasks.extraction.page_kind import PageKind, job_links
from orchestrator.tasks.extraction.schema_org import plain

if TYPE_CHECKING:
    from orchestrator.tasks.extraction.documents import Document
    from orchestrator.tasks.extraction.structured_data import StructuredData
    from orchestrator.tasks.extraction.visible_text import Page

_OTHERWISE = (
    "paste the text with `jobai extract -`, save the page as HTML and give the file, "
    "or give a screenshot"
)
_WHAT: dict[str, str] = {
    "script_shell": "a page that is filled in by JavaScript, and holds no posting without it",
    "login_wall": "a sign-in page, not a posting",
    "bot_wall": "a check for robots, not the posting",
    "removed": "a page that says that the job is gone",
    "not_a_posting": "a text that does not look like a job posting",
}
_FIRST_STEP: dict[str, str] = {
    "script_shell": "Open it in a browser, then ",
    "login_wall": "Sign in with a browser, then ",
    "bot_wall": "Open it in a browser, then ",
    "removed": "If you still have the posting, ",
    "not_a_posting": "If it is one, give the whole posting: ",
}
_MOST_LINKS = 5


def refusal_of(
    kind: PageKind, page: Page, structured: StructuredData, document: Document
) -> tuple[str, str] | None:
    """Return message and hint for a source that is no posting; None for one that can be."""
    if kind in ("posting", "closed_posting", "application_form"):
        return None
    name = document.url or document.file_name or "the input"
    if kind == "listing":
        return _listing(name, page, structured, document)
    return f"{name} is {_WHAT[kind]}", f"{_FIRST_STEP[kind]}{_OTHERWISE}."


def _listing(
    name: str, page: Page, structured: StructuredData, document: Document
) -> tuple[str, str]:
    jobs = _structured_links(structured) or job_links(page)
    count = f"{len(jobs)} jobs" if jobs else "several jobs"
    lines = [
        f"  {text[:100]}: {urljoin(document.url, href) if document.url else href}"
        for text, href in jobs[:_MOST_LINKS]
    ]
    shown = "\n".join(["Give one of them:", *lines, "or "]) if lines else "Give one of them, or "
    return f"{name} lists {count}, not one posting", f"{shown}{_OTHERWISE}."


def _structured_links(structured: StructuredData) -> list[tuple[str, str]]:
    links: list[tuple[str, str]] = []
    for postings in distinct_postings(structured).values():
        posting = postings[0].posting
        title = plain(posting.get("title")) or plain(posting.get("name")) or "?"
        address = posting.get("url")
        links.append((title, address if isinstance(address, str) else ""))
    return links
