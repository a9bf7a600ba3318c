"""From every revision to the newest and back, with rows in the tables."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, insert, inspect, select, text

import profiles.store.migrations as migrations
from profiles.master_profile import citable_lines
from profiles.saved_profiles import current_profile
from profiles.store.ai import AIProviderConfig, AIRoute
from profiles.store.backups import inspect_backup
from profiles.store.engine import Store, open_store
from profiles.store.location import backup_folder, locate_store
from profiles.store.tables import Base
from profiles.store.users import User

if TYPE_CHECKING:
    from collections.abc import Generator

    from sqlalchemy import Connection

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
ADDED: dict[str, set[str]] = {
    "0002": {"ai_model_health"},
    "0003": {"ai_model_prices", "ai_answers"},
    "0004": {"unfinished_runs"},
    "0005": set(),
    "0006": {"written_files"},
    "0007": {"ai_usage_prunings", "ai_usage_rollups", "ai_usage_series"},
}
"""The tables that each revision after the first brings."""

ADDED_COLUMNS: dict[str, tuple[str, set[str]]] = {
    "0005": ("profiles", {"line_ids", "origin"}),
    "0006": (
        "drafts",
        {
            "profile_version",
            "posting_version",
            "prompt_sha256",
            "template_sha256",
            "options",
            "author",
            "based_on",
        },
    ),
}
"""The table that a revision widens, and by which columns."""


async def _opened(path: Path) -> Store:
    return await open_store(locate_store(str(path), {}))


@contextmanager
def _migrating(path: Path) -> Generator[tuple[Connection, Any]]:
    """Give a connection in a transaction, and Alembic's configuration for it."""
    from alembic.config import Config

    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(Path(migrations.__file__).parent))
        config.attributes["connection"] = connection
        yield connection, config
    engine.dispose()


def _schema(connection: Connection) -> dict[str, Any]:
    """Everything that can be told of every table, in an order of its own."""
    found = inspect(connection)
    return {
        name: {
            "columns": [
                {**column, "type": str(column["type"])} for column in found.get_columns(name)
            ],
            "key": found.get_pk_constraint(name),
            "foreign keys": sorted(found.get_foreign_keys(name), key=str),
            "indexes": sorted(
                (
                    {**index, "dialect_options": _in_words(index.get("dialect_options", {}))}
                    for index in found.get_indexes(name)
                ),
                key=str,
            ),
            "unique": sorted(found.get_unique_constraints(name), key=str),
            "checks": sorted(found.get_check_constraints(name), key=str),
            "numbers never twice": "AUTOINCREMENT" in _definition(connection, name),
        }
        for name in found.get_table_names()
    } | {"triggers": sorted(_triggers(connection))}


def _triggers(connection: Connection) -> list[str]:
    return list(connection.scalars(text("SELECT sql FROM sqlite_master WHERE type = 'trigger'")))


