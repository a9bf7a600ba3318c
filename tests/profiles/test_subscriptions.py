"""Plans with a start and an end, laid over each other."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from profiles.accounts import add_user
from profiles.errors import InvalidInputError
from profiles.people import people
from profiles.store.base import utc_now
from profiles.store.users import FREEMIUM, PAY_AS_YOU_GO, PRO_ANNUAL, PRO_MONTHLY
from profiles.subscriptions import current_subscription, set_plan, subscriptions_of

if TYPE_CHECKING:
    from datetime import datetime

    from profiles.store.engine import Store

DAY = timedelta(days=1)
NOW = utc_now()


@pytest.fixture
async def store_with_ann(store: Store) -> Store:
    async with store.write() as session:
        await add_user(session, "ann")
    return store


async def _set(
    store: Store, plan: str, starts: datetime | None = None, ends: datetime | None = None
) -> None:
    async with store.write() as session:
        await set_plan(session, "ann", plan, starts_at=starts, ends_at=ends)


async def _plan_in(store: Store, days: float) -> str | None:
    async with store.read() as session:
        found = await current_subscription(session, "ann", at=utc_now() + days * DAY)
    return found.plan if found else None


async def test_a_plan_with_an_end_gives_way_to_the_one_below_it(store_with_ann: Store) -> None:
    await _set(store_with_ann, PRO_MONTHLY, ends=NOW + 30 * DAY)

    assert await _plan_in(store_with_ann, 0) == PRO_MONTHLY
    assert await _plan_in(store_with_ann, 29.9) == PRO_MONTHLY
    assert await _plan_in(store_with_ann, 30.1) == FREEMIUM


async def test_a_user_made_with_a_plan_that_ends_is_on_freemium_after_it(store: Store) -> None:
    await _set(store, PRO_MONTHLY, ends=NOW + 30 * DAY)

    assert await _plan_in(store, 1) == PRO_MONTHLY
    assert await _plan_in(store, 31) == FREEMIUM


async def test_a_plan_that_is_still_to_come_changes_nothing_before(store_with_ann: Store) -> None:
    await _set(store_with_ann, PRO_ANNUAL, NOW + 10 * DAY, NOW + 20 * DAY)

    assert [await _plan_in(store_with_ann, day) for day in (0, 9, 11, 21)] == [
        FREEMIUM,
        FREEMIUM,
        PRO_ANNUAL,
        FREEMIUM,
    ]


async def test_an_open_plan_from_a_day_on_ends_everything_there(store_with_ann: Store) -> None:
    await _set(store_with_ann, PRO_MONTHLY, ends=NOW + 30 * DAY)
    await _set(store_with_ann, PAY_AS_YOU_GO, NOW + 10 * DAY)

    assert [await _plan_in(store_with_ann, day) for day in (0, 9, 11, 31)] == [
        PRO_MONTHLY,
        PRO_MONTHLY,
        PAY_AS_YOU_GO,
        PAY_AS_YOU_GO,
    ]


async def test_a_plan_with_an_end_replaces_another_with_an_end(store_with_ann: Store) -> None:
    await _set(store_with_ann, PRO_ANNUAL, ends=NOW + 300 * DAY)
    await _set(store_with_ann, PRO_MONTHLY, ends=NOW + 30 * DAY)

    assert await _plan_in(store_with_ann, 1) == PRO_MONTHLY
    assert await _plan_in(store_with_ann, 31) == FREEMIUM


async def test_an_open_plan_that_would_begin_meanwhile_waits_for_the_end(
    store_with_ann: Store,
) -> None:
    await _set(store_with_ann, PAY_AS_YOU_GO, NOW + 10 * DAY)
    await _set(store_with_ann, PRO_MONTHLY, ends=NOW + 30 * DAY)

    assert [await _plan_in(store_with_ann, day) for day in (0, 11, 29, 31)] == [
        PRO_MONTHLY,
        PRO_MONTHLY,
        PRO_MONTHLY,
        PAY_AS_YOU_GO,
    ]


async def test_a_plan_that_began_in_the_past_holds_now(store_with_ann: Store) -> None:
    await _set(store_with_ann, PRO_MONTHLY, NOW - 10 * DAY, NOW + 20 * DAY)

    assert await _plan_in(store_with_ann, 0) == PRO_MONTHLY
    assert await _plan_in(store_with_ann, 21) == FREEMIUM


async def test_the_same_plan_to_the_same_end_again_changes_nothing(store_with_ann: Store) -> None:
    for _ in range(2):
        await _set(store_with_ann, PRO_MONTHLY, ends=NOW + 30 * DAY)

    async with store_with_ann.read() as session:
        assert len(await subscriptions_of(session, "ann")) == 2


@pytest.mark.parametrize(
    ("starts", "ends"), [(None, -1), (-30, -1), (20, 10), (10, 10)], ids=lambda days: f"{days}"
)
async def test_a_plan_that_ends_before_it_begins_is_refused(
    store_with_ann: Store, starts: int | None, ends: int
) -> None:
    begins = None if starts is None else NOW + starts * DAY
    with pytest.raises(InvalidInputError):
        await _set(store_with_ann, PRO_MONTHLY, begins, NOW + ends * DAY)

    assert await _plan_in(store_with_ann, 0) == FREEMIUM


async def test_people_are_listed_with_the_plan_that_counts_and_its_end(store: Store) -> None:
    end = NOW + 30 * DAY
    await _set(store, PRO_MONTHLY, ends=end)
    async with store.write() as session:
        await add_user(session, "bob")
        bobs = await current_subscription(session, "bob")
        assert bobs is not None
        bobs.cancelled_at = utc_now()

    async with store.read() as session:
        found = {one.user_id: (one.plan, one.until) for one in await people(session)}

    assert found == {"ann": (PRO_MONTHLY, end), "bob": (None, None)}
