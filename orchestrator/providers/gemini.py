"""Google's Gemini API (the one with API keys, not Vertex)."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, cast

from google import genai
from google.genai import errors, types
from google.genai.client import DebugConfig

from orchestrator.providers.addresses import split_version
from orchestrator.providers.base import Completion, FinishReason, ModelInfo, TokenUsage
from orchestrator.providers.concessions import LEAST_REASONING, TEMPERATURE, with_concessions
from orchestrator.providers.faults import (
    Call,
    HttpFault,
    http_error,
    lower_headers,
    malformed,
    message_in,
    word_codes,
)
from orchestrator.providers.guard import guarded
from orchestrator.providers.http import unused_sync_client
from orchestrator.providers.model_rules import least_reasoning, takes_temperature
from orchestrator.providers.usage import inclusive_usage, total

if TYPE_CHECKING:
    import httpx2

    from orchestrator.errors import ProviderError
    from orchestrator.providers.base import Credential, Prompt

_OFFICIAL_URL = "https://generativelanguage.googleapis.com"
_DEFAULT_VERSION = "v1"
_MODELS_IN_A_PAGE = 1000
"""The most that the vendor's list gives at once."""

_FINISH: dict[str | None, FinishReason] = {
    "STOP": "stop",
    "MAX_TOKENS": "length",
    "SAFETY": "refusal",
    "RECITATION": "refusal",
    "BLOCKLIST": "refusal",
    "PROHIBITED_CONTENT": "refusal",
    "SPII": "refusal",
    "IMAGE_SAFETY": "refusal",
    "IMAGE_PROHIBITED_CONTENT": "refusal",
    "MODEL_ARMOR": "refusal",
}


def _is_about_this_call(record: logging.LogRecord) -> bool:
    """Drop the SDK's notice that of two environment keys it takes one: here it takes neither."""
    return not record.getMessage().startswith("Both GOOGLE_API_KEY and GEMINI_API_KEY are set")


logging.getLogger("google_genai._api_client").addFilter(_is_about_this_call)


class GeminiProvider:
    """Gemini, or a gateway that speaks its protocol. Holds no connection of its own.

    Args:
        credential: The key, and perhaps a base URL and an API version. A version at the end of
            the URL counts when the credential names none.
        client: Shared; never closed here.
        timeout_s: How long the vendor may stay silent.
    """

    def __init__(
        self, credential: Credential, client: httpx2.AsyncClient, timeout_s: float
    ) -> None:
        self._key = credential.api_key
        self._timeout_s = timeout_s
        self._address, version = split_version(credential.base_url or _OFFICIAL_URL)
        # Everything that the SDK would otherwise take from the environment is given: Vertex or
        # not, address, version, replays. With a client of its own it would switch to aiohttp
        # wherever that is installed.
        self._sdk = genai.Client(
            api_key=credential.api_key,
            vertexai=False,
            debug_config=DebugConfig(client_mode=None, replays_directory=None, replay_id=None),
            http_options=types.HttpOptions(
                base_url=self._address,
                api_version=credential.api_version or version or _DEFAULT_VERSION,
                timeout=max(1, round(timeout_s * 1000)),
                retry_options=types.HttpRetryOptions(attempts=1),
                httpx_client=unused_sync_client(),
                httpx_async_client=client,
            ),
        ).aio

    async def complete(self, prompt: Prompt) -> Completion:
        """Send one prompt and wait for the whole answer.

        Raises:
            ProviderError: for every failure of the vendor.
        """
        asked = frozenset[str]({TEMPERATURE} if prompt.temperature is not None else ())
        dropped = frozenset[str]() if takes_temperature("gemini", prompt.model) else asked
        if prompt.least_reasoning:
            asked |= {LEAST_REASONING}
        call = Call("gemini", self._address, prompt.model, self._key)

        async def send(dropped: frozenset[str]) -> Completion:
            return await guarded(self._send(prompt, dropped, call), call, self._timeout_s, _explain)

        return await with_concessions(send, asked=asked, dropped=dropped)

    async def list_models(self) -> tuple[ModelInfo, ...]:
        """List the models that the key can see.

        Raises:
            ProviderError: as `complete`.
        """
        call = Call("gemini", self._address, None, self._key)
        return await guarded(self._models(), call, self._timeout_s, _explain)

    async def aclose(self) -> None:
        """Do nothing: the SDK holds nothing beside the shared client."""

    async def _send(self, prompt: Prompt, dropped: frozenset[str], call: Call) -> Completion:
        answer = await self._sdk.models.generate_content(
            model=prompt.model,
            contents=cast("Any", _contents(prompt)),
            config=_config(prompt, dropped),
        )
        return _completion(answer, call)

    async def _models(self) -> tuple[ModelInfo, ...]:
        page = await self._sdk.models.list(config={"page_size": _MODELS_IN_A_PAGE})
        # `page` is what the first request brought; iterating would ask for more.
        return tuple(ModelInfo(m.name.removeprefix("models/")) for m in page.page if m.name)


