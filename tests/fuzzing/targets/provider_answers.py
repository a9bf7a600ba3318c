"""Bodies, chunks of streams and errors of the three vendors: tokens are counts, never nonsense."""

from __future__ import annotations

import asyncio
import json
import math
from typing import TYPE_CHECKING, Any, cast

import httpx2

from fuzzing.mutating import changed_json
from fuzzing.target import Target, told
from orchestrator.errors import ProviderError
from orchestrator.providers import gemini_answers
from orchestrator.providers.claude_answers import ClaudeAnswer
from orchestrator.providers.faults import Call, HttpFault, http_error, message_in, word_codes
from orchestrator.providers.gemini_answers import GeminiAnswer
from orchestrator.providers.guard import guarded
from orchestrator.providers.openai_answers import OpenAIAnswer
from orchestrator.providers.plausible import plausible

if TYPE_CHECKING:
    from collections.abc import Callable

_KEY = "sk-invented-0123456789abcdef0123456789"
WORDS = tuple(
    x.encode()
    for x in (
        "usage", "prompt_tokens", "completion_tokens", "input_tokens", "output_tokens", "choices",
        "delta",
        "cache_read_input_tokens", "candidates", "parts", "text", "finishReason", "STOP",
        "usageMetadata",
        "promptTokenCount", "error", "code", "message", "retryDelay", "12s", "\u00b2s", "1e9s",
        "details",
        "retry-after", "retry-after-ms", "Fri, 31 Dec 9999 23:59:59 -9999", _KEY,
        "insufficient_quota",
        "status", "location", "refusal", "model", "stop_reason", "content",
    )
)  # fmt: skip
_SEEDS: tuple[dict[str, Any], ...] = (
    {
        "id": "a", "model": "gpt-6", "choices": [
            {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "Hi"},
             "delta": {"content": "Hi"}}],
        "usage": {"prompt_tokens": 9, "completion_tokens": 3, "total_tokens": 12,
                  "prompt_tokens_details": {"cached_tokens": 4},
                  "completion_tokens_details": {"reasoning_tokens": 1}},
    },
    {
        "id": "a", "type": "message", "role": "assistant", "model": "claude",
        "stop_reason": "end_turn",
        "content": [{"type": "text", "text": "Hi"}],
        "usage": {"input_tokens": 9, "output_tokens": 3, "cache_read_input_tokens": 4},
    },
    {
        "candidates": [{"content": {"parts": [{"text": "Hi"}]}, "finishReason": "STOP"}],
        "usageMetadata": {"promptTokenCount": 9, "candidatesTokenCount": 3,
        "thoughtsTokenCount": 1},
        "modelVersion": "gemini", "responseId": "a",
    },
    {
        "status": 429, "headers": {"retry-after": "3", "location": "https://a.example"},
        "error": {"code": 429, "message": f"slow down {_KEY}", "status": "RESOURCE_EXHAUSTED",
                  "details": [{"@type": "type.googleapis.com/google.rpc.RetryInfo",
                  "retryDelay": "3s"}]},
    },
)  # fmt: skip
_EVENTS = ("message_start", "content_block_start", "content_block_delta", "message_delta")
_CALL = Call("openai", "https://gateway.example/v1", "gpt-6", _KEY)


def _run(data: bytes) -> None:
    try:
        body: Any = json.loads(data)
    except (ValueError, RecursionError):
        return
    if isinstance(body, dict):
        asyncio.run(_read(cast("dict[str, Any]", body)))


async def _read(body: dict[str, Any]) -> None:
    """Within the wall that stands around every SDK, as the providers do."""
    for read in (_openai, _openai_stream, _claude, _claude_stream, _gemini, _gemini_stream):
        try:
            _require_counts(await guarded(_later(read, body), _CALL, 1.0, _unknown))
        except ProviderError as error:
            _require_told(error)
    for error in _errors(body):
        _require_told(error)


def _unknown(_error: Exception, _call: Call) -> None:
    """No exception of an SDK's: those come with requests."""


async def _later(read: Callable[[dict[str, Any]], Any], body: dict[str, Any]) -> Any:
    completion = read(body)
    return None if completion is None else plausible(completion, _CALL)


def _openai(body: dict[str, Any]) -> Any:
    answer = OpenAIAnswer(_CALL)
    answer.take_whole(_response(body))
    return answer.completion()


def _openai_stream(body: dict[str, Any]) -> Any:
    answer = OpenAIAnswer(_CALL)
    answer.take(body)
    answer.take(body)
    return answer.completion()


def _claude(body: dict[str, Any]) -> Any:
    answer = ClaudeAnswer(_CALL)
    answer.take_whole(_response(body))
    return answer.completion()


def _claude_stream(body: dict[str, Any]) -> Any:
    answer = ClaudeAnswer(_CALL)
    for kind in _EVENTS:
        answer.take({**body, "type": kind, "message": body, "delta": body, "content_block": body})
    return answer.completion()


def _gemini(body: dict[str, Any]) -> Any:
    answer = GeminiAnswer(_CALL)
    answer.take_whole(json.dumps(body))
    return answer.completion()


def _gemini_stream(body: dict[str, Any]) -> Any:
    answer = GeminiAnswer(_CALL)
    answer.take(body)
    answer.take(body)
    return answer.completion()


def _response(body: dict[str, Any]) -> httpx2.Response:
    return httpx2.Response(200, content=json.dumps(body).encode())


def _errors(body: dict[str, Any]) -> list[ProviderError]:
    headers = {str(k).lower(): str(v)[:200] for k, v in _fields(body.get("headers")).items()}
    found = [gemini_answers._fault(body, 429, headers), gemini_answers._fault(body, None, headers)]  # pyright: ignore
    status = body.get("status")
    code = _fields(body.get("error")).get("code")
    found.append(
        HttpFault(
            status_code=status if type(status) is int and 300 <= status < 600 else 500,
            message=message_in(body), codes=word_codes(code, status), headers=headers,
            request_id=str(body.get("id")),
        )
    )  # fmt: skip
    return [http_error(fault, _CALL) for fault in found]


def _fields(value: object) -> dict[str, Any]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def _require_counts(completion: Any) -> None:
    if completion is None:
        return
    assert isinstance(completion.text, str)
    usage = completion.usage
    if usage is not None:
        counts = [usage.input_tokens, usage.output_tokens, usage.cached_input_tokens]
        counts += [usage.cache_write_tokens, usage.reasoning_tokens]
        assert all(type(x) is int and x >= 0 for x in counts), counts
        assert usage.cached_input_tokens + usage.cache_write_tokens <= usage.input_tokens
        assert usage.reasoning_tokens <= usage.output_tokens


def _require_told(error: ProviderError) -> None:
    told(error)
    assert _KEY not in f"{error.message}{error.hint}{error.code}{error.provider_request_id}"
    wait_s = error.retry_after_s
    assert wait_s is None or (math.isfinite(wait_s) and wait_s >= 0), wait_s


TARGET = Target(
    "provider-answers",
    lambda: [json.dumps(x).encode() for x in _SEEDS],
    _run,
    changed_json,
    WORDS,
    in_ci=80,
)
