"""Run as a process: makes one call and is killed before it ends.

Arguments: the store's file, the user. The provider comes from the environment.
"""

from __future__ import annotations

import asyncio
import sys

from sqlalchemy.ext.asyncio import AsyncSession

from orchestrator.core import AIOrchestrator
from profiles.store.engine import open_store
from profiles.store.location import locate_store


async def _main(path: str, user_id: str) -> None:
    store = await open_store(locate_store(path, {}))
    async with AsyncSession(store.engine) as session:
        await AIOrchestrator(session).generate(user_id, "custom_task", "Say hello")


asyncio.run(_main(*sys.argv[1:]))
