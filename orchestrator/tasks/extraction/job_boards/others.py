"""Teamtailor, BambooHR, Breezy, Rippling, Pinpoint and join.com."""

from __future__ import annotations

from typing import Any

from orchestrator.tasks.extraction.job_boards.values import (
    Job,
    Node,
    Shape,
    items,
    job_location_type,
    joined,
    named,
    node,
    nodes,
    place,
    salary,
    section,
    text,
    workplace_of_places,
)

_REMOTE_STATUS = {"fully": "TELECOMMUTE", "hybrid": "hybrid"}
_BAMBOO_WORKPLACES = {"0": "on-site", "1": "TELECOMMUTE", "2": "hybrid"}


def teamtailor(job: Job) -> Node:
    """Tell an item of the JSON feed: schema.org stands in it, mostly without the names around."""
    raw = job.node
    posting = dict(node(raw.get("_jobposting")))
    posting.setdefault("title", raw.get("title"))
    posting.setdefault("datePosted", raw.get("date_published"))
    posting.setdefault("description", raw.get("content_html"))
    posting.setdefault("url", raw.get("url"))
    if not posting.get("hiringOrganization"):
        posting["hiringOrganization"] = named(raw.get("author"))
    return posting


def teamtailor_item(job: Job) -> Node:
    """Tell an item of the RSS feed."""
    raw = job.node
    places = [
        place(entry.get("city") or entry.get("name"), entry.get("country"))
        for value in items(node(raw.get("locations")).get("location"))
        if (entry := node(value))
    ]
    return {
        "title": raw.get("title"),
        "hiringOrganization": text(raw.get("company_name")),
        "jobLocation": [name for name in places if name],
        "jobLocationType": _REMOTE_STATUS.get(str(raw.get("remoteStatus")).lower()),
        "datePosted": raw.get("pubDate"),
        "description": raw.get("description"),
        "identifier": raw.get("guid"),
        "url": raw.get("link"),
    }


def bamboohr(job: Job) -> Node:
    """Tell a `jobOpening`, or its entry in the list without a text."""
    raw = job.node
    where = node(raw.get("location"))
    parts = (where.get("city"), where.get("state"), where.get("addressCountry"))
    ats = node(raw.get("atsLocation"))
    where_else = (ats.get("city"), ats.get("state") or ats.get("province"), ats.get("country"))
    kind = _BAMBOO_WORKPLACES.get(str(raw.get("locationType")))
    return {
        "title": raw.get("jobOpeningName"),
        "jobLocation": place(*parts) or place(*where_else),
        "jobLocationType": kind or job_location_type(flag=raw.get("isRemote")),
        "employmentType": raw.get("employmentStatusLabel"),
        "datePosted": raw.get("datePosted"),
        "description": raw.get("description"),
        "identifier": raw.get("id"),
        "url": raw.get("jobOpeningShareUrl"),
        "baseSalary": text(raw.get("compensation")),
    }


def breezy(job: Job) -> Node:
    """Tell a position of `/json`."""
    raw = job.node
    where = nodes(raw.get("locations")) or nodes([raw.get("location")])
    names = [_breezy_place(entry) for entry in where]
    remote = [entry.get("is_remote") is True for entry in where]
    return {
        "title": raw.get("name"),
        "hiringOrganization": named(raw.get("company")),
        "jobLocation": [name for name in names if name],
        "jobLocationType": job_location_type(flag=bool(remote) and all(remote))
        or workplace_of_places(names),
        "employmentType": named(raw.get("type")),
        "datePosted": raw.get("published_date"),
        "description": raw.get("description"),
        "identifier": raw.get("id"),
        "url": raw.get("url"),
        "baseSalary": text(raw.get("salary")),
    }


def _breezy_place(entry: Node) -> str | None:
    parts = place(entry.get("city"), named(entry.get("state")), named(entry.get("country")))
    return text(entry.get("name")) or parts


