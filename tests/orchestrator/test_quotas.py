"""Limits: what counts, when they reset, and that no crowd passes a cap together."""

from __future__ import annotations

import asyncio
import random
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from desks import Desk, add_user
from ledger_rows import NOON, attempt, pending, settled, write
from processes import passed_in_processes
from sqlalchemy import text, update
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from wire import faults

from orchestrator.core import AIOrchestrator
from orchestrator.errors import QuotaExceededError
from orchestrator.ledger import Ledger, Settlement
from orchestrator.providers.base import TokenUsage
from orchestrator.quotas import Limit, binding_limits, period_bounds, standings
from profiles.store.ai import AILimit
from profiles.store.tables import Base
from profiles.store.users import FREEMIUM, PLANS, PRO_ANNUAL, User

if TYPE_CHECKING:
    from pathlib import Path

    from orchestrator.quotas import Metric, Period
    from profiles.store.engine import Store

LIMITS: list[tuple[Metric, Period]] = [("tokens", "day"), ("tokens", "month"), ("calls", "hour")]


async def _used(store: Store, user_id: str, limit: Limit, now: datetime) -> int:
    async with store.read() as session:
        [standing] = await standings(session, user_id, [limit], now)
    return standing.used


@pytest.mark.parametrize(
    ("period", "now", "start", "end"),
    [
        ("hour", "2026-11-22T12:59:59.999999", "2026-11-22T12", "2026-11-22T13"),
        ("hour", "2026-11-22T23:00:00", "2026-11-22T23", "2026-11-23T00"),
        ("day", "2026-11-22T00:00:00", "2026-11-22T00", "2026-11-23T00"),
        ("day", "2027-02-28T23:59:59", "2027-02-28T00", "2027-03-01T00"),
        ("month", "2026-11-30T23:59:59", "2026-11-01T00", "2026-12-01T00"),
        ("month", "2026-12-31T23:59:59", "2026-12-01T00", "2027-01-01T00"),
        ("month", "2028-01-31T08:00:00", "2028-01-01T00", "2028-02-01T00"),
    ],
)
def test_a_period_runs_from_its_first_moment_to_the_first_moment_of_the_next(
    period: Period, now: str, start: str, end: str
) -> None:
    moments = [datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (now, start, end)]

    assert period_bounds(period, moments[0]) == (moments[1], moments[2])


@pytest.mark.parametrize(("metric", "period"), LIMITS)
async def test_what_happened_before_the_period_does_not_count(
    store: Store, user: str, metric: Metric, period: Period
) -> None:
    start, end = period_bounds(period, NOON)
    await write(
        store,
        settled(user, created_at=start - timedelta(microseconds=1)),
        settled(user, created_at=start),
        settled(user, created_at=end - timedelta(microseconds=1)),
    )
    each = 120 if metric == "tokens" else 1
    limit = Limit(metric, period, 10_000)

    assert await _used(store, user, limit, start) == 2 * each
    assert await _used(store, user, limit, end) == 0


@pytest.mark.parametrize(("metric", "period"), LIMITS)
async def test_a_call_that_passes_a_limit_is_refused_with_everything_one_needs_to_know(
    store: Store, user: str, metric: Metric, period: Period
) -> None:
    ledger = Ledger(store.engine)
    each = 1000 if metric == "tokens" else 1
    limit = Limit(metric, period, 2 * each)
    for _ in range(2):
        await ledger.reserve(attempt(user), [limit])

    with pytest.raises(QuotaExceededError, match=f"{metric} per {period}") as caught:
        await ledger.reserve(attempt(user), [limit])

    error = caught.value
    assert (error.limit, error.cap, error.used, error.asked) == (
        f"{metric} per {period}",
        2 * each,
        2 * each,
        each,
    )
    start, _ = period_bounds(period, error.resets_at)
    assert error.resets_at == start > datetime.now(UTC)
    assert f"{error.resets_at:%Y-%m-%d %H:%M}" in error.message
    assert "jobai plan set" in str(error.hint)


async def test_a_refused_call_writes_nothing_and_sends_nothing(desk: Desk, user: str) -> None:
    desk.configure("gemini")

    with pytest.raises(QuotaExceededError) as caught:
        await desk.generate(user, max_tokens=20_000)

    assert (caught.value.limit, caught.value.cap) == ("tokens per day", 10_000)
    assert (caught.value.asked or 0) > 20_000
    assert await desk.rows() == []
    assert desk.server.requests == []


