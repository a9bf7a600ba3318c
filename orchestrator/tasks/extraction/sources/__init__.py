"""Opening a source: a URL, a file or bytes become a `Document`, or an error with a way out.

    open_source     what a user typed: a URL or the path of a file
    open_url        a page by HTTP, within budgets, never from a private network unasked
    open_file       a page, text, PDF or image on disk
    open_bytes      the same from standard input or a library's caller
    open_as_one     several of these that show one posting together
    prepare_images  one picture to pictures that every provider takes

Content decides what a source is, not its name. Nothing here understands a posting.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from orchestrator.documents.images import prepare_images
from orchestrator.documents.limits import Limits
from orchestrator.errors import UnreadableSourceError
from orchestrator.tasks.extraction.sources.files import is_existing, open_file
from orchestrator.tasks.extraction.sources.joining import open_as_one
from orchestrator.tasks.extraction.sources.opening import document_from
from orchestrator.tasks.extraction.sources.urls import scheme_of, shortened

if TYPE_CHECKING:
    from collections.abc import Awaitable, Mapping

    from orchestrator.tasks.extraction.documents import Document, SourceKind

__all__ = [
    "Limits",
    "open_as_one",
    "open_bytes",
    "open_file",
    "open_source",
    "open_url",
    "prepare_images",
]


async def open_source(
    source: str,
    *,
    limits: Limits | None = None,
    allow_private: bool = False,
    trust_env: bool = False,
    user_agent: str | None = None,
) -> Document:
    """Open what a user typed.

    For the address of an application form its posting is tried too, and an address of one job
    that leads to a page of many is a job that is gone.

    Args:
        source: An http or https URL, or the path of a file.
        limits: None for the defaults.
        allow_private: As for `open_url`.
        trust_env: As for `open_url`.
        user_agent: As for `open_url`.

    Raises:
        SourceError: As `open_url` or `open_file`.
    """
    source = source.strip()
    if not source:
        raise UnreadableSourceError(
            "The source is an empty text.",
            reason="empty",
            hint="Give a URL, a file, or - to read standard input.",
        )
    path = Path(source)
    if scheme_of(source.removeprefix("<")) is not None and not await asyncio.to_thread(
        is_existing, path
    ):
        from orchestrator.tasks.extraction.sources.own_pages import open_posting

        def open_page(url: str) -> Awaitable[Document]:
            return open_url(
                url,
                limits=limits,
                allow_private=allow_private,
                trust_env=trust_env,
                user_agent=user_agent,
            )

        return await open_posting(source, open_page)
    return await asyncio.to_thread(open_file, path, limits=limits)


async def open_url(
    url: str,
    *,
    limits: Limits | None = None,
    allow_private: bool = False,
    trust_env: bool = False,
    user_agent: str | None = None,
    boards: Mapping[str, str] | None = None,
) -> Document:
    """Fetch a page; PDF files and images behind a URL are read too.

    Of a posting on a known applicant-tracking system its public endpoint is asked at the same
    time, and once more for the one job that an employer's own page embeds. Either may fail when
    the other tells the job.

    Args:
        url: http or https.
        limits: None for the defaults.
        allow_private: Whether the host in `url` may be on a private network, as when a user
            typed it. A redirect to another private host is refused all the same.
        trust_env: Whether proxies of the environment (HTTP_PROXY, HTTPS_PROXY, ALL_PROXY,
            NO_PROXY, in upper or lower case) are used, as a user behind one needs. A proxy
            resolves names itself: a private address that only it knows is then not noticed.
        user_agent: None for "jobai/<version>".
        boards: Addresses to ask instead of the systems' own, by system ("greenhouse", ...), such
            as `{"lever": "https://lever.example"}`: a mirror, or a server of a test. They may be
            on a private network.

    Raises:
        FetchError: The URL did not answer with a page; `reason` and `status_code` say why.
        NotAPostingError: The site wants a login (reason "login_wall"), or the page failed and
            the board says that the job is gone (reason "removed").
        UnreadableSourceError: It answered with something that cannot be read.
    """
    from orchestrator.tasks.extraction.sources.pages import open_page

    return await open_page(
        url,
        limits=limits or Limits(),
        allow_private=allow_private,
        trust_env=trust_env,
        user_agent=user_agent,
        boards=boards or {},
    )


def open_bytes(
    data: bytes,
    *,
    name: str | None,
    declared_type: str | None = None,
    charset: str | None = None,
    kind: SourceKind | None = None,
    limits: Limits | None = None,
) -> Document:
    """Open bytes that are at hand, such as standard input.

    Args:
        data: A page, text, PDF or image.
        name: A file name, without its folder; None for standard input.
        declared_type: A media type if one is known; the content is asked first.
        charset: A charset if one is known.
        kind: What to record as the kind of source; None for what the content is.
        limits: None for the defaults.

    Raises:
        UnreadableSourceError: See `reason`.
    """
    return document_from(
        data,
        shown=shortened(name) if name else "Standard input",
        name=name,
        declared_type=declared_type,
        charset=charset,
        kind=kind,
        limits=limits or Limits(),
    )
