"""What to say about a source that is no posting: what was found, and what to do instead."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from orchestrator.documents.hints import (
    AFTER_SIGN_IN,
    ANOTHER_WAY,
    IF_STILL_SHOWN,
    ONE_POSTING,
    WHOLE_POSTING,
    walled_site,
)
from orchestrator.errors import NotAPostingError, PostingLink
from orchestrator.tasks.extraction.job_links import links_of

if TYPE_CHECKING:
    from orchestrator.tasks.extraction.documents import Document
    from orchestrator.tasks.extraction.page_kind import PageKind
    from orchestrator.tasks.extraction.structured_data import StructuredData
    from orchestrator.tasks.extraction.visible_text import Page

_WHAT_AND_HINT: dict[str, tuple[str, str]] = {
    "script_shell": (
        "a page that is filled in by JavaScript, and holds no posting without it",
        ANOTHER_WAY,
    ),
    "login_wall": ("a sign-in page, not a posting", AFTER_SIGN_IN),
    "bot_wall": ("a check for robots, not the posting", ANOTHER_WAY),
    "removed": ("a page that says that the job is gone or cannot be shown", IF_STILL_SHOWN),
    "not_a_posting": ("a text that does not look like a job posting", WHOLE_POSTING),
}
_SHOWN_LINKS = 5
_MOST_LINKS = 200


def refusal_of(
    kind: PageKind, page: Page, structured: StructuredData, document: Document
) -> NotAPostingError | None:
    """Return the error for a source that is no posting; None for one that can be."""
    if kind in ("posting", "closed_posting", "application_form"):
        return None
    name = document.url or document.file_name or "the input"
    if kind == "listing":
        return _listing(name, page, structured, document)
    what, hint = _WHAT_AND_HINT[kind]
    site = walled_site(urlsplit(document.url).hostname or "") if document.url else None
    if site and kind in ("login_wall", "bot_wall", "script_shell"):
        hint = f"{site} shows its postings to people only, not to programs. {hint}"
    return NotAPostingError(f"{name} is {what}", reason=kind, hint=hint)


def _listing(
    name: str, page: Page, structured: StructuredData, document: Document
) -> NotAPostingError:
    jobs = links_of(page, structured, document.url)
    count = f"{len(jobs)} jobs" if jobs else "several jobs"
    known = [job for job in jobs if job.url.startswith(("http://", "https://"))]
    shown = [f"  jobai extract {_quoted(job.url)}  ({job.title[:80]})" for job in known]
    lines = ["Give one of them:", *shown[:_SHOWN_LINKS]] if shown else []
    if len(shown) > _SHOWN_LINKS:
        lines.append(f"  and {len(shown) - _SHOWN_LINKS} more")
    return NotAPostingError(
        f"{name} lists {count}, not one posting",
        reason="listing",
        hint="\n".join([*lines, ONE_POSTING]),
        links=[PostingLink(title=job.title, url=job.url) for job in jobs[:_MOST_LINKS]],
    )


def _quoted(url: str) -> str:
    """An address as a shell takes it."""
    plain = url.replace("'", "%27").replace(" ", "%20")
    return plain if not set(plain) & set('&?;|<>()$`\\"*#~!{}[]') else f"'{plain}'"
