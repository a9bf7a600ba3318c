"""Reading many sources by rules at once, on all processors."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from orchestrator.documents.hints import PASTE
from orchestrator.errors import UnreadableSourceError
from orchestrator.tasks.extraction.rules_process import (
    LENGTH_BYTES,
    ReadByRules,
    Refused,
    packed,
    read_by_rules,
    unpacked,
)
from orchestrator.tasks.extraction.sources.urls import shortened

if TYPE_CHECKING:
    from asyncio.subprocess import Process

    from orchestrator.errors import SourceReason
    from orchestrator.tasks.extraction.documents import Document

_LONGEST_S = 120.0
"""For one source; the slowest page that is let in takes a hundredth of it."""

_MOST_STARTS = 2
_MOST_PROCESSES = 8
"""One writer keeps what they read: more would wait for it."""

_START = (
    "import sys; sys.path[:] = sys.argv[1:]; "
    "from orchestrator.tasks.extraction.rules_process import main; main()"
)
"""The other process finds our modules where this one does. Unlike those of `multiprocessing` it
does not run the program's main module again, which a host may not expect."""

_PATHS = [os.path.abspath(path) for path in sys.path]  # noqa: PTH100 - "" is the working folder


class RulesPool:
    """Processes that read sources by rules; a context manager.

    They are started when they are first needed. One that dies or hangs costs one source its
    reading, and another takes its place.

    Args:
        processes: How many. 0 reads in threads of this process: for few sources, and where no
            process can be started.
    """

    def __init__(self, processes: int) -> None:
        frozen = getattr(sys, "frozen", False)  # its interpreter cannot be started by itself
        self._processes = 0 if frozen else processes
        self._free: asyncio.LifoQueue[_Worker] = asyncio.LifoQueue()
        self._workers = [_Worker() for _ in range(self._processes)]
        for worker in self._workers:
            self._free.put_nowait(worker)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.gather(*(worker.stopped() for worker in self._workers))

    async def read(self, source: Path | Document) -> ReadByRules:
        """Read a source as `read_by_rules` does.

        Raises:
            SourceError: as `read_by_rules`; also when its process died of it or took too long.
            ProviderNotConfiguredError: as `read_by_rules`.
        """
        if not self._processes:
            return await asyncio.to_thread(read_by_rules, source)
        worker = await self._free.get()
        try:
            reply = await worker.asked(source)
        finally:
            self._free.put_nowait(worker)
        if isinstance(reply, Refused):
            raise reply.error()
        return reply


def processors() -> int:
    """Return how many processes make sense here."""
    try:
        usable = len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        usable = os.cpu_count() or 1
    return min(usable, _MOST_PROCESSES)


class _Worker:
    def __init__(self) -> None:
        self._process: Process | None = None

    async def asked(self, source: Path | Document) -> ReadByRules | Refused:
        """Ask the process, start it if need be, and leave none behind that owes an answer."""
        try:
            async with asyncio.timeout(_LONGEST_S):
                for _ in range(_MOST_STARTS):
                    try:
                        return await self._answer(source)
                    except (EOFError, OSError):  # it may have been dead before this source
                        await self.stopped()
        except TimeoutError:
            await self.stopped()
            return _refused(source, f"took longer than {_LONGEST_S:g} s to read", "too_slow")
        except BaseException:
            await self.stopped()
            raise
        return _refused(source, "ended the process that was reading it", "damaged")

    async def _answer(self, source: Path | Document) -> ReadByRules | Refused:
        process = self._process = self._process or await _started()
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(packed(source))
        await process.stdin.drain()
        head = await process.stdout.readexactly(LENGTH_BYTES)
        reply = unpacked(await process.stdout.readexactly(int.from_bytes(head)))
        assert isinstance(reply, ReadByRules | Refused)
        return reply

    async def stopped(self) -> None:
        """End the process; it has nothing to lose."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.returncode is None:
            with suppress(ProcessLookupError):  # it has just ended by itself
                process.kill()
        if process.stdin is not None:
            process.stdin.close()
        await process.wait()


async def _started() -> Process:
    options: dict[str, Any] = {"start_new_session": True}
    if sys.platform == "win32":
        options = {
            "creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
        }
    # Ctrl-C is for us: a group or session of its own keeps it from the process.
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        _START,
        *_PATHS,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        **options,
    )


def _refused(source: Path | Document, what: str, reason: SourceReason) -> Refused:
    name = source.name if isinstance(source, Path) else source.url or source.file_name or "A source"
    return Refused.from_error(
        UnreadableSourceError(f"{shortened(name)} {what}.", reason=reason, hint=PASTE)
    )
