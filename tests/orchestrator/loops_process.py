"""Run as a process: calls in event loops that begin, end and break in many ways.

Arguments: what to do, the store's address, the user. The providers come from the environment. What
is left open or pending at the end is on stderr, where nothing else is.
"""

from __future__ import annotations

import asyncio
import gc
import sys
import threading
from contextlib import aclosing
from typing import TYPE_CHECKING

from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.pool import NullPool

from orchestrator.core import AIOrchestrator
from profiles.store.engine import open_store
from profiles.store.location import locate_store

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from profiles.store.engine import Store

THREE = ["gemini", "openai", "claude"]
RUNS = 3
CROWD = 200


def _be_patient() -> None:
    """Keep debug mode, which `-X dev` turns on, from complaining of a busy machine."""
    asyncio.get_running_loop().slow_callback_duration = 60.0


async def _opened(path: str) -> Store:
    _be_patient()
    return await open_store(locate_store(path, {}))


async def _call(engine: AsyncEngine, user: str, provider: str) -> str:
    async with AsyncSession(engine) as session:
        return await AIOrchestrator(session).generate(
            user, "custom_task", "Say hello", max_tokens=10, provider_type=provider
        )


async def _call_all(path: str, user: str) -> list[str]:
    async with aclosing(await _opened(path)) as store:
        return [await _call(store.engine, user, provider) for provider in THREE]


async def _call_all_with(engine: AsyncEngine, user: str) -> list[str]:
    _be_patient()
    try:
        return [await _call(engine, user, provider) for provider in THREE]
    finally:
        await engine.dispose()


def runs(path: str, user: str) -> None:
    """Several runs: the store opened anew, an engine for each, one without a pool for all."""
    url = locate_store(path, {}).url
    without_pool = create_async_engine(url, poolclass=NullPool)
    for _ in range(RUNS):
        _tell(asyncio.run(_call_all(path, user)))
        _tell(asyncio.run(_call_all_with(create_async_engine(url), user)))
        _tell(asyncio.run(_call_all_with(without_pool, user)))


def crowd(path: str, user: str) -> None:
    """Half of the crowd at once in one loop, then the other half."""

    async def calls() -> list[str]:
        async with aclosing(await _opened(path)) as store:
            said: list[str] = []
            for half in range(2):
                numbers = range(half, CROWD, 2)
                said += await asyncio.gather(
                    *(_call(store.engine, user, THREE[number % 3]) for number in numbers)
                )
            return said

    _tell(asyncio.run(calls()))


def throng(path: str, user: str) -> None:
    """All of the crowd at the same moment."""

    async def calls() -> list[str]:
        async with aclosing(await _opened(path)) as store:
            every = (_call(store.engine, user, THREE[number % 3]) for number in range(CROWD))
            return await asyncio.gather(*every)

    _tell(asyncio.run(calls()))


def threads(path: str, user: str) -> None:
    """Calls in the main thread's loop and in another thread's at the same time."""
    start = threading.Barrier(2)

    async def calls() -> None:
        async with aclosing(await _opened(path)) as store:
            await asyncio.to_thread(start.wait)
            for _ in range(RUNS):
                _tell(await asyncio.gather(*(_call(store.engine, user, one) for one in THREE)))

    other = threading.Thread(target=lambda: asyncio.run(calls()))
    other.start()
    asyncio.run(calls())
    other.join()


def stopped(path: str, user: str) -> None:
    """Calls that are under way when Control-C comes, or a line: then the main task is cancelled."""

    async def calls() -> None:
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        assert task

        def cancel() -> None:
            if sys.stdin.readline():
                loop.call_soon_threadsafe(task.cancel)

        threading.Thread(target=cancel, daemon=True).start()
        async with aclosing(await _opened(path)) as store, asyncio.TaskGroup() as group:
            for provider in THREE:
                group.create_task(_call(store.engine, user, provider))

    try:
        asyncio.run(calls())
    except (asyncio.CancelledError, KeyboardInterrupt) as end:
        _tell([type(end).__name__])


def _tell(texts: list[str]) -> None:
    sys.stdout.write("".join(f"{text}\n" for text in texts))


what, *where = sys.argv[1:]
{
    "runs": runs,
    "crowd": crowd,
    "throng": throng,
    "threads": threads,
    "stopped": stopped,
}[what](*where)
gc.collect()
