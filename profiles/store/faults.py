"""The database's errors in our words."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from profiles.errors import JobaiError, StoreError

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
        raise _store_error(error, _shown(url)) from error


def _shown(url: URL) -> str:
    if url.get_backend_name() == "sqlite" and url.database:
        return url.database
    return url.render_as_string(hide_password=True)


def _store_error(error: Exception, shown: str) -> StoreError:
    cause = str(error.orig) if isinstance(error, DBAPIError) else str(error)
    cause = cause.splitlines()[0] if cause else type(error).__name__
    hint = "run `jobai doctor`, or name another store with --db FILE"
    if "not a database" in cause or "malformed" in cause:
        hint = "the file is not a jobai store or is damaged; name another one with --db FILE"
    elif "readonly" in cause or "unable to open" in cause:
        hint = "check the permissions of the file and its folder, or use --db FILE"
    elif "locked" in cause:
        hint = "another program holds the store; try again"
    return StoreError(f"the store {shown} failed: {cause}", hint=hint)
