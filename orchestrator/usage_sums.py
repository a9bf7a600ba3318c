"""Adding up a report from the ledger's sums, and from rows where no sum is exact enough."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import (
    ColumnElement,
    Integer,
    String,
    and_,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    true,
    type_coerce,
)
from sqlalchemy import cast as cast_to

from orchestrator.calendars import calendar_name
from orchestrator.usage_by_cell import (
    is_faster,
    series_columns,
    series_groups,
    summed_users,
    sums_by_cell,
)
from orchestrator.usage_cells import DAY, HOUR, MONTH, ROW, Plan, hour_of, stretches
from orchestrator.usage_lines import SUMS
from orchestrator.usage_rows import field_columns, minute_column, row_conditions, row_sums
from profiles.errors import InvalidInputError
from profiles.store import rollups
from profiles.store.ai import AIProviderUsageLog
from profiles.store.base import UtcDateTime
from profiles.store.rollups import HOURS_OF_DAY, AIUsagePruning, AIUsageRollup, AIUsageSeries

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from sqlalchemy import CTE, Select, Table
    from sqlalchemy.ext.asyncio import AsyncSession
    from sqlalchemy.types import TypeEngine

    from orchestrator.usage_cells import Cell
    from orchestrator.usage_lines import Dimension, Question, Totals

# The tables, not their classes: those take ten milliseconds to be set up, once in a process.
_ROWS_TABLE = cast("Table", AIProviderUsageLog.__table__)
_ROLLUPS_TABLE = cast("Table", AIUsageRollup.__table__)
_SERIES_TABLE = cast("Table", AIUsageSeries.__table__)
_PRUNINGS = cast("Table", AIUsagePruning.__table__).c
_ROWS, _ROLLUPS, _SERIES = _ROWS_TABLE.c, _ROLLUPS_TABLE.c, _SERIES_TABLE.c

_CELL = (Integer(), String(), Integer(), Integer())
_FEW_ROW_CELLS = 20
_OWN = {DAY: rollups.DAY, HOUR: rollups.HOUR}
_OWN_BY_MODEL = {MONTH: rollups.MODEL_MONTH, DAY: rollups.MODEL_DAY, HOUR: rollups.HOUR}
_EVERYBODYS = {MONTH: rollups.ALL_MONTH, DAY: rollups.ALL_DAY, HOUR: rollups.ALL_HOUR}
_EVERYBODYS_BY_MODEL = {
    MONTH: rollups.ALL_MODEL_MONTH, DAY: rollups.ALL_MODEL_DAY, HOUR: rollups.ALL_MODEL_HOUR,
}  # fmt: skip
"""Which sums answer a cell. A user's hours are hardly fewer by model, so only whole series have
them."""

PENDING: ColumnElement[str] = literal_column("'pending'")
"""Not a parameter: only so does a database know that its index of pending rows will do."""


async def at_one_moment(session: AsyncSession) -> None:
    """See one moment in all queries of a fresh session; on SQLite every transaction does."""
    if session.get_bind().dialect.name == "postgresql" and not session.in_transaction():
        await session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


async def add_up(session: AsyncSession, question: Question, totals: Totals) -> None:
    """Add everything that a report is asked for to its totals."""
    await at_one_moment(session)
    await add_pending(session, question, totals)
    everybodys = _is_everybodys(question) or await _is_of_the_only_user(session, question)
    grains = _grains(question, everybodys=everybodys)
    plan = Plan(MONTH in grains)
    for stretch in stretches(question, await _days(session, question)):
        plan.add(stretch)
    owner = "" if everybodys else _user(question)
    await _add_sums(session, question, plan, grains, owner, totals)
    if plan.of_grain(ROW):
        await _add_rows(session, question, plan, totals)


async def add_pending(session: AsyncSession, question: Question, totals: Totals) -> None:
    """Add the attempts that have not ended, each at what it holds; they are in no sum."""
    if await session.scalar(select(_ROWS.id).where(_ROWS.status == PENDING).limit(1)) is None:
        return  # as nearly always, and told without the long statement
    columns = field_columns(question.now)
    groups = [columns[name] for name in question.fields]
    groups.insert(0, minute_column(session.get_bind().dialect.name))
    conditions = row_conditions(question.now, None, question.since, question.until, question.where)
    if question.user_id is not None:
        # Not the bare column: its index has all rows of the user, the one of pending rows few.
        conditions.append(func.coalesce(_ROWS.user_id, "") == question.user_id)
    asked = (
        select(*groups, *row_sums(question.now))
        .where(_ROWS.status == PENDING, *conditions)
        .group_by(*groups)
    )

    @cache
    def day(minute: str) -> date:
        at = datetime.fromisoformat(minute).replace(tzinfo=UTC)
        return at.astimezone(question.timezone).date()

    for found in await session.execute(asked):
        values: dict[Dimension, str] = {
            unit: calendar_name(unit, day(found[0])) for unit in question.calendar
        }
        values.update(zip(question.fields, found[1 : len(groups)], strict=True))
        totals.add(values, [int(number) for number in found[len(groups) :]])


async def _days(session: AsyncSession, question: Question) -> Sequence[int]:
    """Return the days that have calls, where the report needs to know them."""
    if not question.calendar:
        return []
    rollup = _ROLLUPS
    grain = (_EVERYBODYS_BY_MODEL if _user(question) is None else _OWN_BY_MODEL)[DAY]
    whose = [rollup.user_id == (_user(question) or ""), rollup.grain == grain]
    if question.since is not None:
        whose.append(rollup.start_hour > hour_of(question.since) - HOURS_OF_DAY)
    if question.until is not None:
        whose.append(rollup.start_hour <= hour_of(question.until))
    # From one day to the next by the key, instead of past all sums of each day.
    first = select(func.min(rollup.start_hour).label("day")).where(*whose)
    found = first.cte("days", recursive=True)
    following = (
        select(func.min(rollup.start_hour))
        .where(*whose, rollup.start_hour > found.c.day)
        .scalar_subquery()
    )
    found = found.union_all(select(following).where(found.c.day.is_not(None)))
    days = select(found.c.day).where(found.c.day.is_not(None)).distinct().order_by(found.c.day)
    return list(await session.scalars(days))


def _user(question: Question) -> str | None:
    return question.user_id if question.user_id is not None else question.where.get("user")


def _is_everybodys(question: Question) -> bool:
    return _user(question) is None and "user" not in question.by


async def _is_of_the_only_user(session: AsyncSession, question: Question) -> bool:
    """Say whether everybody's sums, of which there are more kinds, are those of who is asked for.

    Somebody may have the empty name, under which everybody's sums stand too.
    """
    user = _user(question)
    if user is None or "user" in question.by:
        return False
    named = _ROLLUPS.user_id > ""
    first = select(func.min(_ROLLUPS.user_id)).where(named).scalar_subquery()
    last = select(func.max(_ROLLUPS.user_id)).where(named).scalar_subquery()
    unnamed = exists().where(_ROLLUPS.user_id == "", _ROLLUPS.grain == rollups.HOUR)
    found: tuple[Any, ...] = tuple((await session.execute(select(first, last, unnamed))).one())
    return found == ((None, None, True) if user == "" else (user, user, False))


def _grains(question: Question, *, everybodys: bool) -> Mapping[str, str]:
    """Return the sums that answer what is asked by month, by day and by hour."""
    by_model = {*question.fields, *question.where} <= {"user", "provider", "model"}
    if everybodys:
        return _EVERYBODYS_BY_MODEL if by_model else _EVERYBODYS
    return _OWN_BY_MODEL if by_model else _OWN


async def _add_sums(
    session: AsyncSession,
    question: Question,
    plan: Plan,
    grains: Mapping[str, str],
    owner: str | None,
    totals: Totals,
) -> None:
    """Add sums of one user, of everybody together ("") or of each user (None)."""
    user = _user(question)
    cells = plan.of_grain(MONTH, DAY, HOUR)
    if not cells or question.where.get("user", user) != user:
        return
    told = [
        (number, grains[cell.grain], cast("int", cell.start), cast("int", cell.end))
        for number, cell in cells
    ]
    is_one_group = not {*question.fields} - {"user"}
    # By model there is about one sum for each line: little to add up.
    is_little = owner is None or grains[DAY] in rollups.MODEL_GRAINS
    if session.get_bind().dialect.name == "sqlite" and (is_one_group or not is_little):
        groups = await series_groups(session, question)
        if is_faster(groups, len(told)):
            table = _cells_table(session, told, _CELL)
            found = await sums_by_cell(session, question, owner, table, groups, _sums())
            _tell(question, plan, totals, found)
            return
    asked = _asked(session, question, told, owner)
    _tell(question, plan, totals, (await session.execute(asked)).all())


def _asked(
    session: AsyncSession, question: Question, cells: Sequence[tuple[Any, ...]], owner: str | None
) -> Select[*tuple[Any, ...]]:
    table = _cells_table(session, cells, _CELL)
    number, grain, start, end = table.c
    rollup, series = _ROLLUPS, _SERIES
    fields = series_columns()
    groups = [fields[name] for name in question.fields]
    conditions = [fields[name] == value for name, value in question.where.items() if name != "user"]
    source = table
    whose: ColumnElement[bool] = rollup.user_id == owner
    if owner is None:
        users = summed_users()
        source, whose = table.join(users, true()), rollup.user_id == users.c.user_id
    within = (whose, rollup.grain == grain, rollup.start_hour >= start, rollup.start_hour < end)
    asked = (
        select(number, *groups, *_sums()).select_from(source).join(_ROLLUPS_TABLE, and_(*within))
    )
    if {*question.fields, *question.where} - {"user"}:
        asked = asked.join(_SERIES_TABLE, series.id == rollup.series_id)
    return asked.where(*conditions).group_by(number, *groups)


async def _add_rows(session: AsyncSession, question: Question, plan: Plan, totals: Totals) -> None:
    """Add what lies off the hour, from the rows."""
    cells = plan.of_grain(ROW)
    await _require_rows(session, cells)
    table = _cells_table(
        session,
        [(number, *map(_written(session), cell[1:])) for number, cell in cells],
        (Integer(), UtcDateTime(), UtcDateTime()),
    )
    number, start, end = table.c
    row = _ROWS
    columns = field_columns(question.now)
    groups = [columns[name] for name in question.fields]
    conditions = row_conditions(question.now, question.user_id, None, None, question.where)
    if len(cells) <= _FEW_ROW_CELLS and session.get_bind().dialect.name == "postgresql":
        # Said once more in the statement itself, PostgreSQL leaves out the months that have none of
        # them, and takes the index; of what stands in a parameter it knows nothing.
        within = [
            and_(row.created_at >= cell.start, row.created_at < cell.end) for _, cell in cells
        ]
        conditions.append(or_(*within))
    asked = (
        select(number, *groups, *row_sums(question.now))
        .select_from(table)
        .join(_ROWS_TABLE, and_(row.created_at >= start, row.created_at < end))
        .where(row.status != PENDING, *conditions)
        .group_by(number, *groups)
    )
    _tell(question, plan, totals, (await session.execute(asked)).all())


def _tell(question: Question, plan: Plan, totals: Totals, rows: Iterable[Sequence[Any]]) -> None:
    """Add what cells were found to have to the stretches they are of."""
    count = 1 + len(question.fields)
    known: tuple[Dimension, ...] = (*question.calendar, *question.fields)
    order = [known.index(name) for name in question.by]
    plain: Iterable[tuple[Any, ...]] = map(tuple, rows)
    for found in plain:
        number: int = found[0]
        values: tuple[str, ...] = found[1:count]
        sums = list(map(int, found[count:]))  # PostgreSQL adds up in decimals
        for sign, stretch in plan.uses[number]:
            told = (*stretch.names.values(), *values)
            totals.add_group(tuple([told[place] for place in order]), sums, sign)


async def require_no_pruned(session: AsyncSession, since: datetime | None) -> None:
    """Check that all rows from a moment on are there.

    Raises:
        InvalidInputError: when some were pruned.
    """
    before = await session.scalar(select(func.max(_PRUNINGS.before)))
    if before is not None and (since is None or since < before):
        raise InvalidInputError(
            f"calls before {before:%Y-%m-%d %H:%M} UTC were pruned and cannot be priced again",
            hint=f"ask for those since {before:%Y-%m-%dT%H:%MZ}",
        )


async def _require_rows(session: AsyncSession, cells: Sequence[tuple[int, Cell]]) -> None:
    """Check that the rows that a report needs have not been pruned."""
    before = await session.scalar(select(func.max(_PRUNINGS.before)))
    if before is None:
        return
    for _, cell in cells:
        if cast("datetime", cell.start) < before:
            raise InvalidInputError(
                f"of calls before {before:%Y-%m-%d %H:%M} UTC only the sums by the hour are left, "
                f"and this report needs those at {cell.start:%Y-%m-%d %H:%M} UTC",
                hint="let it begin and end on the hour, or tell it in --timezone UTC",
            )


def _sums() -> list[ColumnElement[Any]]:
    """Return the numbers of a report's line in their order."""
    columns = {"recorded_cost_nano_usd": "cost_nano_usd", "interrupted": None, "pending": None}
    return [
        # Written out: built of functions, they take longer than it takes to add up a month.
        literal_column(f"sum({column})" if (column := columns.get(name, name)) else "0").label(name)
        for name in SUMS
    ]


