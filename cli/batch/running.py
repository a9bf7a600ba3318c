"""The run: so many under way, what they give kept together, nothing lost on the way."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

from cli.batch.outcomes import Done, Failed, Item
from profiles.errors import JobaiError, StoreError
from profiles.store.transactions import to_the_end

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Sequence
    from typing import Any

    from cli.batch.turns import Turns
    from cli.render.progress import Progress

ItemT = TypeVar("ItemT", bound=Item)
DoneT = TypeVar("DoneT", bound=Done)
KeptT = TypeVar("KeptT")

_MOST_HELD_BACK_PER_PLACE = 4
"""How far results may run ahead of a slow source before they no longer wait for their order."""

_GATHERED_S = 0.2
"""How long results are gathered for one transaction, and then shown."""


@dataclass(slots=True, kw_only=True)
class Run(Generic[ItemT, DoneT, KeptT]):
    """Does what is to do, several at once.

    Attributes:
        turns: Who is next.
        at_once: How many are under way at most.
        read: Does one, such as reading a source; its `JobaiError` is that one's outcome.
        keep: Puts what was done into the store, all in one transaction. It may be asked twice for
            the same when the command is interrupted.
        is_final: Says of an error that all after it would fail in the same way.
        progress: Told of each that is begun with, and of its end.
    """

    turns: Turns[ItemT]
    at_once: int
    read: Callable[[ItemT], Awaitable[DoneT]]
    keep: Callable[[Sequence[DoneT | Failed]], Coroutine[Any, Any, Sequence[KeptT | Failed]]]
    is_final: Callable[[JobaiError], bool]
    progress: Progress
    _under_way: dict[asyncio.Task[DoneT | Failed], ItemT] = field(
        default_factory=dict["asyncio.Task[DoneT | Failed]", "ItemT"]
    )
    _ended: list[DoneT | Failed] = field(default_factory=list["DoneT | Failed"])
    _keeping: asyncio.Task[Sequence[KeptT | Failed]] | None = None
    _kept_at: float = 0.0
    _kept_on_leaving: list[KeptT | Failed] = field(default_factory=list["KeptT | Failed"])

    @property
    def kept_on_leaving(self) -> Sequence[KeptT | Failed]:
        """What was kept when the run was left early, and so is not among `outcomes`."""
        return self._kept_on_leaving

    async def outcomes(self) -> AsyncGenerator[KeptT | Failed]:
        """Give what became of each source, once it is in the store.

        In the order of the sources, but a slow one does not keep those after it waiting for long.
        Whoever leaves early, or is cancelled, leaves calls settled and all that was read kept.

        Raises:
            StoreError: the store fails; nothing more can be kept.
        """
        try:
            while True:
                self._begin()
                self._begin_keeping()
                waited = {*self._under_way, *([self._keeping] if self._keeping else [])}
                if not waited:
                    return
                await asyncio.wait(waited, timeout=_GATHERED_S, return_when=asyncio.FIRST_COMPLETED)
                for task in [task for task in self._under_way if task.done()]:
                    self._take(task)
                if self._keeping is not None and self._keeping.done():
                    keeping, self._keeping = self._keeping, None
                    for outcome in keeping.result():
                        yield outcome
        finally:
            await self._leave()

    @property
    def _most_ended(self) -> int:
        return _MOST_HELD_BACK_PER_PLACE * self.at_once

    def _begin(self) -> None:
        # What is read faster than it can be kept must not pile up.
        while len(self._under_way) < self.at_once and len(self._ended) <= 2 * self._most_ended:
            source = self.turns.next()
            if source is None:
                return
            self.progress.began(source.index, source.text)
            self._under_way[asyncio.create_task(self._read(source))] = source

    async def _read(self, source: ItemT) -> DoneT | Failed:
        try:
            return await self.read(source)
        except StoreError:
            raise
        except JobaiError as error:
            return Failed(source, error)

    def _take(self, task: asyncio.Task[DoneT | Failed]) -> None:
        source = self._under_way.pop(task)
        self.turns.ended(source)
        self.progress.read(source.index)
        result = task.result()
        self._ended.append(result)
        if isinstance(result, Failed) and self.is_final(result.error):
            self._ended += [Failed(rest, result.error, tried=False) for rest in self.turns.rest()]

    def _begin_keeping(self) -> None:
        """Keep what is ready; what comes fast is gathered, since a commit waits for the disk."""
        if self._keeping is not None:
            return
        ready = self._ready()
        recent = time.monotonic() - self._kept_at < _GATHERED_S
        if not ready or (recent and self._under_way and len(ready) < self._most_ended):
            return
        self._kept_at = time.monotonic()
        gone = {result.source.index for result in ready}
        self._ended = [x for x in self._ended if x.source.index not in gone]
        self._keeping = asyncio.create_task(self.keep(ready))

    def _ready(self) -> list[DoneT | Failed]:
        ordered = sorted(self._ended, key=lambda result: result.source.index)
        if len(ordered) > self._most_ended:
            return ordered
        oldest = min((source.index for source in self._under_way.values()), default=None)
        return [x for x in ordered if oldest is None or x.source.index < oldest]

    async def _leave(self) -> None:
        """Stop what is under way and keep what has been read; after a whole run there is none."""
        for task in self._under_way:
            task.cancel()
        last = await asyncio.gather(*self._under_way, return_exceptions=True)
        if self._keeping is not None:
            [kept] = await asyncio.gather(self._keeping, return_exceptions=True)
            self._kept_on_leaving += [] if isinstance(kept, BaseException) else kept
        read = [x for x in (*self._ended, *last) if not isinstance(x, (Failed, BaseException))]
        if read:
            self._kept_on_leaving += await to_the_end(lambda: self.keep(read))
