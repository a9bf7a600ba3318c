"""What goes over the wire, as tests see it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:
    from orchestrator.providers.base import ProviderType, TokenUsage

Ending = Literal["stop", "length", "refusal", "prompt_block"]
_WORDS = re.compile(r"\S+\s*|\s+")
ErrorKind = Literal[
    "wrong_key",
    "forbidden",
    "no_model",
    "closed_model",
    "rate_limited",
    "no_credit",
    "bad_request",
    "server_error",
    "overloaded",
]


@dataclass(frozen=True, slots=True)
class WireRequest:
    """One request as it arrived, with the same questions answered for every vendor.

    Attributes:
        provider: Whose protocol it speaks.
        method: "GET" or "POST".
        path: Without the query.
        query: As it was sent.
        headers: Lower-case names.
        body: Parsed; empty for a GET.
        model: None for a list of models.
        text: Everything the user's turns say, joined by line breaks.
        system: The system instruction, "" for none.
        turns: (role, text) of every message, roles as the vendor calls them.
        images: (media type, bytes).
        schema: The JSON Schema that the answer must follow.
        temperature: As sent.
        max_output_tokens: As sent.
        streamed: The answer is wanted piece by piece.
    """

    provider: ProviderType
    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: dict[str, Any]
    model: str | None = None
    text: str = ""
    system: str = ""
    turns: tuple[tuple[str, str], ...] = ()
    images: tuple[tuple[str, bytes], ...] = ()
    schema: dict[str, Any] | None = None
    temperature: float | None = None
    max_output_tokens: int | None = None
    streamed: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer, and how badly it is delivered.

    Attributes:
        status: The HTTP status.
        body: Sent as it is.
        headers: Beside the length and the connection.
        delay_s: Before the first byte.
        drip_s: Between single bytes of the body; None sends it at once.
        cut_after: Close the connection after so many bytes of the body, as if there were more to
            come; -1 closes it before any answer.
        events: Sent one by one instead of a body, of which nobody announces the length.
        event_delay_s: Between two of them.
        raw: Sent instead of all this, piece by piece with `event_delay_s` between, status line and
            headers included; then the connection closes.
        reset: A connection that closes early is reset, instead of ending in good order.
    """

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict[str, str])
    delay_s: float = 0.0
    drip_s: float | None = None
    cut_after: int | None = None
    events: tuple[bytes, ...] | None = None
    event_delay_s: float = 0.0
    raw: tuple[bytes, ...] | None = None
    reset: bool = False


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a model says, in no vendor's dialect."""

    text: str
    ending: Ending
    usage: TokenUsage | None
    served_model: str
    request_id: str

    @property
    def pieces(self) -> list[str]:
        """The text, word by word."""
        return _WORDS.findall(self.text)


class Dialect(Protocol):
    """One vendor's protocol, from the server's side."""

    @property
    def provider(self) -> ProviderType:
        """The vendor."""
        ...

    def parsed(self, request: WireRequest) -> WireRequest:
        """Answer the common questions about a request."""
        ...

    def is_authorized(self, request: WireRequest, key: str) -> bool:
        """Check the key where the SDK puts it."""
        ...

    def answer(self, spoken: Spoken) -> Reply:
        """Say it in this dialect."""
        ...

    def stream(self, spoken: Spoken, request: WireRequest) -> Reply:
        """Say it piece by piece."""
        ...

    def event(self, body: dict[str, Any]) -> bytes:
        """Frame one event of a stream."""
        ...

    def error(
        self,
        kind: ErrorKind,
        *,
        status: int | None = None,
        message: str | None = None,
        parameter: str | None = None,
        model: str | None = None,
        retry_delay: str | None = None,
    ) -> Reply:
        """Refuse in this dialect; status and message are the vendor's usual ones if not given."""
        ...

    def models(self, names: list[str]) -> Reply:
        """List models."""
        ...


Fault = Callable[[Dialect, WireRequest], Reply]
"""What goes wrong with one request, instead of its answer."""


def said(dialect: Dialect, request: WireRequest, spoken: Spoken) -> Reply:
    """Say it as the request wants to hear it."""
    return dialect.stream(spoken, request) if request.streamed else dialect.answer(spoken)


def parts_of(message: dict[str, Any]) -> list[dict[str, Any]]:
    """Give a message's content as parts, also when it is a bare string."""
    content: Any = message.get("content")
    return [{"type": "text", "text": content}] if isinstance(content, str) else content or []


def json_reply(body: object, status: int = 200, **headers: str) -> Reply:
    """Make a JSON answer; underscores in header names stand for hyphens."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(
        status=status,
        body=json.dumps(body).encode("utf-8"),
        headers={"content-type": "application/json", **named},
    )


def event_reply(*events: bytes, **headers: str) -> Reply:
    """Make a stream of server-sent events; underscores in header names stand for hyphens."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(events=events, headers={"content-type": "text/event-stream", **named})
