"""Kept jobs ranked by how well one record answers them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from orchestrator.tasks.drafting.job_facts import MOST_REQUIREMENTS, JobFacts
from orchestrator.tasks.drafting.matching.fit import fit_of
from orchestrator.tasks.drafting.matching.matcher import Matcher
from orchestrator.tasks.drafting.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from profiles.drafts import Fit, RequirementMet, RequirementStatus
    from profiles.job_requirements import JobRequirements
    from profiles.master_profile import MasterProfile


@dataclass(frozen=True, slots=True)
class JobMatch:
    """How well a record answers one job.

    Attributes:
        job: The job's number.
        requirements: Each with its status, lines and reason.
    """

    job: int
    title: str | None
    hiring_organization: str | None
    fit: Fit
    requirements: tuple[RequirementMet, ...]

    @property
    def counts(self) -> Mapping[RequirementStatus, int]:
        """How many requirements have each status."""
        return Counter(item.status for item in self.requirements)

    @property
    def must_haves_missing(self) -> list[str]:
        """The must-haves that nothing in the record shows, in the posting's words."""
        return [
            item.text
            for item in self.requirements
            if item.level == "must" and item.status == "missing"
        ]

    def reaches(self, least: float) -> bool:
        """Whether the score is known and at least so high."""
        return self.fit.score is not None and self.fit.score >= least


def match_jobs(
    profile: MasterProfile, jobs: Iterable[JobRequirements], today: date
) -> list[JobMatch]:
    """Judge every job and rank them: the best first, those of low confidence behind the others.

    The profile is read once for all of them.

    Raises:
        InvalidInputError: a profile without lines.
    """
    matcher = Matcher(Record.of(profile), today)
    return ranked([_match(matcher, job) for job in jobs])


def ranked(matches: Sequence[JobMatch]) -> list[JobMatch]:
    """The best first; equal ones as they came."""
    return sorted(
        matches,
        key=lambda match: (
            match.fit.score is None,
            match.fit.low_confidence,
            -(match.fit.score or 0.0),
        ),
    )


def _match(matcher: Matcher, job: JobRequirements) -> JobMatch:
    facts = JobFacts(job.title, job.hiring_organization, "", job.requirements[:MOST_REQUIREMENTS])
    requirements = tuple(matcher.by_rules(facts))
    return JobMatch(job.id, job.title, job.hiring_organization, fit_of(requirements), requirements)
