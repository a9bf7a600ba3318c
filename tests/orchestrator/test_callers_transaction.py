"""A caller in the middle of a transaction of its own is neither blocked nor robbed of its rows."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from wire import faults

from orchestrator.core import AIOrchestrator
from orchestrator.errors import CredentialsRefusedError, QuotaExceededError
from profiles.store.ai import AIProviderUsageLog
from profiles.store.base import utc_now
from profiles.store.engine import open_store
from profiles.store.joined import holds_write_lock
from profiles.store.location import locate_store
from profiles.store.tables import Base
from profiles.store.transactions import write_transaction
from profiles.store.users import FREEMIUM, User

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from desks import Desk
    from sqlalchemy.ext.asyncio import AsyncEngine

HERE = Path(__file__).parent
PATIENCE_S = 10.0
"""Far below the half minute that a writer waits for a lock."""


@pytest.fixture(params=["the store's own engine", "a host's engine", "in memory"])
async def engine(
    request: pytest.FixtureRequest, desk: Desk, tmp_path: Path
) -> AsyncIterator[AsyncEngine]:
    """Every kind of engine on SQLite."""
    desk.configure("openai")
    if request.param == "the store's own engine":
        yield desk.store.engine
        return
    path = tmp_path / "host.db" if request.param == "a host's engine" else ""
    host = create_async_engine(f"sqlite+aiosqlite:///{path}")
    async with host.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield host
    await host.dispose()


async def _generate(desk: Desk, session: AsyncSession, user_id: str, max_tokens: int = 4096) -> str:
    orchestrator = AIOrchestrator(session, settings=desk.settings)
    call = orchestrator.generate(user_id, "custom_task", "Say hello", max_tokens=max_tokens)
    return await asyncio.wait_for(call, PATIENCE_S)


def _transacting(desk: Desk, path: Path) -> subprocess.Popen[str]:
    command = [sys.executable, str(HERE / "transacting_process.py"), str(path)]
    environment = {**os.environ, **desk.environment}
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


async def _statuses(engine: AsyncEngine) -> list[str]:
    async with AsyncSession(engine) as session:
        rows = select(AIProviderUsageLog.status).order_by(AIProviderUsageLog.id)
        return list(await session.scalars(rows))


@pytest.mark.parametrize("ending", ["commit", "rollback", "close", "savepoint"])
async def test_a_user_who_is_not_committed_yet_can_call_and_the_row_outlives_the_transaction(
    desk: Desk, engine: AsyncEngine, ending: str
) -> None:
    async with AsyncSession(engine) as session:
        session.add(User(id="ann", plan=FREEMIUM))
        if ending == "savepoint":
            await session.flush()
            savepoint = await session.begin_nested()
            assert await _generate(desk, session, "ann") == "Hello"
            await savepoint.rollback()
            await session.commit()
        else:
            assert await _generate(desk, session, "ann") == "Hello"
            assert await session.scalar(select(AIProviderUsageLog.status)) == "success"
            if ending != "close":
                await getattr(session, ending)()

    async with AsyncSession(engine) as session:
        kept = await session.scalar(select(func.count()).select_from(User))
        [row] = await session.scalars(select(AIProviderUsageLog))
    assert kept == (1 if ending in {"commit", "savepoint"} else 0)
    assert (row.user_id, row.status) == ("ann", "success")
    assert (row.input_tokens, row.output_tokens) == (100, 20)
    assert row.cost_nano_usd
    assert row.lease_until > row.created_at


async def test_a_failed_call_outlives_the_rollback_that_it_causes(
    desk: Desk, engine: AsyncEngine
) -> None:
    desk.server.fail(faults.wrong_key(), times=None)

    with pytest.raises(CredentialsRefusedError):
        async with AsyncSession(engine) as session, session.begin():
            session.add(User(id="ann", plan=FREEMIUM))
            await _generate(desk, session, "ann")

    assert await _statuses(engine) == ["error"]


async def test_several_calls_in_one_transaction_are_all_kept_and_limited_together(
    desk: Desk, engine: AsyncEngine
) -> None:
    async with AsyncSession(engine) as session:
        session.add(User(id="ann", plan=FREEMIUM))
        await _generate(desk, session, "ann")
        await _generate(desk, session, "ann")
        with pytest.raises(QuotaExceededError) as caught:
            await _generate(desk, session, "ann", max_tokens=9_800)
        await session.rollback()
        session.add(User(id="other", plan=FREEMIUM))
        await _generate(desk, session, "other")
        await session.rollback()

    assert caught.value.used == 240
    assert await _statuses(engine) == ["success"] * 3


async def test_calls_before_within_and_after_a_savepoint_are_all_kept(
    desk: Desk, engine: AsyncEngine
) -> None:
    async with AsyncSession(engine) as session:
        session.add(User(id="ann", plan=FREEMIUM))
        await _generate(desk, session, "ann")
        for _ in range(2):
            savepoint = await session.begin_nested()
            await _generate(desk, session, "ann")
            await savepoint.rollback()
        await _generate(desk, session, "ann")
        await session.commit()

    assert await _statuses(engine) == ["success"] * 4


async def test_a_statement_of_the_callers_own_locks_nobody_out_either(
    desk: Desk, engine: AsyncEngine
) -> None:
    async with AsyncSession(engine) as session:
        session.add(User(id="ann", plan=FREEMIUM))
        await session.commit()
        await session.execute(insert(User).values(id="bob", created_at=utc_now()))

        assert await _generate(desk, session, "ann") == "Hello"

        await session.rollback()

    assert await _statuses(engine) == ["success"]


async def test_a_caller_who_only_reads_does_not_come_to_hold_the_lock(
    desk: Desk, user: str
) -> None:
    desk.configure("openai")
    async with AsyncSession(desk.store.engine) as session:
        await session.scalar(select(User.id))

        assert await _generate(desk, session, user) == "Hello"

        assert session.in_transaction()
        assert not await holds_write_lock(session, AIProviderUsageLog)
        async with asyncio.timeout(PATIENCE_S):
            async with write_transaction(desk.store.engine):
                pass
    assert await _statuses(desk.store.engine) == ["success"]


async def test_a_lock_that_somebody_else_holds_is_waited_for(desk: Desk, user: str) -> None:
    desk.configure("openai")
    async with AsyncSession(desk.store.engine) as session:
        await session.scalar(select(User.id))
        async with write_transaction(desk.store.engine):
            started = time.perf_counter()
            assert not await holds_write_lock(session, AIProviderUsageLog)
            assert time.perf_counter() - started < PATIENCE_S
            call = asyncio.create_task(_generate(desk, session, user))
            await asyncio.sleep(0)

        assert await call == "Hello"
    assert await _statuses(desk.store.engine) == ["success"]


@pytest.mark.sqlite
async def test_asking_who_holds_the_lock_leaves_the_patience_of_connections_as_it_was(
    desk: Desk,
) -> None:
    async with AsyncSession(desk.store.engine) as session:
        session.add(User(plan=FREEMIUM))
        await session.flush()

        assert await holds_write_lock(session, AIProviderUsageLog)

        async with desk.store.engine.connect() as another:
            for connection in (await session.connection(), another):
                patience = await connection.exec_driver_sql("PRAGMA busy_timeout")
                assert patience.scalar_one() == 30_000


@pytest.mark.parametrize("moment", ["while the provider works", "after the answer"])
async def test_a_process_killed_in_the_callers_transaction_leaves_its_rows(
    desk: Desk, tmp_path: Path, moment: str
) -> None:
    desk.configure("gemini")
    if moment == "while the provider works":
        desk.server.fail(faults.slow(60))
    path = tmp_path / "jobai.db"
    with _transacting(desk, path) as process:
        if moment == "while the provider works":
            async with asyncio.timeout(30):
                while not desk.server.requests:
                    await asyncio.sleep(0.01)
        else:
            assert process.stdout
            assert await asyncio.to_thread(process.stdout.readline) == "Hello\n"
        process.kill()
    assert await _statuses(desk.store.engine) == []

    reopened = await open_store(locate_store(str(path), {}))

    async with reopened.read() as session:
        [row] = await session.scalars(select(AIProviderUsageLog))
        assert await session.scalar(select(func.count()).select_from(User)) == 0
    await reopened.aclose()
    settled = moment == "after the answer"
    assert (row.user_id, row.status) == ("ann", "success" if settled else "pending")
    assert row.tokens == (120 if settled else row.held_tokens)
    assert not list(tmp_path.glob("jobai.db-ledger"))


async def test_after_the_transaction_nothing_is_left_beside_the_store(
    desk: Desk, engine: AsyncEngine, tmp_path: Path
) -> None:
    for ending in ("commit", "rollback"):
        async with AsyncSession(engine) as session:
            session.add(User(plan=FREEMIUM, id=ending))
            await _generate(desk, session, ending)
            await getattr(session, ending)()

    assert await _statuses(engine) == ["success", "success"]
    assert not list(tmp_path.glob("*-ledger"))


@pytest.mark.parametrize("state", ["idle", "reading", "writing"])
async def test_many_tasks_may_share_one_session(desk: Desk, user: str, state: str) -> None:
    desk.configure("gemini")
    async with AsyncSession(desk.store.engine) as session:
        if state == "reading":
            await session.scalar(select(User.id))
        elif state == "writing":
            session.add(User(plan=FREEMIUM))
        orchestrator = AIOrchestrator(session, settings=desk.settings)
        calls = (
            orchestrator.generate(user, "custom_task", "Hi", max_tokens=100) for _ in range(20)
        )

        assert await asyncio.gather(*calls) == ["Hello"] * 20

        await session.rollback()
    assert await _statuses(desk.store.engine) == ["success"] * 20
