"""Answers that were right until somebody touched them: single fields, encodings, raw bytes."""

from __future__ import annotations

import gzip
import json
import zlib
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from orchestrator.providers.base import TokenUsage
from wire.exchange import Reply, Spoken, said

if TYPE_CHECKING:
    from collections.abc import Callable

    from wire.exchange import Dialect, Fault, WireRequest

USAGE_NAMES = frozenset(
    {"prompt_tokens", "completion_tokens", "promptTokenCount", "candidatesTokenCount"}
    | {"input_tokens", "output_tokens"}
)
MODEL_NAMES = frozenset({"model", "modelVersion"})
TEXT_NAMES = frozenset({"content", "text"})
FINISH_NAMES = frozenset({"finish_reason", "finishReason", "stop_reason"})

_USAGE = TokenUsage(input_tokens=100, output_tokens=20, reasoning_tokens=5)
_BLOCK = 2**20


def answer(dialect: Dialect, request: WireRequest, text: str | None = None) -> Reply:
    """Say it as a server in good health does; for a schema, the smallest instance of it."""
    said_text = text if text is not None else default_text(request)
    spoken = Spoken(said_text, "stop", _USAGE, request.model or "unknown", "req-of-chaos")
    return said(dialect, request, spoken)


def default_text(request: WireRequest) -> str:
    """What a server in good health says."""
    from wire.schemas import smallest_instance

    return json.dumps(smallest_instance(request.schema)) if request.schema else "Hello there"


def saying(text: str) -> Fault:
    """A right answer that says this."""
    return lambda dialect, request: answer(dialect, request, text)


def edited(names: frozenset[str], value: object) -> Fault:
    """A right answer in which every field of these names holds the value; `...` removes them."""

    def change(node: Any) -> Any:
        if isinstance(node, list):
            return [change(entry) for entry in cast("list[Any]", node)]
        if not isinstance(node, dict):
            return node
        fields = cast("dict[str, Any]", node)
        kept = {k: v for k, v in fields.items() if value is not ... or k not in names}
        # An event's own empty fields say that nothing has come yet.
        return {k: value if k in names and v is not None else change(v) for k, v in kept.items()}

    return rewritten(change)


def rewritten(change: Callable[[Any], Any]) -> Fault:
    """A right answer whose body, or each event of it, has gone through a function."""

    def fault(dialect: Dialect, request: WireRequest) -> Reply:
        reply = answer(dialect, request)
        if reply.events is None:
            return replace(reply, body=json.dumps(change(json.loads(reply.body))).encode())
        return replace(reply, events=tuple(_event(event, change) for event in reply.events))

    return fault


def _event(event: bytes, change: Callable[[Any], Any]) -> bytes:
    lines = event.decode().splitlines()
    for number, line in enumerate(lines):
        if line.startswith("data: {"):
            lines[number] = "data: " + json.dumps(change(json.loads(line.removeprefix("data: "))))
    return ("\n".join(lines) + "\n\n").encode()


def bytes_replaced(old: bytes, new: bytes) -> Fault:
    """A right answer ("Hello there") with these bytes changed."""

    def fault(dialect: Dialect, request: WireRequest) -> Reply:
        reply = answer(dialect, request, "Hello there")
        events = tuple(e.replace(old, new) for e in reply.events) if reply.events else None
        return replace(reply, body=reply.body.replace(old, new), events=events)

    return fault


def with_headers(**headers: str) -> Fault:
    """A right answer with these headers beside its own; underscores stand for hyphens."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    def fault(dialect: Dialect, request: WireRequest) -> Reply:
        reply = answer(dialect, request)
        return replace(reply, headers={**reply.headers, **named})

    return fault


def raw(*pieces: bytes, pause_s: float = 0.0, reset: bool = False) -> Fault:
    """Exactly these bytes instead of an answer, and then the end of the connection."""
    return lambda _, __: Reply(raw=pieces, event_delay_s=pause_s, reset=reset)


def framed(head: bytes, *, keep: int | None = None, reset: bool = False) -> Fault:
    """A right answer under this head; with `keep`, only so many bytes of the body."""

    def fault(dialect: Dialect, request: WireRequest) -> Reply:
        body = whole_body(answer(dialect, request))
        lines = b"%b\r\ncontent-type: %b\r\n" % (head, content_type(request))
        if b"content-length" not in head.lower() and b"chunked" not in head.lower():
            lines += b"content-length: %d\r\n" % len(body)
        return Reply(raw=(lines + b"\r\n" + body[:keep],), reset=reset)

    return fault


def whole_body(reply: Reply) -> bytes:
    """What a reply says, in one piece."""
    return b"".join(reply.events) if reply.events is not None else reply.body


def content_type(request: WireRequest) -> bytes:
    """What the vendor would call its answer."""
    return b"text/event-stream" if request.streamed else b"application/json"


def compressed(encoding: str, *, broken: bool = False) -> Fault:
    """A right answer, gzipped or said to be something else."""

    def fault(dialect: Dialect, request: WireRequest) -> Reply:
        packed = gzip.compress(whole_body(answer(dialect, request)))
        if broken:
            packed = packed[: len(packed) // 2] + b"\x00" * 20
        head = {"content-type": content_type(request).decode(), "content-encoding": encoding}
        return Reply(200, packed, head)

    return fault


def bomb(mebibytes: int, *, status: int = 200) -> Fault:
    """A few kilobytes of gzip for each so many mebibytes of blanks, before an answer's first sign.

    For a stream the blanks are one event's data that never ends.
    """

    def fault(_: Dialect, request: WireRequest) -> Reply:
        head = {"content-type": content_type(request).decode(), "content-encoding": "gzip"}
        return Reply(status, _blanks(mebibytes, begun=request.streamed), head)

    return fault


@cache
def _blanks(mebibytes: int, *, begun: bool) -> bytes:
    """Repeat one compressed block: deflate allows it where every block was flushed."""
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    head = packer.compress(b"data: " if begun else b" ") + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(b" " * _BLOCK) + packer.flush(zlib.Z_FULL_FLUSH)
    return head + block * mebibytes


def endless(piece: bytes, *, pause_s: float, count: int, head: bytes = b"HTTP/1.1 200 OK") -> Fault:
    """A body that goes on with the same bytes, so often that no deadline is as long."""

    def fault(_: Dialect, request: WireRequest) -> Reply:
        lines = b"%b\r\ncontent-type: %b\r\n\r\n" % (head, content_type(request))
        return Reply(raw=(lines, *(piece,) * count), event_delay_s=pause_s)

    return fault
