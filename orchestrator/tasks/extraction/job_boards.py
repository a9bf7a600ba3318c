"""Answers of public job-board endpoints, told as schema.org JobPosting."""

from __future__ import annotations


def board_posting(data: object, url: str | None) -> dict[str, object] | None:
    """Tell the answer of a known job board as schema.org; None for an unknown shape."""
    return None
