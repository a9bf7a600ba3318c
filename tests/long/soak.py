"""Half an hour of calls of every kind from four processes on one store; prints what grew.

usage: python tests/long/soak.py [--minutes M] [--processes N] [--seed N] [--db ADDRESS]

Whole answers, streams, streams left early, cancellations, timeouts, errors, fallbacks, repeated
keys, extraction and drafts with a model, reports, and pruning of last month's rows; between them
`jobai usage report` and `jobai usage verify` as a person runs them. Exits with 1 when a process
died or raised what is no error of jobai's, the ledger is not clean or lacks a request, or memory,
files, threads or the store's log grew.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]

from desks import add_user  # noqa: E402
from ledger_rows import settled, write  # noqa: E402
from model_answers import answer  # noqa: E402
from sqlalchemy import func, select  # noqa: E402
from wire import WireServer, faults  # noqa: E402

from profiles.store.ai import AIProviderUsageLog  # noqa: E402
from profiles.store.engine import open_store  # noqa: E402
from profiles.store.location import locate_store  # noqa: E402
from profiles.store.users import PRO_ANNUAL  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wire.exchange import Fault, WireRequest

_OLD_ROWS = 20_000
_FAULTY_SHARE = 0.15
_PROCESS = Path(__file__).with_name("soaking_process.py")
_MOST_GROWTH_MIB = 8.0
"""In half an hour, by the slope of the second half, in which nothing warms up any more."""

_MOST_LOG_MIB = 64.0
_UNSENT = ("CallTimeoutError", "CancelledError", "ConnectionFailedError")


class Server:
    """The wire server, which counts requests instead of keeping them."""

    def __init__(self, wire: WireServer, seed: int) -> None:
        self._wire = wire
        self._draw = random.Random(seed)
        self.requests = 0
        self._faults: list[Fault] = [
            faults.rate_limited(retry_after="0.05"),
            faults.rate_limited(),
            faults.server_error(),
            faults.overloaded(),
            faults.cut(20),
            faults.cut(-1),
            faults.slow(5),
            faults.slow(0.5),
            faults.truncated_json(),
            faults.html(),
            faults.refusal(),
            faults.out_of_tokens(),
            faults.bad_request(),
            faults.no_model(),
        ]
        wire.answer_with(answer)
        wire.chosen = self._chosen

    def _chosen(self, _: WireRequest) -> Fault | None:
        self.requests += 1
        self._wire.requests.clear()
        return self._draw.choice(self._faults) if self._draw.random() < _FAULTY_SHARE else None


class Watched:
    """One of the processes, and what it has said."""

    def __init__(self, command: Sequence[str], environment: dict[str, str]) -> None:
        self.said: list[dict[str, Any]] = []
        self.errors: list[str] = []
        self._child = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
        )
        assert self._child.stdout
        assert self._child.stderr
        self._threads = [
            threading.Thread(target=self._listen, args=(self._child.stdout,)),
            threading.Thread(target=self._complain, args=(self._child.stderr,)),
        ]
        for thread in self._threads:
            thread.start()

    @property
    def runs(self) -> bool:
        """Whether it has not ended."""
        return self._child.poll() is None

    def end(self) -> int:
        """Wait for its end; return its exit code."""
        code = self._child.wait()
        for thread in self._threads:
            thread.join()
        return code

    def slope(self, name: str) -> float:
        """How much a number grows in half an hour, by the second half of what was said."""
        half = self.said[len(self.said) // 2 :]
        if len(half) < 3:
            return 0.0
        points = [(one["at_s"], one[name]) for one in half]
        return statistics.linear_regression(*zip(*points, strict=True)).slope * 1800

    def _listen(self, lines: IO[str]) -> None:
        self.said += (json.loads(line) for line in lines)

    def _complain(self, lines: IO[str]) -> None:
        self.errors += (line.rstrip() for line in lines)


async def _fill(address: str) -> None:
    """Put rows of last month into the ledger, for pruning."""
    store = await open_store(locate_store(address, {}))
    user = await add_user(store, PRO_ANNUAL)
    month = datetime.now(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    begin = month - timedelta(days=30)
    step = timedelta(days=30) / _OLD_ROWS
    for first in range(0, _OLD_ROWS, 2000):
        moments = (begin + step * number for number in range(first, first + 2000))
        rows = (
            settled(user, created_at=at, price_version=None, cost_source=None) for at in moments
        )
        await write(store, *rows)
    await store.aclose()


async def _rows(address: str) -> tuple[int, int]:
    """Return how many rows the soak's calls have, and how many of them may not have been sent."""
    store = await open_store(locate_store(address, {}))
    row = AIProviderUsageLog
    month = datetime.now(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    async with store.read() as session:
        asked = select(func.count()).where(row.created_at >= month)
        every = await session.scalar(asked)
        unsent = await session.scalar(asked.where(row.error_type.in_(_UNSENT)))
    await store.aclose()
    return every or 0, unsent or 0


def main() -> int:
    """Run, and print what came of it."""
    parser = argparse.ArgumentParser(description="A soak.")
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--processes", type=int, default=4)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--db", help="a new store; default: a new file")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, WireServer() as wire:
        address = asked.db or str(Path(folder) / "jobai.db")
        asyncio.run(_fill(address))
        server = Server(wire, asked.seed)
        seconds = asked.minutes * 60
        environment = {**os.environ, "JOBAI_HOME": folder, "JOBAI_DB": address}
        processes = [
            Watched(
                [
                    sys.executable,
                    str(_PROCESS),
                    address,
                    wire.url,
                    wire.key,
                    str(seed),
                    f"{seconds}",
                ],
                environment,
            )
            for seed in range(asked.seed, asked.seed + asked.processes)
        ]
        wrong, log_mib = _watched(processes, environment, Path(address))
        codes = [one.end() for one in processes]
        wrong += [f"a process ended with {code}" for code in codes if code]
        wrong += [text for one in processes for text in (*one.errors, *_told(one))]
        rows, unsent = asyncio.run(_rows(address))
        print(f"requests: {server.requests}; rows: {rows}, {unsent} of them perhaps never sent")
        if not rows - unsent <= server.requests <= rows:
            wrong.append("the ledger's rows are not the server's requests")
        print(f"the store's log: at most {log_mib:.1f} MiB")
        if log_mib > _MOST_LOG_MIB:
            wrong.append("the store's log grew")
        wrong += _verified(environment)
    for text in wrong[:30]:
        print(f"WRONG {text}")
    print("as promised" if not wrong else f"{len(wrong)} wrong")
    return 1 if wrong else 0


