"""From plan and task to the models that are asked, and what a caller may override."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from desks import add_user
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from wire import faults

from orchestrator.errors import AllAttemptsFailedError, ConfigurationError
from orchestrator.plans import plan_overview
from orchestrator.provider_configs import NewConfig, add_config
from orchestrator.retry import RetryPolicy
from orchestrator.routing import Link, chain, provider_type
from profiles.errors import InvalidInputError
from profiles.store.ai import AIRoute
from profiles.store.tables import Base
from profiles.store.users import FREEMIUM, PLANS, PRO_ANNUAL, PRO_MONTHLY

if TYPE_CHECKING:
    from pathlib import Path

    from desks import Desk

    from orchestrator.providers.base import ProviderType
    from profiles.store.engine import Store

FAST = Link("gemini", "gemini-2.5-flash")
QUALITY = Link("gemini", "gemini-1.5-pro")


async def _chain(
    store: Store,
    plan: str,
    task: str,
    provider: ProviderType | None = None,
    model: str | None = None,
) -> tuple[Link, ...]:
    async with store.read() as session:
        return await chain(session, plan, task, provider=provider, model=model)


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("task", ["extraction", "cv_draft", "cover_letter", "custom_task"])
async def test_the_first_link_is_what_the_matrix_promises(
    store: Store, plan: str, task: str
) -> None:
    links = await _chain(store, plan, task)

    better = plan in {PRO_MONTHLY, PRO_ANNUAL} and task in {"cv_draft", "cover_letter"}
    assert links[0] == (QUALITY if better else FAST)


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("task", ["extraction", "cv_draft"])
async def test_behind_the_first_link_stand_a_living_one_and_the_two_other_vendors(
    store: Store, plan: str, task: str
) -> None:
    links = await _chain(store, plan, task)

    assert [link.provider for link in links] == ["gemini", "gemini", "openai", "claude"]
    assert links[1].model in {"gemini-3.5-flash-lite", "gemini-3.8-flash"}


async def test_a_task_that_no_route_names_takes_the_plans_default(store: Store) -> None:
    custom = await _chain(store, PRO_MONTHLY, "custom_task")

    assert custom == await _chain(store, PRO_MONTHLY, "*")
    assert custom != await _chain(store, PRO_MONTHLY, "cv_draft")


async def test_tables_without_routes_take_the_packages(store: Store, tmp_path: Path) -> None:
    engine = create_async_engine(f"sqlite+aiosqlite:///{tmp_path / 'host.db'}")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with AsyncSession(engine) as host:
        for task in ("cv_draft", "custom_task"):
            assert await chain(host, PRO_MONTHLY, task) == await _chain(store, PRO_MONTHLY, task)
    await engine.dispose()


async def test_a_users_own_route_wins_over_the_packages(store: Store) -> None:
    async with store.write() as session:
        await session.execute(delete(AIRoute).where(AIRoute.plan == FREEMIUM))
        for position, model in enumerate(["second", "first"]):
            session.add(
                AIRoute(
                    plan=FREEMIUM, task="*", position=1 - position, provider="openai", model=model
                )
            )

    assert await _chain(store, FREEMIUM, "extraction") == (
        Link("openai", "first"),
        Link("openai", "second"),
    )


async def test_an_override_keeps_the_links_of_that_provider(store: Store) -> None:
    assert await _chain(store, PRO_MONTHLY, "cv_draft", provider="claude") == (
        Link("claude", "claude-sonnet-5-5"),
    )
    gemini = await _chain(store, PRO_MONTHLY, "cv_draft", provider="gemini")
    assert gemini == (QUALITY, Link("gemini", "gemini-3.8-flash"))


async def test_an_override_that_the_chain_lacks_takes_a_default_of_that_provider(
    store: Store,
) -> None:
    async with store.write() as session:
        await session.execute(delete(AIRoute).where(AIRoute.provider == "claude"))

    assert await _chain(store, FREEMIUM, "extraction", provider="claude") == (
        Link("claude", "claude-haiku-5-5"),
    )


async def test_a_model_is_asked_alone_and_at_the_provider_whose_link_names_it(
    store: Store,
) -> None:
    assert await _chain(store, FREEMIUM, "extraction", model="gpt-6-luna") == (
        Link("openai", "gpt-6-luna"),
    )
    assert await _chain(store, FREEMIUM, "extraction", model="gemini-9") == (
        Link("gemini", "gemini-9"),
    )
    assert await _chain(store, FREEMIUM, "extraction", provider="openai", model="mine") == (
        Link("openai", "mine"),
    )


@pytest.mark.parametrize(
    ("model", "provider"),
    [
        ("gemini-9", "gemini"),
        ("gpt-9-sol", "openai"),
        ("o9-mini", "openai"),
        ("Claude-Opus-9", "claude"),
        ("anthropic/claude-opus-9", "gemini"),
        ("llama", "gemini"),
    ],
)
async def test_a_model_that_no_link_names_is_asked_where_its_name_is_from(
    store: Store, model: str, provider: ProviderType
) -> None:
    assert await _chain(store, FREEMIUM, "extraction", model=model) == (Link(provider, model),)


async def test_offline_is_a_chain_of_its_own_for_any_plan(store: Store) -> None:
    assert await _chain(store, "no-such-plan", "any", provider="offline") == (
        Link("offline", "rules"),
    )


async def test_a_plan_without_any_route_is_told(store: Store) -> None:
    with pytest.raises(ConfigurationError, match=r"'gold'.*'extraction'"):
        await _chain(store, "gold", "extraction")


@pytest.mark.parametrize(
    ("name", "provider"),
    [
        ("gemini", "gemini"),
        ("google", "gemini"),
        ("OpenAI", "openai"),
        ("anthropic", "claude"),
        ("Anthropic", "claude"),
        ("claude", "claude"),
        ("offline", "offline"),
    ],
)
def test_a_provider_is_known_by_its_names(name: str, provider: str) -> None:
    assert provider_type(name) == provider


async def test_an_unknown_provider_is_refused_before_anything_is_sent(
    desk: Desk, user: str
) -> None:
    desk.configure("gemini")

    with pytest.raises(InvalidInputError, match="'mistral'") as caught:
        await desk.generate(user, provider_type="mistral")

    assert isinstance(caught.value, ValueError)
    assert "claude" in str(caught.value.hint)
    assert await desk.rows() == []


@pytest.mark.parametrize(
    ("name", "model"), [("openai", "gpt-6-luna"), ("anthropic", "claude-haiku-5-5")]
)
async def test_a_call_may_name_its_provider(desk: Desk, user: str, name: str, model: str) -> None:
    desk.configure("gemini", "openai", "claude")

    await desk.generate(user, provider_type=name)

    [row] = await desk.rows()
    assert row.model == model


async def test_a_configs_own_model_stands_in_for_the_routes_but_not_for_the_callers(
    desk: Desk, user: str
) -> None:
    async with desk.store.write() as session:
        new = NewConfig(
            provider="openai",
            api_key=desk.server.key,
            base_url=desk.server.base_url("openai"),
            model="llama",
        )
        await add_config(session, new, desk.secrets)

    await desk.generate(user)
    await desk.generate(user, provider_type="openai", model="mine")

    assert [row.model for row in await desk.rows()] == ["llama", "mine"]


async def test_a_plans_overview_has_every_task_and_every_limit(store: Store) -> None:
    someone = await add_user(store, PRO_MONTHLY)

    async with store.read() as session:
        overview = await plan_overview(session, someone)

    assert {task: links[0] for task, links in overview.routes.items()} == {
        "extraction": FAST,
        "cv_draft": QUALITY,
        "cover_letter": QUALITY,
        "*": FAST,
    }
    assert {(s.limit.name, s.limit.cap, s.used) for s in overview.standings} == {
        ("tokens per day", 1_000_000, 0),
        ("tokens per month", 30_000_000, 0),
        ("calls per hour", 5_000, 0),
    }


async def test_a_fallback_asks_only_the_models_that_the_plans_route_lists(desk: Desk) -> None:
    desk.configure("gemini", "openai", "claude")
    desk.retry = RetryPolicy(max_retries=0)
    desk.server.fail(faults.overloaded(), times=None)
    asked: dict[str, list[str | None]] = {}
    for plan in (FREEMIUM, PRO_MONTHLY):
        desk.server.requests.clear()
        with pytest.raises(AllAttemptsFailedError):
            await desk.generate(await add_user(desk.store, plan), task="cv_draft", max_tokens=100)
        asked[plan] = [request.model for request in desk.server.requests]

    for plan, models in asked.items():
        links = await _chain(desk.store, plan, "cv_draft")
        assert sorted(models, key=str) == sorted(link.model for link in links)
    assert not {"gemini-3.8-flash", "gpt-6.1-terra", "claude-sonnet-5-5"} & set(asked[FREEMIUM])
