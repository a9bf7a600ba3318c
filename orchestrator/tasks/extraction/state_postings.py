"""The posting inside a page's embedded states: the object that the page is about, as schema.org.

The keys of such states are anybody's choice: a table of synonyms (`data/state_keys.toml`) says what
they mean. An object counts only when it has what jobs alone have, and when the page's address or
title names it: a careers page carries other jobs, articles and products too.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, cast
from urllib.parse import urlsplit

from orchestrator.tasks.extraction.folding import fold
from orchestrator.tasks.extraction.job_boards.answers import board_jobs
from orchestrator.tasks.extraction.job_boards.values import (
    Node,
    items,
    job_location_type,
    place,
    salary,
    section,
    text,
)
from orchestrator.tasks.extraction.patterns import regex
from orchestrator.tasks.extraction.remembering import remembered
from orchestrator.tasks.extraction.rules.dates import schema_date
from orchestrator.tasks.extraction.rules.employment import schema_employment_types
from orchestrator.tasks.extraction.schema_org import plain
from orchestrator.tasks.extraction.words import load

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

_MOST_OBJECTS = 60_000
_MOST_CANDIDATES = 300
_LONG_TEXT = 120
_LONGEST_TITLE = 200
_JOBS_ALONE = frozenset({"employment", "pay"})
_OF_JOBS = regex(r"(?i)^job|_job|[a-z]Job|requisition|vacanc|hiring|appl(?:y|ication)|recruit")
_KEY = regex(r"[^a-z0-9]")
_NUMBER = regex(r"\d{4,}")


class _Found(NamedTuple):
    posting: Node
    names: frozenset[str]
    weight: int


def state_posting(
    states: Sequence[object], *, url: str | None, titles: Sequence[str], is_shell: bool
) -> Node | None:
    """Find the job that a page is about in its states; None when none of them is beyond doubt.

    Args:
        states: As decoded from the page.
        url: Of the page.
        titles: What the page calls itself: head titles and headings of the first level.
        is_shell: The page shows almost nothing; the only job in its states is then what it is.
    """
    found = [job for state in states for job in _jobs(state)]
    if not found:
        return None
    address = _path(url)
    heads = [fold(title) for title in titles if title]
    by_address = [job for job in found if any(name in address for name in job.names)]
    by_title = [job for job in by_address or found if _is_titled(job, heads)]
    if not by_title and by_address and len({_title(job) for job in by_address}) == 1:
        by_title = by_address
    if not by_title and is_shell and len({_title(job) for job in found}) == 1:
        by_title = found
    named = {_title(job) for job in by_title}
    if len(named) > 1:  # of "Baker" and "Night Baker" in the title the longer is meant
        longest = max(named, key=len)
        by_title = [job for job in by_title if _title(job) == longest]
    if not by_title or not _is_one(by_title):
        return None
    return _merged(sorted(by_title, key=lambda job: -job.weight))


def _is_one(jobs: Sequence[_Found]) -> bool:
    """Whether they are one job: of the same title in two places there may be two."""
    told = [job.posting["description"] for job in jobs if job.posting.get("description")]
    starts = {fold(str(description))[:80] for description in told}
    return len(starts) <= 1 or max(job.weight for job in jobs) > min(job.weight for job in jobs) + 2


def _merged(jobs: Sequence[_Found]) -> Node:
    posting: Node = {}
    for job in jobs:
        for key, value in job.posting.items():
            posting.setdefault(key, value)
    return posting


def _title(job: _Found) -> str:
    return fold(plain(job.posting.get("title")) or "")


def _is_titled(job: _Found, heads: Sequence[str]) -> bool:
    title = _title(job)
    return len(title) > 2 and any(title in head for head in heads)


def _path(url: str | None) -> str:
    """The address with marks around each of its parts, so that only whole ones agree."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return ""
    pieces = re.split(r"[/?&=#]", f"{parts.path}?{parts.query}")
    # "4711-night-baker" names 4711 and night-baker.
    numbers = [number for piece in pieces for number in _NUMBER.findall(piece)]
    return "\n" + "\n".join([*pieces, *numbers]) + "\n"


def _jobs(state: object) -> Iterator[_Found]:
    known = board_jobs(state)
    for job in known[:_MOST_CANDIDATES]:
        names = frozenset(f"\n{name}\n" for name in job.names if len(name) > 3)
        yield _Found(job.posting, names, 8 + len(job.posting))
    count = 0
    entities = cast("Node", state) if isinstance(state, dict) else {}
    for node in _objects(cast("object", state)):
        job = _told(node, entities)
        if job:
            yield job
            count += 1
            if count >= _MOST_CANDIDATES:
                return


