"""SmartRecruiters."""

from __future__ import annotations

from orchestrator.tasks.extraction.job_boards.values import (
    Job,
    Node,
    Shape,
    joined,
    named,
    node,
    place,
    section,
    text,
    workplace_of_places,
)

_SECTIONS = ("companyDescription", "jobDescription", "qualifications", "additionalInformation")


def smartrecruiters(job: Job) -> Node:
    """Tell a posting of api.smartrecruiters.com, or its entry in the list without a text."""
    raw = job.node
    where = node(raw.get("location"))
    whole = place(where.get("fullLocation"))
    parts = place(where.get("city"), where.get("region"), where.get("country"))
    sections = node(node(raw.get("jobAd")).get("sections"))
    names = [*_SECTIONS, *(name for name in sections if name not in _SECTIONS)]
    return {
        "title": raw.get("name"),
        "hiringOrganization": named(raw.get("company")),
        "jobLocation": whole or parts,
        "jobLocationType": _workplace(where) or workplace_of_places([whole]),
        "employmentType": named(raw.get("typeOfEmployment"), "label"),
        "datePosted": raw.get("releasedDate"),
        "description": joined(
            section(node(sections.get(name)).get("title"), node(sections.get(name)).get("text"))
            for name in names
        ),
        "industry": named(raw.get("industry"), "label"),
        "identifier": raw.get("refNumber") or raw.get("id"),
        "url": text(raw.get("postingUrl")) or text(raw.get("applyUrl")),
    }


def _workplace(where: Node) -> str | None:
    if where.get("hybrid") is True:
        return "hybrid"
    if isinstance(where.get("remote"), bool):
        return "TELECOMMUTE" if where["remote"] else "on-site"
    return None


SHAPES = (
    Shape(
        "smartrecruiters",
        frozenset({"name"}),
        frozenset({"jobAd", "releasedDate"}),
        smartrecruiters,
        ("id", "uuid", "refNumber"),
    ),
)
