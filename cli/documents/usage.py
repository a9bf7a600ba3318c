"""The documents of `usage`."""

from __future__ import annotations

from typing import Annotated, Any, NotRequired

from typing_extensions import TypedDict

from cli.documents.limits import LimitDocument
from cli.documents.marks import Dumped, OneOf, Provider, Time, Version
from orchestrator.ledger import UsageSource
from orchestrator.pricing import CostSource
from orchestrator.quotas import Metric
from orchestrator.usage_lines import STATUSES, Dimension, Mode, PriceChange
from profiles.attempts import AttemptKind

Status = Annotated[str, OneOf(STATUSES)]
Kind = Annotated[str, OneOf.literal(AttemptKind)]


class UsageSums(TypedDict):
    """What a group of attempts adds up to.

    Attributes:
        calls: Counted at their first attempt, so that lines add up to their total. A group of
            retries has attempts and no calls.
        attempts: Rows of the ledger.
        errors: Attempts that failed.
        interrupted: Attempts that never ended; counted at what they held.
        pending: Attempts under way; counted at what they hold.
        estimated: Attempts whose use the provider did not say.
        unpriced: Attempts of models without a price: the cost is a lower bound then.
        input_tokens: All input, cached and written included; what pending and interrupted attempts
            hold is in here.
        cached_input_tokens: Of the input: what came from a cache.
        cache_write_tokens: Of the input: what was written to a cache.
        output_tokens: All output, reasoning included.
        reasoning_tokens: Of the output: what was thought and not said.
        latency_ms: The sum over settled attempts.
        cost_nano_usd: Of all that has a price, in nano-dollars (1e-9 US dollars), exact.
        cost_usd: The same in US dollars, for reading.
        cost_is_lower_bound: Whether something has no price.
    """

    calls: int
    attempts: int
    errors: int
    interrupted: int
    pending: int
    estimated: int
    unpriced: int
    input_tokens: int
    cached_input_tokens: int
    cache_write_tokens: int
    output_tokens: int
    reasoning_tokens: int
    latency_ms: int
    cost_nano_usd: int
    cost_usd: float
    cost_is_lower_bound: bool


class UsageLineDocument(UsageSums):
    """One group of attempts. It has the dimensions that the report is grouped by, and no other.

    Attributes:
        day: Such as "2026-11-23", in the report's time zone.
        week: As ISO 8601 has it, such as "2026-W47".
        month: Such as "2026-11".
        user: The user's id.
        plan: That the user was on.
        provider: Who was asked.
        model: As it answered, or as it was asked when none did.
        task: What the call was for.
        status: How attempts ended.
        attempt_kind: Why they were made.
    """

    day: NotRequired[str]
    week: NotRequired[str]
    month: NotRequired[str]
    user: NotRequired[str]
    plan: NotRequired[str]
    provider: NotRequired[str]
    model: NotRequired[str]
    task: NotRequired[str]
    status: NotRequired[Status]
    attempt_kind: NotRequired[Kind]


class UsageReportDocument(TypedDict):
    """What calls took and cost, in groups.

    Attributes:
        schema_version: Of all documents.
        by: The dimensions it is grouped by.
        since: From when, inclusive; null from the beginning.
        until: Until when, exclusive; null to the end.
        timezone: Of days, weeks and months: a name of the time zone database, or "local".
        mode: What the ledger says, or every attempt with the prices known now.
        lines: In the order of their groups.
        total: Of all lines.
        changes: With --mode reprice: what costs something else now.
    """

    schema_version: Version
    by: list[Dimension]
    since: Time | None
    until: Time | None
    timezone: str
    mode: Mode
    lines: list[UsageLineDocument]
    total: UsageSums
    changes: NotRequired[list[Annotated[dict[str, Any], Dumped(PriceChange)]]]


