"""Run as a process by soak.py: makes calls of every kind until told to end, and says how it is.

Arguments: the store's address, the server's address and key, a seed, the seconds. Each line that it
prints is one JSON object.
"""

from __future__ import annotations

import asyncio
import gc
import json
import random
import sys
import threading
import time
from collections import Counter
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]

from desks import add_user  # noqa: E402
from sqlalchemy.ext.asyncio import AsyncSession  # noqa: E402

from orchestrator.core import AIOrchestrator  # noqa: E402
from orchestrator.functions import (  # noqa: E402
    draft_cover_letter,
    draft_cv,
    extract_job_data,
)
from orchestrator.pruning import prune  # noqa: E402
from orchestrator.reports import usage_report  # noqa: E402
from orchestrator.retry import RetryPolicy  # noqa: E402
from orchestrator.secrets import SecretBox  # noqa: E402
from orchestrator.settings import Settings  # noqa: E402
from profiles.errors import JobaiError  # noqa: E402
from profiles.store.engine import Store, open_store  # noqa: E402
from profiles.store.location import locate_store  # noqa: E402
from profiles.store.users import PRO_ANNUAL  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

_DEADLINE_S = 3.0
_AT_ONCE = 4
_CALLS_OF_A_USER = 2000
_PAUSE_S = 0.05
_SAID_EVERY_S = 10.0
_RAW_KEPT = 20
_EXAMPLES = Path(__file__).parents[2] / "examples"
_POSTING = """Senior Backend Engineer, Routing Platform
Tidewater Freight Systems, Porto. You build services in Python and keep PostgreSQL fast.
Requirements: 5 years of Python. PostgreSQL. Fluent English."""
_JOB = {"title": "Senior Backend Engineer", "description": _POSTING}


