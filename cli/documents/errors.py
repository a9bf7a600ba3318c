"""What a command prints that fails."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NotRequired

from typing_extensions import TypedDict

from cli.documents.marks import Dumped, OneOf, Version
from cli.exit_codes import EXIT_CODES
from orchestrator.errors import PostingLink, SourceReason
from profiles.attempts import AttemptRecord
from profiles.drafts import Unverified

ErrorType = Literal[
    "AllAttemptsFailedError",
    "AnswerError",
    "AnswerInvalidError",
    "AnswerRefusedError",
    "AnswerTruncatedError",
    "AnswerUnverifiedError",
    "BillingError",
    "CallError",
    "CallTimeoutError",
    "ConfigFileError",
    "ConfigurationError",
    "ConnectionFailedError",
    "CredentialsRefusedError",
    "DocumentError",
    "EditFaultError",
    "EditUnverifiedError",
    "FetchError",
    "InvalidInputError",
    "JobaiError",
    "MalformedResponseError",
    "MissingExtraError",
    "ModelNotFoundError",
    "NotACvError",
    "NotAPostingError",
    "NotFoundError",
    "OverloadedError",
    "PlanNotFoundError",
    "ProviderError",
    "ProviderNotConfiguredError",
    "QuotaExceededError",
    "RateLimitedError",
    "RequestRejectedError",
    "SecretKeyError",
    "SourceError",
    "StoppedError",
    "StoreError",
    "UnreadableProfileError",
    "UnreadableSourceError",
    "UsageError",
]
"""The names of all classes below `JobaiError`; a test reads them in the code."""


class Failure(TypedDict):
    """What happened, and what to do about it.

    Attributes:
        type: The name of the error's class.
        message: What happened and the value at fault, one sentence.
        hint: What to do about it, often the next command to type; null when nothing helps.
        exit_code: What the command ends with, or would if this were its only source.
        reason: Of a source that cannot be read or holds no posting: why, in one word.
        status_code: Of HTTP, from a web site or a provider.
        request_id: The call in the ledger that it ended.
        limit: Of a quota: its name, such as "tokens per day".
        cap: The most that the limit allows, in its own unit: tokens, calls, or nano-dollars (1e-9
            US dollars).
        used: What was used and held so far, in the limit's unit.
        asked: What the call could need in the worst case, in the limit's unit; missing when nobody
            knows what the model costs.
        links: Of a page that lists postings: where they are, at most 200.
        unverified: Lines that say more than the lines they cite, and were not to pass.
        attempts: What the call had tried, in order.
    """

    type: Annotated[str, OneOf.literal(ErrorType)]
    message: str
    hint: str | None
    exit_code: Annotated[int, OneOf(tuple(EXIT_CODES))]
    reason: NotRequired[SourceReason]
    status_code: NotRequired[int]
    request_id: NotRequired[str]
    limit: NotRequired[str]
    cap: NotRequired[int]
    used: NotRequired[int]
    asked: NotRequired[int]
    links: NotRequired[list[Annotated[dict[str, Any], Dumped(PostingLink)]]]
    unverified: NotRequired[list[Annotated[dict[str, Any], Dumped(Unverified)]]]
    attempts: NotRequired[list[Annotated[dict[str, Any], Dumped(AttemptRecord)]]]


class ErrorDocument(TypedDict):
    """What a command prints on one line when it fails; of several sources, each one that fails.

    Attributes:
        schema_version: Of all documents.
        error: What happened.
        source: Of several sources or jobs: which, as it was typed or is called.
        index: Of several: its place among them, from 0.
    """

    schema_version: Version
    error: Failure
    source: NotRequired[str]
    index: NotRequired[int]
