"""What reaches the vendor: the same prompt, in each vendor's own form."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from wire import faults

from orchestrator.errors import RequestRejectedError
from orchestrator.providers import open_provider
from orchestrator.providers.base import AnswerSchema, Credential, Image, Prompt, Turn
from orchestrator.providers.model_rules import takes_temperature

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from wire import WireServer

    from orchestrator.providers.base import ProviderType

    Ask = Callable[..., Any]
    Vendor = Any

_SCHEMA = AnswerSchema(
    "posting",
    {
        "type": "object",
        "properties": {
            "title": {"type": "string"},
            "salary": {"anyOf": [{"type": "number"}, {"type": "null"}]},
            "kind": {"enum": ["job", "listing"]},
        },
        "required": ["title", "salary", "kind"],
        "additionalProperties": False,
    },
)
_EVERY_BYTE = bytes(range(256)) * 3


async def test_text_and_system_arrive_word_for_word(wire_server: WireServer, ask: Ask) -> None:
    answer = await ask(text="Grüße\n\x22quoted\x22 🙂", system="Be brief.", max_output_tokens=321)

    (seen,) = wire_server.requests
    assert answer.text == "Hello"
    assert (seen.text, seen.system, seen.max_output_tokens) == (
        'Grüße\n"quoted" 🙂',
        "Be brief.",
        321,
    )


async def test_what_a_prompt_does_not_say_is_not_sent(wire_server: WireServer, ask: Ask) -> None:
    await ask()

    (seen,) = wire_server.requests
    assert (seen.system, seen.temperature, seen.schema, seen.images) == ("", None, None, ())


@pytest.mark.parametrize("mime_type", ["image/png", "image/jpeg", "image/webp"])
async def test_image_bytes_arrive_intact_and_before_the_text(
    wire_server: WireServer, ask: Ask, mime_type: str
) -> None:
    await ask(images=(Image(_EVERY_BYTE, mime_type, 1, 1), Image(b"\xfb\xff", mime_type, 1, 1)))

    (seen,) = wire_server.requests
    assert seen.images == ((mime_type, _EVERY_BYTE), (mime_type, b"\xfb\xff"))
    assert seen.text == "Hi"


async def test_a_schema_is_asked_for_in_the_vendors_own_form(
    wire_server: WireServer, ask: Ask, vendor: Vendor
) -> None:
    answer = await ask(schema=_SCHEMA)

    (seen,) = wire_server.requests
    assert seen.schema == _SCHEMA.json_schema
    assert answer.text == '{"title": "", "salary": null, "kind": "job"}'
    if vendor.provider == "gemini":
        assert seen.body["generationConfig"]["responseMimeType"] == "application/json"
    if vendor.provider == "openai":
        assert seen.body["response_format"]["json_schema"]["strict"] is True


async def test_a_repair_turn_follows_the_answer_it_is_about(
    wire_server: WireServer, ask: Ask, vendor: Vendor
) -> None:
    await ask(follow_up=(Turn("assistant", "{"), Turn("user", "That is not JSON.")))

    (seen,) = wire_server.requests
    model = "model" if vendor.provider == "gemini" else "assistant"
    assert seen.turns == (("user", "Hi"), (model, "{"), ("user", "That is not JSON."))


async def test_a_temperature_is_sent_to_a_model_that_takes_one(
    wire_server: WireServer, ask: Ask
) -> None:
    answer = await ask(temperature=0.0)

    assert wire_server.requests[0].temperature == 0.0
    assert answer.dropped_params == ()


async def test_claude_gets_a_temperature_only_under_the_old_api_version(
    wire_server: WireServer,
) -> None:
    provider = open_provider(wire_server.credential("claude"), timeout_s=5)
    await provider.complete(Prompt("claude-sonnet-4-6", "Hi", temperature=0.5))
    await provider.complete(Prompt("claude-sonnet-4-6", "Hi"))

    with_it, without = (seen.headers["anthropic-version"] for seen in wire_server.requests)
    assert with_it == "2023-06-01"
    assert without >= "2026-10-21"


async def test_a_temperature_that_the_model_refuses_is_left_out_and_reported(
    wire_server: WireServer, ask: Ask, vendor: Vendor
) -> None:
    answer = await ask(model=vendor.firm_model, temperature=0.3)

    (seen,) = wire_server.requests
    assert seen.temperature is None
    assert answer.dropped_params == ("temperature",)


async def test_a_model_that_unexpectedly_refuses_a_temperature_is_asked_again_without(
    wire_server: WireServer, ask: Ask
) -> None:
    wire_server.fail(faults.rejects("temperature"))

    answer = await ask(temperature=0.3)

    assert [seen.temperature for seen in wire_server.requests] == [0.3, None]
    assert answer.text == "Hello"
    assert answer.dropped_params == ("temperature",)


async def test_a_refused_temperature_that_was_never_sent_is_not_asked_twice(
    wire_server: WireServer, ask: Ask
) -> None:
    wire_server.fail(faults.rejects("temperature"), times=None)

    with pytest.raises(RequestRejectedError):
        await ask()

    assert len(wire_server.requests) == 1


@pytest.mark.parametrize(
    ("provider", "model", "takes"),
    [
        ("gemini", "gemini-2.5-flash", True),
        ("gemini", "models/gemini-1.5-pro", True),
        ("gemini", "gemini-3.5-flash", True),
        ("gemini", "gemini-3.5-flash-lite", False),
        ("gemini", "gemini-3.6-flash", False),
        ("gemini", "gemini-4-argon", False),
        ("openai", "gpt-4o", True),
        ("openai", "gpt-4.1-mini", True),
        ("openai", "llama3.2:3b", True),
        ("openai", "gpt-oss:20b", True),
        ("openai", "gpt-5-mini", False),
        ("openai", "gpt-5-chat-latest", True),
        ("openai", "openai/gpt-6-luna", False),
        ("openai", "o3-mini", False),
        ("claude", "claude-3-5-haiku-20241022", True),
        ("claude", "claude-sonnet-4-5-20250929", True),
        ("claude", "claude-opus-4-6", True),
        ("claude", "claude-opus-4-7", False),
        ("claude", "claude-haiku-5-5", False),
        ("claude", "claude-fable-5-2", False),
    ],
)
def test_the_rules_know_which_models_take_a_temperature(
    provider: ProviderType, model: str, takes: bool
) -> None:
    assert takes_temperature(provider, model) is takes


@pytest.mark.parametrize(
    ("provider", "path", "arrives_at"),
    [
        ("gemini", "", "/v1/models/m:generateContent"),
        ("gemini", "/", "/v1/models/m:generateContent"),
        ("gemini", "/v1beta", "/v1beta/models/m:generateContent"),
        ("gemini", "/gateway/v1beta/", "/gateway/v1beta/models/m:generateContent"),
        ("openai", "", "/v1/chat/completions"),
        ("openai", "/v1/", "/v1/chat/completions"),
        ("openai", "/api/v1", "/api/v1/chat/completions"),
        ("claude", "", "/v1/messages"),
        ("claude", "/v1", "/v1/messages"),
        ("claude", "/gateway/", "/gateway/v1/messages"),
    ],
)
async def test_a_base_url_may_be_typed_with_or_without_its_version(
    wire_server: WireServer, provider: ProviderType, path: str, arrives_at: str
) -> None:
    credential = Credential(provider, wire_server.key, "test", base_url=wire_server.url + path)

    await open_provider(credential, timeout_s=5).complete(Prompt("m", "Hi"))

    assert wire_server.requests[0].path == arrives_at


async def test_the_gemini_api_version_can_be_chosen(wire_server: WireServer) -> None:
    credential = Credential(
        "gemini", wire_server.key, "test", base_url=wire_server.url, api_version="v1beta"
    )

    await open_provider(credential, timeout_s=5).complete(Prompt("m", "Hi"))

    assert wire_server.requests[0].path == "/v1beta/models/m:generateContent"
