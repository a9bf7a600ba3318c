"""The database's errors in our words."""

from __future__ import annotations

import errno
import os
import shlex
import shutil
import sqlite3
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from profiles.errors import JobaiError, StoreError
from profiles.store.location import latest_backup

if TYPE_CHECKING:
    from collections.abc import Generator

    from sqlalchemy import URL

_DAMAGED = ("not a database", "malformed", "could not decode", "corrupt")
_SAY_NOTHING = ("disk i/o error", "unable to open", "readonly", "authorization denied")
"""What SQLite says whatever the system had told it."""

_LEAST_FREE = 1 << 16
"""Bytes: SQLite needs half as much for the index of its log before it can even read."""

_OURS = ("cli", "orchestrator", "profiles")
_OF_STORES = ("profiles.store", "profiles.private_files")
_DRIVERS = ("sqlalchemy", "aiosqlite", "sqlite3", "psycopg", "psycopg_pool", "alembic")
_CONVERTER = "profiles.store.rows"
"""Of ours, it turns the database's values into Python's."""


@contextmanager
def translated(url: URL) -> Generator[None]:
    """Turn the database's errors inside into a `StoreError` with the store's address.

    Args:
        url: The store's; its password is never shown.
    """
    try:
        yield
    except JobaiError:
        raise
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        if isinstance(error, OSError) and _is_of_the_caller(error):
            raise
        raise store_error(error, _place(url)) from error
    except (TypeError, ValueError) as error:
        # SQLite keeps a number where a time should stand; of other types the fault is ours.
        if isinstance(error, TypeError) and "fromisoformat" not in str(error):
            raise
        if not _is_of_a_stored_value(error):
            raise
        raise store_error(error, _place(url)) from error


def _place(url: URL) -> Path | str:
    if url.get_backend_name() == "sqlite" and url.database:
        return Path(url.database)
    return url.render_as_string(hide_password=True)


def store_error(error: Exception, place: Path | str) -> StoreError:
    """Say what a database said of a store, and what can be done.

    Args:
        error: The driver's, SQLAlchemy's or the system's; a ValueError or TypeError for a value
            that is none.
        place: The store's file, or its address without a password.
    """
    cause = _cause(error)
    said = cause.lower()
    hint = "run `jobai doctor`, or name another store with --db FILE"
    if isinstance(error, TypeError | ValueError) or any(words in said for words in _DAMAGED):
        hint = "the file is not a jobai store or is damaged; name another one with --db FILE"
        if isinstance(place, Path) and (command := restore_command(place)):
            hint = f"the file is damaged; its newest copy: {command}"
    elif isinstance(place, Path) and any(words in said for words in _SAY_NOTHING):
        why, hint = _refusal(place)
        cause = f"{cause}: {why}" if why else cause
    elif "locked" in said or "lock timeout" in said:
        hint = "another program holds the store; try again"
    elif "full" in said or _is_full(error):
        hint = "free some space on the disk, or name another place with --db FILE"
    return StoreError(f"the store {place} failed: {cause}", hint=hint)


def restore_command(path: Path) -> str | None:
    """Return what to type to put the newest copy of a store in its place; None without one."""
    copy = latest_backup(path)
    if copy is None:
        return None
    return f"jobai --db {shlex.quote(str(path))} db restore {shlex.quote(str(copy))}"


def require_nothing_lost(path: Path) -> None:
    """Take no file for a new store that was one: it would be made anew, and nothing be said.

    So it is with an empty file, and where the log of another database lies beside it, which SQLite
    takes for the file's own.

    Raises:
        StoreError: there is a copy of what was in it.
    """
    command = restore_command(path)
    if command is not None:
        raise StoreError(
            f"the store {path} holds nothing of jobai any more",
            hint=f"its newest copy: {command}; or remove the file to begin anew",
        )


def _cause(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    if isinstance(error, TypeError | ValueError):
        return f"a value in it cannot be read ({type(error).__name__})"
    said = error.orig if isinstance(error, DBAPIError) else error
    cause = str(said)
    code = getattr(said, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_CORRUPT and not any(words in cause for words in _DAMAGED):
        cause = "database disk image is malformed"  # VACUUM INTO blames the new file
    cause = cause.partition(" with text ")[0]  # the text is what somebody keeps
    return cause.splitlines()[0] if cause else type(error).__name__


def _is_full(error: Exception) -> bool:
    return isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}


def _refusal(path: Path) -> tuple[str, str]:
    """Find out why the system refused a file, and what can be done; "" when nobody can tell."""
    permissions = "check the permissions of the file and its folder, or use --db FILE"
    folder = path.parent
    try:
        os.close(os.open(os.devnull, os.O_RDONLY))
    except OSError as error:
        if error.errno in {errno.EMFILE, errno.ENFILE}:
            return "too many files are open", "close some, or allow more: ulimit -n 4096"
    if not folder.is_dir():
        return "its folder is gone", "bring it back, or name another store with --db FILE"
    with suppress(OSError):
        if shutil.disk_usage(folder).free < _LEAST_FREE:
            room = "free some space on the disk, or name another place with --db FILE"
            return "the disk is full", room
    with suppress(OSError, AttributeError):  # Windows has no statvfs
        if os.statvfs(folder).f_flag & os.ST_RDONLY:
            return "the disk is read-only", "copy the store elsewhere, and name that with --db FILE"
    for one in (folder, path):
        if one.exists() and not os.access(one, os.W_OK):
            return f"no permission to write {one}", permissions
    return "", permissions


def _is_of_the_caller(error: OSError) -> bool:
    """Say whether it arose in what is done with the store open: writing what was read, say."""
    for module in reversed(_modules_of(error)):
        if module.partition(".")[0] in _DRIVERS:
            return False
        if module.partition(".")[0] in _OURS:
            return not module.startswith(_OF_STORES)
    return False


def _modules_of(error: Exception) -> list[str]:
    """Return the modules that it came through, the innermost last."""
    modules: list[str] = []
    trace = error.__traceback__
    while trace is not None:
        modules.append(str(trace.tb_frame.f_globals.get("__name__", "")))
        trace = trace.tb_next
    return modules


def _is_of_a_stored_value(error: TypeError | ValueError) -> bool:
    """Say whether the driver raised it, or what makes Python's values of the database's.

    An error of whoever works in the transaction is his own, and so is a text that no store takes.
    """
    if isinstance(error, UnicodeEncodeError):
        return False
    for module in reversed(_modules_of(error)):
        if module.partition(".")[0] in {"sqlalchemy", "aiosqlite"}:
            return True
        if module.partition(".")[0] in _OURS:
            return module == _CONVERTER
    return False
