"""What limits are set with: their names and their amounts, as people type them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli import completing_words

if TYPE_CHECKING:
    from orchestrator.quotas import Metric

_OFF = "none"
_EXAMPLE = "tokens/day, tokens/month, calls/hour, cost/day, cost/month, ..."

Measure = Annotated[
    str,
    typer.Argument(metavar="LIMIT", help=_EXAMPLE, autocompletion=completing_words.limits),
]
MeasureOrAll = Annotated[
    str | None,
    typer.Argument(
        metavar="LIMIT",
        help=f"{_EXAMPLE}; all of them without it.",
        autocompletion=completing_words.limits,
    ),
]
Amount = Annotated[
    str, typer.Argument(metavar="AMOUNT", help="A number, US dollars for a cost, or none.")
]


def cap_of(metric: Metric, text: str) -> int:
    """Read the most that may be used, in the metric's unit.

    Raises:
        InvalidInputError: for what is no amount.
    """
    from orchestrator.quotas import NO_CAP
    from profiles.errors import InvalidInputError

    if text.strip().lower() == _OFF:
        return NO_CAP
    if metric == "cost_nano_usd":
        return amount("AMOUNT", text)
    digits = text.replace(",", "").replace("_", "").strip()
    if not (digits.isascii() and digits.isdigit()):
        raise InvalidInputError(
            f"{text!r} is not a number of {metric}", hint="give it as 10000, or none for no limit"
        )
    return int(digits)


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
