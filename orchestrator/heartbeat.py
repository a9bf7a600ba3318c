"""Saying from time to time that a call is alive, so that its lease does not run out."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

from profiles.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable

_log = logging.getLogger("jobai.orchestrator")


@asynccontextmanager
async def beating(every_s: float, beat: Callable[[], Awaitable[None]]) -> AsyncGenerator[None]:
    """Call `beat` every so many seconds while what is inside goes on.

    A beat that fails is logged; the next one may succeed.
    """

    async def forever() -> None:
        while True:
            await asyncio.sleep(every_s)
            try:
                await beat()
            except StoreError as failure:
                _log.warning("a lease was not renewed: %s", failure.message)

    task = asyncio.create_task(forever())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
