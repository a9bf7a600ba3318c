"""JSON documents: bare schema.org, and the answers of job boards as schema.org."""

from __future__ import annotations

from typing import Any, cast

from orchestrator.tasks.extraction.json_ld import nodes_of, read_json, types_of


def opened_json(text: str, url: str | None) -> object | None:
    """Read JSON whose objects are, or can be told as, schema.org; None for any other text."""
    data = read_json(text)
    if not isinstance(data, dict | list):
        return None
    if any("jobposting" in types_of(node) for node in nodes_of(cast("object", data))):
        return cast("object", data)
    for node in _roots(cast("object", data)):
        if _is_bare_posting(node):
            return {**node, "@type": "JobPosting"}
    from orchestrator.tasks.extraction.job_boards import board_postings

    return board_postings(cast("dict[str, Any] | list[object]", data), url) or None


def _roots(data: object) -> list[dict[str, Any]]:
    return [cast("dict[str, Any]", data)] if isinstance(data, dict) else []


def _is_bare_posting(node: dict[str, Any]) -> bool:
    names = {"hiringOrganization", "jobLocation", "baseSalary", "datePosted", "employmentType"}
    return ("title" in node or "name" in node) and len(names & node.keys()) > 1
