"""The ledger as a list."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from ledger_rows import NOON, pending, settled, write
from sqlalchemy import event

from orchestrator.usage_log import LoggedCall, LogPage, call_history, usage_log
from profiles.errors import InvalidInputError, NotFoundError

if TYPE_CHECKING:
    from profiles.store.engine import Store

SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


async def _log(store: Store, **options: Any) -> LogPage:
    async with store.read() as session:
        return await usage_log(session, now=NOON, **options)


async def _call(store: Store, request_id: str, **options: Any) -> LoggedCall:
    async with store.read() as session:
        return await call_history(session, request_id, now=NOON, **options)


def _ids(page: LogPage) -> list[str]:
    return [call.request_id for call in page.calls]


async def test_the_latest_call_comes_first(store: Store) -> None:
    ages = {"old": 9, "new": 1, "older": 60, "newest": 0}
    await write(
        store, *(settled("u", request_id=k, created_at=NOON - v * SECOND) for k, v in ages.items())
    )

    assert _ids(await _log(store)) == ["newest", "new", "old", "older"]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8])
async def test_pages_follow_each_other_without_gap_or_repetition(store: Store, size: int) -> None:
    """Several calls were written at one moment, and others come in meanwhile."""
    rows = [settled("u", request_id=f"{n}", created_at=NOON + n // 3 * SECOND) for n in range(7)]
    await write(store, *rows)
    seen: list[str] = []
    page = await _log(store, limit=size)
    while True:
        seen += _ids(page)
        await write(store, settled("u", created_at=NOON + timedelta(hours=1)))
        if not page.more:
            break
        page = await _log(store, limit=size, before=page.calls[-1].key)

    assert seen == [f"{n}" for n in reversed(range(7))]


async def test_what_has_come_since_is_told_in_its_order(store: Store) -> None:
    await write(store, settled("u", request_id="a"))
    [last] = (await _log(store)).calls
    assert await _log(store, after=last.key) == LogPage((), more=False)
    await write(store, *(settled("u", request_id=name) for name in "bcd"))

    page = await _log(store, after=last.key, limit=2)

    assert (_ids(page), page.more) == (["b", "c"], True)
    assert _ids(await _log(store, after=page.calls[-1].key)) == ["d"]


async def test_a_call_is_told_with_all_its_attempts(store: Store) -> None:
    await write(
        store,
        settled("u", request_id="r", status="error", error_type="OverloadedError"),
        settled("u", request_id="r", attempt=2, attempt_kind="fallback", provider="openai",
                cost_nano_usd=None, usage_source="estimate", latency_ms=7),
        settled("u", request_id="r", attempt=3, attempt_kind="repair", latency_ms=5),
    )  # fmt: skip

    [call] = (await _log(store)).calls

    assert [one.attempt_kind for one in call.attempts] == ["first", "fallback", "repair"]
    assert (call.cost_nano_usd, call.unpriced, call.estimated) == (160_000, 1, 1)
    assert (call.input_tokens, call.output_tokens, call.latency_ms) == (300, 60, 12)
    assert (call.last.status, call.last.attempt) == ("success", 3)


async def test_open_calls_are_told_at_their_hold_and_dead_ones_apart(store: Store) -> None:
    await write(
        store,
        pending("u", request_id="alive", lease_until=NOON + SECOND),
        pending("u", request_id="dead", lease_until=NOON, held_cost_nano_usd=None),
    )

    calls = {call.request_id: call for call in (await _log(store)).calls}

    assert {name: call.last.status for name, call in calls.items()} == {
        "alive": "pending",
        "dead": "interrupted",
    }
    assert (calls["alive"].cost_nano_usd, calls["alive"].input_tokens) == (9_000_000, 5_000)
    assert (calls["dead"].cost_nano_usd, calls["dead"].unpriced) == (0, 1)


async def test_filters_go_by_how_a_call_ended(store: Store) -> None:
    failed = {"status": "error", "provider": "openai"}
    await write(
        store,
        settled("u", request_id="saved", **failed),
        settled("u", request_id="saved", attempt=2),
        settled("u", request_id="lost"),
        settled("u", request_id="lost", attempt=2, **failed),
        pending("u", request_id="dead", lease_until=NOON),
    )

    assert _ids(await _log(store, where={"status": "error"})) == ["lost"]
    assert _ids(await _log(store, where={"provider": "gemini", "status": "success"})) == ["saved"]
    assert _ids(await _log(store, where={"status": "interrupted"})) == ["dead"]
    assert _ids(await _log(store, user_id="you")) == []


async def test_what_is_rare_is_found_in_its_order_without_reading_the_rows_between(
    store: Store,
) -> None:
    rows = [
        settled("u" if n % 3 else "v", request_id=f"{n:04}", created_at=NOON - n * 5 * HOUR,
                status="error" if n % 40 == 7 else "success", plan=f"plan-{n % 2}",
                credential="config:7" if n == 47 else "config:1")
        for n in range(300)
    ]  # fmt: skip
    held = {
        "created_at": NOON - 400 * HOUR,
        "lease_until": NOON + HOUR,
        "plan": "rare",
        "credential": "config:7",
    }
    await write(store, *rows, pending("u", request_id="held", **held))
    read: list[str] = []

    def seen(_c: object, _u: object, statement: str, *_: object) -> None:
        read.append(statement)

    event.listen(store.engine.sync_engine, "before_cursor_execute", seen)
    failed = [f"{n:04}" for n in range(300) if n % 40 == 7]

    assert _ids(await _log(store, where={"status": "error"})) == failed
    assert _ids(await _log(store, where={"status": "error"}, limit=3)) == failed[:3]
    pages = await _log(store, where={"status": "error"}, limit=3)
    after = await _log(store, where={"status": "error"}, before=pages.calls[-1].key)
    assert _ids(after) == failed[3:]
    assert pages.more
    mine = [one for one in failed if int(one) % 3]
    assert _ids(await _log(store, where={"status": "error"}, user_id="u")) == mine
    bounds = {"since": NOON - 1000 * HOUR, "until": NOON - 200 * HOUR}
    assert _ids(await _log(store, where={"status": "error"}, **bounds)) == failed[1:5]
    assert _ids(await _log(store, where={"plan": "rare"})) == ["held"]
    assert _ids(await _log(store, where={"credential": "config:7"})) == [*failed[1:2], "held"]
    of_rows = [one for one in read if "SELECT ai_provider_usage_logs.request_id" in one]
    assert of_rows
    assert all("created_at >=" in one and "created_at <" in one for one in of_rows)


async def test_a_filtered_log_is_the_rows_that_the_filter_leaves(store: Store) -> None:
    chance = Random(3)
    rows: list[Any] = []
    for n in range(250):
        make = pending if chance.random() < 0.1 else settled
        at = NOON - timedelta(minutes=chance.randint(0, 60 * 24 * 40))
        task = chance.choice(["extraction", "cv_draft", "rare", "cover_letter", "extraction"])
        rows.append(make("u", request_id=f"{n:04}", created_at=at, task_type=task,
                         lease_until=NOON + chance.choice([-1, 1]) * HOUR))  # fmt: skip
    right = {
        task: [r.request_id for r in sorted(rows, key=lambda r: r.created_at, reverse=True)
               if r.task_type == task]
        for task in ("extraction", "rare")
    }  # fmt: skip
    await write(store, *rows)

    for task, ids in right.items():
        assert _ids(await _log(store, where={"task": task}, limit=1000)) == ids


async def test_times_bound_the_log(store: Store) -> None:
    await write(
        store, *(settled("u", request_id=f"{n}", created_at=NOON + n * SECOND) for n in range(4))
    )

    assert _ids(await _log(store, since=NOON + SECOND, until=NOON + 3 * SECOND)) == ["2", "1"]


@pytest.mark.parametrize("limit", [0, -1, 1001])
async def test_a_page_that_cannot_be_is_refused(store: Store, limit: int) -> None:
    with pytest.raises(InvalidInputError):
        await _log(store, limit=limit)


@pytest.mark.sqlite
async def test_no_page_sorts_the_whole_log(store: Store) -> None:
    asked: list[tuple[str, Any]] = []

    def seen(_c: object, _u: object, statement: str, parameters: Any, *_: object) -> None:
        if "LIMIT" in statement:
            asked.append((statement, parameters))

    await write(store, settled("u"))
    [call] = (await _log(store)).calls
    event.listen(store.engine.sync_engine, "before_cursor_execute", seen)
    await _log(store)
    await _log(store, user_id="u", before=call.key)
    await _log(store, after=call.key, since=NOON)
    event.remove(store.engine.sync_engine, "before_cursor_execute", seen)
    plans: list[str] = []
    async with store.engine.connect() as connection:
        for statement, parameters in asked:
            rows = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plans.append(" ".join(str(row) for row in rows))

    assert len(plans) == 3
    assert all("TEMP B-TREE" not in plan and "created_at" in plan for plan in plans), plans


async def test_a_call_is_found_by_the_beginning_of_its_id(store: Store) -> None:
    await write(
        store,
        *(settled("u", request_id=name) for name in ("abcd1", "abce2", "host-7")),
        settled("u", request_id="abcd1", attempt=2),
    )

    assert len((await _call(store, "ABCD")).attempts) == 2
    assert (await _call(store, "host-7")).request_id == "host-7"
    with pytest.raises(NotFoundError):
        await _call(store, "abc")
    with pytest.raises(NotFoundError):
        await _call(store, "abcd1", user_id="you")


async def test_a_beginning_that_several_calls_share_is_refused_with_their_ids(store: Store) -> None:
    await write(store, *(settled("u", request_id=f"abcd{n}") for n in range(7)))

    with pytest.raises(InvalidInputError, match=r"abcd0, abcd1, .* and more"):
        await _call(store, "abcd")