class CallDocument(TypedDict):
    """A call: all its attempts together.

    Attributes:
        request_id: What all its attempts share.
        user: Whose call it was.
        plan: That the user was on.
        task: What it was for.
        provider: Who was asked last.
        model: For which model.
        served_model: The model that answered; null when none did.
        status: How the last attempt ended; "interrupted" never did.
        error_type: The name of the error; null when it went well.
        attempt_count: How many attempts it took.
        input_tokens: Of all attempts; what open ones hold is in here.
        output_tokens: Of all attempts.
        cost_nano_usd: Of all attempts that have a price, in nano-dollars (1e-9 US dollars), exact;
            an open one at the most it could cost.
        cost_usd: The same in US dollars, for reading.
        unpriced: How many attempts have no price.
        estimated: How many attempts there are whose use the provider did not say.
        cost_is_lower_bound: Whether something has no price.
        latency_ms: The sum over settled attempts.
        created_at: When its first attempt began.
        settled_at: When its last attempt ended; null when it has not.
    """

    request_id: str
    user: str
    plan: str
    task: str
    provider: Provider
    model: str
    served_model: str | None
    status: Status
    error_type: str | None
    attempt_count: int
    input_tokens: int
    output_tokens: int
    cost_nano_usd: int
    cost_usd: float
    unpriced: int
    estimated: int
    cost_is_lower_bound: bool
    latency_ms: int
    created_at: Time
    settled_at: Time | None


class LogDocument(TypedDict):
    """A page of the log.

    Attributes:
        schema_version: Of all documents.
        calls: Newest first.
        more: Whether there are earlier ones: `--before` with the last id is the next page.
    """

    schema_version: Version
    calls: list[CallDocument]
    more: bool


class FollowedCall(CallDocument):
    """A call as it ended, on one line; earlier ones first.

    Attributes:
        schema_version: Of all documents.
    """

    schema_version: Version


class AttemptUse(TypedDict):
    """What the ledger knows of an attempt, whoever reads it.

    Attributes:
        attempt: 1, 2, ... within the call.
        attempt_kind: Why it was made.
        provider: Who was asked.
        model: For which model.
        served_model: The model that answered, which is the one that is priced; null when none did.
        credential: "config:3", or "env:GEMINI_API_KEY".
        error_type: The name of the error; null when it went well.
        error_message: What the provider or the connection said; null when it went well.
        http_status: Null when there was none.
        input_tokens: All input, cached included; null while it is unknown.
        cached_input_tokens: Of the input: what came from a cache; null while it is unknown.
        cache_write_tokens: Of the input: what was written to a cache; null while it is unknown.
        output_tokens: All output, reasoning included; null while it is unknown.
        reasoning_tokens: Of the output: what was thought and not said; null while it is unknown.
        usage_source: Who counted the tokens; null while nobody has.
        held_tokens: The most the call could use, reserved before it was sent.
        held_cost_nano_usd: The most it could cost, in nano-dollars; null for a model without a
            price.
        cost_nano_usd: What it cost, in nano-dollars (1e-9 US dollars); null while it is open and
            for a model without a price: unknown is not free.
        cost_source: Where the price is from; null while it is open.
        price_version: The price table with its version, or "manual 7"; null without a price.
        latency_ms: From just before the request to the whole answer; null while it is open.
        finish_detail: Why the model stopped, in the provider's word; null when it did not say.
        dropped_params: Parameters that the model does not take and that were left out, with commas.
        provider_request_id: The provider's id, for its support.
        created_at: When it began.
        lease_until: When it counts as interrupted, unless it says in time that it is alive.
        settled_at: When it ended; null when it has not.
    """

    attempt: int
    attempt_kind: Kind
    provider: Provider
    model: str
    served_model: str | None
    credential: str
    error_type: str | None
    error_message: str | None
    http_status: int | None
    input_tokens: int | None
    cached_input_tokens: int | None
    cache_write_tokens: int | None
    output_tokens: int | None
    reasoning_tokens: int | None
    usage_source: Annotated[str, OneOf.literal(UsageSource)] | None
    held_tokens: int
    held_cost_nano_usd: int | None
    cost_nano_usd: int | None
    cost_source: Annotated[str, OneOf.literal(CostSource)] | None
    price_version: str | None
    latency_ms: int | None
    finish_detail: str | None
    dropped_params: str | None
    provider_request_id: str | None
    created_at: Time
    lease_until: Time
    settled_at: Time | None


class AttemptDocument(AttemptUse):
    """One attempt of a call.

    Attributes:
        status: How it ended; "interrupted" never did and is past its lease.
        reason: Why it was made and why it went where it did, in words.
    """

    status: Status
    reason: str


class CallHistory(CallDocument):
    """A call with all its attempts.

    Attributes:
        schema_version: Of all documents.
        attempts: The first to the last.
    """

    schema_version: Version
    attempts: list[AttemptDocument]


