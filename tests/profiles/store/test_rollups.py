"""The sums of the ledger are those of its rows, whoever writes them and however it ends."""

from __future__ import annotations

import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from alembic import command
from alembic.config import Config
from hypothesis import given, settings
from hypothesis import strategies as st
from processes import at_once
from sqlalchemy import create_engine, func, insert, select, text, update

from jobai import create_ai_tables
from profiles.store import migrations, rollup_triggers
from profiles.store.ai import AIProviderUsageLog
from profiles.store.journal import upsert
from profiles.store.rollups import (
    MODEL_GRAINS,
    SERIES,
    SUMS,
    AIUsageRollup,
    AIUsageSeries,
)  # fmt: skip

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from sqlalchemy import Connection, Table

LEDGER: Table = AIProviderUsageLog.__table__  # pyright: ignore[reportAssignmentType]
START = datetime(2026, 11, 22, 22, 59, 59, 999_999, tzinfo=UTC)

Sums = dict[tuple[Any, ...], tuple[int, ...]]


def row(request: int, number: int, **changes: Any) -> dict[str, Any]:
    """The columns of a pending row."""
    return {
        "request_id": f"r{request}",
        "attempt": number,
        "attempt_kind": "first" if number == 1 else "retry",
        "user_id": "ann",
        "plan": "freemium",
        "task_type": "extraction",
        "provider": "gemini",
        "model": "gemini-2.5-flash",
        "credential": "config:1",
        "status": "pending",
        "held_tokens": 5000,
        "held_cost_nano_usd": 9,
        "created_at": START,
        "lease_until": START + timedelta(minutes=2),
        **changes,
    }


SETTLED = {"status": "success", "input_tokens": 100, "output_tokens": 20, "cost_nano_usd": 80_000}


def kept_sums(connection: Connection) -> Sums:
    """What the store says, without what is nothing."""
    rollup, series = AIUsageRollup, AIUsageSeries
    asked = select(
        rollup.user_id, rollup.grain, rollup.start_hour,
        series.plan, series.provider, series.model, series.task_type, series.status,
        series.attempt_kind, series.credential, *(getattr(rollup, name) for name in SUMS),
    ).join(series, series.id == rollup.series_id, isouter=True)  # fmt: skip
    found: Counter[tuple[Any, ...]] = Counter()
    for told in connection.execute(asked):
        place, names = told[:3], _told_apart(told[1], told[3:10])
        for name, number in zip(SUMS, told[10:], strict=True):
            found[*place, *names, name] += number
    return _sums(found)


def _told_apart(grain: str, series: Sequence[str]) -> Sequence[str | None]:
    """What a sum of this grain knows of a series."""
    if grain not in MODEL_GRAINS:
        return series
    return [
        value if name in {"provider", "model"} else None
        for name, value in zip(SERIES, series, strict=True)
    ]


