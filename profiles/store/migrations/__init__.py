"""The schema's history (Alembic), and bringing a store up to date.

Alembic is slow to import and walks through every revision, so only a store that is behind meets it:
a new one is made as its tables are today, and one that is up to date is left alone.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import Column, Connection, MetaData, String, Table, inspect, text

from profiles.errors import StoreError
from profiles.store.faults import require_nothing_lost

if TYPE_CHECKING:
    from profiles.store.engine import Store

HEAD = "0007"
"""The newest revision under `versions/`; a test holds the two together."""

UNFINISHED_COPY = "copying-"
"""What stands before the revision of a store that `profiles.store.copying` has not filled yet. Any
jobai takes it for a revision that it does not know, and refuses the store."""

REVISION: Final = "SELECT version_num FROM alembic_version"
"""Asks for a store's revision."""

VERSION = Table(
    "alembic_version",
    MetaData(naming_convention={"pk": "%(table_name)s_pkc"}),
    Column("version_num", String(32), primary_key=True),
)
"""Where Alembic keeps a store's revision, as Alembic itself makes it."""

_POSTGRESQL_LOCK = 0x6A6F626169
"""The advisory lock that keeps two processes from migrating at once ("jobai" in ASCII)."""


async def bring_up_to_date(store: Store, *, is_new: bool) -> str | None:
    """Migrate a store to `HEAD` and renew its default routes and limits when it was behind.

    A file is copied before its tables change.

    Args:
        store: Any.
        is_new: Whether its file was not there before.

    Returns:
        The revision that it had; None for a store that was new.

    Raises:
        StoreError: when the store was made by a newer jobai, is an unfinished copy, or the copy
            of the file cannot be made.
    """
    shown = store.location.shown
    async with store.read() as session:
        connection = await session.connection()
        found = await connection.run_sync(revision_of)
    if found == HEAD:
        return found
    require_known(found, shown)
    if found is not None and store.location.path is not None:
        from profiles.store.backups import backup_store

        backup_store(store.location)
    async with store.write() as session:
        connection = await session.connection()
        await connection.run_sync(_migrate, shown, None if is_new else store.location.path)
    return found


def revision_of(connection: Connection) -> str | None:
    """Return the revision of a store's tables; None when there are none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.scalar(text(REVISION))


def require_known(revision: str | None, shown: str) -> None:
    """Check that a store can be brought up to date.

    Args:
        revision: The store's; None for a new one.
        shown: The store's address.

    Raises:
        StoreError: when it was made by a newer jobai, or is an unfinished copy.
    """
    if revision is None or _is_known(revision):
        return
    if revision.startswith(UNFINISHED_COPY):
        raise StoreError(
            f"the store {shown} is not whole: a copy into it is under way, or was cut short",
            hint="wait for it, or make it again: jobai db copy --from SOURCE --to STORE",
        )
    raise StoreError(
        f"the store {shown} was made by a newer jobai (its schema is {revision}, this jobai knows"
        f" {HEAD})",
        hint="upgrade jobai, or name another store with --db FILE",
    )


def require_head(revision: str | None, shown: str) -> None:
    """Check, for a program that has had a store open for long, that its tables are still the same.

    Args:
        revision: The store's now.
        shown: The store's address.

    Raises:
        StoreError: when another jobai has changed them, or an older copy was put in their place.
    """
    if revision != HEAD:
        raise StoreError(
            f"the store {shown} has another schema by now ({revision}, this jobai writes {HEAD});"
            " nothing was written",
            hint="start this program again, after an upgrade of jobai if another one was upgraded",
        )


def lock_out_migrations(connection: Connection) -> None:
    """Let no other process make or migrate this store until the transaction ends."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _POSTGRESQL_LOCK})


def _migrate(connection: Connection, shown: str, there: Path | None) -> None:
    lock_out_migrations(connection)
    found = revision_of(connection)
    if found == HEAD:  # another process was faster
        return
    require_known(found, shown)
    if found is None:
        if there is not None:  # a file that had been something before
            require_nothing_lost(there)
        make_tables(connection)
    else:
        upgrade(connection, HEAD)

    from profiles.store.defaults import renew_defaults

    renew_defaults(connection)


def make_tables(connection: Connection) -> None:
    """Make all tables as they are today."""
    from profiles.store.tables import Base

    # Unchecked: a table of one of our names is another program's, and must not be taken for ours.
    Base.metadata.create_all(connection, checkfirst=False)
    VERSION.create(connection, checkfirst=False)
    connection.execute(VERSION.insert().values(version_num=HEAD))


def upgrade(connection: Connection, revision: str) -> None:
    """Go through the revisions up to one, within the connection's transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _is_known(revision: str) -> bool:
    versions = Path(__file__).parent / "versions"
    return any(path.name.startswith(f"{revision}_") for path in versions.glob("*.py"))
