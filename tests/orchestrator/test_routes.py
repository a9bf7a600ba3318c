"""The matrix of routes: reading, changing and giving back what jobai ships; and explaining it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete
from wire import faults

from orchestrator.explain import explain
from orchestrator.limits import set_limit
from orchestrator.offers import offers_of
from orchestrator.provider_configs import NewConfig, add_config
from orchestrator.routes import all_routes, link_of, model_meant, reset_routes, set_route, task_of
from orchestrator.routing import Link, chain
from profiles.errors import InvalidInputError
from profiles.store.ai import AIRoute
from profiles.store.defaults import renew_defaults
from profiles.store.users import FREEMIUM, PLANS, PRO_MONTHLY

if TYPE_CHECKING:
    from desks import Desk

    from orchestrator.explain import Explanation
    from profiles.store.engine import Store

MINE = [Link("openai", "qwen3"), Link("gemini", "gemini-3.8-flash")]


async def _set(store: Store, plan: str, task: str, links: list[Link], *, new: bool = False) -> None:
    async with store.write() as session:
        await set_route(session, plan, task, links, new_plan=new)


async def _chain(store: Store, plan: str, task: str) -> list[Link]:
    async with store.read() as session:
        return list(await chain(session, plan, task))


async def _explained(desk: Desk, user: str, task: str = "cv_draft", **more: str) -> Explanation:
    async with desk.store.read() as session:
        return await explain(session, desk.settings, task=task, user_id=user, plan=more.get("plan"))


async def test_the_matrix_is_every_plan_by_every_task_as_jobai_ships_it(store: Store) -> None:
    async with store.read() as session:
        routes = await all_routes(session)

    assert [route.plan for route in routes] == [plan for plan in PLANS for _ in range(4)]
    assert [route.task for route in routes[:4]] == ["extraction", "cv_draft", "cover_letter", "*"]
    assert not any(route.changed for route in routes)


@pytest.mark.parametrize("has_rows", [True, False])
async def test_the_matrix_says_what_calls_do(store: Store, *, has_rows: bool) -> None:
    if not has_rows:
        async with store.write() as session:
            await session.execute(delete(AIRoute))
    await _set(store, FREEMIUM, "cv_draft", MINE)

    async with store.read() as session:
        routes = await all_routes(session)
    for route in routes:
        assert list(route.links) == await _chain(store, route.plan, route.task)
    assert [(one.plan, one.task) for one in routes if one.changed] == [(FREEMIUM, "cv_draft")]


async def test_a_route_of_ones_own_outlives_new_defaults_and_a_reset_gives_them_back(
    store: Store,
) -> None:
    shipped = await _chain(store, FREEMIUM, "cv_draft")
    await _set(store, FREEMIUM, "cv_draft", MINE)
    async with store.write() as session:
        await (await session.connection()).run_sync(renew_defaults)
    assert await _chain(store, FREEMIUM, "cv_draft") == MINE

    async with store.write() as session:
        gone = await reset_routes(session, FREEMIUM)

    assert [route.task for route in gone] == ["cv_draft"]
    assert await _chain(store, FREEMIUM, "cv_draft") == shipped


async def test_a_task_of_ones_own_gets_a_route_and_loses_it_by_a_reset(store: Store) -> None:
    await _set(store, PRO_MONTHLY, "summary", MINE)
    assert await _chain(store, PRO_MONTHLY, "summary") == MINE

    async with store.write() as session:
        await reset_routes(session, PRO_MONTHLY, "summary")

    assert await _chain(store, PRO_MONTHLY, "summary") == await _chain(store, PRO_MONTHLY, "*")


async def test_a_new_plan_begins_with_a_route_for_any_task(store: Store) -> None:
    with pytest.raises(InvalidInputError, match="'gold'"):
        await _set(store, "gold", "any", MINE)
    with pytest.raises(InvalidInputError, match="no route for other tasks"):
        await _set(store, "gold", "cv_draft", MINE, new=True)

    await _set(store, "gold", "any", MINE, new=True)

    assert await _chain(store, "gold", "extraction") == MINE


@pytest.mark.parametrize("links", [[], [MINE[0], MINE[0]], [Link("openai", f"m{i}") for i in range(21)]])  # fmt: skip  # noqa: E501
async def test_what_is_no_chain_is_refused_and_the_old_one_stays(
    store: Store, links: list[Link]
) -> None:
    before = await _chain(store, FREEMIUM, "cv_draft")
    with pytest.raises(InvalidInputError):
        await _set(store, FREEMIUM, "cv_draft", links)
    assert await _chain(store, FREEMIUM, "cv_draft") == before


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("gpt-6-luna", Link("openai", "gpt-6-luna")),
        ("models/gemini-3.8-flash", Link("gemini", "gemini-3.8-flash")),
        ("openai:qwen3:8b", Link("openai", "qwen3:8b")),
        ("anthropic:claude-x", Link("claude", "claude-x")),
        ("openai:meta/llama", Link("openai", "meta/llama")),
    ],
)
def test_a_link_is_read_as_people_type_it(text: str, link: Link) -> None:
    assert link_of(text) == link


@pytest.mark.parametrize(
    "text", ["qwen3", "qwen3:8b", "openai:", "", "offline:rules", "openai:\x1b"]
)
def test_what_is_no_link_is_refused(text: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        link_of(text)
    assert caught.value.hint


def test_a_slip_in_a_models_name_is_noticed_and_a_model_of_ones_own_is_not() -> None:
    assert model_meant(Link("gemini", "gemini-3.8-flahs")) == "gemini-3.8-flash"
    assert model_meant(Link("gemini", "gemini-3.8-flash")) is None
    assert model_meant(Link("openai", "qwen3:8b")) is None


def test_a_misspelt_task_is_told_and_a_task_of_ones_own_is_not() -> None:
    assert [task_of(name) for name in ("cv_draft", "any", "*", "summary")] == [
        "cv_draft",
        "*",
        "*",
        "summary",
    ]
    with pytest.raises(InvalidInputError, match="Did you mean cover_letter"):
        task_of("cover-letter")


async def test_without_a_key_nobody_is_asked_and_each_link_says_so(desk: Desk, user: str) -> None:
    found = await _explained(desk, user)

    assert [(step.turn, step.why) for step in found.steps] == [(None, "no_key")] * 4


async def test_the_chain_is_explained_in_the_order_calls_take_it(desk: Desk, user: str) -> None:
    desk.configure("gemini", "openai")
    desk.server.gone = {"gemini-2.5-flash"}
    await desk.generate(user, task="cv_draft")

    found = await _explained(desk, user)

    told = [(step.turn, step.link.model, step.why) for step in found.steps]
    assert told == [
        (1, "gemini-3.5-flash-lite", None),
        (2, "gpt-6-luna", None),
        (None, "gemini-2.5-flash", "gone"),
        (None, "claude-haiku-5-5", "no_key"),
    ]
    [gone] = [step for step in found.steps if step.why == "gone"]
    assert gone.until is not None
    assert "gemini-2.5-flash" in str(gone.reason)
    assert gone.name == "GEMINI_API_KEY"
    assert found.steps[0].rates is not None


async def test_a_busy_model_is_asked_after_the_others(desk: Desk, user: str) -> None:
    desk.configure("gemini", "openai")
    desk.server.fail(faults.overloaded(), times=None, model="gemini-2.5-flash")
    await desk.generate(user, task="cv_draft")

    found = await _explained(desk, user)

    told = [(step.turn, step.link.model, step.why) for step in found.steps]
    assert told[:3] == [
        (1, "gemini-3.5-flash-lite", None),
        (2, "gpt-6-luna", None),
        (3, "gemini-2.5-flash", "cooling"),
    ]
    assert found.steps[2].until is not None


async def test_an_exhausted_config_and_a_used_up_limit_are_told(desk: Desk, user: str) -> None:
    async with desk.store.write() as session:
        for name in ("first", "second"):
            new = NewConfig(
                provider="openai", name=name, api_key=desk.server.key, model="qwen3",
                base_url=desk.server.base_url("openai"),
            )  # fmt: skip
            config = await add_config(session, new, desk.secrets)
            if name == "first":
                await set_limit(
                    session, scope="provider_config", subject=str(config.id), metric="calls",
                    period="day", cap=0,
                )  # fmt: skip
        await set_limit(session, scope="user", subject=user, metric="tokens", period="day", cap=0)

    found = await _explained(desk, user)

    told = [(step.turn, step.name, step.why) for step in found.steps if step.name]
    assert told == [(1, "second", None), (None, "first", "no_room")]
    assert {step.link.model for step in found.steps if step.name} == {"qwen3"}
    assert [one.limit.measure for one in found.full] == ["tokens/day"]


async def test_under_a_budget_a_model_without_a_price_is_not_asked(desk: Desk, user: str) -> None:
    desk.configure("openai")
    await _set(desk.store, FREEMIUM, "cv_draft", [Link("openai", "qwen3"), Link("openai", "gpt-6-luna")])  # fmt: skip  # noqa: E501
    async with desk.store.write() as session:
        await set_limit(
            session, scope="user", subject=user, metric="cost_nano_usd", period="day", cap=10**9
        )

    of_user = await _explained(desk, user)
    of_plan = await _explained(desk, user, plan=FREEMIUM)

    assert [(s.link.model, s.why) for s in of_user.steps] == [
        ("gpt-6-luna", None),
        ("qwen3", "no_price"),
    ]
    assert [(s.link.model, s.why) for s in of_plan.steps] == [("qwen3", None), ("gpt-6-luna", None)]


async def test_a_provider_tells_what_it_offers_what_it_costs_and_who_asks_it(desk: Desk) -> None:
    desk.configure("gemini")
    desk.server.model_names = ["gemini-2.5-flash", "gemini-3.8-flash", "somebodys-own"]

    [found] = await offers_of(desk.store, desk.settings, None)

    offers = {offer.model: offer for offer in found.offers}
    assert (found.name, found.error) == ("GEMINI_API_KEY", None)
    flash = offers["gemini-2.5-flash"]
    assert (flash.offered, str(flash.retires), flash.replacement) == (
        True,
        "2026-12-01",
        "gemini-3.5-flash-lite",
    )
    assert flash.rates is not None
    assert (flash.rates.input, flash.rates.output) == (300_000_000, 2_500_000_000)
    assert {(use.plan, use.position) for use in flash.uses} == {(plan, 0) for plan in PLANS}
    assert (offers["gemini-1.5-pro"].offered, offers["somebodys-own"].rates) == (False, None)
    assert offers["somebodys-own"].uses == ()


async def test_a_server_without_a_list_says_nothing_of_what_it_offers(desk: Desk) -> None:
    async with desk.store.write() as session:
        new = NewConfig(
            provider="openai", api_key=desk.server.key, model="qwen3",
            base_url=desk.server.base_url("openai"),
        )  # fmt: skip
        await add_config(session, new, desk.secrets)
    desk.server.fail(faults.no_such_path(), times=None)

    [found] = await offers_of(desk.store, desk.settings, "openai")

    [offer] = found.offers
    assert (offer.model, offer.offered, found.error) == ("qwen3", None, None)
    assert {use.plan for use in offer.uses} == set(PLANS)
