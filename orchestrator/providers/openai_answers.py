"""What OpenAI and compatible servers answer: a body, the chunks of a stream, or an error."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openai

from orchestrator.providers.base import Completion, FinishReason, TokenUsage
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
from orchestrator.providers.json_bodies import at, body_of, word_at
from orchestrator.providers.stream_words import status_in_stream
from orchestrator.providers.usage import inclusive_usage

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx2

    from orchestrator.errors import ProviderError

_FINISH: dict[str | None, FinishReason] = {
    "stop": "stop",
    "length": "length",
    "content_filter": "refusal",
}


class OpenAIAnswer:
    """One answer, put together from a whole body or from the chunks of a stream."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self._pieces: list[str] = []
        self._refused = False
        self._detail: str | None = None
        self._usage: object = None
        self._model: str | None = None
        self._id: str | None = None

    def take_whole(self, response: httpx2.Response) -> None:
        """Take in an answer that is not streamed."""
        self.take_headers(response.headers)
        body = body_of(response.content, self._call, kind="a chat completion", request_id=self._id)
        choice = at(body, "choices", 0)
        if choice is None:
            raise _fault_in_success(body, self._call, self._id)
        text = at(choice, "message", "content")
        if text is not None and not isinstance(text, str):
            raise malformed(self._call, "a choice whose content is no text", self._id)
        self._pieces = [] if text is None else [text]
        self._refused = bool(at(choice, "message", "refusal"))
        self._detail = word_at(choice, "finish_reason")
        self._usage = at(body, "usage")
        self._model = word_at(body, "model")

    def take_headers(self, headers: Mapping[str, str]) -> None:
        """Take in the headers of an answer."""
        self._id = headers.get("x-request-id")

    def take(self, chunk: object) -> str:
        """Take in a chunk of a stream; give the text that it adds."""
        self._usage = at(chunk, "usage") or self._usage
        self._model = word_at(chunk, "model") or self._model
        # The chunk with the usage has no choice; some servers send null there.
        choice = at(chunk, "choices", 0)
        # Some servers send "" where others send null.
        self._detail = word_at(choice, "finish_reason") or self._detail
        self._refused = self._refused or bool(at(choice, "delta", "refusal"))
        added = at(choice, "delta", "content") or ""
        if not isinstance(added, str):
            raise malformed(self._call, f"a piece of text that is {type(added).__name__}", self._id)
        if added:
            self._pieces.append(added)
        return added

    @property
    def finished(self) -> bool:
        """Whether a finish reason has come."""
        return self._detail is not None

    def completion(self) -> Completion:
        """Give the whole answer.

        Raises:
            MalformedResponseError: nothing was said, and no reason given.
        """
        text = "".join(self._pieces) if self._pieces else None
        detail = self._detail
        finish = _FINISH.get(detail, "other")
        if self._refused:
            finish, detail, text = "refusal", "refusal", ""
        if text is None and finish in {"length", "refusal"}:
            text = ""
        if text is None:
            raise malformed(self._call, f"a choice without content ({detail})", self._id)
        return Completion(
            text=text,
            finish_reason=finish,
            finish_detail=detail,
            usage=_usage(self._usage),
            served_model=self._model,
            provider_request_id=self._id,
        )


def _fault_in_success(body: object, call: Call, request_id: str | None) -> ProviderError:
    """Read the error that some gateways (OpenRouter) put into the body of a 200."""
    error = at(body, "error")
    words = message_in(error)
    status = at(error, "code")
    if isinstance(status, int) and 400 <= status < 600:
        fault = HttpFault(status_code=status, message=words, request_id=request_id)
        return http_error(fault, call)
    return malformed(call, f"no choices {words}", request_id)


def _usage(usage: object) -> TokenUsage | None:
    return inclusive_usage(
        input_tokens=at(usage, "prompt_tokens"),
        output_tokens=at(usage, "completion_tokens"),
        cached=at(usage, "prompt_tokens_details", "cached_tokens"),
        cache_write=at(usage, "prompt_tokens_details", "cache_write_tokens"),
        reasoning=at(usage, "completion_tokens_details", "reasoning_tokens"),
    )


def explain(error: Exception, call: Call) -> ProviderError | None:
    """Name the SDK's own exceptions."""
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
    if type(error) is openai.APIError:
        codes = word_codes(error.code, error.type)
        fault = HttpFault(
            status_code=status_in_stream(error.body, codes),
            message=message_in(error.body),
            codes=codes,
            parameter=error.param if isinstance(error.param, str) else None,
            in_stream=True,
        )
        return http_error(fault, call)
    return None
