"""Work in a thread that is left behind when its caller is cancelled."""

from __future__ import annotations

import asyncio
import contextvars
import threading
from concurrent.futures import Future
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

ResultT = TypeVar("ResultT")


async def in_daemon_thread(work: Callable[[], ResultT], *, name: str) -> ResultT:
    """Run what cannot be interrupted and may take long.

    Unlike `asyncio.to_thread` it does not use the loop's executor, for whose threads leaving the
    loop waits, long after a deadline or Ctrl-C. What is left behind ends with the process.

    Raises:
        Exception: what `work` raises passes as it is.
    """
    answer: Future[ResultT] = Future()
    answer.set_running_or_notify_cancel()  # from here on only the thread settles it
    context = contextvars.copy_context()

    def run() -> None:
        try:
            answer.set_result(context.run(work))
        except BaseException as error:  # noqa: BLE001 - it is the caller's to handle
            answer.set_exception(error)

    threading.Thread(target=run, name=name, daemon=True).start()
    return await asyncio.wrap_future(answer)
