"""Loops that come and go: `asyncio.run` again and again, crowds, threads, a loop that is stopped.

Each in a process of its own in which every warning is an error and loops run in debug mode: tasks,
transports, clients and connections to the store that are left behind would be on stderr.
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from desks import Desk, add_user
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.pool import NullPool
from wire import faults

from orchestrator.core import AIOrchestrator
from orchestrator.secrets import SecretBox
from orchestrator.settings import Settings
from profiles.store.ai import AIProviderUsageLog
from profiles.store.tables import Base
from profiles.store.users import PRO_MONTHLY, User

if TYPE_CHECKING:
    from wire import WireServer

    from orchestrator.providers.base import ProviderType
    from profiles.store.engine import Store

SCRIPT = Path(__file__).parent / "loops_process.py"
THREE: list[ProviderType] = ["gemini", "openai", "claude"]
RUNS, CROWD = 3, 200
"""As in the script."""

NEVER = datetime.max.replace(tzinfo=UTC)


@pytest.fixture
async def pro(store: Store) -> str:
    """Somebody on pro_monthly."""
    return await add_user(store, PRO_MONTHLY)


def _start(desk: Desk, what: str, user: str) -> subprocess.Popen[str]:
    strict = ["-X", "dev", "-W", "error"]
    return subprocess.Popen(
        [sys.executable, *strict, str(SCRIPT), what, desk.store.location.url, user],
        env={**os.environ, **desk.environment, "PYTHONUTF8": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


async def _run(desk: Desk, what: str, user: str) -> tuple[list[str], str]:
    process = _start(desk, what, user)
    stdout, stderr = await asyncio.to_thread(process.communicate, None, 100)
    return stdout.splitlines(), stderr


async def test_run_after_run_all_vendors_answer_and_nothing_is_left_open(
    desk: Desk, pro: str
) -> None:
    desk.configure(*THREE)

    said, stderr = await _run(desk, "runs", pro)

    assert stderr == ""
    assert said == ["Hello"] * RUNS * 3 * 3
    told = [(row.provider, row.status) for row in await desk.rows()]
    assert told == [(provider, "success") for provider in THREE] * RUNS * 3


async def test_two_hundred_calls_are_under_way_at_the_same_moment_and_all_succeed(
    desk: Desk, pro: str
) -> None:
    desk.configure(*THREE)
    desk.server.together = CROWD

    said, stderr = await _run(desk, "throng", pro)

    assert stderr == ""
    assert said == ["Hello"] * CROWD
    rows = await desk.rows()
    assert Counter(row.status for row in rows) == {"success": CROWD}
    assert max(row.created_at for row in rows) < min(row.settled_at or NEVER for row in rows)
    assert desk.server.connections == CROWD


async def test_two_hundred_calls_in_two_crowds_all_succeed_and_leave_nothing_open(
    desk: Desk, pro: str
) -> None:
    desk.configure(*THREE)
    desk.server.delay_s = 1.0  # so that many wait for their answers together
    started = time.perf_counter()

    said, stderr = await _run(desk, "crowd", pro)

    assert time.perf_counter() - started < 90
    assert stderr == ""
    assert said == ["Hello"] * CROWD
    rows = await desk.rows()
    assert Counter(row.status for row in rows) == {"success": CROWD}
    assert all(row.settled_at and row.cost_nano_usd for row in rows)
    assert len({row.request_id for row in rows}) == CROWD
    assert desk.server.connections <= CROWD // 2, "the second half takes those of the first"


async def test_a_thread_with_a_loop_of_its_own_calls_while_the_main_loop_does(
    desk: Desk, pro: str
) -> None:
    desk.configure(*THREE)

    said, stderr = await _run(desk, "threads", pro)

    assert stderr == ""
    assert said == ["Hello"] * 2 * RUNS * 3
    assert Counter(row.status for row in await desk.rows()) == {"success": 2 * RUNS * 3}


@pytest.mark.parametrize("told", ["CancelledError", "KeyboardInterrupt"])
async def test_a_loop_that_is_stopped_in_the_middle_of_calls_settles_them_and_leaves_no_task(
    desk: Desk, pro: str, told: str
) -> None:
    desk.configure(*THREE)
    desk.server.fail(faults.slow(60), times=None)
    process = _start(desk, "stopped", pro)
    while len(desk.server.requests) < 3:
        assert process.poll() is None
        await asyncio.sleep(0.01)

    if told == "KeyboardInterrupt":
        process.send_signal(signal.SIGINT)
    line = "stop\n" if told == "CancelledError" else None
    stdout, stderr = await asyncio.to_thread(process.communicate, line, 50)

    assert stderr == ""
    assert stdout == f"{told}\n"
    rows = await desk.rows()
    assert sorted(row.provider for row in rows) == sorted(THREE)
    assert {(row.status, row.error_type) for row in rows} == {("error", "CancelledError")}
    assert all(row.cost_nano_usd and row.usage_source == "estimate" for row in rows)


async def test_a_call_in_a_threads_own_loop_does_not_wait_for_a_call_of_this_loop(
    desk: Desk, pro: str
) -> None:
    desk.configure("openai")
    assert await desk.generate(pro) == "Hello"
    desk.server.fail(faults.slow(60))
    waiting = asyncio.create_task(desk.generate(pro))
    while len(desk.server.requests) < 2:
        await asyncio.sleep(0.01)

    async def call() -> str:
        engine = create_async_engine(desk.store.engine.url)
        try:
            async with AsyncSession(engine) as session:
                orchestrator = AIOrchestrator(session, settings=desk.settings)
                return await orchestrator.generate(pro, "custom_task", "Say hello")
        finally:
            await engine.dispose()

    assert await asyncio.to_thread(lambda: asyncio.run(call())) == "Hello"

    assert not waiting.done()
    waiting.cancel()
    with suppress(asyncio.CancelledError):
        await waiting
    rows = await desk.rows()
    assert [row.error_type for row in rows] == [None, "CancelledError", None]


def test_a_crowd_whose_loop_ends_while_it_is_being_settled_is_settled_all_the_same(
    wire_server: WireServer, tmp_path: Path
) -> None:
    """`asyncio.gather` gives up at the first that is cancelled; the loop cancels the rest again.

    It cancels every task, those that write to the ledger with them.
    """
    wire_server.fail(faults.slow(60), times=None)
    engine = create_async_engine(f"sqlite+aiosqlite:///{tmp_path / 'jobai.db'}", poolclass=NullPool)
    settings = Settings(
        environment=wire_server.environment("openai"),
        secrets=SecretBox(keys=None, key_file=tmp_path / "secret.key"),
    )

    async def prepared() -> None:
        async with engine.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)
        async with AsyncSession(engine) as session, session.begin():
            session.add(User(id="ann", plan=PRO_MONTHLY))

    async def call() -> str:
        async with AsyncSession(engine) as session:
            orchestrator = AIOrchestrator(session, settings=settings)
            return await orchestrator.generate("ann", "custom_task", "Say hello")

    async def crowd() -> None:
        me = asyncio.current_task()
        assert me

        async def stop() -> None:
            while len(wire_server.requests) < 8:
                await asyncio.sleep(0.01)
            me.cancel()

        _ = asyncio.create_task(stop())  # noqa: RUF006 - it ends before this does
        await asyncio.gather(*(call() for _ in range(8)))

    async def outcomes() -> list[tuple[str, str | None]]:
        row = AIProviderUsageLog
        async with AsyncSession(engine) as session:
            found = await session.execute(select(row.status, row.error_type))
            return [(status, error_type) for status, error_type in found]

    asyncio.run(prepared())
    with pytest.raises(asyncio.CancelledError):
        asyncio.run(crowd())

    assert asyncio.run(outcomes()) == [("error", "CancelledError")] * 8
