"""How long many calls take that are made at once, to a server that takes 200 ms for each.

usage: python benchmarks/at_once.py [--sdk NAME ...] [--calls N] [--batches N]

Each bare SDK with its defaults, and jobai, which keeps each call in its ledger, in turns; a batch
ends with its last call. Printed: the median over the batches after the first, and what a call takes
of CPU time. Exits with 1 when a call is missing in the ledger.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys

from overhead import MODELS
from side_by_side import Contender, contender, loopback

DELAY_S = 0.2
GOAL_MS = 500


async def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Many calls at once, to a slow server.")
    parser.add_argument("--sdk", choices=MODELS, nargs="+", default=list(MODELS))
    parser.add_argument("--calls", type=int, default=200, help="at once")
    parser.add_argument("--batches", type=int, default=5, help="that are measured")
    asked = parser.parse_args()
    print(f"{asked.calls} calls at once, {DELAY_S * 1000:.0f} ms each (goal {GOAL_MS} ms)")
    print(f"{'':<32} {'ms':>7} {'CPU ms a call':>14} {'RSS MiB':>8}")
    whole = True
    for sdk in dict.fromkeys(asked.sdk):
        async with (
            loopback("--delay", str(DELAY_S)) as (_, server),
            contender("contenders/bare.py", sdk, MODELS[sdk], server=server) as bare,
            contender("contenders/ours.py", "--sdk", sdk, MODELS[sdk], server=server) as ours,
        ):
            taken: dict[str, list[tuple[float, float, int]]] = {"bare SDK": [], "jobai": []}
            for _ in range(asked.batches + 1):
                taken["bare SDK"].append(await _batch(bare, asked.calls))
                taken["jobai"].append(await _batch(ours, asked.calls))
            ledger = await ours.child.last_words()
            whole = whole and ledger["rows"] == {"success": ledger["calls"]}
        [(package, version)] = bare.versions.items()
        for name, batches in taken.items():
            ms = statistics.median(batch[0] for batch in batches[1:])
            cpu_ms = (batches[-1][1] - batches[0][1]) * 1000 / (asked.calls * asked.batches)
            label = f"{name} ({package} {version})"
            print(f"{label:<32} {ms:7.0f} {cpu_ms:14.2f} {batches[-1][2] / 1024:8.0f}")
    print("ledger: every call is in it" if whole else "ledger: a call is missing")
    return 0 if whole else 1


async def _batch(measured: Contender, calls: int) -> tuple[float, float, int]:
    """Return its milliseconds, the CPU seconds so far and the memory."""
    turn = await measured.take_turn(calls, calls)
    return max(turn.ms), turn.cpu_s, turn.rss_kib


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
