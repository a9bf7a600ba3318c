"""Applicant-tracking systems: their public answers, told as schema.org JobPosting.

    board_postings  the jobs of an answer that is at hand
    feed_objects    the same for XML feeds, as objects first

Each system has a module that knows its shapes and their traps.
"""

from __future__ import annotations

from orchestrator.tasks.extraction.job_boards.answers import board_postings
from orchestrator.tasks.extraction.job_boards.feeds import feed_objects, is_feed

__all__ = ["board_postings", "feed_objects", "is_feed"]
