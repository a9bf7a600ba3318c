"""Store, orchestrator and event loop for one command: the only `asyncio.run`."""

from __future__ import annotations

import asyncio
import os
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from cli.context import invocation
from orchestrator.settings import Settings
from profiles.accounts import add_user
from profiles.store.engine import open_store
from profiles.store.location import locate_store

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Coroutine

    import typer

    from cli.context import Invocation
    from orchestrator.answers import Answer
    from orchestrator.request import Request
    from orchestrator.spending import SpendingCap
    from profiles.store.engine import Store

ResultT = TypeVar("ResultT")


@dataclass(frozen=True, slots=True)
class Runtime:
    """What a command works with."""

    store: Store
    settings: Settings
    invocation: Invocation

    @property
    def user(self) -> str:
        """Whose jobs, plan and usage."""
        return self.invocation.user

    async def ask(
        self,
        request: Request,
        *,
        provider: str | None = None,
        model: str | None = None,
        refresh: bool = False,
        cap: SpendingCap | None = None,
    ) -> Answer:
        """Put a request through the orchestrator for the user, unless it was answered before."""
        from sqlalchemy.ext.asyncio import AsyncSession

        from orchestrator.core import AIOrchestrator

        async with AsyncSession(self.store.engine) as session:
            orchestrator = AIOrchestrator(session, settings=self.settings, cap=cap)
            return await orchestrator.ask(
                self.user,
                request,
                provider_name=provider,
                model=model,
                reuse=True,
                refresh=refresh,
            )


def run(context: typer.Context, work: Callable[[Runtime], Coroutine[Any, Any, ResultT]]) -> ResultT:
    """Open the store, make it and the user on first use, do the work, and close everything."""
    said = invocation(context)

    async def whole() -> ResultT:
        async with _opened(said) as runtime:
            return await work(runtime)

    return asyncio.run(whole())


@asynccontextmanager
async def _opened(said: Invocation) -> AsyncGenerator[Runtime]:
    environment = dict(os.environ)
    store = await open_store(locate_store(said.db, environment))
    try:
        await ensure_user(store, said.user)
        yield Runtime(store, Settings.from_environment(environment), said)
    finally:
        await store.aclose()


async def ensure_user(store: Store, user: str) -> None:
    """Make the user on freemium, unless there is one of that name."""
    from profiles.accounts import user_exists

    async with store.read() as session:
        if await user_exists(session, user):
            return
    async with store.write() as session:
        await add_user(session, user)