async def test_what_fits_exactly_gets_through(store: Store, user: str) -> None:
    ledger = Ledger(store.engine)
    limit = Limit("tokens", "day", 1000)

    await ledger.reserve(attempt(user, 1000), [limit])

    with pytest.raises(QuotaExceededError):
        await ledger.reserve(attempt(user, 1), [limit])


async def test_a_settled_call_frees_what_it_held_and_did_not_use(store: Store, user: str) -> None:
    ledger = Ledger(store.engine)
    limit = Limit("tokens", "day", 1000)
    entry = await ledger.reserve(attempt(user, 1000), [limit])

    await ledger.settle(entry, Settlement("success", TokenUsage(300, 100), "provider", 5))

    assert await _used(store, user, limit, entry.created_at) == 400
    await ledger.reserve(attempt(user, 600), [limit])


async def test_a_hold_counts_until_its_lease_ends(store: Store, user: str) -> None:
    await write(store, pending(user, lease_until=NOON + timedelta(minutes=2)))
    tokens, calls = Limit("tokens", "day", 1), Limit("calls", "hour", 1)
    last = NOON + timedelta(minutes=2) - timedelta(microseconds=1)

    assert await _used(store, user, tokens, last) == 5000
    assert await _used(store, user, calls, last) == 1
    assert await _used(store, user, tokens, last + timedelta(microseconds=1)) == 0
    assert await _used(store, user, calls, last + timedelta(microseconds=1)) == 0


async def test_each_limit_counts_from_the_start_of_its_own_period(store: Store, user: str) -> None:
    yesterday = NOON - timedelta(days=1)
    await write(store, settled(user, created_at=yesterday), settled(user))
    limits = [Limit("tokens", "month", 1), Limit("tokens", "day", 1), Limit("calls", "month", 1)]

    async with store.read() as session:
        found = await standings(session, user, limits, NOON)

    assert [standing.used for standing in found] == [240, 120, 2]


@pytest.mark.parametrize("status", ["success", "error"])
async def test_what_is_settled_counts_also_when_its_lease_has_ended(
    store: Store, user: str, status: str
) -> None:
    await write(store, settled(user, status=status, lease_until=NOON - timedelta(hours=1)))

    assert await _used(store, user, Limit("tokens", "day", 1), NOON) == 120
    assert await _used(store, user, Limit("calls", "hour", 1), NOON) == 1


async def test_offline_and_other_people_count_for_nothing(store: Store, user: str) -> None:
    other = await add_user(store, FREEMIUM)
    await write(store, settled(user, provider="offline"), settled(other))

    assert await _used(store, user, Limit("tokens", "day", 1), NOON) == 0
    assert await _used(store, user, Limit("calls", "hour", 1), NOON) == 0


async def test_a_retry_is_not_a_second_call(desk: Desk, user: str) -> None:
    desk.configure("openai")
    async with desk.store.write() as session:
        await session.execute(update(AILimit).where(AILimit.metric == "calls").values(cap=1))
    desk.server.fail(faults.server_error(500), times=2)

    assert await desk.generate(user) == "Hello"

    assert len(await desk.rows()) == 3
    with pytest.raises(QuotaExceededError) as caught:
        await desk.generate(user)
    assert (caught.value.limit, caught.value.used, caught.value.asked) == ("calls per hour", 1, 1)


async def test_a_fallback_is_not_a_second_call(desk: Desk, user: str) -> None:
    desk.configure("gemini", "openai")
    async with desk.store.write() as session:
        await session.execute(update(AILimit).where(AILimit.metric == "calls").values(cap=1))
    desk.server.fail(faults.wrong_key(), times=None, provider="gemini")

    assert await desk.generate(user) == "Hello"

    assert [row.provider for row in await desk.rows()] == ["gemini", "openai"]


async def test_an_empty_quota_does_not_keep_offline_from_working(desk: Desk, user: str) -> None:
    from orchestrator.request import Request

    async with desk.store.write() as session:
        await session.execute(update(AILimit).values(cap=0))

    async with AsyncSession(desk.store.engine) as session:
        request = Request(task="sum", text="6 x 7?", by_rules=lambda: "42")
        answer = await desk.orchestrator(session).ask(user, request, provider_name="offline")

    assert answer.text == "42"


