"""Run as a process: makes one call and prints the answer, unless it is killed before it ends.

Arguments: the store's address, the user, perhaps an idempotency key. The provider comes from the
environment.
"""

from __future__ import annotations

import asyncio
import sys

from sqlalchemy.ext.asyncio import AsyncSession

from orchestrator.core import AIOrchestrator
from orchestrator.request import Request
from profiles.store.engine import open_store
from profiles.store.location import locate_store


async def _main(path: str, user_id: str, key: str | None = None) -> None:
    store = await open_store(locate_store(path, {}))
    async with AsyncSession(store.engine) as session:
        request = Request(task="custom_task", text="Say hello")
        answer = await AIOrchestrator(session).ask(user_id, request, idempotency_key=key)
    await store.aclose()
    sys.stdout.write(f"{answer.text}\n")


asyncio.run(_main(*sys.argv[1:]))
