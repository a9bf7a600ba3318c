"""The posting that an address was meant for: a form's own posting, a job that a redirect lost.

An application form says little of its job; the page that it belongs to stands one step above. And
many sites answer for a job that is gone with their careers page, in good health (status 200).
"""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit, urlunsplit

from orchestrator.documents.hints import IF_STILL_SHOWN
from orchestrator.errors import NotAPostingError, SourceError
from orchestrator.tasks.extraction.patterns import regex
from orchestrator.tasks.extraction.sources.urls import shortened

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from orchestrator.tasks.extraction.documents import Document

_FORM_WORDS = frozenset(
    {
        "apply", "apply-now", "applynow", "apply-online", "applymanually", "autofillwithresume",
        "usemylastapplication", "application", "applications", "application-form",
        "job-application", "bewerben", "bewerbung", "jetzt-bewerben", "bewerbungsformular",
        "postuler", "candidature", "candidater", "inscribirse", "inscripcion", "postular",
        "candidatar", "candidatura", "candidati", "candidarsi", "solliciteren", "sollicitatie",
        "solliciteer", "aplikuj", "aplikacja", "aplikovat", "odpovedet", "reagovat", "prihlaska",
        "ansok", "ansokan", "ansoka", "sok-jobbet", "otklik", "otkliknutsya", "oubo", "entry",
    }
)  # fmt: skip
_IDENTIFIER = regex(
    r"\d{5,}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE
)
_ID_PARAMETERS = ("gh_jid", "jk", "jobid", "job_id", "currentJobId", "id", "jid")


def posting_address(url: str) -> str | None:
    """The address of the posting that a form belongs to; None for an address of anything else.

    What is left must look like one job: "/careers/apply" is the form of no posting.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    segments = parts.path.rstrip("/").split("/")
    kept = list(segments)
    while kept and kept[-1].lower() in _FORM_WORDS:
        kept.pop()
    if len(kept) == len(segments) or not kept:
        return None
    last = kept[-1]
    if not (any(character.isdigit() for character in last) or last.count("-") > 1):
        return None
    return urlunsplit((parts.scheme, parts.netloc, "/".join(kept), parts.query, ""))


def lost_identifier(asked: str, final: str) -> bool:
    """Whether an address names one job by its number, and where it led to does not."""
    try:
        parts = urlsplit(asked)
        parameters = parse_qs(parts.query)
    except ValueError:
        return False
    found = _IDENTIFIER.findall(parts.path)
    found += [value for name in _ID_PARAMETERS for value in parameters.get(name, [])]
    return bool(found) and not any(number.lower() in final.lower() for number in found)


async def open_posting(url: str, open_page: Callable[[str], Awaitable[Document]]) -> Document:
    """Open what a user typed as the address of a posting.

    Args:
        url: As typed.
        open_page: Opens one address.

    Raises:
        SourceError: As `open_page`; with the reason "removed" when the address of one job led to
            a page that is none.
    """
    own = posting_address(url)
    if own is None:
        document = await open_page(url)
        await asyncio.to_thread(_refuse_lost, url, document)
        return document
    failure: SourceError | None = None
    form: Document | None = None
    try:
        form = await open_page(url)
        if await asyncio.to_thread(_kind, form) in ("posting", "closed_posting"):
            return form
    except SourceError as error:
        failure = error
    try:
        posting = await open_page(own)
        if await asyncio.to_thread(_kind, posting) in ("posting", "closed_posting"):
            return posting
    except SourceError:
        pass
    if form is None:
        raise failure or AssertionError("a page or its failure")
    return form


def _refuse_lost(url: str, document: Document) -> None:
    final = document.url or url
    if final == url or document.board is not None or not lost_identifier(url, final):
        return
    if _kind(document) in ("listing", "not_a_posting", "removed"):
        raise NotAPostingError(
            f"The job is gone: {shortened(url)} leads to {shortened(final)}, a page of others.",
            reason="removed",
            hint=IF_STILL_SHOWN,
        )


def _kind(document: Document) -> str:
    from orchestrator.tasks.extraction.reading import read

    if document.images:
        return "posting"
    try:
        return read(document).kind
    except SourceError as error:
        return error.reason
