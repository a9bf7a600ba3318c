"""The thread that writes a store: together what waits, each as if it were alone."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Text, bindparam, insert, select, text, update

from profiles.errors import InvalidInputError, StoreError
from profiles.store.ai import AIModelHealth
from profiles.store.base import utc_now
from profiles.store.engine import open_store
from profiles.store.location import locate_store
from profiles.store.rows import Query
from profiles.store.transactions import read_rows, write_rows
from profiles.store.users import User
from profiles.store.worker import FileWorker, workers_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from profiles.store.engine import Store
    from profiles.store.rows import Rows
    from profiles.store.worker import Kind

pytestmark = pytest.mark.sqlite

ADD = Query(insert(User), ("id", "created_at"))
SEEN = Query(select(User.id).where(User.id == bindparam("id")))
ALL = Query(select(User.id).order_by(User.id), lasting=True)
PAIR = Query(select(bindparam("first", type_=Text), bindparam("second", type_=Text)), lasting=True)
OTHER = Query(update(AIModelHealth).values(reason=""))
CROWD = 50


def names(rows: Rows) -> list[str]:
    return [name for (name,) in rows.all(ALL)]


def adding(name: str) -> Callable[[Rows], str]:
    def add(rows: Rows) -> str:
        rows.all(ADD, id=name, created_at=utc_now())
        return name

    return add


def in_file(store: Store) -> list[str]:
    """Read it as another process would."""
    assert store.location.path
    with closing(sqlite3.connect(store.location.path)) as other:
        return [name for (name,) in other.execute("SELECT id FROM users ORDER BY id")]


@pytest.fixture
def said() -> list[str]:
    """Every statement that the worker has run."""
    return []


@pytest.fixture
async def worker(store: Store, said: list[str]) -> AsyncIterator[FileWorker]:
    """A worker on a store that tells what it runs."""
    path = store.location.path
    assert path

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        connection.execute("PRAGMA foreign_keys=ON")
        connection.set_trace_callback(said.append)
        return connection

    made = FileWorker(path, connect, store.engine.dialect, store.engine.url)
    yield made
    await made.aclose()


async def _all_at_once(
    store: Store, worker: FileWorker, jobs: list[Callable[[Rows], str]]
) -> list[object]:
    """Let jobs come in while the write lock is held, so that they wait together."""
    assert store.location.path
    holder = sqlite3.connect(store.location.path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    futures = [worker.run("write", job) for job in jobs]
    await asyncio.sleep(0.05)
    holder.execute("ROLLBACK")
    holder.close()
    return await asyncio.gather(*futures, return_exceptions=True)


async def test_what_waits_is_written_by_one_commit(
    store: Store, worker: FileWorker, said: list[str]
) -> None:
    crowd = [f"user {number:02}" for number in range(CROWD)]

    assert await _all_at_once(store, worker, [adding(name) for name in crowd]) == crowd

    assert in_file(store) == crowd
    assert said.count("COMMIT") <= 2, "the first may have begun alone"


async def test_who_waits_goes_on_only_when_his_rows_can_be_read_by_others(
    store: Store, worker: FileWorker
) -> None:
    for number in range(20):
        future = worker.run("write", adding(f"user {number:02}"))
        seen: list[int] = []
        future.add_done_callback(lambda _, seen=seen: seen.append(len(in_file(store))))
        await future
        await asyncio.sleep(0)
        assert seen == [number + 1]


async def test_one_that_fails_takes_nothing_of_the_others_with_it(
    store: Store, worker: FileWorker
) -> None:
    def fails_late(rows: Rows) -> str:
        adding("half done")(rows)
        raise InvalidInputError("no")

    jobs = [adding("ann"), fails_late, adding("ann"), adding("bob")]

    ann, failed, twice, bob = await _all_at_once(store, worker, jobs)

    assert (ann, bob) == ("ann", "bob")
    assert isinstance(failed, InvalidInputError)
    assert isinstance(twice, sqlite3.IntegrityError)
    assert in_file(store) == ["ann", "bob"]


async def test_one_alone_that_fails_is_rolled_back_and_the_next_is_written(
    store: Store, worker: FileWorker
) -> None:
    def fails_late(rows: Rows) -> str:
        adding("half done")(rows)
        raise InvalidInputError("no")

    with pytest.raises(InvalidInputError):
        await worker.run("write", fails_late)

    assert await worker.run("write", adding("ann")) == "ann"
    assert in_file(store) == ["ann"]


async def test_a_commit_that_fails_is_told_to_all_who_waited_for_it(
    store: Store, worker: FileWorker
) -> None:
    jobs = [adding("first"), adding("carl"), _breaks_the_commit, adding("bob")]
    _, *told = await _all_at_once(store, worker, jobs)

    assert [type(one) for one in told] == [sqlite3.IntegrityError] * 3
    assert not {"ann", "bob", "carl"} & set(in_file(store))
    assert await worker.run("write", adding("dora")) == "dora"


async def test_what_is_cancelled_before_its_turn_is_not_done(
    store: Store, worker: FileWorker
) -> None:
    assert store.location.path
    await worker.run("write", adding("first"))
    holder = sqlite3.connect(store.location.path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    given_up, kept = worker.run("write", adding("ann")), worker.run("write", adding("bob"))
    given_up.cancel()
    await asyncio.sleep(0.05)
    holder.execute("ROLLBACK")
    holder.close()

    assert await kept == "bob"
    assert in_file(store) == ["bob", "first"]


async def test_what_is_recalled_is_the_answer_to_the_same_values_by_name(
    worker: FileWorker,
) -> None:
    def asks(**values: str) -> Callable[[Rows], object]:
        return lambda rows: rows.all(PAIR, **values)

    assert await worker.run("read", asks(first="ann", second="bob")) == [("ann", "bob")]
    assert await worker.run("read", asks(second="ann", first="bob")) == [("bob", "ann")]


@pytest.mark.parametrize("kind", ["read", "write"])
async def test_what_lasts_is_read_once_until_somebody_writes_it(
    store: Store, worker: FileWorker, said: list[str], kind: Kind
) -> None:
    async def reads() -> tuple[list[str], int]:
        before = len(said)
        found = await worker.run(kind, names)
        return found, sum(line.startswith("SELECT users") for line in said[before:])

    assert await reads() == ([], 1)
    assert await reads() == ([], 0)

    await worker.run("write", adding("ann"))
    assert await reads() == (["ann"], 1)
    await worker.run("write", lambda rows: rows.all(OTHER))
    assert await reads() == (["ann"], 0)  # another table

    async with store.write() as session:
        session.add(User(id="bob"))
    assert await reads() == (["ann", "bob"], 1)
    assert await reads() == (["ann", "bob"], 0)


def _reads_what_it_writes(rows: Rows) -> None:
    adding("ann")(rows)
    assert "ann" in names(rows)


def _fails(rows: Rows) -> str:
    _reads_what_it_writes(rows)
    raise InvalidInputError("no")


def _breaks_the_commit(rows: Rows) -> str:
    _reads_what_it_writes(rows)
    rows.all(Query(text("PRAGMA defer_foreign_keys = ON")))
    rows.all(
        Query(text("INSERT INTO subscriptions (user_id, plan, starts_at) VALUES ('x','y','')"))
    )
    return "written"


@pytest.mark.parametrize("job", [_fails, _breaks_the_commit])
async def test_what_is_rolled_back_is_not_recalled(
    worker: FileWorker, job: Callable[[Rows], str]
) -> None:
    with pytest.raises((InvalidInputError, sqlite3.IntegrityError)):
        await worker.run("write", job)

    assert await worker.run("read", names) == []


async def test_what_one_of_many_rolls_back_is_not_recalled_by_the_next(
    store: Store, worker: FileWorker
) -> None:
    seen: list[list[str]] = []

    def looks(rows: Rows) -> str:
        seen.append(names(rows))
        return "looked"

    await _all_at_once(store, worker, [adding("first"), _fails, looks])

    assert seen == [["first"]]


async def test_two_event_loops_write_at_the_same_time(store: Store, worker: FileWorker) -> None:
    async def write(loop: int) -> None:
        await asyncio.gather(
            *(worker.run("write", adding(f"{loop} {number:02}")) for number in range(CROWD))
        )

    other = threading.Thread(target=lambda: asyncio.run(write(1)))
    other.start()
    await write(2)
    await asyncio.to_thread(other.join)

    assert len(in_file(store)) == 2 * CROWD


async def test_what_was_begun_is_finished_when_the_store_is_closed(tmp_path: Path) -> None:
    store = await open_store(locate_store(str(tmp_path / "new.db"), {}))
    writing = [
        asyncio.create_task(write_rows(store.engine, None, adding(f"user {number:02}")))
        for number in range(CROWD)
    ]
    await asyncio.sleep(0)

    await store.aclose()

    assert [await one for one in writing] == in_file(store)
    assert workers_of(store.engine) is None
    assert not any(thread.name.startswith("jobai-") for thread in threading.enumerate())
    assert not list(tmp_path.glob("new.db-*"))


async def test_a_loop_that_ends_before_its_answer_stops_nobody(
    store: Store, worker: FileWorker
) -> None:
    assert store.location.path
    holder = sqlite3.connect(store.location.path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")

    async def leaves() -> None:
        worker.run("write", adding("ann"))

    await asyncio.to_thread(lambda: asyncio.run(leaves()))
    holder.execute("ROLLBACK")
    holder.close()

    assert await worker.run("write", adding("bob")) == "bob"
    assert in_file(store) == ["ann", "bob"]


async def test_threads_end_with_the_workers_that_nobody_closed(store: Store) -> None:
    path = store.location.path
    assert path
    before = set(threading.enumerate())
    forgotten = FileWorker(
        path,
        lambda: sqlite3.connect(path, check_same_thread=False, isolation_level=None),
        store.engine.dialect,
        store.engine.url,
    )
    await forgotten.run("write", adding("ann"))
    [thread] = set(threading.enumerate()) - before

    del forgotten

    await asyncio.to_thread(thread.join, 5)
    assert not thread.is_alive()


async def test_a_store_that_cannot_be_opened_or_was_replaced_is_an_error_in_our_words(
    store: Store, tmp_path: Path
) -> None:
    await write_rows(store.engine, None, adding("ann"))
    path = store.location.path
    assert path
    path.rename(tmp_path / "away.db")

    with pytest.raises(StoreError, match="is gone"):
        await write_rows(store.engine, None, adding("bob"))

    (tmp_path / "away.db").rename(path)
    assert await write_rows(store.engine, None, adding("bob")) == "bob"
    found = await read_rows(store.engine, lambda rows: rows.all(SEEN, id="bob"))
    assert list(found) == [("bob",)]


async def test_a_fault_of_a_statement_is_an_error_in_our_words(store: Store) -> None:
    broken = Query(text("SELECT 1 FROM nowhere"))

    def run(rows: Rows) -> None:
        rows.all(broken)

    def tried(rows: Rows) -> None:
        rows.tried(broken)

    for work in (run, tried):
        with pytest.raises(StoreError, match="no such table: nowhere"):
            await read_rows(store.engine, work)


FORKING = """
import asyncio, os, sys
from test_worker import adding
from profiles.store.engine import open_store
from profiles.store.location import locate_store
from profiles.store.transactions import write_rows

store = asyncio.run(open_store(locate_store(sys.argv[1], {})))
write = lambda name: asyncio.run(write_rows(store.engine, None, adding(name)))
write("before")
child = os.fork()
write("child" if child == 0 else "parent")
if child == 0:
    os._exit(0)
_, status = os.waitpid(child, 0)
asyncio.run(store.aclose())
sys.exit(status)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a system that forks processes")
async def test_a_fork_of_a_process_that_has_written_writes_too(store: Store) -> None:
    assert store.location.path
    command = [sys.executable, "-c", FORKING, str(store.location.path)]
    path = os.pathsep.join((str(Path(__file__).parent), *sys.path))

    done = await asyncio.to_thread(
        subprocess.run, command, env={**os.environ, "PYTHONPATH": path}, timeout=60, check=False
    )

    assert done.returncode == 0
    assert in_file(store) == ["before", "child", "parent"]
