"""An answer that comes in pieces: the same completion at its end, from each vendor's own form."""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from wire import faults

from orchestrator.errors import RequestRejectedError
from orchestrator.providers import open_provider
from orchestrator.providers.base import Completion, Prompt, TokenUsage

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

    from wire import WireServer

    Ask = Callable[..., Any]
    Listen = Callable[..., AsyncGenerator[str | Completion]]
    Vendor = Any
    Open = Callable[..., Any]

_SAID = "Nine words, come as they come:\nthe answer.  Bye."


async def _heard(stream: AsyncGenerator[str | Completion]) -> tuple[list[str], Completion]:
    """Listen to the end; the completion comes last and once."""
    *pieces, last = [item async for item in stream]
    assert isinstance(last, Completion)
    texts = [piece for piece in pieces if isinstance(piece, str) and piece]
    assert texts == pieces
    return texts, last


def _events(*bodies: dict[str, Any]) -> faults.Fault:
    """Make a stream of exactly these events, in the vendor's frame."""

    def fault(dialect: Any, request: Any) -> Any:
        return faults.stream_body(*map(dialect.event, bodies))(dialect, request)

    return fault


async def test_an_answer_comes_word_by_word_and_then_whole(
    wire_server: WireServer, listen: Listen
) -> None:
    wire_server.answer_with(_SAID)

    pieces, answer = await _heard(listen())

    assert len(pieces) == 9
    assert "".join(pieces) == answer.text == _SAID
    assert wire_server.requests[0].streamed
    assert len(wire_server.requests) == 1


async def test_a_streamed_answer_is_the_one_that_waiting_would_have_given(
    wire_server: WireServer, ask: Ask, listen: Listen, vendor: Vendor
) -> None:
    wire_server.answer_with(_SAID)
    wire_server.served_model = "another-model-001"
    wire_server.usage = TokenUsage(1000, 200, 600, 0 if vendor.provider == "gemini" else 30, 150)

    waited = await ask(system="Be brief.", temperature=0.5)
    _, streamed = await _heard(listen(system="Be brief.", temperature=0.5))

    assert streamed == replace(waited, provider_request_id="req-2")
    first, second = wire_server.requests
    wanting = {"stream": True, "stream_options": {"include_usage": True}}
    assert {k: v for k, v in second.body.items() if k not in wanting} == first.body


async def test_pieces_come_while_the_vendor_is_still_speaking(
    wire_server: WireServer, listen: Listen
) -> None:
    wire_server.fail(faults.stream_stalls(60))

    async with aclosing(listen(timeout_s=60)) as stream:
        first = await anext(stream)

    assert first == "One "


async def test_unknown_usage_is_none_and_not_zero(wire_server: WireServer, listen: Listen) -> None:
    wire_server.usage = None

    _, answer = await _heard(listen())

    assert answer.usage is None


@pytest.mark.parametrize("text", ["Hel lo", ""])
async def test_an_answer_at_the_output_limit_keeps_its_text_and_usage(
    wire_server: WireServer, listen: Listen, text: str
) -> None:
    wire_server.fail(faults.out_of_tokens(text))

    pieces, answer = await _heard(listen())

    assert "".join(pieces) == text
    assert (answer.text, answer.finish_reason) == (text, "length")
    assert answer.usage == TokenUsage(100, 20, reasoning_tokens=5)


@pytest.mark.parametrize("fault", [faults.refusal(), faults.prompt_block()])
async def test_a_refusal_is_a_completion_without_pieces(
    wire_server: WireServer, listen: Listen, fault: faults.Fault
) -> None:
    wire_server.fail(fault)

    pieces, answer = await _heard(listen())

    assert (pieces, answer.text, answer.finish_reason) == ([], "", "refusal")
    assert answer.finish_detail
    assert answer.usage == TokenUsage(100, 20, reasoning_tokens=5)


async def test_a_refused_parameter_is_left_out_before_the_first_piece(
    wire_server: WireServer, listen: Listen
) -> None:
    wire_server.answer_with(_SAID)
    wire_server.fail(faults.rejects("temperature"))

    pieces, answer = await _heard(listen(temperature=0.5))

    assert "".join(pieces) == _SAID
    assert [seen.temperature for seen in wire_server.requests] == [0.5, None]
    assert answer.dropped_params == ("temperature",)


async def test_a_parameter_refused_as_the_first_event_is_left_out_as_well(
    wire_server: WireServer, listen: Listen
) -> None:
    refusal = faults.stream_error("bad_request", message="temperature: no", at_once=True)
    wire_server.fail(refusal)

    _, answer = await _heard(listen(temperature=0.5))

    assert answer.dropped_params == ("temperature",)


async def test_a_parameter_that_the_model_is_known_to_refuse_is_never_sent(
    wire_server: WireServer, listen: Listen, vendor: Vendor
) -> None:
    _, answer = await _heard(listen(model=vendor.firm_model, temperature=0.5))

    assert [seen.temperature for seen in wire_server.requests] == [None]
    assert answer.dropped_params == ("temperature",)


