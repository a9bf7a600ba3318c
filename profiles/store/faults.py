"""The database's errors in our words."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from profiles.errors import JobaiError, StoreError
from profiles.store.location import latest_backup

if TYPE_CHECKING:
    from collections.abc import Generator

    from sqlalchemy import URL


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
        raise store_error(error, _place(url)) from error


def _place(url: URL) -> Path | str:
    if url.get_backend_name() == "sqlite" and url.database:
        return Path(url.database)
    return url.render_as_string(hide_password=True)


def store_error(error: Exception, place: Path | str) -> StoreError:
    """Say what a database said of a store, and what can be done.

    Args:
        error: The driver's, SQLAlchemy's or the system's.
        place: The store's file, or its address without a password.
    """
    cause = str(error.orig) if isinstance(error, DBAPIError) else str(error)
    cause = cause.splitlines()[0] if cause else type(error).__name__
    hint = "run `jobai doctor`, or name another store with --db FILE"
    if "not a database" in cause or "malformed" in cause:
        hint = "the file is not a jobai store or is damaged; name another one with --db FILE"
        copy = latest_backup(place) if isinstance(place, Path) else None
        if copy is not None:
            hint = f"the file is damaged; its newest copy: jobai db restore {copy}"
    elif "readonly" in cause or "unable to open" in cause:
        hint = "check the permissions of the file and its folder, or use --db FILE"
    elif "locked" in cause or "lock timeout" in cause:
        hint = "another program holds the store; try again"
    elif "full" in cause:
        hint = "free some space on the disk, or name another place with --db FILE"
    return StoreError(f"the store {place} failed: {cause}", hint=hint)
