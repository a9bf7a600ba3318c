"""Applicant-tracking systems: their public answers, told as schema.org JobPosting.

    board_postings   the jobs of an answer that is at hand
    feed_objects     the same for XML feeds, as objects first
    target_of        from a posting's address to the endpoint that tells it
    embedded_target  the same for the job that an employer's own page embeds
    BoardAnswer      what that endpoint said

Each system has a module that knows its shapes and their traps. Nothing here uses the network.
"""

from __future__ import annotations

from orchestrator.tasks.extraction.job_boards.answers import board_postings
from orchestrator.tasks.extraction.job_boards.board_answer import (
    BoardAnswer,
    posting_with_employer,
    read_answer,
)
from orchestrator.tasks.extraction.job_boards.embeds import Embedded, embedded_target
from orchestrator.tasks.extraction.job_boards.feeds import feed_objects, is_feed
from orchestrator.tasks.extraction.job_boards.targets import Target, target_of

__all__ = [
    "BoardAnswer",
    "Embedded",
    "Target",
    "board_postings",
    "embedded_target",
    "feed_objects",
    "is_feed",
    "posting_with_employer",
    "read_answer",
    "target_of",
]
