"""What one call learns of a model serves the next call, also in another process."""

from __future__ import annotations

import asyncio
import logging
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from wire import faults

from orchestrator.core import AIOrchestrator
from orchestrator.credentials import environment_credential
from orchestrator.errors import (
    AllAttemptsFailedError,
    ModelNotFoundError,
    RateLimitedError,
    RequestRejectedError,
)
from orchestrator.health import account_name
from orchestrator.retry import RetryPolicy
from profiles.store.ai import AIModelHealth
from profiles.store.base import utc_now
from profiles.store.tables import Base
from profiles.store.users import FREEMIUM, User

if TYPE_CHECKING:
    from desks import Desk
    from sqlalchemy.ext.asyncio import AsyncEngine

HERE = Path(__file__).parent
FIRST, SECOND, OF_OPENAI = "gemini-2.5-flash", "gemini-3.5-flash-lite", "gpt-6-luna"
"""The fast chain, as far as these tests configure it."""
KEY = "env:GEMINI_API_KEY"
HOUR = timedelta(hours=1)


def _asked(desk: Desk) -> list[str | None]:
    """Return the models asked since the last look."""
    models = [request.model for request in desk.server.requests]
    desk.server.requests.clear()
    return models


def _generate_in_a_process(desk: Desk, user_id: str) -> None:
    command = [sys.executable, str(HERE / "calling_process.py"), desk.store.location.url, user_id]
    subprocess.run(command, env={**os.environ, **desk.environment}, check=True, timeout=60)


async def _marks(engine: AsyncEngine) -> list[AIModelHealth]:
    async with AsyncSession(engine) as session:
        return list(await session.scalars(select(AIModelHealth).order_by(AIModelHealth.id)))


async def _states(desk: Desk) -> dict[str, str]:
    return {mark.model: mark.state for mark in await _marks(desk.store.engine)}


async def _mark(
    desk: Desk, model: str, state: str, until: timedelta, *, credential: str | None = None
) -> None:
    now = utc_now()
    if credential is None:
        own = environment_credential("gemini", desk.environment)
        assert own
        credential = account_name(own)
    async with desk.store.write() as session:
        session.add(
            AIModelHealth(
                credential=credential,
                model=model,
                state=state,
                until=now + until,
                reason="said so",
                updated_at=now,
            )
        )


async def test_a_retired_model_is_asked_once_by_two_processes(desk: Desk, user: str) -> None:
    desk.configure("gemini")
    desk.server.gone = {FIRST}

    await desk.generate(user)
    assert _asked(desk) == [FIRST, SECOND]
    _generate_in_a_process(desk, user)

    assert _asked(desk) == [SECOND]
    [mark] = await _marks(desk.store.engine)
    assert (mark.credential.partition("#")[0], mark.model, mark.state) == (KEY, FIRST, "gone")
    assert mark.until - mark.updated_at == timedelta(hours=24)
    assert FIRST in mark.reason
    assert [row.attempt_kind for row in await desk.rows()] == ["first", "fallback", "first"]


async def test_a_model_closed_to_this_key_is_still_asked_with_another_key(
    desk: Desk, user: str
) -> None:
    desk.configure("gemini")
    desk.server.closed = {FIRST}
    await desk.generate(user)
    desk.environment["GOOGLE_API_KEY"] = desk.environment.pop("GEMINI_API_KEY")
    desk.server.closed = set()
    _asked(desk)

    await desk.generate(user)

    assert _asked(desk) == [FIRST]


async def test_after_24_hours_a_gone_model_is_asked_again_and_its_answer_clears_it(
    desk: Desk, user: str
) -> None:
    desk.configure("gemini")
    await _mark(desk, FIRST, "gone", -timedelta(seconds=1))

    await desk.generate(user)

    assert _asked(desk) == [FIRST]
    assert await _marks(desk.store.engine) == []


async def test_a_model_that_is_still_gone_after_24_hours_is_gone_for_24_more(
    desk: Desk, user: str
) -> None:
    desk.configure("gemini")
    desk.server.gone = {FIRST}
    await _mark(desk, FIRST, "gone", -timedelta(seconds=1))

    await desk.generate(user)
    await desk.generate(user)

    assert _asked(desk) == [FIRST, SECOND, SECOND]
    [mark] = await _marks(desk.store.engine)
    assert mark.until > utc_now() + 23 * HOUR


