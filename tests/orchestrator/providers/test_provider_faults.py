"""What goes wrong: the same error for the same fault, from each vendor."""

from __future__ import annotations

import asyncio
import socket
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from wire import WireServer, faults

from orchestrator.errors import (
    BillingError,
    CallTimeoutError,
    ConnectionFailedError,
    CredentialsRefusedError,
    ModelNotFoundError,
    OverloadedError,
    ProviderError,
    RateLimitedError,
    RequestRejectedError,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    Ask = Callable[..., Any]
    Vendor = Any
    Open = Callable[..., Any]

_CASES: list[tuple[str, faults.Fault, type[ProviderError], bool]] = [
    ("wrong key", faults.wrong_key(), CredentialsRefusedError, False),
    ("forbidden", faults.forbidden(), CredentialsRefusedError, False),
    ("401 without a code", faults.json_body({}, 401), CredentialsRefusedError, False),
    ("403 page", faults.html(403), CredentialsRefusedError, False),
    ("no model", faults.no_model(), ModelNotFoundError, False),
    ("closed model", faults.closed_model(), ModelNotFoundError, False),
    ("no such path", faults.no_such_path(), RequestRejectedError, False),
    ("404 page that says model", faults.html(404), RequestRejectedError, False),
    ("402", faults.payment_required(), BillingError, False),
    ("no credit", faults.no_credit(), BillingError, False),
    ("rate limit", faults.rate_limited(), RateLimitedError, True),
    ("bad request", faults.bad_request(), RequestRejectedError, False),
    ("413", faults.bad_request(status=413), RequestRejectedError, False),
    ("422", faults.bad_request(status=422), RequestRejectedError, False),
    ("408", faults.server_error(408), OverloadedError, True),
    ("409", faults.server_error(409), OverloadedError, True),
    ("500", faults.server_error(500), OverloadedError, True),
    ("502 page", faults.html(502), OverloadedError, True),
    ("503", faults.overloaded(), OverloadedError, True),
    ("504", faults.server_error(504), OverloadedError, True),
    ("529", faults.server_error(529), OverloadedError, True),
    ("cut body", faults.cut(20), ConnectionFailedError, True),
    ("dropped", faults.cut(-1), ConnectionFailedError, True),
]


@pytest.mark.parametrize(
    ("fault", "kind", "retryable"), [case[1:] for case in _CASES], ids=[case[0] for case in _CASES]
)
async def test_each_fault_has_its_own_error(
    wire_server: WireServer,
    ask: Ask,
    vendor: Vendor,
    fault: faults.Fault,
    kind: type[ProviderError],
    retryable: bool,
) -> None:
    wire_server.fail(fault)

    with pytest.raises(ProviderError) as caught:
        await ask()

    error = caught.value
    assert type(error) is kind
    assert error.retryable is retryable
    assert (error.provider, error.model) == (vendor.provider, vendor.model)
    assert error.__cause__ is not None
    assert len(wire_server.requests) == 1, "the SDK must not retry on its own"


async def test_an_error_tells_status_code_and_request_id(
    wire_server: WireServer, ask: Ask, vendor: Vendor
) -> None:
    wire_server.fail(faults.no_credit())

    with pytest.raises(BillingError) as caught:
        await ask()

    error = caught.value
    expected = {
        "gemini": ("RESOURCE_EXHAUSTED", None),
        "openai": ("credit_balance_exhausted", "req-of-error"),
        "claude": ("enforced_spend_limit_reached", "req-of-error"),
    }
    assert error.status_code == 429
    assert (error.code, error.provider_request_id) == expected[vendor.provider]
    assert error.sent


@pytest.mark.parametrize(
    ("waiting", "seconds"),
    [
        ({"retry_after": "7"}, 7),
        ({"retry_after": "0.5"}, 0.5),
        ({"retry_after_ms": "1500", "retry_after": "9"}, 1.5),
        ({"date_in": timedelta(hours=1)}, 3600),
        ({"date_in": timedelta(hours=-1)}, 0),
        ({"retry_after": "soon"}, None),
        ({"retry_after": "-3"}, None),
        ({"retry_after": "nan"}, None),
        ({}, None),
    ],
)
async def test_how_long_to_wait_is_read_from_the_headers(
    wire_server: WireServer, ask: Ask, waiting: dict[str, Any], seconds: float | None
) -> None:
    wire_server.fail(faults.rate_limited(**waiting))

    with pytest.raises(RateLimitedError) as caught:
        await ask()

    expected = (
        None if seconds is None else pytest.approx(seconds, abs=60 if "date_in" in waiting else 0)
    )
    assert caught.value.retry_after_s == expected


@pytest.mark.parametrize(("delay", "seconds"), [("12s", 12), ("0.25s", 0.25), ("soon", None)])
async def test_gemini_says_in_the_body_how_long_to_wait(
    wire_server: WireServer, delay: str, seconds: float | None
) -> None:
    from orchestrator.providers import open_provider
    from orchestrator.providers.base import Prompt

    wire_server.fail(faults.rate_limited(retry_delay=delay))
    provider = open_provider(wire_server.credential("gemini"), timeout_s=5)

    with pytest.raises(RateLimitedError) as caught:
        await provider.complete(Prompt("gemini-2.5-flash", "Hi"))

    assert caught.value.retry_after_s == seconds


async def test_a_silent_vendor_times_out(wire_server: WireServer, ask: Ask) -> None:
    wire_server.fail(faults.slow(30))

    with pytest.raises(CallTimeoutError) as caught:
        await ask(timeout_s=0.2)

    assert caught.value.sent


async def test_a_dripping_vendor_is_stopped_by_the_callers_deadline(
    wire_server: WireServer, ask: Ask
) -> None:
    wire_server.fail(faults.drip(0.05))

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.4):
            await ask(timeout_s=5)

    assert (await ask()).text == "Hello"


