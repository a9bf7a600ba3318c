"""Setting limits, which of them bind a call, and how amounts of money are read and written."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, cast

import pytest
from sqlalchemy import delete

from orchestrator.limits import (
    limits_in_force,
    limits_of,
    measure_of,
    reset_limits,
    set_limit,
)
from orchestrator.provider_configs import NewConfig, add_config
from orchestrator.quotas import NO_CAP, Limit, binding_limits
from orchestrator.secrets import SecretBox
from profiles.errors import InvalidInputError
from profiles.money import dollars, nano_usd
from profiles.store.ai import AILimit
from profiles.store.users import FREEMIUM

if TYPE_CHECKING:
    from pathlib import Path

    from orchestrator.quotas import Metric, Period, Scope
    from profiles.store.engine import Store


async def test_a_limit_is_replaced_and_taken_away(store: Store) -> None:
    for cap in (5, 7, None):
        async with store.write() as session:
            await set_limit(
                session, scope="user", subject="ann", metric="tokens", period="day", cap=cap
            )
            found = await limits_of(session, "user", "ann")
        assert [limit.cap for limit in found] == ([] if cap is None else [cap])


@pytest.mark.parametrize("has_rows", [True, False])
@pytest.mark.parametrize("cap", [5, 50_000])
async def test_a_limit_of_ones_own_stands_in_place_of_the_plans_for_the_same_measure(
    store: Store, cap: int, *, has_rows: bool
) -> None:
    async with store.write() as session:
        if not has_rows:
            await session.execute(delete(AILimit))
        await set_limit(
            session, scope="user", subject="ann", metric="tokens", period="day", cap=cap
        )
        hers = await binding_limits(session, FREEMIUM, "ann")
        his = await binding_limits(session, FREEMIUM, "bob")

    assert sorted((limit.scope, limit.cap) for limit in hers) == [
        ("plan", 100),
        ("plan", 100_000),
        ("user", cap),
    ]
    assert sorted(limit.cap for limit in his) == [100, 10_000, 100_000]


async def test_no_limit_of_ones_own_lifts_the_plans_and_asks_no_price(store: Store) -> None:
    async with store.write() as session:
        for metric in ("tokens", "cost_nano_usd"):
            await set_limit(
                session, scope="user", subject="ann", metric=metric, period="day", cap=NO_CAP
            )
        found = await binding_limits(session, FREEMIUM, "ann")

    assert sorted(limit.cap for limit in found) == [100, 100_000]


async def test_each_limit_tells_where_it_comes_from_and_what_it_stands_in_place_of(
    store: Store, tmp_path: Path
) -> None:
    secrets = SecretBox(keys=None, key_file=tmp_path / "secret.key")
    async with store.write() as session:
        config = await add_config(session, NewConfig(provider="openai", api_key="k" * 20), secrets)
        for scope, subject, metric, period, cap in (
            ("user", "ann", "tokens", "day", 50_000),
            ("user", "ann", "cost_nano_usd", "month", 5 * 10**9),
            ("plan", FREEMIUM, "calls", "hour", 7),
            ("provider_config", str(config.id), "cost_nano_usd", "month", 20 * 10**9),
        ):
            await set_limit(
                session,
                scope=cast("Scope", scope),
                subject=subject,
                metric=cast("Metric", metric),
                period=cast("Period", period),
                cap=cap,
            )
        found = await limits_in_force(session, FREEMIUM, "ann")

    assert [(one.limit.measure, one.source, one.config, one.instead_of) for one in found] == [
        ("tokens/day", "user", None, 10_000),
        ("tokens/month", "default", None, None),
        ("calls/hour", "changed", None, 100),
        ("cost/month", "user", None, None),
        ("cost/month", "provider_config", "openai", None),
    ]


async def test_a_reset_gives_a_plan_back_what_jobai_ships_and_a_user_what_the_plan_has(
    store: Store,
) -> None:
    async with store.write() as session:
        for scope, subject in (("plan", FREEMIUM), ("user", "ann")):
            for period in ("day", "month"):
                await set_limit(
                    session,
                    scope=cast("Scope", scope),
                    subject=subject,
                    metric="tokens",
                    period=period,
                    cap=1,
                )
        one = await reset_limits(
            session, scope="user", subject="ann", measure=measure_of("tokens/day")
        )
        rest = await reset_limits(session, scope="user", subject="ann")
        of_plan = await reset_limits(session, scope="plan", subject=FREEMIUM)
        again = await reset_limits(session, scope="plan", subject=FREEMIUM)
        found = await limits_in_force(session, FREEMIUM, "ann")

    assert (one, rest, of_plan, again) == (1, 1, 2, 0)
    assert {(limit.limit.cap, limit.source) for limit in found} == {
        (100, "default"),
        (10_000, "default"),
        (100_000, "default"),
    }


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("tokens/day", ("tokens", "day")),
        ("Cost/Month", ("cost_nano_usd", "month")),
        ("calls per hour", ("calls", "hour")),
    ],
)
def test_a_measure_is_read_as_people_type_it(text: str, measure: tuple[str, str]) -> None:
    assert measure_of(text) == measure


@pytest.mark.parametrize("text", ["tokens", "token/day", "tokens/week", "/", ""])
def test_what_is_no_measure_is_refused(text: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        measure_of(text)
    assert "tokens/day" in str(caught.value.hint)


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
