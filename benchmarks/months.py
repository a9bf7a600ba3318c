"""What a ledger by months on PostgreSQL buys and costs, beside the same rows in one table.

usage: python benchmarks/months.py [--rows N] [--pairs N]

A year of rows in a server of the benchmark's own, with its defaults. Printed for both: the size of
the ledger's table and indexes, reservations with settlements per second from 20 at once, a report
whose bounds are within an hour (its edges are read from the rows), pruning the oldest month (and
the longest that a call waited meanwhile), the room that it gives back, and VACUUM after it.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from ledger import PAID, addresses, attempt, reserve_and_settle
from sqlalchemy import text

from orchestrator.ledger import Ledger
from orchestrator.pruning import prune
from orchestrator.quotas import Limit
from orchestrator.reports import usage_report
from profiles.store.base import utc_now
from profiles.store.engine import open_store
from profiles.store.location import locate_store
from profiles.store.partitions import month_of, months, partition_ledger
from profiles.store.rollup_triggers import drop_triggers, keep_sums

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable

    from profiles.store.engine import Store

DAYS = 365
_FILL = """
INSERT INTO ai_provider_usage_logs (
  request_id, attempt, attempt_kind, user_id, plan, task_type, provider, model, served_model,
  credential, status, input_tokens, cached_input_tokens, cache_write_tokens, output_tokens,
  reasoning_tokens, usage_source, held_tokens, held_cost_nano_usd, cost_nano_usd, cost_source,
  price_version, latency_ms, created_at, lease_until, settled_at
)
SELECT md5(i::text), 1, 'first', 'user ' || i * 7919 % 1000, 'freemium', 'extraction', 'gemini',
  'gemini-2.5-flash', 'gemini-2.5-flash', 'env:GEMINI_API_KEY', 'success', 1000, 0, 0, 200, 0,
  'provider', 5000, 9000000, 800000, 'table', 'genai-prices 0.2.3', 900, at, at, at
FROM (SELECT i, CAST(:first AS timestamptz) + i * CAST(:step AS interval) AS at
      FROM generate_series(CAST(0 AS bigint), :rows - 1) i) numbered
"""
_SIZES = """
SELECT sum(pg_table_size(relid)), sum(pg_indexes_size(relid))
FROM (SELECT 'ai_provider_usage_logs'::regclass AS relid
      UNION SELECT relid FROM pg_partition_tree('ai_provider_usage_logs')) tables
"""


async def filled(store: Store, rows: int) -> None:
    """Write a year of rows, up to now."""
    first = utc_now() - timedelta(days=DAYS)
    step = timedelta(days=DAYS) / rows
    async with store.write() as session:
        connection = await session.connection()
        await connection.run_sync(drop_triggers)
        await session.execute(text(_FILL), {"first": first, "step": step, "rows": rows})
        await session.execute(text("TRUNCATE ai_usage_rollups"))
        await connection.run_sync(keep_sums)
    await _alone(store, "VACUUM ANALYZE")


async def _alone(store: Store, statement: str) -> float:
    """Run what no transaction may hold; return its seconds."""
    async with store.engine.connect() as plain:
        connection = await plain.execution_options(isolation_level="AUTOCOMMIT")
        began = time.perf_counter()
        await connection.exec_driver_sql(statement)
        return time.perf_counter() - began


async def sizes(store: Store) -> tuple[float, float]:
    """Return the ledger's MiB in tables and in indexes."""
    async with store.read() as session:
        table, indexes = (await session.execute(text(_SIZES))).one()
    return int(table) / 2**20, int(indexes) / 2**20


async def _took(work: Awaitable[object]) -> float:
    began = time.perf_counter()
    await work
    return time.perf_counter() - began


async def _report(store: Store) -> None:
    async with store.read() as session:
        now = utc_now()
        since, until = now - timedelta(days=200, minutes=17), now - timedelta(days=3)
        await usage_report(session, by=["model"], now=now, since=since, until=until)


async def _calling(store: Store, waits: list[float]) -> None:
    """Go on reserving and settling; note how long each took."""
    ledger = Ledger(store.engine)
    while True:
        began = time.perf_counter()
        entry = await ledger.reserve(attempt("a caller"), [Limit("calls", "hour", 10**9)])
        await ledger.settle(entry, PAID)
        waits.append(time.perf_counter() - began)
        await asyncio.sleep(0.01)


async def measured(store: Store, pairs: int) -> AsyncGenerator[tuple[str, float]]:
    """Give one figure after another."""
    table, indexes = await sizes(store)
    yield "table, MiB", table
    yield "its indexes, MiB", indexes
    await reserve_and_settle(store, 20, 20)
    yield "pairs/s, 20 at once", pairs / await _took(reserve_and_settle(store, pairs, 20))
    await _report(store)
    yield "report with edges, ms", min([await _took(_report(store)) for _ in range(5)]) * 1000
    oldest = month_of(utc_now() - timedelta(days=DAYS)).next.next
    for name, before in (("first", oldest.starts_at), ("second", oldest.next.starts_at)):
        waits: list[float] = []
        calls = asyncio.create_task(_calling(store, waits))
        yield f"prune the {name} month, s", await _took(prune(store, before=before))
        calls.cancel()
        with suppress(asyncio.CancelledError):
            await calls
        yield "  longest call meanwhile, ms", max(waits) * 1000
    yield "VACUUM after it, s", await _alone(store, "VACUUM")
    left, indexes_left = await sizes(store)
    yield "given back to the disk, MiB", table + indexes - left - indexes_left


async def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description="A ledger by months beside one table.")
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--pairs", type=int, default=2000)
    asked = parser.parse_args()
    found: list[list[tuple[str, float]]] = []
    with addresses("postgresql") as new:
        store = await open_store(locate_store(new(), {}))
        await filled(store, asked.rows)
        found.append([one async for one in measured(store, asked.pairs)])
        await store.aclose()
        store = await open_store(locate_store(new(), {}))
        await filled(store, asked.rows)
        async with store.write() as session:
            connection = await session.connection()
            taken = await _took(connection.run_sync(partition_ledger))
            count = len(await connection.run_sync(months))
        print(f"{asked.rows:,} rows into {count} months: {taken:.1f} s")
        found.append([one async for one in measured(store, asked.pairs)])
        await store.aclose()
    print(f"{'':<32} {'one table':>10} {'by months':>10}")
    for (name, whole), (_, by_months) in zip(*found, strict=True):
        print(f"{name:<32} {whole:10,.1f} {by_months:10,.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
