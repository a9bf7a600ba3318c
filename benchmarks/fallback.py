"""How long an answer takes when the first model is busy and a second one is healthy.

usage: python benchmarks/fallback.py [--runs N] [--rivals FOLDER]

The first model answers every call with 429 and `Retry-After: 20`.
jobai, litellm's Router and pydantic-ai's FallbackModel, each with its defaults (`rivals/*.py` say
which), in a process and beside a loopback server of its own. Imports and first connections are not
counted: the healthy model is asked once before. Then the first call is measured, and the next one:
what is learned from the first may make it shorter. jobai is measured N times, each time with
a new store, and shown as the median; the rivals, which wait in real seconds, once and side by side.
A call that takes more than 120 s is given up.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from side_by_side import RIVALS, Contender, contender, loopback, rival_python

BUSY, HEALTHY = "gpt-6.1-terra", "gpt-6-luna"
RETRY_AFTER_S = 20
LIMIT_S = 120.0
GOAL_S = 0.2


@dataclass(frozen=True, slots=True)
class Result:
    """What one contender took.

    Attributes:
        name: With its version.
        first_s: The call that meets the busy model; None when it was given up.
        next_s: The call after it; None when it was not made or given up.
        asked: How often the busy model was asked in each of the two.
        last_words: What jobai's ledger holds.
    """

    name: str
    first_s: float | None
    next_s: float | None
    asked: tuple[int, int]
    last_words: dict[str, Any]


async def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description="429 on the first model, a healthy second.")
    parser.add_argument("--runs", type=int, default=9, help="of jobai")
    parser.add_argument("--rivals", type=Path, default=RIVALS, help="where rivals are installed")
    asked = parser.parse_args()
    litellm = rival_python("litellm", asked.rivals)
    pydantic_ai = rival_python("pydantic-ai", asked.rivals)
    ours = [await _measured("jobai", "contenders/ours.py") for _ in range(asked.runs)]
    rivals = await asyncio.gather(
        _measured("litellm Router", "rivals/litellm_router.py", litellm),
        _measured("pydantic-ai FallbackModel", "rivals/pydantic_ai_fallback.py", pydantic_ai),
    )
    firsts = [_seconds(result.first_s) for result in ours]
    nexts = [_seconds(result.next_s) for result in ours]
    print(
        f"{'429 with Retry-After: ' + str(RETRY_AFTER_S) + ', then a healthy model':<70} "
        f"{'first call':>11} {'next call':>11}   the busy model was asked"
    )
    one = Result(
        ours[0].name, statistics.median(firsts), statistics.median(nexts), ours[0].asked, {}
    )
    for result in (one, *rivals):
        next_call = "-" if result.first_s is None else _shown(result.next_s)
        print(
            f"{result.name:<70} {_shown(result.first_s):>11} {next_call:>11}   "
            f"{result.asked[0]} + {result.asked[1]} times"
        )
    print(
        f"jobai: median of {len(ours)}, slowest {max(firsts):.3f} s; "
        f"goal under {GOAL_S} s; ledger of each run: {ours[0].last_words['rows']}"
    )
    alike = all(result.last_words == ours[0].last_words for result in ours)
    return 0 if alike and one.first_s is not None and one.first_s < GOAL_S else 1


async def _measured(name: str, script: str, python: str = sys.executable) -> Result:
    busy = ("--busy", BUSY, "--retry-after", str(RETRY_AFTER_S))
    async with (
        loopback(*busy) as (child, server),
        contender(script, BUSY, HEALTHY, server=server, python=python) as measured,
    ):
        first_s = await _call_s(measured)
        asked = (await child.told("count")).get(BUSY, 0)
        next_s = await _call_s(measured) if first_s is not None else None
        asked_again = (await child.told("count")).get(BUSY, 0) - asked
        words: dict[str, Any] = {}
        if next_s is not None:
            words = await measured.child.last_words()
        versions = ", ".join(f"{name} {told}" for name, told in measured.versions.items())
    return Result(f"{name} ({versions})", first_s, next_s, (asked, asked_again), words)


async def _call_s(measured: Contender) -> float | None:
    try:
        async with asyncio.timeout(LIMIT_S):
            turn = await measured.take_turn(1)
    except TimeoutError:
        return None
    return turn.ms[0] / 1000


def _seconds(given: float | None) -> float:
    return LIMIT_S if given is None else given


def _shown(seconds: float | None) -> str:
    if seconds is None:
        return f"> {LIMIT_S:.0f} s"
    return f"{seconds:.3f} s" if seconds < 1 else f"{seconds:.1f} s"


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
