"""Values as people read them: money, times, places, lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.manner import manner
from profiles.money import dollars

if TYPE_CHECKING:
    from datetime import datetime

    from profiles.postings import BaseSalary, JobPosting

_UNKNOWN = "not stated"
_TESTS = {
    "ok": "ok",
    "ConfigurationError": "no key",
    "SecretKeyError": "no key",
    "CredentialsRefusedError": "key refused",
    "BillingError": "no credit",
    "ConnectionFailedError": "cannot reach",
    "CallTimeoutError": "no answer",
    "RateLimitedError": "busy",
    "OverloadedError": "busy",
    "ModelNotFoundError": "model gone",
    "QuotaExceededError": "over a limit",
    "no_vision": "no vision",
    "no_schema": "no schema",
}
_VERDICTS = {
    "key_refused": "key refused",
    "unreachable": "cannot reach",
    "over_limit": "over a limit",
}


def usd(nano_usd: int, *, unpriced: int = 0) -> str:
    """Return money exactly: at least two decimals, as many as it takes.

    What has no price is never hidden: the amount is a lower bound then, and no amount at all
    when nothing has a price.
    """
    if unpriced and not nano_usd:
        return f"{unpriced} unpriced"
    text = dollars(nano_usd)
    return f">= {text}, {unpriced} unpriced" if unpriced else text


def cut(text: str, longest: int) -> str:
    """Return as much of a text as has room; all of it where nobody looks at its width."""
    if len(text) <= longest or manner().plain:
        return text
    return f"{text[: longest - 1].rstrip()}\u2026"


def local_time(moment: datetime) -> str:
    """Return a time in the time zone of the machine."""
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"


def day(moment: datetime) -> str:
    """Return a day in the time zone of the machine."""
    return f"{moment.astimezone():%Y-%m-%d}"


def size(size_bytes: int) -> str:
    """Return how large a file is: "340 kB", "1.2 MB"."""
    for unit, factor in (("GB", 10**9), ("MB", 10**6)):
        if size_bytes >= factor:
            return f"{size_bytes / factor:.1f} {unit}"
    return f"{-(-size_bytes // 1000)} kB"


def test_status(status: str | None) -> str:
    """Return how the last test of a provider went: "ok" or what was wrong."""
    return "never" if status is None else _TESTS.get(status, "failed")


def verdict(word: str) -> str:
    """Return the verdict of a test: "key refused", "cannot reach", "model gone", "no vision"."""
    return _VERDICTS.get(word, word.replace("_", " "))


def salary(value: BaseSalary) -> str:
    """Return a salary: "EUR 60,000 to 75,000 a year"."""
    amounts = [
        f"{amount:,.0f}" if amount == int(amount) else f"{amount:,.2f}"
        for amount in (value.min, value.max)
        if amount is not None
    ]
    if value.min is None:
        said = f"up to {amounts[0]}" if amounts else (value.text or _UNKNOWN)
    elif value.max is None:
        said = f"from {amounts[0]}"
    else:
        said = " to ".join(dict.fromkeys(amounts))
    unit = f" per {value.unit.value.lower()}" if value.unit else ""
    return f"{value.currency + ' ' if value.currency else ''}{said}{unit}"


def places(posting: JobPosting) -> str | None:
    """Return where the work is."""
    kinds = {"TELECOMMUTE": "remote", "HYBRID": "hybrid", "ON_SITE": "on site"}
    kind = kinds[posting.job_location_type.value] if posting.job_location_type else None
    where = "; ".join(place.name for place in posting.job_location)
    if where and kind:
        return f"{where} ({kind})"
    return where or kind
