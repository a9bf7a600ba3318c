"""Which of the JobPosting objects in a page the page is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from orchestrator.tasks.extraction.folding import fold
from orchestrator.tasks.extraction.schema_org import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from orchestrator.tasks.extraction.structured_data import StructuredData
    from orchestrator.tasks.extraction.visible_text import Page


def main_posting(structured: StructuredData, page: Page) -> Mapping[str, Any] | None:
    """The posting of this page; None when there are several and none stands out.

    The same job in two syntaxes is merged, the fuller object first.
    """
    groups = distinct_postings(structured)
    if not groups:
        return None
    if len(groups) > 1:
        titles = [fold(structured.title or ""), fold(structured.meta.get("og:title", ""))]
        titles += [
            fold(block.text)
            for block in page.blocks
            if block.kind == "heading" and block.level == 1
        ]
        named = [key for key in groups if key and any(key in title for title in titles)]
        if len(named) != 1:
            return None
        return _merged(groups[named[0]])
    return _merged(next(iter(groups.values())))


def distinct_postings(structured: StructuredData) -> dict[str, list[dict[str, Any]]]:
    """The posting objects by folded title; one without a title joins the first."""
    groups: dict[str, list[dict[str, Any]]] = {}
    untitled: list[dict[str, Any]] = []
    for posting in structured.postings:
        title = plain(posting.get("title")) or plain(posting.get("name"))
        if title:
            groups.setdefault(fold(title), []).append(posting)
        else:
            untitled.append(posting)
    if untitled:
        key = next(iter(groups), "")
        groups.setdefault(key, []).extend(untitled)
    return groups


def _merged(postings: list[dict[str, Any]]) -> dict[str, Any]:
    ordered = sorted(postings, key=len, reverse=True)
    merged: dict[str, Any] = {}
    for posting in ordered:
        for key, value in posting.items():
            if value not in (None, "", [], {}):
                merged.setdefault(key, value)
    return merged
