"""Rows that other libraries and gateways are known to lose, and what we do.

One test for each kind of failure; the numbers are of the issues it was reported under, most of them
in BerriAI/litellm. What is shown elsewhere:

- a process killed in the middle of a call, and the end of its hold: `test_interruptions.py`;
- rows in a caller's transaction that is rolled back or killed: `test_callers_transaction.py`;
- a settlement that is cancelled while it waits for the store: `test_interruptions.py`.
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from desks import Desk, add_user, elsewhere
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from wire import faults

from orchestrator.core import AIOrchestrator
from orchestrator.errors import AllAttemptsFailedError, ConnectionFailedError, OverloadedError
from orchestrator.retry import RetryPolicy
from profiles.errors import StoreError
from profiles.store.ai import AIProviderUsageLog
from profiles.store.tables import Base
from profiles.store.users import PRO_MONTHLY, User

if TYPE_CHECKING:
    from wire import WireRequest

    from orchestrator.providers.base import ProviderType
    from profiles.store.engine import Store

HERE = Path(__file__).parent
THREE: list[ProviderType] = ["gemini", "openai", "claude"]
EACH_NANO_USD = 100 * 100 + 20 * 500
"""What a call of gpt-6-luna costs here: $0.10 and $0.50 for a million tokens."""


@pytest.fixture
async def pro(store: Store) -> str:
    """Somebody on pro_monthly."""
    return await add_user(store, PRO_MONTHLY)


def _child(script: str, *arguments: str, environment: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-W", "error", str(HERE / script), *arguments],
        env={**os.environ, **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


# No row after an error 500; failed calls lose their call type and metadata (#35068).


@pytest.mark.parametrize("provider", THREE)
async def test_a_call_that_failed_is_in_the_ledger_with_all_that_is_known_of_it(
    desk: Desk, pro: str, provider: ProviderType
) -> None:
    desk.configure(provider)
    desk.retry = RetryPolicy(max_retries=0)
    desk.server.fail(faults.server_error(500), times=None)

    with pytest.raises((OverloadedError, AllAttemptsFailedError)) as caught:
        await desk.generate(pro, task="cover_letter", provider_type=provider)

    for number, row in enumerate(await desk.rows(), start=1):
        assert (row.status, row.http_status, row.attempt) == ("error", 500, number)
        assert (row.user_id, row.plan, row.task_type) == (pro, PRO_MONTHLY, "cover_letter")
        assert (row.provider, row.model) == (provider, desk.server.requests[number - 1].model)
        assert row.error_type == "OverloadedError"
        assert row.error_message
        assert row.credential.startswith("env:")
        assert row.latency_ms is not None
        assert row.settled_at is not None
        assert row.request_id == caught.value.request_id
    assert len(caught.value.attempts) == len(await desk.rows()) > 0


# Spend is buffered in memory and lost with it (#21514, #34805, #38157).


@pytest.mark.parametrize("provider", THREE)
async def test_the_row_is_in_the_file_before_the_provider_hears_of_the_call(
    desk: Desk, pro: str, provider: ProviderType
) -> None:
    desk.configure(provider)
    seen: list[tuple[Any, ...]] = []

    def answer(_: WireRequest) -> str:
        row = AIProviderUsageLog
        seen.extend(
            elsewhere(desk.store.location.url, select(row.status, row.held_cost_nano_usd > 0))
        )
        return "Hello"

    desk.server.answer_with(answer)

    await desk.generate(pro, provider_type=provider)

    assert seen == [("pending", 1)]


@pytest.mark.parametrize(
    ("number", "row"),
    [
        (signal.SIGTERM, ("pending", None)),  # the end comes at once: the row keeps what it held
        (signal.SIGINT, ("error", "CancelledError")),  # asyncio cancels the call, which settles
    ],
    ids=["SIGTERM", "SIGINT"],
)
async def test_a_process_that_is_told_to_stop_leaves_its_call_in_the_ledger(
    desk: Desk, pro: str, number: signal.Signals, row: tuple[str, str | None]
) -> None:
    desk.configure("openai")
    desk.server.fail(faults.slow(60), times=None)
    process = _child(
        "calling_process.py", desk.store.location.url, pro, environment=desk.environment
    )
    while not desk.server.requests:
        assert process.poll() is None
        await asyncio.sleep(0.01)

    process.send_signal(number)
    _, stderr = process.communicate(timeout=30)

    [left] = await desk.rows()
    assert (left.status, left.error_type) == row
    assert left.held_cost_nano_usd
    assert (left.cost_nano_usd or 0) < left.held_cost_nano_usd
    assert "was destroyed" not in stderr


# Rows are taken off a queue before an awaited write, and lost when that is cancelled (#34820).


async def test_whenever_a_call_is_cancelled_what_was_sent_is_settled(desk: Desk, pro: str) -> None:
    desk.configure("openai")
    await desk.generate(pro)
    desk.server.delay_s = 0.05
    await desk.generate(pro)

    for moment in range(40):  # from before the row to after the answer
        call = asyncio.create_task(desk.generate(pro))
        await asyncio.sleep(moment * 0.002)
        call.cancel()
        await asyncio.wait([call])

    rows = await desk.rows()
    assert len(desk.server.requests) <= len(rows) <= 42
    assert {row.status for row in rows} == {"success", "error"}
    assert {row.error_type for row in rows} == {None, "CancelledError"}
    assert all(row.cost_nano_usd is not None for row in rows)


# Streams that are interrupted are not logged (#35958).


@pytest.mark.parametrize("provider", THREE)
async def test_a_stream_that_breaks_or_is_left_is_in_the_ledger_with_its_cost(
    desk: Desk, pro: str, provider: ProviderType
) -> None:
    desk.configure(provider)
    async with AsyncSession(desk.store.engine) as session:
        orchestrator = desk.orchestrator(session)
        desk.server.fail(faults.stream_cut())
        broken = orchestrator.generate_stream(pro, "custom_task", "Count", provider_type=provider)
        with pytest.raises(ConnectionFailedError):
            async for _ in broken:
                pass
        desk.server.answer_with(faults.LONG_TEXT)
        desk.server.piece_delay_s = 0.05
        async with orchestrator.generate_stream(
            pro, "custom_task", "Count", provider_type=provider
        ) as left:
            assert await anext(left)

    rows = await desk.rows()
    assert [row.error_type for row in rows] == ["ConnectionFailedError", "CancelledError"]
    assert {(row.status, row.usage_source, row.settled_at is None) for row in rows} == {
        ("error", "estimate", False)
    }
    assert all(row.cost_nano_usd for row in rows)


# "database is locked" with many processes (simonw/llm #789, OrcaRouter-Lite #68, lionagi #2275):
# of 40 commands 16 crashed, and what they had paid for was not logged.


@pytest.mark.skipif(not hasattr(os, "fork"), reason="twenty imports of an SDK take a minute")
async def test_twenty_processes_call_at_once_and_every_row_is_there(desk: Desk, pro: str) -> None:
    desk.configure("openai")
    arguments = (desk.store.location.url, pro, "20", "5")
    process = _child("many_calls_process.py", *arguments, environment=desk.environment)

    stdout, stderr = await asyncio.to_thread(process.communicate, None, 100)

    assert (stdout, stderr) == ("Hello\n" * 100, "")
    rows = await desk.rows()
    assert len(rows) == len(desk.server.requests) == 100
    assert {row.status for row in rows} == {"success"}
    assert sum(row.cost_nano_usd or 0 for row in rows) == 100 * EACH_NANO_USD


async def test_a_hosts_own_engine_as_it_comes_bears_a_crowd(desk: Desk, tmp_path: Path) -> None:
    desk.configure("openai")
    host = create_async_engine(f"sqlite+aiosqlite:///{tmp_path / 'host.db'}")
    async with host.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with AsyncSession(host) as session, session.begin():
        session.add(User(id="ann", plan=PRO_MONTHLY))

    async def call() -> str:
        async with AsyncSession(host) as session:
            orchestrator = AIOrchestrator(session, settings=desk.settings)
            return await orchestrator.generate("ann", "custom_task", "Say hello")

    answers = await asyncio.gather(*(call() for _ in range(50)))
    async with AsyncSession(host) as session:
        statuses = list(await session.scalars(select(AIProviderUsageLog.status)))
    await host.dispose()

    assert answers == ["Hello"] * 50
    assert statuses == ["success"] * 50


# The log database vanishes while it is in use (simonw/llm #1204: a crash).


@pytest.mark.sqlite
@pytest.mark.parametrize("state", ["in use", "opened anew", "made anew"])
async def test_a_store_that_vanishes_is_named_in_one_error_and_nothing_is_sent(
    desk: Desk, pro: str, tmp_path: Path, state: str
) -> None:
    desk.configure("openai")
    await desk.generate(pro)
    if state == "opened anew":
        await desk.store.aclose()
    for file in tmp_path.glob("jobai.db*"):
        file.unlink()
    if state == "made anew":
        (tmp_path / "jobai.db").touch()

    for _ in range(2):
        with pytest.raises(StoreError, match=r"jobai\.db") as caught:
            await desk.generate(pro)

        assert caught.value.hint
        assert "SELECT" not in str(caught.value)
    assert len(desk.server.requests) == 1
