"""Claude: `/v1/messages`, the key as a bearer token since version 2 of the SDK."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from wire.exchange import (
    Ending,
    ErrorKind,
    Reply,
    Spoken,
    WireRequest,
    event_reply,
    json_reply,
    parts_of,
)

if TYPE_CHECKING:
    from orchestrator.providers.base import ProviderType, TokenUsage

_FINISH: dict[Ending, str] = {
    "stop": "end_turn",
    "length": "max_tokens",
    "refusal": "refusal",
    "prompt_block": "refusal",
}
_ERRORS: dict[ErrorKind, tuple[int, str, str | None, str]] = {
    "wrong_key": (401, "authentication_error", None, "invalid x-api-key"),
    "forbidden": (403, "permission_error", None, "Your API key may not use this resource."),
    "no_model": (404, "not_found_error", None, "model: {model}"),
    "closed_model": (404, "not_found_error", None, "model: {model} has been retired"),
    "rate_limited": (429, "rate_limit_error", None, "This would exceed your rate limit."),
    "no_credit": (
        429,
        "rate_limit_error",
        "enforced_spend_limit_reached",
        "The organization reached its spend limit.",
    ),
    "bad_request": (400, "invalid_request_error", None, "Invalid request."),
    "server_error": (500, "api_error", None, "Internal server error"),
    "overloaded": (529, "overloaded_error", None, "Overloaded"),
}


class Claude:
    """The `Dialect` of anthropic's messages."""

    provider: ProviderType = "claude"

    def parsed(self, request: WireRequest) -> WireRequest:
        body = request.body
        messages: list[dict[str, Any]] = body.get("messages", [])
        form: dict[str, Any] = body.get("output_config", {}).get("format", {})
        return replace(
            request,
            model=body.get("model"),
            text="\n".join(_text(m) for m in messages if m["role"] == "user"),
            system=body.get("system", ""),
            turns=tuple((m["role"], _text(m)) for m in messages),
            images=tuple(image for m in messages for image in _images(m)),
            schema=form.get("schema"),
            temperature=body.get("temperature"),
            max_output_tokens=body.get("max_tokens"),
            streamed=body.get("stream") is True,
        )

    def is_authorized(self, request: WireRequest, key: str) -> bool:
        bearer = request.headers.get("authorization")
        return bearer == f"Bearer {key}" or request.headers.get("x-api-key") == key

    def answer(self, spoken: Spoken) -> Reply:
        body = _message(spoken) | {
            "content": [{"type": "text", "text": spoken.text}] if spoken.text else [],
            "stop_reason": _FINISH[spoken.ending],
        }
        if spoken.usage:
            body["usage"] = _input(spoken.usage) | _output(spoken.usage)
        return json_reply(body, request_id=spoken.request_id)

    def stream(self, spoken: Spoken, request: WireRequest) -> Reply:
        message: dict[str, Any] = _message(spoken) | {"content": [], "stop_reason": None}
        end: dict[str, Any] = {
            "type": "message_delta",
            "delta": {"stop_reason": _FINISH[spoken.ending], "stop_sequence": None},
        }
        if spoken.usage:
            # The first count of output is of the first tokens only; the last is of all.
            message["usage"] = _input(spoken.usage) | {"output_tokens": 1}
            end["usage"] = _output(spoken.usage)
        bodies: list[dict[str, Any]] = [{"type": "message_start", "message": message}]
        if spoken.text:
            empty = {"type": "text", "text": ""}
            bodies.append({"type": "content_block_start", "index": 0, "content_block": empty})
            bodies.append({"type": "ping"})
            for piece in spoken.pieces:
                delta = {"type": "text_delta", "text": piece}
                bodies.append({"type": "content_block_delta", "index": 0, "delta": delta})
            bodies.append({"type": "content_block_stop", "index": 0})
        bodies += [end, {"type": "message_stop"}]
        return event_reply(*map(self.event, bodies), request_id=spoken.request_id)

    def event(self, body: dict[str, Any]) -> bytes:
        return f"event: {body['type']}\ndata: {json.dumps(body)}\n\n".encode()

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
        usual_status, word, code, usual_message = _ERRORS[kind]
        text = message or usual_message.format(model=model)
        if parameter:
            text = f"{parameter}: Extra inputs are not permitted"
        error: dict[str, Any] = {"type": word, "message": text}
        if code:
            error["details"] = {"error_code": code}
        body = {"type": "error", "error": error, "request_id": "req-of-error"}
        return json_reply(body, status or usual_status, request_id="req-of-error")

    def models(self, names: list[str]) -> Reply:
        facts = {"type": "model", "created_at": "2026-01-01T00:00:00Z", "lifecycle": "active"}
        data = [{"id": name, "display_name": name, **facts} for name in names]
        return json_reply({"data": data, "has_more": False, "first_id": None, "last_id": None})


def _message(spoken: Spoken) -> dict[str, Any]:
    return {
        "id": f"msg-{spoken.request_id}",
        "type": "message",
        "role": "assistant",
        "model": spoken.served_model,
        "stop_sequence": None,
    }


def _input(usage: TokenUsage) -> dict[str, Any]:
    cached, written = usage.cached_input_tokens, usage.cache_write_tokens
    return {
        "input_tokens": usage.input_tokens - cached - written,
        "cache_read_input_tokens": cached,
        "cache_creation_input_tokens": written,
    }


def _output(usage: TokenUsage) -> dict[str, Any]:
    return {
        "output_tokens": usage.output_tokens,
        "output_tokens_details": {"thinking_tokens": usage.reasoning_tokens},
    }


def _text(message: dict[str, Any]) -> str:
    return "".join(part.get("text", "") for part in parts_of(message))


def _images(message: dict[str, Any]) -> list[tuple[str, bytes]]:
    sources = [part["source"] for part in parts_of(message) if part["type"] == "image"]
    return [(s["media_type"], base64.b64decode(s["data"], validate=True)) for s in sources]
