"""Answers without an end, and answers of odd types: read up to a bound, and believed so far."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from wire import faults
from wire.mangling import (
    FINISH_NAMES,
    MODEL_NAMES,
    USAGE_NAMES,
    answer,
    bomb,
    bytes_replaced,
    compressed,
    edited,
    endless,
    saying,
)

from orchestrator.errors import (
    MalformedResponseError,
    OverloadedError,
    RateLimitedError,
    RequestRejectedError,
)
from orchestrator.providers.base import Completion, ModelInfo, TokenUsage
from orchestrator.providers.redaction import printable

if TYPE_CHECKING:
    from collections.abc import Callable

    from wire import Reply, WireRequest, WireServer
    from wire.exchange import Dialect

    from orchestrator.providers.base import Provider

    Ask = Callable[..., Any]
    Listen = Callable[..., Any]
    Vendor = Any


async def _completion(listen: Listen) -> tuple[list[str], Completion]:
    *pieces, last = [piece async for piece in listen()]
    return pieces, last


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "stream"])
async def test_a_gzip_bomb_is_not_read_to_its_end(
    wire_server: WireServer, ask: Ask, listen: Listen, streamed: bool
) -> None:
    wire_server.fail(bomb(1024))

    begun = time.thread_time()

    with pytest.raises(MalformedResponseError, match=r"cannot be read: (it is larger|one event)"):
        await (_completion(listen) if streamed else ask())

    assert time.thread_time() - begun < 2


async def test_an_error_that_is_a_bomb_is_told_by_its_status(
    wire_server: WireServer, ask: Ask
) -> None:
    wire_server.fail(bomb(1024, status=500))
    begun = time.thread_time()

    with pytest.raises(OverloadedError):
        await ask()

    assert time.thread_time() - begun < 1


async def test_a_stream_of_one_event_without_an_end_is_given_up(
    wire_server: WireServer, listen: Listen
) -> None:
    wire_server.fail(endless(b"data: x\n" * 2**13, pause_s=0, count=2**10))

    with pytest.raises(MalformedResponseError, match="one event of its stream does not end"):
        await _completion(listen)


async def test_events_that_say_nothing_let_others_go_on(
    wire_server: WireServer, listen: Listen, vendor: Vendor
) -> None:
    ping, empty = b'event: ping\ndata: {"type": "ping"}\n\n', b"data: {}\n\n"
    nothing = ping if vendor.provider == "claude" else empty
    wire_server.fail(endless(nothing * 2000, pause_s=0, count=2**10))

    async with asyncio.timeout(10):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await _completion(listen)


async def test_a_large_answer_is_read_whole(wire_server: WireServer, ask: Ask) -> None:
    wire_server.fail(saying("x" * 5_000_000))

    assert len((await ask()).text) == 5_000_000


async def test_a_compressed_answer_is_read(
    wire_server: WireServer, ask: Ask, listen: Listen
) -> None:
    wire_server.fail(compressed("gzip"), times=2)

    assert (await ask()).text == "Hello there"
    assert (await _completion(listen))[1].text == "Hello there"


@pytest.mark.parametrize("count", [-1, 10**12, 10**30, "many", None, ..., 0])
async def test_a_count_that_cannot_be_is_unknown(
    wire_server: WireServer, ask: Ask, vendor: Vendor, count: object
) -> None:
    wire_server.fail(edited(USAGE_NAMES, count))

    try:
        said = await ask()
    except MalformedResponseError:  # Google's SDK reads no answer whose counts are no numbers
        assert (vendor.provider, count) == ("gemini", "many")
    else:
        assert (said.text, said.usage) == ("Hello there", None)


async def test_an_answer_whose_output_is_not_counted_has_no_usage(
    wire_server: WireServer, ask: Ask
) -> None:
    output = frozenset({"completion_tokens", "candidatesTokenCount", "output_tokens"})
    wire_server.fail(edited(output, ...))

    assert (await ask()).usage is None


@pytest.mark.parametrize("value", [5, True, {"a": 1}, [1]])
async def test_words_of_another_type_are_no_words(
    wire_server: WireServer, ask: Ask, value: object
) -> None:
    wire_server.fail(edited(MODEL_NAMES, value))
    wire_server.fail(edited(FINISH_NAMES, value))

    for word in ("served_model", "finish_detail"):
        try:
            told = getattr(await ask(), word)
        except MalformedResponseError:
            continue
        assert told is None


async def test_a_model_with_signs_for_a_terminal_is_one_plain_line(
    wire_server: WireServer, ask: Ask, vendor: Vendor
) -> None:
    wire_server.fail(edited(MODEL_NAMES, "gpt\x1b[31m\x00\n" + "o" * 5000))

    model = (await ask()).served_model

    assert model.startswith("gpt [31m oo")
    assert len(model) <= 300


async def test_an_answer_of_blocks_that_say_nothing_is_no_answer(
    wire_server: WireServer, ask: Ask
) -> None:
    odd: dict[str, Any] = {"type": "message", "content": [None, {}, "x"]}
    odd["choices"] = [{"message": {"content": ""}, "finish_reason": "stop"}]
    wire_server.fail(faults.json_body(odd))

    with pytest.raises(MalformedResponseError):
        await ask()


async def test_half_a_sign_never_reaches_the_caller(
    wire_server: WireServer, ask: Ask, listen: Listen
) -> None:
    wire_server.fail(bytes_replaced(b"there", b"\\ud83d and \\u0000"), times=2)

    pieces, last = await _completion(listen)
    assert (await ask()).text == last.text == "".join(pieces) == "Hello \ufffd and \ufffd"


async def test_a_sign_that_a_stream_cuts_in_two_is_put_together(
    wire_server: WireServer, listen: Listen
) -> None:
    def halves(dialect: Dialect, request: WireRequest) -> Reply:
        reply = answer(dialect, request, "Hello there")
        assert reply.events
        events = (
            e.replace(b"Hello ", rb"\ud83d").replace(b"there", rb"\ude00") for e in reply.events
        )
        return replace(reply, events=tuple(events))

    wire_server.fail(halves)

    pieces, last = await _completion(listen)
    assert pieces == ["\U0001f600"]
    assert last.text == "\U0001f600"


@pytest.mark.parametrize("delay", ["\xb2s", "9" * 400 + "s", "-1s", "s", "soon"])
async def test_a_wait_that_is_no_time_is_none(
    wire_server: WireServer, ask: Ask, delay: str
) -> None:
    wire_server.fail(faults.rate_limited(retry_delay=delay))

    with pytest.raises(RateLimitedError) as caught:
        await ask()

    assert caught.value.retry_after_s is None


async def test_a_message_of_ten_million_characters_takes_no_time(
    wire_server: WireServer, ask: Ask
) -> None:
    wire_server.fail(faults.bad_request("sk-" * 3_000_000))
    begun = time.thread_time()

    with pytest.raises(RequestRejectedError) as caught:
        await ask()

    assert time.thread_time() - begun < 1
    assert "sk-" not in str(caught.value)


@pytest.mark.parametrize("length", range(16_300, 16_400, 7))
def test_no_part_of_a_key_is_left_where_a_long_message_is_cut(length: int) -> None:
    key = "wire-key-0123456789abcdef"

    shown = printable(("x " * length)[:length] + key * 50, key)
    near = printable(key * 2000, key)

    assert "wire" not in shown
    assert "wire" not in near


def test_a_message_that_no_text_can_hold_is_one_that_can() -> None:
    assert printable("a\ud800b\x00c") == "a?b c"


async def test_a_usage_of_one_vendor_is_never_of_nothing(wire_server: WireServer, ask: Ask) -> None:
    wire_server.usage = TokenUsage(0, 0)

    assert (await ask()).usage is None


async def test_a_list_has_only_models_that_can_be_asked_for(
    wire_server: WireServer, opened: Callable[[], Provider], vendor: Vendor
) -> None:
    names: list[Any] = ["plain", "a\x1b[31mred", "\ud800", "", " ", "x" * 5000]
    if vendor.provider != "gemini":  # whose SDK reads no list with one
        names += [5, None, [1], {"a": 1}]
    facts = {
        "type": "model",
        "object": "model",
        "shutdown_date": "soon",
        "retires_at": "2026-13-99",
    }
    listed = {
        "data": [{"id": name, "created": 1, **facts} for name in names],
        "models": [{"name": name} for name in names],
    }
    wire_server.fail(faults.json_body(listed))

    assert await opened().list_models() == (ModelInfo("plain"),)
