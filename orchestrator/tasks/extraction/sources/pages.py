"""A page and the answer of its job board, asked for at the same time."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from orchestrator.documents.charset import decode
from orchestrator.documents.hints import PASTE
from orchestrator.errors import FetchError, NotAPostingError, SourceError
from orchestrator.tasks.extraction.documents import Document
from orchestrator.tasks.extraction.job_boards import (
    BoardAnswer,
    embedded_target,
    read_answer,
    target_of,
)
from orchestrator.tasks.extraction.sources.fetching import fetch
from orchestrator.tasks.extraction.sources.opening import document_from
from orchestrator.tasks.extraction.sources.urls import parse_url, shortened

if TYPE_CHECKING:
    from collections.abc import Mapping

    from orchestrator.documents.limits import Limits
    from orchestrator.tasks.extraction.job_boards import Embedded, Target

_ACCEPT = {"json": "application/json", "xml": "application/xml, text/xml;q=0.9"}
_GONE = frozenset({404, 410})
_SHELL_CHARACTERS = 1_500
"""A page with less visible text than this may be a shell, whose board is worth waiting for."""


_HOMES = {
    "personio": frozenset({"www.personio.de", "www.personio.com", "personio.de", "personio.com"}),
    "breezy": frozenset({"breezy.hr", "www.breezy.hr"}),
}
"""Where these systems send those who ask for a job that is gone."""


class _Asking(NamedTuple):
    limits: Limits
    allow_private: bool
    trust_env: bool
    user_agent: str | None
    boards: Mapping[str, str]


class _Told(NamedTuple):
    """An answer, with the bytes that it was read from."""

    answer: BoardAnswer
    text: str = ""
    data: bytes = b""


async def open_page(
    url: str,
    *,
    limits: Limits,
    allow_private: bool,
    trust_env: bool,
    user_agent: str | None,
    boards: Mapping[str, str],
) -> Document:
    """Open a URL, with what its job board says of the job.

    Raises:
        SourceError: As `open_url`.
    """
    asking = _Asking(limits, allow_private, trust_env, user_agent, boards)
    url = url.strip().removeprefix("<").removesuffix(">")
    target = target_of(url)
    if target is None:
        return await _with_embedded(await _fetched(url, asking), _host(url), asking)
    parse_url(url, limits)
    board = asyncio.create_task(_ask(target, asking))
    try:
        return await _page_and_board(url, target.system, board, asking)
    finally:
        board.cancel()
        await asyncio.wait([board])


async def _page_and_board(
    url: str, system: str, board: asyncio.Task[_Told | None], asking: _Asking
) -> Document:
    try:
        document = await _fetched(url, asking)
    except SourceError as error:
        told = await board
        if told is None:
            raise
        if told.answer.is_gone:
            raise _removed(url, system) from error
        return Document(
            kind="url",
            text=told.text,
            url=url,
            sha256=hashlib.sha256(told.data).hexdigest(),
            fetched_at=datetime.now(UTC),
            board=told.answer,
        )
    has_text = await asyncio.to_thread(_has_text, document)
    patience_s = asking.limits.board_wait_s if has_text else None
    done, _ = await asyncio.wait([board], timeout=patience_s)
    told = board.result() if done else None
    if told is None and done and _host(document.url or url) in _HOMES.get(system, ()):
        raise _removed(url, system)
    return replace(document, board=told.answer if told else None)


async def _fetched(url: str, asking: _Asking) -> Document:
    page = await fetch(
        url,
        limits=asking.limits,
        allow_private=asking.allow_private,
        trust_env=asking.trust_env,
        user_agent=asking.user_agent,
    )
    return await asyncio.to_thread(
        document_from,
        page.data,
        shown=f"What {shortened(page.url)} answered",
        declared_type=page.declared_type,
        charset=page.charset,
        kind="url",
        url=page.url,
        limits=asking.limits,
    )


async def _with_embedded(document: Document, typed_host: str, asking: _Asking) -> Document:
    """Ask for the one job of a known board that a page of another site shows."""
    if document.html is None or document.url is None:
        return document
    found = await asyncio.to_thread(embedded_target, document.html, document.url)
    if found is None:
        return document
    has_text = await asyncio.to_thread(_has_text, document)
    patience_s = asking.limits.board_wait_s if has_text else asking.limits.total_s
    quick = replace(asking.limits, total_s=min(patience_s, asking.limits.total_s))
    # Where a redirect led is not what the user typed, and may be private only later.
    is_typed = _host(document.url) == typed_host
    quick_asking = asking._replace(limits=quick, allow_private=asking.allow_private and is_typed)
    told = await _ask(found.target, quick_asking)
    if told is None or not _agrees(told.answer, found, document.html):
        return document
    return replace(document, board=told.answer)


async def _ask(target: Target, asking: _Asking) -> _Told | None:
    """Ask an endpoint; None for every answer that does not tell the job."""
    base = asking.boards.get(target.system)
    url = f"{(base or target.base).rstrip('/')}{target.path}"
    try:
        page = await fetch(
            url,
            # A redirect would leave the host that was chosen.
            limits=replace(asking.limits, redirects=0, retries=min(1, asking.limits.retries)),
            allow_private=base is not None or (target.own_host and asking.allow_private),
            trust_env=asking.trust_env,
            user_agent=asking.user_agent,
            accept=_ACCEPT[target.form],
        )
        if target.form not in (page.declared_type or ""):
            return None
        text = decode(page.data, declared=page.charset, shown=url)
    except FetchError as error:
        if error.status_code in _GONE and target.tells_gone:
            return _Told(BoardAnswer(system=target.system, url=url, is_gone=True))
        return None
    except SourceError:
        return None
    today = datetime.now(UTC).date()
    answer = await asyncio.to_thread(read_answer, text, target, fetched_on=today)
    return _Told(replace(answer, url=url), text, page.data) if answer else None


def _agrees(answer: BoardAnswer, found: Embedded, page: str) -> bool:
    """Whether the page is about the job: a link alone may lead to another one."""
    if found.is_sure:
        return True
    if answer.is_gone:
        return False
    from orchestrator.tasks.extraction.folding import fold

    return fold(str(answer.posting.get("title"))) in fold(_visible(page))


def _has_text(document: Document) -> bool:
    return document.html is None or len(_visible(document.html)) >= _SHELL_CHARACTERS


def _visible(page: str) -> str:
    from selectolax.lexbor import LexborHTMLParser

    from orchestrator.tasks.extraction.bounded_html import bounded_html

    tree = LexborHTMLParser(bounded_html(page))
    tree.strip_tags(["script", "style", "noscript", "template", "svg"])
    return (tree.body.text(separator=" ") if tree.body else "").strip()


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower().rstrip(".")
    except ValueError:
        return ""


def _removed(url: str, system: str) -> NotAPostingError:
    return NotAPostingError(
        f"The job is gone: {system} has no open job at {shortened(url)}",
        reason="removed",
        hint="The posting was probably closed. If you still have its text: " + PASTE,
    )
