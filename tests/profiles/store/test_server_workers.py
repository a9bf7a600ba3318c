"""The threads that write a store on PostgreSQL: together what waits, and through its restarts."""

from __future__ import annotations

import asyncio
import os
import threading
from typing import TYPE_CHECKING

import pytest
from ledger_rows import attempt
from sqlalchemy import bindparam, func, insert, select, text
from sqlalchemy.ext.asyncio import create_async_engine

from orchestrator.errors import QuotaExceededError
from orchestrator.ledger import Ledger, Settlement
from orchestrator.providers.base import TokenUsage
from orchestrator.quotas import Limit
from profiles.errors import InvalidInputError, StoreError
from profiles.store.ai import AIProviderUsageLog
from profiles.store.base import utc_now
from profiles.store.rows import Query
from profiles.store.transactions import read_rows, write_rows
from profiles.store.users import User

if TYPE_CHECKING:
    from collections.abc import Callable

    from profiles.store.engine import Store
    from profiles.store.rows import Rows

pytestmark = pytest.mark.postgresql

ADD = Query(insert(User), ("id", "created_at"))
SEEN = Query(select(User.id).where(User.id == bindparam("id")))
TRANSACTION = Query(text("SELECT txid_current()"))
PROCESS = Query(text("SELECT pg_backend_pid()"))
CROWD = 40
PAID = Settlement("success", TokenUsage(100, 20), "provider", latency_ms=5)


def adding(name: str) -> Callable[[Rows], int]:
    """Add a user; gives the transaction's number."""

    def add(rows: Rows) -> int:
        rows.all(ADD, id=name, created_at=utc_now())
        return int(rows.all(TRANSACTION)[0][0])

    return add


async def users(store: Store) -> set[str]:
    async with store.read() as session:
        return set((await session.scalars(select(User.id))).all())


def end_process(store: Store, number: int) -> None:
    """Let the server drop a connection, as it does when it restarts."""
    import psycopg

    address = store.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [number])


async def test_what_waits_is_committed_together(store: Store) -> None:
    jobs = [adding(f"user {number}") for number in range(CROWD)]
    numbers = await asyncio.gather(
        *(write_rows(store.engine, None, job, repeatable=True) for job in jobs)
    )

    assert await users(store) == {f"user {number}" for number in range(CROWD)}
    assert len(set(numbers)) < CROWD / 4


async def test_one_that_fails_takes_nothing_of_the_others_with_it(store: Store) -> None:
    def refused(_: Rows) -> int:
        raise InvalidInputError("no", hint="no")

    def half(rows: Rows) -> int:
        rows.all(ADD, id="half", created_at=utc_now())
        raise InvalidInputError("half way", hint="no")

    jobs = [adding("ann"), refused, adding("ann"), half, adding("bob"), refused, adding("cat")]
    ends = await asyncio.gather(
        *(write_rows(store.engine, None, job, repeatable=True) for job in jobs),
        return_exceptions=True,
    )

    told = [type(end) for end in ends]
    # Two threads write: either ann may be the first.
    assert {told.pop(2), told.pop(0)} == {int, StoreError}
    assert told == [InvalidInputError, InvalidInputError, int, InvalidInputError, int]
    assert await users(store) == {"ann", "bob", "cat"}


async def test_work_that_loses_its_connection_is_done_again_once(store: Store) -> None:
    tries: list[int] = []

    def work(rows: Rows) -> None:
        tries.append(int(rows.all(PROCESS)[0][0]))
        rows.all(ADD, id="ann", created_at=utc_now())
        if len(tries) == 1:
            end_process(store, tries[0])
            rows.all(SEEN, id="ann")

    await write_rows(store.engine, None, work)

    assert len(tries) == 2
    assert await users(store) == {"ann"}


