"""Eight processes with 32 connections each on one store: no cap is passed, nobody waits for ever.

usage: python tests/long/crowd.py [--store postgresql|months|sqlite] [--processes N] [--at-once N]
                                  [--calls N] [--pooler PGBOUNCER]

First all reserve against one user's tokens and one config's money until nothing fits: what has
passed must be what fits, once on jobai's own store and once on a host's engine with so many
connections. Then so many calls (ten minutes' worth at 20 a second), and between them reports,
quotas, verification, pruning, archiving, opening the store anew, keys that are asked for at once,
marks on models, and a host's transactions of several rows. Exits with 1 when a cap is passed or not
used up, anything is raised, the server has ended a deadlock, or a row is missing, not settled or
not in the sums. With `--pooler` the processes go through that program, which pools transactions.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import random
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]

import postgresql  # noqa: E402
from ledger_rows import attempt, settled, write  # noqa: E402
from sqlalchemy import func, make_url, select, text  # noqa: E402
from sqlalchemy.ext.asyncio import create_async_engine  # noqa: E402

from orchestrator.audit import audit_ledger  # noqa: E402
from orchestrator.errors import QuotaExceededError  # noqa: E402
from orchestrator.idempotency import Claim  # noqa: E402
from orchestrator.ledger import Ledger, Settlement  # noqa: E402
from orchestrator.providers.base import TokenUsage  # noqa: E402
from orchestrator.pruning import archive, prune  # noqa: E402
from orchestrator.quotas import Limit, standings  # noqa: E402
from orchestrator.reports import usage_report  # noqa: E402
from orchestrator.retry import Deadline  # noqa: E402
from profiles.errors import InvalidInputError, StoreError  # noqa: E402
from profiles.store.ai import AIProviderUsageLog  # noqa: E402
from profiles.store.base import new_id, utc_now  # noqa: E402
from profiles.store.engine import Store, open_store  # noqa: E402
from profiles.store.location import locate_store  # noqa: E402
from profiles.store.partitions import partition_ledger  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Generator, Iterator
    from multiprocessing.synchronize import Barrier

    from sqlalchemy.ext.asyncio import AsyncEngine

_FITS = 200
_TOKENS = 1000
_TRIES = 2
_USERS = 20
_OLD_ROWS = 5000
_PAID = Settlement("success", TokenUsage(100, 20), "provider", latency_ms=5)
_FAILED = Settlement("error", None, "provider", 3, error_type="RateLimitedError", http_status=429)
_MODELS = [("gemini", "gemini-2.5-flash"), ("openai", "gpt-6-luna"), ("claude", "claude-haiku-4-5")]
_RACES = ("calls were written while others were removed", "is there already")
"""What pruning at once with others may say; nothing is lost then."""


async def _caps(engine: AsyncEngine, at_once: int, start: Barrier) -> Counter[str]:
    """Reserve until nothing fits; return how many passed under the user's cap and the config's."""
    ledger, passed = Ledger(engine), Counter[str]()
    limits = {
        "user": [Limit("tokens", "month", _FITS * _TOKENS + _TOKENS // 2)],
        "config": [Limit("cost_nano_usd", "month", _FITS * _cost(), "provider_config", "1")],
    }

    async def work(number: int) -> None:
        for kind in ("user", "config"):
            for turn in range(_TRIES):
                user = "crowd" if kind == "user" else f"other {number % 3}"
                one = attempt(
                    user,
                    _TOKENS,
                    credential="config:1" if kind == "config" else "env:K",
                    lease_s=3600.0,  # what a lease that has run out held is free again
                )
                try:
                    entry = await ledger.reserve(one, limits[kind])
                except QuotaExceededError:
                    continue
                passed[kind] += 1
                if turn % 2 and kind == "config":  # at what it held, so that the sum stays
                    used = Settlement("success", one.bound, "provider", latency_ms=5)
                    await ledger.settle(entry, used)

    start.wait()
    await asyncio.gather(*(work(number) for number in range(at_once)))
    return passed


def _cost() -> int:
    from orchestrator.pricing import PriceList

    price = PriceList().price(
        TokenUsage(_TOKENS, 0), provider="gemini", model="gemini-2.5-flash", at=utc_now()
    )
    assert price.cost_nano_usd
    return price.cost_nano_usd


class Mixed:
    """One process's share of everything at once."""

    def __init__(self, store: Store, seed: int, folder: Path) -> None:
        self._store = store
        self._draw = random.Random(seed)
        self._folder = folder
        self.done = Counter[str]()

    async def run(self, calls: int, at_once: int) -> None:
        left = iter(range(calls))
        kinds: list[tuple[Callable[[], Awaitable[object]], int]] = [
            (self._reported, 10), (self._measured, 10), (self._kept, 40), (self._hosted, 10),
            (self._opened, 2), (self._pruned, 1), (self._archived, 1), (self._verified, 1),
        ]  # fmt: skip
        works, weights = zip(*kinds, strict=True)

        async def worker() -> None:
            for _ in left:
                await self._call()
                if self._draw.random() < 0.1:
                    [work] = self._draw.choices(works, weights)
                    self.done[work.__name__.strip("_")] += 1
                    await work()

        await asyncio.gather(*(worker() for _ in range(at_once)))

    async def _call(self) -> None:
        """A call of up to three attempts, under the limits of its user and its config."""
        user, request = f"user {self._draw.randrange(_USERS)}", new_id()
        config = str(self._draw.randrange(1, 4))
        limits = [
            Limit("tokens", "month", 10**12),
            Limit("calls", "hour", 10**9),
            Limit("cost_nano_usd", "month", 10**15, "provider_config", config),
        ]
        ledger = Ledger(self._store.engine)
        last = self._draw.choice((1, 1, 1, 2, 3))
        for number in range(1, last + 1):
            provider, model = self._draw.choice(_MODELS)
            one = attempt(
                user,
                request_id=request,
                number=number,
                kind="first" if number == 1 else "fallback",
                task=self._draw.choice("abcd"),
                provider=provider,
                model=model,
                credential=f"config:{config}",
            )
            entry = await ledger.reserve(one, limits)
            if self._draw.random() < 0.05:
                await ledger.renew(entry, 300)
            await ledger.settle(entry, _PAID if number == last else _FAILED)
            self.done["attempts"] += 1
        self.done["calls"] += 1

    async def _reported(self) -> None:
        async with self._store.read() as session:
            await usage_report(session, by=["month", "model"], now=utc_now())

    async def _measured(self) -> None:
        async with self._store.read() as session:
            await standings(session, "user 1", [Limit("tokens", "month", 10**12)], utc_now())

    async def _verified(self) -> None:
        async with self._store.read() as session:
            audit = await audit_ledger(session, now=utc_now())
        _require_sums([fault.text for fault in audit.faults if fault.request_id is None])

    async def _kept(self) -> None:
        """A key that others ask for at the same time: one asks, and gives it back or answers."""
        claim = Claim(
            self._store.engine, user_id="user 1", key=f"key {self._draw.randrange(200)}",
            fingerprint="f", request_id=new_id(), provider="gemini",
        )  # fmt: skip
        if await claim.take(Deadline(600.0)) is None:
            async with claim.held():
                await asyncio.sleep(0)

    async def _hosted(self) -> None:
        """Rows of a host's own, several in a transaction, of series that may be new."""
        users, tasks = (self._draw.choices(range(most), k=5) for most in (_USERS, 99))
        rows = [
            settled(f"user {user}", task_type=f"task {task}", created_at=utc_now())
            for user, task in zip(users, tasks, strict=True)
        ]
        await write(self._store, *rows)
        self.done["hosted rows"] += 5

    async def _opened(self) -> None:
        await (await open_store(self._store.location)).aclose()

    async def _pruned(self) -> None:
        await self._racing(prune(self._store, before=self._old_moment()))

    async def _archived(self) -> None:
        to = self._folder / f"{new_id()}.gz"
        await self._racing(archive(self._store, before=self._old_moment(), to=to))

    async def _racing(self, work: Awaitable[object]) -> None:
        try:
            await work
        except (StoreError, InvalidInputError) as error:
            if not any(told in error.message for told in _RACES):
                raise
            self.done["races told"] += 1

    def _old_moment(self) -> datetime:
        return datetime(2026, self._draw.randrange(2, 7), 1, tzinfo=UTC)


