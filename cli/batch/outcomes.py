"""What becomes of a source: read, kept, known before, or failed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cli.sources import GivenSource
    from orchestrator.answers import Answer
    from profiles.errors import JobaiError
    from profiles.jobs import Job
    from profiles.postings import JobPosting


@dataclass(frozen=True, slots=True)
class Read:
    """A source that was read and is not in the store yet.

    Attributes:
        key: As of `source_key`.
    """

    source: GivenSource
    key: str | None
    posting: JobPosting
    answer: Answer


@dataclass(frozen=True, slots=True)
class Kept:
    """A source whose job is in the store.

    Attributes:
        answer: None for one that an interrupted run has read.
    """

    source: GivenSource
    job: Job
    answer: Answer | None


@dataclass(frozen=True, slots=True)
class Failed:
    """A source that gave no job.

    Attributes:
        tried: False for one that was not begun, since it could only fail like another before it.
    """

    source: GivenSource
    error: JobaiError
    tried: bool = True


Outcome = Kept | Failed


@dataclass(slots=True)
class Tally:
    """The account of a run.

    Attributes:
        total: All sources, those of an interrupted run before included.
        offline: Rules were to read them all.
        done_before: Read in that run.
        outcomes: How many jobs are "new", "updated" and "unchanged".
        reused: Answers that had been paid for before.
        cost_nano_usd: Of this run, as far as the prices are known.
        unpriced: Answers without a price.
        by_rules: Read by rules because every provider failed.
        stopped: Sources were not begun, since they could only fail like another before them.
        failed: The sources that gave no job.
        first_error: That of the earliest of them, whose code is the command's.
    """

    total: int
    offline: bool
    done_before: int = 0
    outcomes: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(("new", "updated", "unchanged"), 0)
    )
    reused: int = 0
    cost_nano_usd: int = 0
    unpriced: int = 0
    by_rules: int = 0
    stopped: bool = False
    failed: list[Failed] = field(default_factory=list[Failed])
    first_error: tuple[int, JobaiError] | None = None

    @property
    def read(self) -> int:
        """How many were read now."""
        return sum(self.outcomes.values())

    @property
    def done(self) -> int:
        """How many need no second run."""
        return self.done_before + self.read

    def count(self, outcome: Outcome) -> None:
        """Take an outcome into the account."""
        if isinstance(outcome, Failed):
            self.failed.append(outcome)
            self.stopped |= not outcome.tried
            if self.first_error is None or outcome.source.index < self.first_error[0]:
                self.first_error = outcome.source.index, outcome.error
            return
        if outcome.answer is None:
            self.done_before += 1
            return
        self.outcomes[outcome.job.outcome or "unchanged"] += 1
        self.by_rules += outcome.answer.provider == "offline" and not self.offline
        if outcome.answer.reused:
            self.reused += 1
        elif (cost := outcome.answer.cost_nano_usd) is None:
            self.unpriced += 1
        else:
            self.cost_nano_usd += cost
