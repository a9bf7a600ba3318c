"""Money: a whole number of nano-dollars (1e-9 USD), and how people write it."""

from __future__ import annotations

from decimal import Decimal

from profiles.errors import InvalidInputError

NANO_PER_USD = 1_000_000_000

_MOST_NANO = 2**63 - 1
"""What a column of the store holds."""

_MOST_DIGITS = 20


def dollars(nano_usd: int) -> str:
    """Write an amount exactly, with two decimals at least: $0.50, $0.00025."""
    whole, _, decimals = f"{Decimal(nano_usd) / NANO_PER_USD:,f}".partition(".")
    return f"${whole}.{decimals.rstrip('0').ljust(2, '0')}"


def nano_usd(usd: Decimal) -> int:
    """Turn an amount in US dollars into whole nano-dollars.

    Raises:
        InvalidInputError: for what is no amount, or finer than a nano-dollar.
    """
    # An exponent of millions overflows when it is multiplied, or becomes nothing.
    is_sane = usd.is_finite() and (not usd or abs(usd.adjusted()) < _MOST_DIGITS)
    nano = usd * NANO_PER_USD if is_sane else Decimal(-1)
    if not 0 <= nano <= _MOST_NANO or nano != nano.to_integral_value():
        raise InvalidInputError(
            f"{usd} is not an amount in US dollars", hint="give it as 5 or 0.50"
        )
    return int(nano)
