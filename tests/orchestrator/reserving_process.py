"""Run as a process: waits for a line on stdin, then reserves until nothing fits, and counts.

Arguments: the store's file, the user, the cap, the tokens of each call, how many calls to try.
"""

from __future__ import annotations

import asyncio
import sys

from ledger_rows import attempt

from orchestrator.errors import QuotaExceededError
from orchestrator.ledger import Ledger
from orchestrator.quotas import Limit
from profiles.store.engine import open_store
from profiles.store.location import locate_store


async def _main(path: str, user_id: str, cap: int, tokens: int, tries: int) -> None:
    store = await open_store(locate_store(path, {}))
    ledger = Ledger(store.engine)
    limits = [Limit("tokens", "month", cap)]
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    passed = 0
    for _ in range(tries):
        try:
            await ledger.reserve(attempt(user_id, tokens), limits)
        except QuotaExceededError:
            continue
        passed += 1
    await store.aclose()
    sys.stdout.write(f"{passed}\n")


asyncio.run(_main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:])))
