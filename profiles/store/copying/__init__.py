"""Copying a whole store into another: a file into a server, a server into a file, or any of both.

The source is read as it is at one moment, while others write to it, and never changed. All of the
target is filled and checked against the source in one transaction: afterwards it is whole, or as
empty as before and marked as unfinished, and the same copy can be made again. Rows go as lines of
text (`lines`), so that memory stays flat and both sides can be compared byte by byte.
"""

from __future__ import annotations

import hashlib
import time
from contextlib import closing
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, Literal, NamedTuple

from sqlalchemy import func, make_url, select

from profiles.errors import InvalidInputError, StoreError
from profiles.store.ai import AIProviderConfig, AIProviderUsageLog
from profiles.store.copying.connections import filling, reading, told, transaction
from profiles.store.copying.lines import Lines
from profiles.store.copying.sides import Side, is_numbered, row_count, side_of
from profiles.store.copying.target import (
    finish,
    keep_others_out,
    lock_for_copying,
    prepare,
    require_empty,
    settle,
)
from profiles.store.journal import Journal
from profiles.store.migrations import HEAD, require_known, revision_of
from profiles.store.rollup_triggers import drop_triggers, make_triggers
from profiles.store.tables import Base

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sqlalchemy import ColumnElement, Connection, Table

    from profiles.store.location import StoreLocation


class Step(NamedTuple):
    """How far a copy is.

    Attributes:
        doing: Rows are copied first, then read back and checked.
        rows: Copied or checked since the step before.
        of: All rows that are to be copied and checked, each counted twice.
    """

    doing: Literal["copying", "checking"]
    table: str
    rows: int
    of: int


@dataclass(frozen=True, slots=True)
class CopiedTable:
    """One table, the same on both sides.

    Attributes:
        sha256: Of its rows as lines, in the order of its key.
    """

    name: str
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class StoreCopy:
    """A copy that is whole.

    Attributes:
        source: Its address, without a password.
        target: Likewise.
        revision: Of the schema of both.
        tables: All of them, in the order they were filled.
        users: That have rows in the ledger.
        months: Of them, whose sums in the ledger were compared.
        cost_nano_usd: What the ledger's rows cost together, on both sides.
        unpriced: Attempts that ended without a price: the cost is a lower bound then.
        pending: Attempts that were under way; in the copy nobody will end them.
        stored_keys: Keys of providers; they open with the secret key of the source only.
        replaced_characters: That PostgreSQL cannot keep; U+FFFD stands for each.
        duration_ms: Of all.
    """

    source: str
    target: str
    revision: str
    tables: tuple[CopiedTable, ...]
    users: int
    months: int
    cost_nano_usd: int
    unpriced: int
    pending: int
    stored_keys: int
    replaced_characters: int
    duration_ms: int


def copy_store(
    source: StoreLocation,
    target: StoreLocation,
    on_step: Callable[[Step], None] = lambda _: None,
) -> StoreCopy:
    """Copy a store into an empty one, each on SQLite or on PostgreSQL, and check the copy.

    Args:
        source: It may be written to meanwhile: what is copied is one moment of it.
        target: A file that is not there yet, an empty database, or a store without rows.
        on_step: Called now and then with how far the copy is.

    Raises:
        NotFoundError: when there is no source.
        InvalidInputError: when there are rows in the target, or the source is no store.
        StoreError: when the source is of another schema, a side fails, or the copy is not the same;
            the target is as empty as before then, and marked, until it is copied again.
        MissingExtraError: for PostgreSQL without its driver.
    """
    began = time.monotonic()
    if source.path is not None and target.path is not None and _same_file(source, target):
        raise InvalidInputError(
            f"{source.shown} cannot be copied into itself", hint="name another store with --to"
        )
    with reading(source) as read, told(source):
        _require_store(source, read)
        with told(target), filling(target) as engine:
            with transaction(engine) as write:
                lock_for_copying(write, target.shown, filling=True)
                prepare(write, target.shown)
            with transaction(engine) as write:
                keep_others_out(write, target.shown)
                require_empty(write, target.shown)
                from_, to = side_of(read, source), side_of(write, target)
                tables, replaced = _filled(from_, to, on_step)
                users, months, cost = _same_months(from_, to)
                finish(write)
        row = AIProviderUsageLog
        is_pending = row.status == "pending"
        return StoreCopy(
            source=source.shown,
            target=target.shown,
            revision=HEAD,
            tables=tables,
            users=users,
            months=months,
            cost_nano_usd=cost,
            unpriced=_count(read, ~is_pending & row.cost_nano_usd.is_(None)),
            pending=_count(read, is_pending),
            stored_keys=_count(read, AIProviderConfig.api_key_encrypted.is_not(None)),
            replaced_characters=replaced,
            duration_ms=round((time.monotonic() - began) * 1000),
        )


