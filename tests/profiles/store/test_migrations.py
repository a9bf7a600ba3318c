"""From every revision to the newest and back, with rows in the tables."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import (
    JSON,
    Boolean,
    DateTime,
    Integer,
    MetaData,
    NullPool,
    Table,
    create_engine,
    func,
    insert,
    inspect,
    select,
    text,
)

import profiles.store.migrations as migrations
from profiles.errors import StoreError
from profiles.master_profile import citable_lines
from profiles.saved_profiles import current_profile
from profiles.store.ai import AIProviderConfig, AIRoute
from profiles.store.backups import inspect_backup
from profiles.store.engine import Store, open_store
from profiles.store.location import backup_folder, locate_store
from profiles.store.rollup_checks import differences
from profiles.store.rollups import AIUsageRollup
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


async def _opened(address: str) -> Store:
    return await open_store(locate_store(address, {}))


@contextmanager
def _migrating(address: str) -> Generator[tuple[Connection, Any]]:
    """Give a connection in a transaction, and Alembic's configuration for it."""
    from alembic.config import Config

    url = locate_store(address, {}).url.replace("+aiosqlite", "")
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(Path(migrations.__file__).parent))
        config.attributes["connection"] = connection
        yield connection, config


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


TRIGGERS = {
    "sqlite": "SELECT sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"
    " UNION ALL SELECT prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
}


def _triggers(connection: Connection) -> list[str]:
    return list(connection.exec_driver_sql(TRIGGERS[connection.dialect.name]).scalars())