def right_sums(connection: Connection) -> Sums:
    """What the rows add up to, by hand."""
    found: Counter[tuple[Any, ...]] = Counter()
    for one in connection.execute(select(AIProviderUsageLog.__table__)).mappings():
        if one["status"] == "pending":
            continue
        hour = int(one["created_at"].timestamp() // 3600)
        series = (
            one["plan"], one["provider"], one["served_model"] or one["model"], one["task_type"],
            one["status"], one["attempt_kind"], one["credential"],
        )  # fmt: skip
        numbers = {name: one[name] or 0 for name in SUMS[5:]} | {
            "attempts": 1,
            "errors": int(one["status"] == "error"),
            "calls": int(one["attempt"] == 1),
            "estimated": int(one["usage_source"] == "estimate"),
            "unpriced": int(one["cost_nano_usd"] is None),
        }
        begin = one["created_at"].astimezone(UTC).replace(day=1, hour=0, minute=0)
        month = int(begin.timestamp() // 3600)
        for grain, user, start in (
            ("hour", one["user_id"], hour), ("day", one["user_id"], hour // 24 * 24),
            ("model_day", one["user_id"], hour // 24 * 24), ("model_month", one["user_id"], month),
            ("all_hour", "", hour), ("all_day", "", hour // 24 * 24), ("all_month", "", month),
            ("all_model_hour", "", hour), ("all_model_day", "", hour // 24 * 24),
            ("all_model_month", "", month),
        ):  # fmt: skip
            for name, number in numbers.items():
                found[user, grain, start, *_told_apart(grain, series), name] += number
    return _sums(found)


def _sums(found: Mapping[tuple[Any, ...], int]) -> Sums:
    keys = {key[:-1] for key in found}
    sums = {key: tuple(found.get((*key, name), 0) for name in SUMS) for key in keys}
    return {key: numbers for key, numbers in sums.items() if any(numbers)}


def write(connection: Connection, *rows: dict[str, Any]) -> None:
    for values in rows:
        connection.execute(insert(AIProviderUsageLog).values(**values))


def change(connection: Connection, request: int, number: int, **values: Any) -> None:
    connection.execute(
        update(AIProviderUsageLog)
        .where(AIProviderUsageLog.request_id == f"r{request}", AIProviderUsageLog.attempt == number)
        .values(**values)
    )


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    """Of a host, with jobai's tables in its database."""
    engine = create_engine(f"sqlite:///{tmp_path / 'host.db'}")
    with engine.connect() as opened:
        create_ai_tables(opened)
        opened.commit()
        yield opened
    engine.dispose()


def test_a_row_is_in_the_sums_from_the_moment_it_is_settled(connection: Connection) -> None:
    write(connection, row(1, 1))
    assert kept_sums(connection) == {}

    change(connection, 1, 1, **SETTLED)

    assert kept_sums(connection) == right_sums(connection)
    assert len(kept_sums(connection)) == 10
    assert {numbers[SUMS.index("cost_nano_usd")] for numbers in kept_sums(connection).values()} == {
        80_000
    }


_MOMENTS = st.sampled_from([START, START + timedelta(microseconds=1), START + timedelta(hours=1),
                            datetime(1969, 12, 31, 23, 5, tzinfo=UTC)])  # fmt: skip
_CHANGES = st.fixed_dictionaries(
    {"status": st.sampled_from(["pending", "success", "error"])},
    optional={
        "served_model": st.sampled_from([None, "gemini-2.5-flash", "gpt-6-luna"]),
        "usage_source": st.sampled_from([None, "provider", "estimate"]),
        "cost_nano_usd": st.none() | st.integers(0, 2**53 + 1),
        "input_tokens": st.none() | st.integers(0, 2**31 - 1),
        "reasoning_tokens": st.none() | st.integers(0, 9),
        "latency_ms": st.none() | st.integers(0, 9),
        "created_at": _MOMENTS,
        "user_id": st.sampled_from(["ann", "bob", ""]),
        "credential": st.sampled_from(["config:1", "env:GEMINI_API_KEY"]),
    },
)
_WORK = st.lists(
    st.tuples(
        st.sampled_from(["insert", "update", "upsert", "commit", "rollback", "savepoint", "back"]),
        st.integers(1, 3),
        st.integers(1, 2),
        _CHANGES,
    ),
    max_size=25,
)


@settings(max_examples=150, deadline=None)
@given(_WORK)
def test_the_sums_follow_the_rows_through_whatever_is_done(
    work: list[tuple[str, int, int, dict[str, Any]]],
) -> None:
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        driver: Any = connection.connection.dbapi_connection
        driver.isolation_level = None
        create_ai_tables(connection)
        connection.exec_driver_sql("BEGIN")
        for what, request, number, changes in work:
            values = row(request, number, **changes)
            if what == "insert":
                connection.execute(insert(AIProviderUsageLog).prefix_with("OR IGNORE"), values)
            elif what == "update":
                change(connection, request, number, **changes)
            elif what == "upsert":
                connection.execute(upsert(LEDGER, values, "sqlite"))
            elif what in {"commit", "rollback"}:
                connection.exec_driver_sql(what.upper())
                connection.exec_driver_sql("BEGIN")
            elif what == "savepoint":
                connection.exec_driver_sql("SAVEPOINT here")
            elif driver.in_transaction:
                connection.exec_driver_sql("SAVEPOINT here")
                change(connection, request, number, **changes)
                connection.exec_driver_sql("ROLLBACK TO here")
            assert kept_sums(connection) == right_sums(connection)
    engine.dispose()


def test_what_is_no_number_counts_as_none_and_can_be_mended(connection: Connection) -> None:
    write(connection, row(1, 1, **SETTLED))
    right = kept_sums(connection)
    for wrong in ("'much'", "1.5", "NULL"):
        for column in ("cost_nano_usd", "input_tokens"):
            connection.execute(text(f"UPDATE ai_provider_usage_logs SET {column} = {wrong}"))
    assert all(isinstance(n, int) for numbers in kept_sums(connection).values() for n in numbers)

    change(connection, 1, 1, **SETTLED)

    assert kept_sums(connection) == right


def test_a_series_keeps_its_number_when_a_host_writes_with_or_replace(
    connection: Connection,
) -> None:
    write(connection, row(1, 1, **SETTLED))
    before = connection.scalars(select(AIUsageSeries.id)).all()

    connection.execute(insert(AIProviderUsageLog).prefix_with("OR REPLACE"), row(2, 1, **SETTLED))

    assert connection.scalars(select(AIUsageSeries.id)).all() == before
    assert kept_sums(connection) == right_sums(connection)


def test_a_model_has_one_sum_by_model_whatever_its_calls_were_for(connection: Connection) -> None:
    write(
        connection,
        row(1, 1, **SETTLED),
        row(2, 1, **SETTLED, task_type="cv_draft"),
        row(3, 1, **SETTLED, served_model="gpt-6-luna"),
        row(4, 1, **SETTLED, model="gpt-6-luna"),
        row(5, 1, **SETTLED, provider="openai"),
    )

    counts = connection.execute(
        select(AIUsageRollup.grain, func.count()).group_by(AIUsageRollup.grain)
    )
    told = {grain: count for grain, count in counts if grain in MODEL_GRAINS}
    assert told == dict.fromkeys(MODEL_GRAINS, 3)
    assert kept_sums(connection) == right_sums(connection)


def _older(path: Path) -> Connection:
    """A store as the jobai before this one made it, with rows in its ledger."""
    connection = create_engine(f"sqlite:///{path}").connect()
    migrations.upgrade(connection, "0006")
    write(
        connection,
        *(
            row(
                n,
                1 + n % 2,
                user_id=("ann", "bob")[n % 2],
                created_at=START + n * timedelta(hours=7),
            )
            | (SETTLED if n % 3 else {})
            for n in range(30)
        ),
    )
    connection.commit()
    return connection


@pytest.mark.parametrize("at_once", [1, 7, 1000])
def test_a_migrated_store_has_the_sums_of_the_rows_it_had(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(rollup_triggers, "FILLED_AT_ONCE", at_once)
    connection = _older(tmp_path / "jobai.db")

    migrations.upgrade(connection, "0007")

    assert len(kept_sums(connection)) > 30
    assert kept_sums(connection) == right_sums(connection)
    change(connection, 3, 2, **SETTLED)
    assert kept_sums(connection) == right_sums(connection)
    connection.close()


def test_a_hosts_older_ledger_gets_its_sums_when_the_tables_are_made(tmp_path: Path) -> None:
    connection = _older(tmp_path / "host.db")

    create_ai_tables(connection)
    create_ai_tables(connection)

    assert kept_sums(connection) == right_sums(connection) != {}
    indexes = text("SELECT name FROM sqlite_master WHERE name LIKE '%_pending'")
    assert connection.scalars(indexes).all() == ["ix_ai_provider_usage_logs_pending"]
    connection.close()


def test_a_host_may_have_the_tables_in_a_schema_of_its_own() -> None:
    engine = create_engine("sqlite://")
    with engine.connect() as plain:
        plain.execute(text("ATTACH ':memory:' AS host"))
        connection = plain.execution_options(schema_translate_map={None: "host"})
        create_ai_tables(connection)

        write(connection, row(1, 1, **SETTLED), row(2, 1))
        change(connection, 2, 1, **SETTLED)

        assert kept_sums(connection) == right_sums(connection) != {}
    engine.dispose()


def test_a_migration_that_is_interrupted_leaves_the_store_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "jobai.db"
    _older(path).close()
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        driver: Any = connection.connection.dbapi_connection
        driver.isolation_level = None
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        migrations.upgrade(connection, "0007")
        assert kept_sums(connection) != {}
        connection.exec_driver_sql("ROLLBACK")

        migrations.upgrade(connection, "0007")

        assert kept_sums(connection) == right_sums(connection) != {}
    engine.dispose()


def test_without_the_tables_the_ledger_can_still_be_written(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'jobai.db'}")
    with engine.begin() as connection:
        migrations.upgrade(connection, "0007")
        config = Config()
        config.set_main_option("script_location", str(migrations.__path__[0]))
        config.attributes["connection"] = connection
        command.downgrade(config, "0006")
        write(connection, row(1, 1, **SETTLED))
    engine.dispose()


_WRITER = """
import sqlite3, sys
path, name = sys.argv[1:]
connection = sqlite3.connect(path, timeout=30, isolation_level=None)
print("ready", flush=True)
sys.stdin.readline()
for number in range(60):
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(
        "INSERT INTO ai_provider_usage_logs (request_id, attempt, attempt_kind, user_id, plan,"
        " task_type, provider, model, credential, status, held_tokens, cost_nano_usd, created_at,"
        " lease_until) VALUES (?, 1, 'first', ?, 'freemium', 'extraction', 'gemini', ?, 'config:1',"
        " 'pending', 1, NULL, '2026-11-22 12:00:00.000000', '2026-11-22 12:05:00.000000')",
        (f"{name}-{number}", name, f"model-{number % 3}"),
    )
    connection.execute(
        "UPDATE ai_provider_usage_logs SET status = 'success', cost_nano_usd = ?, input_tokens = 7"
        " WHERE request_id = ?", (number, f"{name}-{number}"))
    connection.execute("ROLLBACK" if number % 5 == 0 else "COMMIT")
"""


def test_several_processes_that_write_at_once_without_jobai_keep_the_sums(
    connection: Connection,
) -> None:
    path = str(connection.engine.url.database)
    at_once([[sys.executable, "-c", _WRITER, path, name] for name in ("ann", "bob", "cy")])

    rows = connection.scalar(text("SELECT count(*) FROM ai_provider_usage_logs"))
    assert rows == 3 * 48
    assert kept_sums(connection) == right_sums(connection)