def _require_sums(faults: list[str]) -> None:
    if faults:
        raise AssertionError(f"the sums are wrong: {faults[:3]}")


def _process(
    address: str, how: str, number: int, calls: int, at_once: int, start: Barrier, told: Any
) -> None:
    async def caps() -> Counter[str]:
        store = await open_store(locate_store(address, {}))
        if how == "own":
            done = await _caps(store.engine, at_once, start)
        else:
            # Nothing prepared, as behind a pooler a host must say itself.
            host = create_async_engine(
                store.engine.url,
                pool_size=at_once,
                max_overflow=0,
                pool_timeout=600,
                connect_args={"prepare_threshold": None},
            )
            done = await _caps(host, at_once, start)
            await host.dispose()
        await store.aclose()
        return done

    async def mixed() -> Counter[str]:
        store = await open_store(locate_store(address, {}))
        with tempfile.TemporaryDirectory() as folder:
            one = Mixed(store, number, Path(folder))
            start.wait()
            await one.run(calls, at_once)
        await store.aclose()
        return one.done

    try:
        told.put(asyncio.run(mixed() if how == "mixed" else caps()))
    except BaseException:
        start.abort()
        told.put(traceback.format_exc())
        raise


def together(address: str, how: str, processes: int, calls: int, at_once: int) -> Counter[str]:
    """Run so many processes at once and add up what they say; raise what one has raised."""
    spawn = multiprocessing.get_context("spawn")
    start, told = spawn.Barrier(processes), spawn.Queue()
    children = [
        spawn.Process(
            target=_process, args=(address, how, number, calls // processes, at_once, start, told)
        )
        for number in range(processes)
    ]
    for child in children:
        child.start()
    said = [told.get() for _ in children]
    for child in children:
        child.join()
    for one in said:
        if isinstance(one, str):
            raise SystemExit(one)
    return sum(said, Counter[str]())


@contextmanager
def addresses(kind: str) -> Generator[Iterator[str]]:
    """Give addresses of stores that nobody has used."""
    if kind == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            yield (str(Path(folder) / f"{new_id()}.db") for _ in range(99))
        return
    with postgresql.running() as server:
        yield (server.url_of(server.make()) for _ in range(99))


@contextmanager
def pooled(program: str | None, address: str) -> Generator[str]:
    """Give the address of the same database behind a pooler, if there is one."""
    if program is None:
        yield address
        return
    url = make_url(address)
    port = (url.port or 0) + 1
    with tempfile.TemporaryDirectory(prefix="pooler-") as folder:
        Path(folder).chmod(0o755)
        settings = Path(folder) / "pooler.ini"
        settings.write_text(
            f"[databases]\n* = host={url.host} port={url.port} user={url.username}\n"
            f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nauth_type = any\n"
            "pool_mode = transaction\ndefault_pool_size = 20\nmax_client_conn = 2000\n"
            "unix_socket_dir =\n"
        )
        settings.chmod(0o644)
        process = subprocess.Popen([program, "-q", "-u", "nobody", str(settings)])
        try:
            time.sleep(1)
            yield url.set(port=port).render_as_string(hide_password=False)
        finally:
            process.terminate()
            process.wait()


async def _prepared(address: str, *, by_months: bool) -> None:
    store = await open_store(locate_store(address, {}))
    first = datetime(2026, 1, 1, tzinfo=UTC)
    for month in range(5):
        await write(
            store,
            *(
                settled("old", created_at=first + timedelta(days=30 * month, seconds=number))
                for number in range(_OLD_ROWS // 5)
            ),
        )
    if by_months:
        async with store.write() as session:
            await (await session.connection()).run_sync(partition_ledger)
    await store.aclose()


async def _looked(address: str) -> tuple[dict[str, int], int, list[str], int]:
    """Return the rows by status, those that were pruned, faults of the sums, and deadlocks."""
    store = await open_store(locate_store(address, {}))
    async with store.read() as session:
        row = AIProviderUsageLog
        asked = select(row.status, func.count()).group_by(row.status)
        rows = {str(one[0]): int(one[1]) for one in await session.execute(asked)}
        deadlocks = 0
        if store.location.path is None:
            deadlocks = await session.scalar(
                text("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
            )
    async with store.read() as session:
        audit = await audit_ledger(session, now=utc_now())
    await store.aclose()
    faults = [fault.text for fault in audit.faults if fault.request_id is None]
    return rows, audit.pruned_rows, faults, int(deadlocks or 0)


def main() -> int:
    """Print what came of it."""
    parser = argparse.ArgumentParser(description="A crowd on one store.")
    stores = ("postgresql", "months", "sqlite")
    parser.add_argument("--store", choices=stores, default="postgresql")
    parser.add_argument("--processes", type=int, default=8)
    parser.add_argument("--at-once", type=int, default=32)
    parser.add_argument("--calls", type=int, default=12_000)
    parser.add_argument("--pooler", help="the program pgbouncer")
    asked = parser.parse_args()
    good = True
    with addresses(asked.store) as new:
        for how in ("own",) if asked.store == "sqlite" else ("own", "host"):
            address = next(new)
            asyncio.run(_prepared(address, by_months=asked.store == "months"))
            began = time.monotonic()
            with pooled(asked.pooler, address) as reached:
                passed = together(reached, how, asked.processes, 0, asked.at_once)
            tries = asked.processes * asked.at_once * 2 * _TRIES
            fits = min(_FITS, tries // 2)
            good = good and passed == {"user": fits, "config": fits}
            print(
                f"caps, {how} engine: {dict(passed)} of {fits} each passed, in {tries:,} tries, "
                f"{time.monotonic() - began:.0f} s",
                flush=True,
            )
        address = next(new)
        asyncio.run(_prepared(address, by_months=asked.store == "months"))
        began = time.monotonic()
        with pooled(asked.pooler, address) as reached:
            done = together(reached, "mixed", asked.processes, asked.calls, asked.at_once)
        print(f"mixed: {dict(done)}, {time.monotonic() - began:.0f} s")
        rows, pruned, faults, deadlocks = asyncio.run(_looked(address))
        print(f"rows {rows}, pruned {pruned:,}, faults of sums {faults[:3]}, deadlocks {deadlocks}")
        expected = done["attempts"] + done["hosted rows"] + _OLD_ROWS
        whole = sum(rows.values()) + pruned == expected and "pending" not in rows
        good = good and whole and not faults and not deadlocks
    print("good" if good else "NOT GOOD")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
