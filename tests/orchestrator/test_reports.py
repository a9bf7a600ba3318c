"""The ledger, summed up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from ledger_rows import NOON, pending, settled, write

from orchestrator.reports import usage_report
from orchestrator.usage_lines import DIMENSIONS, Dimension, UsageLine, UsageReport

if TYPE_CHECKING:
    from profiles.store.engine import Store

DAY = timedelta(days=1)


async def _report(store: Store, *by: Dimension, **options: Any) -> UsageReport:
    async with store.read() as session:
        return await usage_report(session, by=by, now=NOON, **options)


def _calls(report: UsageReport) -> dict[tuple[str, ...], int]:
    return {line.group: line.calls for line in report.lines}


@pytest.mark.parametrize(
    ("by", "calls"),
    [
        ("day", {("2026-11-21",): 1, ("2026-11-22",): 2}),
        ("model", {("gemini-2.5-flash",): 1, ("gemini-3.5-flash-lite",): 1, ("gpt-6-luna",): 1}),
        ("task", {("cv_draft",): 1, ("extraction",): 2}),
        ("provider", {("gemini",): 2, ("openai",): 1}),
    ],
)
async def test_calls_are_grouped_by_each_dimension(
    store: Store, by: Dimension, calls: dict[tuple[str, ...], int]
) -> None:
    await write(
        store,
        settled("u", created_at=NOON - DAY, task_type="cv_draft"),
        settled("u", served_model="gemini-3.5-flash-lite"),
        settled("u", provider="openai", model="gpt-6-luna", served_model=None),
    )

    report = await _report(store, by)

    assert _calls(report) == calls
    assert list(_calls(report)) == sorted(calls)
    assert report.total.calls == 3


async def test_several_dimensions_stand_in_the_order_they_were_asked_for(store: Store) -> None:
    await write(
        store,
        settled("u", task_type="cv_draft"),
        settled("u"),
        settled("u", provider="openai"),
        settled("u", created_at=NOON - DAY),
    )

    report = await _report(store, "provider", "task", "day")

    assert report.by == ("provider", "task", "day")
    assert _calls(report) == {
        ("gemini", "cv_draft", "2026-11-22"): 1,
        ("gemini", "extraction", "2026-11-21"): 1,
        ("gemini", "extraction", "2026-11-22"): 1,
        ("openai", "extraction", "2026-11-22"): 1,
    }
    assert (await _report(store, *DIMENSIONS)).total == report.total


async def test_a_report_runs_from_a_moment_included_to_a_moment_excluded(store: Store) -> None:
    start = datetime(2026, 11, 22, tzinfo=UTC)
    a_moment = timedelta(microseconds=1)
    moments = [start - a_moment, start, start + DAY - a_moment, start + DAY]
    await write(store, *(settled("u", created_at=moment) for moment in moments))

    assert (await _report(store, since=start)).total.calls == 3
    assert (await _report(store, until=start + DAY)).total.calls == 3
    both = await _report(store, "day", since=start, until=start + DAY)
    assert _calls(both) == {("2026-11-22",): 2}
    assert (both.since, both.until, both.total.calls) == (start, start + DAY, 2)


async def test_a_call_counts_at_its_first_attempt_so_that_lines_add_up_to_the_total(
    store: Store,
) -> None:
    same = {"request_id": "r"}
    await write(
        store,
        settled("u", **same, status="error", cost_nano_usd=0, input_tokens=0, output_tokens=0),
        settled("u", **same, attempt=2, provider="openai", model="gpt-6-luna", served_model=None),
        settled("u"),
    )

    report = await _report(store, "provider")

    assert _calls(report) == {("gemini",): 2, ("openai",): 0}
    assert (report.total.calls, report.total.attempts, report.total.errors) == (2, 3, 1)
    assert report.total.cost_nano_usd == 160_000


async def test_what_has_no_price_is_counted_and_the_cost_is_a_lower_bound(store: Store) -> None:
    await write(
        store,
        settled("u"),
        settled("u", model="mine", served_model="mine", cost_nano_usd=None),
        pending("u", model="mine", held_cost_nano_usd=None),
    )

    report = await _report(store, "model")

    assert (report.total.unpriced, report.total.cost_nano_usd) == (2, 80_000)
    assert {line.group: (line.unpriced, line.cost_nano_usd) for line in report.lines} == {
        ("gemini-2.5-flash",): (0, 80_000),
        ("mine",): (2, 0),
    }


async def test_calls_under_way_and_calls_that_never_ended_count_at_what_they_hold(
    store: Store,
) -> None:
    await write(
        store,
        settled("u"),
        pending("u", lease_until=NOON + timedelta(microseconds=1)),
        pending("u", lease_until=NOON),
        pending("u", lease_until=NOON - DAY),
    )

    total = (await _report(store)).total

    assert (total.calls, total.pending, total.interrupted, total.errors) == (4, 1, 2, 0)
    assert (total.unpriced, total.cost_nano_usd) == (0, 80_000 + 3 * 9_000_000)
    assert total.input_tokens + total.output_tokens == 120 + 3 * 5_000


async def test_what_the_provider_did_not_say_is_told_apart(store: Store) -> None:
    await write(store, settled("u"), settled("u", usage_source="estimate"))

    assert (await _report(store)).total.estimated == 1


async def test_two_people_are_told_apart_and_summed_up_together(store: Store) -> None:
    await write(store, settled("ann"), settled("bob"), settled("bob"))

    assert (await _report(store, user_id="ann")).total.calls == 1
    assert _calls(await _report(store, "task", user_id="bob")) == {("extraction",): 2}
    assert (await _report(store)).total.calls == 3
    assert (await _report(store, "day", user_id="nobody")).lines == ()


async def test_sums_are_exact_beyond_what_a_float_can_hold(store: Store) -> None:
    huge = 2**53 + 1
    await write(store, settled("u", cost_nano_usd=huge), settled("u", cost_nano_usd=huge))

    assert (await _report(store)).total.cost_nano_usd == 2 * huge


async def test_an_empty_ledger_is_all_zero(store: Store) -> None:
    report = await _report(store, "day", "model")

    assert report.lines == ()
    assert report.total == UsageLine(())
