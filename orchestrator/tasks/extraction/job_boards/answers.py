"""The jobs in an answer of a board, told as schema.org, each once.

People wrap answers: a list beside its details, several pages in one file. Objects are found by
their shape wherever they stand; a list entry and its detail are one job.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple, cast
from urllib.parse import urlsplit

from orchestrator.tasks.extraction.job_boards import (
    ashby,
    greenhouse,
    lever,
    oracle,
    others,
    personio,
    recruitee,
    smartrecruiters,
    workable,
    workday,
)
from orchestrator.tasks.extraction.job_boards.values import Job, Node, Shape, items, site_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

_SHAPES: tuple[Shape, ...] = (
    *others.SHAPES, *greenhouse.SHAPES, *lever.SHAPES, *ashby.SHAPES, *workday.SHAPES,
    *smartrecruiters.SHAPES, *workable.SHAPES, *recruitee.SHAPES, *personio.SHAPES, *oracle.SHAPES,
)  # fmt: skip
_MOST_JOBS = 2_000
_MOST_VALUES = 200_000
_MOST_HOLDERS = 4
_SHORTEST_NAME = 4
_NAMES = ("id", "Id", "shortcode", "slug", "uuid", "jobReqId", "idParam", "friendly_id")
_ADDRESSES = (
    "hostedUrl", "jobUrl", "absolute_url", "careers_url", "postingUrl", "externalUrl",
    "externalPath", "url", "link", "jobOpeningShareUrl",
)  # fmt: skip
_CLOSED: dict[str, tuple[str, frozenset[str]]] = {
    "bamboohr": ("jobOpeningStatus", frozenset({"closed", "filled", "canceled", "on hold"})),
    "recruitee": ("status", frozenset({"closed", "archived"})),
    "smartrecruiters": ("active", frozenset({"false"})),
    # In a widget the same key is the region.
    "workable": ("state", frozenset({"closed", "archived"})),
    "workday": ("posted", frozenset({"false"})),
}
"""The key that says whether a job is open, and the values that say no."""

_EMPLOYER_IN_ADDRESS = {"lever": "hostedUrl", "ashby": "jobUrl"}


class FoundJob(NamedTuple):
    """One job of an answer.

    Attributes:
        system: The board's system, such as "greenhouse".
        posting: schema.org JobPosting, with "board", the system, and "closed" when it says so.
        names: What an address may call it by.
        objects: How many objects of the answer it was told by.
    """

    system: str
    posting: Node
    names: frozenset[str]
    objects: int = 1


def board_postings(data: object, url: str | None, *, fetched_on: date | None = None) -> list[Node]:
    """Tell the jobs of a known board as schema.org; empty for an unknown shape.

    Args:
        data: The parsed answer, wrapped in anything.
        url: The address that was asked for; the one job that it names is then the answer. So is
            the only detail beside a list.
        fetched_on: The day of the answer, for "Posted 5 Days Ago"; None when unknown.
    """
    jobs = board_jobs(data, fetched_on=fetched_on)
    asked = asked_job(jobs, url) if url else None
    told = [job for job in jobs if job.posting.get("description")]
    if asked is None and len(told) == 1 and told[0].objects > 1:
        asked = told[0]  # the detail beside the list that it was taken from
    return [job.posting for job in ([asked] if asked else jobs)]


def board_jobs(data: object, *, fetched_on: date | None = None) -> list[FoundJob]:
    """Find every job in the data, lists merged with their details."""
    groups: dict[tuple[str, str], list[FoundJob]] = {}
    for shape, node, holders in _objects(data):
        told = shape.told(Job(node, holders, fetched_on))
        posting = {key: value for key, value in told.items() if value not in (None, "", [], {})}
        employer = _EMPLOYER_IN_ADDRESS.get(shape.system)
        if employer and "hiringOrganization" not in posting:
            # The answer names no company; its address does.
            posting["hiringOrganization"] = site_of(node.get(employer))
        posting |= {"@type": "JobPosting", "board": shape.system}
        if _is_closed(shape.system, node):
            posting["closed"] = True
        key = (shape.system, _identity(shape, node) or f"#{len(groups)}")
        groups.setdefault(key, []).append(FoundJob(shape.system, posting, _names(node)))
        if len(groups) > _MOST_JOBS:
            break
    return [_merged(group) for group in groups.values()]


def asked_job(jobs: Sequence[FoundJob], url: str) -> FoundJob | None:
    """The job that an address names: "baker-night" rather than "baker"; None when it names none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    path = f"{parts.path}?{parts.query}"
    lengths = [max((_named(path, name) for name in job.names), default=0) for job in jobs]
    longest = max(lengths, default=0)
    return jobs[lengths.index(longest)] if longest and lengths.count(longest) == 1 else None


