"""Nothing is sent after a call's deadline."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession
from wire import faults

from orchestrator import ledger
from orchestrator.errors import (
    AnswerInvalidError,
    CallTimeoutError,
    OverloadedError,
    ProviderError,
)
from orchestrator.request import AnswerFaultError, Request
from orchestrator.retry import RetryPolicy
from profiles.store.transactions import write_rows

if TYPE_CHECKING:
    from desks import Desk


class _Clock:
    """Stands in for `time` and can be put forward."""

    ahead_s = 0.0

    def monotonic(self) -> float:
        return time.monotonic() + self.ahead_s

    def put_forward(self) -> None:
        self.ahead_s += 3600


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> _Clock:
    """The clock that a call's deadline goes by."""
    clock = _Clock()
    monkeypatch.setattr("orchestrator.retry.time", clock)
    return clock


async def test_a_repair_after_the_deadline_is_not_sent(
    desk: Desk, user: str, clock: _Clock
) -> None:
    desk.configure("openai")

    def check(_: str) -> str:
        clock.put_forward()
        raise AnswerFaultError("Answer with 42.")

    async with AsyncSession(desk.store.engine) as session:
        with pytest.raises(AnswerInvalidError, match="Answer with 42"):
            await desk.orchestrator(session).ask(
                user, Request(task="sum", text="6 x 7?", check=check)
            )

    assert len(desk.server.requests) == 1
    assert [row.error_type for row in await desk.rows()] == ["AnswerInvalidError"]


async def test_a_retry_that_would_start_after_the_deadline_is_not_sent(
    desk: Desk, user: str, clock: _Clock
) -> None:
    class WakesUpLate(RetryPolicy):
        def wait_s(self, error: ProviderError, retries: int) -> float:
            asyncio.get_running_loop().call_soon(clock.put_forward)
            return 0.001

    desk.configure("openai")
    desk.retry = WakesUpLate()
    desk.server.fail(faults.overloaded(), times=None)

    with pytest.raises(OverloadedError):
        await desk.generate(user)

    assert len(desk.server.requests) == 1
    assert len(await desk.rows()) == 1


async def test_an_attempt_that_waited_for_the_store_past_the_deadline_is_not_sent_and_costs_nothing(
    desk: Desk, user: str, clock: _Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def slowly(*given: Any, **more: Any) -> Any:
        written = await write_rows(*given, **more)
        if not clock.ahead_s:
            clock.put_forward()
        return written

    monkeypatch.setattr(ledger, "write_rows", slowly)
    desk.configure("openai")

    with pytest.raises(CallTimeoutError):
        await desk.generate(user)

    assert desk.server.requests == []
    [row] = await desk.rows()
    assert (row.status, row.error_type, row.cost_nano_usd) == ("error", "CallTimeoutError", 0)
