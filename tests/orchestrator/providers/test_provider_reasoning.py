"""Asking a model to think as little as it can, in each vendor's own words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from wire import faults

from orchestrator.providers import open_provider
from orchestrator.providers.base import Prompt

if TYPE_CHECKING:
    from wire import WireServer

    from orchestrator.providers.base import ProviderType

THREE: list[ProviderType] = ["gemini", "openai", "claude"]


_SPELLED = {"thinkingBudget": "thinking_budget", "thinkingLevel": "thinking_level"}


def thinking_in(body: dict[str, Any]) -> object:
    config: dict[str, Any] = body.get("generationConfig", {})
    thinking: dict[str, Any] | None = config.get("thinkingConfig")
    if thinking is not None:
        return {_SPELLED.get(key, key): value for key, value in thinking.items()}
    return body.get("reasoning_effort", body.get("thinking"))


@pytest.mark.parametrize(
    ("provider", "model", "sent"),
    [
        ("gemini", "gemini-2.5-flash", {"thinking_budget": 0}),
        ("gemini", "gemini-2.5-pro", {"thinking_budget": 128}),
        ("gemini", "gemini-3.8-flash", {"thinking_level": "MINIMAL"}),
        ("gemini", "gemini-1.5-pro", None),
        ("openai", "gpt-6-luna", "none"),
        ("openai", "gpt-5-mini", "minimal"),
        ("openai", "o3", "low"),
        ("openai", "llama3.3", None),
        ("claude", "claude-haiku-5-5", None),
    ],
)
async def test_the_least_reasoning_is_asked_for_as_the_model_understands_it(
    wire_server: WireServer, provider: ProviderType, model: str, sent: object
) -> None:
    adapter = open_provider(wire_server.credential(provider), timeout_s=5)

    await adapter.complete(Prompt(model=model, text="Hi", least_reasoning=True))

    assert thinking_in(wire_server.requests[-1].body) == sent


@pytest.mark.parametrize("provider", THREE)
async def test_unless_asked_nothing_is_said_about_reasoning(
    wire_server: WireServer, provider: ProviderType
) -> None:
    adapter = open_provider(wire_server.credential(provider), timeout_s=5)

    await adapter.complete(Prompt(model="gemini-2.5-flash gpt-6", text="Hi"))

    assert thinking_in(wire_server.requests[-1].body) is None


@pytest.mark.parametrize(
    ("provider", "model", "parameter"),
    [
        ("gemini", "gemini-3.8-flash", "thinking_level"),
        ("openai", "gpt-6-luna", "reasoning_effort"),
    ],
)
async def test_a_model_that_refuses_it_answers_without_it_and_that_is_recorded(
    wire_server: WireServer, provider: ProviderType, model: str, parameter: str
) -> None:
    wire_server.fail(faults.rejects(parameter))
    adapter = open_provider(wire_server.credential(provider), timeout_s=5)

    answer = await adapter.complete(Prompt(model=model, text="Hi", least_reasoning=True))

    assert answer.text == "Hello"
    assert answer.dropped_params == ("least_reasoning",)
    assert thinking_in(wire_server.requests[-1].body) is None
