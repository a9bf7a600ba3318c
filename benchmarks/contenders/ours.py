"""jobai, as a host uses it: a session and an orchestrator for each call, a store on disk.

usage: ours.py [--sdk openai|gemini|claude] MODEL [NEXT_MODEL ...]

The store is as `open_store` makes it, with its usual durability; the ledger is counted at the end.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from contender import PROMPT, take_turns
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from jobai import (
    PRO_ANNUAL,
    AIOrchestrator,
    AIProviderUsageLog,
    Store,
    User,
    locate_store,
    open_store,
)
from profiles.store.ai import AILimit, AIRoute

if TYPE_CHECKING:
    from collections.abc import Mapping

TASK = "benchmark"
CAP = 10**9
BINDING = [("tokens", "day"), ("tokens", "month"), ("calls", "hour")]
"""What the plan limits, as high as thousands of calls at once need: what they hold counts."""
PACKAGES = {"openai": "openai", "gemini": "google-genai", "claude": "anthropic"}


async def main(sdk: str, models: list[str]) -> None:
    """Take turns."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["JOBAI_HOME"] = folder
        store = await open_store(locate_store(str(Path(folder) / "jobai.db"), {}))
        try:
            await _run(store, sdk, models)
        finally:
            await store.aclose()


async def _run(store: Store, sdk: str, models: list[str]) -> None:
    async with store.write() as session:
        user = User(plan=PRO_ANNUAL)
        session.add(user)
        await session.flush()
        session.add_all(
            AILimit(scope="user", subject=user.id, metric=metric, period=period, cap=CAP)
            for metric, period in BINDING
        )
        session.add_all(
            AIRoute(plan=PRO_ANNUAL, task=TASK, position=position, provider=sdk, model=model)
            for position, model in enumerate(models)
        )
    calls = 0

    async def call(model: str | None = None) -> str:
        nonlocal calls
        calls += 1
        async with AsyncSession(store.engine) as db:
            return await AIOrchestrator(db).generate(user.id, TASK, PROMPT, model=model)

    async def ledger() -> Mapping[str, object]:
        row = AIProviderUsageLog
        async with store.read() as session:
            counted = await session.execute(
                select(row.status, func.count()).group_by(row.status).order_by(row.status)
            )
            rows = {found[0]: found[1] for found in counted}
            settings = [
                await session.scalar(text(f"PRAGMA {name}"))
                for name in ("journal_mode", "synchronous")
            ]
        return {"calls": calls, "rows": rows, "journal": settings[0], "synchronous": settings[1]}

    await call(models[-1])
    await take_turns(call, [PACKAGES[sdk]], ledger)


parser = argparse.ArgumentParser()
parser.add_argument("--sdk", choices=PACKAGES, default="openai")
parser.add_argument("models", nargs="+")
asked = parser.parse_args()
asyncio.run(main(asked.sdk, asked.models))
