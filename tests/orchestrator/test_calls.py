"""One call from plan to settled row, through the real SDKs on a loopback server."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from desks import Desk, add_user
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from wire import faults

from orchestrator.errors import (
    AllAttemptsFailedError,
    AnswerInvalidError,
    AnswerRefusedError,
    AnswerTruncatedError,
    CallTimeoutError,
    CredentialsRefusedError,
    PlanNotFoundError,
    ProviderNotConfiguredError,
    RateLimitedError,
    RequestRejectedError,
)
from orchestrator.providers.base import TokenUsage
from orchestrator.request import AnswerFaultError, Request
from orchestrator.retry import RetryPolicy
from profiles.store.ai import AIProviderUsageLog
from profiles.store.base import utc_now
from profiles.store.users import PRO_MONTHLY, Subscription, User

if TYPE_CHECKING:
    from wire import WireRequest

    from orchestrator.providers.base import ProviderType

THREE: list[ProviderType] = ["gemini", "openai", "claude"]
PRICED: dict[ProviderType, tuple[str, int]] = {
    # USD per million tokens (genai-prices 0.2.3): in 0.30 out 2.50; 0.10 / 0.50; 0.10 / 0.50
    "gemini": ("gemini-2.5-flash", 100 * 300 + 20 * 2500),
    "openai": ("gpt-6-luna", 100 * 100 + 20 * 500),
    "claude": ("claude-haiku-5-5", 100 * 100 + 20 * 500),
}


@pytest.mark.parametrize("provider", THREE)
async def test_a_call_leaves_one_settled_row_with_the_tokens_and_the_exact_cost(
    desk: Desk, user: str, provider: ProviderType
) -> None:
    desk.configure(provider)
    model, nano_usd = PRICED[provider]

    text = await desk.generate(user, provider_type=provider)

    [row] = await desk.rows()
    assert text == "Hello"
    assert (row.provider, row.model, row.served_model) == (provider, model, model)
    assert (row.status, row.attempt, row.attempt_kind) == ("success", 1, "first")
    assert (row.user_id, row.plan, row.task_type) == (user, "freemium", "custom_task")
    assert (row.input_tokens, row.output_tokens, row.usage_source) == (100, 20, "provider")
    assert (row.cost_nano_usd, row.cost_source) == (nano_usd, "table")
    assert row.latency_ms is not None
    assert row.settled_at is not None
    assert row.credential.startswith("env:")
    assert row.provider_request_id == "req-1"


async def test_the_served_model_is_the_one_that_is_priced(desk: Desk, user: str) -> None:
    desk.configure("gemini")
    desk.server.served_model = "gemini-2.5-pro"
    desk.server.usage = TokenUsage(input_tokens=100_000, output_tokens=100)

    await desk.generate(user)

    [row] = await desk.rows()
    assert (row.model, row.served_model) == ("gemini-2.5-flash", "gemini-2.5-pro")
    assert row.estimated_cost_usd == Decimal("0.126")


async def test_a_model_without_a_price_is_unpriced_and_never_free(desk: Desk, user: str) -> None:
    desk.configure("openai")

    await desk.generate(user, provider_type="openai", model="llama-of-my-own")

    [row] = await desk.rows()
    assert (row.cost_nano_usd, row.cost_source) == (None, "unpriced")
    assert row.estimated_cost_usd is None


async def test_usage_that_the_provider_does_not_say_is_settled_at_the_estimate(
    desk: Desk, user: str
) -> None:
    desk.configure("openai")
    desk.server.usage = None

    await desk.generate(user, max_tokens=500)

    [row] = await desk.rows()
    assert row.usage_source == "estimate"
    assert row.tokens == row.held_tokens > 500
    assert row.cost_nano_usd == row.held_cost_nano_usd


async def test_the_plan_and_the_task_choose_the_model(desk: Desk, store_pro_user: str) -> None:
    desk.configure("gemini")

    for task in ("extraction", "cv_draft", "cover_letter", "custom_task"):
        await desk.generate(store_pro_user, task=task)

    assert {row.task_type: row.model for row in await desk.rows()} == {
        "extraction": "gemini-2.5-flash",
        "cv_draft": "gemini-1.5-pro",
        "cover_letter": "gemini-1.5-pro",
        "custom_task": "gemini-2.5-flash",
    }


async def test_a_user_without_a_plan_is_refused_before_anything_is_sent(desk: Desk) -> None:
    desk.configure("gemini")

    with pytest.raises(PlanNotFoundError, match=r"User plan not found: user nobody") as caught:
        await desk.generate("nobody")

    assert isinstance(caught.value, ValueError)
    assert await desk.rows() == []
    assert desk.server.requests == []


@pytest.mark.parametrize("change", ["expired", "cancelled", "not started"])
async def test_a_subscription_that_does_not_hold_now_is_no_plan(desk: Desk, change: str) -> None:
    desk.configure("gemini")
    now = utc_now()
    past, future = now - timedelta(days=1), now + timedelta(days=1)
    someone = User(id="someone")
    someone.subscriptions.append(
        Subscription(
            plan=PRO_MONTHLY,
            starts_at=future if change == "not started" else past - timedelta(days=30),
            ends_at=past if change == "expired" else None,
            cancelled_at=past if change == "cancelled" else None,
        )
    )
    async with desk.store.write() as session:
        session.add(someone)

    with pytest.raises(PlanNotFoundError):
        await desk.generate("someone")


async def test_without_credentials_the_error_is_a_value_error_that_names_both_ways_out(
    desk: Desk, user: str
) -> None:
    with pytest.raises(ProviderNotConfiguredError, match=r"\ANo active provider config") as caught:
        await desk.generate(user)

    assert isinstance(caught.value, ValueError)
    assert "jobai providers add" in str(caught.value.hint)
    assert "GEMINI_API_KEY" in str(caught.value.hint)
    assert await desk.rows() == []


async def test_a_gone_model_is_asked_once_and_the_next_link_answers(
    desk: Desk, store_pro_user: str
) -> None:
    desk.configure("gemini")
    desk.server.gone = {"gemini-1.5-pro"}

    assert await desk.generate(store_pro_user, task="cv_draft") == "Hello"

    first, second = await desk.rows()
    assert first.request_id == second.request_id
    assert (first.status, first.error_type, first.http_status) == (
        "error",
        "ModelNotFoundError",
        404,
    )
    assert (first.cost_nano_usd, first.tokens) == (0, 0)
    assert (second.model, second.status) == ("gemini-3.8-flash", "success")
    assert (second.attempt, second.attempt_kind) == (2, "fallback")


async def test_a_refused_key_is_asked_once_although_the_route_has_two_models_behind_it(
    desk: Desk, user: str
) -> None:
    desk.configure("gemini")
    desk.server.fail(faults.wrong_key(), times=None)

    with pytest.raises(CredentialsRefusedError) as caught:
        await desk.generate(user)

    [row] = await desk.rows()
    assert (row.status, row.error_type) == ("error", "CredentialsRefusedError")
    assert caught.value.request_id == row.request_id


async def test_a_busy_provider_is_left_for_the_next_one_at_once(desk: Desk, user: str) -> None:
    desk.configure("gemini", "openai")
    desk.server.fail(faults.rate_limited(retry_after="20"), times=None, provider="gemini")

    await asyncio.wait_for(desk.generate(user), timeout=5)

    assert [(row.provider, row.attempt_kind) for row in await desk.rows()] == [
        ("gemini", "first"),
        ("gemini", "fallback"),
        ("openai", "fallback"),
    ]


async def test_the_last_link_is_asked_again_after_a_server_error(desk: Desk, user: str) -> None:
    desk.configure("openai")
    desk.server.fail(faults.server_error(500), times=2)

    assert await desk.generate(user) == "Hello"

    assert [(row.attempt_kind, row.status) for row in await desk.rows()] == [
        ("first", "error"),
        ("retry", "error"),
        ("retry", "success"),
    ]


async def test_when_everything_fails_the_error_has_every_cause(desk: Desk, user: str) -> None:
    desk.configure("openai", "claude")
    desk.server.fail(faults.no_credit(), times=None, provider="openai")
    desk.server.fail(faults.overloaded(), times=None, provider="claude")

    with pytest.raises(AllAttemptsFailedError) as caught:
        await desk.generate(user)

    kinds = [type(cause).__name__ for cause in caught.value.causes]
    assert kinds == ["BillingError", *["OverloadedError"] * 3]
    assert len(await desk.rows()) == 4


async def test_a_wait_that_passes_the_deadline_is_not_begun(desk: Desk, user: str) -> None:
    desk.configure("openai")
    desk.server.fail(faults.rate_limited(retry_after="600"), times=None)

    with pytest.raises(RateLimitedError) as caught:
        await asyncio.wait_for(desk.generate(user), timeout=5)

    assert caught.value.retry_after_s == 600
    assert len(await desk.rows()) == 1


@pytest.mark.parametrize("provider", THREE)
async def test_a_dripping_answer_ends_at_the_deadline_and_counts_at_the_estimate(
    desk: Desk, user: str, provider: ProviderType
) -> None:
    desk.configure(provider)
    await desk.generate(user, provider_type=provider)  # the SDK's import is not the provider's time
    desk.retry = RetryPolicy(deadline_s=0.4)
    desk.server.fail(faults.drip(0.05), times=None)

    with pytest.raises(CallTimeoutError):
        await desk.generate(user, provider_type=provider, max_tokens=10)

    row = (await desk.rows())[-1]
    assert (row.status, row.usage_source) == ("error", "estimate")
    assert row.tokens == row.held_tokens
    assert row.cost_nano_usd == row.held_cost_nano_usd


async def test_a_cancelled_call_is_settled_at_what_was_sent(desk: Desk, user: str) -> None:
    desk.configure("openai")
    await desk.generate(user)
    desk.server.fail(faults.slow(30), times=None)

    task = asyncio.create_task(desk.generate(user, max_tokens=100))
    while len(desk.server.requests) < 2:
        await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    row = (await desk.rows())[-1]
    assert (row.status, row.error_type, row.usage_source) == (
        "error",
        "CancelledError",
        "estimate",
    )
    assert (row.input_tokens, row.output_tokens) == (row.held_tokens - 100, 0)


@pytest.mark.parametrize(
    ("fault", "error"),
    [(faults.refusal(), AnswerRefusedError), (faults.out_of_tokens(), AnswerTruncatedError)],
)
@pytest.mark.parametrize("provider", THREE)
async def test_an_answer_that_cannot_be_used_is_an_error_and_is_paid_for(
    desk: Desk,
    user: str,
    provider: ProviderType,
    fault: faults.Fault,
    error: type[Exception],
) -> None:
    desk.configure(provider)
    desk.server.fail(fault)

    with pytest.raises(error):
        await desk.generate(user, provider_type=provider)

    [row] = await desk.rows()
    assert (row.status, row.error_type) == ("error", error.__name__)
    assert row.cost_nano_usd == PRICED[provider][1]


def _only_42(text: str) -> str:
    if text != "42":
        raise AnswerFaultError("Answer with 42.")
    return text


async def _ask(desk: Desk, user: str, request: Request) -> str:
    async with AsyncSession(desk.store.engine) as session:
        answer = await desk.orchestrator(session).ask(user, request)
        return answer.text


async def test_a_bad_answer_is_sent_back_for_repair_and_both_attempts_are_paid_for(
    desk: Desk, user: str
) -> None:
    desk.configure("openai")

    def answer(request: WireRequest) -> str:
        return "42" if "Answer with 42." in str(request.body) else "forty-two"

    desk.server.answer_with(answer)

    assert await _ask(desk, user, Request(task="sum", text="6 x 7?", check=_only_42)) == "42"

    first, second = await desk.rows()
    assert (first.status, first.error_type) == ("error", "AnswerInvalidError")
    assert (second.status, second.attempt_kind) == ("success", "repair")
    assert first.cost_nano_usd == second.cost_nano_usd == PRICED["openai"][1]
    assert "forty-two" in str(desk.server.requests[-1].body)


async def test_repair_is_tried_twice_and_no_more(desk: Desk, user: str) -> None:
    desk.configure("openai")
    desk.server.answer_with("no idea")

    with pytest.raises(AnswerInvalidError, match=r"\AResponse parsing failed"):
        await _ask(desk, user, Request(task="sum", text="6 x 7?", check=_only_42))

    assert [row.attempt_kind for row in await desk.rows()] == ["first", "repair", "repair"]


async def test_offline_answers_by_rules_at_no_cost_and_is_logged(desk: Desk, user: str) -> None:
    async with AsyncSession(desk.store.engine) as session:
        request = Request(task="sum", text="6 x 7?", by_rules=lambda: "42")
        answer = await desk.orchestrator(session).ask(user, request, provider_name="offline")

    [row] = await desk.rows()
    assert answer.text == "42"
    assert (row.provider, row.status, row.cost_nano_usd, row.tokens) == (
        "offline",
        "success",
        0,
        0,
    )
    assert row.cost_source == "free"


async def test_the_library_never_falls_back_to_offline_unasked(desk: Desk, user: str) -> None:
    request = Request(task="sum", text="6 x 7?", by_rules=lambda: "42")

    with pytest.raises(ProviderNotConfiguredError):
        await _ask(desk, user, request)


async def test_what_offline_cannot_do_is_refused_before_it_is_logged(desk: Desk, user: str) -> None:
    with pytest.raises(ProviderNotConfiguredError):
        await desk.generate(user, provider_type="offline")

    assert await desk.rows() == []


async def test_the_row_survives_the_rollback_of_the_callers_session(desk: Desk, user: str) -> None:
    desk.configure("openai")
    async with AsyncSession(desk.store.engine) as session:
        await desk.orchestrator(session).generate(user, "custom_task", "Say hello")
        await session.rollback()

    assert [row.status for row in await desk.rows()] == ["success"]


async def test_costs_sum_exactly_in_a_query(desk: Desk, user: str) -> None:
    desk.configure("openai")
    for _ in range(3):
        await desk.generate(user)

    async with desk.store.read() as session:
        total = await session.scalar(select(func.sum(AIProviderUsageLog.estimated_cost_usd)))

    assert total == Decimal(3 * PRICED["openai"][1]) / 1_000_000_000


async def test_a_rejected_request_is_not_sent_again_to_the_same_model(
    desk: Desk, user: str
) -> None:
    desk.configure("openai")
    desk.server.fail(faults.bad_request("no such thing"), times=None)

    with pytest.raises(RequestRejectedError):
        await desk.generate(user)

    assert len(await desk.rows()) == 1


@pytest.fixture
async def store_pro_user(desk: Desk) -> str:
    """Somebody on pro_monthly."""
    return await add_user(desk.store, PRO_MONTHLY)
