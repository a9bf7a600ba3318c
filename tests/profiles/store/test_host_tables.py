"""jobai's tables in a database that is somebody else's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pytest
from sqlalchemy import create_engine, create_mock_engine, inspect

from jobai import AIProviderUsageLog, StoreError, create_ai_tables
from profiles.store.tables import Base

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection, Table

AI_TABLES = {
    table.name: table for table in Base.metadata.sorted_tables if table.name.startswith("ai_")
}
OTHERS = Base.metadata.tables.keys() - AI_TABLES.keys()
COLUMNS = "(number INTEGER PRIMARY KEY, email TEXT NOT NULL)"


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    """A host's, whose tables have all the names that jobai's own have outside of AI."""
    engine = create_engine(f"sqlite:///{tmp_path / 'host.db'}")
    with engine.connect() as opened:
        for name in sorted(OTHERS):
            opened.exec_driver_sql(f"CREATE TABLE {name} {COLUMNS}")
            opened.exec_driver_sql(f"INSERT INTO {name} VALUES (7, 'ann@example.org')")
        opened.commit()
        yield opened
    engine.dispose()


def _made(connection: Connection) -> dict[str, str]:
    rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
    return {name: sql for name, sql in rows if not name.startswith("sqlite_")}


def test_only_the_ai_tables_are_made_and_the_hosts_stay_letter_for_letter(
    connection: Connection,
) -> None:
    before = _made(connection)
    assert {"users", "subscriptions", "profiles", "postings", "drafts"} <= before.keys()

    create_ai_tables(connection)
    connection.commit()

    after = _made(connection)
    assert after.keys() - before.keys() == AI_TABLES.keys()
    assert {name: after[name] for name in before} == before
    for name in OTHERS:
        rows = connection.exec_driver_sql(f"SELECT * FROM {name}").all()
        assert [tuple(row) for row in rows] == [(7, "ann@example.org")]


def test_they_are_the_tables_that_a_store_of_jobais_own_has(
    connection: Connection, tmp_path: Path
) -> None:
    own = create_engine(f"sqlite:///{tmp_path / 'own.db'}")
    with own.begin() as beside:
        Base.metadata.create_all(beside)

        create_ai_tables(connection)

        statement = "SELECT name, sql FROM sqlite_master WHERE tbl_name LIKE 'ai\\_%' ESCAPE '\\'"
        ours, theirs = (set(each.exec_driver_sql(statement)) for each in (connection, beside))
        assert ours == theirs
    own.dispose()


def test_making_them_again_keeps_what_is_in_them(connection: Connection) -> None:
    create_ai_tables(connection)
    limit = "INSERT INTO ai_limits VALUES (1, 'plan', 'team', 'tokens', 'day', 5, 0)"
    connection.exec_driver_sql(limit)

    create_ai_tables(connection)

    assert connection.exec_driver_sql("SELECT cap FROM ai_limits").scalar_one() == 5


def test_they_follow_the_transaction_of_the_caller(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")
    create_ai_tables(connection)
    connection.rollback()

    assert not AI_TABLES.keys() & set(inspect(connection).get_table_names())


def test_a_hosts_own_table_of_such_a_name_is_named_and_nothing_is_made(
    connection: Connection,
) -> None:
    connection.exec_driver_sql(f"CREATE TABLE ai_routes {COLUMNS}")
    before = _made(connection)

    with pytest.raises(StoreError, match="the table ai_routes is there already, without id, ") as e:
        create_ai_tables(connection)

    assert "rename" in str(e.value.hint)
    assert _made(connection) == before


def test_on_postgresql_too_the_index_of_pending_calls_holds_no_other() -> None:
    told: list[str] = []

    def tell(statement: Any, *_: object, **__: object) -> None:
        told.append(str(statement.compile(dialect=engine.dialect)))

    engine = create_mock_engine("postgresql+psycopg://", tell)
    table = cast("Table", AIProviderUsageLog.__table__)
    [index] = [one for one in table.indexes if (one.name or "").endswith("_pending")]

    index.create(engine, checkfirst=False)  # pyright: ignore[reportArgumentType]

    assert told == [
        "CREATE INDEX ix_ai_provider_usage_logs_pending ON ai_provider_usage_logs (created_at) "
        "WHERE status = 'pending'"
    ]
