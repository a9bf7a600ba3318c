"""Amounts of money as they are typed: whole nano-dollars, or refused."""

from decimal import Decimal

import pytest

from profiles.errors import InvalidInputError
from profiles.money import nano_usd


@pytest.mark.parametrize(
    "amount", ["8e5477580", "1e-5477580", "1e999999999", "-1", "NaN", "Infinity", "1e-10", "1e11"]
)
def test_what_is_no_amount_is_refused(amount: str) -> None:
    with pytest.raises(InvalidInputError):
        nano_usd(Decimal(amount))


@pytest.mark.parametrize(
    ("amount", "nano"),
    [
        ("0", 0),
        ("0e99", 0),
        ("0.000000001", 1),
        ("5", 5 * 10**9),
        ("9223372036.854775807", 2**63 - 1),
    ],
)
def test_an_amount_is_exact(amount: str, nano: int) -> None:
    assert nano_usd(Decimal(amount)) == nano
