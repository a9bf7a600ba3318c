"""Store, orchestrator and event loop for one command: the only `asyncio.run`."""

from __future__ import annotations

import asyncio
import logging
import os
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from cli.context import DEFAULT_USER, invocation
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

_log = logging.getLogger("jobai.cli")


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


def run(
    context: typer.Context,
    work: Callable[[Runtime], Coroutine[Any, Any, ResultT]],
    *,
    for_user: bool = True,
) -> ResultT:
    """Open the store, make it on first use, do the work, and close everything.

    Args:
        context: Of the command.
        work: What to do.
        for_user: Whether it is done for the user who was named, who must be known then.

    Raises:
        NotFoundError: nobody of that name uses the store.
    """
    said = invocation(context)

    async def whole() -> ResultT:
        async with _opened(said, for_user=for_user) as runtime:
            return await work(runtime)

    return asyncio.run(whole())


@asynccontextmanager
async def _opened(said: Invocation, *, for_user: bool) -> AsyncGenerator[Runtime]:
    environment = dict(os.environ)
    location = locate_store(said.db, environment)
    store = await open_store(location)
    _log.info("store %s, user %s", location.shown, said.user)
    try:
        if for_user:
            await find_user(store, said.user)
        yield Runtime(store, Settings.from_environment(environment), said)
    finally:
        await store.aclose()


async def find_user(store: Store, user: str) -> None:
    """Check that the user is known; the one of a store of one's own is made.

    Raises:
        NotFoundError: nobody of that name uses the store.
    """
    from profiles.accounts import has_calls, require_user, user_exists

    async with store.read() as session:
        if await user_exists(session, user):
            return
        if user != DEFAULT_USER:
            if not await has_calls(session, user):  # a host keeps its users elsewhere
                await require_user(session, user)
            return
    async with store.write() as session:
        await add_user(session, user)
