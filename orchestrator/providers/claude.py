"""Anthropic's messages."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, Any, cast

import anthropic
import httpx2
from anthropic.types import Message, TextBlock
from anthropic.types import ModelInfo as ClaudeModel

from orchestrator.providers.addresses import split_version
from orchestrator.providers.base import Completion, FinishReason, ModelInfo, TokenUsage
from orchestrator.providers.concessions import TEMPERATURE, with_concessions
from orchestrator.providers.faults import (
    Call,
    HttpFault,
    connection_error,
    http_error,
    lower_headers,
    malformed,
    message_in,
    word_codes,
)
from orchestrator.providers.guard import guarded
from orchestrator.providers.http import CONNECT_TIMEOUT_S
from orchestrator.providers.model_rules import takes_temperature
from orchestrator.providers.usage import inclusive_usage, total

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from anthropic.types import Usage

    from orchestrator.errors import ProviderError
    from orchestrator.providers.base import Credential, Prompt

_OFFICIAL_URL = "https://api.anthropic.com"
_VERSION_WITH_TEMPERATURE = "2023-06-01"
"""The last API version that takes sampling parameters, from the models that know them."""

_MODELS_IN_A_PAGE = 1000
"""The most that the vendor's list gives at once."""

_FINISH: dict[str | None, FinishReason] = {
    "end_turn": "stop",
    "stop_sequence": "stop",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "refusal": "refusal",
}


class ClaudeProvider:
    """Anthropic, or a gateway that speaks its protocol. Holds no connection of its own.

    Args:
        credential: The key and perhaps a base URL, with or without `/v1` at its end.
        client: Shared; never closed here.
        timeout_s: How long the vendor may stay silent.
    """

    def __init__(
        self, credential: Credential, client: httpx2.AsyncClient, timeout_s: float
    ) -> None:
        self._key = credential.api_key
        self._timeout_s = timeout_s
        self._address, _ = split_version(credential.base_url or _OFFICIAL_URL)
        self._sdk = anthropic.AsyncAnthropic(
            api_key=credential.api_key,
            base_url=self._address,
            timeout=httpx2.Timeout(timeout_s, connect=min(CONNECT_TIMEOUT_S, timeout_s)),
            max_retries=0,
            # Traces could carry a CV to wherever the environment says.
            open_telemetry=False,
            http_client=client,
        )
        # The constructor reads ANTHROPIC_CUSTOM_HEADERS; only the credential may decide.
        self._sdk._custom_headers = {}  # pyright: ignore[reportPrivateUsage]

    async def complete(self, prompt: Prompt) -> Completion:
        """Send one prompt and wait for the whole answer.

        Raises:
            ProviderError: for every failure of the vendor.
        """
        asked = frozenset[str]({TEMPERATURE} if prompt.temperature is not None else ())
        dropped = frozenset[str]() if takes_temperature("claude", prompt.model) else asked
        call = Call("claude", self._address, prompt.model, self._key)

        async def send(dropped: frozenset[str]) -> Completion:
            return await guarded(self._send(prompt, dropped, call), call, self._timeout_s, _explain)

        return await with_concessions(send, asked=asked, dropped=dropped)

    async def list_models(self) -> tuple[ModelInfo, ...]:
        """List the models that the key can see.

        Raises:
            ProviderError: as `complete`.
        """
        call = Call("claude", self._address, None, self._key)
        return await guarded(self._models(call), call, self._timeout_s, _explain)

    async def aclose(self) -> None:
        """Do nothing: the SDK's own `close` would close the shared client."""

    async def _send(self, prompt: Prompt, dropped: frozenset[str], call: Call) -> Completion:
        create = cast("Callable[..., Awaitable[object]]", self._sdk.messages.create)
        answer = await create(**_request(prompt, dropped))
        return _completion(answer, call)

    async def _models(self, call: Call) -> tuple[ModelInfo, ...]:
        page = await self._sdk.models.list(limit=_MODELS_IN_A_PAGE)
        models = cast("object", getattr(page, "data", None))
        if not isinstance(models, list):
            raise malformed(call, "no list of models")
        return tuple(
            ModelInfo(model.id, model.retires_at.date().isoformat() if model.retires_at else None)
            for model in cast("list[object]", models)
            if isinstance(model, ClaudeModel)
        )


def _request(prompt: Prompt, dropped: frozenset[str]) -> dict[str, Any]:
    request: dict[str, Any] = {
        "model": prompt.model,
        "max_tokens": prompt.max_output_tokens,
        "messages": _messages(prompt),
    }
    if prompt.system:
        request["system"] = prompt.system
    if prompt.schema:
        schema = {"type": "json_schema", "schema": dict(prompt.schema.json_schema)}
        request["output_config"] = {"format": schema}
    if prompt.temperature is not None and TEMPERATURE not in dropped:
        # The SDK no longer knows the parameter, and its own API version refuses it.
        request["extra_body"] = {"temperature": prompt.temperature}
        request["extra_headers"] = {"anthropic-version": _VERSION_WITH_TEMPERATURE}
    return request


def _messages(prompt: Prompt) -> list[dict[str, Any]]:
    content: list[dict[str, Any]] = [
        {
            "type": "image",
            "source": {
                "type": "base64",
                "media_type": image.mime_type,
                "data": b64encode(image.data).decode("ascii"),
            },
        }
        for image in prompt.images
    ]
    content.append({"type": "text", "text": prompt.text})
    turns = [{"role": turn.role, "content": turn.text} for turn in prompt.follow_up]
    return [{"role": "user", "content": content}, *turns]


def _completion(answer: object, call: Call) -> Completion:
    if not isinstance(answer, Message):
        raise malformed(call, f"a body that is {type(answer).__name__}, not a message")
    request_id = cast("str | None", getattr(answer, "_request_id", None))
    content = cast("object", answer.content)
    if not isinstance(content, list):
        raise malformed(call, "a message without content", request_id)
    blocks = cast("list[object]", content)
    detail = cast("str | None", answer.stop_reason)
    finish = _FINISH.get(detail, "other")
    if not blocks and finish == "stop":
        raise malformed(call, f"a message with empty content ({detail})", request_id)
    if finish == "refusal" and answer.stop_details and answer.stop_details.category:
        detail = f"refusal: {answer.stop_details.category}"
    return Completion(
        text="".join(block.text for block in blocks if isinstance(block, TextBlock)),
        finish_reason=finish,
        finish_detail=detail,
        usage=_usage(cast("Usage | None", answer.usage)),
        served_model=answer.model or None,
        provider_request_id=request_id,
    )


def _usage(usage: Usage | None) -> TokenUsage | None:
    if usage is None:
        return None
    cached, written = usage.cache_read_input_tokens, usage.cache_creation_input_tokens
    of_output = usage.output_tokens_details
    return inclusive_usage(
        # The vendor counts here only what neither came from its cache nor went into it.
        input_tokens=total(usage.input_tokens, cached, written),
        output_tokens=usage.output_tokens,
        cached=cached,
        cache_write=written,
        reasoning=of_output.thinking_tokens if of_output else 0,
    )


def _explain(error: Exception, call: Call) -> ProviderError | None:
    if isinstance(error, anthropic.APIStatusError):
        fault = HttpFault(
            status_code=error.status_code,
            message=message_in(error.body),
            codes=word_codes(error.error_code, error.type),
            headers=lower_headers(error.response.headers),
            request_id=error.request_id,
        )
        return http_error(fault, call)
    if isinstance(error, anthropic.APIConnectionError):
        return connection_error(call, str(error.__cause__ or error), sent=True)
    return None
