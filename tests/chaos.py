"""Calls into the chaos of `wire.chaos`, drawn by a seed, and what is promised about each of them.

Promised: a call ends by its deadline, with an answer or one of jobai's errors; every request that
the server saw has a row, in the same order, and that row says what happened; what may have been
billed never counts as nothing; no other host is ever called.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import threading
import time
from collections import Counter, defaultdict
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from wire.chaos import ANSWER, BROKEN, LATE, LIMITED, MALFORMED, Case, cases

from orchestrator.core import AIOrchestrator
from orchestrator.providers.base import AnswerSchema
from orchestrator.request import AnswerFaultError, Request
from orchestrator.retry import RetryPolicy
from orchestrator.secrets import SecretBox
from orchestrator.settings import Settings
from profiles.errors import JobaiError
from profiles.store.ai import AIModelHealth, AIProviderUsageLog

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from wire import WireServer
    from wire.exchange import Fault, WireRequest

    from orchestrator.providers.base import ProviderType
    from profiles.store.engine import Store

Manner = Literal["whole", "structured", "stream"]

_VENDORS: tuple[ProviderType, ...] = ("gemini", "openai", "claude")
_CALL = re.compile(r"Call (?P<number>\d+) of")
_HEALTHY_SHARE = 0.3
_CANCELLED_SHARE = 0.04
_UNREACHABLE_SHARE = 0.06
_SLACK_S = 1.0
"""A deadline passes, and the loop has something else to do, or the row to settle."""

_BEAT_S = 0.02

_CANCELLED = "CancelledError"
_INVALID = "AnswerInvalidError"
_MAYBE_BILLED = frozenset({BROKEN, LATE, MALFORMED, _CANCELLED, _INVALID})
_SAID_BY_A_GATEWAY = frozenset({502, 504, 520, 524})
_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"title": {"type": "string"}, "years": {"type": ["integer", "null"]}},
    "required": ["title", "years"],
    "additionalProperties": False,
}


@dataclass(slots=True)
class _Call:
    """One call, as it was drawn and as it went."""

    number: int
    manner: Manner
    vendors: Sequence[ProviderType]
    unreachable: ProviderType | None
    cancelled_after_s: float | None
    outcome: str = ""
    took_s: float = 0.0


@dataclass(slots=True)
class Findings:
    """What a run has shown.

    Attributes:
        calls: How many were made.
        rows: In the ledger.
        requests: That the server saw.
        broken: Promises that were not held, with the call, the case and what was seen.
        outcomes: How often a call ended so.
        late_s: How long after its deadline the latest call came back, without the time in which
            the machine had no core for this process.
        blocked_s: The most that the event loop has worked on one thing: nobody else's call went on.
    """

    calls: int = 0
    rows: int = 0
    requests: int = 0
    broken: list[str] = field(default_factory=list[str])
    outcomes: Counter[str] = field(default_factory=Counter[str])
    late_s: float = 0.0
    blocked_s: float = 0.0


class Chaos:
    """Makes calls to a server whose answers are drawn.

    Args:
        store: Where the ledger is.
        server: All requests of this run go to it.
        elsewhere: Never called.
        seed: Of everything that is drawn.
        deadline_s: Of each call.
        key_file: Of the secrets.
        unreachable: Addresses at which there is no provider; drawn among.
        light: Leave out the cases whose weight is below that of most: large or long ones.
    """

    def __init__(
        self,
        store: Store,
        server: WireServer,
        elsewhere: WireServer,
        *,
        seed: int,
        deadline_s: float,
        key_file: Path,
        unreachable: Sequence[str] = (),
        light: bool = False,
    ) -> None:
        self._store = store
        self._server = server
        self._elsewhere = elsewhere
        self._seed = seed
        self._deadline_s = deadline_s
        self._key_file = key_file
        self._unreachable = unreachable
        drawn = [case for case in cases(elsewhere.url) if not light or case.weight > 1]
        self._cases = drawn
        self._weights = [case.weight for case in drawn]
        self._seen: dict[int, list[tuple[Case | None, WireRequest]]] = defaultdict(list)
        self._lock = threading.Lock()
        self._starved_s = 0.0
        server.chosen = self._chosen

    async def run(self, user_id: str, numbers: range, *, at_once: int) -> Findings:
        """Make these calls for a user, so many at once, and look at what came of them."""
        findings = Findings()
        # What one call learns of a model's health would keep the next from asking it.
        async with self._store.write() as session:
            await session.execute(delete(AIModelHealth))
        waiting = iter([self._drawn(number) for number in numbers])
        made: list[_Call] = []

        async def worker() -> None:
            for call in waiting:
                await self._make(user_id, call, findings)
                made.append(call)

        watch = asyncio.create_task(self._watch(findings))
        await asyncio.gather(*(worker() for _ in range(at_once)))
        watch.cancel()
        await self._look_at(made, findings)
        findings.requests = len(self._server.requests)
        self._server.requests.clear()
        self._seen.clear()
        if self._elsewhere.connections:
            findings.broken.append(f"another host was called {self._elsewhere.connections} times")
        return findings

    async def _watch(self, findings: Findings) -> None:
        """Tell a loop that is busy from a machine that is."""
        while True:
            wall, cpu = time.monotonic(), time.thread_time()
            await asyncio.sleep(_BEAT_S)
            worked = time.thread_time() - cpu
            self._starved_s += max(0.0, time.monotonic() - wall - _BEAT_S - worked)
            findings.blocked_s = max(findings.blocked_s, worked)

    def _drawn(self, number: int) -> _Call:
        draw = random.Random(f"{self._seed}/{number}")
        vendors = draw.sample(_VENDORS, draw.choice((1, 1, 2, 3)))
        manners: tuple[Manner, ...] = ("whole", "structured", "stream")
        return _Call(
            number,
            draw.choice(manners),
            vendors,
            draw.choice(vendors)
            if self._unreachable and draw.random() < _UNREACHABLE_SHARE
            else None,
            draw.uniform(0, self._deadline_s / 4) if draw.random() < _CANCELLED_SHARE else None,
        )

    def _chosen(self, request: WireRequest) -> Fault | None:
        found = _CALL.search(request.text)
        assert found, "a request that no call made"
        number = int(found["number"])
        with self._lock:
            seen = self._seen[number]
            draw = random.Random(f"{self._seed}/{number}/{len(seen)}")
            [case] = draw.choices(self._cases, self._weights)
            chosen = None if draw.random() < _HEALTHY_SHARE else case
            seen.append((chosen, request))
        return chosen.fault if chosen else None

    def _environment(self, call: _Call) -> Mapping[str, str]:
        variables = self._server.environment(*call.vendors)
        if call.unreachable:
            [name] = [
                name for name in self._server.environment(call.unreachable) if name.endswith("URL")
            ]
            variables[name] = self._unreachable[call.number % len(self._unreachable)]
        return variables

    async def _make(self, user_id: str, call: _Call, findings: Findings) -> None:
        settings = Settings(
            environment=self._environment(call),
            secrets=SecretBox(keys=None, key_file=self._key_file),
            retry=RetryPolicy(deadline_s=self._deadline_s, backoff_base_s=0.02, backoff_cap_s=0.1),
        )
        begun, starved_s = time.monotonic(), self._starved_s
        try:
            async with asyncio.timeout(call.cancelled_after_s):
                async with AsyncSession(self._store.engine) as session:
                    orchestrator = AIOrchestrator(session, settings=settings)
                    text = await _asked(orchestrator, user_id, call, self._seed)
                text.encode()
                call.outcome = ANSWER
        except TimeoutError:
            call.outcome = _CANCELLED
        except JobaiError as error:
            call.outcome = type(error).__name__
            str(error).encode()
        except Exception as error:  # noqa: BLE001 - the promise is that there is none
            call.outcome = f"raw {type(error).__name__}: {error}"[:300]
            findings.broken.append(f"call {call.number} {call.manner}: {call.outcome}")
        call.took_s = time.monotonic() - begun
        late_s = call.took_s - self._deadline_s - (self._starved_s - starved_s)
        findings.late_s = max(findings.late_s, late_s)
        if late_s > _SLACK_S:
            findings.broken.append(f"call {call.number} came {late_s:.1f} s after its deadline")
        findings.calls += 1
        findings.outcomes[call.outcome] += 1

    async def _look_at(self, made: Sequence[_Call], findings: Findings) -> None:
        row = AIProviderUsageLog
        names = [_task(call) for call in made]
        async with self._store.read() as session:
            found = await session.scalars(
                select(row).where(row.task_type.in_(names)).order_by(row.task_type, row.attempt)
            )
            rows: dict[str, list[AIProviderUsageLog]] = defaultdict(list)
            for one in found:
                rows[one.task_type].append(one)
        for call in made:
            of_call = rows[_task(call)]
            findings.rows += len(of_call)
            for fault in self._faults_of(call, of_call):
                case = [case.name if case else "healthy" for case, _ in self._seen[call.number]]
                told = [(one.provider, one.error_type, one.error_message) for one in of_call]
                findings.broken.append(
                    f"call {call.number} {call.manner}, {case}: {fault}; the ledger: {told}"
                )

    def _faults_of(self, call: _Call, rows: Sequence[AIProviderUsageLog]) -> list[str]:
        """Hold the rows of a call against what the server saw of it."""
        faults: list[str] = []
        seen = iter(self._seen[call.number])
        for row in rows:
            outcome = row.error_type or ANSWER
            if row.status == "pending":
                faults.append("a row is pending")
            if row.provider == call.unreachable:
                if outcome not in {BROKEN, LATE, _CANCELLED}:
                    faults.append(f"{outcome} of an address where nobody is")
                if outcome == BROKEN and row.tokens:
                    faults.append("what was never sent counts")
                continue
            case, request = next(seen, (None, None))
            if request is None:
                # A connection that was kept may be closed before its next request arrives.
                if outcome not in {LATE, _CANCELLED, BROKEN}:
                    faults.append(f"{outcome}, and the server saw nothing")
                continue
            if request.provider != row.provider:
                faults.append(f"a request to {request.provider} has the row of {row.provider}")
            right = set(case.right(streamed=request.streamed) if case else {ANSWER})
            if ANSWER in right and call.manner == "structured":
                right.add(_INVALID)
            if call.cancelled_after_s is not None:
                right.add(_CANCELLED)
            if outcome not in right and not self._was_late(call, outcome):
                faults.append(f"{outcome} of {case.name if case else 'a healthy answer'}")
            faults += _miscounted(row, outcome)
        unlogged = sum(1 for _ in seen)
        if unlogged:
            faults.append(f"{unlogged} requests without a row")
        return faults

    def _was_late(self, call: _Call, outcome: str) -> bool:
        return outcome == LATE and call.took_s >= self._deadline_s - 0.1


def _miscounted(row: AIProviderUsageLog, outcome: str) -> list[str]:
    redirected = row.http_status is not None and 300 <= row.http_status < 400
    if outcome == ANSWER and not (row.input_tokens and row.output_tokens):
        return [f"an answer for {row.input_tokens} + {row.output_tokens} tokens"]
    billed = outcome in {ANSWER, *_MAYBE_BILLED} or row.http_status in _SAID_BY_A_GATEWAY
    if billed and row.cost_nano_usd == 0 and not redirected:
        return [f"{outcome} for nothing"]
    if outcome == LIMITED and row.cost_nano_usd:
        return ["what was turned away costs something"]
    return []


async def _asked(orchestrator: AIOrchestrator, user_id: str, call: _Call, seed: int) -> str:
    text = f"Call {call.number} of {seed}: say hello."
    task = _task(call)
    if call.manner == "stream":
        stream = orchestrator.generate_stream(user_id, task, text, temperature=None)
        async with aclosing(stream) as pieces:
            return "".join([piece async for piece in pieces])
    structured = call.manner == "structured"
    request = Request(
        task=task,
        text=text,
        schema=AnswerSchema("chaos", _SCHEMA) if structured else None,
        check=_checked if structured else None,
    )
    return (await orchestrator.ask(user_id, request)).text


def _checked(text: str) -> str:
    data: Any = None
    with suppress(ValueError, RecursionError):
        data = json.loads(text)
    if not isinstance(data, dict) or data.keys() != _SCHEMA["properties"].keys():  # pyright: ignore[reportUnknownMemberType]
        raise AnswerFaultError(f"This is not the structure: {text[:50]}")
    return text


def _task(call: _Call) -> str:
    return f"chaos-{call.number:07}"
