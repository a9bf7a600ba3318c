"""The links of a page that lead to single postings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urljoin, urlsplit

from orchestrator.tasks.extraction.folding import fold, fold_label
from orchestrator.tasks.extraction.main_posting import distinct_postings
from orchestrator.tasks.extraction.patterns import regex
from orchestrator.tasks.extraction.rules.occupations import has_job_noun
from orchestrator.tasks.extraction.rules.sections import section_of
from orchestrator.tasks.extraction.schema_org import plain
from orchestrator.tasks.extraction.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from orchestrator.tasks.extraction.structured_data import StructuredData
    from orchestrator.tasks.extraction.visible_text import Page

_MOST_LINKS = 3_000
_ONE_JOB = regex(
    r"/(?:[\w-]*-)?(?:jobs?|careers?|vacanc(?:y|ies)|positions?|openings?|requisitions?|postings?"
    r"|opportunit(?:y|ies)|stellen\w*|karriere|offres?|emplois?|ofertas?|empleos?|vagas?|empregos?"
    r"|offerte|annunci\w*|posizioni|vacatures?|nabidk\w*|pozice|pracac?|oferty|jobb|annons\w*"
    r"|vacancy|vakansii|rabota|kyujin|recruit|o|j|p)"
    r"(?:/[^?#]*)?[/=_-](?=[^/?#]*[\w-]{1,})[^/?#]+"
    r"|[?&](?:jk|gh_jid|job_?id|jobid|id|vac|req|rid|posting_?id|currentjobid)=[\w-]+",
    re.IGNORECASE,
)
_NOT_A_TITLE = regex(r"^\W*\d*\W*$|^https?:|@|^\d+\s|[.!?]$")
_LONGEST_TITLE = 120


class JobLink(NamedTuple):
    """A posting that a listing leads to; `url` is absolute where the listing's own is known."""

    title: str
    url: str


def job_links(page: Page) -> list[JobLink]:
    """Links that name an occupation, or whose address is that of one job; each once.

    The first line of a linked card is its title.
    """
    found: dict[str, str] = {}
    for link in page.links[:_MOST_LINKS]:
        if link.zone in ("footer", "dialog", "nav"):
            continue
        title = link.text[: _LONGEST_TITLE * 2]
        if len(title) <= 3 or link.href.startswith(("#", "mailto:", "tel:", "javascript:")):
            continue
        if len(title) > _LONGEST_TITLE:
            title = title[:_LONGEST_TITLE].rsplit(" ", 1)[0]
        if _leads_to_a_job(title, link.href):
            found.setdefault(link.href, title)
    return [JobLink(title, href) for href, title in found.items()]


def _leads_to_a_job(title: str, href: str) -> bool:
    folded = fold_label(title)
    lists = words().lists
    if folded in lists["page.apply"] or folded in lists["page.not_title"]:
        return False
    if folded in lists["page.listing"] or section_of(title) is not None:
        return False
    if has_job_noun(title) or has_job_noun(singular(title)):
        return True
    return _ONE_JOB.search(href) is not None and _NOT_A_TITLE.search(title) is None


def singular(text: str) -> str:
    """A title without the endings of English and Romance plurals: "Registered Nurses"."""
    return re.sub(r"(?<=\w{3})s\b", "", fold(text))


def links_of(page: Page, structured: StructuredData, address: str | None) -> list[JobLink]:
    """The postings of a listing: those of its structured data, else its links."""
    base = address or structured.meta.get("og:url") or ""
    given = [_of_data(posting) for posting in _postings(structured)]
    found = [link for link in given if link.url] or job_links(page) or given
    absolute = [JobLink(link.title, _absolute(base, link.url)) for link in found]
    return [link for link in absolute if link.url != base]


def _postings(structured: StructuredData) -> list[Mapping[str, Any]]:
    return [group[0].posting for group in distinct_postings(structured).values()]


def _of_data(posting: Mapping[str, Any]) -> JobLink:
    title = plain(posting.get("title")) or plain(posting.get("name")) or "?"
    address = posting.get("url")
    return JobLink(title, address if isinstance(address, str) else "")


def _absolute(base: str, href: str) -> str:
    if not base or not href:
        return href
    try:
        joined = urljoin(base, href.strip())
        return joined if urlsplit(joined).scheme in ("http", "https") else href
    except ValueError:
        return href
