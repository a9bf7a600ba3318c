"""Workday: the answers behind the pages of myworkdayjobs.com (CXS)."""

from __future__ import annotations

from orchestrator.tasks.extraction.job_boards.values import (
    Job,
    Node,
    Shape,
    items,
    job_location_type,
    named,
    text,
    workplace_of_places,
)
from orchestrator.tasks.extraction.patterns import regex
from orchestrator.tasks.extraction.rules.dates import find_relative_date

_COUNT_OF_PLACES = regex(r"^\s*\d+ \D+$")


def workday(job: Job) -> Node:
    """Tell a `jobPostingInfo`; the employer stands beside it."""
    raw = job.node
    places = [raw.get("location"), *items(raw.get("additionalLocations"))]
    places = [spoken for value in places if (spoken := named(value, "descriptor", "name"))]
    return {
        "title": raw.get("title"),
        "hiringOrganization": named(job.around("hiringOrganization")),
        "jobLocation": list(dict.fromkeys(places)),
        "jobLocationType": job_location_type(raw.get("remoteType")) or workplace_of_places(places),
        "employmentType": raw.get("timeType"),
        # The day when the posting was opened, not when the work begins.
        "datePosted": raw.get("startDate") or _posted(job),
        "validThrough": raw.get("endDate"),
        "description": raw.get("jobDescription"),
        "identifier": raw.get("jobReqId"),
        "url": raw.get("externalUrl"),
    }


def workday_entry(job: Job) -> Node:
    """Tell an entry of the list: "13 Locations" in it is a number, not a place."""
    raw = job.node
    location = text(raw.get("locationsText"))
    if location and _COUNT_OF_PLACES.match(location):
        location = None
    bullets = [bullet for bullet in items(raw.get("bulletFields")) if text(bullet)]
    return {
        "title": raw.get("title"),
        "jobLocation": location,
        "jobLocationType": job_location_type(raw.get("remoteType"))
        or workplace_of_places([location]),
        "employmentType": raw.get("timeType"),
        "datePosted": _posted(job),
        "identifier": bullets[0] if bullets else None,
    }


def _posted(job: Job) -> str | None:
    spoken = text(job.node.get("postedOn"))
    found = find_relative_date(spoken, job.fetched_on) if spoken and job.fetched_on else None
    return found.isoformat() if found else None


SHAPES = (
    Shape(
        "workday",
        frozenset({"title", "jobDescription"}),
        frozenset({"jobReqId", "jobPostingId", "timeType", "externalUrl"}),
        workday,
        ("externalUrl", "jobPostingId", "jobReqId"),
    ),
    Shape(
        "workday",
        frozenset({"title", "externalPath"}),
        frozenset(),
        workday_entry,
        ("externalPath",),
    ),
)
