"""Text as it comes: with the row of any other call, and never a silent half of an answer."""

from __future__ import annotations

import asyncio
import gc
from contextlib import aclosing
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.ext.asyncio import AsyncSession
from wire import faults

from orchestrator import attempts
from orchestrator.errors import (
    AllAttemptsFailedError,
    AnswerRefusedError,
    AnswerTruncatedError,
    CallTimeoutError,
    ConnectionFailedError,
    OverloadedError,
    PlanNotFoundError,
    ProviderNotConfiguredError,
    QuotaExceededError,
)
from orchestrator.estimates import text_bound
from orchestrator.retry import RetryPolicy

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from desks import Desk

    from orchestrator.core import AIOrchestrator
    from orchestrator.providers.base import ProviderType

THREE: list[ProviderType] = ["gemini", "openai", "claude"]
SAID = "One two three four five six seven eight nine ten."


@pytest.fixture
async def orchestrator(desk: Desk) -> AsyncIterator[AIOrchestrator]:
    """One that asks Gemini, then OpenAI; a test may configure other providers before it asks."""
    desk.server.answer_with(SAID)
    async with AsyncSession(desk.store.engine) as session:
        desk.configure("gemini", "openai")
        yield desk.orchestrator(session)


@pytest.mark.parametrize("provider", THREE)
async def test_the_text_comes_in_pieces_and_the_row_is_that_of_a_whole_answer(
    desk: Desk, user: str, provider: ProviderType
) -> None:
    desk.configure(provider)
    desk.server.answer_with(SAID)
    desk.server.piece_delay_s = 0.05
    statuses: list[str] = []
    pieces: list[str] = []
    async with AsyncSession(desk.store.engine) as session:
        stream = desk.orchestrator(session).generate_stream(
            user, "custom_task", "Count", provider_type=provider
        )
        async for piece in stream:
            pieces.append(piece)
            statuses.append((await desk.rows())[0].status)

    assert len(pieces) > 3
    assert "".join(pieces) == SAID == stream.answer.text
    assert set(statuses) == {"pending"}
    [row] = await desk.rows()
    assert (row.status, row.provider, row.attempt_kind) == ("success", provider, "first")
    assert (row.input_tokens, row.output_tokens, row.usage_source) == (100, 20, "provider")
    assert row.cost_nano_usd == stream.answer.cost_nano_usd
    assert row.request_id == stream.answer.request_id
    assert stream.answer.served_model == row.served_model == row.model


async def test_nothing_is_sent_before_the_first_piece_is_asked_for(
    desk: Desk, user: str, orchestrator: AIOrchestrator
) -> None:
    stream = orchestrator.generate_stream(user, "custom_task", "Count")

    with pytest.raises(RuntimeError, match="not ended"):
        _ = stream.answer
    await stream.aclose()

    assert (desk.server.requests, await desk.rows()) == ([], [])


@pytest.mark.parametrize("provider", THREE)
async def test_a_stream_that_ends_early_is_an_error_although_no_sdk_says_so(
    desk: Desk, user: str, provider: ProviderType
) -> None:
    desk.configure(provider)
    desk.server.fail(faults.stream_ends_early(), times=None)
    heard = ""
    async with AsyncSession(desk.store.engine) as session:
        stream = desk.orchestrator(session).generate_stream(
            user, "custom_task", "Count", provider_type=provider
        )
        with pytest.raises(ConnectionFailedError) as caught:
            async for piece in stream:
                heard += piece

    assert heard
    [row] = await desk.rows()
    assert (row.status, row.error_type) == ("error", "ConnectionFailedError")
    assert (row.usage_source, row.tokens) == ("estimate", row.held_tokens)
    assert caught.value.request_id == row.request_id
    assert [attempt.kind for attempt in caught.value.attempts] == ["first"]


