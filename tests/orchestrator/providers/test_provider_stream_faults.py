"""What goes wrong with a stream: never a short answer that passes for a whole one."""

from __future__ import annotations

import asyncio
import traceback
from typing import TYPE_CHECKING, Any

import pytest
from wire import faults

from orchestrator.errors import (
    BillingError,
    CallTimeoutError,
    ConnectionFailedError,
    CredentialsRefusedError,
    MalformedResponseError,
    ModelNotFoundError,
    OverloadedError,
    ProviderError,
    RateLimitedError,
    RequestRejectedError,
)
from orchestrator.providers import open_provider
from orchestrator.providers.base import Completion, Prompt
from orchestrator.providers.redaction import MASK, RedactedCause

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

    from wire import WireServer

    from orchestrator.providers.base import ProviderType

    Listen = Callable[..., AsyncGenerator[str | Completion]]
    Vendor = Any
    Case = tuple[str, faults.Fault, type[ProviderError]]

_MODELS: dict[ProviderType, str] = {
    "gemini": "gemini-2.5-flash",
    "openai": "gpt-4o-mini",
    "claude": "claude-sonnet-4-6",
}


async def _failed(stream: AsyncGenerator[str | Completion]) -> tuple[str, ProviderError]:
    """Listen to a stream that must fail; give what it said before."""
    said = ""
    with pytest.raises(ProviderError) as caught:
        async for item in stream:
            assert isinstance(item, str), "a completion came, although the stream failed"
            said += item
    return said, caught.value


async def _failed_with(
    server: WireServer, provider: ProviderType, fault: faults.Fault
) -> ProviderError:
    server.fail(fault)
    opened = open_provider(server.credential(provider), timeout_s=5)
    return (await _failed(opened.stream(Prompt(_MODELS[provider], "Hi"))))[1]


_BEFORE_ANY_PIECE: list[Case] = [
    ("wrong key", faults.wrong_key(), CredentialsRefusedError),
    ("forbidden", faults.forbidden(), CredentialsRefusedError),
    ("no model", faults.no_model(), ModelNotFoundError),
    ("no credit", faults.no_credit(), BillingError),
    ("rate limit", faults.rate_limited(), RateLimitedError),
    ("bad request", faults.bad_request(), RequestRejectedError),
    ("500", faults.server_error(500), OverloadedError),
    ("502 page", faults.html(502), OverloadedError),
    ("overloaded", faults.overloaded(), OverloadedError),
    ("redirect", faults.redirect("http://127.0.0.1:9/"), ConnectionFailedError),
    ("dropped", faults.cut(-1), ConnectionFailedError),
    ("cut in the first event", faults.cut(20), ConnectionFailedError),
    ("page instead of a stream", faults.html(200), MalformedResponseError),
    ("text instead of a stream", faults.plain_text(), MalformedResponseError),
    ("empty body", faults.empty_body(), MalformedResponseError),
    ("stream without events", faults.stream_body(), MalformedResponseError),
    ("stream of comments", faults.stream_body(b": ping\n\n"), MalformedResponseError),
    ("stream that is not JSON", faults.stream_body(b"data: {\n\n"), MalformedResponseError),
    ("nothing said", faults.without_content(), MalformedResponseError),
    ("overloaded at once", faults.stream_error(at_once=True), OverloadedError),
]


@pytest.mark.parametrize(
    ("fault", "kind"),
    [case[1:] for case in _BEFORE_ANY_PIECE],
    ids=[case[0] for case in _BEFORE_ANY_PIECE],
)
async def test_what_fails_before_the_first_piece_has_the_error_that_waiting_would_give(
    wire_server: WireServer,
    listen: Listen,
    vendor: Vendor,
    fault: faults.Fault,
    kind: type[ProviderError],
) -> None:
    wire_server.fail(fault)

    said, error = await _failed(listen())

    assert (said, type(error)) == ("", kind)
    assert (error.provider, error.model) == (vendor.provider, vendor.model)
    by_a_gateway = error.status_code in {502, 504}
    assert error.outcome_unknown is (kind.outcome_unknown or by_a_gateway)
    assert len(wire_server.requests) == 1, "the SDK must not retry on its own"


