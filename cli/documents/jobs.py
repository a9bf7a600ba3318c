"""The documents of `extract` and `jobs`."""

from __future__ import annotations

from typing import Annotated, Any, NotRequired

from typing_extensions import TypedDict

from cli.documents.marks import Dumped, Provider, Time, Version
from profiles.drafts import Fit, RequirementMet
from profiles.jobs import SaveOutcome
from profiles.postings import JobPosting


class JobDocument(TypedDict):
    """A job with its whole posting.

    Attributes:
        schema_version: Of all documents.
        id: The job's number.
        version: Of its text: 1 when it was read first, one more whenever it had changed.
        provider: Who read it; "offline" is by rules.
        model: Which model did; of rules their version. Null when it is not known.
        request_id: The call in the ledger that read it; null when there was none.
        created_at: When the job was read first.
        updated_at: When this version was read.
        job: The posting.
    """

    schema_version: Version
    id: int
    version: int
    provider: Provider
    model: str | None
    request_id: str | None
    created_at: Time
    updated_at: Time
    job: Annotated[dict[str, Any], Dumped(JobPosting)]


class ReadingUsage(TypedDict):
    """What a reading took.

    Attributes:
        input_tokens: Of the attempt that succeeded, cached ones included; null when nobody said.
        output_tokens: Of the attempt that succeeded, reasoning included; null when nobody said.
        cost_nano_usd: Of the whole call in nano-dollars (1e-9 US dollars), exact; null for a model
            without a price.
        cost_usd: The same in US dollars, for reading.
        served_model: The model that answered.
        attempts: How often a provider was asked.
        reused: An earlier answer was taken and nothing was paid now.
    """

    input_tokens: int | None
    output_tokens: int | None
    cost_nano_usd: int | None
    cost_usd: float | None
    served_model: str | None
    attempts: int
    reused: bool


class ReadJob(JobDocument):
    """A job that was read just now; of several sources each on one line.

    Attributes:
        outcome: Whether the job is new, its text has changed, or it was known already.
        usage: What the reading took.
        source: What was read, as it was typed.
        sources: With --as-one: all that were read as one posting.
        index: Of several sources: its place among them, from 0.
    """

    outcome: SaveOutcome
    usage: ReadingUsage
    source: str
    sources: NotRequired[list[str]]
    index: NotRequired[int]


class JobLineDocument(TypedDict):
    """A job in a list.

    Attributes:
        id: The job's number.
        title: Null when the posting states none.
        hiring_organization: The employer's name; null when the posting states none.
        job_location: Where the work is, in one line; null when the posting does not say.
        version: Of its text, from 1.
        created_at: When the job was read first.
        updated_at: When this version was read.
    """

    id: int
    title: str | None
    hiring_organization: str | None
    job_location: str | None
    version: int
    created_at: Time
    updated_at: Time


class JobsDocument(TypedDict):
    """Your jobs, newest first.

    Attributes:
        schema_version: Of all documents.
        jobs: Without their text.
    """

    schema_version: Version
    jobs: list[JobLineDocument]


class MatchDocument(TypedDict):
    """How well the master profile answers one job.

    Attributes:
        job: The job's number.
        title: Null when the posting states none.
        hiring_organization: The employer's name; null when the posting states none.
        fit: Over all requirements.
        met: How many requirements are met.
        partial: How many are met in part.
        missing: How many nothing in the profile answers.
        not_assessable: How many no rule can judge.
        must_haves_missing: The must-haves that nothing answers, in the posting's words.
        requirements: Each with its status, lines and reason.
    """

    job: int
    title: str | None
    hiring_organization: str | None
    fit: Annotated[dict[str, Any], Dumped(Fit)]
    met: int
    partial: int
    missing: int
    not_assessable: int
    must_haves_missing: list[str]
    requirements: list[Annotated[dict[str, Any], Dumped(RequirementMet)]]


class MatchesDocument(TypedDict):
    """Your jobs by how well the master profile answers them, the best first.

    Attributes:
        schema_version: Of all documents.
        matches: One for each job.
    """

    schema_version: Version
    matches: list[MatchDocument]


class RemovedJobs(TypedDict):
    """Jobs that were removed.

    Attributes:
        schema_version: Of all documents.
        removed: Their numbers, in the order they were named.
    """

    schema_version: Version
    removed: list[int]
