"""Days, weeks and months in a time zone, daylight saving included."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, tzinfo

    from orchestrator.usage_lines import Calendar


def calendar_name(unit: Calendar, day: date) -> str:
    """Name the day, week or month that a day is in: 2026-11-22, 2026-W47, 2026-11."""
    if unit == "day":
        return day.isoformat()
    if unit == "week":
        year, week, _ = day.isocalendar()
        return f"{year:04}-W{week:02}"
    return f"{day.year:04}-{day.month:02}"


def first_day(unit: Calendar, day: date) -> date:
    """Return the first day of the day, week (Monday) or month that a day is in."""
    if unit == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if unit == "month" else day


def next_first_day(unit: Calendar, first: date) -> date:
    """Return the first day of the day, week or month that follows."""
    if unit == "month":
        return (first + timedelta(days=32)).replace(day=1)
    return first + timedelta(days=7 if unit == "week" else 1)


def start_of(day: date, timezone: tzinfo) -> datetime:
    """Return when a day begins (UTC).

    Where clocks go forward at midnight that is the first moment there is; where they go back over
    it, the first of the two.
    """
    return datetime.combine(day, time(), timezone).astimezone(UTC)
