"""Run as a process: archives or prunes, and kills itself at its n-th commit.

Arguments: the store's address, the archive or "-", the moment, n, and "before" or "after" that
commit.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import event

from orchestrator.pruning import archive, prune
from profiles.store import rollup_pruning
from profiles.store.engine import open_store
from profiles.store.location import locate_store

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Engine, PoolProxiedConnection


def _at_commits(engine: Engine, when: str, act: Callable[[], None]) -> None:
    if engine.dialect.name == "sqlite":  # where a transaction is begun and ended by statements

        def seen(_c: object, _u: object, statement: str, *_: object) -> None:
            if statement == "COMMIT":
                act()

        event.listen(engine, f"{when}_cursor_execute", seen)
        return
    commit = engine.dialect.do_commit

    def do_commit(dbapi_connection: PoolProxiedConnection) -> None:
        if when == "before":
            act()
        commit(dbapi_connection)
        if when == "after":
            act()

    engine.dialect.do_commit = do_commit


async def _main(path: str, to: str, before: str, commit: str, when: str) -> None:
    rollup_pruning.CALLS_AT_ONCE = 2
    store = await open_store(locate_store(path, {}))
    left = int(commit)

    def dies() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    _at_commits(store.engine.sync_engine, when, dies)
    moment = datetime.fromisoformat(before)
    if to == "-":
        await prune(store, before=moment)
    else:
        await archive(store, before=moment, to=Path(to))
    await store.aclose()


asyncio.run(_main(*sys.argv[1:]))
