"""A thread that reads and writes one SQLite file, for all event loops: what waits goes together.

A commit waits for the disk. Whatever comes in meanwhile is written by the next transaction, so two
hundred calls at once take a few commits instead of four hundred; each goes on only when the commit
of its own rows is on the disk. What is read goes over the same connection, because only that one
knows without asking that nothing has changed but what it wrote itself.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import threading
from abc import ABC, abstractmethod
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import groupby
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, Literal, TypeVar
from weakref import WeakKeyDictionary, WeakSet, finalize

from profiles.errors import StoreError
from profiles.store.journal import Journal
from profiles.store.migrations import REVISION, require_head
from profiles.store.rows import SqliteRows

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence
    from pathlib import Path

    from sqlalchemy import URL, Pool
    from sqlalchemy.engine import Dialect
    from sqlalchemy.ext.asyncio import AsyncEngine

    from profiles.store.rows import Rows

_T = TypeVar("_T")
Kind = Literal["read", "write"]
_MOST_TOGETHER = 200
"""Jobs in one transaction, so that other processes get the write lock within milliseconds."""


@dataclass(slots=True, eq=False)
class Job:
    """A function of rows, and who waits for what it returns."""

    kind: Kind
    work: Callable[[Rows], Any]
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]
    locks: tuple[str, ...]
    repeatable: bool
    result: Any = None
    error: BaseException | None = None


_Queue = SimpleQueue[Job | None]


class Threads(ABC):
    """Threads for one store; they begin when they are needed.

    Attributes:
        journal: What sudden ends have left beside the store.
    """

    def __init__(self, url: URL) -> None:
        self.journal = Journal(url)
        self.in_fork()
        _threads.add(self)

    def in_fork(self) -> None:
        """Know of no thread: a fork has none of its process, and may not use their connections."""
        self._changing = threading.Lock()
        self._begin_anew()

    def run(
        self,
        kind: Kind,
        work: Callable[[Rows], _T],
        *,
        locks: Sequence[str] = (),
        repeatable: bool = False,
    ) -> asyncio.Future[_T]:
        """Run a function of rows in a transaction; the future ends after its commit.

        When the future is cancelled before its turn has come, nothing is done; after that it is
        done all the same.

        Args:
            kind: A read sees one moment of the store.
            work: The function.
            locks: What a server is to lock for it, by name; a file is locked as a whole.
            repeatable: It may be committed twice, and needs no other lock that others wait for.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[_T] = loop.create_future()
        job = Job(kind, work, loop, future, tuple(locks), repeatable=repeatable or kind == "read")
        with self._changing:
            self._put(job)
        return future

    @abstractmethod
    async def aclose(self) -> None:
        """Finish what was begun and close the connections."""

    @abstractmethod
    def _begin_anew(self) -> None:
        """Know of no thread."""

    @abstractmethod
    def _put(self, job: Job) -> None:
        """Give it to a thread. Nobody else does so meanwhile."""


_workers: WeakKeyDictionary[Pool, Threads] = WeakKeyDictionary()
_threads: WeakSet[Threads] = WeakSet()


class FileWorker(Threads):
    """A thread for one file. A write has the write lock from its start.

    Args:
        path: The file.
        connect: Opens a connection to it, in autocommit, for use in any one thread.
        dialect: As SQLAlchemy has it for this SQLite.
        url: Of the store.
    """

    def __init__(
        self, path: Path, connect: Callable[[], sqlite3.Connection], dialect: Dialect, url: URL
    ) -> None:
        self._connection = _Connection(path, connect, dialect, url)
        super().__init__(url)

    async def aclose(self) -> None:
        """Finish what was begun and close the connection."""
        with self._changing:
            thread, queue = self._thread, self._queue
            self._begin_anew()
        if thread is not None and queue is not None:
            queue.put(None)
            await asyncio.to_thread(thread.join)

    def _begin_anew(self) -> None:
        self._queue: _Queue | None = None
        self._thread: threading.Thread | None = None

    def _put(self, job: Job) -> None:
        (self._queue or self._started()).put(job)

    def _started(self) -> _Queue:
        queue = self._queue = _Queue()
        # The thread knows the queue and not this object, so that it ends with it.
        self._thread = threading.Thread(
            target=_serve, args=(queue, self._connection), name="jobai-store", daemon=True
        )
        self._thread.start()
        finalize(self, queue.put, None).atexit = False
        return queue


@dataclass(frozen=True, slots=True)
class _Connection:
    """How the thread gets its connection."""

    path: Path
    connect: Callable[[], sqlite3.Connection]
    dialect: Dialect
    url: URL


def _in_fork() -> None:
    for threads in _threads:
        threads.in_fork()


if hasattr(os, "register_at_fork"):  # not on Windows
    os.register_at_fork(after_in_child=_in_fork)


def attach_workers(engine: AsyncEngine, workers: Threads) -> None:
    """Let transactions on this engine be run by these threads."""
    _workers[engine.sync_engine.pool] = workers


