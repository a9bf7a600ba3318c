"""Run as a process: waits for a line on stdin, then reserves until nothing fits, and counts.

Arguments: the store's file, the user, the metric, the cap, the tokens of each call, how many calls
to try. A limit of the metric "cost_nano_usd" is a budget for all that goes through config 1.
"""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING, cast

from ledger_rows import attempt

from orchestrator.errors import QuotaExceededError
from orchestrator.ledger import Ledger
from orchestrator.quotas import Limit
from profiles.store.engine import open_store
from profiles.store.location import locate_store

if TYPE_CHECKING:
    from orchestrator.quotas import Metric


async def _main(path: str, user_id: str, metric: Metric, cap: int, tokens: int, tries: int) -> None:
    store = await open_store(locate_store(path, {}))
    ledger = Ledger(store.engine)
    limits = [Limit(metric, "month", cap)]
    if metric == "cost_nano_usd":
        limits = [Limit(metric, "month", cap, "provider_config", "1")]
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    passed = 0
    for _ in range(tries):
        try:
            await ledger.reserve(attempt(user_id, tokens, credential="config:1"), limits)
        except QuotaExceededError:
            continue
        passed += 1
    await store.aclose()
    sys.stdout.write(f"{passed}\n")


asyncio.run(_main(sys.argv[1], sys.argv[2], cast("Metric", sys.argv[3]), *map(int, sys.argv[4:])))
