"""Doing a transaction again when the server went away or ended a deadlock by rolling it back."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy.exc import DBAPIError

from profiles.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sqlalchemy import URL

_T = TypeVar("_T")

RECONNECT_S = 15.0
"""How long a server may be away (a restart, a failover) before what waits for it fails."""

MOST_ROLLBACKS = 5
"""How often the server may choose one transaction to end a deadlock."""

LONGEST_WAIT_S = 1.0

_PATIENCE = {
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
"""Of libpq, in seconds (the last: milliseconds): a server that is gone without a word is noticed
in half a minute, not after the quarter of an hour for which Linux would ask it again."""

_ROLLED_BACK = {"40001", "40P01"}
_GOING_AWAY = {"57P01", "57P02", "57P03"}


def patience(url: URL) -> dict[str, int]:
    """Return how long to wait for a server, where its address does not say."""
    return {name: value for name, value in _PATIENCE.items() if name not in url.query}


async def insisted(work: Callable[[], Awaitable[_T]], *, repeatable: bool) -> _T:
    """Run a transaction; run it again where that is sound.

    Args:
        work: Begins and commits it.
        repeatable: It may be committed twice, so it may be run again when its connection was lost:
            nobody knows then whether the commit came before that.
    """
    end, wait_s, rollbacks = time.monotonic() + RECONNECT_S, 0.05, 0
    while True:
        try:
            return await work()
        except StoreError as error:
            cause = error.__cause__
            if _state(cause) in _ROLLED_BACK and rollbacks < MOST_ROLLBACKS:
                rollbacks += 1
                continue
            if not (repeatable and _is_lost(cause)) or time.monotonic() + wait_s > end:
                raise
        await asyncio.sleep(wait_s)
        wait_s = min(LONGEST_WAIT_S, 2 * wait_s)


def _is_lost(cause: BaseException | None) -> bool:
    if isinstance(cause, DBAPIError):
        return cause.connection_invalidated or _state(cause) in _GOING_AWAY
    return isinstance(cause, OSError)


def _state(cause: BaseException | None) -> str | None:
    """Return the server's code for an error; None when it was not the server who said it."""
    return getattr(getattr(cause, "orig", None), "sqlstate", None)
