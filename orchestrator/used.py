"""What is used of a limit, by the sums that the store keeps: as fast in the month's last call.

A reservation reads this under the store's lock. Settled rows are in the sums of their hour and day;
only what is pending is read row by row. Both are read by one statement, so that a row that is
settled meanwhile is in one of them, never in none.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, cast

from sqlalchemy import and_, bindparam, case, func, literal_column, or_, select, true

from profiles.errors import StoreError
from profiles.store.ai import AIProviderUsageLog
from profiles.store.rollups import ALL_DAY, ALL_HOUR, DAY, HOUR, AIUsageRollup, AIUsageSeries
from profiles.store.rows import Query

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import BindParameter, ColumnElement, Subquery

    from profiles.store.rows import Rows

Metric = Literal["tokens", "calls", "cost_nano_usd"]
Period = Literal["hour", "day", "month"]
Subject = Literal["user", "credential"]

Kinds = tuple[tuple[Metric, Period], ...]
_GRAINS = {
    ("user", "hour"): HOUR,
    ("user", "day"): DAY,
    ("user", "month"): DAY,
    ("credential", "hour"): ALL_HOUR,
    ("credential", "day"): ALL_DAY,
    ("credential", "month"): ALL_DAY,
}
"""Not those of a month: they do not tell `offline` apart."""


def used_amounts(
    rows: Rows,
    kinds: Kinds,
    by: Subject,
    whose: str,
    starts: Mapping[Period, datetime],
    now: datetime,
) -> list[int]:
    """Return what is used of each kind of limit since its period began.

    Args:
        rows: Of the store.
        kinds: Metrics and periods.
        by: Whether a user's calls count, or all that go through a credential.
        whose: The user's id, or the credential's name.
        starts: When the periods began.
        now: For leases that may have ended.
    """
    hours = {f"hour_{period}": int(at.timestamp()) // 3600 for period, at in starts.items()}
    values = {"whose": whose, "now": now, "earliest": min(starts.values()), **starts}
    try:
        [found] = rows.tried(_by_sums(kinds, by), **values, **hours)
    except StoreError:  # a host's database whose tables an older jobai made has no sums
        found = None
    if found is None or any(found[len(kinds) :]):  # unpriced calls count at holds, in no sum
        [found] = rows.all(_by_rows(kinds, by), **values)
    return [int(amount) for amount in found[: len(kinds)]]


@lru_cache
def _by_sums(kinds: Kinds, by: Subject) -> Query:
    """One column for each kind; then, for each kind of cost, how many calls are unpriced."""
    periods: list[Period] = list(dict.fromkeys(period for _, period in kinds))
    settled = {period: _settled(period, by) for period in periods}
    pending = _sums(kinds, by, pending=True).subquery("pending")
    used = [
        settled[period].c[metric] + list(pending.c)[number]
        for number, (metric, period) in enumerate(kinds)
    ]
    unpriced = [settled[period].c.unpriced for metric, period in kinds if metric == "cost_nano_usd"]
    both: Any = pending
    for one in settled.values():
        both = both.join(one, true())  # each is one row
    return Query(select(*used, *unpriced).select_from(both))


def _settled(period: Period, by: Subject) -> Subquery:
    """Sum up a subject's sums since a period began; one row."""
    sums, series = AIUsageRollup, AIUsageSeries
    whose: BindParameter[str] = bindparam("whose")
    mine = sums.user_id == whose if by == "user" else series.credential == whose
    everybody = () if by == "user" else (sums.user_id == "",)
    return (
        select(
            func.coalesce(func.sum(sums.input_tokens + sums.output_tokens), 0).label("tokens"),
            func.coalesce(func.sum(sums.calls), 0).label("calls"),
            func.coalesce(func.sum(sums.cost_nano_usd), 0).label("cost_nano_usd"),
            func.coalesce(func.sum(sums.unpriced), 0).label("unpriced"),
        )
        .join_from(sums, series, series.id == sums.series_id)
        .where(
            mine,
            *everybody,
            sums.grain == _GRAINS[by, period],
            sums.start_hour >= bindparam(f"hour_{period}"),
            series.provider != "offline",
        )
        .subquery(f"since_{period}")
    )


@lru_cache
def _by_rows(kinds: Kinds, by: Subject) -> Query:
    return Query(_sums(kinds, by, pending=False))


def _sums(kinds: Kinds, by: Subject, *, pending: bool) -> Any:
    """Sum up rows of the ledger, one column for each kind."""
    row = AIProviderUsageLog
    subject = row.user_id if by == "user" else row.credential
    now: BindParameter[datetime] = bindparam("now", type_=row.created_at.type)
    sums = [
        func.coalesce(
            func.sum(case((row.created_at >= bindparam(period), _counted(metric, now)), else_=0)), 0
        ).label(f"{metric}_{period}")
        for metric, period in kinds
    ]
    whose: BindParameter[str] = bindparam("whose")
    conditions = [row.created_at >= bindparam("earliest"), row.provider != "offline"]
    if pending:
        # SQLite proves that the index of pending rows will do by the word itself, and without
        # statistics it would take the index of the subject's rows, which are many more.
        conditions.append(row.status == literal_column("'pending'"))
        conditions.append(func.coalesce(subject, "") == whose)
    else:
        conditions.append(subject == whose)
    return select(*sums).where(*conditions)


def _counted(metric: Metric, now: BindParameter[datetime]) -> ColumnElement[int]:
    row = AIProviderUsageLog
    if metric == "cost_nano_usd":
        return func.coalesce(row.cost_nano_usd, row.held_cost_nano_usd, 0)
    alive = or_(row.status != "pending", row.lease_until > now)
    if metric == "calls":
        return case((and_(row.attempt == 1, alive), 1), else_=0)
    return case((alive, cast("ColumnElement[int]", row.tokens)), else_=0)
