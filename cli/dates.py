"""Days and moments as people type them for options, in the time zone of the machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from profiles.errors import InvalidInputError

if TYPE_CHECKING:
    from datetime import datetime

    from orchestrator.periods import Span


def beginning(option: str, text: str | None) -> datetime | None:
    """Read from when something holds: a day from its first moment on.

    Raises:
        InvalidInputError: for what is neither a day nor a moment.
    """
    return None if text is None else _span(option, text).start


def ending(option: str, text: str | None) -> datetime | None:
    """Read until when something holds, exclusive: a day is included whole.

    Raises:
        InvalidInputError: for what is neither a day nor a moment.
    """
    return None if text is None else _span(option, text).end


def _span(option: str, text: str) -> Span:
    from orchestrator.periods import parse_date
    from orchestrator.timezones import local_timezone

    found = parse_date(text, timezone=local_timezone())
    if found is None:
        raise InvalidInputError(
            f"{option} {text!r} is neither a day nor a moment",
            hint="give it as 2027-01-31, or as 2027-01-31T18:00",
        )
    return found