def workers_of(engine: AsyncEngine) -> Threads | None:
    """Return the threads that transactions on this engine go through; None without any."""
    return _workers.get(engine.sync_engine.pool)


async def detach_workers(engine: AsyncEngine) -> None:
    """Stop the thread of an engine and close its connection."""
    worker = _workers.pop(engine.sync_engine.pool, None)
    if worker is not None:
        await worker.aclose()


def _serve(queue: _Queue, how: _Connection) -> None:
    """Do what comes, until None comes."""
    opened: _Opened | None = None
    going_on = True
    while going_on:
        batch: list[Job] = []
        job = queue.get()
        while job is not None:
            batch.append(job)
            if len(batch) == _MOST_TOGETHER or queue.empty():
                break
            job = queue.get()
        going_on = job is not None
        # Who reads goes on before the others wait for the disk.
        for kind in ("read", "write"):
            if jobs := [job for job in batch if job.kind == kind]:
                opened = _done(jobs, kind, opened, how)
                deliver(jobs)
            del jobs
        del batch, job
    if opened is not None:
        opened.close()


def _done(
    jobs: Sequence[Job], kind: Kind, opened: _Opened | None, how: _Connection
) -> _Opened | None:
    """Do jobs of one kind; return the connection, if it can be used again."""
    try:
        opened = opened or _Opened(how)
        if kind == "read":
            opened.read(jobs)
        else:
            opened.write(jobs)
    except BaseException as error:  # noqa: BLE001 - whoever waits is told
        for job in jobs:
            job.error = error
    if opened is not None and opened.is_stuck:
        opened.close()
        opened = None
    return opened


class _Opened:
    """The thread's connection."""

    def __init__(self, how: _Connection) -> None:
        self._path = how.path
        self._connection = how.connect()
        self._identity = identity_of(how.path)
        self._rows = SqliteRows(self._connection, how.dialect, how.url)

    @property
    def is_stuck(self) -> bool:
        """Whether a transaction could not be ended."""
        return self._connection.in_transaction

    def close(self) -> None:
        """Close it; a transaction that is open is rolled back."""
        with suppress(sqlite3.Error):
            self._connection.close()

    def read(self, jobs: Sequence[Job]) -> None:
        """Run jobs at one moment of the store.

        Raises:
            sqlite3.Error: nothing was read for any of them.
        """
        with self._transaction("BEGIN"), self._rows.recalling():
            for job in jobs:
                if not job.future.cancelled():
                    try:
                        job.result = job.work(self._rows)
                    except Exception as error:  # noqa: BLE001 - whoever waits is told
                        job.error = error

    def write(self, jobs: Sequence[Job]) -> None:
        """Run jobs in one transaction; one that fails takes no other with it.

        Raises:
            sqlite3.Error, StoreError: nothing was written for any of them.
        """
        self._require_file()
        run = self._connection.execute
        together = len(jobs) > 1
        with self._transaction("BEGIN IMMEDIATE"), self._rows.recalling():
            require_head((run(REVISION).fetchone() or (None,))[0], str(self._path))
            for job in jobs:
                if job.future.cancelled():
                    continue
                if together:
                    run("SAVEPOINT job")
                try:
                    job.result = job.work(self._rows)
                except Exception as error:
                    if not (together and self._connection.in_transaction):
                        raise
                    job.error = error
                    run("ROLLBACK TO job")
                    self._rows.rolled_back()
                if together:
                    run("RELEASE job")

    @contextmanager
    def _transaction(self, begin: str) -> Generator[None]:
        run = self._connection.execute
        run(begin)
        try:
            yield
            run("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                with suppress(sqlite3.Error):
                    run("ROLLBACK")
            self._rows.rolled_back()
            raise

    def _require_file(self) -> None:
        """Check that what is written can be read again.

        SQLite goes on writing to a file that was deleted or replaced while it was open, and says
        nothing.
        """
        if self._identity is None or identity_of(self._path) != self._identity:
            raise gone(self._path)


def deliver(batch: Sequence[Job]) -> None:
    """Tell whoever waits, each event loop once."""
    for loop, jobs in groupby(sorted(batch, key=lambda job: id(job.loop)), lambda job: job.loop):
        with suppress(RuntimeError):  # the loop is closed, and nobody waits
            loop.call_soon_threadsafe(_tell, list(jobs))


def _tell(jobs: Sequence[Job]) -> None:
    for job in jobs:
        if job.future.done():
            continue
        if job.error is not None:
            job.future.set_exception(job.error)
        else:
            job.future.set_result(job.result)


def gone(path: Path) -> StoreError:
    """Return the error for a file that is not the one that was opened."""
    return StoreError(
        f"the store {path} is gone: its file was deleted or replaced while it was open",
        hint="open it again",
    )


def identity_of(path: Path) -> tuple[int, int] | None:
    """Return what tells a file from another of its name; None when there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