class LedgerRow(AttemptUse):
    """A row of the ledger: one attempt, as the store has it. A line of an export or an archive.

    Attributes:
        id: The row's number, in the order they were written.
        request_id: What all attempts of a call share.
        user_id: Whose call it was.
        plan: That the user was on.
        task_type: What it was for.
        status: A pending row past its `lease_until` is an interrupted call.
    """

    id: int
    request_id: str
    user_id: str
    plan: str
    task_type: str
    status: Annotated[str, OneOf(("pending", "success", "error"))]


class HoldDocument(TypedDict):
    """A call under way, and what it holds.

    Attributes:
        request_id: What all its attempts share.
        task: What it is for.
        provider: Who is asked.
        model: For which model.
        held_tokens: The most it could use.
        held_cost_nano_usd: The most it could cost, in nano-dollars (1e-9 US dollars); null for a
            model without a price.
        lease_until: When it counts as interrupted, unless it says in time that it is alive.
    """

    request_id: str
    task: str
    provider: Provider
    model: str
    held_tokens: int
    held_cost_nano_usd: int | None
    lease_until: Time


class QuotaDocument(TypedDict):
    """What is left, when it resets, and what holds it.

    Attributes:
        schema_version: Of all documents.
        user: Whose limits they are.
        plan: That the user is on.
        limits: The plan's, the user's own, and those of every active provider config.
        held_by: Calls under way.
    """

    schema_version: Version
    user: str
    plan: str
    limits: list[LimitDocument]
    held_by: list[HoldDocument]


class BoundDocument(TypedDict):
    """One bound, held against what was used.

    Attributes:
        metric: What is counted: tokens, calls, or nano-dollars (1e-9 US dollars).
        used: In the metric's unit; pending and interrupted attempts at their hold.
        bound: The most, in the metric's unit.
        unpriced: Attempts whose part of it nobody knows; they fail the check.
        ok: Whether the bound holds for certain.
    """

    metric: Metric
    used: int
    bound: int
    unpriced: int
    ok: bool


class UsageCheck(TypedDict):
    """Whether what was used stays within bounds; when not, the exit code is 5.

    Attributes:
        schema_version: Of all documents.
        ok: Whether every bound holds for certain.
        since: From when, inclusive; null from the beginning.
        until: Until when, exclusive; null to the end.
        checks: One for each bound.
        cost_usd: What was spent in that time, in US dollars, for reading.
    """

    schema_version: Version
    ok: bool
    since: Time | None
    until: Time | None
    checks: list[BoundDocument]
    cost_usd: float


class PruningDocument(TypedDict):
    """What has left the ledger.

    Attributes:
        schema_version: Of all documents.
        before: Calls that began before then.
        rows: How many attempts.
        rows_kept: Attempts before then that stay: something still refers to them.
        cost_nano_usd: Of them, in nano-dollars (1e-9 US dollars); it stays in every total.
        archive: The file they are in; null when they were not kept, or there were none.
        archive_sha256: Of that file, hexadecimal.
    """

    schema_version: Version
    before: Time
    rows: int
    rows_kept: int
    cost_nano_usd: int
    archive: str | None
    archive_sha256: str | None


class FaultDocument(TypedDict):
    """One thing that is wrong with the ledger.

    Attributes:
        request_id: Whose call; null when a sum is wrong.
        attempt: Which attempt of it; null when the whole call or a sum is wrong.
        text: What is wrong, with the values.
    """

    request_id: str | None
    attempt: int | None
    text: str


class LedgerAudit(TypedDict):
    """Whether the ledger adds up; when not, the exit code is 1.

    Attributes:
        schema_version: Of all documents.
        ok: Whether nothing was found.
        rows: Attempts that were looked at.
        cost_nano_usd: What the rows and what was pruned add up to, in nano-dollars (1e-9 US
            dollars).
        unpriced: Attempts without a price: the cost is a lower bound then.
        other_prices: Attempts priced by another price table, which are not priced again.
        fault_count: All that is wrong.
        faults: The first 1,000 of them.
    """

    schema_version: Version
    ok: bool
    rows: int
    cost_nano_usd: int
    unpriced: int
    other_prices: int
    fault_count: int
    faults: list[FaultDocument]
