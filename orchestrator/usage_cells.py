"""Cutting the time of a report into stretches that the ledger's sums can answer.

A stretch is one day, week or month of the report's time zone (or all of its time). Sums are there
for months, days and hours of UTC, so a stretch is whole months, plus or minus the days up to its
bounds, plus or minus the hours in which a day of the zone differs from one of UTC, plus or minus
the minutes that a zone or a bound lies off the hour, which only the rows know. Each such cell is
read once, though two stretches may share it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from orchestrator.calendars import calendar_name, first_day, next_first_day, start_of
from profiles.store.rollups import HOURS_OF_DAY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from orchestrator.usage_lines import Calendar, Question

MONTH: Literal["month"] = "month"
DAY: Literal["day"] = "day"
HOUR: Literal["hour"] = "hour"
ROW: Literal["row"] = "row"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_HOUR, _LAST_HOUR = -HOURS_OF_DAY * 10**6, HOURS_OF_DAY * 10**6
"""Beyond any time there is."""
_SHORTEST_MONTH = 28 * HOURS_OF_DAY
_AN_HOUR, _HALF_AN_HOUR = timedelta(hours=1), timedelta(minutes=30)
_TO_LAST_MOMENT = timedelta(days=1) - timedelta.resolution


class Cell(NamedTuple):
    """A piece of time that one kind of sums answers.

    Attributes:
        grain: "month", "day" or "hour", from and to whole hours since 1970; "row", from and to
            moments.
    """

    grain: Literal["month", "day", "hour", "row"]
    start: int | datetime
    end: int | datetime


@dataclass(frozen=True, slots=True)
class Stretch:
    """One day, week or month of the report, or the part of it that the report covers.

    Attributes:
        names: Of the day, week and month it is, as far as the report tells them.
        start: None from the beginning of time.
        end: None to its end.
    """

    names: Mapping[Calendar, str]
    start: datetime | None
    end: datetime | None


@dataclass(slots=True)
class Plan:
    """The cells to read, and what each adds to which stretch (or takes from it).

    Attributes:
        has_months: Whether the sums of months answer what is asked.
    """

    has_months: bool
    cells: dict[Cell, int] = field(default_factory=dict[Cell, int])
    uses: list[list[tuple[int, Stretch]]] = field(default_factory=list[list[tuple[int, Stretch]]])

    def add(self, stretch: Stretch) -> None:
        """Cut a stretch into cells."""
        for sign, cell in _cut(stretch.start, stretch.end, self.has_months):
            number = self.cells.setdefault(cell, len(self.cells))
            if number == len(self.uses):
                self.uses.append([])
            self.uses[number].append((sign, stretch))

    def of_grain(self, *grains: str) -> list[tuple[int, Cell]]:
        """Return the numbers and cells of these grains."""
        return [(number, cell) for cell, number in self.cells.items() if cell.grain in grains]


def hour_of(at: datetime) -> int:
    """Return the whole hours from 1970-01-01 UTC to the hour of a moment."""
    return (at - _EPOCH) // _AN_HOUR


def moment_of(hour: int) -> datetime:
    """Return when an hour begins."""
    return _EPOCH + hour * _AN_HOUR


def stretches(question: Question, days: Iterable[int]) -> Iterator[Stretch]:
    """Return the stretches of a report in which something may be.

    Args:
        question: What is asked.
        days: The days of UTC that have calls, by the hour they begin; asked for only where the
            report tells days, weeks or months.
    """
    units = question.calendar
    if not units:
        yield Stretch({}, question.since, question.until)
        return
    covered = date.min

    @cache
    def begins(day: date) -> datetime:
        return start_of(day, question.timezone)

    for hour in days:
        begin = moment_of(hour)
        for at in (begin, begin + _TO_LAST_MOMENT):
            day = at.astimezone(question.timezone).date()
            if day < covered:
                continue
            first = max(first_day(unit, day) for unit in units)
            after = min(next_first_day(unit, first_day(unit, day)) for unit in units)
            covered = after
            start, end = begins(first), begins(after)
            start = max(start, question.since) if question.since else start
            end = min(end, question.until) if question.until else end
            if start < end:
                yield Stretch({unit: calendar_name(unit, day) for unit in units}, start, end)


def _cut(
    start: datetime | None, end: datetime | None, has_months: bool
) -> Iterator[tuple[int, Cell]]:
    first = _FIRST_HOUR if start is None else _nearest_hour(start)
    last = _LAST_HOUR if end is None else _nearest_hour(end)
    if first >= last:
        if start is not None and end is not None and start < end:
            yield 1, Cell(ROW, start, end)
        return
    if start is not None:
        yield from _edge(ROW, start, moment_of(first), 1)
    if end is not None:
        yield from _edge(ROW, end, moment_of(last), -1)
    first_of_day, last_of_day = _nearest_day(first), _nearest_day(last)
    if first_of_day >= last_of_day:
        yield 1, Cell(HOUR, first, last)
        return
    yield from _edge(HOUR, first, first_of_day, 1)
    yield from _edge(HOUR, last, last_of_day, -1)
    if has_months and last_of_day - first_of_day >= _SHORTEST_MONTH:
        first_of_month, last_of_month = _nearest_month(first_of_day), _nearest_month(last_of_day)
        if first_of_month < last_of_month:
            yield 1, Cell(MONTH, first_of_month, last_of_month)
            yield from _edge(DAY, first_of_day, first_of_month, 1)
            yield from _edge(DAY, last_of_day, last_of_month, -1)
            return
    yield 1, Cell(DAY, first_of_day, last_of_day)


def _edge(
    grain: Literal["day", "hour", "row"], exact: int | datetime, near: int | datetime, sign: int
) -> Iterator[tuple[int, Cell]]:
    """Yield what lies between a bound and the nearest coarser one."""
    if exact < near:  # pyright: ignore[reportOperatorIssue] - both are hours or both are moments
        yield sign, Cell(grain, exact, near)
    elif exact > near:  # pyright: ignore[reportOperatorIssue]
        yield -sign, Cell(grain, near, exact)


def _nearest_hour(at: datetime) -> int:
    return hour_of(at + _HALF_AN_HOUR)


def _nearest_day(hour: int) -> int:
    return (hour + HOURS_OF_DAY // 2) // HOURS_OF_DAY * HOURS_OF_DAY


def _nearest_month(hour: int) -> int:
    if hour in {_FIRST_HOUR, _LAST_HOUR}:
        return hour
    day = moment_of(hour).date()
    first = first_day("month", day)
    after = next_first_day("month", first)
    near = first if day - first <= after - day else after
    return hour_of(datetime.combine(near, time(), UTC))
