"""OpenAI's chat completions, and every server that speaks them: Ollama, vLLM, OpenRouter, ..."""

from __future__ import annotations

import json
from base64 import b64encode
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import httpx2
import openai
from openai.types import Model

from orchestrator.providers.addresses import host_of, with_version
from orchestrator.providers.asking import streamed, waited_for
from orchestrator.providers.concessions import (
    JSON_SCHEMA,
    LEAST_REASONING,
    MAX_COMPLETION_TOKENS,
    STREAM_USAGE,
    TEMPERATURE,
    Concessions,
)
from orchestrator.providers.faults import Call, malformed
from orchestrator.providers.guard import guarded
from orchestrator.providers.http import CONNECT_TIMEOUT_S, sdk_on
from orchestrator.providers.model_rules import least_reasoning, takes_temperature
from orchestrator.providers.openai_answers import OpenAIAnswer, explain
from orchestrator.providers.plausible import listed

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from openai.types.chat import ChatCompletionMessageParam

    from orchestrator.providers.base import (
        AnswerSchema,
        Completion,
        Credential,
        ModelInfo,
        Prompt,
    )
_OFFICIAL_URL = "https://api.openai.com/v1"
_PATH = "/chat/completions"


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
        # A timeout for each call: what is left of its deadline.
        self._timeout = httpx2.Timeout(timeout_s, connect=min(CONNECT_TIMEOUT_S, timeout_s))
        self._sdk = sdk_on(client, credential, lambda: _sdk(credential, self._address, client))

    async def complete(self, prompt: Prompt) -> Completion:
        """Send one prompt and wait for the whole answer.

        Raises:
            ProviderError: for every failure of the vendor.
        """
        call = Call("openai", self._address, prompt.model, self._key)
        return await waited_for(
            partial(self._send, prompt, call),
            call,
            self._timeout_s,
            explain,
            self._concessions(prompt),
        )

    def stream(self, prompt: Prompt) -> AsyncGenerator[str | Completion]:
        """Send one prompt and give the answer as it comes.

        Raises:
            ProviderError: for every failure of the vendor.
        """
        call = Call("openai", self._address, prompt.model, self._key)
        return streamed(
            partial(self._read, prompt),
            partial(OpenAIAnswer, call),
            call,
            self._timeout_s,
            explain,
            self._concessions(prompt, streamed=True),
        )

    async def list_models(self) -> tuple[ModelInfo, ...]:
        """List the models that the key can see.

        Raises:
            ProviderError: as `complete`.
        """
        call = Call("openai", self._address, None, self._key)
        return await guarded(self._models(call), call, self._timeout_s, explain)

    async def aclose(self) -> None:
        """Do nothing: the SDK's own `close` would close the shared client."""

    def _concessions(self, prompt: Prompt, *, streamed: bool = False) -> Concessions:
        asked: set[str] = set()
        if prompt.temperature is not None:
            asked.add(TEMPERATURE)
        if prompt.least_reasoning:
            asked.add(LEAST_REASONING)
        if self._compatible:
            asked.add(MAX_COMPLETION_TOKENS)
            if prompt.schema:
                asked.add(JSON_SCHEMA)
            if streamed:
                asked.add(STREAM_USAGE)
        refused = not takes_temperature("openai", prompt.model)
        return Concessions(frozenset(asked), frozenset({TEMPERATURE} & asked if refused else ()))

    async def _send(self, prompt: Prompt, call: Call, dropped: frozenset[str]) -> Completion:
        # Through the SDK's own verb: `create` looks at each field of the request, and makes an
        # object of each of the answer, which is a fifth of all that a call costs.
        response = await self._sdk.post(
            _PATH,
            body=_request(prompt, dropped),
            cast_to=httpx2.Response,
            options={"timeout": self._timeout},
        )
        answer = OpenAIAnswer(call)
        answer.take_whole(response)
        return answer.completion()

    async def _read(
        self, prompt: Prompt, dropped: frozenset[str], answer: OpenAIAnswer
    ) -> AsyncGenerator[str]:
        usage = {} if STREAM_USAGE in dropped else {"stream_options": {"include_usage": True}}
        chunks = await self._sdk.post(
            _PATH,
            body={**_request(prompt, dropped), **usage, "stream": True},
            cast_to=object,
            options={"timeout": self._timeout},
            stream=True,
            stream_cls=openai.AsyncStream[object],
        )
        async with chunks:
            answer.take_headers(chunks.response.headers)
            async for chunk in chunks:
                yield answer.take(chunk)

    async def _models(self, call: Call) -> tuple[ModelInfo, ...]:
        page = await self._sdk.models.list(timeout=self._timeout)
        models = cast("object", getattr(page, "data", None))
        if not isinstance(models, list):
            raise malformed(call, "no list of models")
        return listed(
            (model.id, model.shutdown_date)
            for model in cast("list[object]", models)
            if isinstance(model, Model)
        )


def _sdk(credential: Credential, address: str, client: httpx2.AsyncClient) -> openai.AsyncOpenAI:
    sdk = openai.AsyncOpenAI(
        api_key=credential.api_key, base_url=address, max_retries=0, http_client=client
    )
    # The constructor fills what it is not given from OPENAI_ORG_ID, OPENAI_PROJECT_ID,
    # OPENAI_ADMIN_KEY and OPENAI_CUSTOM_HEADERS; only the credential may decide.
    sdk.organization = sdk.project = sdk.admin_api_key = None
    sdk._custom_headers = {}  # pyright: ignore[reportPrivateUsage]
    return sdk


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
        schema = json.dumps(dict(prompt.schema.json_schema), ensure_ascii=False)
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
