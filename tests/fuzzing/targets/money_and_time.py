"""What people type for amounts, limits, days, lengths of time, zones and names of things."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from cli.limits import amount
from fuzzing.mutating import changed_bytes
from fuzzing.target import Target, told
from orchestrator.limits import measure_of
from orchestrator.periods import parse_date, parse_span
from orchestrator.timezones import timezone_named
from profiles.draft_references import _kind_and_rest  # pyright: ignore
from profiles.errors import InvalidInputError
from profiles.money import dollars
from profiles.naming import called, meant, nearest, number_of

SEEDS = (
    "30d", "12h", "today", "yesterday", "monday", "last month", "this year", "2026-11", "2026-W05",
    "2026-11-22T09:30", "2026-03-29T02:30:00+14:00", "nov 2025", "90min", "0.50", "5", "1,000",
    "1e3",
    "$5", "5 USD", "tokens/day", "cost per month", "Europe/Berlin", "local", "cv/3", "letter/Acme",
    "job/latest", "0.000000001", "9223372036.854775807", "2024-02-29", "1w", "next friday", "now",
)  # fmt: skip
WORDS = tuple(
    x.encode()
    for x in ("d", "h", "mo", "y", "last ", "-", "T", ":", "Z", "+99:99", ".", ",", "e", "/", "inf",
              "nan", "99999999999999999999", "\u0663", "\u00b2", "week", "../", "Etc/GMT+14", "_")
)  # fmt: skip
NOW = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)


class _Job:
    def __init__(self, title: str, company: str) -> None:
        self.title, self.company = title, company


_JOBS = [_Job("Rope Splicer", "Tall Ships Ltd"), _Job("Baker", "\u00c4hre & S\u00f6hne")]


def _run(data: bytes) -> None:
    text = data[:400].decode("utf-8", "replace")  # what is wrong is quoted in errors
    for zone in (UTC, ZoneInfo("America/St_Johns")):
        try:
            span = parse_span(text, now=NOW, timezone=zone)
        except InvalidInputError as error:
            told(error)
        else:
            assert span.start <= span.end
            assert span.start.utcoffset() is not None
        day = parse_date(text, timezone=zone)
        assert day is None or day.start <= day.end
    try:
        nano = amount("--max-cost", text)
    except InvalidInputError as error:
        told(error)
    else:
        assert type(nano) is int
        assert 0 <= nano < 2**63
        written = dollars(nano)
        assert Decimal(written.replace("$", "").replace(",", "")) * 10**9 == nano, written
        assert amount("--max-cost", written.replace("$", "").replace(",", "")) == nano
    # A zone that there is not is compared with all that there are.
    for read in (measure_of, timezone_named) if len(data) % 8 == 0 else (measure_of,):
        try:
            read(text)
        except InvalidInputError as error:
            told(error)
    _kind_and_rest(" ".join(text.split()))
    called(text, _JOBS)
    nearest(text, ["latest", "cv"])
    meant(text, ["latest"])
    if text.isdecimal():
        assert 0 <= number_of(text) < 2**63


TARGET = Target(
    "money-and-time", lambda: [x.encode() for x in SEEDS], _run, changed_bytes, WORDS, in_ci=300
)
