"""The ledger: one row for each attempt, written before the socket opens, settled after."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
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

_Key = tuple[str, int]

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

    @property
    def key(self) -> _Key:
        """What its row is known by."""
        return self.request_id, self.number


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


_Written = tuple[OpenEntry, "Mapping[str, Any]"]
"""What was reserved, and what its row holds."""

Find = Callable[["Rows"], "tuple[Attempt, Sequence[Limit]] | None"]
"""Finds out, in the transaction that reserves it, what to reserve under which limits."""


class Ledger:
    """Writes the rows, each in a transaction of its own, apart from the caller's.

    Attributes:
        prices: What calls cost; to be known when the first is reserved.

    Args:
        engine: Of the store.
        prices: As the attribute.
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
        self.prices = prices or PriceList()
        self.caller = caller
        self._cap = cap

    async def reserve(self, attempt: Attempt, limits: Sequence[Limit]) -> OpenEntry:
        """Hold what an attempt could use and write its row as pending, in one transaction.

        The limits are read and the hold is written under one lock, so that no number of
        processes can pass a cap together. `offline` is bound by none.

        Raises:
            QuotaExceededError: when it does not fit; nothing is written then.
        """
        binding = _binding(attempt, limits)
        entry = await self._begun(
            lambda _: (attempt, binding), _locks(attempt.user_id, binding), {attempt.key: attempt}
        )
        assert entry is not None
        return entry

    async def reserve_found(self, find: Find) -> OpenEntry | None:
        """Do as `reserve` with what is found in the same transaction; for stores that are files.

        Returns:
            None when nothing was found.

        Raises:
            QuotaExceededError: as `reserve`; besides, what `find` raises.
        """
        return await self._begun(find, (), {})

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

    async def _begun(
        self, find: Find, locks: Sequence[str], begun: dict[_Key, Attempt]
    ) -> OpenEntry | None:
        """Reserve what is found; `begun` is what may be in the ledger already."""
        reserving = asyncio.create_task(self._reserved(find, locks, begun))
        try:
            return await asyncio.shield(reserving)
        except asyncio.CancelledError as cancelled:
            # Nothing is sent any more, so nothing may stay held until the lease ends.
            await asyncio.shield(self._given_up(reserving, begun, cancelled))
            raise

    async def _given_up(
        self,
        reserving: asyncio.Task[OpenEntry | None],
        begun: Mapping[_Key, Attempt],
        cancelled: asyncio.CancelledError,
    ) -> None:
        with suppress(asyncio.CancelledError):  # the loop ends; its row may be written all the same
            try:
                await reserving
            except JobaiError:  # nothing was written
                return
        nothing = Settlement("error", None, "provider", 0, error_type=type(cancelled).__name__)
        for attempt in begun.values():
            await self._settled(attempt, utc_now(), nothing)

    async def _reserved(
        self, find: Find, locks: Sequence[str], begun: dict[_Key, Attempt]
    ) -> OpenEntry | None:
        held: set[_Key] = set()

        def hold(rows: Rows) -> _Written | None:
            found = find(rows)
            if found is None:
                return None
            attempt, limits = found
            begun[attempt.key] = attempt
            return self._hold(rows, attempt, limits, held)

        async def kept(caller: AsyncSession, written: _Written | None) -> None:
            if written is not None:
                # Not by the row's id: SQLite gives that again after a rollback to a savepoint.
                entry, values = written
                await keep_beyond_rollback(caller, AIProviderUsageLog, entry.attempt.key, values)

        try:
            written = await write_rows(
                self._engine, self.caller, hold, kept, locks=locks, repeatable=True
            )
        except BaseException:
            if self._cap is not None:
                for key in held:
                    self._cap.release(key)
            raise
        return written and written[0]

    def _hold(
        self, rows: Rows, attempt: Attempt, limits: Sequence[Limit], held: set[_Key]
    ) -> _Written:
        """Write the row when it fits; return it.

        Args:
            rows: Of the transaction.
            attempt: What to reserve.
            limits: All that could bind it.
            held: The keys of attempts that were held by earlier tries of the transaction: a server
                that went away in between may have their rows already.
        """
        key = attempt.key
        if key in held:
            found = rows.all(opened(), of_request=key[0], of_attempt=key[1])
            if found:
                return OpenEntry(found[0][0], attempt, found[0][1]), {}
            if self._cap is not None:
                self._cap.release(key)
        # The clock is read under the lock: waiting for it may cross a period's end.
        now = utc_now()
        bound = attempt.bound
        cost = self.prices.price(
            bound, provider=attempt.provider, model=attempt.model, at=now
        ).cost_nano_usd
        tokens = bound.input_tokens + bound.output_tokens
        demand = Demand(tokens, int(attempt.number == 1), cost, attempt.model)
        binding = _binding(attempt, limits)
        for standing in standings_of(rows, attempt.user_id, binding, now):
            require_room(standing, demand)
        values = opened_values(attempt, held_cost_nano_usd=cost, at=now)
        if self._cap is not None:
            self._cap.hold(key, cost, attempt.model)
        held.add(key)
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
            price = self.prices.price(
                usage, provider=attempt.provider, model=served or attempt.model, at=begun_at
            )
        values = settled_values(settlement, price, at=utc_now())
        key = attempt.key
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


def _binding(attempt: Attempt, limits: Sequence[Limit]) -> list[Limit]:
    if attempt.provider == "offline":
        return []
    return [limit for limit in limits if limit.binds(attempt.credential)]


def _locks(user_id: str, limits: Sequence[Limit]) -> list[str]:
    """Name what lets one reservation at a time pass for each whose use is limited.

    The user's is taken without limits too: what is reserved again after the server went away waits
    for the first try, should that still be under way there.
    """
    configs = {x.subject for x in limits if x.scope == "provider_config"}
    return [user_lock(user_id), *map(config_lock, configs)]