async def test_a_server_that_cannot_count_while_it_streams_is_not_asked_to(
    wire_server: WireServer,
) -> None:
    wire_server.fail(faults.rejects("stream_options"))
    provider = open_provider(wire_server.credential("openai"), timeout_s=5)

    pieces, answer = await _heard(provider.stream(Prompt("llama3.2", "Hi")))

    first, second = (seen.body for seen in wire_server.requests)
    assert first["stream_options"] == {"include_usage": True}
    assert "stream_options" not in second
    assert (pieces, answer.usage) == (["Hello"], None)
    assert answer.dropped_params == ("stream_options",)


async def test_thoughts_are_not_part_of_what_gemini_says(wire_server: WireServer) -> None:
    parts = [{"text": "Hmm.", "thought": True}, {"text": "Hel"}, {"text": "lo"}]
    thought = {"candidates": [{"content": {"role": "model", "parts": parts[:1]}}]}
    said = {"candidates": [{"finishReason": "STOP", "content": {"parts": parts}}]}
    wire_server.fail(_events(thought, said))
    provider = open_provider(wire_server.credential("gemini"), timeout_s=5)

    pieces, answer = await _heard(provider.stream(Prompt("gemini-2.5-flash", "Hi")))

    assert (pieces, answer.text) == (["Hello"], "Hello")


async def test_geminis_last_count_is_the_one_that_holds(wire_server: WireServer) -> None:
    def chunk(text: str, said: int | None, **more: str) -> dict[str, Any]:
        content = {"role": "model", "parts": [{"text": text}]}
        body: dict[str, Any] = {"candidates": [{"content": content, **more}]}
        if said:
            body["usageMetadata"] = {"promptTokenCount": 7, "candidatesTokenCount": said}
        return body

    wire_server.fail(_events(chunk("a", 1), chunk("b", 2), chunk("c", None, finishReason="STOP")))
    provider = open_provider(wire_server.credential("gemini"), timeout_s=5)

    _, answer = await _heard(provider.stream(Prompt("gemini-2.5-flash", "Hi")))

    assert answer.usage == TokenUsage(7, 2)


_CLAUDE_START: dict[str, Any] = {
    "type": "message_start",
    "message": {
        "type": "message",
        "role": "assistant",
        "model": "m",
        "content": [],
        "usage": {"input_tokens": 5, "cache_read_input_tokens": 3, "output_tokens": 1},
    },
}
_CLAUDE_SAYS: list[dict[str, Any]] = [
    {"type": "content_block_start", "index": 0, "content_block": {"type": "thinking"}},
    {"type": "content_block_delta", "index": 0, "delta": {"type": "thinking_delta"}},
    {"type": "content_block_stop", "index": 0},
    {"type": "content_block_start", "index": 1, "content_block": {"type": "text", "text": "He"}},
    {"type": "content_block_delta", "index": 1, "delta": {"type": "text_delta", "text": "llo"}},
    {"type": "content_block_stop", "index": 1},
]


@pytest.mark.parametrize(
    ("last", "usage"),
    [
        ({"output_tokens": 9}, TokenUsage(8, 9, 3)),
        ({"output_tokens": 9, "input_tokens": 6}, TokenUsage(9, 9, 3)),
        (
            {
                "output_tokens": 9,
                "cache_read_input_tokens": 4,
                "cache_creation_input_tokens": 2,
                "output_tokens_details": {"thinking_tokens": 7},
            },
            TokenUsage(11, 9, 4, 2, 7),
        ),
        ({}, None),
        (None, None),
    ],
)
async def test_claudes_first_count_is_of_the_input_and_its_last_may_correct_it(
    wire_server: WireServer, last: dict[str, Any] | None, usage: TokenUsage | None
) -> None:
    end = {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": last}
    wire_server.fail(_events(_CLAUDE_START, *_CLAUDE_SAYS, end, {"type": "message_stop"}))
    provider = open_provider(wire_server.credential("claude"), timeout_s=5)

    pieces, answer = await _heard(provider.stream(Prompt("claude-sonnet-4-6", "Hi")))

    assert (pieces, answer.text) == (["He", "llo"], "Hello")
    assert answer.usage == usage


async def test_what_compatible_servers_leave_out_of_a_chunk_is_forgiven(
    wire_server: WireServer,
) -> None:
    wire_server.fail(
        _events(
            {"choices": None},
            {"choices": [{"index": 0, "finish_reason": "", "delta": {"content": "Hello"}}]},
            {"choices": [{"index": 0, "finish_reason": "stop", "delta": None}]},
            {"choices": [{"index": 0, "finish_reason": None, "delta": {"content": ""}}]},
        )
    )
    provider = open_provider(wire_server.credential("openai"), timeout_s=5)

    pieces, answer = await _heard(provider.stream(Prompt("llama3.2", "Hi")))

    assert (pieces, answer.finish_reason) == (["Hello"], "stop")


@pytest.mark.parametrize(("text", "pieces"), [("By the rules.", ["By the rules."]), ("", [])])
async def test_offline_says_what_the_rules_say_in_one_piece(text: str, pieces: list[str]) -> None:
    from orchestrator.providers.offline import OfflineProvider

    prompt = Prompt("rules", "Hi", by_rules=lambda: text)

    said, answer = await _heard(OfflineProvider().stream(prompt))

    assert said == pieces
    assert answer == await OfflineProvider().complete(prompt)


async def test_offline_cannot_stream_without_rules() -> None:
    from orchestrator.providers.offline import OfflineProvider

    with pytest.raises(RequestRejectedError):
        await anext(OfflineProvider().stream(Prompt("rules", "Hi")))
