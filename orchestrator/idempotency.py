"""One answer under one key: who asks first is served by a model, all others get what it said.

A row of `AIAnswer` is taken before anything is sent. While its call is under way it is kept alive
by a heartbeat, so that others wait for an answer that will come and not for a process that is dead.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Table, bindparam, delete, select, update

from orchestrator.errors import CallTimeoutError
from orchestrator.heartbeat import beating
from profiles.errors import InvalidInputError, StoreError
from profiles.store.ai import AIAnswer
from profiles.store.base import utc_now
from profiles.store.inserting import insert_for
from profiles.store.joined import keep_beyond_rollback
from profiles.store.rows import Query
from profiles.store.transactions import to_the_end, write_rows

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

    from orchestrator.ledger import Also
    from orchestrator.request import Request
    from orchestrator.retry import Candidate, Deadline
    from profiles.store.rows import Rows

_log = logging.getLogger("jobai.orchestrator")

LEASE_S = 15.0
"""After so long without a heartbeat a call counts as dead, and another may ask."""

_CLOCKS_APART_S = 60.0
"""How far the clocks of two machines may differ. A lease that runs for longer still is from before
a clock was set back, and nobody is alive behind it."""

BEAT_S = 4.0
_FIRST_LOOK_S = 0.05
_LONGEST_LOOK_S = 0.5
_LONGEST_KEY = 200
_IN_FLIGHT = "jobai_in_flight"


@dataclass(frozen=True, slots=True)
class Kept:
    """What a model has answered under a key.

    Attributes:
        text: As the model said it, before any check.
        request_id: The call in the ledger that it came from.
    """

    text: str
    request_id: str


@dataclass(frozen=True, slots=True)
class _Row:
    """What the store has under a key, as of `AIAnswer`."""

    fingerprint: str
    text: str | None
    request_id: str | None
    pending_request_id: str | None
    lease_until: datetime | None


def named_key(key: str) -> str:
    """Check a caller's own key.

    Raises:
        InvalidInputError: it is empty, too long, or holds what cannot be printed.
    """
    if not key or len(key) > _LONGEST_KEY or not key.isprintable():
        raise InvalidInputError(
            "that cannot be an idempotency key",
            hint=f"give 1 to {_LONGEST_KEY} printable characters, such as a UUID",
        )
    return f"named:{key}"


def inputs_key(request: Request, candidates: Sequence[Candidate]) -> str:
    """Make a key of everything that is sent and of all who could be asked."""
    digest = hashlib.sha256(request.fingerprint("", "").encode())
    for candidate in candidates:
        digest.update(f"\n{candidate.link.provider} {candidate.link.model}".encode())
    return f"inputs:{digest.hexdigest()}"


class Claim:
    """The right of one call to answer under a key.

    Args:
        engine: Of the store.
        user_id: Whose key.
        key: From `named_key` or `inputs_key`.
        fingerprint: Of the request; one key stands for one request.
        request_id: Of the call that would answer.
        provider: Who would be asked first, for the text of an error.
        caller: As in `Ledger`.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        *,
        user_id: str,
        key: str,
        fingerprint: str,
        request_id: str,
        provider: str,
        caller: AsyncSession | None = None,
    ) -> None:
        self._engine = engine
        self._provider = provider
        self.user_id = user_id
        self.key = key
        self._fingerprint = fingerprint
        self.request_id = request_id
        self._caller = caller
        self.is_done = False

    async def take(self, deadline: Deadline, *, refresh: bool = False) -> Kept | None:
        """Wait for the answer of a call that is under way, or take the right to answer.

        Args:
            deadline: For the waiting.
            refresh: Take the right also when there is an answer.

        Returns:
            What was answered; None when this call is to answer now, within `held`.

        Raises:
            InvalidInputError: the key stands for another request.
            CallTimeoutError: the call that is under way has not ended in time.
        """
        look_s = _FIRST_LOOK_S
        while True:
            found = await write_rows(
                self._engine, self._caller, lambda rows: self._looked(rows, refresh=refresh)
            )
            if found is None or isinstance(found, Kept):
                return found
            if self._caller is not None and not self._is_ours(found):
                raise self._late(
                    "the same request is being asked elsewhere, and cannot be answered while your "
                    "transaction keeps everybody else from writing",
                    "commit your transaction before the call",
                )
            if deadline.remaining_s <= look_s:
                raise self._late(
                    f"the same request is still being asked, after {deadline.seconds:g} s",
                    "try again: its answer will be reused",
                )
            await asyncio.sleep(look_s)
            look_s = min(2 * look_s, _LONGEST_LOOK_S)

    @asynccontextmanager
    async def held(self) -> AsyncGenerator[None]:
        """Keep the right while the call runs; give it back when it ends without an answer."""
        async with self._kept_alive():
            try:
                yield
            finally:
                if not self.is_done:
                    await to_the_end(self._released)

    @asynccontextmanager
    async def _kept_alive(self) -> AsyncGenerator[None]:
        if self._caller is None:
            async with beating(BEAT_S, self._beat):
                yield
        else:
            # Nobody else can see the claim, nor write it; tasks that share the session can.
            asking = _in_flight(self._caller)
            asking.add(self.request_id)
            try:
                yield
            finally:
                asking.discard(self.request_id)

    def _is_asking(self, found: _Row) -> bool:
        left_s = (found.lease_until - utc_now()).total_seconds() if found.lease_until else 0.0
        alive = 0 < left_s <= LEASE_S + _CLOCKS_APART_S
        return found.pending_request_id is not None and (alive or self._is_ours(found))

    def _is_ours(self, found: _Row) -> bool:
        """Say whether another task with the same session is asking."""
        return self._caller is not None and found.pending_request_id in _in_flight(self._caller)

    def _late(self, message: str, hint: str) -> CallTimeoutError:
        return CallTimeoutError(message, provider=self._provider, hint=hint, sent=False)

    def keep(self, text: str) -> Also:
        """Return what keeps the answer, in the transaction that settles its attempt."""
        return _Answered(self, text)

    def _looked(self, rows: Rows, *, refresh: bool) -> Kept | _Row | None:
        """Return the answer, or what is under way; None when the right to answer is taken now.

        Raises:
            InvalidInputError: the key stands for another request.
        """
        now = utc_now()
        until = now + timedelta(seconds=LEASE_S)
        taking = {"pending_request_id": self.request_id, "lease_until": until}
        of = {"of_user": self.user_id, "of_key": self.key}
        held: Sequence[Sequence[Any]] = ()
        while not held:  # on PostgreSQL it may be given back between the two statements
            if rows.all(_claim(rows.dialect), **self.columns, **taking, created_at=now):
                return None
            held = rows.all(_claimed(), **of)
        found = _Row(*held[0])
        if found.fingerprint != self._fingerprint:
            raise InvalidInputError(
                "this idempotency key was used for another request",
                hint="use a new key for each request",
            )
        if found.text is not None and not refresh:
            return Kept(found.text, found.request_id or "")
        if self._is_asking(found):
            return found
        rows.all(_taking(), **of, **taking)
        return None

    async def _beat(self) -> None:
        until = utc_now() + timedelta(seconds=LEASE_S)
        of = self.of
        await write_rows(
            self._engine, None, lambda rows: rows.all(_beating(), **of, lease_until=until)
        )

    async def _released(self) -> None:
        """Let others ask: an answer from before stays, a row without one goes."""

        def release(rows: Rows) -> None:
            rows.all(_unanswered(), **self.of)
            rows.all(_releasing(), **self.of, pending_request_id=None, lease_until=None)

        try:
            await write_rows(self._engine, self._caller, release)
        except StoreError as failure:
            _log.warning("request %s: its key stays taken: %s", self.request_id, failure.message)

    @property
    def of(self) -> dict[str, object]:
        """What tells this call's claim from others."""
        return {"of_user": self.user_id, "of_key": self.key, "of_request": self.request_id}

    @property
    def columns(self) -> dict[str, Any]:
        """What its row begins with."""
        return {
            "user_id": self.user_id,
            "idempotency_key": self.key,
            "fingerprint": self._fingerprint,
        }


