"""Whose calls a provider's name means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from ledger_rows import NOON, settled, write
from sqlalchemy import select

from orchestrator.reports import usage_report
from orchestrator.usage_providers import calls_of
from profiles.errors import InvalidInputError
from profiles.store.ai import AIProviderConfig

if TYPE_CHECKING:
    from profiles.store.engine import Store


@pytest.fixture
async def configs(store: Store) -> dict[str, int]:
    """Configs by their names; one is called as its provider is, as is usual."""
    async with store.write() as session:
        session.add_all(
            AIProviderConfig(name=name, provider_type="openai", created_at=NOON)
            for name in ("openai", "work", "7")
        )
    async with store.read() as session:
        rows = await session.execute(select(AIProviderConfig.name, AIProviderConfig.id))
        return {row.name: row.id for row in rows}


async def _meant(store: Store, name: str) -> tuple[Any, str]:
    async with store.read() as session:
        return await calls_of(session, name)


@pytest.mark.parametrize(
    ("name", "means"),
    [
        ("openai", ("provider", "openai")),
        ("OpenAI", ("provider", "openai")),
        ("anthropic", ("provider", "claude")),
        ("offline", ("provider", "offline")),
        ("work", ("credential", "config:{work}")),
        (" work ", ("credential", "config:{work}")),
        ("config/work", ("credential", "config:{work}")),
        ("config/openai", ("credential", "config:{openai}")),
        ("7", ("credential", "config:{7}")),
        ("GEMINI_API_KEY", ("credential", "env:GEMINI_API_KEY")),
        ("config:99", ("credential", "config:99")),
        ("env:OPENAI_API_KEY", ("credential", "env:OPENAI_API_KEY")),
    ],
)
async def test_a_provider_comes_first_then_a_config_then_a_variable(
    store: Store, configs: dict[str, int], name: str, means: tuple[str, str]
) -> None:
    kind, value = means
    for known, number in configs.items():
        value = value.replace(f"{{{known}}}", str(number))

    assert await _meant(store, name) == (kind, value)


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("wrk", "Did you mean work?"),
        ("opnai", "Did you mean openai?"),
        ("GEMINI_APIKEY", "Did you mean GEMINI_API_KEY?"),
        ("config/wrok", "Did you mean work?"),
        ("config/claude", "no provider"),
        ("config:", "no provider"),
        ("", "no provider"),
        ("1' OR '1'='1", "no provider"),
    ],
)
async def test_a_name_that_there_is_not_is_refused_with_those_that_there_are(
    store: Store, configs: dict[str, int], name: str, near: str
) -> None:
    with pytest.raises(InvalidInputError, match="no provider is called") as caught:
        await _meant(store, name)

    assert near in caught.value.message
    assert caught.value.hint == (
        "choose gemini, openai, claude or offline, or of your configs: 7, openai, work"
    )


async def test_what_went_through_one_of_two_configs_is_summed_up_by_itself(
    store: Store, configs: dict[str, int]
) -> None:
    await write(
        store,
        settled("u", provider="openai", credential=f"config:{configs['openai']}"),
        *(settled("u", provider="openai", credential=f"config:{configs['work']}") for _ in "ab"),
    )
    calls: dict[str, int] = {}
    async with store.read() as session:
        for name in ("openai", "work", "config/openai"):
            kind, value = await calls_of(session, name)
            report = await usage_report(session, by=("day",), now=NOON, where={kind: value})
            calls[name] = report.total.calls

    assert calls == {"openai": 3, "work": 2, "config/openai": 1}
