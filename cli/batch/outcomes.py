"""What becomes of one of many: done, kept, known before, or failed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from cli.sources import GivenSource
    from orchestrator.answers import Answer
    from profiles.errors import JobaiError
    from profiles.jobs import Job
    from profiles.postings import JobPosting


class Item(Protocol):
    """One of many things to do: a source to read, a job to draft for."""

    @property
    def index(self) -> int:
        """Its place among all, from 0."""
        ...

    @property
    def text(self) -> str:
        """What it is called."""
        ...


class Done(Protocol):
    """What was done with one of many, and is not in the store yet."""

    @property
    def source(self) -> Item:
        """Which."""
        ...


class KeptOutcome(Protocol):
    """One of many whose result is in the store."""

    @property
    def source(self) -> Item:
        """Which."""
        ...

    @property
    def answer(self) -> Answer | None:
        """What it took; None for one that an interrupted run has done."""
        ...

    @property
    def outcome(self) -> str:
        """What it means for the store, such as "new"."""
        ...


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

    @property
    def outcome(self) -> str:
        """Say "new", "updated" (its text changed) or "unchanged"."""
        return self.job.outcome or "unchanged"


@dataclass(frozen=True, slots=True)
class Failed:
    """One of many that came to nothing.

    Attributes:
        tried: False for one that was not begun, since it could only fail like another before it.
    """

    source: Item
    error: JobaiError
    tried: bool = True


@dataclass(slots=True)
class Tally:
    """The account of a run.

    Attributes:
        total: All of them, those of an interrupted run before included.
        offline: Rules were to do them all.
        done_before: Done in that run.
        outcomes: How many came to what: "new", "unchanged", ...
        reused: Answers that had been paid for before.
        cost_nano_usd: Of this run, as far as the prices are known.
        unpriced: Answers without a price.
        by_rules: Done by rules because every provider failed.
        stopped: Some were not begun, since they could only fail like another before them.
        failed: Those that came to nothing.
        first_error: That of the earliest of them, whose code is the command's.
    """

    total: int
    offline: bool
    done_before: int = 0
    outcomes: Counter[str] = field(default_factory=Counter[str])
    reused: int = 0
    cost_nano_usd: int = 0
    unpriced: int = 0
    by_rules: int = 0
    stopped: bool = False
    failed: list[Failed] = field(default_factory=list[Failed])
    first_error: tuple[int, JobaiError] | None = None

    @property
    def read(self) -> int:
        """How many were done now."""
        return self.outcomes.total()

    @property
    def done(self) -> int:
        """How many need no second run."""
        return self.done_before + self.read

    def count(self, outcome: KeptOutcome | Failed) -> None:
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
        self.outcomes[outcome.outcome] += 1
        self.by_rules += outcome.answer.provider == "offline" and not self.offline
        if outcome.answer.reused:
            self.reused += 1
        elif (cost := outcome.answer.cost_nano_usd) is None:
            self.unpriced += 1
        else:
            self.cost_nano_usd += cost
