"""Anthropic's messages."""

from __future__ import annotations

from base64 import b64encode
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import anthropic
import httpx2
from anthropic.types import ModelInfo as ClaudeModel

from orchestrator.providers.addresses import split_version
from orchestrator.providers.asking import streamed, waited_for
from orchestrator.providers.claude_answers import ClaudeAnswer, explain
from orchestrator.providers.concessions import TEMPERATURE, Concessions
from orchestrator.providers.faults import Call, malformed
from orchestrator.providers.guard import guarded
from orchestrator.providers.http import CONNECT_TIMEOUT_S, sdk_on
from orchestrator.providers.model_rules import takes_temperature
from orchestrator.providers.plausible import listed

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from orchestrator.providers.base import Completion, Credential, ModelInfo, Prompt
_OFFICIAL_URL = "https://api.anthropic.com"
_PATH = "/v1/messages"
_VERSION_WITH_TEMPERATURE = "2023-06-01"
"""The last API version that takes sampling parameters, from the models that know them."""

_MODELS_IN_A_PAGE = 1000
"""The most that the vendor's list gives at once."""


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
        # A timeout for each call: what is left of its deadline.
        self._timeout = httpx2.Timeout(timeout_s, connect=min(CONNECT_TIMEOUT_S, timeout_s))
        self._sdk = sdk_on(client, credential, lambda: _sdk(credential, self._address, client))

    async def complete(self, prompt: Prompt) -> Completion:
        """Send one prompt and wait for the whole answer.

        Raises:
            ProviderError: for every failure of the vendor.
        """
        call = Call("claude", self._address, prompt.model, self._key)
        return await waited_for(
            partial(self._send, prompt, call),
            call,
            self._timeout_s,
            explain,
            _concessions(prompt),
        )

    def stream(self, prompt: Prompt) -> AsyncGenerator[str | Completion]:
        """Send one prompt and give the answer as it comes.

        Raises:
            ProviderError: for every failure of the vendor.
        """
        call = Call("claude", self._address, prompt.model, self._key)
        return streamed(
            partial(self._read, prompt),
            partial(ClaudeAnswer, call),
            call,
            self._timeout_s,
            explain,
            _concessions(prompt),
        )

    async def list_models(self) -> tuple[ModelInfo, ...]:
        """List the models that the key can see.

        Raises:
            ProviderError: as `complete`.
        """
        call = Call("claude", self._address, None, self._key)
        return await guarded(self._models(call), call, self._timeout_s, explain)

    async def aclose(self) -> None:
        """Do nothing: the SDK's own `close` would close the shared client."""

    async def _send(self, prompt: Prompt, call: Call, dropped: frozenset[str]) -> Completion:
        # Through the SDK's own verb, as for OpenAI.
        response = await self._sdk.post(
            _PATH,
            body=_request(prompt, dropped),
            cast_to=httpx2.Response,
            options={"timeout": self._timeout, "headers": _headers(prompt, dropped)},
        )
        answer = ClaudeAnswer(call)
        answer.take_whole(response)
        return answer.completion()

    async def _read(
        self, prompt: Prompt, dropped: frozenset[str], answer: ClaudeAnswer
    ) -> AsyncGenerator[str]:
        events = await self._sdk.post(
            _PATH,
            body={**_request(prompt, dropped), "stream": True},
            cast_to=object,
            options={"timeout": self._timeout, "headers": _headers(prompt, dropped)},
            stream=True,
            stream_cls=anthropic.AsyncStream[object],
        )
        async with events:
            answer.take_headers(events.response.headers)
            async for event in events:
                yield answer.take(event)

    async def _models(self, call: Call) -> tuple[ModelInfo, ...]:
        page = await self._sdk.models.list(limit=_MODELS_IN_A_PAGE, timeout=self._timeout)
        models = cast("object", getattr(page, "data", None))
        if not isinstance(models, list):
            raise malformed(call, "no list of models")
        return listed(
            (model.id, model.retires_at)
            for model in cast("list[object]", models)
            if isinstance(model, ClaudeModel)
        )


def _sdk(
    credential: Credential, address: str, client: httpx2.AsyncClient
) -> anthropic.AsyncAnthropic:
    sdk = anthropic.AsyncAnthropic(
        api_key=credential.api_key,
        base_url=address,
        max_retries=0,
        # Traces could carry a CV to wherever the environment says.
        open_telemetry=False,
        http_client=client,
    )
    # The constructor reads ANTHROPIC_CUSTOM_HEADERS; only the credential may decide.
    sdk._custom_headers = {}  # pyright: ignore[reportPrivateUsage]
    return sdk


def _concessions(prompt: Prompt) -> Concessions:
    asked = frozenset[str]({TEMPERATURE} if prompt.temperature is not None else ())
    known = takes_temperature("claude", prompt.model)
    return Concessions(asked, frozenset[str]() if known else asked)


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
    if _has_temperature(prompt, dropped):
        request["temperature"] = prompt.temperature
    return request


def _headers(prompt: Prompt, dropped: frozenset[str]) -> dict[str, str]:
    # The SDK no longer knows the parameter, and its own API version refuses it.
    named = {"anthropic-version": _VERSION_WITH_TEMPERATURE}
    return named if _has_temperature(prompt, dropped) else {}


def _has_temperature(prompt: Prompt, dropped: frozenset[str]) -> bool:
    return prompt.temperature is not None and TEMPERATURE not in dropped


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
