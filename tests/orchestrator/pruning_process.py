"""Run as a process: archives or prunes, and kills itself at its n-th commit.

Arguments: the store's file, the archive or "-", the moment, n, and "before" or "after" that commit.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from datetime import datetime
from pathlib import Path

from sqlalchemy import event

from orchestrator.pruning import archive, prune
from profiles.store import rollup_pruning
from profiles.store.engine import open_store
from profiles.store.location import locate_store


async def _main(path: str, to: str, before: str, commit: str, when: str) -> None:
    rollup_pruning.CALLS_AT_ONCE = 2
    store = await open_store(locate_store(path, {}))
    left = int(commit)

    def seen(_c: object, _u: object, statement: str, *_: object) -> None:
        nonlocal left
        if statement == "COMMIT":
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    event.listen(store.engine.sync_engine, f"{when}_cursor_execute", seen)
    moment = datetime.fromisoformat(before)
    if to == "-":
        await prune(store, before=moment)
    else:
        await archive(store, before=moment, to=Path(to))
    await store.aclose()


asyncio.run(_main(*sys.argv[1:]))
