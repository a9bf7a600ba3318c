"""Costs that other libraries and gateways are known to get wrong, keys they show, and what we do.

One test for each kind of failure; the numbers are of the issues it was reported under, most of them
in BerriAI/litellm. What is shown elsewhere: every other place where a key could show in
`test_keys_never_show.py`, prices to the nano-dollar in `test_pricing.py`, three attempts that are
one operation of telemetry in `test_observability.py`.
"""

from __future__ import annotations

import logging
import traceback
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from desks import Desk, add_user
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from wire import faults

from orchestrator.errors import (
    AllAttemptsFailedError,
    AnswerInvalidError,
    ModelNotFoundError,
    QuotaExceededError,
)
from orchestrator.limits import set_limit
from orchestrator.prices import NewPrice, set_price
from orchestrator.provider_configs import NewConfig, add_config
from orchestrator.providers.base import TokenUsage
from orchestrator.reports import usage_report
from orchestrator.request import AnswerFaultError, Request
from profiles.store.ai import AIModelHealth
from profiles.store.users import PRO_MONTHLY

if TYPE_CHECKING:
    from wire import WireRequest
    from wire.exchange import Dialect, Reply

    from orchestrator.answers import Answer
    from orchestrator.providers.base import ProviderType
    from orchestrator.usage_lines import UsageLine
    from profiles.store.engine import Store

THREE: list[ProviderType] = ["gemini", "openai", "claude"]
EACH_NANO_USD = 100 * 100 + 20 * 500
"""What a call of gpt-6-luna costs here: $0.10 and $0.50 for a million tokens."""


@pytest.fixture
async def pro(store: Store) -> str:
    """Somebody on pro_monthly."""
    return await add_user(store, PRO_MONTHLY)


async def _ask(desk: Desk, user: str, request: Request) -> Answer:
    async with AsyncSession(desk.store.engine) as session:
        return await desk.orchestrator(session).ask(user, request)


async def _total(desk: Desk) -> UsageLine:
    async with desk.store.read() as session:
        return (await usage_report(session, by=[], now=datetime.now(UTC))).total


async def _budget(desk: Desk, user: str, cap: int) -> None:
    async with desk.store.write() as session:
        await set_limit(
            session, scope="user", subject=user, metric="cost_nano_usd", period="day", cap=cap
        )


# What is read from a cache is billed as input and as cached input (#14849, #9812, #11364, #6575,
# #5443; aider PR #5518: 10.9 times the cost).


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize(
    ("provider", "written", "nano_usd"),
    [
        ("gemini", 0, 200 * 300 + 800 * 30 + 50 * 2500),
        ("openai", 100, 100 * 100 + 800 * 10 + 100 * 125 + 50 * 500),
        ("claude", 100, 100 * 100 + 800 * 10 + 100 * 125 + 50 * 500),
    ],
)
async def test_each_token_of_a_cached_prompt_is_paid_for_once(
    desk: Desk, pro: str, provider: ProviderType, written: int, nano_usd: int, streamed: bool
) -> None:
    desk.configure(provider)
    desk.server.usage = TokenUsage(1000, 50, cached_input_tokens=800, cache_write_tokens=written)

    if streamed:
        async with AsyncSession(desk.store.engine) as session:
            stream = desk.orchestrator(session).generate_stream(
                pro, "custom_task", "Say hello", provider_type=provider
            )
            assert "".join([piece async for piece in stream]) == "Hello"
    else:
        await desk.generate(pro, provider_type=provider)

    [row] = await desk.rows()
    assert (row.input_tokens, row.cached_input_tokens, row.cache_write_tokens) == (
        1000,
        800,
        written,
    )
    assert row.cost_nano_usd == nano_usd


# A price of one's own knows no cached input, so that it is billed in full or twice (PR #31282).


