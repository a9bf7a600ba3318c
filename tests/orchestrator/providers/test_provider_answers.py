"""What comes back: the same completion, from each vendor's own form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from wire import faults

from orchestrator.errors import MalformedResponseError, RateLimitedError
from orchestrator.providers.base import TokenUsage
from orchestrator.providers.usage import inclusive_usage

if TYPE_CHECKING:
    from collections.abc import Callable

    from wire import WireServer

    Ask = Callable[..., Any]
    Vendor = Any
    Open = Callable[..., Any]


_HOLLOW: dict[str, Any] = {"choices": [{}], "content": "x", "candidates": [{}]}


async def test_usage_comes_in_inclusive_buckets(
    wire_server: WireServer, ask: Ask, vendor: Vendor
) -> None:
    written = 0 if vendor.provider == "gemini" else 30
    wire_server.usage = TokenUsage(1000, 200, 600, written, 150)

    answer = await ask()

    assert answer.usage == wire_server.usage


async def test_unknown_usage_is_none_and_not_zero(wire_server: WireServer, ask: Ask) -> None:
    wire_server.usage = None

    assert (await ask()).usage is None


async def test_the_served_model_and_the_request_id_are_the_responses_own(
    wire_server: WireServer, ask: Ask
) -> None:
    wire_server.served_model = "another-model-001"

    answer = await ask()

    assert answer.served_model == "another-model-001"
    assert answer.provider_request_id == "req-1"


async def test_a_whole_answer_ends_with_stop(wire_server: WireServer, ask: Ask) -> None:
    wire_server.answer_with(lambda seen: f"You said {seen.text}.")

    answer = await ask(text="ahoy")

    assert (answer.text, answer.finish_reason) == ("You said ahoy.", "stop")


@pytest.mark.parametrize("text", ["Hel", ""])
async def test_an_answer_at_the_output_limit_keeps_its_text_and_usage(
    wire_server: WireServer, ask: Ask, text: str
) -> None:
    wire_server.fail(faults.out_of_tokens(text))

    answer = await ask()

    assert (answer.text, answer.finish_reason) == (text, "length")
    assert answer.usage == TokenUsage(100, 20, reasoning_tokens=5)


@pytest.mark.parametrize("fault", [faults.refusal(), faults.prompt_block()])
async def test_a_refusal_is_an_answer_that_cost_tokens(
    wire_server: WireServer, ask: Ask, fault: faults.Fault
) -> None:
    wire_server.fail(fault)

    answer = await ask()

    assert (answer.text, answer.finish_reason) == ("", "refusal")
    assert answer.finish_detail
    assert answer.usage == TokenUsage(100, 20, reasoning_tokens=5)


@pytest.mark.parametrize(
    "fault",
    [
        faults.plain_text(),
        faults.html(200),
        faults.empty_body(),
        faults.truncated_json(),
        faults.without_content(),
        faults.json_body({}),
        faults.json_body([]),
        faults.json_body(None),
        faults.json_body({"choices": None, "content": None, "candidates": None}),
        faults.json_body({"choices": [], "content": None, "candidates": []}),
        faults.json_body(_HOLLOW),
        faults.json_body({"choices": 7, "content": 7, "candidates": 7}),
    ],
    ids=[
        "plain_text",
        "html",
        "empty_body",
        "truncated_json",
        "without_content",
        "empty_object",
        "list",
        "null",
        "nulls",
        "empty_lists",
        "hollow",
        "numbers",
    ],
)
async def test_an_answer_outside_the_protocol_is_malformed(
    wire_server: WireServer, ask: Ask, fault: faults.Fault
) -> None:
    wire_server.fail(fault)

    with pytest.raises(MalformedResponseError) as caught:
        await ask()

    assert caught.value.retryable
    assert caught.value.hint


@pytest.mark.parametrize("count", ["12", -1, 1.5, None, True])
async def test_counts_that_are_no_counts_leave_the_usage_unknown(
    wire_server: WireServer, ask: Ask, count: Any
) -> None:
    body = {
        "choices": [{"index": 0, "finish_reason": "stop", "message": {"content": "Hello"}}],
        "usage": {
            "prompt_tokens": count,
            "completion_tokens": 1,
            "input_tokens": count,
            "output_tokens": 1,
        },
        "type": "message",
        "content": [{"type": "text", "text": "Hello"}],
        "stop_reason": "end_turn",
        "candidates": [{"finishReason": "STOP", "content": {"parts": [{"text": "Hello"}]}}],
        "usageMetadata": {"promptTokenCount": count, "candidatesTokenCount": 1},
    }
    wire_server.fail(faults.json_body(body))

    answer = await ask()

    assert (answer.text, answer.usage) == ("Hello", None)


async def test_the_models_of_a_key_are_listed_in_one_request(
    wire_server: WireServer, opened: Open
) -> None:
    models = await opened().list_models()

    assert [model.id for model in models] == ["model-one", "model-two"]
    assert len(wire_server.requests) == 1


async def test_thoughts_are_not_part_of_what_gemini_says(wire_server: WireServer) -> None:
    from orchestrator.providers import open_provider
    from orchestrator.providers.base import Prompt

    parts = [{"text": "Hmm.", "thought": True}, {"text": "Hel"}, {"text": "lo"}]
    candidate = {"finishReason": "STOP", "content": {"role": "model", "parts": parts}}
    wire_server.fail(faults.json_body({"candidates": [candidate]}))
    provider = open_provider(wire_server.credential("gemini"), timeout_s=5)

    assert (await provider.complete(Prompt("gemini-2.5-flash", "Hi"))).text == "Hello"


@pytest.mark.parametrize("count", [2**31, 10**30, -1, "12", 1.5, True])
def test_a_count_that_no_ledger_holds_is_unknown(count: object) -> None:
    assert inclusive_usage(input_tokens=count, output_tokens=1) is None
    assert inclusive_usage(input_tokens=1, output_tokens=count) is None


async def test_an_error_of_gemini_inside_a_success_is_that_error(wire_server: WireServer) -> None:
    from orchestrator.providers import open_provider
    from orchestrator.providers.base import Prompt

    error = {"code": 429, "message": "too many at once", "status": "RESOURCE_EXHAUSTED"}
    wire_server.fail(faults.json_body({"error": error}))
    provider = open_provider(wire_server.credential("gemini"), timeout_s=5)

    with pytest.raises(RateLimitedError, match="too many at once"):
        await provider.complete(Prompt("gemini-2.5-flash", "Hi"))