class Soak:
    """One process's calls."""

    def __init__(self, store: Store, server: str, key: str, seed: int) -> None:
        self._store = store
        self._profile: Any = json.loads((_EXAMPLES / "profile.json").read_text())
        self._draw = random.Random(seed)
        self._seed = seed
        self._environment = {
            "GEMINI_API_KEY": key,
            "GOOGLE_GEMINI_BASE_URL": server,
            "OPENAI_API_KEY": key,
            "OPENAI_BASE_URL": f"{server}/v1",
            "ANTHROPIC_API_KEY": key,
            "ANTHROPIC_BASE_URL": server,
        }
        self._user = ""
        self.outcomes: Counter[str] = Counter()
        self.raw: list[str] = []
        self._kinds: list[tuple[Callable[[], Awaitable[object]], int]] = [
            (self._whole, 40),
            (self._kept, 6),
            (self._streamed, 12),
            (self._left, 4),
            (self._cancelled, 5),
            (self._extracted, 12),
            (self._drafted, 6),
            (self._lettered, 4),
            (self._reported, 4),
            (self._pruned, 1),
        ]

    async def run(self, seconds: float) -> None:
        """Make calls until then."""
        ends = time.monotonic() + seconds

        async def worker() -> None:
            while time.monotonic() < ends:
                await self._one()
                await asyncio.sleep(self._draw.uniform(0, 2 * _PAUSE_S))

        async def speaker() -> None:
            while True:
                self._say(seconds - (ends - time.monotonic()))
                await asyncio.sleep(_SAID_EVERY_S)

        speaking = asyncio.create_task(speaker())
        await asyncio.gather(*(worker() for _ in range(_AT_ONCE)))
        speaking.cancel()
        self._say(seconds)

    def _say(self, at_s: float) -> None:
        gc.collect()
        told = {
            "at_s": round(at_s, 1),
            "rss_mib": int(Path("/proc/self/statm").read_text().split()[1]) / 256,
            "files": len(list(Path("/proc/self/fd").iterdir())),
            "threads": threading.active_count(),
            "outcomes": dict(self.outcomes),
            "raw": self.raw[:_RAW_KEPT],
        }
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()

    async def _one(self) -> None:
        if self.outcomes.total() % _CALLS_OF_A_USER == 0 or not self._user:
            self._user = await add_user(self._store, PRO_ANNUAL)
        kinds, weights = zip(*self._kinds, strict=True)
        [kind] = self._draw.choices(kinds, weights)
        try:
            await kind()
            outcome = "done"
        except JobaiError as error:
            outcome = type(error).__name__
            if outcome == "StoreError" and kind != self._pruned:  # two may prune the same rows
                self.raw.append(str(error))
        except TimeoutError:
            outcome = "cancelled"
        except Exception as error:  # noqa: BLE001 - there must be none
            outcome = "raw"
            self.raw.append(f"{kind.__name__}: {type(error).__name__}: {error}"[:300])
        self.outcomes[f"{kind.__name__.strip('_')} {outcome}"] += 1

    @property
    def _settings(self) -> Settings:
        vendors = self._draw.sample(("GEMINI", "OPENAI", "ANTHROPIC"), self._draw.choice((1, 2, 3)))
        environment = {
            name: value
            for name, value in self._environment.items()
            if any(vendor in name for vendor in vendors)
        }
        retry = RetryPolicy(deadline_s=_DEADLINE_S, backoff_base_s=0.02, backoff_cap_s=0.1)
        secrets = SecretBox.from_environment(environment)
        return Settings(environment=environment, secrets=secrets, retry=retry)

    def _prompt(self) -> str:
        return f"{self._draw.random()}: say hello. " + "lorem ipsum " * self._draw.randrange(200)

    async def _whole(self, **options: Any) -> None:
        async with AsyncSession(self._store.engine) as session:
            asking = AIOrchestrator(session, settings=self._settings)
            await asking.generate(self._user, "custom_task", self._prompt(), **options)

    async def _kept(self) -> None:
        key = f"{self._seed}-{self._draw.randrange(50)}"
        async with AsyncSession(self._store.engine) as session:
            asking = AIOrchestrator(session, settings=self._settings)
            await asking.generate(self._user, "custom_task", key, idempotency_key=key)

    async def _streamed(self, most: int | None = None) -> None:
        async with AsyncSession(self._store.engine) as session:
            asking = AIOrchestrator(session, settings=self._settings)
            stream = asking.generate_stream(self._user, "custom_task", self._prompt())
            async with aclosing(stream) as pieces:
                read = 0
                async for _ in pieces:
                    read += 1
                    if read == most:
                        return

    async def _left(self) -> None:
        await self._streamed(most=1)

    async def _cancelled(self) -> None:
        async with asyncio.timeout(self._draw.uniform(0, 0.3)):
            await self._whole()

    async def _extracted(self) -> None:
        async with AsyncSession(self._store.engine) as session:
            await extract_job_data(session, self._user, _POSTING, settings=self._settings)

    async def _drafted(self) -> None:
        async with AsyncSession(self._store.engine) as session:
            await draft_cv(session, self._user, self._profile, _JOB, settings=self._settings)

    async def _lettered(self) -> None:
        async with AsyncSession(self._store.engine) as session:
            await draft_cover_letter(
                session, self._user, self._profile, _JOB, settings=self._settings
            )

    async def _reported(self) -> None:
        async with self._store.read() as session:
            await usage_report(session, by=("month", "model"), now=datetime.now(UTC))

    async def _pruned(self) -> None:
        """Remove some more of what is from before this month."""
        month = datetime.now(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        hours = self._draw.randrange(30 * 24)
        await prune(self._store, before=month - timedelta(hours=hours))


async def _main(address: str, server: str, key: str, seed: str, seconds: str) -> None:
    for vendor in ("gemini", "openai", "claude"):
        import_module(f"orchestrator.providers.{vendor}")  # seconds, four times at once
    store = await open_store(locate_store(address, {}))
    try:
        await Soak(store, server, key, int(seed)).run(float(seconds))
    finally:
        await store.aclose()


if __name__ == "__main__":
    asyncio.run(_main(*sys.argv[1:]))