async def test_cancelling_a_call_is_not_an_error_of_the_vendor(
    wire_server: WireServer, ask: Ask
) -> None:
    wire_server.fail(faults.slow(30))
    call = asyncio.ensure_future(ask())
    while not wire_server.requests:
        await asyncio.sleep(0.01)

    call.cancel()

    with pytest.raises(asyncio.CancelledError):
        await call


async def test_a_refused_connection_says_that_nothing_was_sent(
    opened: Open, vendor: Vendor
) -> None:
    from orchestrator.providers.base import Prompt

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{free.getsockname()[1]}"

    with pytest.raises(ConnectionFailedError) as caught:
        await opened(base_url=nobody).complete(Prompt(vendor.model, "Hi"))

    assert not caught.value.sent
    assert caught.value.hint
    assert nobody.removeprefix("http://") in caught.value.hint


async def test_a_redirect_is_not_followed(
    wire_server: WireServer, ask: Ask, vendor: Vendor
) -> None:
    with WireServer() as elsewhere:
        wire_server.fail(faults.redirect(f"{elsewhere.url}/v1/take-the-key?key=abc"))

        with pytest.raises(ConnectionFailedError) as caught:
            await ask()

        assert elsewhere.requests == []
        assert elsewhere.url.removeprefix("http://") in str(caught.value)
        assert not caught.value.sent


@pytest.mark.parametrize("fault", [faults.no_such_path(), faults.html(404), faults.no_model()])
async def test_a_missing_list_of_models_points_at_the_base_url(
    wire_server: WireServer, opened: Open, fault: faults.Fault
) -> None:
    wire_server.fail(fault)

    with pytest.raises(RequestRejectedError) as caught:
        await opened().list_models()

    assert caught.value.hint
    assert "base URL" in caught.value.hint


async def test_a_wrong_key_is_found_out_by_listing_models(
    wire_server: WireServer, opened: Open
) -> None:
    with pytest.raises(CredentialsRefusedError):
        await opened(api_key="another-key-0123456789").list_models()


@pytest.mark.parametrize(
    ("status", "unknown"), [(500, False), (502, True), (503, False), (504, True), (524, True)]
)
async def test_a_gateway_that_gives_up_leaves_open_whether_the_work_was_done(
    wire_server: WireServer, ask: Ask, status: int, unknown: bool
) -> None:
    wire_server.fail(faults.server_error(status))

    with pytest.raises(OverloadedError) as caught:
        await ask()

    assert caught.value.outcome_unknown is unknown
