"""Which models are gone or busy: learned by one call, kept in the store for every process."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import bindparam, delete, or_, select

from orchestrator.errors import ModelNotFoundError
from profiles.errors import StoreError
from profiles.store.ai import AIModelHealth
from profiles.store.base import utc_now
from profiles.store.inserting import insert_for
from profiles.store.joined import keep_beyond_rollback, no_longer_keep
from profiles.store.rows import Query, within
from profiles.store.transactions import to_the_end, write_rows

if TYPE_CHECKING:
    from collections.abc import Awaitable, Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

    from orchestrator.errors import ProviderError
    from orchestrator.providers.base import Credential
    from orchestrator.retry import Candidate
    from profiles.store.rows import Rows

GONE_FOR = timedelta(hours=24)
COOLING_S = 30.0
"""When the provider does not say how long to wait."""
LONGEST_COOLING_S = 600.0

_BUSY = frozenset({429, 503, 529})
_REASON_KEPT = 500
_DIGEST_KEPT = 12
"""Of 64 digits: enough to tell keys apart, far too little to guess one."""

_log = logging.getLogger("jobai.orchestrator")

_Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Mark:
    """What is held against a model at an account, until a moment passes.

    Attributes:
        state: "gone" is not asked, "cooling" is asked after the others.
        reason: What the provider said.
    """

    state: Literal["gone", "cooling"]
    until: datetime
    reason: str = ""


async def read_marks(
    session: AsyncSession, candidates: Sequence[Candidate]
) -> dict[Candidate, Mark]:
    """Return what `marks_of` does."""
    return await within(session, lambda rows: marks_of(rows, candidates))


def marks_of(rows: Rows, candidates: Iterable[Candidate]) -> dict[Candidate, Mark]:
    """Return what the store holds against the candidates, also what is past.

    Every model counts as healthy when that cannot be read, as in a host's database whose tables
    an older jobai made.
    """
    keys = {candidate: _key(candidate) for candidate in candidates}
    if not keys:
        return {}
    credentials = list(dict.fromkeys(credential for credential, _ in keys.values()))
    named = {f"credential_{number}": name for number, name in enumerate(credentials)}
    try:
        found = rows.tried(_marks(len(credentials)), **named)
    except StoreError as failure:
        _log.warning("the health of models cannot be read: %s", failure.message)
        return {}
    marks = {
        (credential, model): Mark("gone" if state == "gone" else "cooling", until, reason)
        for credential, model, state, until, reason in found
    }
    return {candidate: marks[key] for candidate, key in keys.items() if key in marks}


@lru_cache
def _marks(credentials: int) -> Query:
    row = AIModelHealth
    return Query(
        select(row.credential, row.model, row.state, row.until, row.reason).where(
            or_(*(row.credential == bindparam(f"credential_{n}") for n in range(credentials)))
        ),
        lasting=True,
    )


class Health:
    """What one call knows of its candidates, and what it adds for the calls after it.

    A failure to write is logged and never fails the call.

    Args:
        engine: Of the store.
        marks: What the store held when the call began.
        caller: As in `Ledger`.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        marks: Mapping[Candidate, Mark],
        *,
        caller: AsyncSession | None = None,
    ) -> None:
        self._engine = engine
        self._marks = dict(marks)
        self._caller = caller

    def in_order(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        """Return whom to ask: the healthy, then the cooling by when they are ready again.

        When all are gone they are all asked again: a call never fails without asking.
        """
        if not self._marks:
            return list(candidates)
        now = utc_now()
        marks = {candidate: self.mark_of(candidate, now) for candidate in candidates}
        left = {c: mark for c, mark in marks.items() if mark is None or mark.state != "gone"}

        def ready_at(candidate: Candidate) -> datetime:
            mark = marks[candidate]
            return now if mark is None else mark.until

        return sorted(left, key=ready_at) if left else list(candidates)

    async def failed(
        self, candidate: Candidate, error: ProviderError, rest: Sequence[Candidate]
    ) -> None:
        """Learn from a failure.

        Args:
            candidate: Who failed.
            error: How.
            rest: Who can still answer this call. A model cools down only while another one is
                healthy, so the only candidate never does.
        """
        now = utc_now()
        if isinstance(error, ModelNotFoundError):
            await self._write(candidate, Mark("gone", now + GONE_FOR), error, now)
        elif error.status_code in _BUSY and any(self.mark_of(c, now) is None for c in rest):
            wait_s = COOLING_S if error.retry_after_s is None else error.retry_after_s
            ready_at = now + timedelta(seconds=min(wait_s, LONGEST_COOLING_S))
            await self._write(candidate, Mark("cooling", ready_at), error, now)

    async def answered(self, candidate: Candidate) -> None:
        """Forget what was held against a model that answers."""
        if self._marks.pop(candidate, None) is not None:
            await self._logged(to_the_end(lambda: self._removed(_key(candidate))))

    def mark_of(self, candidate: Candidate, now: datetime) -> Mark | None:
        """Return what is held against a candidate at a moment; None for a healthy one."""
        mark = self._marks.get(candidate)
        return mark if mark is not None and mark.until > now else None

    async def _write(
        self, candidate: Candidate, mark: Mark, error: ProviderError, now: datetime
    ) -> None:
        credential, model = key = _key(candidate)
        values = {
            "credential": credential,
            "model": model,
            "state": mark.state,
            "until": mark.until,
            "reason": error.message[:_REASON_KEPT],
            "updated_at": now,
        }
        await self._logged(to_the_end(lambda: self._written(key, values)))

    async def _written(self, key: _Key, values: dict[str, Any]) -> None:
        def write(rows: Rows) -> None:
            rows.all(_past(), moment=values["updated_at"])
            rows.all(_new_mark(rows.dialect), **values)

        async def kept(caller: AsyncSession, _: None) -> None:
            await keep_beyond_rollback(caller, AIModelHealth, key, values)

        await write_rows(self._engine, self._caller, write, kept)

    async def _removed(self, key: _Key) -> None:
        async def kept(caller: AsyncSession, _: object) -> None:
            no_longer_keep(caller, AIModelHealth, key)

        def remove(rows: Rows) -> None:
            rows.all(_mark_of(), credential=key[0], model=key[1])

        await write_rows(self._engine, self._caller, remove, kept)

    async def _logged(self, writing: Awaitable[None]) -> None:
        try:
            await writing
        except StoreError as failure:
            _log.warning("the health of a model cannot be kept: %s", failure.message)


@cache
def _past() -> Query:
    return Query(delete(AIModelHealth).where(AIModelHealth.until <= bindparam("moment")))


@cache
def _mark_of() -> Query:
    row = AIModelHealth
    return Query(
        delete(row).where(
            row.credential == bindparam("credential"), row.model == bindparam("model")
        )
    )


@lru_cache
def _new_mark(dialect: str) -> Query:
    columns = ("credential", "model", "state", "until", "reason", "updated_at")
    statement = insert_for(dialect, AIModelHealth)
    return Query(
        statement.on_conflict_do_update(
            index_elements=["credential", "model"],
            set_={name: statement.excluded[name] for name in columns},
        ),
        columns,
    )


def account_name(credential: Credential) -> str:
    """Name an account with this very key, at this address: "env:GEMINI_API_KEY#d2a84f4b8b65".

    What was learned with one key says nothing of the next, also when that is in the same place.
    """
    told = f"{credential.base_url} {credential.api_version} {credential.api_key}"
    digest = hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()
    return f"{credential.source}#{digest[:_DIGEST_KEPT]}"


def _key(candidate: Candidate) -> _Key:
    return account_name(candidate.account.credential), candidate.link.model