class _Answered:
    """An answer, to be kept under its key."""

    def __init__(self, claim: Claim, text: str) -> None:
        self._claim = claim
        self._values: dict[str, Any] = {
            "text": text,
            "request_id": claim.request_id,
            "pending_request_id": None,
            "lease_until": None,
            "answered_at": utc_now(),
        }

    def write(self, rows: Rows) -> None:
        """Write it."""
        rows.all(_answering(), **self._claim.of, **self._values)
        self._claim.is_done = True

    async def keep(self, caller: AsyncSession) -> None:
        """Keep it beyond a rollback of the caller."""
        claim = self._claim
        whole = {**claim.columns, **self._values, "created_at": self._values["answered_at"]}
        await keep_beyond_rollback(caller, AIAnswer, (claim.user_id, claim.key), whole)


_ANSWERS = cast("Table", AIAnswer.__table__)
_CLAIM = ("user_id", "idempotency_key", "fingerprint", "pending_request_id", "lease_until",
          "created_at")  # fmt: skip


@cache
def _claim(dialect: str) -> Query:
    unique = ["user_id", "idempotency_key"]
    statement = insert_for(dialect, _ANSWERS).on_conflict_do_nothing(index_elements=unique)
    return Query(statement.returning(_ANSWERS.c.id), _CLAIM)


@cache
def _claimed() -> Query:
    row = _ANSWERS.c
    return Query(
        select(row.fingerprint, row.text, row.request_id, row.pending_request_id, row.lease_until)
        .where(*_of_key())
        .with_for_update()
    )


@cache
def _taking() -> Query:
    return Query(update(_ANSWERS).where(*_of_key()), ("pending_request_id", "lease_until"))


@cache
def _beating() -> Query:
    return Query(update(_ANSWERS).where(*_of_request()), ("lease_until",))


@cache
def _unanswered() -> Query:
    return Query(delete(_ANSWERS).where(*_of_request(), _ANSWERS.c.text.is_(None)))


@cache
def _releasing() -> Query:
    return Query(update(_ANSWERS).where(*_of_request()), ("pending_request_id", "lease_until"))


@cache
def _answering() -> Query:
    columns = ("text", "request_id", "pending_request_id", "lease_until", "answered_at")
    return Query(update(_ANSWERS).where(*_of_request()), columns)


def _of_key() -> tuple[ColumnElement[bool], ...]:
    row = _ANSWERS.c
    return row.user_id == bindparam("of_user"), row.idempotency_key == bindparam("of_key")


def _of_request() -> tuple[ColumnElement[bool], ...]:
    return *_of_key(), _ANSWERS.c.pending_request_id == bindparam("of_request")


def _in_flight(session: AsyncSession) -> set[str]:
    """Return the calls that are being made within a session's transaction."""
    return cast("set[str]", session.info.setdefault(_IN_FLIGHT, set()))
