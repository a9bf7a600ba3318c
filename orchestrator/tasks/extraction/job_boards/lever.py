"""Lever."""

from __future__ import annotations

from orchestrator.tasks.extraction.job_boards.values import (
    Job,
    Node,
    Shape,
    company_of_site,
    items,
    job_location_type,
    joined,
    node,
    nodes,
    salary,
    section,
    site_of,
    text,
    workplace_of_places,
)


def lever(job: Job) -> Node:
    """Tell a posting of api.lever.co; it names no company, but its address and its text do."""
    raw = job.node
    categories = node(raw.get("categories"))
    places = items(categories.get("allLocations")) or items(categories.get("location"))
    description = _described(raw)
    pay = node(raw.get("salaryRange"))
    return {
        "title": raw.get("text"),
        "hiringOrganization": company_of_site(
            site_of(raw.get("hostedUrl") or raw.get("applyUrl")), description
        ),
        "jobLocation": places,
        "jobLocationType": job_location_type(raw.get("workplaceType"))
        or workplace_of_places(places),
        "employmentType": categories.get("commitment"),
        "datePosted": raw.get("createdAt"),
        "description": description,
        "identifier": raw.get("id"),
        "url": raw.get("hostedUrl"),
        "baseSalary": salary(
            pay.get("currency"), pay.get("min"), pay.get("max"), pay.get("interval")
        ),
    }


def _described(raw: Node) -> str:
    """The whole text: opening and body, the lists, the pay, the closing."""
    opening = text(raw.get("description")) or text(raw.get("descriptionPlain"))
    if opening is None:
        opening = joined(
            raw.get(key) or raw.get(f"{key}Plain") for key in ("opening", "descriptionBody")
        )
    lists = [section(entry.get("text"), entry.get("content")) for entry in nodes(raw.get("lists"))]
    rest = (raw.get(k) or raw.get(f"{k}Plain") for k in ("additional", "salaryDescription"))
    return joined([opening, *lists, *rest])


SHAPES = (
    Shape(
        "lever",
        frozenset({"text", "categories"}),
        frozenset({"hostedUrl", "applyUrl", "createdAt", "lists"}),
        lever,
        ("id",),
    ),
)
