"""OpenAI's chat completions, and every server that speaks them: Ollama, vLLM, OpenRouter, ..."""

from __future__ import annotations

import json
from base64 import b64encode
from typing import TYPE_CHECKING, Any, cast

import httpx2
import openai
from openai.types import Model
from openai.types.chat import ChatCompletion

from orchestrator.providers.addresses import host_of, with_version
from orchestrator.providers.base import Completion, FinishReason, ModelInfo, TokenUsage
from orchestrator.providers.concessions import (
    JSON_SCHEMA,
    LEAST_REASONING,
    MAX_COMPLETION_TOKENS,
    TEMPERATURE,
    with_concessions,
)
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
from orchestrator.providers.model_rules import least_reasoning, takes_temperature
from orchestrator.providers.usage import inclusive_usage

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from openai.types.chat import ChatCompletionMessageParam
    from openai.types.completion_usage import CompletionUsage

    from orchestrator.errors import ProviderError
    from orchestrator.providers.base import AnswerSchema, Credential, Prompt

_OFFICIAL_URL = "https://api.openai.com/v1"
_FINISH: dict[str | None, FinishReason] = {
    "stop": "stop",
    "length": "length",
    "content_filter": "refusal",
}


class OpenAIProvider:
    """OpenAI, or a server that is compatible with it. Holds no connection of its own.

    Args:
        credential: The key and, for a compatible server, its base URL.
        client: Shared; never closed here.
        timeout_s: How long the server may stay silent.
    """

    def __init__(
        self, credential: Credential, client: httpx2.AsyncClient, timeout_s: float
    ) -> None:
        self._key = credential.api_key
        self._timeout_s = timeout_s
        self._address = with_version(credential.base_url or _OFFICIAL_URL, "v1")
        self._compatible = host_of(self._address) != host_of(_OFFICIAL_URL)
        self._sdk = openai.AsyncOpenAI(
            api_key=credential.api_key,
            base_url=self._address,
            timeout=httpx2.Timeout(timeout_s, connect=min(CONNECT_TIMEOUT_S, timeout_s)),
            max_retries=0,
            http_client=client,
        )
        # The constructor fills what it is not given from OPENAI_ORG_ID, OPENAI_PROJECT_ID,
        # OPENAI_ADMIN_KEY and OPENAI_CUSTOM_HEADERS; only the credential may decide.
        self._sdk.organization = self._sdk.project = self._sdk.admin_api_key = None
        self._sdk._custom_headers = {}  # pyright: ignore[reportPrivateUsage]

    async def complete(self, prompt: Prompt) -> Completion:
        """Send one prompt and wait for the whole answer.

        Raises:
            ProviderError: for every failure of the vendor.
        """
        asked: set[str] = set()
        if prompt.temperature is not None:
            asked.add(TEMPERATURE)
        if prompt.least_reasoning:
            asked.add(LEAST_REASONING)
        if self._compatible:
            asked.add(MAX_COMPLETION_TOKENS)
            if prompt.schema:
                asked.add(JSON_SCHEMA)
        refused = not takes_temperature("openai", prompt.model)
        call = Call("openai", self._address, prompt.model, self._key)

        async def send(dropped: frozenset[str]) -> Completion:
            return await guarded(self._send(prompt, dropped, call), call, self._timeout_s, _explain)

        dropped = frozenset({TEMPERATURE} & asked if refused else ())
        return await with_concessions(send, asked=frozenset(asked), dropped=dropped)

    async def list_models(self) -> tuple[ModelInfo, ...]:
        """List the models that the key can see.

        Raises:
            ProviderError: as `complete`.
        """
        call = Call("openai", self._address, None, self._key)
        return await guarded(self._models(call), call, self._timeout_s, _explain)

    async def aclose(self) -> None:
        """Do nothing: the SDK's own `close` would close the shared client."""

    async def _send(self, prompt: Prompt, dropped: frozenset[str], call: Call) -> Completion:
        create = cast("Callable[..., Awaitable[object]]", self._sdk.chat.completions.create)
        answer = await create(**_request(prompt, dropped))
        return _completion(answer, call)

    async def _models(self, call: Call) -> tuple[ModelInfo, ...]:
        page = await self._sdk.models.list()
        models = cast("object", getattr(page, "data", None))
        if not isinstance(models, list):
            raise malformed(call, "no list of models")
        return tuple(
            ModelInfo(model.id, model.shutdown_date)
            for model in cast("list[object]", models)
            if isinstance(model, Model)
        )


