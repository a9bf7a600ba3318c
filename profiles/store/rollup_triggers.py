"""The triggers that keep the sums of `rollups`, and filling them from the rows.

The statements are written out because they differ by dialect and run inside the database. A settled
row adds its numbers to ten sums, those of `_PLACES`. A change of a settled row takes the old
numbers away and adds the new ones. There is no trigger for removed rows: the sums of what is pruned
stay.
"""

# ruff: noqa: S608 - the statements are put together from names of our own, never from input

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import text

from profiles.store.ai import AIProviderUsageLog
from profiles.store.rollups import (
    ALL_DAY,
    ALL_HOUR,
    ALL_MODEL_DAY,
    ALL_MODEL_HOUR,
    ALL_MODEL_MONTH,
    ALL_MONTH,
    DAY,
    HOUR,
    KEY,
    MODEL_DAY,
    MODEL_MONTH,
    SERIES,
    SUMS,
    AIUsageRollup,
    AIUsageSeries,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

_log = logging.getLogger("jobai.store")

FILLED_AT_ONCE = 500_000
"""Rows that are summed up by one statement, so that the memory for it has a bound."""

_LEDGER = AIProviderUsageLog.__tablename__
_ROLLUPS = AIUsageRollup.__tablename__
_SERIES = AIUsageSeries.__tablename__
_SUMMED = ("input_tokens", "cached_input_tokens", "cache_write_tokens", "output_tokens",
           "reasoning_tokens", "cost_nano_usd", "latency_ms")  # fmt: skip
_SLOT_LOCK = 0x6A6F6261
"""The first key of the advisory locks on slots ("joba" in ASCII)."""


class _Place(NamedTuple):
    """A grain in which a row is counted.

    Attributes:
        source: A finer grain that adds up to it; None for what only the rows add up to.
    """

    grain: str
    source: str | None
    unit: str
    of_all_users: bool = False
    by_model: bool = False


_PLACES = (
    _Place(HOUR, None, "hour"),
    _Place(DAY, HOUR, "day"),
    _Place(MODEL_DAY, DAY, "day", by_model=True),
    _Place(MODEL_MONTH, MODEL_DAY, "month", by_model=True),
    _Place(ALL_HOUR, HOUR, "hour", of_all_users=True),
    _Place(ALL_DAY, ALL_HOUR, "day", of_all_users=True),
    _Place(ALL_MONTH, ALL_DAY, "month", of_all_users=True),
    _Place(ALL_MODEL_HOUR, ALL_HOUR, "hour", of_all_users=True, by_model=True),
    _Place(ALL_MODEL_DAY, ALL_MODEL_HOUR, "day", of_all_users=True, by_model=True),
    _Place(ALL_MODEL_MONTH, ALL_MODEL_DAY, "month", of_all_users=True, by_model=True),
)


class Dialect:
    """How one database says what the statements need.

    Args:
        connection: To the database in which the ledger stands.
    """

    def __init__(self, connection: Connection) -> None:
        self.is_postgresql = connection.dialect.name == "postgresql"
        options = connection.get_execution_options()
        translated: Mapping[str | None, str | None] = options.get("schema_translate_map") or {}
        schema = translated.get(None)
        if schema is None and self.is_postgresql:
            # Functions name their tables in full: a trigger fires under any search path.
            schema = connection.scalar(
                text(
                    "SELECT n.nspname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                    " WHERE c.oid = to_regclass(:name)"
                ),
                {"name": _LEDGER},
            )
        quote = connection.dialect.identifier_preparer.quote_identifier
        self.prefix = f"{quote(schema)}." if schema else ""

    def table(self, name: str) -> str:
        """Name a table (or trigger) in full."""
        return self.prefix + name

    def number(self, column: str) -> str:
        """Read a whole number; SQLite keeps whatever it is given."""
        return f"coalesce(CAST({column} AS {'bigint' if self.is_postgresql else 'integer'}), 0)"

    def hour(self, row: str) -> str:
        """Return the hours from 1970-01-01 UTC to the hour in which a row was written."""
        if self.is_postgresql:
            return f"CAST(floor(extract(epoch FROM {row}.created_at) / 3600) AS integer)"
        seconds = f"strftime('%s', substr({row}.created_at, 1, 13) || ':00')"
        return f"coalesce(CAST({seconds} AS integer) / 3600, 0)"

    def month_of(self, hour: str) -> str:
        """Return the hours from 1970-01-01 UTC to the month that an hour is in."""
        if self.is_postgresql:
            moment = f"to_timestamp(({hour}) * 3600.0) AT TIME ZONE 'UTC'"
            return f"CAST(extract(epoch FROM date_trunc('month', {moment})) / 3600 AS integer)"
        first = f"strftime('%s', ({hour}) * 3600, 'unixepoch', 'start of month')"
        return f"CAST({first} AS integer) / 3600"


def day_of(hour: str) -> str:
    """Return the hours from 1970-01-01 UTC to the day that an hour is in."""
    return f"({hour}) - ((({hour}) % 24) + 24) % 24"


def _starts(dialect: Dialect, hour: str) -> dict[str, str]:
    return {"hour": hour, "day": day_of(hour), "month": dialect.month_of(hour)}


def series_of(row: str) -> dict[str, str]:
    """Return what each column of the series is in a row of the ledger."""
    return {name: f"{row}.{name}" for name in SERIES} | {
        "model": f"coalesce({row}.served_model, {row}.model)"
    }


def numbers_of(dialect: Dialect, row: str) -> dict[str, str]:
    """Return what a row of the ledger adds to each sum."""
    return {
        "attempts": "1",
        "calls": f"CASE WHEN {row}.attempt = 1 THEN 1 ELSE 0 END",
        "errors": f"CASE WHEN {row}.status = 'error' THEN 1 ELSE 0 END",
        "estimated": f"CASE WHEN {row}.usage_source = 'estimate' THEN 1 ELSE 0 END",
        "unpriced": f"CASE WHEN {row}.cost_nano_usd IS NULL THEN 1 ELSE 0 END",
        **{name: dialect.number(f"{row}.{name}") for name in _SUMMED},
    }


def keep_sums(connection: Connection) -> None:
    """Make the triggers, then sum up the rows that are there already, in one transaction.

    Making a trigger keeps others from writing to the ledger on PostgreSQL, as the store's write
    lock does on SQLite, so that no row is summed up twice or not at all.
    """
    make_triggers(connection)
    fill(connection)


def make_triggers(connection: Connection) -> None:
    """Make the triggers that keep the sums."""
    dialect = Dialect(connection)
    statements = _postgresql(dialect) if dialect.is_postgresql else _sqlite(dialect)
    for statement in statements:
        run(connection, statement)


def drop_triggers(connection: Connection) -> None:
    """Remove the triggers and their functions."""
    dialect = Dialect(connection)
    ledger = dialect.table(_LEDGER)
    if dialect.is_postgresql:
        run(connection, f"DROP TRIGGER IF EXISTS {_ROLLUPS}_keep ON {ledger}")
        for name in ("keep()", f"add({ledger}, integer)"):
            run(connection, f"DROP FUNCTION IF EXISTS {dialect.table(_ROLLUPS)}_{name}")
        return
    for name in ("insert", "update_old", "update_new"):
        run(connection, f"DROP TRIGGER IF EXISTS {dialect.table(_ROLLUPS)}_{name}")


def fill(connection: Connection) -> None:
    """Sum up all rows of the ledger into empty sums."""
    dialect = Dialect(connection)
    ledger = dialect.table(_LEDGER)
    bounds = connection.exec_driver_sql(f"SELECT min(id), max(id) FROM {ledger}").one()
    if bounds[0] is None:
        return
    first, last = int(bounds[0]), int(bounds[1])
    for start in range(first, last + 1, FILLED_AT_ONCE):
        end = start + FILLED_AT_ONCE
        condition = f"l.status <> 'pending' AND l.id >= {start} AND l.id < {end}"
        add_series(connection, dialect, condition)
        add_rows(connection, dialect, HOUR, condition)
        if last - first > FILLED_AT_ONCE:
            _log.warning(
                "usage is summed up: %d of %d", min(end, last + 1) - first, last + 1 - first
            )
    for place in _PLACES:
        if place.source is not None:
            _add_grain(connection, dialect, place, place.source)


def add_series(connection: Connection, dialect: Dialect, condition: str) -> None:
    """Make the series that rows of the ledger (`l`) need and that are not there yet."""
    columns = series_of("l")
    matches = " AND ".join(f"s.{name} = found.{name}" for name in SERIES)
    named = ", ".join(f"{value} AS {name}" for name, value in columns.items())
    series = dialect.table(_SERIES)
    run(
        connection,
        f"INSERT INTO {series} ({', '.join(SERIES)}, model_series_id)"
        f" SELECT {', '.join(f'found.{name}' for name in SERIES)}, 0 FROM"
        f" (SELECT DISTINCT {named} FROM {dialect.table(_LEDGER)} l WHERE {condition}) found"
        f" WHERE NOT EXISTS (SELECT 1 FROM {series} s WHERE {matches})",
    )
    run(
        connection,
        f"UPDATE {series} SET model_series_id = (SELECT min(m.id) FROM {series} m"
        f" WHERE m.provider = {_SERIES}.provider AND m.model = {_SERIES}.model)"
        " WHERE model_series_id = 0",
    )


def add_rows(connection: Connection, dialect: Dialect, grain: str, condition: str) -> None:
    """Add the rows of the ledger (`l`) to one grain of their users' sums."""
    hour = dialect.hour("l")
    start = hour if grain == HOUR else day_of(hour)
    matches = " AND ".join(f"s.{name} = {value}" for name, value in series_of("l").items())
    sums = ", ".join(f"sum({value})" for value in numbers_of(dialect, "l").values())
    run(
        connection,
        f"{_insert(dialect)} SELECT l.user_id, '{grain}', {start}, s.id, 0, {sums}"
        f" FROM {dialect.table(_LEDGER)} l JOIN {dialect.table(_SERIES)} s ON {matches}"
        f" WHERE {condition} GROUP BY 1, 3, 4 {_add_up()}",
    )


def _add_grain(connection: Connection, dialect: Dialect, place: _Place, source: str) -> None:
    user = "''" if place.of_all_users else "r.user_id"
    start = _starts(dialect, "r.start_hour")[place.unit]
    series = "s.model_series_id" if place.by_model else "s.id"
    # All users' sums stand together under the empty name; each user's are all over the table.
    whose = "r.user_id = '' AND " if source.startswith("all_") else ""
    sums = ", ".join(f"sum(r.{name})" for name in SUMS)
    run(
        connection,
        f"{_insert(dialect)} SELECT {user}, '{place.grain}', {start}, {series}, 0, {sums}"
        f" FROM {dialect.table(_ROLLUPS)} r JOIN {dialect.table(_SERIES)} s ON s.id = r.series_id"
        f" WHERE {whose}r.grain = '{source}' GROUP BY 1, 3, 4",
    )


def run(connection: Connection, statement: str) -> None:
    """Run a statement that has no parameters."""
    if connection.dialect.name == "postgresql":
        statement = statement.replace("%", "%%")  # or its driver takes it for a parameter
    connection.exec_driver_sql(statement)


def _insert(dialect: Dialect) -> str:
    return f"INSERT INTO {dialect.table(_ROLLUPS)} ({', '.join((*KEY, *SUMS))})"


def _add_up() -> str:
    name = _ROLLUPS
    added = ", ".join(f"{column} = {name}.{column} + excluded.{column}" for column in SUMS)
    return f"ON CONFLICT ({', '.join(KEY)}) DO UPDATE SET {added}"


def _places(dialect: Dialect, row: str, *, hour: str, series: str, model_series: str) -> str:
    """Return the sums that a row belongs to: user, grain, start and series."""
    starts = _starts(dialect, hour)
    text_of = "CAST({} AS varchar)" if dialect.is_postgresql else "{}"
    user, everybody = text_of.format(f"{row}.user_id"), text_of.format("''")
    return " UNION ALL ".join(
        f"SELECT {everybody if place.of_all_users else user} AS user_id, '{place.grain}' AS grain,"
        f" {starts[place.unit]} AS start_hour,"
        f" {model_series if place.by_model else series} AS series_id"
        for place in _PLACES
    )


def _sqlite(dialect: Dialect) -> list[str]:
    triggers = (
        ("insert", "INSERT", "NEW", 1),
        ("update_old", "UPDATE", "OLD", -1),
        ("update_new", "UPDATE", "NEW", 1),
    )
    return [
        f"CREATE TRIGGER IF NOT EXISTS {dialect.table(_ROLLUPS)}_{name} AFTER {happening}"
        f" ON {_LEDGER} WHEN {row}.status <> 'pending' BEGIN"
        f" {_sqlite_series(row)}; {_sqlite_sums(dialect, row, sign)}; END"
        for name, happening, row, sign in triggers
    ]


def _sqlite_series(row: str) -> str:
    # Not OR IGNORE: a host's INSERT OR REPLACE would make that a REPLACE, with a new id.
    columns = series_of(row)
    matches = " AND ".join(f"s.{name} = {value}" for name, value in columns.items())
    number = f"(SELECT coalesce(max(id), 0) + 1 FROM {_SERIES})"
    first_of_model = _first_of_model(_SERIES, columns)
    return (
        f"INSERT INTO {_SERIES} (id, {', '.join(columns)}, model_series_id)"
        f" SELECT {number}, {', '.join(columns.values())}, coalesce({first_of_model}, {number})"
        f" WHERE NOT EXISTS (SELECT 1 FROM {_SERIES} s WHERE {matches})"
    )


def _quoted(told: str) -> str:
    doubled = told.replace("'", "''")
    return f"'{doubled}'"


def _first_of_model(series: str, columns: Mapping[str, str]) -> str:
    matches = " AND ".join(f"m.{name} = {columns[name]}" for name in ("provider", "model"))
    return f"(SELECT min(m.model_series_id) FROM {series} m WHERE {matches})"


def _sqlite_sums(dialect: Dialect, row: str, sign: int) -> str:
    columns = series_of(row)
    matches = " AND ".join(f"s.{name} = {value}" for name, value in columns.items())
    sums = ", ".join(f"{sign} * {value}" for value in numbers_of(dialect, row).values())
    hour = dialect.hour(row)
    # A series is -1 or -2 until it is looked up, once for all sums.
    places = _places(dialect, row, hour=hour, series="-1", model_series="-2")
    series = "CASE p.series_id WHEN -1 THEN s.id ELSE s.model_series_id END"
    return (
        f"INSERT INTO {_ROLLUPS} ({', '.join((*KEY, *SUMS))})"
        f" SELECT p.user_id, p.grain, p.start_hour, {series}, 0, {sums}"
        f" FROM {_SERIES} s, ({places}) p WHERE {matches}"
        f" {_add_up()}"
    )


def _postgresql(dialect: Dialect) -> list[str]:
    ledger, series = dialect.table(_LEDGER), dialect.table(_SERIES)
    rollups = dialect.table(_ROLLUPS)
    columns = series_of("r")
    matches = " AND ".join(f"s.{name} = {value}" for name, value in columns.items())
    sums = ", ".join(f"sign * {value}" for value in numbers_of(dialect, "r").values())
    add = f"""
CREATE OR REPLACE FUNCTION {rollups}_add(r {ledger}, sign integer) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    found bigint;
    of_model bigint;
    free integer := 0;
    h integer := {dialect.hour("r")};
BEGIN
    SELECT s.id, s.model_series_id INTO found, of_model FROM {series} s WHERE {matches};
    IF found IS NULL THEN
        found := nextval(pg_get_serial_sequence({_quoted(series)}, 'id'));
        INSERT INTO {series} (id, {", ".join(columns)}, model_series_id)
        VALUES (found, {", ".join(columns.values())},
            coalesce({_first_of_model(series, columns)}, found))
        ON CONFLICT DO NOTHING;
        SELECT s.id, s.model_series_id INTO STRICT found, of_model
        FROM {series} s WHERE {matches};
    END IF;
    -- Whoever has a slot writes to it alone until the transaction ends: nobody waits.
    WHILE NOT pg_try_advisory_xact_lock({_SLOT_LOCK}, free) LOOP
        free := free + 1;
    END LOOP;
    {_insert(dialect)}
    SELECT p.user_id, p.grain, p.start_hour, p.series_id, free, {sums}
    FROM ({_places(dialect, "r", hour="h", series="found", model_series="of_model")}) p
    {_add_up()};
END $$"""
    keep = f"""
CREATE OR REPLACE FUNCTION {rollups}_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.status <> 'pending' THEN
        PERFORM {rollups}_add(OLD, -1);
    END IF;
    IF NEW.status <> 'pending' THEN
        PERFORM {rollups}_add(NEW, 1);
    END IF;
    RETURN NULL;
END $$"""
    trigger = f"""
CREATE OR REPLACE TRIGGER {_ROLLUPS}_keep AFTER INSERT OR UPDATE ON {ledger}
FOR EACH ROW EXECUTE FUNCTION {rollups}_keep()"""
    return [add, keep, trigger]
