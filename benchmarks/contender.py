"""The side of a contender: a child process that makes calls when the benchmark tells it to.

One line of JSON in is one turn, one line of JSON out is what it took; at the end of the input a
last line says what the contender has to show. Imports and first connections are behind it when the
first line goes out. Standard library only: it also runs in the environments of rivals.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

PROMPT = "Say hello"
ANSWER = "Hello"


async def take_turns(
    call: Callable[[], Awaitable[str]],
    packages: list[str],
    shown: Callable[[], Awaitable[Mapping[str, object]]] | None = None,
) -> None:
    """Make the calls that standard input asks for, until it ends.

    The event loop runs on between the turns, so that what a contender does in the background is
    done, and counted as its CPU time.

    Args:
        call: Makes one call and returns the answer's text.
        packages: Whose versions the benchmark prints.
        shown: What the contender has to show at the end.
    """
    # Libraries print; only JSON may go to the pipe.
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as out:
        os.dup2(2, 1)

        def say(told: Mapping[str, object]) -> None:
            print(json.dumps(told), file=out, flush=True)

        say({package: version(package) for package in packages})
        while line := await asyncio.to_thread(sys.stdin.readline):
            turn: dict[str, int] = json.loads(line)
            times_ms = await _calls(call, turn["calls"], turn["at_once"])
            say({"ms": times_ms, "cpu_s": time.process_time(), "rss_kib": _rss_kib()})
        say(await shown() if shown else {})


def _rss_kib() -> int:
    """Return what of the memory of this process is resident; 0 where the system does not say."""
    try:
        told = Path("/proc/self/statm").read_text(encoding="ascii").split()
    except OSError:
        return 0
    return int(told[1]) * os.sysconf("SC_PAGE_SIZE") // 1024


async def _calls(call: Callable[[], Awaitable[str]], calls: int, at_once: int) -> list[float]:
    """Make calls in so many tasks; each task makes its calls one after another."""
    left = iter(range(calls))
    times_ms: list[float] = []

    async def work() -> None:
        for _ in left:
            started = time.perf_counter()
            answer = await call()
            times_ms.append((time.perf_counter() - started) * 1000)
            if answer != ANSWER:
                raise ValueError(f"the answer is {answer!r}")

    if at_once == 1:
        await work()
    else:
        await asyncio.gather(*(work() for _ in range(at_once)))
    return times_ms
