"""Days and times in words."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.periods import Span, parse_date, parse_span
from orchestrator.timezones import SystemTimezone, local_timezone, timezone_named
from profiles.errors import InvalidInputError

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
"""A Sunday; in Berlin it is Monday already."""


def _span(words: str, timezone: ZoneInfo = BERLIN, now: datetime = NOW) -> tuple[str, str]:
    span = parse_span(words, now=now, timezone=timezone)
    assert span.start.utcoffset() == span.end.utcoffset() == timedelta(0)
    local = (moment.astimezone(timezone) for moment in (span.start, span.end))
    start, end = (f"{moment:%Y-%m-%d %H:%M}".removesuffix(" 00:00") for moment in local)
    return start, end


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("today", "2026-11-23", "2026-11-24"),
        ("Yesterday ", "2026-11-22", "2026-11-23"),
        ("monday", "2026-11-23", "2026-11-24"),
        ("last monday", "2026-11-16", "2026-11-17"),
        ("tue", "2026-11-17", "2026-11-18"),
        ("sunday", "2026-11-22", "2026-11-23"),
        ("week", "2026-11-23", "2026-11-30"),
        ("this week", "2026-11-23", "2026-11-30"),
        ("last week", "2026-11-16", "2026-11-23"),
        ("month", "2026-11-01", "2026-12-01"),
        ("last month", "2026-10-01", "2026-11-01"),
        ("last year", "2025-01-01", "2026-01-01"),
        ("year", "2026-01-01", "2027-01-01"),
        ("2026", "2026-01-01", "2027-01-01"),
        ("2026-02", "2026-02-01", "2026-03-01"),
        ("2026-W47", "2026-11-16", "2026-11-23"),
        ("nov", "2026-11-01", "2026-12-01"),
        ("December", "2025-12-01", "2026-01-01"),
        ("dec 2026", "2026-12-01", "2027-01-01"),
        ("2026-10-25", "2026-10-25", "2026-10-26"),
        ("2026-10-25 09:30", "2026-10-25 09:30", "2026-10-25 09:30"),
        ("2026-10-25T09:30Z", "2026-10-25 10:30", "2026-10-25 10:30"),
        ("2026-10-25T09:30:00-05:00", "2026-10-25 15:30", "2026-10-25 15:30"),
        ("1d", "2026-11-23", "2026-11-23"),
        ("7d", "2026-11-17", "2026-11-17"),
        ("7 days ago", "2026-11-17", "2026-11-17"),
        ("last 7 days", "2026-11-17", "2026-11-17"),
        ("2w", "2026-11-10", "2026-11-10"),
        ("1mo", "2026-10-24", "2026-10-24"),
        ("1 year", "2025-11-24", "2025-11-24"),
        ("12h", "2026-11-22 12:30", "2026-11-22 12:30"),
        ("90min", "2026-11-22 23:00", "2026-11-22 23:00"),
        ("now", "2026-11-23 00:30", "2026-11-23 00:30"),
    ],
)
def test_words_are_read_as_people_mean_them(words: str, start: str, end: str) -> None:
    assert _span(words) == (start, end)


def test_a_day_is_as_long_as_the_clocks_make_it() -> None:
    def hours(words: str) -> float:
        span = parse_span(words, now=NOW, timezone=BERLIN)
        return (span.end - span.start) / timedelta(hours=1)

    assert [hours(f"2026-{day}") for day in ("03-29", "10-25", "11-22")] == [23, 25, 24]


def test_a_month_before_the_last_of_a_long_month_ends_with_the_short_one() -> None:
    late = datetime(2026, 3, 31, 12, tzinfo=UTC)
    assert _span("1mo", ZoneInfo("UTC"), late)[0] == "2026-03-01"


@pytest.mark.parametrize(
    "words",
    ["", "soon", "2026-13", "2026-02-30", "2026-W54", "3 parsecs", "99999999d", "0000", "9999",
     "2026-11-22T25:00", "9999999999999d", "ma", "last tomorrow", "0001-01-01"],
)  # fmt: skip
def test_what_is_no_time_is_refused_with_examples(words: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        parse_span(words, now=NOW, timezone=BERLIN)

    assert "last month" in str(refused.value.hint)


def test_minutes_and_months_are_not_taken_for_each_other() -> None:
    with pytest.raises(InvalidInputError, match="minutes or months") as refused:
        parse_span("3m", now=NOW, timezone=BERLIN)

    assert "3min or 3mo" in str(refused.value.hint)


@given(st.text(max_size=20) | st.from_regex(r"\d{1,9} ?[a-z]{1,6}( ago)?", fullmatch=True))
def test_any_text_is_read_or_refused(words: str) -> None:
    try:
        span = parse_span(words, now=NOW, timezone=BERLIN)
    except InvalidInputError:
        return
    assert isinstance(span, Span)
    assert span.start <= span.end


def test_zones_are_found_by_name_whatever_the_capitals() -> None:
    assert timezone_named("UTC") is UTC
    assert timezone_named("europe/berlin") == BERLIN


@pytest.mark.parametrize(
    "name", ["Europe/Berln", "../etc/passwd", "Europe", "x" * 5000, "", "\0", "a/" * 400]
)
def test_a_zone_that_does_not_exist_is_refused_with_a_way_out(name: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        timezone_named(name)

    assert refused.value.hint


def test_the_machines_zone_is_known_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    assert local_timezone() == BERLIN
    monkeypatch.setenv("TZ", "UTC")
    assert local_timezone() is UTC


def test_a_machine_whose_zone_has_no_name_still_keeps_its_clock(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3")
    time.tzset()
    try:
        zone = local_timezone()
        assert isinstance(zone, SystemTimezone)
        for month in (1, 7):
            at = datetime(2026, month, 5, 12, 30, tzinfo=UTC)
            assert at.astimezone(zone).utcoffset() == at.astimezone(BERLIN).utcoffset()
            assert at.astimezone(zone).astimezone(UTC) == at
            local = datetime(2026, month, 5, tzinfo=zone)
            assert local.astimezone(UTC) == local.replace(tzinfo=BERLIN).astimezone(UTC)
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_date_is_read_without_words() -> None:
    month = parse_date(" 2027-02 ", timezone=UTC)

    assert month == Span(datetime(2027, 2, 1, tzinfo=UTC), datetime(2027, 3, 1, tzinfo=UTC))
    for wrong in ("30d", "today", "2027-02-30", "9999-12-31T23:59-14:00", "", "31.1.2099"):
        assert parse_date(wrong, timezone=UTC) is None