def _written(session: AsyncSession) -> Callable[[object], str]:
    """Return how a moment is written so that the database compares it with a row's."""
    if session.get_bind().dialect.name == "postgresql":
        return lambda at: cast("datetime", at).isoformat()
    return lambda at: f"{cast('datetime', at).astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"


def _cells_table(
    session: AsyncSession, cells: Sequence[tuple[Any, ...]], types: Sequence[TypeEngine[Any]]
) -> CTE:
    """Hand a table over as one parameter, so that the statement stays the same."""
    names = [f"c{position}" for position in range(len(types))]
    told = json.dumps(cells)
    if session.get_bind().dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import JSONB

        elements = func.jsonb_array_elements(cast_to(literal(told, String), JSONB)).table_valued(
            "value", name="cell"
        )
        columns = [
            cast_to(func.jsonb_extract_path_text(elements.c.value, str(position)), kind)
            for position, kind in enumerate(types)
        ]
    else:
        elements = func.json_each(literal(told, String)).table_valued("value", name="cell")
        columns = [
            type_coerce(func.json_extract(elements.c.value, f"$[{position}]"), kind)
            for position, kind in enumerate(types)
        ]
    labelled = [value.label(name) for value, name in zip(columns, names, strict=True)]
    return select(*labelled).select_from(elements).cte("cells").prefix_with("MATERIALIZED")
