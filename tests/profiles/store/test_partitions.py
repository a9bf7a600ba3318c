"""The ledger by months, on PostgreSQL: the same rows and sums, and months that leave whole."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from ledger_rows import attempt, pending, settled, write
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import create_async_engine

from orchestrator import pruned_months
from orchestrator.audit import audit_ledger
from orchestrator.ledger import Ledger, Settlement
from orchestrator.providers.base import TokenUsage
from orchestrator.pruning import archive, prune
from orchestrator.quotas import Limit
from orchestrator.reports import usage_report
from profiles.errors import InvalidInputError, StoreError
from profiles.store.ai import AIAnswer, AIProviderUsageLog
from profiles.store.base import utc_now
from profiles.store.engine import open_store
from profiles.store.host import create_ai_tables
from profiles.store.location import locate_store
from profiles.store.partitions import (
    Month,
    Months,
    is_partitioned,
    months,
    partition_ledger,
    partition_store,
)
from profiles.store.rollups import AIUsagePruning

if TYPE_CHECKING:
    from pathlib import Path

    from profiles.store.engine import Store

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SPRING = [datetime(2026, month, 28, 23, 59, 59, tzinfo=UTC) for month in (2, 3, 4)]
MAY = datetime(2026, 5, 1, tzinfo=UTC)
PAID = Settlement("success", TokenUsage(100, 20), "provider", latency_ms=5)

pytestmark = pytest.mark.postgresql


async def by_months(store: Store, now: datetime = NOW) -> Months:
    async with store.write() as session:
        connection = await session.connection()
        return await connection.run_sync(lambda own: partition_ledger(own, now=now))


async def found(store: Store) -> list[Month]:
    async with store.read() as session:
        return await (await session.connection()).run_sync(months)


async def tables(store: Store) -> dict[str, int]:
    """How many rows each table of the ledger has that has any."""
    async with store.read() as session:
        rows = await session.execute(
            text("SELECT tableoid::regclass::text, count(*) FROM ai_provider_usage_logs GROUP BY 1")
        )
        return {name.removeprefix("ai_provider_usage_logs"): count for name, count in rows}


async def requests(store: Store) -> set[str]:
    async with store.read() as session:
        return set((await session.scalars(select(AIProviderUsageLog.request_id))).all())


async def wrong_sums(store: Store) -> list[str]:
    async with store.read() as session:
        audit = await audit_ledger(session, now=NOW)
    return [fault.text for fault in audit.faults if fault.request_id is None]


async def total(store: Store) -> tuple[int, int | None]:
    async with store.read() as session:
        report = await usage_report(session, by=["month"], now=NOW)
    return report.total.attempts, report.total.cost_nano_usd


async def test_a_ledger_that_becomes_one_by_months_keeps_its_rows_sums_and_numbers(
    store: Store,
) -> None:
    await write(store, *(settled("ann", created_at=at) for at in SPRING), pending("ann"))
    before, rows = await total(store), await requests(store)

    made = await by_months(store)

    assert (made.was_whole, made.rows) == (True, 4)
    assert await requests(store) == rows
    assert await total(store) == before
    assert sorted(await tables(store)) == ["_2026_02", "_2026_03", "_2026_04", "_2026_11"]
    async with store.write() as session:
        row = settled("ann", created_at=NOW)
        session.add(row)
        await session.flush()
        assert row.id == 5
    assert (await total(store))[0] == before[0] + 1
    assert not await wrong_sums(store)


async def test_a_call_goes_through_a_ledger_by_months_under_its_limits(store: Store) -> None:
    await by_months(store, utc_now())
    ledger, limits = Ledger(store.engine), [Limit("calls", "month", 1)]

    entry = await ledger.reserve(attempt("ann", 10), limits)
    with pytest.raises(Exception, match="calls per month"):
        await ledger.reserve(attempt("ann", 10), limits)
    await ledger.renew(entry, 600)
    await ledger.settle(entry, PAID)

    async with store.read() as session:
        row = await session.scalar(select(AIProviderUsageLog))
    assert row is not None
    assert (row.status, row.lease_until > utc_now()) == ("success", True)
    assert not await wrong_sums(store)


async def test_an_attempt_is_in_its_month_once(store: Store) -> None:
    await by_months(store)
    await write(store, settled("ann", request_id="one", created_at=SPRING[0]))

    with pytest.raises((IntegrityError, StoreError), match="request_id"):
        await write(store, settled("ann", request_id="one", created_at=SPRING[0]))


async def test_months_to_come_are_made_when_a_store_is_opened(store_address: str) -> None:
    store = await open_store(locate_store(store_address, {}))
    await by_months(store, datetime(2020, 1, 1, tzinfo=UTC))
    await write(store, settled("ann", created_at=utc_now()))
    assert "_rest" in await tables(store)
    await store.aclose()

    opened = await open_store(locate_store(store_address, {}))

    assert "_rest" not in await tables(opened)
    assert len(await found(opened)) >= 8
    assert not await wrong_sums(opened)
    await opened.aclose()


async def test_a_whole_store_is_kept_by_months_by_its_address(store: Store) -> None:
    await write(store, settled("ann", created_at=SPRING[0]))

    made = await partition_store(store.location)
    again = await partition_store(store.location)

    assert (made.was_whole, made.made[0].name, made.rows) == (True, "2026-02", 1)
    assert again == Months(was_whole=False, made=[], rows=0)


async def test_two_at_once_make_the_months_once(store: Store) -> None:
    made = await asyncio.gather(by_months(store), by_months(store))

    assert sorted(one.was_whole for one in made) == [False, True]
    assert len(await found(store)) == 4


async def test_whole_months_are_pruned_and_no_total_changes(store: Store) -> None:
    kept = {"request_id": "kept", "created_at": SPRING[0]}
    across: dict[str, Any] = {"request_id": "across", "created_at": SPRING[2]}
    later = {**across, "attempt": 2, "attempt_kind": "retry", "created_at": MAY}
    await write(
        store,
        *(settled("ann", created_at=at, request_id=f"old{at.month}") for at in SPRING),
        settled("bob", **kept),
        settled("bob", **across),
        settled("bob", **later),
        pending("bob", request_id="open", created_at=SPRING[1]),
    )
    answer = {"idempotency_key": "k", "fingerprint": "f", "text": "t", "created_at": SPRING[0]}
    async with store.write() as session:
        session.add(AIAnswer(user_id="bob", request_id="kept", **answer))
    await by_months(store)
    before = await total(store)

    done = await prune(store, before=MAY)

    assert (done.row_count, done.cost_nano_usd, done.rows_kept) == (3, 240_000, 3)
    assert await requests(store) == {"kept", "across", "open"}
    assert await total(store) == before
    assert not await wrong_sums(store)
    async with store.read() as session:
        told = await session.scalar(select(func.sum(AIUsagePruning.row_count)))
    assert told == 3
    assert (await prune(store, before=MAY)).row_count == 0


async def test_a_month_of_which_nothing_stays_gives_its_table_back(
    store: Store, tmp_path: Path
) -> None:
    await write(store, *(settled("ann", created_at=at) for at in SPRING))
    await by_months(store)

    await prune(store, before=datetime(2026, 3, 1, tzinfo=UTC))
    assert [month.month for month in await found(store)] == [3, 4, 11, 12, 1, 2]
    await archive(store, before=datetime(2026, 4, 1, tzinfo=UTC), to=tmp_path / "old.gz")
    assert [month.month for month in await found(store)] == [4, 11, 12, 1, 2]

    assert not await wrong_sums(store)


async def test_rows_that_change_while_their_month_is_summed_up_stay(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await write(store, settled("ann", created_at=SPRING[0]))
    await by_months(store)
    address = store.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    sum_up = pruned_months.sum_up

    def and_then_change(*given: Any) -> Any:
        import psycopg

        done = sum_up(*given)
        with psycopg.connect(address) as other:
            other.execute("UPDATE ai_provider_usage_logs SET cost_nano_usd = 7")
        return done

    monkeypatch.setattr(pruned_months, "sum_up", and_then_change)
    with pytest.raises(StoreError, match="calls were written"):
        await prune(store, before=MAY)

    assert len(await requests(store)) == 1
    assert not await wrong_sums(store)


async def test_pruning_waits_for_a_reader_in_turns_and_keeps_nobody_waiting(store: Store) -> None:
    await write(store, settled("ann", created_at=SPRING[0]))
    await by_months(store, utc_now())
    async with store.read() as reader:
        await reader.execute(text("SELECT count(*) FROM ai_provider_usage_logs"))
        task = asyncio.create_task(prune(store, before=MAY))
        await asyncio.sleep(0.3)
        async with asyncio.timeout(10):
            await Ledger(store.engine).reserve(attempt("ann", 10), [Limit("calls", "month", 9)])
        assert not task.done()

    assert (await task).row_count == 1


async def test_a_view_of_somebody_elses_stops_it_with_nothing_changed(store: Store) -> None:
    async with store.write() as session:
        await session.execute(text("CREATE VIEW mine AS SELECT id FROM ai_provider_usage_logs"))

    with pytest.raises(StoreError, match="view mine depends"):
        await by_months(store)

    async with store.read() as session:
        assert not await (await session.connection()).run_sync(is_partitioned)


async def test_rights_that_others_have_stay(store: Store) -> None:
    async with store.write() as session:
        await session.execute(text("GRANT SELECT ON ai_provider_usage_logs TO PUBLIC"))
    await by_months(store)

    async with store.read() as session:
        granted = await session.scalar(
            text("SELECT has_table_privilege('pg_monitor', 'ai_provider_usage_logs', 'SELECT')")
        )
    assert granted


async def test_a_host_keeps_the_ledger_by_months_in_a_schema_of_its_own(store: Store) -> None:
    engine = create_async_engine(store.engine.url).execution_options(
        schema_translate_map={None: "ours"}
    )
    async with engine.begin() as connection:
        await connection.execute(text("CREATE SCHEMA ours"))
        await connection.run_sync(create_ai_tables)
        made = await connection.run_sync(partition_ledger)
        await connection.run_sync(create_ai_tables)  # again, as at every start of the host
    assert made.was_whole
    ledger = Ledger(engine)
    await ledger.settle(await ledger.reserve(attempt("ann", 10), []), PAID)

    async with engine.connect() as connection:
        rows = await connection.execute(select(AIProviderUsageLog.status))
        assert rows.scalars().all() == ["success"]
    await engine.dispose()
    assert not await requests(store)


async def test_a_file_says_that_it_needs_no_months(tmp_path: Path, store: Store) -> None:
    file = await open_store(locate_store(str(tmp_path / "file.db"), {}))
    with pytest.raises(InvalidInputError, match="PostgreSQL"):
        await by_months(file)
    await file.aclose()
