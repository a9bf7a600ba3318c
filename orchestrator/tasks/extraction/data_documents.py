"""Documents that are data: bare schema.org, and the answers and feeds of job boards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from orchestrator.tasks.extraction.json_ld import nodes_of, read_json, types_of
from orchestrator.tasks.extraction.structured_data import Stated, StructuredData, structured_json

if TYPE_CHECKING:
    from datetime import date


def is_data(text: str) -> bool:
    """Whether a text starts as JSON or XML does."""
    return text.lstrip("\ufeff \t\r\n")[:1] in {"{", "[", "<"}


def opened_data(
    text: str, url: str | None, *, fetched_on: date | None = None
) -> StructuredData | None:
    """Read a text whose objects are, or can be told as, schema.org; None for any other.

    Args:
        text: JSON, or the XML feed of a job board.
        url: The address that was asked for, to choose among several jobs.
        fetched_on: The day when it was fetched; None for a file.
    """
    from orchestrator.tasks.extraction.job_boards import board_postings, feed_objects, is_feed

    if text.lstrip("\ufeff \t\r\n").startswith("<"):
        jobs = feed_objects(text) if is_feed(text) else []
        return _board(board_postings(jobs, url, fetched_on=fetched_on))
    data = read_json(text)
    if not isinstance(data, dict | list):
        return None
    told = _board(board_postings(cast("object", data), url, fetched_on=fetched_on))
    if told:
        return told
    if any("jobposting" in types_of(node) for node in nodes_of(cast("object", data))):
        return structured_json(cast("object", data))
    for node in _roots(cast("object", data)):
        if _is_bare_posting(node):
            return structured_json({**node, "@type": "JobPosting"})
    return None


def _board(postings: list[dict[str, Any]]) -> StructuredData | None:
    stated = [Stated("job_board", posting) for posting in postings]
    return StructuredData(postings=stated) if stated else None


def _roots(data: object) -> list[dict[str, Any]]:
    return [cast("dict[str, Any]", data)] if isinstance(data, dict) else []


def _is_bare_posting(node: dict[str, Any]) -> bool:
    names = {"hiringOrganization", "jobLocation", "baseSalary", "datePosted", "employmentType"}
    return ("title" in node or "name" in node) and len(names & node.keys()) > 1
