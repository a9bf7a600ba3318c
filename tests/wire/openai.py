"""OpenAI: `/v1/chat/completions`, as compatible servers speak it too."""

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
    "stop": "stop",
    "length": "length",
    "refusal": "stop",
    "prompt_block": "content_filter",
}
_ERRORS: dict[ErrorKind, tuple[int, str, str | None, str]] = {
    "wrong_key": (401, "invalid_request_error", "invalid_api_key", "Incorrect API key provided."),
    "forbidden": (403, "invalid_request_error", "unsupported_region", "Region not supported."),
    "no_model": (
        404,
        "invalid_request_error",
        "model_not_found",
        "The model `{model}` does not exist or you do not have access to it.",
    ),
    "closed_model": (
        404,
        "invalid_request_error",
        "model_not_found",
        "The model `{model}` has been deprecated.",
    ),
    "rate_limited": (429, "requests", "rate_limit_exceeded", "Rate limit reached for requests."),
    "no_credit": (
        429,
        "insufficient_quota",
        "credit_balance_exhausted",
        "Your organization has no credit left.",
    ),
    "bad_request": (400, "invalid_request_error", None, "Invalid request."),
    "server_error": (500, "server_error", None, "The server had an error."),
    "overloaded": (503, "server_error", None, "The engine is currently overloaded."),
}


class OpenAI:
    """The `Dialect` of openai's chat completions."""

    provider: ProviderType = "openai"

    def parsed(self, request: WireRequest) -> WireRequest:
        body = request.body
        messages: list[dict[str, Any]] = body.get("messages", [])
        spoken = [m for m in messages if m["role"] != "system"]
        form: dict[str, Any] = body.get("response_format", {}).get("json_schema", {})
        return replace(
            request,
            model=body.get("model"),
            text="\n".join(_text(m) for m in spoken if m["role"] == "user"),
            system="\n".join(_text(m) for m in messages if m["role"] == "system"),
            turns=tuple((m["role"], _text(m)) for m in spoken),
            images=tuple(image for m in spoken for image in _images(m)),
            schema=form.get("schema"),
            temperature=body.get("temperature"),
            max_output_tokens=body.get("max_completion_tokens", body.get("max_tokens")),
            streamed=body.get("stream") is True,
        )

    def is_authorized(self, request: WireRequest, key: str) -> bool:
        return request.headers.get("authorization") == f"Bearer {key}"

    def answer(self, spoken: Spoken) -> Reply:
        refused = spoken.ending == "refusal"
        message: dict[str, Any] = {
            "role": "assistant",
            "content": None if refused else spoken.text or None,
            "refusal": "I cannot help with that." if refused else None,
        }
        choice = {"index": 0, "message": message, "finish_reason": _FINISH[spoken.ending]}
        body: dict[str, Any] = {
            "id": f"chatcmpl-{spoken.request_id}",
            "object": "chat.completion",
            "created": 1790000000,
            "model": spoken.served_model,
            "choices": [choice],
        }
        if spoken.usage:
            body["usage"] = _usage(spoken.usage)
        return json_reply(body, x_request_id=spoken.request_id)

    def stream(self, spoken: Spoken, request: WireRequest) -> Reply:
        facts: dict[str, Any] = {
            "id": f"chatcmpl-{spoken.request_id}",
            "object": "chat.completion.chunk",
            "created": 1790000000,
            "model": spoken.served_model,
        }
        deltas: list[dict[str, Any]] = [{"role": "assistant", "content": "", "refusal": None}]
        if spoken.ending == "refusal":
            deltas += [{"refusal": "I cannot "}, {"refusal": "help with that."}]
        else:
            deltas += [{"content": piece} for piece in spoken.pieces]
        choices: list[dict[str, Any]] = [
            {"index": 0, "delta": delta, "finish_reason": None} for delta in deltas
        ]
        choices.append({"index": 0, "delta": {}, "finish_reason": _FINISH[spoken.ending]})
        chunks = [{**facts, "choices": [choice]} for choice in choices]
        if spoken.usage and request.body.get("stream_options", {}).get("include_usage"):
            chunks = [{**chunk, "usage": None} for chunk in chunks]
            chunks.append({**facts, "choices": [], "usage": _usage(spoken.usage)})
        events = [*map(self.event, chunks), b"data: [DONE]\n\n"]
        return event_reply(*events, x_request_id=spoken.request_id)

    def event(self, body: dict[str, Any]) -> bytes:
        return f"data: {json.dumps(body)}\n\n".encode()

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
            text = f"Unsupported value: '{parameter}' is not supported with this model."
        error = {"message": text, "type": word, "param": parameter, "code": code}
        return json_reply({"error": error}, status or usual_status, x_request_id="req-of-error")

    def models(self, names: list[str]) -> Reply:
        facts = {"object": "model", "created": 1790000000, "owned_by": "wire"}
        return json_reply({"object": "list", "data": [{"id": n, **facts} for n in names]})


def _usage(usage: TokenUsage) -> dict[str, Any]:
    return {
        "prompt_tokens": usage.input_tokens,
        "completion_tokens": usage.output_tokens,
        "total_tokens": usage.input_tokens + usage.output_tokens,
        "prompt_tokens_details": {
            "cached_tokens": usage.cached_input_tokens,
            "cache_write_tokens": usage.cache_write_tokens,
        },
        "completion_tokens_details": {"reasoning_tokens": usage.reasoning_tokens},
    }


def _text(message: dict[str, Any]) -> str:
    return "".join(part.get("text", "") for part in parts_of(message))


def _images(message: dict[str, Any]) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for part in parts_of(message):
        if part["type"] == "image_url":
            head, _, data = part["image_url"]["url"].partition(";base64,")
            found.append((head.removeprefix("data:"), base64.b64decode(data, validate=True)))
    return found
