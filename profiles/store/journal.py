"""Rows that stand in a caller's open transaction, kept on the disk until that has ended.

A row written within somebody else's transaction is lost when the process dies before the commit,
and the ledger's rows must not be. So each is also a file of its own in a folder beside the store.
Whoever holds the store's write lock knows that no such transaction is open any more: what is left
in the folder then is written into the store.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy.schema import UniqueConstraint

from profiles.private_files import UNFINISHED, write_private
from profiles.store.base import Base, UtcDateTime
from profiles.store.inserting import insert_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import URL, Table
    from sqlalchemy.dialects import postgresql, sqlite
    from sqlalchemy.ext.asyncio import AsyncConnection

_log = logging.getLogger("jobai.store")

_FOLDER_SUFFIX = "-ledger"
_ENTRY_SUFFIX = ".json"
_DAMAGED_SUFFIX = ".damaged"


@dataclass(frozen=True, slots=True)
class Entry:
    """One row that was kept.

    Attributes:
        inode: Of the file that it was read from; every change of an entry is a new file.
    """

    path: Path
    inode: int
    table: Table
    values: dict[str, Any]


class Journal:
    """The folder beside one SQLite file; without a file (in memory) it keeps nothing."""

    def __init__(self, url: URL) -> None:
        name = url.database if url.get_backend_name() == "sqlite" else None
        in_file = name and name != ":memory:" and not name.startswith("file:")
        self._folder = Path(f"{name}{_FOLDER_SUFFIX}") if name and in_file else None

    def write(self, table: str, key: tuple[object, ...], values: Mapping[str, Any]) -> None:
        """Keep a row, or replace what was kept of it; it is on the disk when this returns.

        Raises:
            OSError: when it cannot be written.
        """
        if self._folder is None:
            return
        self._folder.mkdir(mode=0o700, exist_ok=True)
        told = {"table": table, "values": {name: _told(value) for name, value in values.items()}}
        write_private(self._folder / _file_name(table, key), json.dumps(told).encode())

    def discard(self, table: str, key: tuple[object, ...]) -> None:
        """Forget a row that is in the store."""
        if self._folder is not None:
            with suppress(OSError):
                (self._folder / _file_name(table, key)).unlink(missing_ok=True)
            self._remove_when_empty()

    def has_entries(self) -> bool:
        """Say whether anything is kept; almost never."""
        return self._folder is not None and os.path.exists(self._folder)  # noqa: PTH110 - each call

    async def recover(self, connection: AsyncConnection) -> list[Entry]:
        """Write what dead processes left behind into the store.

        Args:
            connection: In a transaction that holds the store's write lock.

        Returns:
            What was written; `forget` it once that is committed.
        """
        entries = [entry for path in self._paths() if (entry := _read(path)) is not None]
        for entry in entries:
            await connection.execute(upsert(entry.table, entry.values, connection.dialect.name))
            _log.warning("a row of %s is recovered after a sudden end", entry.table.name)
        return entries

    def forget(self, entries: Iterable[Entry]) -> None:
        """Remove what is in the store now, but not what has been written anew since."""
        for entry in entries:
            with suppress(OSError):
                if entry.path.stat().st_ino == entry.inode:
                    entry.path.unlink()
        self._remove_when_empty()

    def _paths(self) -> list[Path]:
        if self._folder is None:
            return []
        try:
            found = sorted(self._folder.iterdir())
        except OSError:
            return []
        for path in found:
            if path.suffix == UNFINISHED:  # of a dead process: a live one would have the lock
                with suppress(OSError):
                    path.unlink(missing_ok=True)
        return [path for path in found if path.suffix == _ENTRY_SUFFIX]

    def _remove_when_empty(self) -> None:
        if self._folder is not None:
            with suppress(OSError):
                self._folder.rmdir()


def upsert(
    table: Table, values: Mapping[str, Any], dialect: str
) -> postgresql.Insert | sqlite.Insert:
    """Return the statement that writes a row, or changes the one that has its unique columns."""
    unique = next(c for c in table.constraints if isinstance(c, UniqueConstraint))
    statement = insert_for(dialect, table).values(**values)
    return statement.on_conflict_do_update(
        index_elements=[column.name for column in unique.columns], set_=dict(values)
    )


def _told(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


def _meant(table: Table, name: str, value: object) -> object:
    kind = cast("object", table.columns[name].type)
    if isinstance(value, str) and isinstance(kind, UtcDateTime):
        return datetime.fromisoformat(value)
    return value


def _read(path: Path) -> Entry | None:
    try:
        inode = path.stat().st_ino
        told: Any = json.loads(path.read_text(encoding="utf-8"))
        table = Base.metadata.tables[told["table"]]
        values = {name: _meant(table, name, value) for name, value in told["values"].items()}
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        _log.error("%s cannot be read and is set aside: %s", path, type(error).__name__)
        with suppress(OSError):
            path.rename(path.with_suffix(_DAMAGED_SUFFIX))
        return None
    return Entry(path, inode, table, values)


def _file_name(table: str, key: tuple[object, ...]) -> str:
    digest = hashlib.sha256(repr((table, *key)).encode("utf-8", "replace")).hexdigest()
    return f"{digest[:32]}{_ENTRY_SUFFIX}"
