"""Room under a limit: calls that run together hold more than they will use."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator


class Room:
    """Lets calls run together, and one alone that found no room beside what others hold.

    A call holds the most that it could use, so of eight at once some may be refused that would
    pass one after another. Whether a limit is really reached only a call alone can tell.
    """

    def __init__(self) -> None:
        self._changed = asyncio.Condition()
        self._together = 0
        self._alone = False
        self._wanting = 0

    @asynccontextmanager
    async def together(self) -> AsyncGenerator[None]:
        """Enter, unless somebody is alone inside or waits for it."""
        async with self._changed:
            await self._changed.wait_for(lambda: not self._alone and not self._wanting)
            self._together += 1
        try:
            yield
        finally:
            self._together -= 1
            await self._told()

    @asynccontextmanager
    async def alone(self) -> AsyncGenerator[None]:
        """Enter when everybody else has left."""
        self._wanting += 1
        try:
            async with self._changed:
                await self._changed.wait_for(lambda: not self._alone and not self._together)
                self._alone = True
        finally:
            self._wanting -= 1
        try:
            yield
        finally:
            self._alone = False
            await self._told()

    async def _told(self) -> None:
        async with self._changed:
            self._changed.notify_all()
