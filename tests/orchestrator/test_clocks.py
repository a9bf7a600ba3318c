"""The system's clock goes back or forward while calls run, and days of 23 and 25 hours pass."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from ledger_rows import attempt

from orchestrator.audit import audit_ledger
from orchestrator.errors import QuotaExceededError
from orchestrator.ledger import Ledger, Settlement
from orchestrator.providers.base import TokenUsage
from orchestrator.quotas import Limit, standings
from orchestrator.reports import usage_report

if TYPE_CHECKING:
    from desks import Desk

MIDNIGHT = datetime(2026, 11, 1, tzinfo=UTC)
PAID = Settlement("success", TokenUsage(300, 100), "provider", latency_ms=5)


class Clock:
    """Says what it is told to."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = MIDNIGHT
        monkeypatch.setattr("orchestrator.ledger.utc_now", lambda: self.now)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock that the ledger goes by."""
    return Clock(monkeypatch)


@pytest.mark.parametrize("jump", [timedelta(hours=-1), timedelta(days=-40), timedelta(days=40)])
async def test_a_clock_that_is_set_while_a_call_runs_loses_no_call_and_counts_none_twice(
    desk: Desk, user: str, clock: Clock, jump: timedelta
) -> None:
    ledger, limits = Ledger(desk.store.engine), [Limit("tokens", "day", 2000)]
    clock.now = MIDNIGHT + timedelta(minutes=5)
    first = await ledger.reserve(attempt(user, 1000), limits)
    clock.now += jump
    await ledger.settle(first, PAID)
    second = await ledger.reserve(attempt(user, 1000), limits)
    clock.now -= jump
    await ledger.settle(second, PAID)

    [one, two] = await desk.rows()
    assert (one.tokens, two.tokens, one.latency_ms) == (400, 400, 5)
    async with desk.store.read() as session:
        audit = await audit_ledger(session, now=clock.now)
        assert audit.faults == []
    async with desk.store.read() as session:
        days = await usage_report(session, by=["day"], now=clock.now)
        assert (days.total.calls, days.total.cost_nano_usd) == (2, audit.cost_nano_usd)
        assert sum(line.calls for line in days.lines) == 2
        earlier, later = sorted(row.created_at for row in (one, two))
        used = [(await standings(session, user, limits, at))[0].used for at in (later, earlier)]
    # A call of a day to come counts already: nobody passes a cap by setting the clock back.
    assert used == [400, 800]


async def test_what_a_dead_process_held_before_the_clock_went_back_is_held_until_its_lease_ends(
    desk: Desk, user: str, clock: Clock
) -> None:
    ledger, limits = Ledger(desk.store.engine), [Limit("tokens", "month", 1000)]
    clock.now = MIDNIGHT + timedelta(hours=2)
    held = await ledger.reserve(attempt(user, 1000), limits)
    clock.now -= timedelta(hours=1)

    with pytest.raises(QuotaExceededError):
        await ledger.reserve(attempt(user, 1000), limits)
    clock.now = held.created_at + timedelta(seconds=61)
    await ledger.reserve(attempt(user, 1000), limits)

    async with desk.store.read() as session:
        total = (await usage_report(session, by=[], now=clock.now)).total
    assert (total.pending, total.interrupted, total.calls) == (1, 1, 2)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", datetime(2026, 3, 29, tzinfo=UTC), 23),
        ("Europe/Berlin", datetime(2026, 10, 25, tzinfo=UTC), 25),
        ("America/New_York", datetime(2026, 11, 1, tzinfo=UTC), 25),
        ("Australia/Lord_Howe", datetime(2026, 4, 5, tzinfo=UTC), 24.5),
    ],
)
async def test_a_day_on_which_clocks_change_has_each_of_its_calls_once(
    desk: Desk, user: str, clock: Clock, zone: str, day: datetime, hours: float
) -> None:
    ledger, timezone = Ledger(desk.store.engine), ZoneInfo(zone)
    begin = datetime(day.year, day.month, day.day, tzinfo=timezone).astimezone(UTC)
    count = int((hours + 2) * 2)
    for half_hours in range(count):  # from an hour before that day to an hour after it
        clock.now = begin + timedelta(minutes=30 * (half_hours - 2))
        await ledger.settle(await ledger.reserve(attempt(user), []), PAID)

    async with desk.store.read() as session:
        days = await usage_report(session, by=["day"], now=clock.now, timezone=timezone)
        calls = [line.calls for line in days.lines]

    assert sorted(calls) == sorted([2, int(hours * 2), count - 2 - int(hours * 2)])
    assert days.total.calls == count
