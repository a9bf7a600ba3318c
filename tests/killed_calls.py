"""Run in a process: many calls at once, so that commits are of many rows."""

from __future__ import annotations

import asyncio
import os

from sqlalchemy.ext.asyncio import AsyncSession

from cli.context import DEFAULT_USER
from orchestrator.core import AIOrchestrator
from profiles.store.engine import open_store
from profiles.store.location import locate_store


async def _call(count: int) -> None:
    store = await open_store(locate_store(os.environ["JOBAI_DB"], {}))

    async def one(number: int) -> None:
        async with AsyncSession(store.engine) as session:
            text = f"Say hello, {number}"
            await AIOrchestrator(session).generate(DEFAULT_USER, "custom_task", text)

    await asyncio.gather(*(one(number) for number in range(count)))
    await store.aclose()


def call_at_once(count: int) -> None:
    """Make the calls, and end the process."""
    asyncio.run(_call(count))
    raise SystemExit(0)
