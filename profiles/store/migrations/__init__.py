"""The schema's history (Alembic), and bringing a store up to date.

Alembic is slow to import and walks through every revision, so only a store that is behind meets it:
a new one is made as its tables are today, and one that is up to date is left alone.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Column, Connection, MetaData, String, Table, inspect, text

from profiles.errors import StoreError

if TYPE_CHECKING:
    from profiles.store.engine import Store

HEAD = "0007"
"""The newest revision under `versions/`; a test holds the two together."""

_ALEMBIC_VERSION = Table(
    "alembic_version",
    MetaData(naming_convention={"pk": "%(table_name)s_pkc"}),
    Column("version_num", String(32), primary_key=True),
)
"""Where Alembic keeps a store's revision, as Alembic itself makes it."""

_POSTGRESQL_LOCK = 0x6A6F626169
"""The advisory lock that keeps two processes from migrating at once ("jobai" in ASCII)."""


async def bring_up_to_date(store: Store) -> str | None:
    """Migrate a store to `HEAD` and renew its default routes and limits when it was behind.

    A file is copied before its tables change.

    Returns:
        The revision that it had; None for a store that was new.

    Raises:
        StoreError: when the store was made by a newer jobai, or the copy cannot be made.
    """
    async with store.read() as session:
        connection = await session.connection()
        found = await connection.run_sync(_revision)
    if found == HEAD:
        return found
    if found is not None and store.location.path is not None and _is_known(found):
        from profiles.store.backups import backup_store

        backup_store(store.location)
    async with store.write() as session:
        connection = await session.connection()
        await connection.run_sync(_migrate)
    return found


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.scalar(text("SELECT version_num FROM alembic_version"))


def _migrate(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _POSTGRESQL_LOCK})
    found = _revision(connection)
    if found == HEAD:  # another process was faster
        return
    if found is not None and not _is_known(found):
        raise StoreError(
            f"the store was made by a newer jobai (its schema is {found}, this jobai knows {HEAD})",
            hint="upgrade jobai, or name another store with --db FILE",
        )
    if found is None:
        _make_tables(connection)
    else:
        upgrade(connection, HEAD)

    from profiles.store.defaults import renew_defaults

    renew_defaults(connection)


def _make_tables(connection: Connection) -> None:
    from profiles.store.tables import Base

    # Unchecked: a table of one of our names is another program's, and must not be taken for ours.
    Base.metadata.create_all(connection, checkfirst=False)
    _ALEMBIC_VERSION.create(connection, checkfirst=False)
    connection.execute(_ALEMBIC_VERSION.insert().values(version_num=HEAD))


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
