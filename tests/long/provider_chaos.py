"""Minutes of calls to providers whose answers are chaos; prints what was promised and not held.

usage: python tests/long/provider_chaos.py [--minutes M] [--seed N] [--db ADDRESS]

All three SDKs, whole answers, structured ones and streams, on a real store. Each batch prints the
calls so far, the memory, threads and files of this process, the server in it included. Exits with 1
when a promise was broken; the seed and the number of a call bring it back.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]

from chaos import Chaos  # noqa: E402
from desks import add_user  # noqa: E402
from sqlalchemy.ext.asyncio import AsyncSession  # noqa: E402
from wire import WireServer  # noqa: E402
from wire.unreachable import unreachable  # noqa: E402

from orchestrator.audit import audit_ledger  # noqa: E402
from profiles.store.engine import Store, open_store  # noqa: E402
from profiles.store.location import locate_store  # noqa: E402
from profiles.store.users import PRO_ANNUAL  # noqa: E402

_BATCH = 200
_AT_ONCE = 16
_DEADLINE_S = 2.0
_KEPT_MIB = 25
"""Of growth in ten minutes, beyond which memory does not count as flat: two answers of 10 MB."""


async def main() -> int:
    """Run, and print what came of it."""
    parser = argparse.ArgumentParser(description="Provider chaos.")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--db", help="a store to use, made if need be; default: a new file")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        address = asked.db or str(Path(folder) / "jobai.db")
        store = await open_store(locate_store(address, {}))
        try:
            return await _run(store, Path(folder), asked.seed, asked.minutes * 60)
        finally:
            await store.aclose()


async def _run(store: Store, folder: Path, seed: int, seconds: float) -> int:
    for vendor in ("gemini", "openai", "claude"):
        import_module(f"orchestrator.providers.{vendor}")  # seconds, and no provider's fault
    broken: list[str] = []
    outcomes: Counter[str] = Counter()
    memory: list[tuple[float, float]] = []
    calls = rows = requests = 0
    late_s = blocked_s = 0.0
    with WireServer() as elsewhere, WireServer() as server, unreachable(folder) as nowhere:
        chaos = Chaos(
            store,
            server,
            elsewhere,
            seed=seed,
            deadline_s=_DEADLINE_S,
            key_file=folder / "secret.key",
            unreachable=nowhere,
        )
        begun = time.monotonic()
        while time.monotonic() - begun < seconds:
            user = await add_user(store, PRO_ANNUAL)
            found = await chaos.run(user, range(calls, calls + _BATCH), at_once=_AT_ONCE)
            calls, rows = calls + found.calls, rows + found.rows
            requests, late_s = requests + found.requests, max(late_s, found.late_s)
            blocked_s = max(blocked_s, found.blocked_s)
            outcomes += found.outcomes
            broken += found.broken
            gc.collect()
            memory.append((time.monotonic() - begun, _rss_mib()))
            print(
                f"{memory[-1][0]:5.0f} s  {calls:6} calls {rows:6} rows {requests:6} requests  "
                f"{memory[-1][1]:5.0f} MiB {threading.active_count():3} threads "
                f"{_files():3} files  latest {late_s:+.2f} s "
                f"blocked {blocked_s:.2f} s  {len(broken)} broken",
                flush=True,
            )
            for text in found.broken[:5]:
                print(f"  {text}", flush=True)
    async with AsyncSession(store.engine) as session:
        audit = await audit_ledger(session, now=datetime.now(UTC))
    broken += [f"usage verify: {fault.text}" for fault in audit.faults]
    slope = _slope(memory)
    print(f"outcomes: {dict(outcomes.most_common())}")
    print(f"usage verify: {audit.rows} rows, {audit.fault_count} faults, {audit.unpriced} unpriced")
    print(f"memory in the second half: {slope * 600:+.1f} MiB in ten minutes")
    print(f"promises broken: {len(broken)}")
    return 1 if broken or slope * 600 > _KEPT_MIB else 0


def _rss_mib() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) / 256


def _files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def _slope(points: list[tuple[float, float]]) -> float:
    """MiB a second, over the second half: the first one warms up."""
    half = points[len(points) // 2 :]
    if len(half) < 3:
        return 0.0
    return statistics.linear_regression(*zip(*half, strict=True)).slope


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