def _watched(
    processes: Sequence[Watched], environment: dict[str, str], store: Path
) -> tuple[list[str], float]:
    """Wait for the processes, using the command meanwhile; return faults and the log's size."""
    wrong: list[str] = []
    log_mib, begun, told = 0.0, time.monotonic(), 0.0
    log = store.with_name(f"{store.name}-wal")
    while any(one.runs for one in processes):
        time.sleep(1)
        if log.exists():
            log_mib = max(log_mib, log.stat().st_size / 2**20)
        if time.monotonic() - told < 30:
            continue
        told = time.monotonic()
        report = _jobai(environment, "usage", "report", "--json")
        if report.returncode:
            wrong.append(f"usage report: {report.stderr[-300:]}")
        wrong += _verified(environment)
        last = [one.said[-1] for one in processes if one.said]
        print(
            f"{told - begun:5.0f} s  calls {sum(sum(x['outcomes'].values()) for x in last):6}  MiB "
            + " ".join(f"{x['rss_mib']:.0f}" for x in last)
            + "  files "
            + " ".join(str(x["files"]) for x in last)
            + "  threads "
            + " ".join(str(x["threads"]) for x in last)
            + f"  log {log_mib:.1f} MiB  {len(wrong)} wrong",
            flush=True,
        )
    return wrong, log_mib


def _verified(environment: dict[str, str]) -> list[str]:
    done = _jobai(environment, "usage", "verify")
    said = re.sub(r"\s+", " ", done.stdout + done.stderr)
    if done.returncode == 0:
        return []
    return [f"usage verify: {said[-500:]}"]


def _jobai(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "jobai", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def _told(one: Watched) -> list[str]:
    """Print how a process fared; return what is wrong with it."""
    last = one.said[-1]
    names = ("rss_mib", "files", "threads")
    slopes = {name: one.slope(name) for name in names}
    grew = ", ".join(f"{name} {last[name]:.0f} ({slopes[name]:+.1f})" for name in names)
    print(f"at the end, and growth in half an hour by the second half: {grew}")
    outcomes: Counter[str] = Counter(last["outcomes"])
    print("  " + ", ".join(f"{name} {count}" for name, count in sorted(outcomes.items())))
    wrong = [f"raw: {text}" for text in last["raw"]]
    if slopes["rss_mib"] > _MOST_GROWTH_MIB:
        wrong.append(f"memory grew by {slopes['rss_mib']:.1f} MiB")
    wrong += [f"{name} grew" for name in ("files", "threads") if slopes[name] > 5]
    return wrong


if __name__ == "__main__":
    sys.exit(main())