def _is_closed(system: str, node: Mapping[str, Any]) -> bool:
    """Whether the answer itself says that nobody can apply any more."""
    key, closed = _CLOSED.get(system, ("", frozenset()))
    value = node.get(key)
    return isinstance(value, str | bool) and str(value).lower() in closed


def _objects(data: object) -> Iterator[tuple[Shape, Node, tuple[Node, ...]]]:
    """Every object that is a job, in the order of the text; jobs are not looked into."""
    stack: list[tuple[object, tuple[Node, ...]]] = [(data, ())]
    seen = 0
    while stack and seen < _MOST_VALUES:
        seen += 1
        value, holders = stack.pop()
        if isinstance(value, list):
            inner = cast("list[object]", value)
            stack += [(v, holders) for v in reversed(inner[:_MOST_VALUES]) if _is_open(v)]
        elif isinstance(value, dict):
            node = cast("Node", value)
            shape = next((shape for shape in _SHAPES if shape.fits(node)), None)
            if shape:
                yield shape, node, holders
            else:
                around = (node, *holders[: _MOST_HOLDERS - 1])
                stack += [(v, around) for v in reversed(node.values()) if _is_open(v)]


def _is_open(value: object) -> bool:
    return isinstance(value, dict | list)


def _identity(shape: Shape, node: Mapping[str, Any]) -> str | None:
    return next((name for key in shape.ids if (name := _name(node.get(key)))), None)


def _names(node: Mapping[str, Any]) -> frozenset[str]:
    found = [_name(node.get(key)) for key in (*_NAMES, *_ADDRESSES)]
    return frozenset(name for name in found if name)


def _name(value: object) -> str | None:
    """An id as text; of an address its last segment."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    bare = str(value)[:2_000].partition("?")[0].rstrip("/").rpartition("/")[2]
    return bare.strip() or None


def _named(path: str, name: str) -> int:
    if name not in path:
        return 0
    # Between marks only: 1234 does not name the job 51234.
    if len(name) >= _SHORTEST_NAME:
        bounded = rf"(?<![^\W_]){re.escape(name)}(?![^\W_])"
        return len(name) if re.search(bounded, path) else 0
    last = rf"/{re.escape(name)}(?:-[^/?]*)?(?:/(?:detail|apply|application)?)?\?"
    return len(name) if re.search(last, path) else 0


def _merged(group: Sequence[FoundJob]) -> FoundJob:
    """One job out of its list entries and details; several of a kind differ in their place."""
    if len(group) == 1:
        return group[0]
    told = [job for job in group if job.posting.get("description")] or list(group)
    posting: Node = {}
    for job in [*told, *group]:
        for key, value in job.posting.items():
            posting.setdefault(key, value)
    places = [place for job in told for place in items(job.posting.get("jobLocation"))]
    posting["jobLocation"] = [p for n, p in enumerate(places) if p not in places[:n]]
    names = frozenset(name for job in group for name in job.names)
    return FoundJob(group[0].system, posting, names, len(group))
