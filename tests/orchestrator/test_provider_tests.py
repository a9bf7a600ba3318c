"""`providers test`: does a key work?"""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest
from wire import faults

from orchestrator.errors import ConfigurationError, ConnectionFailedError, CredentialsRefusedError
from orchestrator.provider_configs import NewConfig, add_config, get_config
from orchestrator.provider_tests import run_tests
from profiles.errors import NotFoundError

if TYPE_CHECKING:
    from desks import Desk

    from orchestrator.providers.base import ProviderType

THREE: list[ProviderType] = ["gemini", "openai", "claude"]
VARIABLES = {"gemini": "GEMINI_API_KEY", "openai": "OPENAI_API_KEY", "claude": "ANTHROPIC_API_KEY"}


async def _add(
    desk: Desk, provider: ProviderType, *, key: str | None = None, base_url: str | None = None
) -> None:
    async with desk.store.write() as session:
        new = NewConfig(
            provider=provider,
            name="mine",
            api_key=key or desk.server.key,
            base_url=base_url or desk.server.base_url(provider),
        )
        await add_config(session, new, desk.secrets)


async def _remembered(desk: Desk) -> str | None:
    async with desk.store.read() as session:
        config = await get_config(session, "mine")
    assert config.last_tested_at
    return config.last_test_status


@pytest.mark.parametrize("provider", THREE)
async def test_a_key_that_works_sees_models_and_is_remembered_as_ok(
    desk: Desk, provider: ProviderType
) -> None:
    await _add(desk, provider)

    [result] = await run_tests(desk.store, desk.settings, "mine")

    assert (result.name, result.provider) == ("mine", provider)
    assert (result.error, result.models) == (None, len(desk.server.model_names))
    assert await _remembered(desk) == "ok"
    assert {request.method for request in desk.server.requests} == {"GET"}


@pytest.mark.parametrize("provider", THREE)
async def test_a_wrong_key_is_told_and_remembered_without_being_shown(
    desk: Desk, provider: ProviderType
) -> None:
    await _add(desk, provider, key="wrong-key-0123456789")

    [result] = await run_tests(desk.store, desk.settings, "mine")

    assert isinstance(result.error, CredentialsRefusedError)
    assert result.models is None
    assert "wrong-key-0123456789" not in f"{result!r} {result.error.hint}"
    assert await _remembered(desk) == "CredentialsRefusedError"


@pytest.mark.parametrize("provider", THREE)
async def test_an_address_where_nobody_answers_is_told(desk: Desk, provider: ProviderType) -> None:
    with socket.socket() as taken:  # bound, but nobody listens
        taken.bind(("127.0.0.1", 0))
        await _add(desk, provider, base_url=f"http://127.0.0.1:{taken.getsockname()[1]}/v1")

        [result] = await run_tests(desk.store, desk.settings, "mine")

    assert isinstance(result.error, ConnectionFailedError)
    assert await _remembered(desk) == "ConnectionFailedError"


@pytest.mark.parametrize("provider", THREE)
async def test_a_gateway_without_a_list_of_models_can_be_reached_and_no_more_is_said(
    desk: Desk, provider: ProviderType
) -> None:
    await _add(desk, provider)
    desk.server.fail(faults.no_such_path(), times=None)

    [result] = await run_tests(desk.store, desk.settings, "mine")

    assert (result.error, result.models) == (None, None)
    assert await _remembered(desk) == "ok"


@pytest.mark.parametrize("provider", THREE)
async def test_a_key_in_the_environment_is_tested_too(desk: Desk, provider: ProviderType) -> None:
    desk.configure(provider)

    [result] = await run_tests(desk.store, desk.settings, None)

    assert (result.name, result.error) == (VARIABLES[provider], None)


async def test_everything_is_tested_and_one_failure_hides_no_other(desk: Desk) -> None:
    desk.configure("claude")
    desk.environment["GEMINI_API_KEY"] = "no key \u20ac"
    async with desk.store.write() as session:
        for new in (
            NewConfig(provider="openai", name="unset", api_key_env="NOT_SET"),
            NewConfig(
                provider="openai",
                name="good",
                api_key=desk.server.key,
                base_url=desk.server.base_url("openai"),
            ),
        ):
            await add_config(session, new, desk.secrets)

    results = {
        result.name: result.error for result in await run_tests(desk.store, desk.settings, None)
    }

    assert set(results) == {"unset", "good", "GEMINI_API_KEY", "ANTHROPIC_API_KEY"}
    assert isinstance(results["unset"], ConfigurationError)
    assert isinstance(results["GEMINI_API_KEY"], ConfigurationError)
    assert results["good"] is None
    assert results["ANTHROPIC_API_KEY"] is None


async def test_a_config_that_does_not_exist_is_not_tested(desk: Desk) -> None:
    with pytest.raises(NotFoundError, match="'mine'"):
        await run_tests(desk.store, desk.settings, "mine")

    assert desk.server.requests == []
