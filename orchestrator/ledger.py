"""The ledger: one row for each attempt, written before the socket opens, settled after."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING, Any, Literal, Protocol

from orchestrator.entries import opened, opened_values, opening, renewal, settled_values, settling
from orchestrator.pricing import FREE, PriceList
from orchestrator.quotas import Demand, require_room, standings_of
from profiles.errors import JobaiError
from profiles.store.ai import AIProviderUsageLog
from profiles.store.base import utc_now
from profiles.store.joined import keep_beyond_rollback
from profiles.store.server.advisory_locks import config_lock, user_lock
from profiles.store.transactions import to_the_end, write_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

    from orchestrator.providers.base import Completion, ProviderType, TokenUsage
    from orchestrator.quotas import Limit
    from orchestrator.spending import SpendingCap
    from profiles.attempts import AttemptKind
    from profiles.store.rows import Rows

UsageSource = Literal["provider", "estimate"]


_CLOCKS_DIFFER = timedelta(days=1)
"""How far a clock may have been set back or forth between the two writes of a row."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt, before it is made.

    Attributes:
        request_id: Shared by all attempts of one call.
        number: 1, 2, ... within the call.
        bound: The most it can use: what is held until it is settled.
        lease_s: After how many seconds an unsettled attempt counts as interrupted.
    """

    request_id: str
    number: int
    kind: AttemptKind
    user_id: str
    plan: str
    task: str
    provider: ProviderType
    model: str
    credential: str
    bound: TokenUsage
    lease_s: float


@dataclass(frozen=True, slots=True)
class OpenEntry:
    """An attempt whose row is in the ledger and not settled yet."""

    row_id: int
    attempt: Attempt
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Settlement:
    """How an attempt ended.

    Attributes:
        status: "success" when an answer came that can be used.
        usage: None when nothing was used (the provider refused before it worked).
        usage_source: "estimate" when the provider did not say what was used.
        latency_ms: From just before the request to the end of the answer.
        completion: What came back, when something did.
        error: What went wrong: the class, the message (never a secret) and the HTTP status.
    """

    status: Literal["success", "error"]
    usage: TokenUsage | None
    usage_source: UsageSource
    latency_ms: int
    completion: Completion | None = None
    error_type: str | None = None
    error_message: str | None = None
    http_status: int | None = None


class Also(Protocol):
    """What is written in the transaction that settles an attempt."""

    def write(self, rows: Rows) -> None:
        """Write it."""
        ...

    async def keep(self, caller: AsyncSession) -> None:
        """Keep it beyond a rollback of the caller, in whose transaction it was written."""
        ...


class Ledger:
    """Writes the rows, each in a transaction of its own, apart from the caller's.

    Args:
        engine: Of the store.
        prices: What calls cost.
        caller: A session whose own uncommitted write keeps everybody else from writing: the rows
            go into its transaction, and are written again if that is rolled back.
        cap: Of the run that the calls belong to; None without one.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        *,
        prices: PriceList | None = None,
        caller: AsyncSession | None = None,
        cap: SpendingCap | None = None,
    ) -> None:
        self._engine = engine
        self._prices = prices or PriceList()
        self.caller = caller
        self._cap = cap

    async def reserve(self, attempt: Attempt, limits: Sequence[Limit]) -> OpenEntry:
        """Hold what an attempt could use and write its row as pending, in one transaction.

        The limits are read and the hold is written under one lock, so that no number of
        processes can pass a cap together. `offline` is bound by none.

        Raises:
            QuotaExceededError: when it does not fit; nothing is written then.
        """
        reserving = asyncio.create_task(self._reserved(attempt, limits))
        try:
            return await asyncio.shield(reserving)
        except asyncio.CancelledError as cancelled:
            # Nothing is sent any more, so nothing may stay held until the lease ends.
            await asyncio.shield(self._given_up(attempt, reserving, cancelled))
            raise

    async def settle(
        self, entry: OpenEntry, settlement: Settlement, *, also: Also | None = None
    ) -> int | None:
        """Replace what was held by what was used; a cancellation meanwhile waits for it.

        Args:
            entry: What `reserve` gave.
            settlement: How it ended.
            also: What is written in the same transaction.

        Returns:
            The cost in nano-dollars; None for a model without a price.
        """
        return await to_the_end(
            lambda: self._settled(entry.attempt, entry.created_at, settlement, also)
        )

    async def renew(self, entry: OpenEntry, lease_s: float) -> None:
        """Let an attempt that is still under way count as such for so many seconds at least."""
        if self.caller is not None:  # nobody else can see its row, nor could anybody write it
            return
        until = utc_now() + timedelta(seconds=lease_s)
        await write_rows(
            self._engine,
            None,
            lambda rows: rows.all(renewal(), of_row=entry.row_id, end=until, lease_until=until),
            repeatable=True,
        )

    async def _given_up(
        self,
        attempt: Attempt,
        reserving: asyncio.Task[OpenEntry],
        cancelled: asyncio.CancelledError,
    ) -> None:
        with suppress(asyncio.CancelledError):  # the loop ends; its row may be written all the same
            try:
                await reserving
            except JobaiError:  # nothing was written
                return
        nothing = Settlement("error", None, "provider", 0, error_type=type(cancelled).__name__)
        await self._settled(attempt, utc_now(), nothing)

    async def _reserved(self, attempt: Attempt, limits: Sequence[Limit]) -> OpenEntry:
        binding = [limit for limit in limits if limit.binds(attempt.credential)]
        if attempt.provider == "offline":
            binding = []
        key = (attempt.request_id, attempt.number)

        async def kept(caller: AsyncSession, written: tuple[OpenEntry, Mapping[str, Any]]) -> None:
            # Not by the row's id: SQLite gives that again after a rollback to a savepoint.
            await keep_beyond_rollback(caller, AIProviderUsageLog, key, written[1])

        tries = count()
        try:
            entry, _ = await write_rows(
                self._engine,
                self.caller,
                lambda rows: self._hold(rows, attempt, binding, again=next(tries) > 0),
                kept,
                locks=_locks(attempt.user_id, binding),
                repeatable=True,
            )
        except BaseException:
            if self._cap is not None:
                self._cap.release(key)
            raise
        return entry

    def _hold(
        self, rows: Rows, attempt: Attempt, binding: Sequence[Limit], *, again: bool
    ) -> tuple[OpenEntry, Mapping[str, Any]]:
        """Write the row when it fits; return it. A server that went away may have it already."""
        key = (attempt.request_id, attempt.number)
        if again:
            found = rows.all(opened(), of_request=key[0], of_attempt=key[1])
            if found:
                return OpenEntry(found[0][0], attempt, found[0][1]), {}
            if self._cap is not None:
                self._cap.release(key)
        # The clock is read under the lock: waiting for it may cross a period's end.
        now = utc_now()
        bound = attempt.bound
        held = self._prices.price(
            bound, provider=attempt.provider, model=attempt.model, at=now
        ).cost_nano_usd
        tokens = bound.input_tokens + bound.output_tokens
        demand = Demand(tokens, int(attempt.number == 1), held, attempt.model)
        for standing in standings_of(rows, attempt.user_id, binding, now):
            require_room(standing, demand)
        values = opened_values(attempt, held_cost_nano_usd=held, at=now)
        if self._cap is not None:
            self._cap.hold(key, held, attempt.model)
        [(row_id,)] = rows.all(opening(), **values)
        return OpenEntry(row_id, attempt, now), values

    async def _settled(
        self,
        attempt: Attempt,
        begun_at: datetime,
        settlement: Settlement,
        also: Also | None = None,
    ) -> int | None:
        usage, completion = settlement.usage, settlement.completion
        served = completion.served_model if completion else None
        price = FREE
        if usage is not None:
            price = self._prices.price(
                usage, provider=attempt.provider, model=served or attempt.model, at=begun_at
            )
        values = settled_values(settlement, price, at=utc_now())
        key = (attempt.request_id, attempt.number)
        since = begun_at - _CLOCKS_DIFFER

        def write(rows: Rows) -> None:
            rows.all(settling(), of_request=key[0], of_attempt=key[1], since=since, **values)
            if also is not None:
                also.write(rows)

        async def kept(caller: AsyncSession, _: None) -> None:
            await keep_beyond_rollback(caller, AIProviderUsageLog, key, values)
            if also is not None:
                await also.keep(caller)

        await write_rows(self._engine, self.caller, write, kept, repeatable=True)
        if self._cap is not None:
            self._cap.settle(key, price.cost_nano_usd)
        return price.cost_nano_usd


def _locks(user_id: str, limits: Sequence[Limit]) -> list[str]:
    """Name what lets one reservation at a time pass for each whose use is limited.

    The user's is taken without limits too: what is reserved again after the server went away waits
    for the first try, should that still be under way there.
    """
    configs = {x.subject for x in limits if x.scope == "provider_config"}
    return [user_lock(user_id), *map(config_lock, configs)]
