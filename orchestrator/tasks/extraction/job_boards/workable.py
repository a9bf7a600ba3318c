"""Workable: the widget of a board, and the answer for one job."""

from __future__ import annotations

from orchestrator.tasks.extraction.job_boards.values import (
    Job,
    Node,
    Shape,
    job_location_type,
    joined,
    named,
    node,
    nodes,
    place,
    section,
    text,
)

_TYPES = {
    "full": "FULL_TIME", "part": "PART_TIME", "contract": "CONTRACTOR", "temporary": "TEMPORARY",
    "trainee": "INTERN", "internship": "INTERN", "volunteer": "VOLUNTEER", "other": "OTHER",
}  # fmt: skip


def workable(job: Job) -> Node:
    """Tell a job; in a widget the account around it is the company."""
    raw = job.node
    where = node(raw.get("location"))
    shown = [entry for entry in nodes(raw.get("locations")) if entry.get("hidden") is not True]
    places = [_place(entry) for entry in shown or [where or raw]]
    kind = text(raw.get("employment_type")) or text(raw.get("type"))
    flags = (raw.get("telecommuting"), raw.get("remote"), where.get("telecommuting"))
    return {
        "title": raw.get("title"),
        "hiringOrganization": named(raw.get("company")) or text(job.around("name")),
        "jobLocation": [name for name in places if name],
        "jobLocationType": job_location_type(
            raw.get("workplace"), where.get("workplace_type"), flag=any(f is True for f in flags)
        ),
        "employmentType": _TYPES.get(kind, kind) if kind else None,
        "datePosted": raw.get("published_on") or raw.get("published") or raw.get("created_at"),
        "description": joined(
            (
                raw.get("description"),
                section("Requirements", raw.get("requirements")),
                section("Benefits", raw.get("benefits")),
            )
        ),
        "industry": raw.get("industry"),
        "identifier": raw.get("shortcode"),
        "url": raw.get("url"),
    }


def _place(entry: Node) -> str | None:
    region = entry.get("region") or entry.get("state")
    return place(entry.get("city"), region, entry.get("country")) or text(entry.get("location_str"))


SHAPES = (
    Shape(
        "workable", frozenset({"title", "shortcode"}), frozenset(), workable, ("shortcode", "id")
    ),
)