def _in_words(options: dict[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in options.items()}


def _definition(connection: Connection, table: str) -> str:
    if connection.dialect.name == "postgresql":
        return ""
    statement = text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = :name")
    return str(connection.scalar(statement, {"name": table}))


Contents = dict[str, list[dict[str, Any]]]


def _furnish(connection: Connection) -> None:
    """Put a row into every table that has none, whatever its columns are at this revision."""
    found = MetaData()
    found.reflect(connection)
    for table in found.sorted_tables:
        if table.name == "alembic_version" or table.name.startswith("ai_usage"):  # kept by triggers
            continue
        if connection.scalar(select(func.count()).select_from(table)) == 0:
            connection.execute(insert(table).values(_values(table)))


def _values(table: Table) -> dict[str, Any]:
    aware = bool(table.metadata.tables["users"].c.created_at.type.__dict__.get("timezone"))
    return {
        column.name: OWN_VALUES.get((table.name, column.name), _value(column.type, aware=aware))
        for column in table.columns
        if not (column.name == "id" and isinstance(column.type, Integer))  # the database numbers
    }


OWN_VALUES = {
    ("ai_provider_usage_logs", "status"): "success",
    ("ai_provider_usage_logs", "cost_nano_usd"): 7_000_000_001,
    ("ai_routes", "is_default"): False,
    ("ai_limits", "is_default"): False,
    **{(table, "user_id"): "1" for table in ("subscriptions", "ai_provider_usage_logs")},
}


def _value(kind: Any, *, aware: bool) -> Any:
    if isinstance(kind, JSON):
        return {"kept": "\u00e4"}
    if isinstance(kind, Boolean):
        return True
    if isinstance(kind, DateTime):
        return NOW if aware else NOW.replace(tzinfo=None)
    return 1 if isinstance(kind, Integer) else "1"


def _contents(connection: Connection) -> Contents:
    found = MetaData()
    found.reflect(connection)
    return {
        table.name: [dict(row) for row in connection.execute(select(table)).mappings()]
        for table in found.sorted_tables
        if table.name != "alembic_version"
    }


def _require_kept(before: Contents, after: Contents) -> None:
    """Check that every row of before is there, with what it was; it may have more columns."""
    for name, rows in before.items():
        narrowed = [{key: row[key] for key in (rows or [{}])[0]} for row in after[name]]
        for row in rows:
            assert row in narrowed, name


def test_every_revision_is_known_here() -> None:
    assert max(ADDED) == migrations.HEAD


async def test_a_new_store_has_the_very_tables_that_the_migrations_make(
    store_address: str, new_address: str
) -> None:
    with _migrating(new_address) as (connection, _):
        migrations.upgrade(connection, migrations.HEAD)
        migrated = _schema(connection)
        difference = compare_metadata(
            MigrationContext.configure(connection, opts={"compare_type": True}), Base.metadata
        )

    with _migrating(store_address) as (connection, _):
        assert _schema(connection) == migrated
    assert difference == []


async def test_all_migrations_can_be_taken_back(store_address: str) -> None:
    from alembic import command

    with _migrating(store_address) as (connection, config):
        command.downgrade(config, "base")
        assert inspect(connection).get_table_names() == ["alembic_version"]
        assert _triggers(connection) == []


@pytest.mark.parametrize("revision", ADDED)
async def test_a_migration_taken_back_alone_takes_its_own_tables(
    new_address: str, revision: str
) -> None:
    from alembic import command

    before = f"{int(revision) - 1:04}"
    with _migrating(new_address) as (connection, config):
        command.upgrade(config, revision)
        tables = set(inspect(connection).get_table_names())
        command.downgrade(config, before)
        assert tables - set(inspect(connection).get_table_names()) == ADDED[revision]


@pytest.mark.parametrize("revision", ADDED_COLUMNS)
async def test_a_migration_taken_back_alone_takes_its_own_columns(
    new_address: str, revision: str
) -> None:
    from alembic import command

    table, added = ADDED_COLUMNS[revision]
    with _migrating(new_address) as (connection, config):
        command.upgrade(config, revision)
        columns = {column["name"] for column in inspect(connection).get_columns(table)}
        command.downgrade(config, f"{int(revision) - 1:04}")
        left = {column["name"] for column in inspect(connection).get_columns(table)}
        assert columns - left == added


async def test_a_profile_kept_before_line_ids_is_still_there(new_address: str) -> None:
    from alembic import command

    with _migrating(new_address) as (connection, config):
        command.upgrade(config, "0004")
        connection.execute(
            text(
                "INSERT INTO profiles (user_id, version, document, sha256, created_at) VALUES "
                "('ann', 1, '{\"work\": [{\"name\": \"Oldmill\"}]}', 'x', '2026-01-02 03:04:05')"
            )
        )

    store = await _opened(new_address)

    async with store.read() as session:
        saved = await current_profile(session, "ann")
    await store.aclose()
    assert list(citable_lines(saved.profile)) == ["work/0"]


@pytest.mark.parametrize("revision", ["0001", *sorted(ADDED)[:-1]])
async def test_an_older_store_is_brought_up_to_date_and_keeps_its_rows(
    new_address: str, revision: str
) -> None:
    from alembic import command

    with _migrating(new_address) as (connection, config):
        command.upgrade(config, revision)
        connection.execute(insert(User).values(id="ann", created_at=NOW))
        route = {"plan": "freemium", "task": "extraction", "position": 0}
        connection.execute(insert(AIRoute).values(provider="openai", model="my-own", **route))
        connection.execute(
            insert(AIProviderConfig).values(
                id=7, name="mine", provider_type="openai", api_key_env="MY_KEY", created_at=NOW
            )
        )

    store = await _opened(new_address)

    async with store.read() as session:
        assert (await session.get_one(User, "ann")).created_at == NOW
        own = select(AIRoute.model).where(~AIRoute.is_default)
        assert list(await session.scalars(own)) == ["my-own"]
        config = await session.get_one(AIProviderConfig, 7)
        assert (config.name, config.is_active, config.created_at) == ("mine", True, NOW)
    await store.aclose()
    assert store.revision_before == revision
    if store.location.path is not None:  # what it was is kept, in a copy beside it
        (copy,) = backup_folder(store.location.path).iterdir()
        assert inspect_backup(copy).revision == revision


@pytest.mark.parametrize("revision", ["0001", *ADDED])
async def test_no_row_of_any_table_is_lost_on_the_way_from_any_revision(
    new_address: str, revision: str
) -> None:
    from alembic import command

    with _migrating(new_address) as (connection, config):
        command.upgrade(config, revision)
        _furnish(connection)
        before = _contents(connection)

    store = await _opened(new_address)
    await store.aclose()

    assert all(rows for name, rows in before.items() if name != "ai_usage_prunings")
    with _migrating(new_address) as (connection, _):
        after = _contents(connection)
        wrong = list(differences(connection, None))
        assert connection.scalar(select(func.max(AIUsageRollup.cost_nano_usd))) == 7_000_000_001
    _require_kept(before, after)
    assert wrong == []


async def test_rows_of_every_revision_go_all_the_way_up_and_back(new_address: str) -> None:
    from alembic import command

    kept: dict[str, Contents] = {}
    for revision in ("0001", *ADDED):
        with _migrating(new_address) as (connection, config):
            command.upgrade(config, revision)
            _furnish(connection)
            kept[revision] = now = _contents(connection)
        for earlier in kept.values():
            _require_kept(earlier, now)

    for revision in [*kept][-2::-1]:
        with _migrating(new_address) as (connection, config):
            command.downgrade(config, revision)
            _require_kept(kept[revision], _contents(connection))


async def test_a_migration_that_fails_leaves_the_store_as_it_was(new_address: str) -> None:
    from alembic import command

    with _migrating(new_address) as (connection, config):
        command.upgrade(config, "0003")
        _furnish(connection)
        connection.execute(text("CREATE TABLE written_files (somebody INTEGER)"))  # 0006 makes one
        before = _contents(connection), _schema(connection)

    with pytest.raises(StoreError, match="written_files"):
        await _opened(new_address)

    with _migrating(new_address) as (connection, _):
        assert (_contents(connection), _schema(connection)) == before
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == "0003"


@pytest.mark.sqlite
async def test_a_new_store_and_one_that_is_up_to_date_are_not_copied(tmp_path: Path) -> None:
    for _ in range(2):
        await (await _opened(str(tmp_path / "jobai.db"))).aclose()

    assert not backup_folder(tmp_path / "jobai.db").exists()


async def test_the_number_of_a_removed_config_is_never_given_again(store: Store) -> None:
    given: list[int] = []
    for name in ("one", "two"):
        async with store.write() as session:
            config = AIProviderConfig(name=name, provider_type="openai", created_at=NOW)
            session.add(config)
            await session.flush()
            given.append(config.id)
        async with store.write() as session:
            await session.execute(text("DELETE FROM ai_provider_configs"))

    assert given[0] != given[1]
