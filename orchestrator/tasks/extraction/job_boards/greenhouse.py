"""Greenhouse, and Gem, whose board answers in the same form."""

from __future__ import annotations

import re

from orchestrator.tasks.extraction.job_boards.values import (
    Job,
    Node,
    Shape,
    company_of_site,
    figure,
    items,
    job_location_type,
    named,
    node,
    nodes,
    salary,
    site_of,
    text,
    workplace_of_places,
)
from orchestrator.tasks.extraction.patterns import regex
from orchestrator.tasks.extraction.rules.periods import unit_in

_WORKPLACE = regex(
    r"\b(?:work(?:place|ing)? ?(?:type|model|mode|arrangement|style|location type|environment)"
    r"|location type|remote(?: status| eligib\w+| work)?|on-?site/remote)\b"
)
_EMPLOYMENT = regex(
    r"\b(?:employment|job|position|contract|worker|time|employee) ?(?:type|status)\b|\bcommitment\b"
)
_PAY = regex(r"\b(?:salary|pay|compensation|wage)\b")
_NOT_BASE_PAY = regex(r"\bOTE\b|\bon[- ]target\b|\bbonus\b|\bcommission\b", re.IGNORECASE)


def greenhouse(job: Job) -> Node:
    """Tell a job of boards-api.greenhouse.io."""
    raw = job.node
    metadata = _metadata(raw.get("metadata"))
    location = named(raw.get("location"))
    content = raw.get("content")
    return {
        "title": raw.get("title"),
        "hiringOrganization": text(raw.get("company_name")) or _company(raw, content),
        "jobLocation": location,
        "jobLocationType": _workplace(metadata) or workplace_of_places([location]),
        "employmentType": [v for name, v in metadata if _EMPLOYMENT.search(name) and text(v)],
        # `updated_at` moves with every edit.
        "datePosted": raw.get("first_published"),
        "validThrough": raw.get("application_deadline"),
        "description": content,
        "identifier": raw.get("requisition_id") or raw.get("id"),
        "url": raw.get("absolute_url"),
        "baseSalary": _pay(raw.get("pay_input_ranges")) or _stated_pay(metadata),
    }


def gem(job: Job) -> Node:
    """Tell a job of api.gem.com/job_board."""
    raw = job.node
    location = named(raw.get("location"))
    content = raw.get("content") or raw.get("content_plain")
    return {
        "title": raw.get("title"),
        "hiringOrganization": _company(raw, content),
        "jobLocation": location,
        "jobLocationType": job_location_type(raw.get("location_type"))
        or workplace_of_places([location]),
        "employmentType": raw.get("employment_type"),
        "datePosted": raw.get("first_published_at"),
        "description": content,
        "identifier": raw.get("requisition_id") or raw.get("id"),
        "url": raw.get("absolute_url"),
        "baseSalary": _pay(raw.get("pay_input_ranges")),
    }


def _company(raw: Node, content: object) -> str | None:
    address = raw.get("absolute_url")
    hosted = isinstance(address, str) and re.match(
        r"https://[\w.-]*(?:greenhouse\.io|gem\.com)/", address
    )
    return company_of_site(site_of(address), content) if hosted else None


def _metadata(value: object) -> list[tuple[str, object]]:
    """The board's own fields: folded name and each value."""
    return [
        (str(entry.get("name", "")).casefold().replace("_", " "), item)
        for entry in nodes(value)
        for item in items(entry.get("value"))
    ]


def _workplace(metadata: list[tuple[str, object]]) -> str | None:
    about = [(name, value) for name, value in metadata if _WORKPLACE.search(name)]
    told = job_location_type(*(value for _, value in about))
    if told:
        return told
    is_remote = any(name.startswith("remote") and v in (True, "Yes", "yes") for name, v in about)
    return "TELECOMMUTE" if is_remote else None


def _pay(ranges: object) -> Node | None:
    """The first range of base pay; figures are in cents, and the unit stands in the words only."""
    for entry in nodes(ranges):
        title = named(entry.get("title")) or ""
        if _NOT_BASE_PAY.search(title):
            continue
        cents = (figure(entry.get(key)) for key in ("min_cents", "max_cents"))
        low, high = (value / 100 if value else None for value in cents)
        found = salary(entry.get("currency_type"), low, high, unit_in(title))
        if found:
            return found
    return None


def _stated_pay(metadata: list[tuple[str, object]]) -> Node | None:
    for name, value in metadata:
        if _PAY.search(name) and not _NOT_BASE_PAY.search(name):
            stated = node(value)
            low, high = stated.get("min_value"), stated.get("max_value")
            found = salary(stated.get("unit"), low, high, unit_in(name))
            if found:
                return found
    return None


SHAPES = (
    Shape(
        "gem",
        frozenset({"title", "absolute_url"}),
        frozenset({"first_published_at", "content_plain"}),
        gem,
        ("id",),
    ),
    Shape(
        "greenhouse",
        frozenset({"title", "absolute_url"}),
        frozenset({"content", "first_published", "internal_job_id", "company_name"}),
        greenhouse,
        ("id", "internal_job_id"),
    ),
)
