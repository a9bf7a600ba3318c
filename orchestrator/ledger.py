"""The ledger: one row for each attempt, written before the socket opens, settled after."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import insert, text, update

from orchestrator.pricing import FREE, Price, PriceList
from orchestrator.quotas import Demand, require_room, standings
from profiles.errors import JobaiError
from profiles.store.ai import AIProviderUsageLog
from profiles.store.base import utc_now
from profiles.store.joined import keep_beyond_rollback
from profiles.store.transactions import to_the_end, write_beside

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Generator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession

    from orchestrator.providers.base import Completion, ProviderType, TokenUsage
    from orchestrator.quotas import Limit
    from orchestrator.spending import SpendingCap
    from profiles.attempts import AttemptKind

UsageSource = Literal["provider", "estimate"]

_ERROR_TEXT_KEPT = 500


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
            await asyncio.shield(self._given_up(reserving, cancelled))
            raise

    async def settle(
        self,
        entry: OpenEntry,
        settlement: Settlement,
        *,
        also: Callable[[AsyncConnection], Awaitable[None]] | None = None,
    ) -> int | None:
        """Replace what was held by what was used; a cancellation meanwhile waits for it.

        Args:
            entry: What `reserve` gave.
            settlement: How it ended.
            also: What is written in the same transaction.

        Returns:
            The cost in nano-dollars; None for a model without a price.
        """
        return await to_the_end(lambda: self._settled(entry, settlement, also))

    async def renew(self, entry: OpenEntry, lease_s: float) -> None:
        """Let an attempt that is still under way count as such for so many seconds at least."""
        if self.caller is not None:  # nobody else can see its row, nor could anybody write it
            return
        until = utc_now() + timedelta(seconds=lease_s)
        row = AIProviderUsageLog
        async with write_beside(self._engine, None) as connection:
            await connection.execute(
                update(row)
                .where(row.id == entry.row_id, row.status == "pending", row.lease_until < until)
                .values(lease_until=until)
            )

    async def _keep(self, attempt: Attempt, values: Mapping[str, Any]) -> None:
        if self.caller is not None:
            # Not by the row's id: SQLite gives that again after a rollback to a savepoint.
            key = (attempt.request_id, attempt.number)
            await keep_beyond_rollback(self.caller, AIProviderUsageLog, key, values)

    async def _given_up(
        self, reserving: asyncio.Task[OpenEntry], cancelled: asyncio.CancelledError
    ) -> None:
        try:
            entry = await reserving
        except JobaiError:  # nothing was written
            return
        nothing = Settlement("error", None, "provider", 0, error_type=type(cancelled).__name__)
        await self._settled(entry, nothing)

    async def _reserved(self, attempt: Attempt, limits: Sequence[Limit]) -> OpenEntry:
        bound = attempt.bound
        tokens = bound.input_tokens + bound.output_tokens
        binding = [limit for limit in limits if limit.binds(attempt.credential)]
        if attempt.provider == "offline":
            binding = []
        async with write_beside(self._engine, self.caller) as connection:
            if binding:
                await _lock(connection, attempt.user_id, binding)
            # The clock is read under the lock: waiting for it may cross a period's end.
            now = utc_now()
            held = self._prices.price(
                bound, provider=attempt.provider, model=attempt.model, at=now
            ).cost_nano_usd
            demand = Demand(tokens, int(attempt.number == 1), held, attempt.model)
            for standing in await standings(connection, attempt.user_id, binding, now):
                require_room(standing, demand)
            values = opened_values(attempt, held_cost_nano_usd=held, at=now)
            row = AIProviderUsageLog
            with self._held_under_cap(attempt, held):
                result = await connection.execute(insert(row).values(**values).returning(row.id))
                row_id = result.scalar_one()
                await self._keep(attempt, values)
        return OpenEntry(row_id, attempt, now)

    @contextmanager
    def _held_under_cap(self, attempt: Attempt, held: int | None) -> Generator[None]:
        """Hold it under the run's cap, unless its row cannot be written."""
        if self._cap is None:
            yield
            return
        key = (attempt.request_id, attempt.number)
        self._cap.hold(key, held, attempt.model)
        try:
            yield
        except BaseException:
            self._cap.release(key)
            raise

    async def _settled(
        self,
        entry: OpenEntry,
        settlement: Settlement,
        also: Callable[[AsyncConnection], Awaitable[None]] | None = None,
    ) -> int | None:
        attempt, usage, completion = entry.attempt, settlement.usage, settlement.completion
        served = completion.served_model if completion else None
        price = FREE
        if usage is not None:
            price = self._prices.price(
                usage,
                provider=attempt.provider,
                model=served or attempt.model,
                at=entry.created_at,
            )
        values = settled_values(settlement, price, at=utc_now())
        async with write_beside(self._engine, self.caller) as connection:
            await connection.execute(
                update(AIProviderUsageLog)
                .where(AIProviderUsageLog.id == entry.row_id)
                .values(**values)
            )
            await self._keep(attempt, values)
            if also is not None:
                await also(connection)
        if self._cap is not None:
            self._cap.settle((attempt.request_id, attempt.number), price.cost_nano_usd)
        return price.cost_nano_usd


