"""Asking the orchestrator for one of many."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cli.batch.room import Room
from cli.providing import ask
from orchestrator.errors import QuotaExceededError

if TYPE_CHECKING:
    from cli.providing import Asking
    from cli.runtime import Runtime
    from orchestrator.answers import Answer
    from orchestrator.request import Request


class Asker:
    """Asks as a command for one thing does, beside others.

    Args:
        runtime: Of the command.
        asking: How it asks.
    """

    def __init__(self, runtime: Runtime, asking: Asking) -> None:
        # What is said of each single call is counted in the summary of a run.
        self._runtime = replace(runtime, invocation=replace(runtime.invocation, quiet=True))
        self._asking = asking
        self._room = Room()

    async def ask(self, request: Request) -> Answer:
        """Ask; what finds no room under a limit beside others is asked once more alone.

        Raises:
            JobaiError: as `cli.providing.ask`.
        """
        try:
            async with self._room.together():
                return await ask(self._runtime, request, self._asking, quota_is_final=False)
        except QuotaExceededError:
            async with self._room.alone():
                return await ask(self._runtime, request, self._asking)
