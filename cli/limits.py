"""The options that set limits: of one user, and of what goes through one provider config."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from orchestrator.quotas import Metric, Period, Scope

_OFF = "none"

CostPerDay = Annotated[
    str | None, typer.Option(metavar="USD", help="The most it may cost a day (UTC), or none.")
]
CostPerMonth = Annotated[
    str | None, typer.Option(metavar="USD", help="The most it may cost a month, or none.")
]
TokensPerDay = Annotated[
    str | None, typer.Option(metavar="N", help="The most tokens a day, or none.")
]
TokensPerMonth = Annotated[
    str | None, typer.Option(metavar="N", help="The most tokens a month, or none.")
]
CallsPerHour = Annotated[
    str | None, typer.Option(metavar="N", help="The most calls an hour, or none.")
]


def changes(
    *,
    cost_per_day: str | None,
    cost_per_month: str | None,
    tokens_per_day: str | None,
    tokens_per_month: str | None,
    calls_per_hour: str | None,
) -> list[tuple[Metric, Period, int | None]]:
    """Read the options that were given; a cap of None takes the limit away.

    Raises:
        InvalidInputError: for what is no amount.
    """
    given: list[tuple[str, Metric, Period, str | None]] = [
        ("--cost-per-day", "cost_nano_usd", "day", cost_per_day),
        ("--cost-per-month", "cost_nano_usd", "month", cost_per_month),
        ("--tokens-per-day", "tokens", "day", tokens_per_day),
        ("--tokens-per-month", "tokens", "month", tokens_per_month),
        ("--calls-per-hour", "calls", "hour", calls_per_hour),
    ]
    return [
        (metric, period, _cap(option, metric, text))
        for option, metric, period, text in given
        if text is not None
    ]


async def apply(
    session: AsyncSession,
    scope: Scope,
    subject: str,
    wanted: list[tuple[Metric, Period, int | None]],
) -> None:
    """Set the limits of one subject."""
    from orchestrator.limits import set_limit

    for metric, period, cap in wanted:
        await set_limit(
            session, scope=scope, subject=subject, metric=metric, period=period, cap=cap
        )


def amount(option: str, text: str) -> int:
    """Read an amount in US dollars into nano-dollars.

    Raises:
        InvalidInputError: for what is none.
    """
    from decimal import Decimal, InvalidOperation

    from profiles.errors import InvalidInputError
    from profiles.money import nano_usd

    try:
        return nano_usd(Decimal(text.strip().removeprefix("$")))
    except (InvalidInputError, InvalidOperation):
        raise InvalidInputError(
            f"{option} {text!r} is not an amount in US dollars", hint="give it as 5 or 0.50"
        ) from None


def _cap(option: str, metric: Metric, text: str) -> int | None:
    from profiles.errors import InvalidInputError

    if text.strip().lower() == _OFF:
        return None
    if metric == "cost_nano_usd":
        return amount(option, text)
    digits = text.replace(",", "").replace("_", "").strip()
    if not (digits.isascii() and digits.isdigit()):
        raise InvalidInputError(f"{option} {text!r} is not a number", hint="give it as 10000")
    return int(digits)
