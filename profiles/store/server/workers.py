"""Threads that read and write a PostgreSQL store, for all event loops: what waits goes together.

As `worker` does for a file: what comes in while a transaction is under way goes into the next one,
if it names the locks it needs beforehand. All of them are taken at the start, in one order for
every process, so that no two transactions wait for each other.
"""

from __future__ import annotations

import asyncio
import threading
import time
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, LiteralString, TypeVar
from weakref import finalize

import psycopg
from psycopg import errors, sql
from psycopg.pq import TransactionStatus

from profiles.store.faults import store_error
from profiles.store.server.advisory_locks import TAKE_ALL, in_order
from profiles.store.server.insisting import LONGEST_WAIT_S, MOST_ROLLBACKS, RECONNECT_S, patience
from profiles.store.server.rows import ServerRows
from profiles.store.worker import Job, Kind, Threads, deliver

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import URL
    from sqlalchemy.engine import Dialect
    from sqlalchemy.ext.asyncio import AsyncEngine


_T = TypeVar("_T")
_Queue = SimpleQueue[Job | None]
_Connection = psycopg.Connection[tuple[Any, ...]]

_MOST_THREADS = {"read": 1, "write": 2}
"""And so connections of a process. While one waits for its commit the other works."""

_MOST_TOGETHER = 50
"""Jobs in one transaction: it holds the locks of all their users meanwhile."""

_BEGIN: dict[Kind, LiteralString] = {
    "read": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    # Read committed, whatever the server's default is: what is used of a limit is read after its
    # lock was waited for, and must be as it is then. A process that hangs may not hold it for ever.
    "write": "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = '30s';"
    " SET LOCAL idle_in_transaction_session_timeout = '60s'",
}


class ServerWorkers(Threads):
    """A few threads for one store, each with a connection.

    Args:
        connect: Opens a connection in autocommit.
        engine: Of the store.
    """

    def __init__(self, connect: Callable[[], _Connection], engine: AsyncEngine) -> None:
        self._how = connect, engine.dialect, engine.url.render_as_string(hide_password=True)
        super().__init__(engine.url)

    async def aclose(self) -> None:
        """Finish what was begun and close the connections."""
        with self._changing:
            lines, self._lines = list(self._lines.values()), {}
        for line in lines:
            line.end()
            for thread in line.threads:
                await asyncio.to_thread(thread.join)

    def _begin_anew(self) -> None:
        self._lines: dict[Kind, _Line] = {}

    def _put(self, job: Job) -> None:
        line = self._lines.get(job.kind)
        if line is None:
            line = self._lines[job.kind] = _Line(job.kind, *self._how)
            finalize(self, line.end).atexit = False
        line.put(job)


class _Line:
    """What waits to be read or written, and the threads that do it."""

    def __init__(
        self, kind: Kind, connect: Callable[[], _Connection], dialect: Dialect, place: str
    ) -> None:
        self._kind: Kind = kind
        self._how = connect, dialect, place
        self._queue: _Queue = SimpleQueue()
        self._idle = threading.Semaphore(0)
        self.threads: list[threading.Thread] = []

    def put(self, job: Job) -> None:
        self._queue.put(job)
        # A thread that is idle takes it; else another begins, until there are enough.
        if self._idle.acquire(blocking=False) or len(self.threads) == _MOST_THREADS[self._kind]:
            return
        # The thread knows the queue and not the workers, so that it ends with them.
        thread = threading.Thread(
            target=_serve,
            args=(self._queue, self._idle, _Opened(self._kind, *self._how)),
            name=f"jobai-{self._kind}",
            daemon=True,
        )
        self.threads.append(thread)
        thread.start()

    def end(self) -> None:
        for _ in self.threads:
            self._queue.put(None)


def _serve(queue: _Queue, idle: threading.Semaphore, opened: _Opened) -> None:
    """Do what comes, until None comes."""
    ending = False
    while not ending:
        batch, ending = _next(queue, idle)
        together = [job for job in batch if job.repeatable]
        alone = [[job] for job in batch if not job.repeatable]
        for jobs in [together, *alone] if together else alone:
            opened.do(jobs)
            deliver(jobs)
        del batch, together, alone
    opened.close()


def _next(queue: _Queue, idle: threading.Semaphore) -> tuple[list[Job], bool]:
    """Wait for a job and return it with those behind it; and whether that was the end."""
    batch: list[Job] = []
    try:
        job = queue.get_nowait()
    except Empty:
        idle.release()
        job = queue.get()
        idle.acquire(blocking=False)  # whoever put it has mostly done so
    while job is not None:
        batch.append(job)
        if len(batch) == _MOST_TOGETHER:
            return batch, False
        try:
            job = queue.get_nowait()
        except Empty:
            return batch, False
    return batch, True