def _in_words(options: dict[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in options.items()}


def _definition(connection: Connection, table: str) -> str:
    statement = text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = :name")
    return str(connection.scalar(statement, {"name": table}))


def test_every_revision_is_known_here() -> None:
    assert max(ADDED) == migrations.HEAD


async def test_a_new_store_has_the_very_tables_that_the_migrations_make(tmp_path: Path) -> None:
    await (await _opened(tmp_path / "new.db")).aclose()
    with _migrating(tmp_path / "migrated.db") as (connection, _):
        migrations.upgrade(connection, migrations.HEAD)
        migrated = _schema(connection)
        difference = compare_metadata(
            MigrationContext.configure(connection, opts={"compare_type": True}), Base.metadata
        )

    with _migrating(tmp_path / "new.db") as (connection, _):
        assert _schema(connection) == migrated
    assert difference == []


async def test_all_migrations_can_be_taken_back(tmp_path: Path) -> None:
    from alembic import command

    await (await _opened(tmp_path / "jobai.db")).aclose()

    with _migrating(tmp_path / "jobai.db") as (connection, config):
        command.downgrade(config, "base")
        assert inspect(connection).get_table_names() == ["alembic_version"]
        assert _triggers(connection) == []


@pytest.mark.parametrize("revision", ADDED)
async def test_a_migration_taken_back_alone_takes_its_own_tables(
    tmp_path: Path, revision: str
) -> None:
    from alembic import command

    before = f"{int(revision) - 1:04}"
    with _migrating(tmp_path / "jobai.db") as (connection, config):
        command.upgrade(config, revision)
        tables = set(inspect(connection).get_table_names())
        command.downgrade(config, before)
        assert tables - set(inspect(connection).get_table_names()) == ADDED[revision]


@pytest.mark.parametrize("revision", ADDED_COLUMNS)
async def test_a_migration_taken_back_alone_takes_its_own_columns(
    tmp_path: Path, revision: str
) -> None:
    from alembic import command

    table, added = ADDED_COLUMNS[revision]
    with _migrating(tmp_path / "jobai.db") as (connection, config):
        command.upgrade(config, revision)
        columns = {column["name"] for column in inspect(connection).get_columns(table)}
        command.downgrade(config, f"{int(revision) - 1:04}")
        left = {column["name"] for column in inspect(connection).get_columns(table)}
        assert columns - left == added


async def test_a_profile_kept_before_line_ids_is_still_there(tmp_path: Path) -> None:
    from alembic import command

    path = tmp_path / "jobai.db"
    with _migrating(path) as (connection, config):
        command.upgrade(config, "0004")
        connection.execute(
            text(
                "INSERT INTO profiles (user_id, version, document, sha256, created_at) VALUES "
                "('ann', 1, '{\"work\": [{\"name\": \"Oldmill\"}]}', 'x', '2026-01-02 03:04:05')"
            )
        )

    store = await _opened(path)

    async with store.read() as session:
        saved = await current_profile(session, "ann")
    await store.aclose()
    assert list(citable_lines(saved.profile)) == ["work/0"]


@pytest.mark.parametrize("revision", ["0001", *sorted(ADDED)[:-1]])
async def test_an_older_store_is_brought_up_to_date_and_keeps_its_rows(
    tmp_path: Path, revision: str
) -> None:
    from alembic import command

    path = tmp_path / "jobai.db"
    with _migrating(path) as (connection, config):
        command.upgrade(config, revision)
        connection.execute(insert(User).values(id="ann", created_at=NOW))
        route = {"plan": "freemium", "task": "extraction", "position": 0}
        connection.execute(insert(AIRoute).values(provider="openai", model="my-own", **route))
        connection.execute(
            insert(AIProviderConfig).values(
                id=7, name="mine", provider_type="openai", api_key_env="MY_KEY", created_at=NOW
            )
        )

    store = await _opened(path)

    async with store.read() as session:
        assert (await session.get_one(User, "ann")).created_at == NOW
        own = select(AIRoute.model).where(~AIRoute.is_default)
        assert list(await session.scalars(own)) == ["my-own"]
        config = await session.get_one(AIProviderConfig, 7)
        assert (config.name, config.is_active, config.created_at) == ("mine", True, NOW)
    await store.aclose()
    # What it was is kept, in a copy beside it.
    (copy,) = backup_folder(path).iterdir()
    assert inspect_backup(copy).revision == revision == store.revision_before


async def test_a_new_store_and_one_that_is_up_to_date_are_not_copied(tmp_path: Path) -> None:
    for _ in range(2):
        await (await _opened(tmp_path / "jobai.db")).aclose()

    assert not backup_folder(tmp_path / "jobai.db").exists()


async def test_the_number_of_a_removed_config_is_never_given_again(tmp_path: Path) -> None:
    store = await _opened(tmp_path / "jobai.db")
    given: list[int] = []
    for name in ("one", "two"):
        async with store.write() as session:
            config = AIProviderConfig(name=name, provider_type="openai", created_at=NOW)
            session.add(config)
            await session.flush()
            given.append(config.id)
        async with store.write() as session:
            await session.execute(text("DELETE FROM ai_provider_configs"))
    await store.aclose()

    assert given[0] != given[1]
