"""The ledger as a list: its latest calls, a page at a time, and all attempts of one call."""

from __future__ import annotations

import string
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import ColumnElement, and_, exists, select, tuple_
from sqlalchemy.orm import aliased

from orchestrator.usage_hours import hours_with
from orchestrator.usage_names import fields_asked, require_used
from orchestrator.usage_rows import row_conditions
from profiles.errors import InvalidInputError, NotFoundError
from profiles.store.ai import AIProviderUsageLog

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from orchestrator.usage_lines import Filter


MOST_CALLS = 1000
"""In one page."""

_SHORTEST_BEGINNING = 4
_FOUND_SHOWN = 5


class LogKey(NamedTuple):
    """Where a call stands in the log: when its last attempt began, and the number of its row."""

    created_at: datetime
    row_id: int


@dataclass(frozen=True, slots=True)
class LoggedAttempt:
    """One attempt, as the ledger has it; `AIProviderUsageLog` tells of each column.

    Attributes:
        status: "success", "error", "pending", or "interrupted": pending past its lease.
    """

    row_id: int
    request_id: str
    attempt: int
    attempt_kind: str
    user_id: str
    plan: str
    task: str
    provider: str
    model: str
    served_model: str | None
    credential: str
    status: str
    error_type: str | None
    error_message: str | None
    http_status: int | None
    input_tokens: int | None
    cached_input_tokens: int | None
    cache_write_tokens: int | None
    output_tokens: int | None
    reasoning_tokens: int | None
    usage_source: str | None
    held_tokens: int
    held_cost_nano_usd: int | None
    cost_nano_usd: int | None
    cost_source: str | None
    price_version: str | None
    latency_ms: int | None
    finish_detail: str | None
    dropped_params: str | None
    provider_request_id: str | None
    created_at: datetime
    lease_until: datetime
    settled_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Say whether it counts at what it held: it is under way, or never ended."""
        return self.status in {"pending", "interrupted"}

    @property
    def counted_cost_nano_usd(self) -> int | None:
        """What reports count for it; None without a price."""
        return self.held_cost_nano_usd if self.is_open else self.cost_nano_usd


@dataclass(frozen=True, slots=True)
class LoggedCall:
    """One call: its attempts, the first to the last."""

    attempts: tuple[LoggedAttempt, ...]

    @property
    def last(self) -> LoggedAttempt:
        """The attempt that decided how the call ended."""
        return self.attempts[-1]

    @property
    def key(self) -> LogKey:
        """Where it stands in the log."""
        return LogKey(self.last.created_at, self.last.row_id)

    @property
    def request_id(self) -> str:
        """What all its attempts share."""
        return self.last.request_id

    @property
    def cost_nano_usd(self) -> int:
        """Of all attempts that have a price."""
        return sum(one.counted_cost_nano_usd or 0 for one in self.attempts)

    @property
    def unpriced(self) -> int:
        """How many attempts have no price: the cost is a lower bound then."""
        return sum(one.counted_cost_nano_usd is None for one in self.attempts)

    @property
    def estimated(self) -> int:
        """How many attempts there are whose use the provider did not say."""
        return sum(one.usage_source == "estimate" for one in self.attempts)

    @property
    def input_tokens(self) -> int:
        """Of all attempts; what open ones hold is in here."""
        return sum(
            (one.held_tokens if one.is_open else one.input_tokens) or 0 for one in self.attempts
        )

    @property
    def output_tokens(self) -> int:
        """Of all attempts."""
        return sum(one.output_tokens or 0 for one in self.attempts)

    @property
    def latency_ms(self) -> int:
        """Of all attempts, without the waiting between them."""
        return sum(one.latency_ms or 0 for one in self.attempts)


@dataclass(frozen=True, slots=True)
class LogPage:
    """Calls of the log.

    Attributes:
        calls: The latest first; with `after`, the oldest first.
        more: Whether there are others beyond: ask with `before` (or `after`) the last one's key.
    """

    calls: tuple[LoggedCall, ...]
    more: bool


async def usage_log(
    session: AsyncSession,
    *,
    now: datetime,
    limit: int = 20,
    user_id: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    where: Mapping[Filter, str] | None = None,
    before: LogKey | None = None,
    after: LogKey | None = None,
) -> LogPage:
    """Return the latest calls; a page costs the same however many calls there are.

    With filters the ledger's sums tell in which hours to look, so that what is rare is found too.

    A call stands where its last attempt does, and that attempt is what the times and the filters
    go by: status "error" are the calls that failed, not those that a fallback has saved.

    Args:
        session: Where to read.
        now: Decides which pending attempts are interrupted.
        limit: The most calls, 1 to `MOST_CALLS`.
        user_id: None for all users.
        since: From when (inclusive, aware).
        until: Until when (exclusive, aware).
        where: The value that fields must have.
        before: Calls that are older than this.
        after: Calls that are newer than this, the oldest first: what has come since.

    Raises:
        InvalidInputError: for a filter that does not exist, or a limit beyond its bounds.
    """
    fields = fields_asked((), where, "recorded")
    if not 1 <= limit <= MOST_CALLS:
        raise InvalidInputError(
            f"a page of {limit} calls cannot be shown", hint=f"choose 1 to {MOST_CALLS:,}"
        )
    row = AIProviderUsageLog
    conditions = [*row_conditions(now, user_id, since, until, fields), _is_last()]
    key = tuple_(row.created_at, row.id)
    if before is not None:
        conditions.append(key < tuple_(*before))
    if after is not None:
        conditions.append(key > tuple_(*after))
    columns = (row.created_at, row.id)
    order = columns if after is not None else [column.desc() for column in columns]
    asked = select(row.request_id).where(*conditions).order_by(*order)
    found: list[str] = []
    if fields and after is None:
        latest = before.created_at if before else until
        async for start, end in hours_with(
            session, now=now, user_id=user_id, since=since, until=latest, where=fields
        ):
            hour = asked.where(row.created_at >= start, row.created_at < end)
            found += await session.scalars(hour.limit(limit + 1 - len(found)))
            if len(found) > limit:
                break
    else:
        found += await session.scalars(asked.limit(limit + 1))
    if not found and before is None and after is None:
        await require_used(session, fields)
    calls = await _calls(session, found[:limit], now)
    return LogPage(calls, len(found) > limit)


async def call_history(
    session: AsyncSession, request_id: str, *, now: datetime, user_id: str | None = None
) -> LoggedCall:
    """Return all attempts of a call.

    Args:
        session: Where to read.
        request_id: Of the call, or its beginning where only one call begins so.
        now: Decides which pending attempts are interrupted.
        user_id: Whose call it must be; None for anybody's.

    Raises:
        NotFoundError: when there is no such call.
        InvalidInputError: when several calls begin so.
    """
    row = AIProviderUsageLog
    wanted = request_id.strip()
    whose: list[ColumnElement[bool]] = [] if user_id is None else [row.user_id == user_id]
    if calls := await _calls(session, [wanted], now, whose):
        return calls[0]
    found: Sequence[str] = ()
    beginning = wanted.lower()
    if len(beginning) >= _SHORTEST_BEGINNING and set(beginning) <= set(string.hexdigits):
        # "g" comes after every digit of an id, in any collation.
        named = and_(row.request_id >= beginning, row.request_id < beginning + "g", *whose)
        some = select(row.request_id).where(named).distinct().order_by(row.request_id)
        found = (await session.scalars(some.limit(_FOUND_SHOWN + 1))).all()
    if len(found) > 1:
        shown = ", ".join(found[:_FOUND_SHOWN])
        more = " and more" if len(found) > _FOUND_SHOWN else ""
        raise InvalidInputError(
            f"several calls begin with {wanted}: {shown}{more}", hint="give more of its letters"
        )
    if not found:
        short = len(beginning) < _SHORTEST_BEGINNING
        give = f"give at least {_SHORTEST_BEGINNING} letters of its id; " if short else ""
        raise NotFoundError(
            f"there is no call {wanted!r} in the ledger",
            hint=f"{give}see the latest: jobai usage log",
        )
    return (await _calls(session, found, now, whose))[0]


def _is_last() -> ColumnElement[bool]:
    row, later = AIProviderUsageLog, aliased(AIProviderUsageLog)
    return ~exists().where(later.request_id == row.request_id, later.attempt > row.attempt)


async def _calls(
    session: AsyncSession,
    request_ids: Sequence[str],
    now: datetime,
    whose: Sequence[ColumnElement[bool]] = (),
) -> tuple[LoggedCall, ...]:
    row = AIProviderUsageLog
    names = {"row_id": "id", "task": "task_type"}
    columns = [getattr(row, names.get(name, name)) for name in LoggedAttempt.__dataclass_fields__]
    asked = select(*columns).where(row.request_id.in_(request_ids), *whose).order_by(row.attempt)
    attempts: dict[str, list[LoggedAttempt]] = {}
    status = list(LoggedAttempt.__dataclass_fields__).index("status")
    for found in await session.execute(asked):
        values = list(found)
        if values[status] == "pending" and found.lease_until <= now:
            values[status] = "interrupted"
        one = LoggedAttempt(*values)
        attempts.setdefault(one.request_id, []).append(one)
    return tuple(LoggedCall(tuple(attempts[one])) for one in request_ids if one in attempts)
