"""Taking old rows out of the ledger, with or without keeping them in a file. No total changes.

Rows leave a batch of whole calls at a time. One transaction adds a batch to the sums of what was
pruned and removes its rows, so that wherever a process ends, every row is either in the store or in
those sums. An archive is whole on the disk, and was read back, before its first row leaves.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import json
import os
import tempfile
import zlib
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select

from orchestrator.pruned_months import drop_empty_months, remove_months
from orchestrator.quotas import period_bounds
from orchestrator.usage_sums import at_one_moment
from profiles.errors import InvalidInputError, StoreError
from profiles.private_files import UNFINISHED, clear_unfinished, sync_folder
from profiles.store.ai import AIProviderUsageLog
from profiles.store.base import utc_now
from profiles.store.rollup_pruning import Batch, next_batch, remove, rows_of
from profiles.store.rollups import AIUsagePruning
from profiles.store.transactions import write_transaction

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping, Sequence

    from profiles.store.engine import Store

_READ_AT_ONCE = 1 << 20


@dataclass(frozen=True, slots=True)
class Pruning:
    """What has left the ledger.

    Attributes:
        row_count: Attempts.
        cost_nano_usd: Of them; it stays in every total.
        rows_kept: Attempts before that moment that stay, because their call is open, had another
            attempt after it, or has an answer that is kept under an idempotency key.
        archive: The file they are in; None when they were not kept, or there were none.
        archive_sha256: Of that file.
    """

    before: datetime
    row_count: int
    cost_nano_usd: int
    rows_kept: int
    archive: Path | None = None
    archive_sha256: str | None = None


async def prune(store: Store, *, before: datetime) -> Pruning:
    """Remove the rows of calls that ended and began before a moment (aware); their sums stay.

    Raises:
        InvalidInputError: for a moment in the month that quotas still count.
        StoreError: when rows change meanwhile; nothing is lost, and it may be done again.
    """
    _require_past(before)
    months = await remove_months(store, before, _told(before))
    batches = [batch async for batch, _ in _batches(store, before, with_rows=False)]
    done = await _removed(store, before, batches)
    rows, cost = sum(one.rows for one in months), sum(one.cost_nano_usd for one in months)
    return replace(done, row_count=done.row_count + rows, cost_nano_usd=done.cost_nano_usd + cost)


async def archive(store: Store, *, before: datetime, to: Path) -> Pruning:
    """Write the rows of calls that ended and began before a moment to a file, then remove them.

    The file has a row on each line, as JSON, compressed with gzip. When there is nothing to remove
    no file is made. Done again after a sudden end, it removes the rest of what the file holds.

    Raises:
        InvalidInputError: for a moment in the month that quotas still count, or another file that
            is there already.
        StoreError: when the file cannot be written, or rows change meanwhile; no row is lost.
    """
    _require_past(before)
    try:
        if await asyncio.to_thread(to.exists):
            batches = await _held(store, before, to)
            if not batches:
                raise InvalidInputError(f"{to} is there already", hint="name a file that is not")
            sha256 = await asyncio.to_thread(_sha256_of, to)
        else:
            batches, sha256 = await _written(store, before, to)
    except OSError as error:
        raise StoreError(
            f"{to} cannot be written: {error.strerror or error}",
            hint="nothing was removed; name a file elsewhere",
        ) from error
    done = await _removed(store, before, batches, to if batches else None, sha256)
    await drop_empty_months(store, before)
    return done


async def _written(store: Store, before: datetime, to: Path) -> tuple[list[Batch], str | None]:
    """Write what can leave into a new file; without anything there is none."""
    beginning = f".{to.name[:80]}."
    handle, name = await asyncio.to_thread(tempfile.mkstemp, UNFINISHED, beginning, to.parent)
    unfinished = Path(name)
    try:
        batches = await _write(store, before, handle)
        if not batches:
            return [], None
        sha256 = await asyncio.to_thread(_checked, unfinished, sum(one.rows for one in batches))
        await asyncio.to_thread(_put_in_place, unfinished, to)
    finally:
        with suppress(OSError):
            await asyncio.to_thread(unfinished.unlink, missing_ok=True)
    await asyncio.to_thread(sync_folder, to.parent)
    await asyncio.to_thread(clear_unfinished, to.parent, beginning)
    return batches, sha256


async def _held(store: Store, before: datetime, path: Path) -> list[Batch]:
    """Return what can leave when every row of it is in a file already, as it is; else nothing.

    So it is after a process has ended that had written the file and not removed all of the rows.
    """
    batches: list[Batch] = []
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            async for batch, rows in _batches(store, before, with_rows=True):
                if not await asyncio.to_thread(_follow, lines, [_line(row) for row in rows]):
                    return []
                batches.append(batch)
            await asyncio.to_thread(_follow, lines, [""])  # whole to its end, or EOFError
    except (EOFError, OSError, ValueError, zlib.error):
        return []
    await asyncio.to_thread(sync_folder, path.parent)
    return batches


def _told(before: datetime, to: Path | None = None, sha256: str | None = None) -> dict[str, Any]:
    """Return the columns of a pruning that has removed nothing yet."""
    return {
        "before": before,
        "row_count": 0,
        "cost_nano_usd": 0,
        "archive": str(to) if to else None,
        "archive_sha256": sha256,
        "pruned_at": utc_now(),
    }


def _put_in_place(unfinished: Path, to: Path) -> None:
    """Give the file its name, unless somebody else has taken that."""
    try:
        os.link(unfinished, to)
    except OSError:
        if to.exists():
            raise
        unfinished.rename(to)  # on a disk that knows no links


def _follow(lines: Iterator[str], rows: Sequence[str]) -> bool:
    """Say whether all rows come among the lines that are left, in their order."""
    return all(any(line == f"{row}\n" for line in lines) for row in rows)


def _require_past(before: datetime) -> None:
    first = period_bounds("month", utc_now())[0]
    if before > first:
        raise InvalidInputError(
            f"calls since {first:%Y-%m-%d} (UTC) still count for quotas and cannot be removed",
            hint=f"say {first:%Y-%m-%d} or earlier",
        )


async def _batches(
    store: Store, before: datetime, *, with_rows: bool
) -> AsyncIterator[tuple[Batch, list[Mapping[str, Any]]]]:
    """Go through what can leave, as it is at one moment."""
    async with store.read() as session:
        await at_one_moment(session)
        connection = await session.connection()
        after = 0
        while (batch := await connection.run_sync(next_batch, before, after)) is not None:
            rows = await connection.run_sync(rows_of, before, batch) if with_rows else []
            yield batch, rows
            after = batch.last


async def _write(store: Store, before: datetime, descriptor: int) -> list[Batch]:
    batches: list[Batch] = []
    with os.fdopen(descriptor, "wb") as file:
        # No time and no name in it: the same rows give the same file.
        with gzip.GzipFile("", "wb", 6, file, mtime=0) as packed:
            async for batch, rows in _batches(store, before, with_rows=True):
                lines = "".join(f"{_line(row)}\n" for row in rows)
                await asyncio.to_thread(packed.write, lines.encode())
                batches.append(batch)
        file.flush()
        await asyncio.to_thread(os.fsync, file.fileno())
    return batches


def _line(row: Mapping[str, Any]) -> str:
    told = {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in row.items()
    }
    return json.dumps(told, ensure_ascii=False)


def _checked(path: Path, rows: int) -> str:
    """Read a file back from the disk and return its sha256.

    Raises:
        StoreError: when it does not have so many rows.
    """
    sha256 = _sha256_of(path)
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            found = sum(1 for line in lines if json.loads(line)["request_id"])
    except (EOFError, ValueError, KeyError) as error:
        raise StoreError(f"{path} cannot be read back", hint="nothing was removed") from error
    if found != rows:
        raise StoreError(f"{path} has {found} rows instead of {rows}", hint="nothing was removed")
    return sha256


def _sha256_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_READ_AT_ONCE):
            digest.update(chunk)
    return digest.hexdigest()


async def _removed(
    store: Store,
    before: datetime,
    batches: list[Batch],
    to: Path | None = None,
    sha256: str | None = None,
) -> Pruning:
    pruning_id: int | None = None
    for batch in batches:
        async with write_transaction(store.engine) as connection:
            if pruning_id is None:
                told = _told(before, to, sha256)
                row = insert(AIUsagePruning).values(**told).returning(AIUsagePruning.id)
                pruning_id = int((await connection.execute(row)).scalar_one())
            await connection.run_sync(remove, before, batch, pruning_id)
    async with store.read() as session:
        row = AIProviderUsageLog
        kept = await session.scalar(select(func.count()).where(row.created_at < before))
    rows = sum(batch.rows for batch in batches)
    cost = sum(batch.cost_nano_usd for batch in batches)
    return Pruning(before, rows, cost, kept or 0, to, sha256)