async def test_before_the_first_piece_a_busy_provider_is_left_for_the_next(
    desk: Desk, user: str, orchestrator: AIOrchestrator
) -> None:
    desk.server.fail(faults.rate_limited(retry_after="20"), times=None, provider="gemini")

    async with aclosing(orchestrator.generate_stream(user, "custom_task", "Count")) as stream:
        heard = "".join([piece async for piece in stream])

    assert heard == SAID
    assert [(row.provider, row.attempt_kind) for row in await desk.rows()] == [
        ("gemini", "first"),
        ("gemini", "fallback"),
        ("openai", "fallback"),
    ]
    assert stream.answer.provider == "openai"
    assert len(stream.answer.attempts) == 3


async def test_before_the_first_piece_the_last_provider_is_asked_again(
    desk: Desk, user: str, orchestrator: AIOrchestrator
) -> None:
    desk.server.fail(faults.server_error(500), times=2, provider="openai")
    stream = orchestrator.generate_stream(user, "custom_task", "Count", provider_type="openai")

    assert "".join([piece async for piece in stream]) == SAID

    assert [row.attempt_kind for row in await desk.rows()] == ["first", "retry", "retry"]


async def test_after_the_first_piece_nobody_else_is_asked(
    desk: Desk, user: str, orchestrator: AIOrchestrator
) -> None:
    desk.server.fail(faults.stream_error(), times=None, provider="gemini")
    heard = ""

    with pytest.raises(OverloadedError):
        async for piece in orchestrator.generate_stream(user, "custom_task", "Count"):
            heard += piece

    assert heard
    assert [row.provider for row in await desk.rows()] == ["gemini"]


async def test_when_all_fail_before_the_first_piece_the_error_has_every_cause(
    desk: Desk, user: str, orchestrator: AIOrchestrator
) -> None:
    desk.server.fail(faults.wrong_key(), times=None)

    with pytest.raises(AllAttemptsFailedError) as caught:
        async for _ in orchestrator.generate_stream(user, "custom_task", "Count"):
            pass

    assert [cause.provider for cause in caught.value.causes] == ["gemini", "openai"]
    assert len(caught.value.attempts) == 2


async def test_who_stops_reading_pays_for_what_was_sent_and_what_had_come(
    desk: Desk, user: str, orchestrator: AIOrchestrator
) -> None:
    desk.server.piece_delay_s = 0.05
    async with orchestrator.generate_stream(user, "custom_task", "Count") as stream:
        first = await anext(stream)

    [row] = await desk.rows()
    assert (row.status, row.error_type, row.usage_source) == ("error", "CancelledError", "estimate")
    assert row.input_tokens == row.held_tokens - 4096
    assert row.output_tokens == text_bound(first) > 0


async def test_a_stream_that_is_left_lying_is_settled_too(
    desk: Desk, user: str, orchestrator: AIOrchestrator
) -> None:
    desk.server.piece_delay_s = 0.05

    async for _ in orchestrator.generate_stream(user, "custom_task", "Count"):
        break
    gc.collect()

    async with asyncio.timeout(10):
        while (await desk.rows())[0].status == "pending":
            await asyncio.sleep(0.01)


async def test_a_cancelled_reader_leaves_a_settled_row(
    desk: Desk, user: str, orchestrator: AIOrchestrator
) -> None:
    desk.server.fail(faults.stream_stalls(30))
    heard: list[str] = []

    async def read() -> None:
        async with orchestrator.generate_stream(user, "custom_task", "Count") as stream:
            heard.extend([piece async for piece in stream])

    reader = asyncio.create_task(read())
    async with asyncio.timeout(30):
        while not desk.server.requests:
            await asyncio.sleep(0.01)
    await asyncio.sleep(0.3)
    reader.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reader

    [row] = await desk.rows()
    assert (row.status, row.error_type) == ("error", "CancelledError")
    assert row.input_tokens


async def test_a_stall_ends_at_the_deadline(desk: Desk, user: str) -> None:
    desk.configure("gemini")
    await desk.generate(user)  # the SDK's import is not the provider's time
    desk.retry = RetryPolicy(deadline_s=0.5)
    desk.server.fail(faults.stream_stalls(30), times=None)
    heard = ""
    async with AsyncSession(desk.store.engine) as session:
        stream = desk.orchestrator(session).generate_stream(user, "custom_task", "Count")
        with pytest.raises(CallTimeoutError):
            async for piece in stream:
                heard += piece

    row = (await desk.rows())[-1]
    assert heard
    assert (row.error_type, row.tokens) == ("CallTimeoutError", row.held_tokens)


