"""A report from sums is the report from rows, in any time zone and between any two moments."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledger_rows import NOON, pending, settled, write
from sqlalchemy import event, select, text

from orchestrator.audit import audit_ledger
from orchestrator.calendars import calendar_name
from orchestrator.pruning import prune
from orchestrator.reports import usage_report
from orchestrator.usage_lines import CALENDAR, DIMENSIONS, Dimension, Filter, UsageLine, UsageReport
from profiles.errors import InvalidInputError
from profiles.store.ai import AIProviderUsageLog
from profiles.store.engine import open_store
from profiles.store.location import locate_store
from profiles.store.rollups import AIUsagePruning

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from profiles.store.engine import Store

ZONES = [
    "UTC", "Europe/Berlin", "America/Los_Angeles", "Asia/Kolkata", "Asia/Kathmandu",
    "Australia/Lord_Howe", "Pacific/Kiritimati", "America/Santiago", "America/St_Johns",
    "Pacific/Pago_Pago",
]  # fmt: skip
"""Ahead and behind, by half and quarter hours; clocks that change by half an hour, at midnight."""

ALL = tuple(DIMENSIONS)
BREAKDOWNS: list[tuple[Dimension, ...]] = [
    ("day",), ("week", "month"), ("month", "model"), ALL, ("user", "week"), (),
    ("day", "model"), ("user", "month", "provider"), ("user",),
]  # fmt: skip
_MICROSECOND = timedelta(microseconds=1)


async def report(store: Store, *by: Dimension, **options: Any) -> UsageReport:
    async with store.read() as session:
        return await usage_report(session, by=by, now=NOON, **options)


def by_hand(
    rows: list[AIProviderUsageLog],
    by: tuple[Dimension, ...],
    *,
    timezone: ZoneInfo,
    since: datetime | None = None,
    until: datetime | None = None,
    user_id: str | None = None,
    where: Mapping[Filter, str] | None = None,
) -> tuple[UsageLine, ...]:
    """The lines of a report, from the rows and without a database."""
    found: defaultdict[tuple[str, ...], list[int]] = defaultdict(lambda: [0] * 15)
    for row in rows:
        is_open = row.status == "pending"
        dead = is_open and row.lease_until <= NOON
        day = row.created_at.astimezone(timezone).date()
        values: dict[Any, str] = {unit: calendar_name(unit, day) for unit in CALENDAR} | {
            "user": row.user_id, "plan": row.plan, "provider": row.provider,
            "model": row.served_model or row.model, "task": row.task_type,
            "status": "interrupted" if dead else row.status, "attempt_kind": row.attempt_kind,
            "credential": row.credential,
        }  # fmt: skip
        if (since and row.created_at < since) or (until and row.created_at >= until):
            continue
        if user_id is not None and row.user_id != user_id:
            continue
        if any(values[name] != value for name, value in (where or {}).items()):
            continue
        cost = row.held_cost_nano_usd if is_open else row.cost_nano_usd
        numbers = [
            row.attempt == 1, 1, row.status == "error", dead, is_open and not dead,
            row.usage_source == "estimate", cost is None,
            row.held_tokens if is_open else row.input_tokens, row.cached_input_tokens,
            row.cache_write_tokens, row.output_tokens, row.reasoning_tokens, cost, cost,
            row.latency_ms,
        ]  # fmt: skip
        sums = found[tuple(values[name] for name in by)]
        for position, number in enumerate(numbers):
            sums[position] += int(number or 0)
    return tuple(UsageLine(group, *sums) for group, sums in sorted(found.items()))


def _rows() -> list[AIProviderUsageLog]:
    """Calls about midnights of all zones, about changes of clocks, and about the hour."""
    rows: list[AIProviderUsageLog] = []
    dates = ((3, 29), (4, 4), (9, 5), (10, 25), (11, 1), (11, 21), (11, 22))
    days = [datetime(2026, month, day, tzinfo=UTC) for month, day in dates]
    for n, day in enumerate(days):
        for quarter in range(0, 96, 3):
            for lag in (-_MICROSECOND, timedelta(0)):
                kind = len(rows) % 7
                facts: dict[str, Any] = {
                    "created_at": day + quarter * timedelta(minutes=15) + lag,
                    "plan": ("freemium", "pro_monthly")[n % 2],
                    "task_type": ("extraction", "cv_draft")[kind % 2],
                    "attempt": 1 + kind // 6, "latency_ms": kind, "reasoning_tokens": kind,
                    "credential": f"config:{kind % 3}",
                    "lease_until": NOON + (kind - 3) * timedelta(hours=1),
                }  # fmt: skip
                if kind in {0, 3}:
                    facts |= {"served_model": "gpt-6-luna", "provider": ("openai", "own")[n % 2]}
                if kind == 5:
                    facts |= {"cost_nano_usd": None, "usage_source": "estimate", "status": "error"}
                make = pending if kind in {2, 4} else settled
                rows.append(make(("ann", "bob")[kind % 2], **facts))
    return rows


@pytest.fixture(scope="module")
def rows() -> list[AIProviderUsageLog]:
    return _rows()


@pytest.fixture
async def full(tmp_path: Path, rows: list[AIProviderUsageLog]) -> Any:
    """A store that has them."""
    store = await open_store(locate_store(str(tmp_path / "jobai.db"), {}))
    await write(store, *_rows())
    yield store
    await store.aclose()


@pytest.mark.parametrize("zone", ZONES)
async def test_days_weeks_and_months_of_every_zone_are_those_of_the_rows(
    full: Store, rows: list[AIProviderUsageLog], zone: str
) -> None:
    timezone = ZoneInfo(zone)
    for by in BREAKDOWNS:
        found = await report(full, *by, timezone=timezone)
        assert found.lines == by_hand(rows, by, timezone=timezone)


def _moment(days: int, minutes: int, micro: int) -> datetime:
    after = timedelta(days=days, minutes=minutes, microseconds=micro)
    return datetime(2026, 3, 20, tzinfo=UTC) + after


_MOMENTS = st.none() | st.builds(
    _moment, st.integers(0, 260), st.integers(0, 1439), st.sampled_from([0, 0, 1, 999_999]),
)  # fmt: skip


async def test_bounds_and_filters_are_exact(full: Store, rows: list[AIProviderUsageLog]) -> None:
    import asyncio

    loop = asyncio.get_running_loop()

    @settings(
        max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(
        since=_MOMENTS,
        until=_MOMENTS,
        zone=st.sampled_from(ZONES),
        by=st.lists(st.sampled_from(ALL), max_size=3, unique=True).map(tuple),
        user_id=st.sampled_from([None, "ann", "nobody"]),
        where=st.dictionaries(
            st.sampled_from(["user", "plan", "model", "status", "credential"]),
            st.just(""),
            max_size=2,
        ),
        pick=st.integers(0, 1),
    )
    def check(where: dict[Any, str], pick: int, zone: str, by: Any, **bounds: Any) -> None:
        choices = {
            "user": ("ann", "bob"), "plan": ("freemium", "pro_monthly"),
            "model": ("gemini-2.5-flash", "gpt-6-luna"), "status": ("error", "interrupted"),
            "credential": ("config:1", "config:9"),
        }  # fmt: skip
        where = {name: choices[name][pick] for name in where}
        asked = report(full, *by, timezone=ZoneInfo(zone), where=where, **bounds)
        found = asyncio.run_coroutine_threadsafe(asked, loop).result()
        assert found.lines == by_hand(rows, by, timezone=ZoneInfo(zone), where=where, **bounds)

    await asyncio.to_thread(check)


_SOME = [ZoneInfo(name) for name in ZONES[1:5]]
_CHANGES: tuple[dict[str, Any], ...] = (
    {"cost_nano_usd": 7}, {"served_model": "gpt-6-luna"}, {"cost_nano_usd": None},
    {"status": "success", "input_tokens": 3, "cost_nano_usd": 5}, {"provider": "openai"}, {},
)  # fmt: skip
"""What is done to some rows, settled or not, after they were written; {} gives them to another."""
_MIXED: list[tuple[Dimension, ...]] = [
    ("day", "model"), ("week",), ("month", "user"), ("month", "task"), ("day", "status"), (),
]  # fmt: skip


@pytest.mark.parametrize("users", [("ann",), ("ann", "bob", "cy"), ("",), ("ann", "")])
async def test_sums_follow_rows_that_change_and_stay_when_these_leave(
    tmp_path: Path, users: tuple[str, ...]
) -> None:
    store = await open_store(locate_store(str(tmp_path / "jobai.db"), {}))
    written = _rows()
    for number, row in enumerate(written):
        row.user_id = users[number % len(users)]
    await write(store, *written)
    async with store.write() as session:
        rows = list(await session.scalars(select(AIProviderUsageLog).order_by("id")))
        for number, row in enumerate(rows):
            if number % 3 == 0:
                for name, value in (_CHANGES[number // 3 % 6] or {"user_id": users[-1]}).items():
                    setattr(row, name, value)

    async def check(*zones: ZoneInfo) -> None:
        for zone in zones:
            for by in _MIXED:
                for user_id in {None, users[0], users[-1]}:
                    found = await report(store, *by, timezone=zone, user_id=user_id)
                    right = by_hand(rows, by, timezone=zone, user_id=user_id)
                    assert found.lines == right, (zone, by, user_id)

    await check(*_SOME)
    pruned = await prune(store, before=datetime(2026, 8, 1, tzinfo=UTC))
    assert pruned.row_count > 50
    await check(*_SOME[:2])  # the others need minutes, which only the rows had
    async with store.read() as session:
        faults = (await audit_ledger(session, now=NOON)).faults
    assert not [fault for fault in faults if "the sums say" in fault.text]
    await store.aclose()


@pytest.mark.parametrize("user_id", [None, "ann"])
async def test_what_is_asked_by_day_and_model_is_read_from_the_sums_by_model(
    full: Store, user_id: str | None
) -> None:
    """There are many times as many of the others."""
    everything: list[tuple[Dimension, ...]] = [
        ("day",), ("day", "model"), ("week", "provider"), ("month", "user"), (),
    ]  # fmt: skip
    asked: dict[str, Any] = {"user_id": user_id, "where": {"provider": "gemini"}}
    right = [await report(full, *by, **asked) for by in everything]
    assert all(one.total.attempts for one in right)
    async with full.write() as session:
        await session.execute(text("DELETE FROM ai_usage_rollups WHERE grain NOT LIKE '%model%'"))

    assert [await report(full, *by, **asked) for by in everything] == right


async def test_the_only_user_is_told_from_everybodys_sums(tmp_path: Path) -> None:
    """They are kept by month too, and fewer of them by hour."""
    store = await open_store(locate_store(str(tmp_path / "jobai.db"), {}))
    await write(store, *(settled("ann", task_type=f"t{n}") for n in range(3)))
    everything: list[tuple[Dimension, ...]] = [("day", "task"), ("month", "status"), ("day",)]
    asked: dict[str, Any] = {"user_id": "ann", "timezone": ZoneInfo("Europe/Berlin")}
    right = [await report(store, *by, **asked) for by in everything]
    async with store.write() as session:
        await session.execute(text("DELETE FROM ai_usage_rollups WHERE grain IN ('hour', 'day')"))

    assert [await report(store, *by, **asked) for by in everything] == right
    await write(store, settled("bob"))
    assert (await report(store, "day", "task", **asked)).lines == ()
    await store.aclose()


async def test_a_report_by_whole_hours_reads_no_settled_row(full: Store) -> None:
    asked: list[str] = []

    def seen(_c: object, _u: object, statement: str, *_: object) -> None:
        if "FROM ai_provider_usage_logs" in statement:
            asked.append(statement)

    event.listen(full.engine.sync_engine, "before_cursor_execute", seen)
    since = datetime(2026, 4, 4, 3, tzinfo=UTC)
    await report(full, "day", "model", timezone=ZoneInfo("Europe/Berlin"), since=since)

    assert all("status = 'pending'" in statement for statement in asked)


async def test_pending_rows_are_found_by_their_own_index(full: Store) -> None:
    asked: list[tuple[str, Any]] = []

    def seen(_c: object, _u: object, statement: str, parameters: Any, *_: object) -> None:
        asked.append((statement, parameters))

    event.listen(full.engine.sync_engine, "before_cursor_execute", seen)
    await report(full, "day", user_id="ann")
    await report(full, "day")
    event.remove(full.engine.sync_engine, "before_cursor_execute", seen)
    plans: list[str] = []
    async with full.engine.connect() as connection:
        for statement, parameters in asked:
            if "FROM ai_provider_usage_logs" in statement:
                told = await connection.exec_driver_sql(
                    f"EXPLAIN QUERY PLAN {statement}", parameters
                )
                plans.append(str(told.all()))

    assert len(plans) == 4
    assert all("ix_ai_provider_usage_logs_pending" in plan for plan in plans), plans


async def test_what_only_pruned_rows_could_tell_is_refused_with_a_way_out(full: Store) -> None:
    async with full.write() as session:
        before = datetime(2026, 6, 1, tzinfo=UTC)
        session.add(AIUsagePruning(before=before, row_count=1, cost_nano_usd=1, pruned_at=NOON))

    whole = await report(full, "day", timezone=ZoneInfo("Europe/Berlin"))
    assert whole.total.attempts > 0
    with pytest.raises(InvalidInputError, match="only the sums by the hour are left") as refused:
        await report(full, "day", timezone=ZoneInfo("Asia/Kolkata"))
    assert "--timezone UTC" in str(refused.value.hint)
    await report(full, "day", timezone=ZoneInfo("Asia/Kolkata"), since=NOON)


@pytest.mark.parametrize(
    "asked", [{"by": ["hour"]}, {"where": {"day": "2026-11-22"}}, {"where": {"status": "done"}},
              {"mode": "guess"}],
)  # fmt: skip
async def test_what_cannot_be_asked_is_refused_with_the_choices(
    full: Store, asked: dict[str, Any]
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        await report(full, *asked.pop("by", ()), **asked)

    assert "choose of" in str(refused.value.hint)
