"""Google's Gemini API (the one with API keys, not Vertex)."""

from __future__ import annotations

import logging
import warnings
from functools import partial
from typing import TYPE_CHECKING, Any, Self

from google import genai
from google.genai import types
from google.genai.client import AsyncClient, DebugConfig

from orchestrator.providers.addresses import split_version
from orchestrator.providers.asking import streamed, waited_for
from orchestrator.providers.concessions import (
    LEAST_REASONING,
    TEMPERATURE,
    Concessions,
)
from orchestrator.providers.faults import Call
from orchestrator.providers.gemini_answers import GeminiAnswer, explain
from orchestrator.providers.guard import guarded
from orchestrator.providers.http import (
    noting_responses,
    sdk_on,
    ssl_context,
    unused_sync_client,
)
from orchestrator.providers.model_rules import least_reasoning, takes_temperature
from orchestrator.providers.plausible import listed

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    import httpx2

    from orchestrator.providers.base import Completion, Credential, ModelInfo, Prompt

_OFFICIAL_URL = "https://generativelanguage.googleapis.com"
_DEFAULT_VERSION = "v1"
_MODELS_IN_A_PAGE = 1000
"""The most that the vendor's list gives at once."""


def _is_about_this_call(record: logging.LogRecord) -> bool:
    """Drop the SDK's notice that of two environment keys it takes one: here it takes neither."""
    return not record.getMessage().startswith("Both GOOGLE_API_KEY and GEMINI_API_KEY are set")


logging.getLogger("google_genai._api_client").addFilter(_is_about_this_call)

# Its notices of an answer's form go to stderr wherever nobody has set logging up.
for _part in ("types", "_transformers"):
    logging.getLogger(f"google_genai.{_part}").setLevel(logging.ERROR)

# The SDK warns of words it does not know, such as a new finish reason, by printing them as they
# came: whatever a gateway says would stand on stderr.
warnings.filterwarnings("ignore", r".* is not a valid \w+", UserWarning, r"google\.genai\._common")


class _Attributes:
    """A model of the SDK that has nothing by `in`, only as attributes.

    The SDK asks each model for some thirty fields, first with `in`: that goes over all the fields
    of a pydantic model, finds none, and makes up half of the time that a request takes.
    """

    def __contains__(self, _: object) -> bool:
        return False


class _Config(_Attributes, types.GenerateContentConfig):
    """What else is asked for, beside the prompt; made for one request, which may change it."""

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Self:
        return self


class _Content(_Attributes, types.Content):
    """What one side says."""


class _Part(_Attributes, types.Part):
    """A piece of what one side says."""


_NO_FUNCTION_CALLS = types.AutomaticFunctionCallingConfig(disable=True)


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
        version = credential.api_version or version or _DEFAULT_VERSION
        # A timeout for each call: what is left of its deadline.
        self._options = types.HttpOptions(timeout=max(1, round(timeout_s * 1000)))
        self._sdk = sdk_on(
            client, credential, lambda: _sdk(credential, self._address, version, client)
        )

    async def complete(self, prompt: Prompt) -> Completion:
        """Send one prompt and wait for the whole answer.

        Raises:
            ProviderError: for every failure of the vendor.
        """
        call = Call("gemini", self._address, prompt.model, self._key)
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
        call = Call("gemini", self._address, prompt.model, self._key)

        return streamed(
            partial(self._read, prompt),
            partial(GeminiAnswer, call),
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
        call = Call("gemini", self._address, None, self._key)
        return await guarded(self._models(), call, self._timeout_s, explain)

    async def aclose(self) -> None:
        """Do nothing: the SDK holds nothing beside the shared client."""

    async def _send(self, prompt: Prompt, call: Call, dropped: frozenset[str]) -> Completion:
        answer = GeminiAnswer(call)
        request = self._request(prompt, dropped)
        request["config"].should_return_http_response = True
        response = await self._sdk.models.generate_content(**request)
        answer.take_whole((response.sdk_http_response and response.sdk_http_response.body) or "")
        return answer.completion()

    async def _read(
        self, prompt: Prompt, dropped: frozenset[str], answer: GeminiAnswer
    ) -> AsyncGenerator[str]:
        chunks = await self._sdk.models.generate_content_stream(**self._request(prompt, dropped))
        responses: list[httpx2.Response] = []
        try:
            # The SDK sends nothing before its first chunk is asked for, and then keeps the
            # response below generators that closing the outermost does not reach.
            with noting_responses(responses):
                chunk = await anext(chunks, None)
            while chunk is not None:
                yield answer.take(chunk.model_dump(mode="json", by_alias=True, exclude_none=True))
                chunk = await anext(chunks, None)
        finally:
            for response in responses:
                await response.aclose()

    def _request(self, prompt: Prompt, dropped: frozenset[str]) -> dict[str, Any]:
        return {
            "model": prompt.model,
            "contents": _contents(prompt),
            "config": _config(prompt, dropped, self._options),
        }

    async def _models(self) -> tuple[ModelInfo, ...]:
        page = await self._sdk.models.list(
            config=types.ListModelsConfig(page_size=_MODELS_IN_A_PAGE, http_options=self._options)
        )
        # `page` is what the first request brought; iterating would ask for more.
        return listed((m.name.removeprefix("models/"), None) for m in page.page if m.name)


def _sdk(
    credential: Credential, address: str, version: str, client: httpx2.AsyncClient
) -> AsyncClient:
    # Everything that the SDK would otherwise take from the environment is given: Vertex or not,
    # address, version, replays. With a client of its own it would switch to aiohttp wherever that
    # is installed.
    return genai.Client(
        api_key=credential.api_key,
        vertexai=False,
        debug_config=DebugConfig(client_mode=None, replays_directory=None, replay_id=None),
        http_options=types.HttpOptions(
            base_url=address,
            api_version=version,
            retry_options=types.HttpRetryOptions(attempts=1),
            httpx_client=unused_sync_client(),
            httpx_async_client=client,
            # For web sockets, which are not used: it would read the trust store every time.
            async_client_args={"ssl": ssl_context()},
        ),
    ).aio


def _concessions(prompt: Prompt) -> Concessions:
    asked = frozenset[str]({TEMPERATURE} if prompt.temperature is not None else ())
    dropped = frozenset[str]() if takes_temperature("gemini", prompt.model) else asked
    if prompt.least_reasoning:
        asked |= {LEAST_REASONING}
    return Concessions(asked, dropped)


def _config(
    prompt: Prompt, dropped: frozenset[str], options: types.HttpOptions
) -> types.GenerateContentConfig:
    config = _Config(
        http_options=options,
        system_instruction=prompt.system or None,
        max_output_tokens=prompt.max_output_tokens,
        temperature=None if TEMPERATURE in dropped else prompt.temperature,
        # Both would send further, billed requests on their own.
        automatic_continuation=False,
        automatic_function_calling=_NO_FUNCTION_CALLS,
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


def _contents(prompt: Prompt) -> types.Content | list[types.Content]:
    """Return what was said: one thing as such, because of a list pydantic tries every kind.

    That takes half a millisecond, which is a fourth of the call.
    """
    parts = [
        types.Part.from_bytes(data=image.data, mime_type=image.mime_type) for image in prompt.images
    ]
    first = _Content(role="user", parts=[*parts, _Part(text=prompt.text)])
    turns = [
        _Content(
            role="model" if turn.role == "assistant" else "user", parts=[_Part(text=turn.text)]
        )
        for turn in prompt.follow_up
    ]
    return [first, *turns] if turns else first