def rippling(job: Job) -> Node:
    """Tell a job; the label and the id of its employment type stand the wrong way round."""
    raw = job.node
    texts = node(raw.get("description"))
    places = [named(v, "label", "name") for v in items(raw.get("workLocations"))]
    places = [name for name in places or [named(raw.get("workLocation"), "label")] if name]
    pay = next(iter(nodes(raw.get("payRangeDetails"))), node(None))
    unit = text(pay.get("frequency"))
    return {
        "title": raw.get("name"),
        "hiringOrganization": raw.get("companyName"),
        "jobLocation": places,
        "jobLocationType": workplace_of_places(places),
        "employmentType": _rippling_type(node(raw.get("employmentType"))),
        "datePosted": raw.get("createdOn"),
        "description": joined((texts.get("role"), texts.get("company"))),
        "identifier": raw.get("uuid"),
        "url": raw.get("url"),
        "baseSalary": salary(
            pay.get("currency"), pay.get("rangeStart"), pay.get("rangeEnd"),
            unit.partition("_")[0] if unit else None,
        ),
    }  # fmt: skip


def _rippling_type(kind: Node) -> str | None:
    return text(kind.get("id")) or text(kind.get("label"))


def pinpoint(job: Job) -> Node:
    """Tell a posting of `/postings.json`; hidden pay is in the answer too, and stays out."""
    raw = job.node
    where = node(raw.get("location"))
    parts = ("key_responsibilities", "skills_knowledge_expertise", "benefits")
    shown = raw.get("compensation_visible") is True
    return {
        "title": raw.get("title"),
        "jobLocation": text(where.get("name")) or place(where.get("city"), where.get("province")),
        "jobLocationType": job_location_type(
            raw.get("workplace_type"), raw.get("workplace_type_text")
        ),
        "employmentType": raw.get("employment_type"),
        "datePosted": raw.get("first_published_at"),
        "validThrough": raw.get("deadline_at"),
        "description": joined(
            [
                raw.get("description"),
                *(section(raw.get(f"{part}_header"), raw.get(part)) for part in parts),
            ]
        ),
        "identifier": raw.get("id"),
        "url": raw.get("url"),
        "baseSalary": salary(
            raw.get("compensation_currency"),
            raw.get("compensation_minimum"),
            raw.get("compensation_maximum"),
            raw.get("compensation_frequency"),
        )
        if shown
        else None,
    }


def join(job: Job) -> Node:
    """Tell a job in the state of a page of join.com."""
    raw = job.node
    city = node(raw.get("city"))
    kind = node(raw.get("employmentType"))
    texts = ("intro", "tasks", "requirements", "benefits", "outro")
    described: Any = text(raw.get("unifiedDescription")) or joined(raw.get(t) for t in texts)
    return {
        "title": raw.get("title"),
        "hiringOrganization": named(raw.get("company") or job.around("company")),
        "jobLocation": place(city.get("cityName"), city.get("countryName")),
        "jobLocationType": job_location_type(raw.get("workplaceType")),
        "employmentType": text(kind.get("googleType")) or text(kind.get("name")),
        "datePosted": raw.get("createdAt"),
        "description": described,
        "identifier": raw.get("id"),
    }


SHAPES = (
    Shape("teamtailor", frozenset({"_jobposting"}), frozenset(), teamtailor, ("url", "id")),
    Shape(
        "teamtailor",
        frozenset({"title", "link", "remoteStatus"}),
        frozenset(),
        teamtailor_item,
        ("link", "guid"),
    ),
    Shape("bamboohr", frozenset({"jobOpeningName"}), frozenset(), bamboohr, ("id",)),
    Shape(
        "breezy",
        frozenset({"name", "id"}),
        frozenset({"published_date", "friendly_id"}),
        breezy,
        ("id", "friendly_id"),
    ),
    Shape(
        "rippling",
        frozenset({"name", "uuid"}),
        frozenset({"workLocations", "workLocation", "payRangeDetails"}),
        rippling,
        ("uuid",),
    ),
    Shape(
        "pinpoint",
        frozenset({"title"}),
        frozenset({"key_responsibilities", "skills_knowledge_expertise"}),
        pinpoint,
        ("id",),
    ),
    Shape("join", frozenset({"title", "idParam"}), frozenset(), join, ("idParam", "id")),
)
