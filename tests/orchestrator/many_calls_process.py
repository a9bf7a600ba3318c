"""Run as a process: forks into many that all begin to call at once and print each answer.

Arguments: the store's address, the user, how many processes, how many calls each. The provider
comes from the environment. What is slow to import is imported before, once.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import sys
from contextlib import aclosing
from typing import TYPE_CHECKING

from sqlalchemy.ext.asyncio import AsyncSession

import orchestrator.providers.openai  # noqa: F401  # pyright: ignore[reportUnusedImport]
from orchestrator.core import AIOrchestrator
from profiles.store.engine import open_store
from profiles.store.location import locate_store

if TYPE_CHECKING:
    from multiprocessing.synchronize import Barrier


async def _call(path: str, user_id: str, count: int, start: Barrier) -> None:
    async with aclosing(await open_store(locate_store(path, {}))) as store:
        start.wait()
        for _ in range(count):
            async with AsyncSession(store.engine) as session:
                text = await AIOrchestrator(session).generate(user_id, "custom_task", "Say hello")
            sys.stdout.write(f"{text}\n")


def _run(path: str, user_id: str, count: int, start: Barrier) -> None:
    asyncio.run(_call(path, user_id, count, start))
    sys.stdout.flush()


def _main(path: str, user_id: str, processes: str, calls: str) -> None:
    forks = multiprocessing.get_context("fork")
    start = forks.Barrier(int(processes))
    arguments = (path, user_id, int(calls), start)
    children = [forks.Process(target=_run, args=arguments) for _ in range(int(processes))]
    for child in children:
        child.start()
    for child in children:
        child.join()


_main(*sys.argv[1:])
