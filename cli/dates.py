"""Days and moments as people type them, in the time zone of the machine."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from profiles.errors import InvalidInputError


def beginning(option: str, text: str | None) -> datetime | None:
    """Read from when something holds: a day from its first moment on.

    Raises:
        InvalidInputError: for what is neither a day nor a moment.
    """
    return None if text is None else _moment(option, text, days_later=0)


def ending(option: str, text: str | None) -> datetime | None:
    """Read until when something holds, exclusive: a day is included whole.

    Raises:
        InvalidInputError: for what is neither a day nor a moment.
    """
    return None if text is None else _moment(option, text, days_later=1)


def _moment(option: str, text: str, *, days_later: int) -> datetime:
    given = text.strip()
    try:
        moment = datetime.fromisoformat(given)
        if len(given) <= len("2027-01-31"):
            # The day's own midnight, also where clocks are put forward or back that night.
            day = moment.date() + timedelta(days=days_later)
            moment = datetime.combine(day, time())
        return moment.astimezone()
    except (ValueError, OverflowError, OSError):
        raise InvalidInputError(
            f"{option} {text!r} is neither a day nor a moment",
            hint="give it as 2027-01-31, or as 2027-01-31T18:00",
        ) from None
