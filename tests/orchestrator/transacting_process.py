"""Run as a process: adds a user, calls within that transaction, and never commits.

Argument: the store's address. The provider comes from the environment.
"""

from __future__ import annotations

import asyncio
import sys

from sqlalchemy.ext.asyncio import AsyncSession

from orchestrator.core import AIOrchestrator
from profiles.store.engine import open_store
from profiles.store.location import locate_store
from profiles.store.users import FREEMIUM, User


async def _main(path: str) -> None:
    store = await open_store(locate_store(path, {}))
    async with AsyncSession(store.engine) as session:
        session.add(User(id="ann", plan=FREEMIUM))
        text = await AIOrchestrator(session).generate("ann", "custom_task", "Say hello")
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
        await asyncio.sleep(60)


asyncio.run(_main(*sys.argv[1:]))
