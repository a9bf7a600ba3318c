"""Days and times in words: "30d", "yesterday", "last month", "2026-11", "2026-11-22T09:30".

Everything is read in a time zone and stands for a span: a report runs from the start of what
`--since` names to the end of what `--until` names, so that "until yesterday" has yesterday in it.
What is a length of time ("30d", "12h") or a moment has no length: its start is its end.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from orchestrator.calendars import first_day, next_first_day, start_of
from orchestrator.usage_lines import CALENDAR
from profiles.errors import InvalidInputError
from profiles.naming import nearest

if TYPE_CHECKING:
    from datetime import tzinfo

    from orchestrator.usage_lines import Calendar

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_UNITS = {
    "min": "minute",
    "minute": "minute",
    "h": "hour",
    "hr": "hour",
    "hour": "hour",
    "d": "day",
    "day": "day",
    "w": "week",
    "wk": "week",
    "week": "week",
    "mo": "month",
    "month": "month",
    "y": "year",
    "yr": "year",
    "year": "year",
}
_CALENDAR: dict[str, Calendar] = {name: name for name in CALENDAR}
_LENGTH = re.compile(r"(?:last |past )?(\d{1,9}) ?([a-z]+?)s?(?: ago)?")
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_WEEK = re.compile(r"(\d{4})-?w(\d{2})")
_NAMED_MONTH = re.compile(r"([a-z]{3,9})\.? ?(\d{4})?")
_EXAMPLES = "say 30d, 12h, today, yesterday, monday, last month, 2026-11 or 2026-11-22"


@dataclass(frozen=True, slots=True)
class Span:
    """From a moment (inclusive) to another (exclusive), both aware, UTC."""

    start: datetime
    end: datetime


def parse_span(words: str, *, now: datetime, timezone: tzinfo) -> Span:
    """Read a day, a time or a length of time.

    Lengths of hours and minutes count from now; those of days, weeks, months and years are whole
    days with today in them: "7d" is today and the six days before.

    Args:
        words: As somebody typed them; capitals make no difference.
        now: What they are told from (aware).
        timezone: Where days begin; also of a time without a zone of its own.

    Raises:
        InvalidInputError: for what is none of these, or lies beyond the calendar.
    """
    text = " ".join(words.strip().lower().split())
    today = now.astimezone(timezone).date()
    try:
        span = (
            _relative(text, now, today, timezone)
            or _named(text, today, timezone)
            or _dated(text, timezone)
        )
    except InvalidInputError:
        raise
    except (ValueError, OverflowError) as error:
        raise InvalidInputError(f"there is no such time as {words!r}", hint=_EXAMPLES) from error
    if span is None:
        raise InvalidInputError(f"{words!r} is no day or time{_word_meant(text)}", hint=_EXAMPLES)
    return span


def _word_meant(text: str) -> str:
    """Ask for a word that one of the text's words is nearly."""
    before, _, last = text.rpartition(" ")
    near = nearest(last, ("now", "today", "yesterday", *_CALENDAR, "year", *_DAYS, *_MONTHS))
    return f". Did you mean {f'{before} {near}'.strip()}?" if near else ""


def parse_date(text: str, *, timezone: tzinfo) -> Span | None:
    """Read a year, month, week, day or moment of the calendar, without words; None for no such.

    Args:
        text: As "2027", "2027-01", "2027-W05", "2027-01-31", "2027-01-31T18:00".
        timezone: Where days begin; also of a time without a zone of its own.
    """
    try:
        return _dated(text.strip().lower(), timezone)
    except (ValueError, OverflowError):
        return None


def _relative(text: str, now: datetime, today: date, timezone: tzinfo) -> Span | None:
    if text == "now":
        return _moment(now)
    found = _LENGTH.fullmatch(text)
    unit = _UNITS.get(found[2]) if found else None
    if found is None or unit is None:
        if found and found[2] == "m":
            raise InvalidInputError(
                f"{text!r} could be minutes or months", hint=f"say {found[1]}min or {found[1]}mo"
            )
        return None
    count = int(found[1])
    if unit in {"minute", "hour"}:
        return _moment(now - count * timedelta(**{f"{unit}s": 1}))
    if unit in {"day", "week"}:
        days = count * (7 if unit == "week" else 1)
        first = today + timedelta(days=1) - timedelta(days=days)
    else:
        first = _months_before(today, count * (12 if unit == "year" else 1))
        if count:
            first += timedelta(days=1)
    return _moment(start_of(first, timezone))


def _named(text: str, today: date, timezone: tzinfo) -> Span | None:
    if text == "today":
        return _whole("day", today, timezone)
    if text == "yesterday":
        return _whole("day", today - timedelta(days=1), timezone)
    which, _, unit = text.rpartition(" ")
    calendar = _CALENDAR.get(unit)
    if calendar is not None and which in {"", "this", "last"}:
        first = first_day(calendar, today)
        if which == "last":
            first = first_day(calendar, first - timedelta(days=1))
        return _whole(calendar, first, timezone)
    if unit == "year" and which in {"", "this", "last"}:
        return _year(today.year - (which == "last"), timezone)
    weekday = _index(_DAYS, unit)
    if weekday is not None and which in {"", "last"}:
        back = (today.weekday() - weekday) % 7
        return _whole(
            "day", today - timedelta(days=back or (7 if which == "last" else 0)), timezone
        )
    return _named_month(text, today, timezone)


def _named_month(text: str, today: date, timezone: tzinfo) -> Span | None:
    found = _NAMED_MONTH.fullmatch(text)
    index = _index(_MONTHS, found[1]) if found else None
    if found is None or index is None:
        return None
    month = index + 1
    year = int(found[2]) if found[2] else today.year - (month > today.month)
    return _whole("month", date(year, month, 1), timezone)


def _dated(text: str, timezone: tzinfo) -> Span | None:
    if re.fullmatch(r"\d{4}", text):
        return _year(int(text), timezone)
    if found := _MONTH.fullmatch(text):
        return _whole("month", date(int(found[1]), int(found[2]), 1), timezone)
    if found := _WEEK.fullmatch(text):
        return _whole("week", date.fromisocalendar(int(found[1]), int(found[2]), 1), timezone)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return _whole("day", date.fromisoformat(text), timezone)
    if not re.match(r"\d{4}-\d{2}-\d{2}[t ]\d", text):
        return None
    at = datetime.fromisoformat(text.upper())
    return _moment(at if at.tzinfo else at.replace(tzinfo=timezone))


def _moment(at: datetime) -> Span:
    utc = at.astimezone(UTC)
    return Span(utc, utc)


def _whole(unit: Calendar, day: date, timezone: tzinfo) -> Span:
    first = first_day(unit, day)
    return Span(start_of(first, timezone), start_of(next_first_day(unit, first), timezone))


def _year(year: int, timezone: tzinfo) -> Span:
    return Span(start_of(date(year, 1, 1), timezone), start_of(date(year + 1, 1, 1), timezone))


def _months_before(day: date, months: int) -> date:
    """Return the same day of an earlier month, or the last one that this month has."""
    index = day.year * 12 + day.month - 1 - months
    first = date(index // 12, index % 12 + 1, 1)
    return min(first + timedelta(days=day.day - 1), next_first_day("month", first) - timedelta(1))


def _index(names: tuple[str, ...], text: str) -> int | None:
    """Find a name by itself or by three letters or more of its beginning."""
    if len(text) < 3:
        return None
    return next((i for i, name in enumerate(names) if name.startswith(text)), None)