async def test_the_readers_own_time_does_not_count_for_the_deadline(desk: Desk, user: str) -> None:
    desk.configure("gemini")
    await desk.generate(user)
    desk.retry = RetryPolicy(deadline_s=1.0)
    desk.server.answer_with(SAID)
    desk.server.piece_delay_s = 0.01
    heard = ""
    async with AsyncSession(desk.store.engine) as session:
        async for piece in desk.orchestrator(session).generate_stream(
            user, "custom_task", "Count", provider_type="gemini"
        ):
            heard += piece
            await asyncio.sleep(0.25)

    assert heard == SAID


async def test_a_slow_readers_row_does_not_count_as_interrupted(
    desk: Desk, user: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attempts, "_STREAM_BEAT_S", 0.05)
    desk.configure("gemini")
    await desk.generate(user)
    desk.retry = RetryPolicy(deadline_s=2.0)
    desk.server.answer_with(SAID)
    async with AsyncSession(desk.store.engine) as session:
        stream = desk.orchestrator(session).generate_stream(user, "custom_task", "Count")
        await anext(stream)
        row = first = (await desk.rows())[-1]
        async with asyncio.timeout(20):
            while row.lease_until == first.lease_until:
                await asyncio.sleep(0.02)
                row = (await desk.rows())[-1]
        assert row.status == "pending"
        assert row.lease_until > first.lease_until
        assert [piece async for piece in stream]

    row = (await desk.rows())[-1]
    assert (row.status, row.usage_source) == ("success", "provider")


@pytest.mark.parametrize(
    ("fault", "error"),
    [(faults.refusal(), AnswerRefusedError), (faults.out_of_tokens(), AnswerTruncatedError)],
)
async def test_what_a_model_does_not_end_well_is_an_error_and_is_paid_for(
    desk: Desk,
    user: str,
    orchestrator: AIOrchestrator,
    fault: faults.Fault,
    error: type[Exception],
) -> None:
    desk.server.fail(fault)

    with pytest.raises(error):
        async for _ in orchestrator.generate_stream(user, "custom_task", "Count"):
            pass

    [row] = await desk.rows()
    assert (row.status, row.error_type) == ("error", error.__name__)
    assert row.cost_nano_usd == 80_000


async def test_a_stream_is_limited_like_any_call(
    desk: Desk, user: str, orchestrator: AIOrchestrator
) -> None:
    with pytest.raises(QuotaExceededError):
        async for _ in orchestrator.generate_stream(user, "t", "Count", max_tokens=20_000):
            pass

    assert (desk.server.requests, await desk.rows()) == ([], [])


async def test_what_is_not_set_up_is_said_at_the_first_piece(desk: Desk, user: str) -> None:
    async with AsyncSession(desk.store.engine) as session:
        orchestrator = desk.orchestrator(session)
        with pytest.raises(ProviderNotConfiguredError):
            await anext(orchestrator.generate_stream(user, "custom_task", "Count"))
        with pytest.raises(PlanNotFoundError):
            await anext(orchestrator.generate_stream("nobody", "custom_task", "Count"))


async def test_a_gone_model_is_marked_and_a_stream_of_its_heir_is_read(
    desk: Desk, user: str, orchestrator: AIOrchestrator
) -> None:
    desk.server.gone = {"gemini-2.5-flash"}

    for _ in range(2):
        stream = orchestrator.generate_stream(user, "custom_task", "Count", max_tokens=100)
        assert "".join([piece async for piece in stream]) == SAID

    assert [row.model for row in await desk.rows()] == [
        "gemini-2.5-flash",
        "gemini-3.5-flash-lite",
        "gemini-3.5-flash-lite",
    ]
