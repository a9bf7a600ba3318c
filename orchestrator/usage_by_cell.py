"""Adding sums up cell by cell, which SQLite does many times faster than in groups.

SQLite sorts all rows, with everything that is added up, before it groups them, unless it finds them
in the order of an index. A sum over a part of the key needs no order: so one statement per group of
series adds up each cell by itself. Five of them take a fifth of the time that sorting takes.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import ColumnElement, Integer, String, func, literal, select, true, type_coerce

from profiles.store.rollups import AIUsageRollup, AIUsageSeries

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import CTE, Table
    from sqlalchemy.ext.asyncio import AsyncSession

    from orchestrator.usage_lines import Filter, Question

_ROLLUPS = cast("Table", AIUsageRollup.__table__).c
_SERIES = cast("Table", AIUsageSeries.__table__).c

_FEW_GROUPS, _MOST_GROUPS = 8, 20
"""With more, going through all sums once for each takes longer than sorting them."""
_MANY_CELLS = 60

Groups = dict[tuple[str, ...], list[int] | None]


def series_columns() -> Mapping[Filter, ColumnElement[str]]:
    """Return where the sums have each field, and what they can be filtered by."""
    series = _SERIES
    columns: dict[Filter, Any] = {
        "user": type_coerce(_ROLLUPS.user_id, String),
        "plan": series.plan,
        "provider": series.provider,
        "model": series.model,
        "task": series.task_type,
        "status": series.status,
        "attempt_kind": series.attempt_kind,
        "credential": series.credential,
    }
    return cast("Mapping[Filter, ColumnElement[str]]", columns)


def is_faster(groups: Groups, cell_count: int) -> bool:
    """Say whether to add up cell by cell; a few cells with many groups are sorted sooner."""
    return len(groups) <= (_MOST_GROUPS if cell_count > _MANY_CELLS else _FEW_GROUPS)


def summed_users() -> CTE:
    """Return whoever has sums, from one to the next by the key: there is no other index."""
    found = select(func.min(_ROLLUPS.user_id).label("user_id")).cte("users", recursive=True)
    following = (
        select(func.min(_ROLLUPS.user_id))
        .where(_ROLLUPS.user_id > found.c.user_id)
        .scalar_subquery()
    )
    return found.union_all(select(following).where(found.c.user_id.is_not(None)))


async def series_groups(session: AsyncSession, question: Question) -> Groups:
    """Return the series of each group of a report, which is told without its user.

    None stands for all series.
    """
    columns = series_columns()
    fields = [columns[name] for name in question.fields if name != "user"]
    where = [columns[name] == value for name, value in question.where.items() if name != "user"]
    if not fields and not where:
        return {(): None}
    asked = select(_SERIES.id, *fields).where(*where)
    groups: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, *values in await session.execute(asked):
        groups[tuple(values)].append(number)
    return dict(groups)


async def sums_by_cell(
    session: AsyncSession,
    question: Question,
    owner: str | None,
    cells: CTE,
    groups: Groups,
    sums: Sequence[ColumnElement[Any]],
) -> list[Sequence[Any]]:
    """Add up cells for each group: rows of the cell's number, the group's values and the sums.

    Args:
        session: Where to read.
        question: What is asked.
        owner: A user, "" for everybody together, or None for each user.
        cells: Number, grain, and from and to which hour.
        groups: As `series_groups` tells.
        sums: What to add up.
    """
    number, grain, start, end = cells.c
    source, user, tables = cells, literal(owner or "", String), [cells]
    if owner is None:
        users = summed_users()
        source, user, tables = cells.join(users, true()), users.c.user_id, [cells, users]
    within = [_ROLLUPS.user_id == user, _ROLLUPS.grain == grain]
    within += [_ROLLUPS.start_hour >= start, _ROLLUPS.start_hour < end]
    added: list[Sequence[Any]] = []
    for values, series in groups.items():
        # Not the bare column: the key would be searched for each of them.
        which = [] if series is None else [_ROLLUPS.series_id.op("+")(0).in_(_listed(series))]
        one = select(func.json_array(*sums)).where(*within, *which).correlate(*tables)
        asked = select(number, user, one.scalar_subquery()).select_from(source)
        for cell, whose, told in (await session.execute(asked)).all():
            numbers: list[int | None] = json.loads(told)
            if numbers[0] is not None:  # or there is nothing in it
                with_user = (whose, *values) if "user" in question.fields else values
                added.append((cell, *with_user, *numbers))
    return added


def _listed(numbers: Iterable[int]) -> Any:
    """Hand a list over as one parameter, so that the statement stays the same."""
    told = func.json_each(literal(json.dumps(list(numbers)), String)).table_valued("value")
    return select(type_coerce(told.c.value, Integer))