def _objects(state: object) -> Iterator[Node]:
    stack: list[object] = [state]
    seen = 0
    while stack and seen < _MOST_OBJECTS:
        seen += 1
        value = stack.pop()
        if isinstance(value, dict):
            node = cast("Node", value)
            yield node
            stack += [inner for inner in node.values() if isinstance(inner, dict | list)]
        elif isinstance(value, list):
            inner_values = cast("list[object]", value)[:_MOST_OBJECTS]
            stack += [inner for inner in inner_values if isinstance(inner, dict | list)]


def _told(node: Node, entities: Mapping[str, Any]) -> _Found | None:
    """Tell an object that has a title and what jobs alone have; None for any other."""
    if not 3 <= len(node) <= 400:
        return None
    roles = _roles(node, entities)
    title = text(roles.get("title"))
    if title is None or len(title) > _LONGEST_TITLE:
        return None
    employment = [w for v in items(roles.get("employment", node.get("type"))) if (w := _word(v))]
    words, flag = _workplace(roles.get("workplace"))
    kind = job_location_type(*words, flag=flag)
    described, pay, places = _described(roles), _pay(roles, node), _places(roles.get("location"))
    places = places or _places([node])
    company = _word(roles.get("company"))
    signs = {
        "employment": schema_employment_types(employment),
        "pay": pay,
        "workplace": kind,
        "deadline": schema_date(_word(roles.get("deadline"))),
        "responsibilities": roles.get("responsibilities"),
        "qualifications": roles.get("qualifications"),
        "called a job": any(_OF_JOBS.search(key) for key in node),
    }
    told = {name for name, value in signs.items() if value}
    has_text = len(described) >= _LONG_TEXT
    around = bool(places) + bool(company) + bool(roles.get("posted"))
    if not _is_job(told, around, has_text=has_text):
        return None
    posting: Node = {
        "@type": "JobPosting",
        "title": title,
        "hiringOrganization": company,
        "jobLocation": places,
        "jobLocationType": kind,
        "employmentType": employment if signs["employment"] else None,
        "datePosted": _word(roles.get("posted")),
        "validThrough": _word(roles.get("deadline")),
        "description": described,
        "identifier": _word(roles.get("identifier")),
        "industry": _word(roles.get("industry")),
        "baseSalary": pay,
    }
    return _Found(
        {key: value for key, value in posting.items() if value not in (None, "", [], {})},
        _names(roles),
        2 * len(told) + around + 3 * has_text,
    )


def _is_job(told: Collection[str], around: int, *, has_text: bool) -> bool:
    """Whether an object with a title is a job, and no event, course or article.

    Args:
        told: What mostly jobs have.
        around: How many of place, company and date it has, which others have too.
        has_text: It is described.
    """
    if len(told) > 1:
        return has_text or around > 0
    return has_text and around > (0 if _JOBS_ALONE & set(told) else 2 if told else 3)


@cache
def _synonyms() -> dict[str, tuple[str, int]]:
    """From a key to its role and how early its group and place in the list stand."""
    roles: dict[str, tuple[str, int]] = {}
    table = load("state_keys")
    groups: list[tuple[str, list[str]]] = [
        ("title", [*table["title"]["own"], *table["title"]["weak"]]),
        *table["text"].items(),
        *table["fact"].items(),
        ("pay", table["pay"]["whole"]),
    ]
    for role, keys in groups:
        for rank, key in enumerate(keys):
            roles.setdefault(key, (role, rank))
    return roles


@cache
def _parts(group: str, part: str) -> tuple[str, ...]:
    return tuple(load("state_keys")[group][part])


@cache
def _pay_keys(part: str, *, prefixed: bool) -> tuple[str, ...]:
    return tuple(key for key in _parts("pay", part) if not prefixed or _says_pay(key))


@remembered(2048)
def _bare(key: str) -> str:
    # Apollo writes arguments behind a field: `description({"format":"HTML"})`.
    return _KEY.sub("", key.partition("(")[0].lower())


def _roles(node: Node, entities: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, tuple[int, Any]] = {}
    synonyms = _synonyms()
    for key, value in node.items():
        if value in (None, "", [], {}) or len(key) > 60:
            continue
        role, rank = synonyms.get(_bare(key), (None, 0))
        if role and (role not in found or rank < found[role][0]):
            found[role] = rank, _resolved(value, entities)
    return {role: value for role, (_, value) in found.items()}


def _resolved(value: Any, entities: Mapping[str, Any]) -> Any:  # JSON is anything
    """Follow the references of a normalised cache: `{"__ref": "Location:5"}`."""
    if isinstance(value, list):
        return [_resolved(item, entities) for item in cast("list[Any]", value)[:60]]
    if isinstance(value, dict):
        node = cast("Node", value)
        reference = node.get("__ref") or (node.get("id") if node.get("type") == "id" else None)
        found = entities.get(reference) if isinstance(reference, str) else None
        return cast("Node", found) if isinstance(found, dict) else node
    return value