_AFTER_SOME_PIECES: list[Case] = [
    ("ends early", faults.stream_ends_early(), ConnectionFailedError),
    ("cut", faults.stream_cut(), ConnectionFailedError),
    ("stalls", faults.stream_stalls(30), CallTimeoutError),
    ("overloaded", faults.stream_error("overloaded"), OverloadedError),
    ("server error", faults.stream_error("server_error"), OverloadedError),
    ("rate limit", faults.stream_error("rate_limited"), RateLimitedError),
    ("no credit", faults.stream_error("no_credit"), BillingError),
    ("key revoked", faults.stream_error("wrong_key"), CredentialsRefusedError),
    ("no model", faults.stream_error("no_model"), ModelNotFoundError),
    ("bad request", faults.stream_error("bad_request"), RequestRejectedError),
    ("no word we know", faults.stream_error(error={"message": "Oh."}), OverloadedError),
]


@pytest.mark.parametrize(
    ("fault", "kind"),
    [case[1:] for case in _AFTER_SOME_PIECES],
    ids=[case[0] for case in _AFTER_SOME_PIECES],
)
async def test_what_fails_after_some_pieces_is_an_error_that_may_have_cost_something(
    wire_server: WireServer,
    listen: Listen,
    vendor: Vendor,
    fault: faults.Fault,
    kind: type[ProviderError],
) -> None:
    wire_server.fail(fault)

    said, error = await _failed(listen(timeout_s=0.5))

    assert said
    assert faults.LONG_TEXT.startswith(said)
    assert type(error) is kind
    assert (error.provider, error.model) == (vendor.provider, vendor.model)
    assert error.retryable is kind.retryable
    assert error.outcome_unknown
    assert error.sent
    assert error.hint


async def test_a_stream_that_ends_early_says_so(wire_server: WireServer, listen: Listen) -> None:
    wire_server.fail(faults.stream_ends_early())

    _, error = await _failed(listen())

    assert "ended its stream before the answer was whole" in str(error)
    assert error.retryable


async def test_an_error_inside_a_stream_does_not_pose_as_the_answers_status(
    wire_server: WireServer, listen: Listen
) -> None:
    wire_server.fail(faults.stream_error("rate_limited"))

    _, error = await _failed(listen())

    assert error.status_code == 429
    assert "as HTTP 429 in its stream" in str(error)


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("overloaded_error", OverloadedError),
        ("api_error", OverloadedError),
        ("timeout_error", OverloadedError),
        ("rate_limit_error", RateLimitedError),
        ("authentication_error", CredentialsRefusedError),
        ("permission_error", CredentialsRefusedError),
        ("billing_error", BillingError),
        ("invalid_request_error", RequestRejectedError),
        ("request_too_large", RequestRejectedError),
    ],
)
async def test_claudes_word_inside_a_stream_means_what_its_status_would(
    wire_server: WireServer, word: str, kind: type[ProviderError]
) -> None:
    fault = faults.stream_error(error={"type": word, "message": "Sorry."})

    error = await _failed_with(wire_server, "claude", fault)

    assert type(error) is kind
    assert error.code == word


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ({"code": "rate_limit_exceeded", "type": "requests"}, RateLimitedError),
        ({"code": None, "type": "server_error"}, OverloadedError),
        ({"code": "insufficient_quota", "type": "insufficient_quota"}, BillingError),
        ({"code": "invalid_api_key", "type": "invalid_request_error"}, CredentialsRefusedError),
        ({"code": 429}, RateLimitedError),
        ({"code": "502"}, OverloadedError),
        ({"code": "9" * 5000}, OverloadedError),
        ({"code": 0}, OverloadedError),
    ],
)
async def test_openais_word_or_number_inside_a_stream_means_what_its_status_would(
    wire_server: WireServer, said: dict[str, object], kind: type[ProviderError]
) -> None:
    fault = faults.stream_error(error={**said, "message": "Sorry."})

    error = await _failed_with(wire_server, "openai", fault)

    assert type(error) is kind
    assert "Sorry." in str(error)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ({"code": 503, "status": "UNAVAILABLE"}, OverloadedError),
        ({"code": 429, "status": "RESOURCE_EXHAUSTED"}, RateLimitedError),
        ({"code": "429"}, RateLimitedError),
        ({"code": "429", "status": "RESOURCE_EXHAUSTED"}, RateLimitedError),
        ({"code": "rate_limit_exceeded", "status": "RESOURCE_EXHAUSTED"}, RateLimitedError),
        ({"status": "PERMISSION_DENIED"}, CredentialsRefusedError),
        ({"code": "odd"}, OverloadedError),
    ],
)
async def test_geminis_code_inside_a_stream_is_understood_although_its_sdk_chokes_on_words(
    wire_server: WireServer, said: dict[str, object], kind: type[ProviderError]
) -> None:
    fault = faults.stream_error(error={**said, "message": "Sorry."})

    error = await _failed_with(wire_server, "gemini", fault)

    assert type(error) is kind
    assert "Sorry." in str(error)


