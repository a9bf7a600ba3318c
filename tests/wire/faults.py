"""Everything that has been seen to go wrong between a client and a vendor.

Each function gives a `Fault` for `WireServer.fail`; what it looks like on the wire depends on the
vendor that is asked.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING

from orchestrator.providers.base import TokenUsage
from wire.exchange import Ending, ErrorKind, Reply, Spoken, event_reply, json_reply, said

if TYPE_CHECKING:
    from datetime import timedelta

    from wire.exchange import Dialect, Fault, WireRequest

LONG_TEXT = "One two three four five six."
"""What a stream says that goes wrong on its way."""

_USAGE = TokenUsage(input_tokens=100, output_tokens=20, reasoning_tokens=5)


def wrong_key() -> Fault:
    """401, or Gemini's 400 with API_KEY_INVALID."""
    return lambda dialect, _: dialect.error("wrong_key")


def forbidden() -> Fault:
    """403."""
    return lambda dialect, _: dialect.error("forbidden")


def no_model() -> Fault:
    """404: there is no such model."""
    return lambda dialect, request: dialect.error("no_model", model=request.model)


def closed_model() -> Fault:
    """404: no longer available to new users."""
    return lambda dialect, request: dialect.error("closed_model", model=request.model)


def no_such_path() -> Fault:
    """404 of a server that is there but does not speak the protocol at this path."""
    return lambda _, __: json_reply({"detail": "Not Found"}, 404)


def rate_limited(
    *,
    retry_after: str | None = None,
    retry_after_ms: str | None = None,
    date_in: timedelta | None = None,
    retry_delay: str | None = None,
) -> Fault:
    """429; how long to wait in seconds, milliseconds, as an HTTP date, or in Gemini's body."""
    headers: dict[str, str] = {}
    if retry_after:
        headers["retry-after"] = retry_after
    if retry_after_ms:
        headers["retry-after-ms"] = retry_after_ms

    def fault(dialect: Dialect, _: WireRequest) -> Reply:
        if date_in is not None:
            headers["retry-after"] = format_datetime(datetime.now(UTC) + date_in, usegmt=True)
        reply = dialect.error("rate_limited", retry_delay=retry_delay)
        return replace(reply, headers={**reply.headers, **headers})

    return fault


def no_credit() -> Fault:
    """429 that no waiting cures."""
    return lambda dialect, _: dialect.error("no_credit")


def payment_required() -> Fault:
    """402."""
    return lambda dialect, _: dialect.error("bad_request", status=402)


def server_error(status: int = 500) -> Fault:
    """Any 5xx, or another status, in the vendor's own form."""
    return lambda dialect, _: dialect.error("server_error", status=status)


def overloaded() -> Fault:
    """503, or Claude's 529."""
    return lambda dialect, _: dialect.error("overloaded")


def rejects(parameter: str, status: int = 400) -> Fault:
    """400 that names a parameter."""
    return lambda dialect, _: dialect.error("bad_request", status=status, parameter=parameter)


def bad_request(message: str | None = None, status: int = 400) -> Fault:
    """400 with these words."""
    return lambda dialect, _: dialect.error("bad_request", status=status, message=message)


def echo_key(status: int = 401) -> Fault:
    """An error that repeats the key, bare and within a URL, as careless gateways do."""

    def fault(dialect: Dialect, request: WireRequest) -> Reply:
        headers = request.headers
        key = headers.get("x-goog-api-key") or headers["authorization"].removeprefix("Bearer ")
        text = f"bad key {key} in /v1/x?key={key}&alt=json (Authorization: Bearer {key})"
        kind = "wrong_key" if status == 401 else "bad_request"
        return dialect.error(kind, status=status, message=text)

    return fault


def slow(delay_s: float) -> Fault:
    """A whole answer, but late."""
    return _delivered(delay_s=delay_s)


def drip(pause_s: float) -> Fault:
    """A whole answer, one byte at a time: no timeout between reads ever sees it."""
    return _delivered(drip_s=pause_s)


def cut(after: int = 20) -> Fault:
    """The connection breaks in the middle of the body; -1: before any answer."""
    return _delivered(cut_after=after)


