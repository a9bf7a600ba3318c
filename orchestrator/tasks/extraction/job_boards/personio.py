"""Personio: its XML feed, read into objects, and its `search.json`."""

from __future__ import annotations

from orchestrator.tasks.extraction.job_boards.values import (
    Job,
    Node,
    Shape,
    items,
    joined,
    node,
    nodes,
    section,
    text,
    workplace_of_places,
)

_CONTRACTS = {
    "permanent": None, "intern": "INTERN", "trainee": "INTERN", "freelance": "CONTRACTOR",
    "temporary": "TEMPORARY", "fixed-term": "TEMPORARY", "working_student": "PART_TIME",
}  # fmt: skip
_SCHEDULES: dict[str, tuple[str, ...]] = {
    "full-time": ("FULL_TIME",),
    "part-time": ("PART_TIME",),
    "full-or-part-time": ("FULL_TIME", "PART_TIME"),
}


def personio(job: Job) -> Node:
    """Tell a `position`."""
    raw = job.node
    others = node(raw.get("additionalOffices")).get("office") or raw.get("offices")
    offices = [raw.get("office"), *items(others)]
    places = [spoken for value in offices if (spoken := text(value))]
    return {
        "title": raw.get("name"),
        "hiringOrganization": text(raw.get("subcompany")),
        "jobLocation": list(dict.fromkeys(places)),
        "jobLocationType": workplace_of_places(places),
        "employmentType": _types(
            raw.get("employmentType") or raw.get("employment_type"), raw.get("schedule")
        ),
        "datePosted": raw.get("createdAt"),
        "description": _described(raw),
        "identifier": raw.get("id"),
    }


def _types(contract: object, schedule: object) -> list[str]:
    """What the contract is and how much of the week it takes: only both together say it."""
    said = text(contract)
    kind = _CONTRACTS.get(said.lower(), said) if said else None
    hours = text(schedule)
    found = [kind] if kind else []
    return list(dict.fromkeys([*found, *_SCHEDULES.get(hours.lower() if hours else "", ())]))


def _described(raw: Node) -> str:
    listed = node(raw.get("jobDescriptions")).get("jobDescription")
    sections = nodes(items(listed))
    told = joined(section(entry.get("name"), entry.get("value")) for entry in sections)
    return told or text(raw.get("description")) or ""


SHAPES = (
    Shape(
        "personio",
        frozenset({"name", "id"}),
        frozenset({"jobDescriptions", "recruitingCategory", "occupationCategory"}),
        personio,
        ("id",),
    ),
    Shape(
        "personio",
        frozenset({"name", "id", "office", "schedule"}),
        frozenset({"employment_type", "employmentType"}),
        personio,
        ("id",),
    ),
)