async def test_gemini_says_inside_a_stream_how_long_to_wait(wire_server: WireServer) -> None:
    details = [{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "12s"}]
    fault = faults.stream_error(error={"code": 429, "message": "Slow.", "details": details})

    error = await _failed_with(wire_server, "gemini", fault)

    assert error.retry_after_s == 12


async def test_half_an_answer_is_not_quoted_in_an_error(
    wire_server: WireServer, listen: Listen
) -> None:
    wire_server.fail(faults.stream_body(b'data: {"my salary is": \n\n'))

    _, error = await _failed(listen())

    assert "salary" not in str(error)


_START: dict[str, Any] = {
    "type": "message_start",
    "message": {"type": "message", "content": [], "model": "m"},
}
_BLOCK = {"type": "content_block_start", "content_block": {"type": "text", "text": "Hello"}}
_END = {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": None}
_NO_END = {"type": "message_delta", "delta": {"stop_reason": None}, "usage": None}
_STOP = {"type": "message_stop"}


@pytest.mark.parametrize("events", [[_END], [_STOP], [_NO_END, _STOP]])
async def test_claude_is_done_when_the_message_stops_and_for_a_reason(
    wire_server: WireServer, events: list[dict[str, Any]]
) -> None:
    def fault(dialect: Any, request: Any) -> Any:
        bodies: list[dict[str, Any]] = [_START, _BLOCK, *events]
        return faults.stream_body(*map(dialect.event, bodies))(dialect, request)

    error = await _failed_with(wire_server, "claude", fault)

    assert type(error) is ConnectionFailedError


async def test_an_empty_word_is_no_reason_to_finish(wire_server: WireServer) -> None:
    chunk = b'data: {"choices": [{"delta": {"content": "Hel"}, "finish_reason": ""}]}\n\n'

    error = await _failed_with(wire_server, "openai", faults.stream_body(chunk))

    assert type(error) is ConnectionFailedError


async def test_how_long_to_wait_is_read_from_the_headers_of_a_refused_stream(
    wire_server: WireServer, listen: Listen
) -> None:
    wire_server.fail(faults.rate_limited(retry_after="7"))

    _, error = await _failed(listen())

    assert error.retry_after_s == 7


async def test_a_vendor_that_never_begins_times_out(
    wire_server: WireServer, listen: Listen
) -> None:
    wire_server.delay_s = 30

    said, error = await _failed(listen(timeout_s=0.3))

    assert (said, type(error)) == ("", CallTimeoutError)


async def test_a_dripping_stream_is_stopped_by_the_callers_deadline(
    wire_server: WireServer, listen: Listen
) -> None:
    wire_server.fail(faults.drip(0.05))

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.4):
            await _failed(listen())

    assert await anext(listen()) == "Hello"


async def test_a_key_that_an_error_inside_a_stream_repeats_does_not_leak(
    wire_server: WireServer, listen: Listen
) -> None:
    message = f"bad key {wire_server.key} in /v1/x?key={wire_server.key}"
    wire_server.fail(faults.stream_error("wrong_key", message=message))

    _, error = await _failed(listen())

    shown = "".join(traceback.format_exception(error)) + repr(vars(error))
    assert wire_server.key not in shown
    assert MASK in str(error)
    assert isinstance(error.__cause__, RedactedCause)
    assert error.__context__ is None or error.__context__ is error.__cause__


@pytest.mark.parametrize("broken", [False, True], ids=["in good order", "broken"])
async def test_wherever_a_stream_ends_its_answer_is_whole_or_an_error(
    wire_server: WireServer, listen: Listen, broken: bool
) -> None:
    whole = 0
    errors: list[ProviderError] = []
    for size in range(0, 2600, 23):
        wire_server.fail(faults.stream_part(size, broken=broken))
        try:
            *pieces, last = [item async for item in listen()]
        except ProviderError as error:
            errors.append(error)
        else:
            whole += 1
            assert isinstance(last, Completion)
            assert last.text == "".join(map(str, pieces)) == faults.LONG_TEXT
            assert last.finish_reason == "stop"

    assert len(errors) > 10
    assert all(error.retryable and error.outcome_unknown for error in errors)
    assert broken or whole
