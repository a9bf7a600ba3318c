"""Comparing the ledger's sums with its rows, a day of UTC at a time, and months with their days."""

# ruff: noqa: S608 - the statements are put together from names of our own, never from input

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Connection, func, select, text

from profiles.store.ai import AIProviderUsageLog
from profiles.store.rollup_triggers import Dialect, day_of, numbers_of, series_of
from profiles.store.rollups import (
    ALL_DAY,
    ALL_HOUR,
    ALL_MODEL_DAY,
    ALL_MODEL_HOUR,
    ALL_MODEL_MONTH,
    ALL_MONTH,
    DAY,
    HOUR,
    HOURS_OF_DAY,
    MODEL_DAY,
    MODEL_GRAINS,
    MODEL_MONTH,
    PRUNED,
    SERIES,
    SUMS,
    AIUsageRollup,
    AIUsageSeries,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import TextClause

_EVERYBODY = "u.user_id = '' AND "
_USERS = "SELECT users.user_id FROM users WHERE users.user_id IS NOT NULL"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_AN_HOUR = timedelta(hours=1)


class Difference(NamedTuple):
    """One sum that is not what it must be.

    Attributes:
        user_id: Whose; None for all users together.
        start: Of the hour, day or month (UTC).
        series: The values of `SERIES`; of a sum by model, those it has.
        name: Of the sum.
        kept: What the sums say.
        right: What the rows (or the sums of each hour, of each user) add up to.
    """

    user_id: str | None
    grain: str
    start: datetime
    series: tuple[str, ...]
    name: str
    kept: int
    right: int


def differences(connection: Connection, user_id: str | None) -> Iterator[Difference]:
    """Compare all sums with the rows and what was pruned, and with each other.

    Args:
        connection: In a transaction that sees one moment.
        user_id: Compare only this user's; None for all, and those of all users together.
    """
    dialect = Dialect(connection)
    whose = {} if user_id is None else {"user": user_id}
    pruned = _pruned_days(connection, dialect, user_id)
    days = _row_days(connection, user_id) | _sum_days(connection, dialect, user_id)
    for day in sorted(days):
        within = {"low": day, "high": day + HOURS_OF_DAY, **whose}
        compared = _comparisons(dialect, user_id, pruned=day in pruned)
        if day not in pruned:  # each compares a grain of its own: one question for all
            compared = [(_all(kept for kept, _ in compared), _all(right for _, right in compared))]
        for kept, right in compared:
            yield from _different(connection, dialect, kept, right, within)
    for low, high in _months(days):
        within = {"low": low, "high": high, **whose}
        kept, right = zip(*_month_comparisons(dialect, user_id), strict=True)
        yield from _different(connection, dialect, _all(kept), _all(right), within)


def _months(days: Iterable[int]) -> list[tuple[int, int]]:
    """Return the months (UTC) that these days are in, from and to whole hours since 1970."""
    months = {(at.year, at.month) for day in days if (at := _EPOCH + timedelta(hours=day))}
    bounds: list[tuple[int, int]] = []
    for year, month in sorted(months):
        first = datetime(year, month, 1, tzinfo=UTC)
        after = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC)
        bounds.append(((first - _EPOCH) // _AN_HOUR, (after - _EPOCH) // _AN_HOUR))
    return bounds


def _all(selects: Iterable[str]) -> str:
    return " UNION ALL ".join(selects)


def _pruned_days(connection: Connection, dialect: Dialect, user_id: str | None) -> set[int]:
    own = _own(user_id)
    asked = (
        f"{_users(dialect)} SELECT DISTINCT start_hour FROM {dialect.table(_ROLLUPS)} u"
        f" WHERE {own}grain = '{PRUNED}'"
    )
    return set(connection.scalars(text(asked), {} if user_id is None else {"user": user_id}))


def _row_days(connection: Connection, user_id: str | None) -> set[int]:
    """Return the days that have settled rows, from one to the next by the index."""
    row = AIProviderUsageLog
    whose = [] if user_id is None else [row.user_id == user_id]
    days: set[int] = set()
    after = connection.scalar(select(func.min(row.created_at)).where(*whose))
    while after is not None:
        day = (after - _EPOCH) // timedelta(days=1)
        days.add(day * HOURS_OF_DAY)
        following = _EPOCH + timedelta(days=day + 1)
        after = connection.scalar(
            select(func.min(row.created_at)).where(row.created_at >= following, *whose)
        )
    return days


def _sum_days(connection: Connection, dialect: Dialect, user_id: str | None) -> set[int]:
    whose = "" if user_id is None else " WHERE user_id = :user"
    asked = f"SELECT DISTINCT {day_of('start_hour')} FROM {dialect.table(_ROLLUPS)}{whose}"
    parameters = {} if user_id is None else {"user": user_id}
    return set(connection.scalars(text(asked), parameters))


def _comparisons(dialect: Dialect, user_id: str | None, *, pruned: bool) -> list[tuple[str, str]]:
    """Return what is compared on a day: what is kept, and what it must be."""
    own = _own(user_id)
    whose = "" if user_id is None else "u.user_id = :user AND "
    hours, days = _kept(dialect, HOUR, own), _kept(dialect, DAY, own)
    day_hour = day_of("start_hour")
    compared = [
        (days, _kept(dialect, HOUR, own, grain=DAY, start=day_hour)),
        (_kept(dialect, MODEL_DAY, own), _kept(dialect, DAY, own, grain=MODEL_DAY)),
    ]
    if pruned:
        rows = _rows(dialect, DAY, whose)
        left = _kept(dialect, PRUNED, own, grain=DAY)
        compared.append((days, f"{rows} UNION ALL {left}"))
    else:
        compared.append((hours, _rows(dialect, HOUR, whose)))
    if user_id is None:
        for each, everybodys in ((HOUR, ALL_HOUR), (DAY, ALL_DAY)):
            summed = _kept(dialect, each, own, grain=everybodys, user="''")
            compared.append((_kept(dialect, everybodys, _EVERYBODY), summed))
        for each, of_model in ((ALL_HOUR, ALL_MODEL_HOUR), (ALL_DAY, ALL_MODEL_DAY)):
            summed = _kept(dialect, each, _EVERYBODY, grain=of_model)
            compared.append((_kept(dialect, of_model, _EVERYBODY), summed))
    return compared


def _month_comparisons(dialect: Dialect, user_id: str | None) -> list[tuple[str, str]]:
    """Return what is compared of a month: what is kept, and what its days add up to."""
    own, start = _own(user_id), dialect.month_of("start_hour")
    grains = [(MODEL_DAY, MODEL_MONTH, own)]
    if user_id is None:
        grains += [(ALL_DAY, ALL_MONTH, _EVERYBODY), (ALL_MODEL_DAY, ALL_MODEL_MONTH, _EVERYBODY)]
    return [
        (_kept(dialect, month, whose), _kept(dialect, day, whose, grain=month, start=start))
        for day, month, whose in grains
    ]


def _own(user_id: str | None) -> str:
    return f"u.user_id IN ({_USERS}) AND " if user_id is None else "u.user_id = :user AND "


def _kept(
    dialect: Dialect,
    asked: str,
    own: str,
    *,
    grain: str | None = None,
    start: str = "start_hour",
    user: str = "user_id",
) -> str:
    """Return the sums of one grain, told as those of another that they add up to."""
    source, series = f"{dialect.table(_ROLLUPS)} u", "series_id"
    if grain in MODEL_GRAINS and asked not in MODEL_GRAINS:
        source += f" LEFT JOIN {dialect.table(_SERIES)} s ON s.id = u.series_id"
        series = "coalesce(s.model_series_id, -1)"
    return (
        f"SELECT {user} AS user_id, '{grain or asked}' AS grain, {start} AS start_hour,"
        f" {series} AS series_id, {', '.join(SUMS)} FROM {source}"
        f" WHERE {own}grain = '{asked}'"
        " AND start_hour >= :low AND start_hour < :high"
    )


def _rows(dialect: Dialect, grain: str, own: str) -> str:
    hour = dialect.hour("u")
    start = hour if grain == HOUR else day_of(hour)
    series = " AND ".join(f"s.{name} = {value}" for name, value in series_of("u").items())
    numbers = ", ".join(f"{value} AS {name}" for name, value in numbers_of(dialect, "u").items())
    return (
        f"SELECT u.user_id, '{grain}' AS grain, {start} AS start_hour,"
        f" coalesce(s.id, -1) AS series_id, {numbers}"
        f" FROM {dialect.table(_LEDGER)} u LEFT JOIN {dialect.table(_SERIES)} s ON {series}"
        f" WHERE {own}u.status <> 'pending' AND u.created_at >= :since AND u.created_at < :until"
    )


def _different(
    connection: Connection, dialect: Dialect, kept: str, right: str, within: dict[str, Any]
) -> Iterator[Difference]:
    low, high = (_EPOCH + timedelta(hours=within[name]) for name in ("low", "high"))
    if not dialect.is_postgresql:
        low, high = (f"{at:%Y-%m-%d %H:%M:%S.%f}" for at in (low, high))
    parameters = {**within, "since": low, "until": high}
    columns = "user_id, grain, start_hour, series_id"
    # Most of the time nothing differs, and that is told with a third of the sums.
    taken = ", ".join(f"-{name}" for name in SUMS)
    asked = (
        f"{_users(dialect)} SELECT 1 FROM ({kept} UNION ALL SELECT {columns}, {taken} FROM"
        f" ({right}) r) b GROUP BY {columns}"
        f" HAVING {' OR '.join(f'sum({name}) <> 0' for name in SUMS)}"
    )
    if connection.execute(_text(asked), parameters).first() is None:
        return
    sides = ", ".join(
        f"sum(CASE WHEN side = {side} THEN {name} ELSE 0 END) AS {name}_{side}"
        for side in (0, 1)
        for name in SUMS
    )
    unlike = " OR ".join(
        f"sum(CASE WHEN side = 0 THEN {name} ELSE -{name} END) <> 0" for name in SUMS
    )
    asked = (
        f"{_users(dialect)} SELECT {columns}, {sides} FROM (SELECT 0 AS side, k.* FROM ({kept}) k"
        f" UNION ALL SELECT 1, r.* FROM ({right}) r) b"
        f" GROUP BY {columns} HAVING {unlike} ORDER BY {columns}"
    )
    for found in connection.execute(_text(asked), parameters):
        user_id, grain, hour, series = found[:4]
        sums = [int(number) for number in found[4:]]
        for name, kept_sum, right_sum in zip(
            SUMS, sums[: len(SUMS)], sums[len(SUMS) :], strict=True
        ):
            if kept_sum != right_sum:
                yield Difference(
                    None if grain.startswith("all_") else user_id,
                    grain,
                    _EPOCH + timedelta(hours=hour),
                    _series(connection, series, grain),
                    name,
                    kept_sum,
                    right_sum,
                )


def _users(dialect: Dialect) -> str:
    """Return the table of all users, from one to the next by the key: there is no other index."""
    rollups = dialect.table(_ROLLUPS)
    return (
        f"WITH RECURSIVE users(user_id) AS (SELECT min(user_id) FROM {rollups} UNION ALL"
        f" SELECT (SELECT min(n.user_id) FROM {rollups} n WHERE n.user_id > users.user_id)"
        " FROM users WHERE users.user_id IS NOT NULL)"
    )


def _text(statement: str) -> TextClause:
    return text(statement.replace("':00'", "'\\:00'"))  # a time of day, no parameter


def _series(connection: Connection, number: int, grain: str) -> tuple[str, ...]:
    names = ("provider", "model") if grain in MODEL_GRAINS else SERIES
    columns = [getattr(AIUsageSeries, name) for name in names]
    found = connection.execute(select(*columns).where(AIUsageSeries.id == number)).first()
    return tuple(found) if found else ("unknown",)


_LEDGER = AIProviderUsageLog.__tablename__
_ROLLUPS = AIUsageRollup.__tablename__
_SERIES = AIUsageSeries.__tablename__