async def test_a_gone_model_is_not_asked_either_when_the_healthy_one_fails(
    desk: Desk, user: str
) -> None:
    desk.configure("gemini")
    await _mark(desk, FIRST, "gone", HOUR)
    desk.server.fail(faults.bad_request("no such thing"), times=None)

    with pytest.raises(RequestRejectedError):
        await desk.generate(user)

    assert _asked(desk) == [SECOND]


async def test_when_every_model_is_gone_the_chain_is_asked_all_the_same(
    desk: Desk, user: str
) -> None:
    desk.configure("gemini")
    desk.server.gone = {FIRST, SECOND}
    for _ in range(2):
        with pytest.raises(AllAttemptsFailedError):
            await desk.generate(user)
        assert _asked(desk) == [FIRST, SECOND]

    desk.server.gone = set()
    await desk.generate(user)

    assert _asked(desk) == [FIRST]
    assert await _states(desk) == {SECOND: "gone"}


async def test_the_only_model_is_asked_although_it_is_gone(desk: Desk, user: str) -> None:
    desk.configure("openai")
    desk.server.gone = {OF_OPENAI}

    for _ in range(2):
        with pytest.raises(ModelNotFoundError):
            await desk.generate(user)

    assert _asked(desk) == [OF_OPENAI] * 2


@pytest.mark.parametrize(
    ("fault", "seconds"),
    [
        (faults.rate_limited(retry_after="20"), 20),
        (faults.rate_limited(retry_after="7200"), 600),
        (faults.rate_limited(), 30),
        (faults.overloaded(), 30),
        (faults.server_error(529), 30),
    ],
    ids=["in 20 s", "in two hours", "429", "503", "529"],
)
async def test_a_busy_model_is_left_at_once_and_asked_last_until_it_said_to_come_back(
    desk: Desk, user: str, fault: faults.Fault, seconds: int
) -> None:
    desk.configure("gemini")
    desk.server.fail(fault, times=None, model=FIRST)

    assert await asyncio.wait_for(desk.generate(user), timeout=10) == "Hello"
    assert await asyncio.wait_for(desk.generate(user), timeout=10) == "Hello"

    assert _asked(desk) == [FIRST, SECOND, SECOND]
    [mark] = await _marks(desk.store.engine)
    assert (mark.credential.partition("#")[0], mark.model, mark.state) == (KEY, FIRST, "cooling")
    assert mark.until - mark.updated_at == timedelta(seconds=seconds)


async def test_a_server_error_says_nothing_about_the_next_call(desk: Desk, user: str) -> None:
    desk.configure("gemini")
    desk.server.fail(faults.server_error(500), model=FIRST)

    await desk.generate(user)
    await desk.generate(user)

    assert _asked(desk) == [FIRST, SECOND, FIRST]
    assert await _marks(desk.store.engine) == []


async def test_the_only_candidate_never_cools_down(desk: Desk, user: str) -> None:
    desk.configure("openai")
    desk.server.fail(faults.rate_limited(retry_after="600"))

    with pytest.raises(RateLimitedError):
        await desk.generate(user)

    assert await _marks(desk.store.engine) == []
    assert await desk.generate(user) == "Hello"


async def test_the_last_healthy_candidate_does_not_cool_down_beside_a_cooling_one(
    desk: Desk, user: str
) -> None:
    desk.configure("gemini")
    await _mark(desk, FIRST, "cooling", HOUR)
    desk.server.fail(faults.overloaded(), model=SECOND)

    await desk.generate(user)

    assert _asked(desk) == [SECOND, FIRST]
    assert await _marks(desk.store.engine) == []


async def test_a_cooling_model_still_answers_when_the_healthy_one_fails(
    desk: Desk, user: str
) -> None:
    desk.configure("gemini")
    desk.server.gone = {SECOND}
    await _mark(desk, FIRST, "cooling", HOUR)

    assert await desk.generate(user) == "Hello"

    assert _asked(desk) == [SECOND, FIRST]
    assert await _states(desk) == {SECOND: "gone"}


async def test_when_all_are_cooling_the_one_that_is_ready_first_is_asked_first(
    desk: Desk, user: str
) -> None:
    desk.configure("gemini")
    await _mark(desk, FIRST, "cooling", 2 * HOUR)
    await _mark(desk, SECOND, "cooling", HOUR)

    await desk.generate(user)

    assert _asked(desk) == [SECOND]
    assert await _states(desk) == {FIRST: "cooling"}


