"""What Gemini answers: a body, the chunks of a stream, or an error."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import httpx2
from google.genai import errors

from orchestrator.providers.base import Completion, FinishReason, TokenUsage
from orchestrator.providers.faults import (
    Call,
    HttpFault,
    duration_in,
    http_error,
    lower_headers,
    malformed,
    message_in,
    word_codes,
)
from orchestrator.providers.json_bodies import at, body_of, items_at, word_at
from orchestrator.providers.stream_words import status_in_stream
from orchestrator.providers.usage import inclusive_usage, total

if TYPE_CHECKING:
    from collections.abc import Mapping

    from orchestrator.errors import ProviderError

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


class GeminiAnswer:
    """One answer, put together from what comes: a whole body is a stream of one chunk."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self._pieces: list[str] = []
        self._has_parts = self._has_candidates = False
        self._detail: str | None = None
        self._block: str | None = None
        self._usage: object = None
        self._model: str | None = None
        self._id: str | None = None

    def take_whole(self, text: str) -> None:
        """Take in an answer that is not streamed.

        Raises:
            ProviderError: it says that something failed, whatever its status was.
            ValueError: it is no JSON.
        """
        body = body_of(text, self._call, kind="an answer", request_id=None)
        status = at(body, "error", "code")
        if isinstance(status, int) and 400 <= status < 600:
            raise http_error(_fault(body, status, {}), self._call)
        self.take(body)

    def take(self, chunk: object) -> str:
        """Take in a body or a chunk; give the text that it adds."""
        # Each chunk counts everything so far.
        self._usage = at(chunk, "usageMetadata") or self._usage
        self._model = word_at(chunk, "modelVersion") or self._model
        self._id = word_at(chunk, "responseId") or self._id
        candidate = at(chunk, "candidates", 0)
        if candidate is None:
            self._block = word_at(chunk, "promptFeedback", "blockReason") or self._block
            return ""
        self._has_candidates = True
        self._detail = word_at(candidate, "finishReason") or self._detail
        parts = items_at(candidate, "content", "parts")
        self._has_parts = self._has_parts or bool(parts)
        added = "".join(word_at(part, "text") or "" for part in parts if not at(part, "thought"))
        self._pieces.append(added)
        return added

    @property
    def finished(self) -> bool:
        """Whether a finish reason or a blocked prompt has come."""
        return bool(self._detail or self._block)

    def completion(self) -> Completion:
        """Give the whole answer.

        Raises:
            MalformedResponseError: nothing was said, and no reason given.
        """
        text, finish, detail = self._said()
        return Completion(
            text=text,
            finish_reason=finish,
            finish_detail=detail,
            usage=_usage(self._usage, text),
            served_model=self._model,
            provider_request_id=self._id,
        )

    def _said(self) -> tuple[str, FinishReason, str | None]:
        """Give the text, why it ended, and the vendor's word for that."""
        text = "".join(self._pieces)
        if self._block:
            return text, "refusal", self._block
        if not self._has_candidates:
            raise malformed(self._call, "no candidates and no reason why", self._id)
        finish = _FINISH.get(self._detail, "other")
        nothing = self._detail is None and not self._has_parts
        if nothing or (not text and finish == "stop"):
            raise malformed(self._call, f"a candidate without text ({self._detail})", self._id)
        return text, finish, self._detail


def _usage(usage: object, text: str) -> TokenUsage | None:
    if usage is None:
        return None
    thoughts = at(usage, "thoughtsTokenCount")
    said = at(usage, "candidatesTokenCount")
    if said is None and not text:
        said = 0  # a blocked prompt has no candidates, what was only thought is none
    return inclusive_usage(
        input_tokens=total(at(usage, "promptTokenCount"), at(usage, "toolUsePromptTokenCount")),
        output_tokens=total(said, thoughts),
        cached=at(usage, "cachedContentTokenCount"),
        reasoning=thoughts,
    )


def explain(error: Exception, call: Call) -> ProviderError | None:
    """Name the SDK's own exceptions."""
    if isinstance(error, errors.UnknownApiResponseError):
        # Its message quotes what came, which may be half of an answer.
        return malformed(call, "a stream with a chunk that is not JSON")
    if isinstance(error, errors.APIError):
        # The SDK leaves both untyped. Inside a stream the response is a class of its own.
        response = cast("object", getattr(error, "response", None))
        body = cast("object", getattr(error, "details", None))
        if isinstance(response, httpx2.Response):
            # The SDK offers the status in the body before that of the answer.
            fault = _fault(body, response.status_code, lower_headers(response.headers))
            return http_error(fault, call)
    else:
        body = _body_the_sdk_chokes_on(error)
        if body is None:
            return None
    return http_error(_fault(body, None, {}), call)


def _fault(body: object, status_code: int | None, headers: Mapping[str, str]) -> HttpFault:
    """Read the body of an error; without a status it came inside a stream."""
    details = _details(body)
    fields = _error_in(body)
    codes = word_codes(*(d.get("reason") for d in details), fields.get("status"))
    return HttpFault(
        status_code=status_code or status_in_stream(fields, codes),
        message=message_in(body),
        codes=codes,
        headers=headers,
        retry_delay_s=_retry_delay_s(details),
        in_stream=status_code is None,
    )


def _body_the_sdk_chokes_on(error: Exception) -> object:
    """Dig an error inside a stream out of the SDK, which takes its code for a number.

    Why: for a code that is a word or missing, which gateways send, the SDK raises a bare
    TypeError while it looks for the class of the exception, and the body is in that frame only.
    """
    trace = error.__traceback__ if isinstance(error, TypeError) else None
    while trace is not None:
        if trace.tb_frame.f_code.co_name == "raise_error_async":
            return trace.tb_frame.f_locals.get("response_json")
        trace = trace.tb_next
    return None


def _error_in(body: object) -> dict[str, object]:
    """Give the `error` of Google's error format; a list of one is sent as well."""
    if isinstance(body, list) and body:
        body = cast("list[object]", body)[0]
    error = cast("dict[str, object]", body).get("error") if isinstance(body, dict) else None
    return cast("dict[str, object]", error) if isinstance(error, dict) else {}


def _details(body: object) -> list[dict[str, object]]:
    """Dig out `error.details[]`, whatever else was sent."""
    details = _error_in(body).get("details")
    entries = cast("list[object]", details) if isinstance(details, list) else []
    return [cast("dict[str, object]", entry) for entry in entries if isinstance(entry, dict)]


def _retry_delay_s(details: list[dict[str, object]]) -> float | None:
    """Read `retryDelay`, a duration such as "12s" or "0.5s"."""
    for detail in details:
        delay = detail.get("retryDelay")
        if isinstance(delay, str) and delay.endswith("s"):
            return duration_in(delay[:-1])
    return None
