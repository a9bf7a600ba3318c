"""Copies of a store in one SQLite file: made while others write, looked at, and put back.

A copy is a store of its own, made by `VACUUM INTO`: one moment of the store, packed. The file that
opens its keys is not in it.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from profiles.errors import InvalidInputError, JobaiError, NotFoundError, StoreError
from profiles.private_files import UNFINISHED, clear_unfinished, sync_folder
from profiles.store.faults import store_error
from profiles.store.location import backup_folder

if TYPE_CHECKING:
    from collections.abc import Generator

    from profiles.store.location import StoreLocation

_WAIT_S = 30.0
"""How long another program's write is waited for."""

_WHOLE = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_INTERRUPT,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
}
"""Errors that say nothing against the file. Any other, when it is copied, is damage."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy of a store, whole and readable.

    Attributes:
        revision: Of its schema.
    """

    path: Path
    size_bytes: int
    revision: str


def backup_store(
    location: StoreLocation, target: Path | None = None, *, replace: bool = False
) -> Backup:
    """Copy a store as it is at one moment, while other processes may read and write it.

    Args:
        location: The store's.
        target: The file to make; None takes a name with the time in `backup_folder`.
        replace: Whether a file that is there may be replaced.

    Raises:
        InvalidInputError: when there is a file already, or the store is no file.
        NotFoundError: when there is no store.
        StoreError: when it cannot be read, or the copy not be written.
    """
    path = _file_of(location)
    target = (target or _free_name(path)).absolute()
    if target == path:
        raise InvalidInputError("a store cannot be its own copy", hint="name another file")
    if target.is_dir():
        raise InvalidInputError(
            f"{target} is a folder", hint=f"name a file in it: {target / path.name}"
        )
    if target.exists() and not replace:
        raise InvalidInputError(f"{target} exists", hint="name another file, or add --force")
    with _written_whole(target) as unfinished, _told(path):
        with closing(_connected(path)) as connection:
            connection.execute("VACUUM INTO ?", (str(unfinished),))
        try:
            made = inspect_backup(unfinished)
        except InvalidInputError as error:  # what VACUUM does not look at
            raise sqlite3.DatabaseError(f"malformed: {error.__cause__}") from error
    return Backup(target, made.size_bytes, made.revision)


def inspect_backup(path: Path) -> Backup:
    """Look at a copy: whether it is a store, and whole.

    Raises:
        NotFoundError: when there is no such file.
        InvalidInputError: when it is no jobai store, or damaged.
    """
    if not path.is_file():
        raise NotFoundError(f"there is no file {path}", hint="name a file of `jobai db backup`")
    try:
        with closing(_connected(path, "ro")) as connection:
            (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            if verdict != "ok":
                raise sqlite3.DatabaseError(verdict)
            connection.execute("SELECT count(*) FROM ai_provider_usage_logs")
            (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except (sqlite3.Error, OSError, TypeError, ValueError) as error:
        raise InvalidInputError(
            f"{path} is no whole copy of a jobai store: {error}",
            hint="name another file of `jobai db backup`",
        ) from error
    return Backup(path, path.stat().st_size, revision)


def restore_store(location: StoreLocation, source: Path) -> Path | None:
    """Put a copy in the place of a store, at once for everybody who has it open.

    The store as it was is copied first; a damaged one is moved to the copies, for a specialist.

    Returns:
        Where that is; None when there was no store.

    Raises:
        NotFoundError, InvalidInputError: as `inspect_backup`; the store is as it was then.
        StoreError: when the store cannot be written.
    """
    path = _file_of(location, must_exist=False)
    source = source.absolute()
    if source == path:
        raise InvalidInputError(f"{source} is the store itself", hint="name a copy of it")
    inspect_backup(source)
    before = _set_aside(location, path) if path.exists() and path.stat().st_size else None
    with (
        _told(path),
        closing(_connected(source, "ro")) as old,
        closing(_connected(path, "rwc")) as now,
    ):
        # One transaction on the store's own file: whoever waits for its lock then sees the copy.
        old.backup(now)
    return before


def _set_aside(location: StoreLocation, path: Path) -> Path:
    try:
        return backup_store(location).path
    except StoreError as error:
        if not _is_damage(error.__cause__, path):
            raise
    aside = _free_name(path).with_suffix(".damaged")
    with _told(path):
        for suffix in ("-wal", "-shm", ""):
            part = path.with_name(path.name + suffix)
            if part.exists():
                part.replace(aside.with_name(aside.name + suffix))
    return aside


def _is_damage(error: BaseException | None, path: Path) -> bool:
    """Say whether a file could not be copied for what is in it."""
    if isinstance(error, OSError):
        return False
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
    if code == sqlite3.SQLITE_FULL:  # also said of a file that claims to be huge
        return shutil.disk_usage(path.parent).free > 2 * path.stat().st_size
    return code not in _WHOLE


def vacuum_store(location: StoreLocation) -> tuple[int, int]:
    """Pack a store's file; return its size in bytes before and after, its log included."""
    path = _file_of(location)
    before = _size(path)
    with _told(path), closing(_connected(path)) as connection:
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return before, _size(path)


def _file_of(location: StoreLocation, *, must_exist: bool = True) -> Path:
    if location.path is None:
        raise InvalidInputError(
            f"{location.shown} is not a file",
            hint="use the server's own tools: pg_dump, pg_restore, VACUUM",
        )
    if must_exist and not location.path.exists():
        raise NotFoundError(f"there is no store at {location.path}", hint="jobai db path")
    return location.path


def _free_name(path: Path) -> Path:
    folder = backup_folder(path)
    with _told(folder):
        folder.mkdir(mode=0o700, exist_ok=True)
    clear_unfinished(folder, f"{path.stem}-")  # each has had a name of its own
    stem = f"{path.stem}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    names = (folder / f"{stem}{f'-{n}' if n else ''}.db" for n in range(1000))
    return next(name for name in names if not name.exists())


@contextmanager
def _written_whole(target: Path) -> Generator[Path]:
    """Give a path to write to that becomes the target only once it is whole and on the disk."""
    beginning = f"{target.name}."
    try:
        folder = Path(tempfile.mkdtemp(UNFINISHED, beginning, target.parent))  # 0700
    except OSError as error:
        raise StoreError(
            f"{target} cannot be written: {error.strerror or error}", hint="name another place"
        ) from error
    unfinished = folder / target.name
    try:
        yield unfinished
        unfinished.chmod(0o600)
        with unfinished.open("rb") as file:
            os.fsync(file.fileno())
        unfinished.replace(target)
        sync_folder(target.parent)
        clear_unfinished(target.parent, beginning)
    finally:
        for file in folder.iterdir():
            file.unlink()
        folder.rmdir()


def _connected(path: Path, mode: str = "rw") -> sqlite3.Connection:
    address = f"{path.absolute().as_uri()}?mode={mode}"
    return sqlite3.connect(address, uri=True, timeout=_WAIT_S, isolation_level=None)


@contextmanager
def _told(path: Path) -> Generator[None]:
    try:
        yield
    except JobaiError:
        raise
    except (sqlite3.Error, OSError, ValueError) as error:
        raise store_error(error, path) from error


def _size(path: Path) -> int:
    log = path.with_name(f"{path.name}-wal")
    return path.stat().st_size + (log.stat().st_size if log.exists() else 0)
