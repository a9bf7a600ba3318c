"""Users and their plans."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, select

from profiles.accounts import add_user, known_plans, user_exists
from profiles.errors import InvalidInputError
from profiles.store.ai import AIRoute
from profiles.store.base import utc_now
from profiles.store.users import FREEMIUM, PLANS, PRO_ANNUAL, PRO_MONTHLY, Subscription
from profiles.subscriptions import set_plan

if TYPE_CHECKING:
    from profiles.store.engine import Store


async def _subscriptions(store: Store) -> list[Subscription]:
    async with store.read() as session:
        return list(await session.scalars(select(Subscription).order_by(Subscription.id)))


async def _set(store: Store, plan: str, user: str = "ann") -> None:
    async with store.write() as session:
        await set_plan(session, user, plan)


async def test_a_user_is_added_once(store: Store) -> None:
    for plan in (FREEMIUM, PRO_MONTHLY):
        async with store.write() as session:
            await add_user(session, "ann", plan)

    async with store.read() as session:
        assert await user_exists(session, "ann")
        assert not await user_exists(session, "bob")
    assert [one.plan for one in await _subscriptions(store)] == [FREEMIUM]


async def test_a_plan_makes_its_user(store: Store) -> None:
    await _set(store, PRO_MONTHLY)

    [one] = await _subscriptions(store)
    assert (one.user_id, one.plan, one.cancelled_at) == ("ann", PRO_MONTHLY, None)


async def test_the_same_plan_again_changes_nothing(store: Store) -> None:
    await _set(store, PRO_MONTHLY)
    [before] = await _subscriptions(store)

    await _set(store, PRO_MONTHLY)

    [after] = await _subscriptions(store)
    assert (after.id, after.starts_at, after.cancelled_at) == (before.id, before.starts_at, None)


async def test_another_plan_ends_the_one_before_at_the_moment_it_starts(store: Store) -> None:
    await _set(store, FREEMIUM)
    await _set(store, FREEMIUM, user="bob")
    await _set(store, PRO_MONTHLY)
    await _set(store, PRO_ANNUAL)

    first, bobs, second, third = await _subscriptions(store)
    assert [one.plan for one in (first, second, third)] == [FREEMIUM, PRO_MONTHLY, PRO_ANNUAL]
    assert first.cancelled_at == second.starts_at
    assert second.cancelled_at == third.starts_at
    assert third.cancelled_at is bobs.cancelled_at is None


async def test_a_plan_that_only_starts_later_is_replaced_by_one_from_now_on(store: Store) -> None:
    await _set(store, FREEMIUM)
    async with store.write() as session:
        await session.execute(delete(Subscription))
        session.add(
            Subscription(user_id="ann", plan=PRO_MONTHLY, starts_at=utc_now() + timedelta(days=3))
        )

    await _set(store, PRO_MONTHLY)

    later, now = await _subscriptions(store)
    assert later.cancelled_at == now.starts_at <= utc_now()
    assert now.cancelled_at is None


async def test_a_plan_that_has_ended_is_left_as_it_was(store: Store) -> None:
    await _set(store, FREEMIUM)
    past = utc_now() - timedelta(days=1)
    async with store.write() as session:
        [one] = await session.scalars(select(Subscription))
        one.starts_at, one.ends_at = past - timedelta(days=30), past

    await _set(store, FREEMIUM)

    ended, running = await _subscriptions(store)
    assert (ended.ends_at, ended.cancelled_at) == (past, None)
    assert running.ends_at is None


async def test_a_plan_that_does_not_exist_is_refused_with_those_that_do(store: Store) -> None:
    await _set(store, FREEMIUM)

    with pytest.raises(InvalidInputError, match="'gold'") as caught:
        await _set(store, "gold")

    assert all(plan in str(caught.value.hint) for plan in PLANS)
    assert [one.plan for one in await _subscriptions(store)] == [FREEMIUM]


async def test_a_plan_of_ones_own_is_known_once_it_has_a_route(store: Store) -> None:
    async with store.write() as session:
        session.add(AIRoute(plan="gold", task="*", position=0, provider="openai", model="m"))

    await _set(store, "gold")

    async with store.read() as session:
        assert list(await known_plans(session)) == [*PLANS, "gold"]


async def test_jobais_own_plans_are_known_in_a_store_without_routes(store: Store) -> None:
    async with store.write() as session:
        await session.execute(delete(AIRoute))

    await _set(store, PRO_MONTHLY)

    assert [one.plan for one in await _subscriptions(store)] == [PRO_MONTHLY]