async def test_what_was_learned_with_one_key_does_not_hold_for_the_next_in_its_place(
    desk: Desk, user: str
) -> None:
    desk.configure("gemini")
    desk.server.closed = {FIRST}
    await desk.generate(user)
    _asked(desk)

    desk.server.closed = set()
    desk.server.key = desk.environment["GEMINI_API_KEY"] = "another-key-0123456789abcdef"
    await desk.generate(user)

    assert _asked(desk) == [FIRST]


async def test_what_has_run_out_is_cleared_away(desk: Desk, user: str) -> None:
    desk.configure("gemini")
    await _mark(desk, "some-other-model", "gone", -HOUR)
    desk.server.gone = {FIRST}

    await desk.generate(user)

    assert [mark.model for mark in await _marks(desk.store.engine)] == [FIRST]


async def test_what_is_held_against_another_credential_does_not_count(
    desk: Desk, user: str
) -> None:
    desk.configure("gemini")
    await _mark(desk, FIRST, "gone", HOUR, credential="config:7")

    await desk.generate(user)

    assert _asked(desk) == [FIRST]
    assert await _states(desk) == {FIRST: "gone"}


async def test_many_calls_at_once_learn_the_same_thing_together(desk: Desk, user: str) -> None:
    desk.configure("gemini")
    desk.retry = RetryPolicy(deadline_s=100.0)  # the SDK's import is long on a busy machine
    desk.server.gone = {FIRST}

    answers = await asyncio.gather(*(desk.generate(user, max_tokens=10) for _ in range(16)))

    assert answers == ["Hello"] * 16
    assert await _states(desk) == {FIRST: "gone"}


@pytest.mark.parametrize("in_transaction", [False, True], ids=["reading", "writing"])
async def test_a_host_whose_tables_are_older_loses_nothing_but_the_memory(
    desk: Desk, tmp_path: Path, caplog: pytest.LogCaptureFixture, in_transaction: bool
) -> None:
    desk.configure("gemini")
    desk.server.gone = {FIRST}
    host = create_async_engine(f"sqlite+aiosqlite:///{tmp_path / 'host.db'}")
    async with host.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
        await connection.execute(text("DROP TABLE ai_model_health"))

    async with AsyncSession(host) as session:
        session.add(User(id="ann", plan=FREEMIUM))
        if not in_transaction:
            await session.commit()
        with caplog.at_level(logging.WARNING, "jobai.orchestrator"):
            orchestrator = AIOrchestrator(session, settings=desk.settings)
            answer = await orchestrator.generate("ann", "custom_task", "Say hello")
        await session.commit()
        assert await session.scalar(select(User.id)) == "ann"
    await host.dispose()

    assert answer == "Hello"
    assert _asked(desk) == [FIRST, SECOND]
    assert [record.getMessage().partition(":")[0] for record in caplog.records] == [
        "the health of models cannot be read",
        "the health of a model cannot be kept",
    ]


@pytest.mark.parametrize("ending", ["commit", "rollback"])
async def test_what_was_learned_in_a_callers_open_transaction_outlives_it(
    desk: Desk, ending: str
) -> None:
    desk.configure("gemini")
    desk.server.gone = {FIRST}
    async with AsyncSession(desk.store.engine) as session:
        session.add(User(id="ann", plan=FREEMIUM))
        orchestrator = desk.orchestrator(session)
        for _ in range(2):
            await orchestrator.generate("ann", "custom_task", "Say hello", max_tokens=10)
        await getattr(session, ending)()

    assert _asked(desk) == [FIRST, SECOND, SECOND]
    assert await _states(desk) == {FIRST: "gone"}


async def test_what_was_cleared_in_a_callers_open_transaction_does_not_come_back(
    desk: Desk,
) -> None:
    desk.configure("openai")
    desk.server.gone = {OF_OPENAI}
    async with AsyncSession(desk.store.engine) as session:
        session.add(User(id="ann", plan=FREEMIUM))
        orchestrator = desk.orchestrator(session)
        with pytest.raises(ModelNotFoundError):
            await orchestrator.generate("ann", "custom_task", "Say hello")
        desk.server.gone = set()
        await orchestrator.generate("ann", "custom_task", "Say hello")
        await session.commit()

    assert await _marks(desk.store.engine) == []