class _Opened:
    """A thread's connection, opened when it is needed and again when it was lost."""

    def __init__(
        self, kind: Kind, connect: Callable[[], _Connection], dialect: Dialect, place: str
    ) -> None:
        self._kind: Kind = kind
        self._connect = connect
        self._dialect = dialect
        self._place = place
        self._connection: _Connection | None = None
        self._is_committing = False

    def close(self) -> None:
        """Close it; a transaction that is open is rolled back."""
        if self._connection is not None:
            with suppress(psycopg.Error):
                self._connection.close()
            self._connection = None

    def do(self, jobs: Sequence[Job]) -> None:
        """Run jobs in one transaction; one that fails takes no other with it."""
        try:
            self._insist(jobs)
        except psycopg.Error as error:
            if len(jobs) > 1 and self._connection is not None:
                for job in jobs:  # which one it was, nobody can say
                    self.do([job])
                return
            for job in jobs:
                job.error = store_error(error, self._place)
                job.error.__cause__ = error
        except BaseException as error:  # noqa: BLE001 - whoever waits is told
            for job in jobs:
                job.error = error

    def _insist(self, jobs: Sequence[Job]) -> None:
        """Do it again when the server went away or ended a deadlock, as often as that is sound."""
        end, wait_s, rollbacks = time.monotonic() + RECONNECT_S, 0.0, 0
        while True:
            self._is_committing = False
            try:
                self._connection = self._connection or self._connect()
                self._transact(self._connection, jobs)
            except psycopg.Error as error:
                lost = self._connection is None or self._connection.closed
                if lost:
                    self.close()
                if isinstance(error, (errors.DeadlockDetected, errors.SerializationFailure)):
                    rollbacks += 1
                    if rollbacks < MOST_ROLLBACKS:
                        continue
                    raise
                # A commit that nobody answers for may be on the disk.
                unsure = self._is_committing and not all(job.repeatable for job in jobs)
                if not lost or unsure or time.monotonic() + wait_s > end:
                    raise
                time.sleep(wait_s)
                wait_s = min(LONGEST_WAIT_S, 2 * wait_s or 0.05)
            else:
                return

    def _transact(self, connection: _Connection, jobs: Sequence[Job]) -> None:
        try:
            connection.execute(_begin(self._kind, jobs), prepare=False)
            for job in jobs:
                self._run(connection, job, alone=len(jobs) == 1)
            self._is_committing = True
            connection.execute(b"COMMIT", prepare=False)
        except BaseException:
            if not connection.closed:
                with suppress(psycopg.Error):
                    connection.execute(b"ROLLBACK", prepare=False)
            raise

    def _run(self, connection: _Connection, job: Job, *, alone: bool) -> None:
        job.error = None
        if job.future.cancelled():
            return
        rows = ServerRows(connection, self._dialect, self._place, alone=alone)
        try:
            job.result = job.work(rows)
        except psycopg.Error:
            raise
        except Exception as error:
            if connection.info.transaction_status == TransactionStatus.INERROR:
                raise errors.InFailedSqlTransaction(str(error)) from error
            if rows.has_written:
                if alone:
                    raise
                # It alone must not have written anything; the others are done again.
                raise errors.InFailedSqlTransaction(str(error)) from error
            job.error = error


def _begin(kind: Kind, jobs: Sequence[Job]) -> sql.Composed:
    """Begin, and take all locks; in one message, so they stand in it as literals."""
    names = in_order(name for job in jobs for name in job.locks)
    begin = sql.Composed([sql.SQL(_BEGIN[kind])])
    if not names:
        return begin
    return begin + sql.SQL("; ") + sql.SQL(TAKE_ALL).format(sql.Literal(names))


def connecting(url: URL, dialect: Dialect) -> Callable[[], _Connection]:
    """Return what opens a connection to a store in autocommit."""
    _, named = dialect.create_connect_args(url)
    options: dict[str, Any] = {**patience(url), **named, "autocommit": True}

    def connect() -> _Connection:
        connection = psycopg.connect(**options)
        answering = connection.execute("SELECT pg_backend_pid()", prepare=False).fetchone()
        if answering != (connection.info.backend_pid,):
            # A pooler stands between: the next transaction may be another server process's, which
            # knows nothing of what this one has prepared.
            connection.prepare_threshold = None
        return connection

    return connect