def _request(prompt: Prompt, dropped: frozenset[str]) -> dict[str, Any]:
    limit = "max_tokens" if MAX_COMPLETION_TOKENS in dropped else MAX_COMPLETION_TOKENS
    request: dict[str, Any] = {
        "model": prompt.model,
        "messages": _messages(prompt, schema_as_text=JSON_SCHEMA in dropped),
        limit: prompt.max_output_tokens,
    }
    if prompt.temperature is not None and TEMPERATURE not in dropped:
        request["temperature"] = prompt.temperature
    if prompt.least_reasoning and LEAST_REASONING not in dropped:
        request |= least_reasoning("openai", prompt.model)
    if prompt.schema:
        request["response_format"] = (
            {"type": "json_object"} if JSON_SCHEMA in dropped else _strict_format(prompt.schema)
        )
    return request


def _strict_format(schema: AnswerSchema) -> dict[str, Any]:
    body = {"name": schema.name, "schema": dict(schema.json_schema), "strict": True}
    return {"type": "json_schema", "json_schema": body}


def _messages(prompt: Prompt, *, schema_as_text: bool) -> list[ChatCompletionMessageParam]:
    system = prompt.system or ""
    if prompt.schema and schema_as_text:
        schema = json.dumps(prompt.schema.json_schema, ensure_ascii=False)
        system = f"{system}\n\nAnswer with one JSON object of this JSON Schema:\n{schema}".strip()
    messages: list[ChatCompletionMessageParam] = []
    if system:
        messages.append({"role": "system", "content": system})
    if prompt.images:
        urls = [
            f"data:{image.mime_type};base64,{b64encode(image.data).decode('ascii')}"
            for image in prompt.images
        ]
        messages.append(
            {
                "role": "user",
                "content": [
                    *({"type": "image_url", "image_url": {"url": url}} for url in urls),
                    {"type": "text", "text": prompt.text},
                ],
            }
        )
    else:
        messages.append({"role": "user", "content": prompt.text})
    for turn in prompt.follow_up:
        if turn.role == "user":
            messages.append({"role": "user", "content": turn.text})
        else:
            messages.append({"role": "assistant", "content": turn.text})
    return messages


def _completion(answer: object, call: Call) -> Completion:
    if not isinstance(answer, ChatCompletion):
        raise malformed(call, f"a body that is {type(answer).__name__}, not a chat completion")
    request_id = cast("str | None", getattr(answer, "_request_id", None))
    choices = cast("list[Any] | None", answer.choices)
    if not choices:
        raise _fault_in_success(answer, call, request_id)
    choice = answer.choices[0]
    detail = cast("str | None", choice.finish_reason)
    text = cast("object", choice.message.content)
    finish = _FINISH.get(detail, "other")
    if choice.message.refusal:
        finish, detail, text = "refusal", "refusal", ""
    if text is None and finish in {"length", "refusal"}:
        text = ""
    if not isinstance(text, str):
        raise malformed(call, f"a choice without content ({detail})", request_id)
    return Completion(
        text=text,
        finish_reason=finish,
        finish_detail=detail,
        usage=_usage(answer.usage),
        served_model=answer.model or None,
        provider_request_id=request_id,
    )


def _fault_in_success(answer: ChatCompletion, call: Call, request_id: str | None) -> ProviderError:
    """Read the error that some gateways (OpenRouter) put into the body of a 200."""
    error = cast("object", (answer.model_extra or {}).get("error"))
    words = message_in(error)
    if isinstance(error, dict):
        status = cast("dict[str, object]", error).get("code")
        if isinstance(status, int) and status >= 400:
            fault = HttpFault(status_code=status, message=words, request_id=request_id)
            return http_error(fault, call)
    return malformed(call, f"no choices {words}", request_id)


def _usage(usage: CompletionUsage | None) -> TokenUsage | None:
    if usage is None:
        return None
    of_input, of_output = usage.prompt_tokens_details, usage.completion_tokens_details
    return inclusive_usage(
        input_tokens=usage.prompt_tokens,
        output_tokens=usage.completion_tokens,
        cached=of_input.cached_tokens if of_input else 0,
        cache_write=getattr(of_input, "cache_write_tokens", 0),
        reasoning=of_output.reasoning_tokens if of_output else 0,
    )


def _explain(error: Exception, call: Call) -> ProviderError | None:
    if isinstance(error, openai.APIStatusError):
        fault = HttpFault(
            status_code=error.status_code,
            message=message_in(error.body),
            codes=word_codes(error.code, error.type),
            parameter=error.param if isinstance(error.param, str) else None,
            headers=lower_headers(error.response.headers),
            request_id=error.request_id,
        )
        return http_error(fault, call)
    if isinstance(error, openai.APIConnectionError):
        return connection_error(call, str(error.__cause__ or error), sent=True)
    return None
