"""Time zones by name, and the one that this machine's clock shows."""

from __future__ import annotations

import difflib
import os
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from profiles.errors import InvalidInputError

_LOCALTIME = Path("/etc/localtime")
_LONGEST_NAME = 64
"""The longest of the database has 32 characters."""


class SystemTimezone(tzinfo):
    """The clock of this machine, daylight saving included, where its zone's name is unknown."""

    def utcoffset(self, dt: datetime | None, /) -> timedelta | None:
        """Return how far a time by this clock is from UTC."""
        return None if dt is None else dt.replace(tzinfo=None).astimezone().utcoffset()

    def dst(self, dt: datetime | None, /) -> timedelta | None:
        """Return None: the system does not say."""
        return None

    def tzname(self, dt: datetime | None, /) -> str | None:
        """Return what the system calls the clock at a time, such as CET."""
        return None if dt is None else dt.replace(tzinfo=None).astimezone().tzname()

    def fromutc(self, dt: datetime, /) -> datetime:
        """Turn a time in UTC into one by this clock."""
        local = dt.replace(tzinfo=UTC).astimezone()
        return local.replace(tzinfo=self)


def timezone_named(name: str) -> tzinfo:
    """Return a time zone of the IANA database, "UTC", or "local": that of this machine.

    Raises:
        InvalidInputError: when there is none of this name.
    """
    wanted = name.strip()
    if wanted.lower() == "local":
        return local_timezone()
    if wanted.lower() in {"utc", "z", "gmt"}:
        return UTC
    found = _zone(wanted)
    if found is not None:
        return found
    known = {zone.lower(): zone for zone in available_timezones()}
    if wanted.lower() in known:
        return ZoneInfo(known[wanted.lower()])
    close = difflib.get_close_matches(wanted.lower()[:100], known, n=1)
    hint = f"did you mean {known[close[0]]}?" if close else "say UTC, local or Europe/Berlin"
    raise InvalidInputError(f"there is no time zone {name!r}", hint=hint)


def local_timezone() -> tzinfo:
    """Return the time zone of this machine, by its name where it has one."""
    name = os.environ.get("TZ", "").removeprefix(":")
    if not name:
        try:
            _, _, name = str(_LOCALTIME.resolve(strict=True)).partition("/zoneinfo/")
        except OSError:
            name = ""
    zone = _zone(name) if name else None
    if zone is not None and zone.key in {"UTC", "Etc/UTC"}:
        return UTC
    return zone or SystemTimezone()


def _zone(name: str) -> ZoneInfo | None:
    # `zoneinfo` looks for each part of a name in a package of its own, one within the other.
    if len(name) > _LONGEST_NAME:
        return None
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        return None
