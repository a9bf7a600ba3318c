"""Reservations with their settlements per second, beside a plain driver that writes the same.

usage: python benchmarks/ledger.py [--store sqlite|postgresql] [--pairs N] [--processes N]

A pair is a row written as pending under the plan's limits, and settled: two durable transactions
(`synchronous=FULL`; on PostgreSQL its defaults), or parts of two that are written together. Plain
`sqlite3` or `psycopg` writes the same two rows in the same store, sums by trigger included, without
reading limits: one after another, which is what it can do in one thread. PostgreSQL is a server of
the benchmark's own, on this machine. Exits with 1 when a row is missing or not settled.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import sqlite3
import sys
import tempfile
import time
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import func, select

from orchestrator.entries import opened_values, opening, settled_values, settling
from orchestrator.ledger import Attempt, Ledger, Settlement
from orchestrator.pricing import FREE
from orchestrator.providers.base import TokenUsage
from orchestrator.quotas import Limit
from profiles.store.ai import AIProviderUsageLog
from profiles.store.base import new_id, utc_now
from profiles.store.engine import BUSY_TIMEOUT_S, open_store
from profiles.store.location import locate_store
from profiles.store.rows import SqliteRows

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from datetime import datetime
    from multiprocessing.synchronize import Barrier

    from sqlalchemy import ClauseElement

    from profiles.store.engine import Store

LIMITS = [Limit("tokens", "month", 10**12), Limit("calls", "hour", 10**9)]
PAID = Settlement("success", TokenUsage(100, 20), "provider", latency_ms=5)


def attempt(user: str) -> Attempt:
    """An attempt of a call of its own."""
    return Attempt(
        request_id=new_id(),
        number=1,
        kind="first",
        user_id=user,
        plan="freemium",
        task="benchmark",
        provider="gemini",
        model="gemini-2.5-flash",
        credential="env:GEMINI_API_KEY",
        bound=TokenUsage(1000, 100),
        lease_s=60.0,
    )


async def reserve_and_settle(store: Store, pairs: int, at_once: int) -> None:
    """Make pairs in so many tasks, each for a user of its own."""
    ledger, left = Ledger(store.engine), iter(range(pairs))

    async def work(number: int) -> None:
        for _ in left:
            entry = await ledger.reserve(attempt(f"user {number}"), LIMITS)
            await ledger.settle(entry, PAID)

    await asyncio.gather(*(work(number) for number in range(at_once)))


async def plainly(store: Store, pairs: int, _at_once: int) -> None:
    """Write the same rows with nothing but the driver."""
    if store.location.path is None:
        _plain_psycopg(store, pairs)
    else:
        _plain_sqlite(store, store.location.path, pairs)


def _plain_sqlite(store: Store, path: Path, pairs: int) -> None:
    with closing(sqlite3.connect(path, timeout=BUSY_TIMEOUT_S)) as connection:
        connection.isolation_level = None
        connection.execute("PRAGMA synchronous=FULL")
        rows = SqliteRows(connection, store.engine.dialect, store.engine.url)
        for _ in range(pairs):
            one, now = attempt("user 0"), utc_now()
            connection.execute("BEGIN IMMEDIATE")
            rows.all(opening(), **opened_values(one, held_cost_nano_usd=0, at=now))
            connection.execute("COMMIT")
            connection.execute("BEGIN IMMEDIATE")
            rows.all(settling(), **_settled(one, now))
            connection.execute("COMMIT")


def _plain_psycopg(store: Store, pairs: int) -> None:
    import psycopg

    address = store.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    dialect = store.engine.dialect
    begun = attempt("user 0")
    opened = opened_values(begun, held_cost_nano_usd=0, at=utc_now())
    settled = _settled(begun, utc_now())
    values = [name for name in settled if not name.startswith("of_")]
    insert, update = (
        str(cast("ClauseElement", one.statement).compile(dialect=dialect, column_keys=columns))
        for one, columns in ((opening(), list(opened)), (settling(), values))
    )
    with psycopg.connect(address) as connection:
        for _ in range(pairs):
            one, now = attempt("user 0"), utc_now()
            values = opened_values(one, held_cost_nano_usd=0, at=now)
            connection.execute(insert.encode(), values).fetchall()
            connection.commit()
            connection.execute(update.encode(), _settled(one, now))
            connection.commit()


def _settled(one: Attempt, at: datetime) -> dict[str, Any]:
    key: dict[str, Any] = {"of_request": one.request_id, "of_attempt": one.number, "since": at}
    return key | settled_values(PAID, FREE, at=at)


def run(address: str, how: Callable[..., object], pairs: int, at_once: int, start: Barrier) -> None:
    """Be one of the processes."""

    async def work() -> None:
        store = await open_store(locate_store(address, {}))
        try:
            await reserve_and_settle(store, 2, 1)  # what is imported and compiled first
            start.wait()
            await how(store, pairs, at_once)  # type: ignore[misc]
            start.wait()
        finally:
            await store.aclose()

    asyncio.run(work())


def measured(address: str, how: Callable[..., object], pairs: int, at_once: int, of: int) -> float:
    """Return pairs per second in a new store; raises when one is missing."""
    spawn = multiprocessing.get_context("spawn")
    asyncio.run(_settled_rows(address))
    start = spawn.Barrier(of + 1)
    children = [
        spawn.Process(target=run, args=(address, how, pairs // of, at_once, start))
        for _ in range(of)
    ]
    for child in children:
        child.start()
    start.wait()
    began = time.perf_counter()
    start.wait()
    taken = time.perf_counter() - began
    for child in children:
        child.join()
    settled = asyncio.run(_settled_rows(address))
    if settled != (pairs // of + 2) * of:
        raise SystemExit(f"{settled} rows are settled, not {(pairs // of + 2) * of}")
    return pairs // of * of / taken


async def _settled_rows(address: str) -> int:
    store = await open_store(locate_store(address, {}))
    async with store.read() as session:
        row = AIProviderUsageLog
        found = await session.scalar(select(func.count()).where(row.status == "success"))
    await store.aclose()
    return found or 0


@contextmanager
def addresses(kind: str) -> Generator[Callable[[], str]]:
    """Give a function that returns the address of a new store."""
    if kind == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            yield lambda: str(Path(folder) / f"{new_id()}.db")
        return
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
    import postgresql

    with postgresql.running(options=()) as server:
        yield lambda: server.url_of(server.make())


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Reservations and settlements per second.")
    parser.add_argument("--store", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--pairs", type=int, default=2000)
    parser.add_argument("--processes", type=int, default=8)
    asked = parser.parse_args()
    driver = "sqlite3" if asked.store == "sqlite" else "psycopg"
    print(f"{'':<44} {'pairs/s':>8} {f'of {driver}':>10}")
    with addresses(asked.store) as new:
        for of in (1, asked.processes):
            plain = measured(new(), plainly, asked.pairs, 1, of)
            print(f"{f'{driver}, {of} process(es)':<44} {plain:8,.0f}")
            for at_once in (1, 20, 200):
                ours = measured(new(), reserve_and_settle, asked.pairs, at_once, of)
                label = f"jobai, {of} process(es), {at_once} at once in each"
                print(f"{label:<44} {ours:8,.0f} {ours / plain:10.2f}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