def opened_values(
    attempt: Attempt, *, held_cost_nano_usd: int | None, at: datetime
) -> dict[str, Any]:
    """Return the columns of an attempt that is about to be made."""
    return {
        "request_id": attempt.request_id,
        "attempt": attempt.number,
        "attempt_kind": attempt.kind,
        "user_id": attempt.user_id,
        "plan": attempt.plan,
        "task_type": attempt.task,
        "provider": attempt.provider,
        "model": attempt.model,
        "credential": attempt.credential,
        "status": "pending",
        "held_tokens": attempt.bound.input_tokens + attempt.bound.output_tokens,
        "held_cost_nano_usd": held_cost_nano_usd,
        "created_at": at,
        "lease_until": at + timedelta(seconds=attempt.lease_s),
    }


def settled_values(settlement: Settlement, price: Price, *, at: datetime) -> dict[str, Any]:
    """Return the columns that the end of an attempt changes."""
    usage, completion = settlement.usage, settlement.completion
    message = settlement.error_message
    return {
        "status": settlement.status,
        "error_type": settlement.error_type,
        "error_message": message[:_ERROR_TEXT_KEPT] if message else None,
        "http_status": settlement.http_status,
        "served_model": completion.served_model if completion else None,
        "input_tokens": usage.input_tokens if usage else 0,
        "cached_input_tokens": usage.cached_input_tokens if usage else 0,
        "cache_write_tokens": usage.cache_write_tokens if usage else 0,
        "output_tokens": usage.output_tokens if usage else 0,
        "reasoning_tokens": usage.reasoning_tokens if usage else 0,
        "usage_source": settlement.usage_source,
        "cost_nano_usd": price.cost_nano_usd,
        "cost_source": price.source,
        "price_version": price.version,
        "latency_ms": settlement.latency_ms,
        "finish_detail": completion.finish_detail if completion else None,
        "provider_request_id": completion.provider_request_id if completion else None,
        "dropped_params": ",".join(completion.dropped_params) or None if completion else None,
        "settled_at": at,
    }


async def _lock(connection: AsyncConnection, user_id: str, limits: Sequence[Limit]) -> None:
    """Let one reservation at a time pass for each whose use is limited.

    SQLite's write lock already does. The user's lock comes before those of configs, and those in
    their order, so that no two reservations wait for each other.
    """
    if connection.dialect.name == "postgresql":
        configs = {x.subject for x in limits if x.scope == "provider_config"}
        for name in (f"user {user_id}", *sorted(f"config {subject}" for subject in configs)):
            await connection.execute(
                text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": name}
            )