async def test_a_price_set_by_hand_bills_cached_input_once_and_as_it_says(
    desk: Desk, pro: str
) -> None:
    desk.configure("openai")
    desk.server.usage = TokenUsage(1000, 50, cached_input_tokens=800)
    usd = 10**9
    async with desk.store.write() as session:
        for model, cached in (("my-own", usd // 10), ("my-other", None)):
            new = NewPrice(
                provider="openai", model=model, input=usd, output=2 * usd, cached_input=cached
            )
            await set_price(session, new)

    for model in ("my-own", "my-other"):
        await desk.generate(pro, provider_type="openai", model=model)

    assert [row.cost_nano_usd for row in await desk.rows()] == [
        200 * 1000 + 800 * 100 + 50 * 2000,
        1000 * 1000 + 50 * 2000,
    ]


# Thinking is dropped from the cost (deepeval PR #2943, Helicone PR #5604, crewAI PR #5699,
# genai-prices PR #135), or added to an output that has it already.


@pytest.mark.parametrize(
    ("provider", "rate", "input_nano_usd"),
    [("gemini", 2500, 30_000), ("openai", 500, 10_000), ("claude", 500, 10_000)],
)
async def test_what_a_model_thinks_is_paid_for_as_output_and_once(
    desk: Desk, pro: str, provider: ProviderType, rate: int, input_nano_usd: int
) -> None:
    desk.configure(provider)
    desk.server.usage = TokenUsage(100, 2000, reasoning_tokens=1900)

    await desk.generate(pro, provider_type=provider)

    [row] = await desk.rows()
    assert (row.output_tokens, row.reasoning_tokens) == (2000, 1900)
    assert row.cost_nano_usd == input_nano_usd + 2000 * rate


# The tokens of answers that failed their check are invisible (instructor #715, #2391, PR #2512).


def _only_42(text: str) -> str:
    if text != "42":
        raise AnswerFaultError("Answer with 42.")
    return text


async def test_answers_that_had_to_be_repaired_are_in_the_cost_of_the_call(
    desk: Desk, pro: str
) -> None:
    desk.configure("openai")
    answers = iter(["forty-two", "40 + 2", "42"])
    desk.server.answer_with(lambda _: next(answers))

    answer = await _ask(desk, pro, Request(task="sum", text="6 x 7?", check=_only_42))

    assert answer.text == "42"
    assert answer.cost_nano_usd == 3 * EACH_NANO_USD
    assert [row.attempt_kind for row in await desk.rows()] == ["first", "repair", "repair"]
    assert (await _total(desk)).cost_nano_usd == 3 * EACH_NANO_USD


async def test_answers_that_no_repair_could_mend_are_told_of_with_what_they_cost(
    desk: Desk, pro: str
) -> None:
    desk.configure("openai")
    desk.server.answer_with("no idea")

    with pytest.raises(AnswerInvalidError) as caught:
        await _ask(desk, pro, Request(task="sum", text="6 x 7?", check=_only_42))

    costs = [attempt.cost_nano_usd for attempt in caught.value.attempts]
    assert costs == [row.cost_nano_usd for row in await desk.rows()] == [EACH_NANO_USD] * 3


# What has no price is shown as $0.00 (ccusage #1348, git-ai PR #2188), and a model of one's own
# turns what was an error into a price of nothing (PR #24949, PR #36561).


async def test_a_model_of_ones_own_costs_an_unknown_amount_and_not_nothing(
    desk: Desk, pro: str
) -> None:
    new = NewConfig(
        provider="openai",
        name="mine",
        api_key=desk.server.key,
        base_url=desk.server.base_url("openai"),
        model="llama-of-my-own",
    )
    async with desk.store.write() as session:
        await add_config(session, new, desk.secrets)

    answer = await _ask(desk, pro, Request(task="sum", text="6 x 7?"))

    [row] = await desk.rows()
    assert row.model == "llama-of-my-own"
    assert (row.cost_nano_usd, row.cost_source, row.estimated_cost_usd) == (None, "unpriced", None)
    assert answer.cost_nano_usd is None
    total = await _total(desk)
    assert (total.cost_nano_usd, total.unpriced, total.attempts) == (0, 1, 1)


async def test_a_call_that_is_priced_in_part_has_no_price_and_its_report_a_lower_bound(
    desk: Desk, pro: str
) -> None:
    desk.configure("openai")
    answers = iter(["forty-two", "42"])

    def answer(_: WireRequest) -> str:
        desk.server.served_model = None if desk.server.served_model else "nobodys-model"
        return next(answers)

    desk.server.answer_with(answer)

    told = await _ask(desk, pro, Request(task="sum", text="6 x 7?", check=_only_42))

    assert [attempt.cost_nano_usd for attempt in told.attempts] == [None, EACH_NANO_USD]
    assert told.cost_nano_usd is None
    total = await _total(desk)
    assert (total.cost_nano_usd, total.unpriced) == (EACH_NANO_USD, 1)


# A limit on the cost covers only what has a price (pydantic-ai #7133), so that the rest is endless
# ("denial of wallet", PR #30715).


async def test_under_a_budget_nothing_is_sent_to_a_model_that_nobody_can_price(
    desk: Desk, pro: str
) -> None:
    desk.configure("openai")
    await _budget(desk, pro, 10**12)

    with pytest.raises(QuotaExceededError, match="nobody knows what my-own costs"):
        await desk.generate(pro, provider_type="openai", model="my-own")

    assert desk.server.requests == []


async def test_an_answer_of_another_model_that_has_no_price_still_uses_up_the_budget(
    desk: Desk, pro: str
) -> None:
    desk.configure("openai")
    desk.server.served_model = "nobodys-model"
    await _budget(desk, pro, 5_000_000)  # two calls hold 4.1 to 4.2 million

    await desk.generate(pro)
    await desk.generate(pro)
    with pytest.raises(QuotaExceededError):
        await desk.generate(pro)

    rows = await desk.rows()
    assert [(row.cost_nano_usd, row.cost_source) for row in rows] == [(None, "unpriced")] * 2


# Retries are counted as calls (semantic-conventions #4025, openlit #1488).


async def test_a_call_that_took_four_attempts_is_one_call_in_a_report(desk: Desk, pro: str) -> None:
    desk.configure("gemini", "openai")
    desk.server.gone = {"gemini-2.5-flash"}
    desk.server.fail(faults.server_error(500), times=1, provider="gemini")
    desk.server.fail(faults.overloaded(), times=1, provider="gemini")
    desk.server.fail(faults.overloaded(), times=1, provider="openai")

    await desk.generate(pro)

    kinds = [row.attempt_kind for row in await desk.rows()]
    assert kinds == ["first", "fallback", "fallback", "retry"]
    total = await _total(desk)
    assert (total.calls, total.attempts, total.errors) == (1, 4, 3)
    assert total.cost_nano_usd == EACH_NANO_USD


# A price that changed goes on being used (shelley #253: five times too high).


@pytest.mark.parametrize(
    ("provider", "model", "changed_at", "before", "after"),
    [
        ("openai", "gpt-5.6-luna", datetime(2026, 7, 30, tzinfo=UTC), 1_006_000, 201_200),
        ("gemini", "gemini-3.8-flash", datetime(2027, 1, 1, tzinfo=UTC), 753_750, 1_507_500),
        ("gemini", "gemini-4-argon", datetime(2026, 12, 1, tzinfo=UTC), 2_010_000, 4_020_000),
    ],
)
async def test_a_call_costs_what_held_when_it_began(
    desk: Desk,
    pro: str,
    monkeypatch: pytest.MonkeyPatch,
    provider: ProviderType,
    model: str,
    changed_at: datetime,
    before: int,
    after: int,
) -> None:
    desk.configure(provider)
    desk.server.usage = TokenUsage(1000, 1)
    times = [changed_at - timedelta(microseconds=1), changed_at]
    clock = [times[0]]
    monkeypatch.setattr("orchestrator.ledger.utc_now", lambda: clock[-1])

    def a_day_passes(_: WireRequest) -> str:
        clock.append(clock[-1] + timedelta(days=1))
        return "Hello"

    desk.server.answer_with(a_day_passes)
    for begun in times:
        clock.append(begun)
        await desk.generate(pro, provider_type=provider, model=model)

    rows = await desk.rows()
    assert [row.created_at for row in rows] == times
    assert [row.cost_nano_usd for row in rows] == [before, after]
    assert {row.cost_source for row in rows} == {"table"}


# A key stands in a `?key=` URL of an exception, which a 404 on a retired model was enough to raise
# (#24902, #15799, #13073, #8075, #6963).


@pytest.mark.parametrize("provider", THREE)
async def test_a_404_on_a_retired_model_does_not_show_the_key_that_its_url_has(
    desk: Desk, pro: str, caplog: pytest.LogCaptureFixture, provider: ProviderType
) -> None:
    key = "kestrel-0123456789-abcdefghij"  # of no shape that looks like a key
    desk.server.key = key
    desk.configure(provider)

    def not_found(dialect: Dialect, request: WireRequest) -> Reply:
        url = f"https://example.org/v1beta/models/{request.model}:generateContent?key={key}&alt=sse"
        return dialect.error("no_model", message=f"404 Not Found for url '{url}'")

    desk.server.fail(not_found, times=None)

    with (
        caplog.at_level(logging.DEBUG),
        pytest.raises((ModelNotFoundError, AllAttemptsFailedError)) as caught,
    ):
        await desk.generate(pro, provider_type=provider)

    error = caught.value
    async with desk.store.read() as session:
        marks = list(await session.scalars(select(AIModelHealth.reason)))
    messages = [row.error_message or "" for row in await desk.rows()]
    told = "".join(traceback.format_exception(error))
    everything = [repr(error), told, *caplog.messages, *messages, *marks]
    assert "?key=***" in "".join(messages), "the rest of what the provider said is kept"
    assert len(marks) == len(messages)
    assert [text for text in everything if key in text] == []
    assert [request for request in desk.server.requests if key in request.query] == []
