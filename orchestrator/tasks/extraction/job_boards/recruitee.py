"""Recruitee: `/api/offers/` of an employer's careers site."""

from __future__ import annotations

from orchestrator.tasks.extraction.job_boards.values import (
    Job,
    Node,
    Shape,
    joined,
    node,
    nodes,
    place,
    salary,
    text,
)

_TYPES = {
    "fulltime": "FULL_TIME", "parttime": "PART_TIME", "internship": "INTERN", "intern": "INTERN",
    "trainee": "INTERN", "traineeship": "INTERN", "freelance": "CONTRACTOR",
    "contract": "CONTRACTOR", "contractor": "CONTRACTOR", "temporary": "TEMPORARY",
    "volunteer": "VOLUNTEER",
}  # fmt: skip


def recruitee(job: Job) -> Node:
    """Tell an offer; its figures are strings."""
    raw = job.node
    pay = node(raw.get("salary"))
    kind = "hybrid" if raw.get("hybrid") is True else None
    kind = kind or ("TELECOMMUTE" if raw.get("remote") is True else None)
    return {
        "title": raw.get("title"),
        "hiringOrganization": raw.get("company_name"),
        "jobLocation": _places(raw),
        "jobLocationType": kind or ("on-site" if raw.get("on_site") is True else None),
        "employmentType": _types(raw.get("employment_type_code")),
        "datePosted": raw.get("published_at"),
        "validThrough": raw.get("close_at"),
        "description": joined((raw.get("description"), raw.get("requirements"))),
        "identifier": raw.get("id"),
        "url": raw.get("careers_url"),
        "baseSalary": salary(
            pay.get("currency"), pay.get("min"), pay.get("max"), pay.get("period")
        ),
    }


def _places(raw: Node) -> list[str] | str | None:
    """All places; `location` is the first of them in the offer's own words."""
    whole = _place_in_words(raw.get("location")) or place(raw.get("city"), raw.get("country"))
    others = [
        place(entry.get("city") or entry.get("name"), entry.get("state"), entry.get("country"))
        for entry in nodes(raw.get("locations"))
    ]
    if len(others) < 2:
        return whole or next(iter(others), None)
    return list(dict.fromkeys(name for name in others if name))


def _place_in_words(value: object) -> str | None:
    """A place as it is written, without commas that hold nothing."""
    pieces = [piece.strip() for piece in (text(value) or "").split(",")]
    return ", ".join(piece for piece in pieces if piece) or None


def _types(code: object) -> list[str] | None:
    spoken = text(code)
    if spoken is None:
        return None
    base, _, term = spoken.lower().partition("_")
    found = [_TYPES.get(base, base)]
    return [*found, "TEMPORARY"] if term == "fixed_term" else found


SHAPES = (
    Shape(
        "recruitee",
        frozenset({"title"}),
        frozenset({"careers_url", "careers_apply_url", "employment_type_code"}),
        recruitee,
        ("id", "slug", "guid"),
    ),
)
