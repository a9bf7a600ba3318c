"""Budgets in money: for a user and for a provider config, as hard as any other limit."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from desks import Desk, add_user
from ledger_rows import NOON, attempt, pending, settled, write
from processes import passed_in_processes
from wire import faults

from orchestrator.errors import AllAttemptsFailedError, OverloadedError, QuotaExceededError
from orchestrator.ledger import Ledger, Settlement
from orchestrator.limits import set_limit
from orchestrator.prices import NewPrice, set_price
from orchestrator.provider_configs import NewConfig, add_config
from orchestrator.providers.base import TokenUsage
from orchestrator.quotas import Limit, period_bounds, standings
from profiles.money import nano_usd
from profiles.store.users import FREEMIUM, PRO_MONTHLY

if TYPE_CHECKING:
    from orchestrator.quotas import Period, Scope
    from profiles.store.engine import Store

EACH = 300_000
"""What a reservation of 1,000 tokens of input holds: gemini-2.5-flash costs 0.30 a million."""

PERIODS: list[Period] = ["day", "month"]


def _budget(cap: int, scope: Scope = "user", subject: str = "ann", **changes: Any) -> Limit:
    facts: dict[str, Any] = {"metric": "cost_nano_usd", "period": "day"}
    return Limit(cap=cap, scope=scope, subject=subject, **facts | changes)


async def _used(store: Store, limit: Limit, now: datetime, user_id: str = "ann") -> int:
    async with store.read() as session:
        [standing] = await standings(session, user_id, [limit], now)
    return standing.used


async def _set(desk: Desk, scope: Scope, subject: str, cap: int | None) -> None:
    async with desk.store.write() as session:
        await set_limit(
            session, scope=scope, subject=subject, metric="cost_nano_usd", period="day", cap=cap
        )


async def _config(desk: Desk, name: str) -> int:
    new = NewConfig(
        provider="gemini",
        name=name,
        api_key=desk.server.key,
        base_url=desk.server.base_url("gemini"),
    )
    async with desk.store.write() as session:
        return (await add_config(session, new, desk.secrets)).id


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("scope", ["user", "provider_config"])
async def test_a_budget_counts_what_was_paid_and_what_is_held_in_its_period(
    store: Store, period: Period, scope: Scope
) -> None:
    start, end = period_bounds(period, NOON)
    lease = end + timedelta(days=40)
    await write(
        store,
        settled("ann", credential="config:1", created_at=start - timedelta(microseconds=1)),
        settled("ann", credential="config:1", created_at=start),
        pending("ann", credential="config:1", created_at=start, lease_until=lease),
        settled("ann", credential="config:1", status="error", created_at=start),
    )
    limit = _budget(10**9, scope, "1" if scope == "provider_config" else "ann", period=period)

    assert await _used(store, limit, start) == 2 * 80_000 + 9_000_000
    assert await _used(store, limit, end) == 0


async def test_what_an_interrupted_call_may_have_cost_stays_counted(store: Store) -> None:
    await write(store, pending("ann", lease_until=NOON + timedelta(minutes=2)))

    assert await _used(store, _budget(1), NOON + timedelta(hours=1)) == 9_000_000
    tokens = Limit("tokens", "day", 1)
    assert await _used(store, tokens, NOON + timedelta(hours=1)) == 0


async def test_an_answer_without_a_price_counts_at_what_was_held_for_it(store: Store) -> None:
    await write(store, settled("ann", cost_nano_usd=None, cost_source="unpriced"))

    assert await _used(store, _budget(1), NOON) == 9_000_000


async def test_a_users_budget_is_his_own_and_a_configs_is_everybodys(store: Store) -> None:
    await write(
        store,
        settled("ann", credential="config:1"),
        settled("bob", credential="config:1"),
        settled("bob", credential="config:2"),
        settled("ann", credential="env:GEMINI_API_KEY"),
        settled("ann", provider="offline", credential="offline", cost_nano_usd=0),
    )

    assert await _used(store, _budget(1), NOON) == 2 * 80_000
    assert await _used(store, _budget(1, "provider_config", "1"), NOON) == 2 * 80_000
    assert await _used(store, _budget(1, "provider_config", "2"), NOON) == 80_000


async def test_what_fits_to_the_nano_dollar_gets_through_and_no_more(store: Store) -> None:
    ledger = Ledger(store.engine)

    await ledger.reserve(attempt("ann"), [_budget(EACH)])

    with pytest.raises(QuotaExceededError) as caught:
        await ledger.reserve(attempt("ann", 1), [_budget(EACH)])
    error = caught.value
    assert (error.limit, error.cap, error.used, error.asked) == ("cost per day", EACH, EACH, 300)
    assert "cost per day is $0.0003; used or held $0.0003" in error.message
    assert "could need $0.0000003" in error.message
    assert "jobai plan limits" in str(error.hint)


async def test_what_was_held_and_not_spent_is_free_again(store: Store) -> None:
    ledger = Ledger(store.engine)
    entry = await ledger.reserve(attempt("ann"), [_budget(EACH)])

    await ledger.settle(entry, Settlement("success", TokenUsage(400, 0), "provider", 5))

    assert await _used(store, _budget(EACH), entry.created_at) == 120_000
    await ledger.reserve(attempt("ann", 600), [_budget(EACH)])


async def test_a_budget_of_a_config_binds_only_what_goes_through_it(store: Store) -> None:
    ledger = Ledger(store.engine)
    budget = _budget(0, "provider_config", "1")

    await ledger.reserve(attempt("ann", credential="config:2"), [budget])
    await ledger.reserve(attempt("ann", credential="config:11"), [budget])
    await ledger.reserve(attempt("ann"), [budget])

    with pytest.raises(QuotaExceededError, match="cost per day of provider config 1") as caught:
        await ledger.reserve(attempt("bob", credential="config:1"), [budget])
    assert "jobai providers limits" in str(caught.value.hint)


async def test_a_model_without_a_price_is_refused_under_a_budget_and_sent_without_one(
    desk: Desk, user: str
) -> None:
    desk.configure("gemini")
    await _set(desk, "user", user, nano_usd(Decimal(1000)))

    with pytest.raises(QuotaExceededError, match="nobody knows what my-own costs") as caught:
        await desk.generate(user, provider_type="gemini", model="my-own")

    assert caught.value.asked is None
    assert "jobai providers price" in str(caught.value.hint)
    assert (desk.server.requests, await desk.rows()) == ([], [])

    async with desk.store.write() as session:
        price = NewPrice(provider="gemini", model="my-own", input=10**9, output=2 * 10**9)
        await set_price(session, price)
    assert await desk.generate(user, provider_type="gemini", model="my-own") == "Hello"

    await _set(desk, "user", user, None)
    assert await desk.generate(user, provider_type="gemini", model="another") == "Hello"


async def test_a_call_over_the_users_budget_is_refused_before_anything_is_sent(
    desk: Desk, user: str
) -> None:
    desk.configure("gemini")
    await _set(desk, "user", user, 1_000_000)

    with pytest.raises(QuotaExceededError, match=r"cost per day is \$0\.001;"):
        await desk.generate(user)

    assert (desk.server.requests, await desk.rows()) == ([], [])
    assert await desk.generate(await add_user(desk.store, FREEMIUM)) == "Hello"


async def test_a_link_that_costs_less_answers_when_the_first_does_not_fit(desk: Desk) -> None:
    desk.configure("gemini", "openai")
    ann = await add_user(desk.store, PRO_MONTHLY)
    async with desk.store.write() as session:
        for model, output in (("gemini-1.5-pro", 5 * 10**9), ("gemini-3.8-flash", 3 * 10**9)):
            price = NewPrice(provider="gemini", model=model, input=10**9, output=output)
            await set_price(session, price)
    # 4,096 tokens of output hold 20 million nano-dollars at the first, 12 at the second.
    await _set(desk, "user", ann, 16_000_000)

    await desk.generate(ann, task="cv_draft")

    [row] = await desk.rows()
    assert (row.model, row.attempt, row.attempt_kind) == ("gemini-3.8-flash", 1, "first")


async def test_an_exhausted_config_leaves_the_call_to_the_next_one(desk: Desk, user: str) -> None:
    first, second = await _config(desk, "first"), await _config(desk, "second")
    await _set(desk, "provider_config", str(first), 0)

    assert await desk.generate(user) == "Hello"

    assert [row.credential for row in await desk.rows()] == [f"config:{second}"]


async def test_when_no_candidate_fits_the_first_refusal_is_told(desk: Desk, user: str) -> None:
    first, second = await _config(desk, "first"), await _config(desk, "second")
    await _set(desk, "provider_config", str(first), 1)
    await _set(desk, "provider_config", str(second), 2)

    with pytest.raises(QuotaExceededError) as caught:
        await desk.generate(user)

    assert (caught.value.cap, caught.value.attempts) == (1, ())
    assert caught.value.request_id
    assert await desk.rows() == []


async def test_a_failure_is_told_when_the_rest_has_no_room(desk: Desk, user: str) -> None:
    first = await _config(desk, "first")
    second = await _config(desk, "second")
    await _set(desk, "provider_config", str(second), 0)
    desk.server.fail(faults.overloaded(), times=None)

    with pytest.raises((OverloadedError, AllAttemptsFailedError)) as caught:
        await desk.generate(user)

    assert {row.credential for row in await desk.rows()} == {f"config:{first}"}
    assert len(caught.value.attempts) == len(await desk.rows())


async def test_offline_costs_nothing_and_no_budget_stops_it(desk: Desk, user: str) -> None:
    from sqlalchemy.ext.asyncio import AsyncSession

    from orchestrator.request import Request

    await _set(desk, "user", user, 0)
    async with AsyncSession(desk.store.engine) as session:
        request = Request(task="sum", text="6 x 7?", by_rules=lambda: "42")
        answer = await desk.orchestrator(session).ask(user, request, provider_name="offline")

    assert answer.text == "42"


@pytest.mark.parametrize("scope", ["user", "provider_config"])
async def test_thirty_two_tasks_at_once_never_spend_past_a_budget_and_use_all_of_it(
    store: Store, scope: Scope
) -> None:
    ledger = Ledger(store.engine)
    subject = "1" if scope == "provider_config" else "ann"
    limit = _budget(10 * EACH + EACH // 2, scope, subject, period="month")

    outcomes = await asyncio.gather(
        *(ledger.reserve(attempt("ann", credential="config:1"), [limit]) for _ in range(32)),
        return_exceptions=True,
    )

    refused = [outcome for outcome in outcomes if isinstance(outcome, QuotaExceededError)]
    assert len(outcomes) - len(refused) == 10
    assert len(refused) == 22
    assert await _used(store, limit, datetime.now(UTC)) == 10 * EACH


async def test_sixteen_processes_at_once_never_spend_past_a_budget_and_use_all_of_it(
    store: Store, user: str
) -> None:
    cap = str(20 * EACH + EACH - 1)
    passed = passed_in_processes(16, store.location.url, user, "cost_nano_usd", cap, "1000", "4")

    assert sum(passed) == 20
    limit = _budget(0, "provider_config", "1", period="month")
    assert await _used(store, limit, datetime.now(UTC)) == 20 * EACH


async def test_the_limits_of_several_configs_are_told_apart(store: Store) -> None:
    await write(
        store,
        settled("ann", credential="config:1"),
        settled("ann", credential="config:2"),
        settled("ann", credential="config:2"),
    )
    limits = [_budget(1, "provider_config", subject) for subject in ("2", "1", "3")]

    async with store.read() as session:
        found = await standings(session, "ann", limits, NOON)

    assert [standing.limit for standing in found] == limits
    assert [standing.used for standing in found] == [160_000, 80_000, 0]


async def test_a_config_and_a_user_of_one_name_are_counted_apart(store: Store) -> None:
    await write(store, settled("1", credential="config:2"), settled("ann", credential="config:1"))
    limits = [_budget(1, "user", "1"), _budget(1, "provider_config", "1")]
    limits += [Limit("calls", "day", 1, "user", "1")]
    await write(store, settled("1", credential="config:3"))

    async with store.read() as session:
        found = await standings(session, "1", limits, NOON)

    assert [standing.used for standing in found] == [160_000, 80_000, 2]


@pytest.mark.parametrize(
    ("cap", "tokens", "said"),
    [
        (EACH, 1000, "wait for the reset"),
        (EACH - 1, 1000, "this call alone is more than the limit allows"),
    ],
)
async def test_a_refusal_says_whether_waiting_helps(
    store: Store, cap: int, tokens: int, said: str
) -> None:
    ledger = Ledger(store.engine)
    await write(store, settled("ann", created_at=datetime.now(UTC)))

    with pytest.raises(QuotaExceededError) as caught:
        await ledger.reserve(attempt("ann", tokens), [_budget(cap)])

    assert str(caught.value.hint).startswith(said)