def _config(prompt: Prompt, dropped: frozenset[str]) -> types.GenerateContentConfig:
    config = types.GenerateContentConfig(
        system_instruction=prompt.system or None,
        max_output_tokens=prompt.max_output_tokens,
        temperature=None if TEMPERATURE in dropped else prompt.temperature,
        # Both would send further, billed requests on their own.
        automatic_continuation=False,
        automatic_function_calling=types.AutomaticFunctionCallingConfig(disable=True),
    )
    if prompt.least_reasoning and LEAST_REASONING not in dropped:
        config.thinking_config = _thinking(prompt.model)
    if prompt.schema:
        config.response_mime_type = "application/json"
        config.response_json_schema = dict(prompt.schema.json_schema)
    return config


def _thinking(model: str) -> types.ThinkingConfig | None:
    rule = least_reasoning("gemini", model)
    if "thinking_budget" in rule:
        return types.ThinkingConfig(thinking_budget=int(rule["thinking_budget"]))
    if "thinking_level" in rule:
        return types.ThinkingConfig(thinking_level=types.ThinkingLevel(rule["thinking_level"]))
    return None


def _contents(prompt: Prompt) -> list[types.Content]:
    parts = [
        types.Part.from_bytes(data=image.data, mime_type=image.mime_type) for image in prompt.images
    ]
    first = types.Content(role="user", parts=[*parts, types.Part(text=prompt.text)])
    turns = [
        types.Content(
            role="model" if turn.role == "assistant" else "user",
            parts=[types.Part(text=turn.text)],
        )
        for turn in prompt.follow_up
    ]
    return [first, *turns]


def _completion(answer: types.GenerateContentResponse, call: Call) -> Completion:
    text, finish, detail = _said(answer, call)
    return Completion(
        text=text,
        finish_reason=finish,
        finish_detail=detail,
        usage=_usage(answer.usage_metadata),
        served_model=answer.model_version or None,
        provider_request_id=answer.response_id or None,
    )


def _said(
    answer: types.GenerateContentResponse, call: Call
) -> tuple[str, FinishReason, str | None]:
    """Give the text, why it ended, and the vendor's word for that."""
    if not answer.candidates:
        feedback = answer.prompt_feedback
        if feedback and feedback.block_reason:
            return "", "refusal", feedback.block_reason.value
        raise malformed(call, "no candidates and no reason why", answer.response_id)
    candidate = answer.candidates[0]
    detail = candidate.finish_reason.value if candidate.finish_reason else None
    finish = _FINISH.get(detail, "other")
    parts = (candidate.content.parts if candidate.content else None) or []
    text = "".join(part.text for part in parts if part.text and not part.thought)
    if (not text and finish == "stop") or (detail is None and not parts):
        raise malformed(call, f"a candidate without text ({detail})", answer.response_id)
    return text, finish, detail


def _usage(usage: types.GenerateContentResponseUsageMetadata | None) -> TokenUsage | None:
    if usage is None:
        return None
    thoughts = usage.thoughts_token_count
    said = usage.candidates_token_count
    return inclusive_usage(
        input_tokens=total(usage.prompt_token_count, usage.tool_use_prompt_token_count),
        # A blocked prompt has no candidates; what was only thought counts as output all the same.
        output_tokens=(said or 0) + (thoughts or 0),
        cached=usage.cached_content_token_count,
        reasoning=thoughts,
    )


def _explain(error: Exception, call: Call) -> ProviderError | None:
    if not isinstance(error, errors.APIError):
        return None
    # The SDK leaves both untyped, and offers the status in the body before that of the answer.
    response = cast("httpx2.Response | None", getattr(error, "response", None))
    body = cast("object", getattr(error, "details", None))
    details = _details(body)
    fault = HttpFault(
        status_code=response.status_code if response is not None else int(error.code),
        message=message_in(body),
        codes=word_codes(*(detail.get("reason") for detail in details), error.status),
        headers=lower_headers(response.headers) if response is not None else {},
        retry_delay_s=_retry_delay_s(details),
    )
    return http_error(fault, call)


def _details(body: object) -> list[dict[str, object]]:
    """Dig out `error.details[]` of Google's error format, whatever else was sent."""
    error = cast("dict[str, object]", body).get("error") if isinstance(body, dict) else None
    details = cast("dict[str, object]", error).get("details") if isinstance(error, dict) else None
    entries = cast("list[object]", details) if isinstance(details, list) else []
    return [cast("dict[str, object]", entry) for entry in entries if isinstance(entry, dict)]


def _retry_delay_s(details: list[dict[str, object]]) -> float | None:
    """Read `retryDelay`, a duration such as "12s" or "0.5s"."""
    for detail in details:
        delay = detail.get("retryDelay")
        if isinstance(delay, str) and delay.endswith("s"):
            digits = delay[:-1]
            if digits.replace(".", "", 1).isdigit():
                return float(digits)
    return None
