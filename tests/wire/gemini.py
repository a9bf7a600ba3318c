"""Gemini: `/v1beta/models/M:generateContent` and `:streamGenerateContent?alt=sse`.

Image data comes in URL-safe base64.
"""

from __future__ import annotations

import base64
import json
import re
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
)

if TYPE_CHECKING:
    from orchestrator.providers.base import ProviderType, TokenUsage

_GENERATE = re.compile(r"/models/(?P<model>[^:]+):(?:g|streamG)enerateContent\Z")
_FINISH: dict[Ending, str] = {"stop": "STOP", "length": "MAX_TOKENS", "refusal": "SAFETY"}
_ERRORS: dict[ErrorKind, tuple[int, str, str]] = {
    "wrong_key": (400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key."),
    "forbidden": (403, "PERMISSION_DENIED", "The caller does not have permission."),
    "no_model": (
        404,
        "NOT_FOUND",
        "models/{model} is not found for API version v1, or is not supported for generateContent.",
    ),
    "closed_model": (
        404,
        "NOT_FOUND",
        "This model models/{model} is no longer available to new users.",
    ),
    "rate_limited": (429, "RESOURCE_EXHAUSTED", "You exceeded your current quota."),
    "no_credit": (429, "RESOURCE_EXHAUSTED", "Your prepayment credits are depleted."),
    "bad_request": (400, "INVALID_ARGUMENT", "Request contains an invalid argument."),
    "server_error": (500, "INTERNAL", "An internal error has occurred."),
    "overloaded": (503, "UNAVAILABLE", "The model is overloaded. Please try again later."),
}


class Gemini:
    """The `Dialect` of google-genai."""

    provider: ProviderType = "gemini"

    def parsed(self, request: WireRequest) -> WireRequest:
        body = request.body
        found = _GENERATE.search(request.path)
        settings = _either(body, "generationConfig", "generation_config") or {}
        contents: list[dict[str, Any]] = body.get("contents", [])
        system = _either(body, "systemInstruction", "system_instruction") or {}
        return replace(
            request,
            model=found["model"] if found else None,
            text="\n".join(_text(c) for c in contents if c.get("role", "user") == "user"),
            system=_text(system),
            turns=tuple((c.get("role", "user"), _text(c)) for c in contents),
            images=tuple(image for c in contents for image in _images(c)),
            schema=settings.get("responseJsonSchema"),
            temperature=settings.get("temperature"),
            max_output_tokens=settings.get("maxOutputTokens"),
            streamed=request.path.endswith(":streamGenerateContent") and "alt=sse" in request.query,
        )

    def is_authorized(self, request: WireRequest, key: str) -> bool:
        return request.headers.get("x-goog-api-key") == key

    def answer(self, spoken: Spoken) -> Reply:
        body = _said(spoken, spoken.text)
        if "candidates" in body:
            body["candidates"][0]["finishReason"] = _FINISH[spoken.ending]
        if spoken.usage:
            body["usageMetadata"] = _usage(spoken.usage)
        return json_reply(body)

    def stream(self, spoken: Spoken, request: WireRequest) -> Reply:
        chunks = [_said(spoken, piece) for piece in spoken.pieces]
        last = _said(spoken, "")
        if "candidates" in last:
            last["candidates"][0]["finishReason"] = _FINISH[spoken.ending]
        if spoken.usage:
            # Each chunk counts what has come so far.
            for number, chunk in enumerate(chunks, start=1):
                chunk["usageMetadata"] = {
                    "promptTokenCount": spoken.usage.input_tokens,
                    "candidatesTokenCount": number,
                }
            last["usageMetadata"] = _usage(spoken.usage)
        return event_reply(*map(self.event, [*chunks, last]))

    def event(self, body: dict[str, Any]) -> bytes:
        return f"data: {json.dumps(body)}\r\n\r\n".encode()

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
        usual_status, word, usual_message = _ERRORS[kind]
        code = status or usual_status
        details: list[dict[str, Any]] = []
        if kind == "wrong_key":
            reason = {"reason": "API_KEY_INVALID", "domain": "googleapis.com"}
            details.append({"@type": "type.googleapis.com/google.rpc.ErrorInfo", **reason})
        if retry_delay:
            delay = {"retryDelay": retry_delay}
            details.append({"@type": "type.googleapis.com/google.rpc.RetryInfo", **delay})
        text = message or usual_message.format(model=model)
        if parameter:
            text = f"{text} Invalid value at 'generation_config.{parameter}'."
        error = {"code": code, "message": text, "status": word, "details": details}
        return json_reply({"error": error}, code)

    def models(self, names: list[str]) -> Reply:
        return json_reply({"models": [{"name": f"models/{name}"} for name in names]})


def _said(spoken: Spoken, text: str) -> dict[str, Any]:
    body: dict[str, Any] = {"modelVersion": spoken.served_model, "responseId": spoken.request_id}
    if spoken.ending == "prompt_block":
        return body | {"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}}
    candidate: dict[str, Any] = {"index": 0}
    if text:
        candidate["content"] = {"role": "model", "parts": [{"text": text}]}
    return body | {"candidates": [candidate]}


def _usage(usage: TokenUsage) -> dict[str, int]:
    return {
        "promptTokenCount": usage.input_tokens,
        "candidatesTokenCount": usage.output_tokens - usage.reasoning_tokens,
        "thoughtsTokenCount": usage.reasoning_tokens,
        "cachedContentTokenCount": usage.cached_input_tokens,
        "totalTokenCount": usage.input_tokens + usage.output_tokens,
    }


def _either(body: dict[str, Any], *names: str) -> dict[str, Any] | None:
    return next((body[name] for name in names if name in body), None)


def _text(content: dict[str, Any]) -> str:
    return "".join(part.get("text", "") for part in content.get("parts", []))


def _images(content: dict[str, Any]) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for part in content.get("parts", []):
        blob = _either(part, "inlineData", "inline_data")
        if blob:
            media_type = blob.get("mimeType") or blob.get("mime_type")
            found.append((str(media_type), base64.urlsafe_b64decode(blob["data"])))
    return found