async def test_a_commit_in_doubt_is_repeated_only_where_that_does_no_harm(store: Store) -> None:
    tries: list[str] = []

    def work(name: str) -> Callable[[Rows], None]:
        def lose(rows: Rows) -> None:
            tries.append(name)
            if tries.count(name) == 1:  # gone before the commit, which nobody answers for
                end_process(store, int(rows.all(PROCESS)[0][0]))

        return lose

    await write_rows(store.engine, None, work("twice"), repeatable=True)
    with pytest.raises(StoreError):
        await write_rows(store.engine, None, work("once"))

    assert tries == ["twice", "twice", "once"]


async def test_a_reservation_that_was_committed_is_found_again_and_holds_once(store: Store) -> None:
    one, limits = attempt("ann", 600), [Limit("tokens", "month", 1000)]
    ledger = Ledger(store.engine)
    first = await ledger.reserve(one, limits)

    again, _ = await write_rows(
        store.engine,
        None,
        lambda rows: ledger._hold(rows, one, limits, {one.key}),  # pyright: ignore[reportPrivateUsage]
    )

    assert (again.row_id, again.created_at) == (first.row_id, first.created_at)


async def test_calls_go_on_when_the_server_drops_all_connections_again_and_again(
    store: Store,
) -> None:
    ledger, limits = Ledger(store.engine), [Limit("calls", "month", 10**6)]
    ended, drops = threading.Event(), 0

    async def calls() -> None:
        for _ in range(10):
            entry = await ledger.reserve(attempt("ann", 10), limits)
            await ledger.settle(entry, PAID)

    def drop() -> None:
        nonlocal drops
        import psycopg

        address = store.engine.url.set(drivername="postgresql").render_as_string(
            hide_password=False
        )
        with psycopg.connect(address, autocommit=True) as other:
            while not ended.wait(0.1):
                drops += 1
                other.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )

    dropping = asyncio.create_task(asyncio.to_thread(drop))
    try:
        await asyncio.gather(*(calls() for _ in range(8)))
    finally:
        ended.set()
        await dropping

    async with store.read() as session:
        row = AIProviderUsageLog
        found = (await session.execute(select(row.status, func.count()).group_by(row.status))).all()
    assert [tuple(one) for one in found] == [("success", 80)]
    assert drops


@pytest.mark.parametrize("own", [True, False], ids=["our store", "a host's engine"])
async def test_a_cap_is_exact_whatever_level_of_isolation_the_server_has(
    store: Store, own: bool
) -> None:
    async with store.write() as session:
        name = store.engine.url.database
        level = "default_transaction_isolation = 'repeatable read'"
        await session.execute(text(f'ALTER DATABASE "{name}" SET {level}'))
    await store.engine.dispose()
    engine = store.engine
    if not own:
        engine = create_async_engine(store.engine.url, isolation_level="REPEATABLE READ")
    ledger, limits = Ledger(engine), [Limit("tokens", "month", 10_500)]

    async def reserves() -> int:
        passed = 0
        for _ in range(3):
            try:
                await ledger.reserve(attempt("ann", 1000), limits)
                passed += 1
            except QuotaExceededError:
                pass
        return passed

    assert sum(await asyncio.gather(*(reserves() for _ in range(10)))) == 10
    await engine.dispose()


async def test_a_read_sees_one_moment(store: Store) -> None:
    def look(rows: Rows) -> list[bool]:
        import psycopg

        before = bool(rows.all(SEEN, id="ann"))
        address = store.engine.url.set(drivername="postgresql")
        with psycopg.connect(address.render_as_string(hide_password=False)) as other:
            other.execute("INSERT INTO users (id, created_at) VALUES ('ann', now())")
        return [before, bool(rows.all(SEEN, id="ann"))]

    assert await read_rows(store.engine, look) == [False, False]
    assert await users(store) == {"ann"}


async def test_a_forked_process_writes_with_connections_of_its_own(store: Store) -> None:
    await write_rows(store.engine, None, adding("parent"))
    child = os.fork()
    if child == 0:
        try:
            asyncio.run(write_rows(store.engine, None, adding("child")))
        finally:
            os._exit(0)
    await asyncio.to_thread(os.waitpid, child, 0)
    await write_rows(store.engine, None, adding("parent again"))

    assert await users(store) == {"parent", "child", "parent again"}