def _same_file(source: StoreLocation, target: StoreLocation) -> bool:
    assert source.path is not None
    assert target.path is not None
    if source.path.exists() and target.path.exists():
        return source.path.samefile(target.path)
    return source.path.resolve() == target.path.resolve()


def _require_store(source: StoreLocation, connection: Connection) -> None:
    """Check that the source is a store of this schema, and all of it is there."""
    lock_for_copying(connection, source.shown, filling=False)
    revision = revision_of(connection)
    if revision is None:
        raise InvalidInputError(
            f"{source.shown} is no jobai store: it has no tables of one",
            hint="name the store to copy with --from; `jobai db path` says where yours is",
        )
    require_known(revision, source.shown)
    if revision != HEAD:
        raise StoreError(
            f"the store {source.shown} is of an older jobai (its schema is {revision}, this jobai"
            f" copies {HEAD})",
            hint=f"jobai --db {source.shown} db upgrade",
        )
    if source.path is not None and Journal(make_url(source.url)).has_entries():
        raise StoreError(
            f"rows of calls lie beside {source.shown} that are not in it yet",
            hint="end the program that uses the store, then: jobai db upgrade",
        )


def _filled(
    source: Side, target: Side, on_step: Callable[[Step], None]
) -> tuple[tuple[CopiedTable, ...], int]:
    """Copy all tables, read them back, and return them and how many characters were replaced."""
    tables = Base.metadata.sorted_tables
    counts = {table.name: row_count(source.connection, table) for table in tables}
    of = 2 * sum(counts.values())
    replaces = target.connection.dialect.name == "postgresql"
    copied: list[CopiedTable] = []
    replaced = 0
    drop_triggers(target.connection)
    for table in tables:
        lines = Lines(table, storable=replaces)
        found = _Digest(lines, table, "copying", on_step, of)
        # What is read is closed first: a connection that is in the middle of it cannot end.
        with closing(source.blocks(table, lines)) as blocks:
            target.write(table, lines, found.passing(blocks))
        if is_numbered(table) and (highest := source.counter(table)):
            target.set_counter(table, highest)
        copied.append(found.table)
        replaced += lines.replaced
    settle(target.connection)
    make_triggers(target.connection)
    for table, copy in zip(tables, copied, strict=True):
        lines = Lines(table)
        read_back = _Digest(lines, table, "checking", on_step, of)
        with closing(target.blocks(table, lines)) as blocks:
            for _ in read_back.passing(blocks):
                pass
        _require_same(copy, read_back.table, counts[table.name])
        target.analyze(table)
    return tuple(copied), replaced


class _Digest:
    """Counts and hashes the lines of a table that pass by."""

    def __init__(
        self,
        lines: Lines,
        table: Table,
        doing: Literal["copying", "checking"],
        on_step: Callable[[Step], None],
        of: int,
    ) -> None:
        self._lines = lines
        self._name = table.name
        self._doing: Literal["copying", "checking"] = doing
        self._on_step = on_step
        self._of = of
        self._sha256 = hashlib.sha256()
        self._rows = 0

    def passing(self, blocks: Iterable[bytes]) -> Iterator[bytes]:
        self._on_step(Step(self._doing, self._name, 0, self._of))
        for block in blocks:
            yield block
            self._sha256.update(self._lines.canonical(block))
            rows = block.count(b"\n")
            self._rows += rows
            self._on_step(Step(self._doing, self._name, rows, self._of))

    @property
    def table(self) -> CopiedTable:
        return CopiedTable(self._name, self._rows, self._sha256.hexdigest())


def _require_same(copied: CopiedTable, read_back: CopiedTable, counted: int) -> None:
    if copied != read_back or copied.rows != counted:
        raise _not_the_same(
            f"{copied.name} has {read_back.rows} rows with the sha256 {read_back.sha256[:12]},"
            f" not {copied.rows} (counted: {counted}) with {copied.sha256[:12]}"
        )


def _same_months(source: Side, target: Side) -> tuple[int, int, int]:
    """Compare what each user's months add up to; return users, months, and the cost of all."""
    users = months = cost = 0
    user: str | None = None
    with closing(source.months()) as rights, closing(target.months()) as founds:
        for right, found in zip_longest(rights, founds):
            if right != found or right is None:
                raise _not_the_same(f"a month of the ledger is {found}, not {right}")
            users += right.user_id != user
            user = right.user_id
            months += 1
            cost += right.cost_nano_usd
    return users, months, cost


def _not_the_same(what: str) -> StoreError:
    return StoreError(
        f"the copy is not what the source is: {what}",
        hint="nothing was kept of it; copy again, and report it if it fails again",
    )


def _count(connection: Connection, condition: ColumnElement[bool]) -> int:
    return connection.scalar(select(func.count()).where(condition)) or 0
