"""Claude: `/v1/messages`, the key as a bearer token since version 2 of the SDK."""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from wire.exchange import Ending, ErrorKind, Reply, Spoken, WireRequest, json_reply, parts_of

if TYPE_CHECKING:
    from orchestrator.providers.base import ProviderType

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
        )

    def is_authorized(self, request: WireRequest, key: str) -> bool:
        bearer = request.headers.get("authorization")
        return bearer == f"Bearer {key}" or request.headers.get("x-api-key") == key

    def answer(self, spoken: Spoken) -> Reply:
        body: dict[str, Any] = {
            "id": f"msg-{spoken.request_id}",
            "type": "message",
            "role": "assistant",
            "model": spoken.served_model,
            "content": [{"type": "text", "text": spoken.text}] if spoken.text else [],
            "stop_reason": _FINISH[spoken.ending],
            "stop_sequence": None,
        }
        if spoken.usage:
            usage = spoken.usage
            cached, written = usage.cached_input_tokens, usage.cache_write_tokens
            body["usage"] = {
                "input_tokens": usage.input_tokens - cached - written,
                "cache_read_input_tokens": cached,
                "cache_creation_input_tokens": written,
                "output_tokens": usage.output_tokens,
                "output_tokens_details": {"thinking_tokens": usage.reasoning_tokens},
            }
        return json_reply(body, request_id=spoken.request_id)

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


def _text(message: dict[str, Any]) -> str:
    return "".join(part.get("text", "") for part in parts_of(message))


def _images(message: dict[str, Any]) -> list[tuple[str, bytes]]:
    sources = [part["source"] for part in parts_of(message) if part["type"] == "image"]
    return [(s["media_type"], base64.b64decode(s["data"], validate=True)) for s in sources]
