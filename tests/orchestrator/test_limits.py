"""Setting limits, which of them bind a call, and how amounts of money are read and written."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete

from orchestrator.limits import limits_of, set_limit
from orchestrator.quotas import Limit, binding_limits
from profiles.errors import InvalidInputError
from profiles.money import dollars, nano_usd
from profiles.store.ai import AILimit
from profiles.store.users import FREEMIUM

if TYPE_CHECKING:
    from orchestrator.quotas import Scope
    from profiles.store.engine import Store


async def test_a_limit_is_replaced_and_taken_away(store: Store) -> None:
    for cap in (5, 7, None):
        async with store.write() as session:
            await set_limit(
                session, scope="user", subject="ann", metric="tokens", period="day", cap=cap
            )
            found = await limits_of(session, "user", "ann")
        assert [limit.cap for limit in found] == ([] if cap is None else [cap])


async def test_limits_of_ones_own_stand_beside_the_packages_where_a_plan_has_no_rows(
    store: Store,
) -> None:
    async with store.write() as session:
        await session.execute(delete(AILimit))
        await set_limit(session, scope="user", subject="ann", metric="tokens", period="day", cap=5)
        found = await binding_limits(session, FREEMIUM, "ann")

    assert sorted((limit.scope, limit.cap) for limit in found) == [
        ("plan", 100),
        ("plan", 10_000),
        ("plan", 100_000),
        ("user", 5),
    ]


async def test_every_limit_of_a_plan_binds_once(store: Store) -> None:
    async with store.read() as session:
        found = await binding_limits(session, FREEMIUM, "ann")

    assert sorted(limit.cap for limit in found) == [100, 10_000, 100_000]


async def test_a_user_a_plan_and_a_config_of_one_name_are_three_subjects(store: Store) -> None:
    scopes: list[Scope] = ["plan", "user", "provider_config"]
    async with store.write() as session:
        for cap, scope in enumerate(scopes):
            await set_limit(
                session, scope=scope, subject="1", metric="tokens", period="day", cap=cap
            )
        of_user = await binding_limits(session, FREEMIUM, "1")
        of_config = await binding_limits(session, FREEMIUM, "ann", [1])

    assert [limit.cap for limit in of_user if limit.scope != "plan"] == [1]
    assert [limit.cap for limit in of_config if limit.scope != "plan"] == [2]
    assert "1" not in {limit.subject for limit in of_user if limit.scope == "plan"}


@pytest.mark.parametrize("cap", [-1, 2**63])
async def test_what_is_no_cap_is_refused(store: Store, cap: int) -> None:
    async with store.write() as session:
        with pytest.raises(InvalidInputError):
            await set_limit(
                session, scope="user", subject="ann", metric="tokens", period="day", cap=cap
            )


@pytest.mark.parametrize(
    ("nano", "text"),
    [
        (0, "$0.00"),
        (1, "$0.000000001"),
        (500_000_000, "$0.50"),
        (1_000_000_000, "$1.00"),
        (1_234_567_890_000_000, "$1,234,567.89"),
    ],
)
def test_an_amount_is_written_exactly(nano: int, text: str) -> None:
    assert dollars(nano) == text
    assert nano_usd(Decimal(text.strip("$").replace(",", ""))) == nano


@pytest.mark.parametrize("usd", ["-1", "NaN", "Infinity", "0.0000000001", "1e30"])
def test_what_is_no_amount_is_refused(usd: str) -> None:
    with pytest.raises(InvalidInputError):
        nano_usd(Decimal(usd))


@pytest.mark.parametrize(
    ("limit", "name", "described"),
    [
        (Limit("tokens", "day", 10_000), "tokens per day", "10,000 tokens per day"),
        (Limit("calls", "hour", 5, "user", "ann"), "calls per hour", "5 calls per hour"),
        (
            Limit("cost_nano_usd", "month", 10**9, "provider_config", "3"),
            "cost per month of provider config 3",
            "$1.00 per month",
        ),
    ],
)
def test_a_limit_has_a_name_and_words_with_its_cap(limit: Limit, name: str, described: str) -> None:
    assert (limit.name, limit.described) == (name, described)
