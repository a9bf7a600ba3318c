"""One answer under one key: paid for once, whoever asks, however often, and whoever dies."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from desks import Desk, add_user
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from wire import faults

from orchestrator import idempotency
from orchestrator.errors import CallTimeoutError, OverloadedError, RequestRejectedError
from orchestrator.request import AnswerFaultError, Request
from orchestrator.retry import RetryPolicy
from profiles.errors import InvalidInputError
from profiles.store.ai import AIAnswer
from profiles.store.base import utc_now
from profiles.store.users import FREEMIUM, User

if TYPE_CHECKING:
    from orchestrator.answers import Answer

HERE = Path(__file__).parent
HELLO = Request(task="custom_task", text="Say hello")


async def _ask(desk: Desk, user: str, request: Request = HELLO, **options: Any) -> Answer:
    async with AsyncSession(desk.store.engine) as session:
        return await desk.orchestrator(session).ask(user, request, **options)


async def _kept(desk: Desk) -> list[AIAnswer]:
    async with desk.store.read() as session:
        return list(await session.scalars(select(AIAnswer).order_by(AIAnswer.id)))


def _process(desk: Desk, user: str, key: str) -> subprocess.Popen[str]:
    command = [sys.executable, str(HERE / "calling_process.py"), desk.store.location.url, user]
    environment = {**os.environ, **desk.environment}
    return subprocess.Popen([*command, key], env=environment, stdout=subprocess.PIPE, text=True)


async def _sent(desk: Desk, count: int) -> None:
    async with asyncio.timeout(30):
        while len(desk.server.requests) < count:
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("options", [{"idempotency_key": "k"}, {"reuse": True}])
async def test_the_same_again_returns_the_first_answer_and_is_paid_once(
    desk: Desk, user: str, options: dict[str, Any]
) -> None:
    desk.configure("gemini")
    first = await _ask(desk, user, **options)
    desk.server.answer_with("Something else")

    second = await _ask(desk, user, **options)

    assert (first.text, first.reused) == ("Hello", False)
    assert (second.text, second.reused) == ("Hello", True)
    assert second.request_id == first.request_id
    assert (second.provider, second.model, second.served_model) == (
        first.provider,
        first.model,
        first.served_model,
    )
    assert second.usage == first.usage
    assert second.attempts == first.attempts
    assert second.cost_nano_usd == first.cost_nano_usd == 80_000
    assert len(desk.server.requests) == len(await desk.rows()) == 1


async def test_without_a_key_every_call_is_a_call(desk: Desk, user: str) -> None:
    desk.configure("gemini")

    await _ask(desk, user)
    await _ask(desk, user)

    assert len(desk.server.requests) == 2
    assert await _kept(desk) == []


async def test_generate_takes_a_key_too(desk: Desk, user: str) -> None:
    desk.configure("gemini")

    assert await desk.generate(user, idempotency_key="k") == "Hello"
    desk.server.answer_with("Something else")

    assert await desk.generate(user, idempotency_key="k") == "Hello"


async def test_a_crowd_with_one_key_is_served_by_one_call(desk: Desk, user: str) -> None:
    desk.configure("gemini")
    desk.server.delay_s = 0.3

    answers = await asyncio.gather(*(_ask(desk, user, idempotency_key="k") for _ in range(12)))

    assert {answer.text for answer in answers} == {"Hello"}
    assert [answer.reused for answer in answers].count(False) == 1
    assert len(desk.server.requests) == len(await desk.rows()) == 1


async def test_what_another_process_is_asking_is_waited_for(
    desk: Desk, user: str, tmp_path: Path
) -> None:
    desk.configure("gemini")
    desk.server.delay_s = 1.0
    with _process(desk, user, "k") as other:
        await _sent(desk, 1)

        answer = await _ask(desk, user, idempotency_key="k")

        assert other.communicate(timeout=30)[0] == "Hello\n"
    assert (answer.text, answer.reused) == ("Hello", True)
    assert len(desk.server.requests) == 1


async def test_the_key_of_a_killed_process_is_free_after_its_lease(
    desk: Desk, user: str, tmp_path: Path
) -> None:
    desk.configure("gemini")
    desk.server.fail(faults.slow(60))
    with _process(desk, user, "k") as other:
        await _sent(desk, 1)
        other.send_signal(signal.SIGKILL)
    [row] = await _kept(desk)
    assert row.lease_until
    assert timedelta(0) < row.lease_until - utc_now() <= timedelta(seconds=idempotency.LEASE_S)
    async with desk.store.write() as session:
        await session.execute(update(AIAnswer).values(lease_until=utc_now()))

    answer = await _ask(desk, user, idempotency_key="k")

    assert (answer.text, answer.reused) == ("Hello", False)
    assert [row.status for row in await desk.rows()] == ["pending", "success"]


async def test_the_key_of_a_dead_process_is_not_kept_by_a_clock_that_was_set_back(
    desk: Desk, user: str
) -> None:
    desk.configure("gemini")
    await _ask(desk, user, idempotency_key="k")
    async with desk.store.write() as session:
        tomorrow = utc_now() + timedelta(days=1)
        dead = {"text": None, "pending_request_id": "0" * 32, "lease_until": tomorrow}
        await session.execute(update(AIAnswer).values(**dead))

    async with asyncio.timeout(5):
        answer = await _ask(desk, user, idempotency_key="k")

    assert (answer.text, answer.reused) == ("Hello", False)


async def test_a_long_call_keeps_its_key_by_its_heartbeat(
    desk: Desk, user: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.configure("gemini")
    monkeypatch.setattr(idempotency, "LEASE_S", 0.6)
    monkeypatch.setattr(idempotency, "BEAT_S", 0.1)
    desk.server.delay_s = 1.5

    answers = await asyncio.gather(*(_ask(desk, user, idempotency_key="k") for _ in range(2)))

    assert sorted(answer.reused for answer in answers) == [False, True]
    assert len(desk.server.requests) == 1


async def test_who_waits_too_long_is_told_that_the_answer_will_be_there(
    desk: Desk, user: str
) -> None:
    desk.configure("gemini")
    await _ask(desk, user)  # the SDK's import is not the provider's time
    desk.server.fail(faults.slow(30))
    running = asyncio.create_task(_ask(desk, user, idempotency_key="k"))
    await _sent(desk, 2)
    desk.retry = RetryPolicy(deadline_s=0.3)
    started = time.perf_counter()

    with pytest.raises(CallTimeoutError, match="still being asked") as caught:
        await _ask(desk, user, idempotency_key="k")

    assert time.perf_counter() - started < 5
    assert "reused" in str(caught.value.hint)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert await _kept(desk) == []


@pytest.mark.parametrize("fault", [faults.bad_request("no"), faults.refusal()])
async def test_a_failure_is_not_kept(desk: Desk, user: str, fault: faults.Fault) -> None:
    desk.configure("openai")
    desk.server.fail(fault)
    with pytest.raises(Exception, match=r"no|declined"):
        await _ask(desk, user, idempotency_key="k")
    assert await _kept(desk) == []

    answer = await _ask(desk, user, idempotency_key="k")

    assert (answer.text, answer.reused) == ("Hello", False)


async def test_what_fails_to_refresh_leaves_the_answer_from_before(desk: Desk, user: str) -> None:
    desk.configure("openai")
    await _ask(desk, user, idempotency_key="k")
    desk.server.fail(faults.bad_request("no"))

    with pytest.raises(RequestRejectedError):
        await _ask(desk, user, idempotency_key="k", refresh=True)

    answer = await _ask(desk, user, idempotency_key="k")
    assert (answer.text, answer.reused) == ("Hello", True)


async def test_to_refresh_asks_anew_and_keeps_the_new_answer(desk: Desk, user: str) -> None:
    desk.configure("gemini")
    await _ask(desk, user, idempotency_key="k")
    desk.server.answer_with("Good day")

    refreshed = await _ask(desk, user, idempotency_key="k", refresh=True)
    again = await _ask(desk, user, idempotency_key="k")

    assert (refreshed.text, refreshed.reused) == ("Good day", False)
    assert (again.text, again.reused) == ("Good day", True)
    assert again.request_id == refreshed.request_id


async def test_while_one_refreshes_the_others_get_the_answer_that_is_there(
    desk: Desk, user: str
) -> None:
    desk.configure("gemini")
    await _ask(desk, user, idempotency_key="k")
    desk.server.delay_s = 1.0
    refreshing = asyncio.create_task(_ask(desk, user, idempotency_key="k", refresh=True))
    await _sent(desk, 2)

    answer = await _ask(desk, user, idempotency_key="k")

    assert not refreshing.done()
    assert answer.reused
    await refreshing


async def test_a_key_stands_for_one_request(desk: Desk, user: str) -> None:
    desk.configure("gemini")
    await _ask(desk, user, idempotency_key="k")

    with pytest.raises(InvalidInputError, match="used for another request"):
        await _ask(desk, user, Request(task="custom_task", text="Else"), idempotency_key="k")

    assert len(desk.server.requests) == 1


async def test_everybody_has_keys_of_his_own(desk: Desk, user: str) -> None:
    desk.configure("gemini")
    await _ask(desk, user, idempotency_key="k")

    answer = await _ask(desk, await add_user(desk.store, FREEMIUM), idempotency_key="k")

    assert not answer.reused
    assert len(desk.server.requests) == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"text": "Say goodbye"},
        {"task": "another"},
        {"system": "Be brief."},
        {"temperature": 0.1},
        {"max_output_tokens": 7},
        {"least_reasoning": True},
    ],
)
async def test_other_inputs_are_another_request(
    desk: Desk, user: str, changes: dict[str, Any]
) -> None:
    desk.configure("gemini")
    await _ask(desk, user, reuse=True)
    facts: dict[str, Any] = {"task": "custom_task", "text": "Say hello"}

    answer = await _ask(desk, user, Request(**facts | changes), reuse=True)

    assert not answer.reused


async def test_other_models_to_ask_are_another_request(desk: Desk, user: str) -> None:
    desk.configure("gemini")
    await _ask(desk, user, reuse=True)

    assert not (await _ask(desk, user, model="gemini-3.8-flash", reuse=True)).reused
    assert (await _ask(desk, user, model="gemini-3.8-flash", reuse=True)).reused
    assert (await _ask(desk, user, reuse=True)).reused


async def test_a_kept_answer_is_read_by_the_rules_of_today(desk: Desk, user: str) -> None:
    desk.configure("gemini")
    desk.server.answer_with("hello")
    await _ask(desk, user, Request(task="t", text="?", check=str.title), reuse=True)

    answer = await _ask(desk, user, Request(task="t", text="?", check=str.upper), reuse=True)

    assert (answer.text, answer.reused) == ("HELLO", True)


async def test_a_kept_answer_that_breaks_the_rules_of_today_is_asked_anew(
    desk: Desk, user: str
) -> None:
    desk.configure("gemini")
    desk.server.answer_with("hello")
    await _ask(desk, user, Request(task="t", text="?"), reuse=True)
    desk.server.answer_with("42")

    def only_42(text: str) -> str:
        if text != "42":
            raise AnswerFaultError("Answer with 42.")
        return text

    answer = await _ask(desk, user, Request(task="t", text="?", check=only_42), reuse=True)

    assert (answer.text, answer.reused) == ("42", False)
    assert (await _ask(desk, user, Request(task="t", text="?"), reuse=True)).text == "42"


async def test_the_repaired_answer_is_the_one_that_is_kept(desk: Desk, user: str) -> None:
    desk.configure("gemini")
    said = iter(["forty-two", "42"])
    desk.server.answer_with(lambda _: next(said))

    def only_42(text: str) -> str:
        if text != "42":
            raise AnswerFaultError("Answer with 42.")
        return text

    request = Request(task="t", text="?", check=only_42)
    await _ask(desk, user, request, reuse=True)

    answer = await _ask(desk, user, request, reuse=True)
    assert (answer.text, answer.reused, len(answer.attempts)) == ("42", True, 2)


async def test_what_rules_answer_is_worked_out_each_time(desk: Desk, user: str) -> None:
    answers = iter(["one", "two"])
    request = Request(task="t", text="?", by_rules=lambda: next(answers))

    for expected in ("one", "two"):
        answer = await _ask(desk, user, request, provider_name="offline", reuse=True)
        assert (answer.text, answer.reused) == (expected, False)
    assert await _kept(desk) == []


@pytest.mark.parametrize("key", ["", "x" * 201, "line\nbreak", "\x00"])
async def test_what_cannot_be_a_key_is_refused_before_anything_is_sent(
    desk: Desk, user: str, key: str
) -> None:
    desk.configure("gemini")

    with pytest.raises(InvalidInputError, match="cannot be an idempotency key"):
        await _ask(desk, user, idempotency_key=key)

    assert desk.server.requests == []


@pytest.mark.parametrize("ending", ["commit", "rollback"])
async def test_an_answer_outlives_the_transaction_of_a_caller_who_locks_all_others_out(
    desk: Desk, ending: str
) -> None:
    desk.configure("gemini")
    async with AsyncSession(desk.store.engine) as session:
        session.add(User(id="ann", plan=FREEMIUM))
        orchestrator = desk.orchestrator(session)
        await orchestrator.ask("ann", HELLO, idempotency_key="k")
        assert (await orchestrator.ask("ann", HELLO, idempotency_key="k")).reused
        await getattr(session, ending)()
    if ending == "rollback":
        async with desk.store.write() as session:
            session.add(User(id="ann", plan=FREEMIUM))

    assert (await _ask(desk, "ann", idempotency_key="k")).reused
    assert len(desk.server.requests) == 1


async def test_a_failure_within_a_callers_transaction_gives_the_key_back(desk: Desk) -> None:
    desk.configure("openai")
    desk.retry = RetryPolicy(max_retries=0)
    desk.server.fail(faults.overloaded())
    async with AsyncSession(desk.store.engine) as session:
        session.add(User(id="ann", plan=FREEMIUM))
        orchestrator = desk.orchestrator(session)
        with pytest.raises(OverloadedError):
            await orchestrator.ask("ann", HELLO, idempotency_key="k")

        assert not (await orchestrator.ask("ann", HELLO, idempotency_key="k")).reused
        await session.commit()


async def test_tasks_that_share_a_callers_transaction_share_its_answer(desk: Desk) -> None:
    desk.configure("gemini")
    desk.server.delay_s = 0.3
    async with AsyncSession(desk.store.engine) as session:
        session.add(User(id="ann", plan=FREEMIUM))
        orchestrator = desk.orchestrator(session)

        answers = await asyncio.gather(
            *(orchestrator.ask("ann", HELLO, idempotency_key="k") for _ in range(4))
        )

        assert [answer.reused for answer in answers].count(False) == 1
        await session.commit()
    assert len(desk.server.requests) == 1


@pytest.mark.sqlite
async def test_a_caller_who_locks_the_other_out_does_not_wait_for_its_answer(
    desk: Desk, user: str
) -> None:
    desk.configure("gemini")
    desk.server.delay_s = 2.0
    other = asyncio.create_task(_ask(desk, user, idempotency_key="k"))
    await _sent(desk, 1)
    async with AsyncSession(desk.store.engine) as session:
        session.add(User(plan=FREEMIUM))
        await session.flush()
        started = time.perf_counter()
        with pytest.raises(CallTimeoutError, match="being asked elsewhere") as caught:
            await desk.orchestrator(session).ask(user, HELLO, idempotency_key="k")
        assert time.perf_counter() - started < 1.5
        assert "commit" in str(caught.value.hint)
        await session.rollback()

    assert not (await other).reused
