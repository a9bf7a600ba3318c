"""Where an interrupted run goes on: what it has done, until it comes to its end."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, TypeVar

from cli.batch.outcomes import Item
from profiles.unfinished_runs import done_sources, end_run, mark_done

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from cli.providing import Asking
    from cli.runtime import Runtime

ItemT = TypeVar("ItemT", bound=Item)


class RunMemory:
    """Remembers what a run has done.

    Args:
        runtime: Of the command.
        run: What makes two commands the same work.
        asking: Whoever is asked in another way makes another run.
    """

    def __init__(self, runtime: Runtime, run: str, asking: Asking) -> None:
        self._store = runtime.store
        self._user = runtime.user
        told = f"{run}\n{asking.provider}\n{asking.model}"
        self._run = hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()

    async def done_before(
        self, items: Sequence[ItemT], key: Callable[[ItemT], str | None], *, refresh: bool
    ) -> dict[ItemT, int]:
        """Return what an interrupted run has done, with the numbers of the jobs.

        A failure is not done: it is tried again.

        Args:
            items: Of this run.
            key: What tells one from others, and from itself after a change.
            refresh: Forget it: everything is to be done again.
        """
        if refresh:
            await self.end()
            return {}
        async with self._store.read() as session:
            done = await done_sources(session, self._user, self._run)
        keys = ((item, key(item)) for item in items) if done else ()
        return {item: done[known] for item, known in keys if known in done}

    async def mark(self, session: AsyncSession, done: Mapping[str, int]) -> None:
        """Remember what is done by its key, each with the number of its job."""
        await mark_done(session, self._user, self._run, done)

    async def end(self) -> None:
        """Forget what was done: the same command does everything from now on."""
        async with self._store.write() as session:
            await end_run(session, self._user, self._run)
