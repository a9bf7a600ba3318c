"""Taking whole months out of a ledger that is kept by months, between the others' transactions."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select
from sqlalchemy.exc import DBAPIError

from profiles.store.month_pruning import drop_if_empty, sum_up, take_out, whole_months
from profiles.store.rollup_pruning import PRUNING_LOCK
from profiles.store.rollups import AIUsagePruning
from profiles.store.transactions import write_transaction

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy import Connection
    from sqlalchemy.ext.asyncio import AsyncConnection

    from profiles.store.engine import Store
    from profiles.store.month_pruning import Leaving
    from profiles.store.partitions import Month

_BUSY = {"55P03", "40P01"}
_MOST_TRIES = 20
_BETWEEN_TRIES_S = 0.5
"""Somebody who exports the ledger reads it for minutes; twenty tries take most of one."""


async def remove_months(store: Store, before: datetime, told: dict[str, Any]) -> list[Leaving]:
    """Remove the months that ended before a moment, each in one transaction; their sums stay.

    Args:
        store: Where the ledger is; one that is not kept by months has none to remove.
        before: In no month that quotas still count.
        told: The columns of a pruning that has removed nothing yet.

    Raises:
        StoreError: rows change meanwhile, or somebody reads the ledger for long; nothing is lost,
            and it may be done again.
    """
    removed: list[Leaving] = []
    for month in await _months(store, before):
        async with write_transaction(store.engine) as connection:
            await connection.execute(select(func.pg_advisory_xact_lock(PRUNING_LOCK)))
            leaving = await connection.run_sync(sum_up, before, month)
            if not leaving.rows and leaving.kept is not None:  # all of it stays
                continue
            if leaving.rows:
                sums = {"row_count": leaving.rows, "cost_nano_usd": leaving.cost_nano_usd}
                await connection.execute(insert(AIUsagePruning).values(**told | sums))
            await _patiently(connection, partial(take_out, leaving=leaving))
        removed.append(leaving)
    return removed


async def drop_empty_months(store: Store, before: datetime) -> None:
    """Give the room of months back whose rows have left one by one.

    Raises:
        StoreError: somebody reads the ledger for long.
    """
    for month in await _months(store, before):
        async with write_transaction(store.engine) as connection:
            await _patiently(connection, partial(drop_if_empty, month=month))


async def _months(store: Store, before: datetime) -> list[Month]:
    async with store.read() as session:
        return await (await session.connection()).run_sync(whole_months, before)


async def _patiently(connection: AsyncConnection, work: Callable[[Connection], None]) -> None:
    """Lock everybody out when nobody is in the ledger; who waits for that waits two seconds."""
    await connection.exec_driver_sql("SET LOCAL lock_timeout = '2s'")
    for tries in range(_MOST_TRIES):
        try:
            async with connection.begin_nested():
                await connection.run_sync(work)
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) not in _BUSY or tries == _MOST_TRIES - 1:
                raise
            await asyncio.sleep(_BETWEEN_TRIES_S)
        else:
            return
