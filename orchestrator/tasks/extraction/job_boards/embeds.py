"""A job of a known board inside the employer's own page: widgets, frames, links."""

from __future__ import annotations

import html
import re
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from orchestrator.tasks.extraction.job_boards.targets import (
    Target,
    greenhouse_target,
    own_host_target,
    target_of,
)
from orchestrator.tasks.extraction.patterns import regex

_MOST_CHARACTERS = 3_000_000
_MOST_ADDRESSES = 2_000
_HOSTS = (
    "greenhouse.io", "lever.co", "ashbyhq.com", "myworkdayjobs.com", "myworkdaysite.com",
    "smartrecruiters.com", "workable.com", "recruitee.com", "personio.de", "personio.com",
    "teamtailor.com", "bamboohr.com", "breezy.hr", "rippling.com", "pinpointhq.com", "gem.com",
)  # fmt: skip
_ADDRESS = regex(
    r"(?:https?:)?//(?:[\w-]{1,63}\.){0,4}(?:"
    + "|".join(map(re.escape, _HOSTS))
    + r")(?::443)?/[^\s\"'<>\\)`]{1,400}"
)
_GREENHOUSE_BOARD = regex(
    r"greenhouse\.io/embed/job_board(?:/js)?\?(?:[^\"'\s<>]{0,200}?&)?for=(?P<a>[A-Za-z0-9._-]{1,80})"
    r"|boards-api\.greenhouse\.io/v1/boards/(?P<b>[A-Za-z0-9._-]{1,80})"
    r"|\"(?:urlToken|boardToken|board_token)\"\s*:\s*\"(?P<c>[A-Za-z0-9._-]{1,80})\""
    r"|(?:job-)?boards(?:\.eu)?\.greenhouse\.io/(?!embed)(?P<d>[A-Za-z0-9._-]{1,80})/jobs/"
)
_UUID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_NAMED_BOARDS = (
    (
        re.compile(rf"(?<![0-9a-fA-F-]){_UUID}(?![0-9a-fA-F-])"),
        re.compile(
            r"(?:jobs\.ashbyhq\.com|api\.ashbyhq\.com/posting-api/job-board)/([A-Za-z0-9._-]{1,80})"
        ),
        "https://jobs.ashbyhq.com/{board}/{job}",
    ),
    (
        re.compile(rf"(?<![0-9a-fA-F-]){_UUID}(?![0-9a-fA-F-])"),
        re.compile(r"(?:jobs|api)\.lever\.co/(?:v0/postings/)?([A-Za-z0-9._-]{1,80})"),
        "https://jobs.lever.co/{board}/{job}",
    ),
    (
        re.compile(rf"(?<![0-9a-fA-F-]){_UUID}(?![0-9a-fA-F-])"),
        re.compile(r"(?:jobs|api)\.eu\.lever\.co/(?:v0/postings/)?([A-Za-z0-9._-]{1,80})"),
        "https://jobs.eu.lever.co/{board}/{job}",
    ),
    (
        re.compile(r"(?<!\d)\d{12,18}(?!\d)"),
        re.compile(
            r"(?:jobs|careers)\.smartrecruiters\.com/([A-Za-z0-9._-]{1,80})"
            r"|api\.smartrecruiters\.com/v1/companies/([A-Za-z0-9._-]{1,80})"
        ),
        "https://jobs.smartrecruiters.com/{board}/{job}",
    ),
)
"""How a page's address writes a job, how the page writes its board, and both as one address."""

_GREENHOUSE_NUMBER = regex(r"(?<!\d)\d{6,12}(?!\d)")
_OWN_HOSTS = {"recruitee": "recruiteecdn.com", "teamtailor": "teamtailor-cdn.com"}


class Embedded(NamedTuple):
    """A job that a page names.

    Attributes:
        target: What to ask.
        is_sure: Whether the page's own address names it too; otherwise the title must agree.
    """

    target: Target
    is_sure: bool


def embedded_target(page: str, url: str) -> Embedded | None:
    """Find the one job of a known board that a page shows; None for none and for several.

    Args:
        page: Its HTML.
        url: Its address after redirects.
    """
    direct = target_of(url)
    if direct:
        return Embedded(direct, is_sure=True)
    source = page[:_MOST_CHARACTERS]
    own = _own_host(source, url)
    if own:
        return Embedded(own, is_sure=True)
    if not any(host in source for host in _HOSTS) and "oardToken" not in source:
        return None
    source = html.unescape(source.replace("\\/", "/").replace("\\u002F", "/"))
    numbered = _numbered(source, url)
    if numbered:
        return Embedded(numbered, is_sure=True)
    return _linked(source, url)


def _own_host(source: str, url: str) -> Target | None:
    for system, mark in _OWN_HOSTS.items():
        # Teamtailor's own pages carry the same as JSON-LD.
        if mark in source and not (system == "teamtailor" and "JobPosting" in source):
            return own_host_target(system, url)
    return None


def _numbered(source: str, url: str) -> Target | None:
    """The job whose number stands in the page's address, and its board in the page.

    A number of another kind is one that the board does not know.
    """
    try:
        parts = urlsplit(url)
        query = parse_qs(parts.query, max_num_fields=50)
    except ValueError:
        return None
    board = _GREENHOUSE_BOARD.search(source)
    given = query.get("gh_jid") or _GREENHOUSE_NUMBER.findall(parts.path)
    if board and len(given) == 1:
        return greenhouse_target(next(name for name in board.groups() if name), given[0])
    for job, board_pattern, address in _NAMED_BOARDS:
        found, board = job.findall(f"{parts.path}?{parts.query}"), board_pattern.search(source)
        if board and len(set(found)) == 1:
            name = next(name for name in board.groups() if name)
            return target_of(address.format(board=name, job=found[0]))
    return None


def _linked(source: str, url: str) -> Embedded | None:
    found: dict[tuple[str, str | None, str], Target] = {}
    for number, match in enumerate(_ADDRESS.finditer(source)):
        if number >= _MOST_ADDRESSES:
            return None
        address = match[0] if match[0].startswith("http") else f"https:{match[0]}"
        target = target_of(address.rstrip(".,;"))
        if target:
            found.setdefault((target.system, target.site, target.job), target)
    named = [target for target in found.values() if len(target.job) > 4 and target.job in url]
    if len(named) == 1:
        return Embedded(named[0], is_sure=True)
    return Embedded(next(iter(found.values())), is_sure=False) if len(found) == 1 else None