async def test_thirty_two_tasks_at_once_never_pass_the_cap_and_use_all_of_it(
    store: Store, user: str
) -> None:
    ledger = Ledger(store.engine)
    limit = Limit("tokens", "month", 10_500)

    outcomes = await asyncio.gather(
        *(ledger.reserve(attempt(user, 1000), [limit]) for _ in range(32)), return_exceptions=True
    )

    refused = [outcome for outcome in outcomes if isinstance(outcome, QuotaExceededError)]
    assert len(refused) == 22
    assert len(outcomes) - len(refused) == 10
    assert await _used(store, user, limit, datetime.now(UTC)) == 10_000


async def test_sixteen_processes_at_once_never_pass_the_cap_and_use_all_of_it(
    store: Store, user: str
) -> None:
    passed = passed_in_processes(16, store.location.url, user, "tokens", "20500", "1000", "4")

    assert sum(passed) == 20
    limit = Limit("tokens", "month", 20_500)
    assert await _used(store, user, limit, datetime.now(UTC)) == 20_000


@pytest.mark.parametrize("plan", PLANS)
async def test_a_hosts_own_tables_without_rows_take_the_packages_limits(
    store: Store, tmp_path: Path, plan: str
) -> None:
    engine = create_async_engine(f"sqlite+aiosqlite:///{tmp_path / 'host.db'}")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)

    async with AsyncSession(engine) as host, store.read() as seeded:
        limits = set(await binding_limits(host, plan, "ann"))
        assert limits == set(await binding_limits(seeded, plan, "ann"))
    await engine.dispose()

    assert {(limit.metric, limit.period) for limit in limits} == set(LIMITS)


async def test_a_hosts_own_engine_keeps_to_the_limits_too(desk: Desk, tmp_path: Path) -> None:
    desk.configure("gemini")
    desk.server.usage = TokenUsage(input_tokens=4000, output_tokens=1000)
    engine = create_async_engine(f"sqlite+aiosqlite:///{tmp_path / 'host.db'}")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with AsyncSession(engine) as session:
        session.add_all([User(id="small", plan=FREEMIUM), User(id="large", plan=PRO_ANNUAL)])
        await session.commit()

    async def hello(user_id: str) -> str:
        async with AsyncSession(engine) as session:
            desk_of_host = AIOrchestrator(session, settings=desk.settings)
            return await desk_of_host.generate(user_id, "custom_task", "Hi", max_tokens=4000)

    outcomes = await asyncio.gather(*(hello("small") for _ in range(5)), return_exceptions=True)
    assert await hello("large") == "Hello"
    await engine.dispose()

    assert outcomes.count("Hello") == 2
    assert sum(isinstance(outcome, QuotaExceededError) for outcome in outcomes) == 3


async def test_what_is_used_is_read_from_the_sums_and_the_same_without_them(
    store: Store, user: str
) -> None:
    limits = [Limit(metric, period, 10**12) for metric, period in LIMITS]
    limits += [Limit("cost_nano_usd", period, 10**12) for period in ("hour", "day", "month")]
    limits += [
        Limit(one.metric, one.period, one.cap, "provider_config", "1") for one in tuple(limits)
    ]
    dice = random.Random(7)
    providers = ("gemini", "openai", "offline")
    for _ in range(300):
        changes: dict[str, Any] = {
            "created_at": NOON
            - timedelta(minutes=dice.randint(-30, dice.choice((90, 60 * 24 * 40)))),
            "provider": dice.choice(providers),
            "attempt": dice.choice((1, 1, 2)),
            "credential": dice.choice(("config:1", "config:2")),
            "lease_until": NOON + timedelta(minutes=dice.randint(-5, 5)),
        }
        who = dice.choice((user, "somebody else"))
        await write(store, dice.choice((settled, settled, pending))(who, **changes))

    async with store.read() as session:
        by_sums = await standings(session, user, limits, NOON)
    async with store.write() as session:
        await session.execute(text("DROP TABLE ai_usage_rollups"))
    async with store.read() as session:
        by_rows = await standings(session, user, limits, NOON)

    assert by_sums == by_rows
    assert all(standing.used for standing in by_sums)
