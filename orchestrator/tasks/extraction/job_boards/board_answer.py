"""What the endpoint of a job board answered about one job."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from orchestrator.tasks.extraction.job_boards.answers import asked_job, board_jobs
from orchestrator.tasks.extraction.job_boards.feeds import feed_objects, is_feed
from orchestrator.tasks.extraction.job_boards.values import company_of_site

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from orchestrator.tasks.extraction.job_boards.targets import Target


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardAnswer:
    """One job as its board tells it.

    Attributes:
        system: Such as "greenhouse".
        url: Of the endpoint.
        posting: schema.org JobPosting, as `FoundJob.posting`; empty when `is_gone`.
        site: What the address calls the employer, where the answer names none.
        is_gone: The endpoint says that there is no such job, and on this system that is proof.
    """

    system: str
    url: str
    posting: Mapping[str, Any] = field(default_factory=dict[str, Any], repr=False)
    site: str | None = None
    is_gone: bool = False


def read_answer(text: str, target: Target, *, fetched_on: date) -> BoardAnswer | None:
    """Find the asked job in an answer; None when it is not there or the answer is nonsense."""
    try:
        data: object = feed_objects(text) if is_feed(text) else json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None
    jobs = [j for j in board_jobs(data, fetched_on=fetched_on) if j.system == target.system]
    asked = asked_job(jobs, f"https://jobs.example/{target.job}")
    if asked is None:
        # The answer for one job need not repeat its number; a whole board does.
        asked = jobs[0] if len(jobs) == 1 and target.job in target.path else None
    if asked is None or not asked.posting.get("title"):
        return None
    posting = dict(asked.posting)
    named_by_site = posting.get("hiringOrganization") in (None, target.site)
    if named_by_site:
        posting.pop("hiringOrganization", None)
    return BoardAnswer(
        system=target.system,
        url=target.base + target.path,
        posting=posting,
        site=target.site if named_by_site else None,
    )


def posting_with_employer(answer: BoardAnswer, *texts: str | None) -> dict[str, Any]:
    """The posting, its employer named as the page writes the name in the board's address."""
    posting = dict(answer.posting)
    if not posting.get("hiringOrganization"):
        name = company_of_site(answer.site, *texts, posting.get("description"))
        if name:
            posting["hiringOrganization"] = name
    return posting
