"""What a call leaves behind that is cancelled, killed or tripped up in the middle."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from ledger_rows import attempt
from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from wire import faults

from orchestrator.ledger import Ledger, Settlement
from orchestrator.providers.base import TokenUsage
from orchestrator.quotas import Limit, standings
from orchestrator.reports import usage_report
from orchestrator.request import Request
from profiles.store.transactions import write_transaction
from profiles.store.users import User

if TYPE_CHECKING:
    from desks import Desk

    from profiles.store.engine import Store

HERE = Path(__file__).parent


def _calling(desk: Desk, user_id: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, str(HERE / "calling_process.py"), desk.store.location.url, user_id]
    return subprocess.Popen(command, env={**os.environ, **desk.environment})


async def test_a_killed_process_leaves_its_call_in_the_ledger_until_its_lease_ends(
    desk: Desk, user: str
) -> None:
    desk.configure("gemini")
    desk.server.fail(faults.slow(60), times=None)
    process = _calling(desk, user)
    while not desk.server.requests:
        assert process.poll() is None
        await asyncio.sleep(0.01)

    process.kill()
    process.wait()

    [row] = await desk.rows()
    assert (row.status, row.cost_nano_usd, row.settled_at) == ("pending", None, None)
    assert row.held_tokens > 4096
    assert row.held_cost_nano_usd
    limit = Limit("tokens", "day", 10_000)
    end = row.lease_until
    async with desk.store.read() as session:
        [held] = await standings(session, user, [limit], row.created_at)
        [freed] = await standings(session, user, [limit], end)
        before = await usage_report(session, by=[], now=end - timedelta(microseconds=1))
        after = await usage_report(session, by=[], now=end)
    assert (held.used, freed.used) == (row.held_tokens, 0)
    assert (before.total.pending, before.total.interrupted) == (1, 0)
    assert (after.total.pending, after.total.interrupted) == (0, 1)
    assert before.total.cost_nano_usd == after.total.cost_nano_usd == row.held_cost_nano_usd


async def test_a_reservation_that_is_cancelled_holds_nothing(desk: Desk, user: str) -> None:
    ledger = Ledger(desk.store.engine)
    limits = [Limit("tokens", "month", 1000)]
    async with write_transaction(desk.store.engine):
        waiting = asyncio.create_task(ledger.reserve(attempt(user, 1000), limits))
        await asyncio.sleep(0)
        waiting.cancel()

    with pytest.raises(asyncio.CancelledError):
        await waiting

    [row] = await desk.rows()
    assert (row.status, row.error_type, row.tokens) == ("error", "CancelledError", 0)
    assert row.latency_ms == 0
    await ledger.reserve(attempt(user, 1000), limits)


async def test_a_reservation_that_is_cancelled_and_refused_is_cancelled(
    desk: Desk, user: str
) -> None:
    ledger = Ledger(desk.store.engine)
    async with write_transaction(desk.store.engine):
        waiting = asyncio.create_task(
            ledger.reserve(attempt(user), [Limit("tokens", "month", 999)])
        )
        await asyncio.sleep(0)
        waiting.cancel()

    with pytest.raises(asyncio.CancelledError):
        await waiting

    assert await desk.rows() == []


async def test_a_settlement_that_is_cancelled_is_written_all_the_same(
    desk: Desk, user: str
) -> None:
    ledger = Ledger(desk.store.engine)
    entry = await ledger.reserve(attempt(user, 1000), [])
    paid = Settlement("success", TokenUsage(300, 100), "provider", latency_ms=5)
    async with write_transaction(desk.store.engine):
        waiting = asyncio.create_task(ledger.settle(entry, paid))
        await asyncio.sleep(0)
        waiting.cancel()

    with pytest.raises(asyncio.CancelledError):
        await waiting

    [row] = await desk.rows()
    assert (row.status, row.tokens) == ("success", 400)


async def test_a_cancelled_write_is_rolled_back_and_stays_a_cancellation(store: Store) -> None:
    seen = Counter[str]()

    async def adds_users() -> None:
        async with write_transaction(store.engine) as connection:
            for number in range(10_000):
                columns = User(name=str(number))
                await connection.execute(
                    insert(User).values(id=columns.id, created_at=columns.created_at)
                )
                seen["users"] += 1

    task = asyncio.create_task(adds_users())
    while seen["users"] < 3:
        await asyncio.sleep(0)
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
    async with store.read() as session:
        assert await session.scalar(select(func.count()).select_from(User)) == 0
    async with write_transaction(store.engine) as connection:
        await connection.execute(insert(User).values(**_somebody()))
    async with store.read() as session:
        assert await session.scalar(select(func.count()).select_from(User)) == 1


def _somebody() -> dict[str, object]:
    someone = User(name="somebody")
    return {"id": someone.id, "created_at": someone.created_at}


async def test_a_check_that_breaks_is_raised_and_the_answer_is_paid_for(
    desk: Desk, user: str
) -> None:
    desk.configure("openai")

    def check(text: str) -> str:
        return text.removesuffix("!")[100_000]

    async with AsyncSession(desk.store.engine) as session:
        with pytest.raises(IndexError):
            request = Request(task="sum", text="6 x 7?", check=check)
            await desk.orchestrator(session).ask(user, request)

    [row] = await desk.rows()
    assert (row.status, row.error_type) == ("error", "IndexError")
    assert (row.input_tokens, row.output_tokens) == (100, 20)
    assert row.cost_nano_usd


async def test_a_lease_is_renewed_for_one_open_attempt_alone_and_never_shortened(
    desk: Desk, user: str
) -> None:
    ledger = Ledger(desk.store.engine)
    earlier = await ledger.reserve(attempt(user), [])
    entry = await ledger.reserve(attempt(user), [])
    other = await ledger.reserve(attempt(user), [])
    done = await ledger.reserve(attempt(user), [])
    await ledger.settle(done, Settlement("success", TokenUsage(1, 1), "provider", 5))
    before = {row.id: row.lease_until for row in await desk.rows()}

    for one in (entry, done):
        await ledger.renew(one, 3600)
    await ledger.renew(other, 1)

    after = {row.id: row.lease_until for row in await desk.rows()}
    assert after[entry.row_id] - before[entry.row_id] > timedelta(minutes=58)
    for one in (earlier, other, done):
        assert after[one.row_id] == before[one.row_id]


async def test_an_attempt_that_used_nothing_has_zeros_and_is_free(desk: Desk, user: str) -> None:
    ledger = Ledger(desk.store.engine)
    entry = await ledger.reserve(attempt(user), [])

    refused = Settlement(
        "error", None, "provider", 5, error_type="Refused", error_message="no " * 1000
    )
    await ledger.settle(entry, refused)

    [row] = await desk.rows()
    assert len(row.error_message or "") == 500
    counts = (
        row.input_tokens,
        row.cached_input_tokens,
        row.cache_write_tokens,
        row.output_tokens,
        row.reasoning_tokens,
    )
    assert counts == (0, 0, 0, 0, 0)
    assert (row.cost_nano_usd, row.cost_source, row.price_version) == (0, "free", None)
    assert (row.usage_source, row.latency_ms, row.error_type) == ("provider", 5, "Refused")
