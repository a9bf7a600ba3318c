"""A report together with what is drawn beside it: its course over time, its shares, its states."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from orchestrator.calendars import calendar_name, first_day, next_first_day
from orchestrator.reports import usage_report
from orchestrator.usage_lines import CALENDAR, FIELDS, SUMS, Totals, UsageReport

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime, tzinfo

    from sqlalchemy.ext.asyncio import AsyncSession

    from orchestrator.usage_lines import Calendar, Dimension, Field, Filter, Mode

_SHARED: tuple[Field, ...] = ("provider", "model", "task", "user")
_FIELDS: dict[Dimension, Field] = {name: name for name in FIELDS}
_MOST_DAYS: dict[Calendar, int] = {"day": 93, "week": 106 * 7}
"""Longer times go in coarser steps: a quarter by day, two years by week."""


@dataclass(frozen=True, slots=True)
class UsageOverview:
    """What a page tells of one report; all of it adds up to the same total.

    Attributes:
        unit: Of the steps over time.
        steps: The names of all steps from the first to the last, also of those without calls.
        stacked: What `over_time` is told by beside the time: the first field that was asked for.
        shares: One report by each field that can tell several values apart.
        by_status: What of the total is settled, under way or interrupted.
    """

    report: UsageReport
    unit: Calendar
    steps: tuple[str, ...]
    stacked: Field
    over_time: UsageReport
    shares: tuple[UsageReport, ...]
    by_status: UsageReport


async def usage_overview(
    session: AsyncSession,
    *,
    by: Sequence[Dimension],
    now: datetime,
    timezone: tzinfo,
    user_id: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    where: Mapping[Filter, str] | None = None,
    mode: Mode = "recorded",
) -> UsageOverview:
    """Sum the ledger up as `usage_report` does, and in the other ways that a page shows.

    Raises:
        InvalidInputError: as `usage_report`.
    """

    async def asked(*dimensions: Dimension) -> UsageReport:
        return await usage_report(
            session,
            by=dimensions,
            now=now,
            user_id=user_id,
            since=since,
            until=until,
            timezone=timezone,
            where=where,
            mode=mode,
        )

    fields: list[Field] = [_FIELDS[name] for name in by if name in _FIELDS]
    stacked: Field = fields[0] if fields else "model"
    known = {*(where or {}), *(() if user_id is None else ("user",))}
    shared: list[Field] = [name for name in _SHARED if name not in known]
    whole: UsageReport | None = None
    if mode == "reprice":  # that reads every row: once, and all else is added up from it
        finest: tuple[Dimension, ...] = (*by, "day", stacked, *shared, "status")
        whole = await asked(*dict.fromkeys(finest))

    async def told(*dimensions: Dimension) -> UsageReport:
        return await asked(*dimensions) if whole is None else _folded(whole, dimensions)

    report = await told(*by)
    unit = _unit(by, await told("month"), since, until, now)
    over_time = await told(unit, stacked)
    steps = _steps(unit, over_time, since, until, now)
    shares = tuple([await told(name) for name in shared])
    return UsageOverview(report, unit, steps, stacked, over_time, shares, await told("status"))


def _folded(whole: UsageReport, by: tuple[Dimension, ...]) -> UsageReport:
    """Add the lines of a report up to coarser ones; days tell weeks and months too."""
    totals = Totals(by)
    for line in whole.lines:
        values = dict(zip(whole.by, line.group, strict=True))
        day = date.fromisoformat(values["day"])
        values |= {unit: calendar_name(unit, day) for unit in CALENDAR}
        totals.add(values, [getattr(line, name) for name in SUMS])
    return UsageReport(
        by, whole.since, whole.until, whole.timezone, whole.mode, totals.lines(), whole.total,
        whole.changes,
    )  # fmt: skip


def _unit(
    by: Sequence[Dimension],
    months: UsageReport,
    since: datetime | None,
    until: datetime | None,
    now: datetime,
) -> Calendar:
    """Return the finest step that was asked for and of which there are not too many."""
    told: list[Calendar] = [unit for unit in CALENDAR if unit in by]
    finest: Calendar = told[0] if told else "day"
    found = _steps("month", months, since, until, now)
    if not found:
        return finest
    days = (next_first_day("month", _day("month", found[-1])) - _day("month", found[0])).days
    if since and (until or now) > since:
        days = min(days, ((until or now) - since).days + 1)
    for unit in CALENDAR[CALENDAR.index(finest) :]:
        if days <= _MOST_DAYS.get(unit, days):
            return unit
    return "month"


def _steps(
    unit: Calendar,
    report: UsageReport,
    since: datetime | None,
    until: datetime | None,
    now: datetime,
) -> tuple[str, ...]:
    """Name the steps from the first to the last that has calls, or as far as was asked for."""
    days = [_day(unit, line.group[0]) for line in report.lines]
    if since is not None:
        end = min(until - timedelta.resolution, now) if until else now
        days += [_local(since, report.timezone), _local(max(since, end), report.timezone)]
    if not days:
        return ()
    return tuple(_names(unit, min(days), max(days)))


def _names(unit: Calendar, first: date, last: date) -> Iterator[str]:
    at = first_day(unit, first)
    while at <= last:
        yield calendar_name(unit, at)
        at = next_first_day(unit, at)


def _local(at: datetime, timezone: tzinfo) -> date:
    return at.astimezone(timezone).date()


def _day(unit: Calendar, name: str) -> date:
    """Return the first day of a day, week or month by its name."""
    if unit == "week":
        year, _, week = name.partition("-W")
        return date.fromisocalendar(int(year), int(week), 1)
    return date.fromisoformat(f"{name}-01" if unit == "month" else name)