def _described(roles: Mapping[str, Any]) -> str:
    parts = [_long(roles.get("description"))]
    headings = {
        "responsibilities": "Responsibilities",
        "qualifications": "Requirements",
        "benefits": "Benefits",
    }
    for role, heading in headings.items():
        body = _long(roles.get(role))
        if body and body not in (parts[0] or ""):
            parts.append(section(heading, body))
    return "\n".join(part for part in parts if part)


def _long(value: object) -> str | None:
    """A long text, a list of points, or the text inside an object."""
    if isinstance(value, list):
        points = [text(item) for item in cast("list[object]", value)]
        lines = [f"<li>{point}</li>" for point in points if point]
        return f"<ul>{''.join(lines)}</ul>" if lines else None
    if isinstance(value, dict):
        node = cast("Node", value)
        keys = ("html", "content", "text", "value", "description", "plain", "body")
        return next((body for key in keys if (body := text(node.get(key)))), None)
    return text(value)


def _word(value: object) -> str | None:
    """A short value, or the one inside an object or a list."""
    if isinstance(value, list):
        return next((w for item in cast("list[object]", value) if (w := _word(item))), None)
    if isinstance(value, dict):
        node = {_bare(key): inner for key, inner in cast("Node", value).items()}
        words = (node.get(key) for key in _parts("word", "name"))
        return next((word for word in words if isinstance(word, str) and word.strip()), None)
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return str(value)
    return value.strip() if isinstance(value, str) and 0 < len(value.strip()) <= 300 else None


def _workplace(value: object) -> tuple[list[str], bool]:
    words = [word for item in items(value) if (word := _word(item)) and not word.isdecimal()]
    flags = {"true": True, "yes": True}
    is_flag = value is True or (len(words) == 1 and flags.get(words[0].lower(), False))
    return words, is_flag


def _places(value: object) -> list[str]:
    found = [name for item in items(value)[:60] if (name := _place(item))]
    return list(dict.fromkeys(found))


def _place(value: object) -> str | None:
    if isinstance(value, str):
        return value.strip() if 1 < len(value.strip()) <= 200 else None
    if not isinstance(value, dict):
        return None
    node = {_bare(key): inner for key, inner in cast("Node", value).items()}
    parts = [
        next((w for key in _parts("place", part) if (w := _word(node.get(key)))), None)
        for part in ("city", "region", "country")
    ]
    if parts[0] or (parts[2] and "title" not in node):
        return place(*parts)
    inner = next(
        (node[k] for k in ("address", "location", "place") if isinstance(node.get(k), dict)), None
    )
    if inner is not None:
        return _place(inner)
    names = (_word(node.get(key)) for key in _parts("place", "name"))
    return None if "title" in node else next((name for name in names if name), None)


def _pay(roles: Mapping[str, Any], node: Node) -> Node | str | None:
    """Figures under known keys, inside the salary or beside it; else the salary's own words."""
    whole: object = next(iter(items(roles.get("pay"))), None)
    if isinstance(whole, dict):
        return _range(cast("Node", whole), prefixed=False)
    beside = _range(node, prefixed=True)
    if beside:
        return beside
    if isinstance(whole, str) and any(character.isdecimal() for character in whole):
        return whole if len(whole) <= 200 else None
    return None


def _range(holder: Node, *, prefixed: bool) -> Node | None:
    values = {_bare(key): value for key, value in holder.items()}
    if any("cents" in key for key in values):
        return None

    def first(part: str) -> object:
        keys = _pay_keys(part, prefixed=prefixed)
        return next((values[key] for key in keys if values.get(key)), None)

    low, high = (_amount(first(part)) for part in ("min", "max"))
    currency = first("currency") or (values.get("currency") if prefixed else None)
    return salary(_word(currency), low, high, _word(first("period")))


def _says_pay(key: str) -> bool:
    return any(word in key for word in ("salary", "pay", "compensation"))


def _amount(value: object) -> object:
    if isinstance(value, dict):
        inner = {_bare(key): v for key, v in cast("Node", value).items()}
        # What is called an amount may count cents.
        return inner.get("value")
    return value if isinstance(value, str | int | float) and not isinstance(value, bool) else None


def _names(roles: Mapping[str, Any]) -> frozenset[str]:
    """What an address may call the job by, marked as whole parts."""
    names: set[str] = set()
    for role in ("identifier", "name", "url"):
        word = _word(roles.get(role))
        if word:
            last = word.partition("?")[0].rstrip("/").rpartition("/")[2]
            if len(last) > 3:
                names.add(f"\n{last}\n")
    return frozenset(names)