def truncated_json() -> Fault:
    """200 whose JSON ends too soon, although the length is right."""

    def fault(dialect: Dialect, request: WireRequest) -> Reply:
        reply = _answer(dialect, request, "stop", "Hello")
        if reply.events:
            return replace(reply, events=(reply.events[0][: len(reply.events[0]) // 2],))
        return replace(reply, body=reply.body[: len(reply.body) // 2])

    return fault


def empty_body() -> Fault:
    """200 with nothing in it."""
    return lambda _, __: Reply(headers={"content-type": "application/json"})


def plain_text(text: str = "hello from a captive portal") -> Fault:
    """200 of text/plain."""
    return lambda _, __: Reply(body=text.encode(), headers={"content-type": "text/plain"})


def html(status: int = 503) -> Fault:
    """A proxy's page."""
    page = b"<!DOCTYPE html><html><body><h1>Service Unavailable: model</h1></body></html>"
    return lambda _, __: Reply(status, page, {"content-type": "text/html"})


def json_body(body: object, status: int = 200) -> Fault:
    """Exactly this JSON."""
    return lambda _, __: json_reply(body, status)


def without_content() -> Fault:
    """200 in the right shape, but nothing is said, and the vendor calls that finished."""
    return _ending("stop", "")


def refusal() -> Fault:
    """200: the model declines, or a safety filter blocks its answer."""
    return _ending("refusal", "")


def prompt_block() -> Fault:
    """200: the prompt itself is blocked."""
    return _ending("prompt_block", "")


def out_of_tokens(text: str = "Hel") -> Fault:
    """200: the output limit is reached; with "" everything went into thinking."""
    return _ending("length", text)


def stream_ends_early() -> Fault:
    """A stream that ends in good order after some pieces, and nobody calls it finished."""
    return lambda dialect, request: event_reply(*_some_events(dialect, request))


def stream_cut() -> Fault:
    """The connection breaks after some pieces of a stream."""

    def fault(dialect: Dialect, request: WireRequest) -> Reply:
        events = _some_events(dialect, request)
        return replace(event_reply(*events), cut_after=sum(map(len, events)))

    return fault


def stream_error(
    kind: ErrorKind = "overloaded",
    *,
    message: str | None = None,
    error: dict[str, object] | None = None,
    at_once: bool = False,
) -> Fault:
    """An error inside a stream of 200, after some pieces; `error` replaces what the vendor says."""

    def fault(dialect: Dialect, request: WireRequest) -> Reply:
        said_so = json.loads(dialect.error(kind, message=message, model=request.model).body)
        if error is not None:
            said_so["error"] = error
        before = () if at_once else _some_events(dialect, request)
        return event_reply(*before, dialect.event(said_so))

    return fault


def stream_stalls(seconds: float) -> Fault:
    """A stream that falls silent for so long after some pieces, and then goes on."""

    def fault(dialect: Dialect, request: WireRequest) -> Reply:
        reply = _long_answer(dialect, request)
        assert reply.events
        some = _some_events(dialect, request)
        rest = reply.events[len(some) :]
        return replace(reply, events=(b"".join(some), b"".join(rest)), event_delay_s=seconds)

    return fault


def stream_body(*events: bytes) -> Fault:
    """Exactly these bytes, as a stream of events."""
    return lambda _, __: event_reply(*events)


def stream_part(size: int, *, broken: bool) -> Fault:
    """Only so many bytes of a stream; the connection ends there in good order, or breaks."""

    def fault(dialect: Dialect, request: WireRequest) -> Reply:
        reply = _long_answer(dialect, request)
        part = b"".join(reply.events or ())[:size]
        return replace(reply, events=(part,), cut_after=size if broken else None)

    return fault


def redirect(to: str, status: int = 307) -> Fault:
    """Another address for the same request."""
    return lambda _, __: Reply(status, b"", {"location": to})


def _ending(ending: Ending, text: str) -> Fault:
    return lambda dialect, request: _answer(dialect, request, ending, text)


def _delivered(
    *, delay_s: float = 0.0, drip_s: float | None = None, cut_after: int | None = None
) -> Fault:
    def fault(dialect: Dialect, request: WireRequest) -> Reply:
        reply = _answer(dialect, request, "stop", "Hello")
        return replace(reply, delay_s=delay_s, drip_s=drip_s, cut_after=cut_after)

    return fault


def _long_answer(dialect: Dialect, request: WireRequest) -> Reply:
    assert request.streamed, "this fault is for streams"
    return _answer(dialect, request, "stop", LONG_TEXT)


def _some_events(dialect: Dialect, request: WireRequest) -> tuple[bytes, ...]:
    """Give the events of the first half of a long answer, of which some carry text."""
    events = _long_answer(dialect, request).events or ()
    return events[: len(events) // 2 + 1]


def _answer(dialect: Dialect, request: WireRequest, ending: Ending, text: str) -> Reply:
    spoken = Spoken(text, ending, _USAGE, request.model or "unknown", "req-of-fault")
    return said(dialect, request, spoken) if request.model else json_reply({})
