"""What Claude answers: a message, the events of a stream, or an error."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import anthropic

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
from orchestrator.providers.usage import inclusive_usage, total

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx2

    from orchestrator.errors import ProviderError

_SUCCESS = 200
_FINISH: dict[str | None, FinishReason] = {
    "end_turn": "stop",
    "stop_sequence": "stop",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "refusal": "refusal",
}
_OF_TEXT = frozenset({"text", "text_delta"})
_INPUT_COUNTS = ("input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens")
_ALL_COUNTS = (*_INPUT_COUNTS, "output_tokens", "output_tokens_details")


class ClaudeAnswer:
    """One answer, put together from a whole message or from the events of a stream."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self._pieces: list[str] = []
        self._has_blocks = self._stopped = False
        self._detail: str | None = None
        self._refusal: str | None = None
        self._counts: dict[str, object] = {}
        self._model: str | None = None
        self._id: str | None = None

    def take_whole(self, response: httpx2.Response) -> None:
        """Take in an answer that is not streamed."""
        self.take_headers(response.headers)
        body = body_of(response.content, self._call, kind="a message", request_id=self._id)
        content = at(body, "content")
        if not isinstance(content, list):
            raise malformed(self._call, "a message without content", self._id)
        blocks = cast("list[object]", content)
        self._has_blocks = bool(blocks)
        self._pieces = [self._text_of(block) for block in blocks]
        self._take_stop(body)
        self._model = word_at(body, "model")
        self._count(at(body, "usage"), _ALL_COUNTS)

    def take_headers(self, headers: Mapping[str, str]) -> None:
        """Take in the headers of an answer."""
        self._id = headers.get("request-id")

    def take(self, event: object) -> str:
        """Take in an event of a stream; give the text that it adds."""
        added = ""
        match at(event, "type"):
            case "message_start":
                self._model = word_at(event, "message", "model")
                # Its count of output is of the first tokens only.
                self._count(at(event, "message", "usage"), _INPUT_COUNTS)
            case "content_block_start":
                self._has_blocks = True
                added = self._text_of(at(event, "content_block"))
            case "content_block_delta":
                added = self._text_of(at(event, "delta"))
            case "message_delta":
                self._take_stop(at(event, "delta"))
                # Running totals, of which those of the input may correct the first ones.
                self._count(at(event, "usage"), _ALL_COUNTS)
            case "message_stop":
                self._stopped = True
            case _:  # a kind that came after this was written
                pass
        self._pieces.append(added)
        return added

    @property
    def finished(self) -> bool:
        """Whether the message has stopped, and for a reason."""
        return self._stopped and self._detail is not None

    def completion(self) -> Completion:
        """Give the whole answer.

        Raises:
            MalformedResponseError: nothing was said, and no reason given.
        """
        detail = self._detail
        finish = _FINISH.get(detail, "other")
        if not self._has_blocks and finish == "stop":
            raise malformed(self._call, f"a message with empty content ({detail})", self._id)
        if finish == "refusal" and self._refusal:
            detail = f"refusal: {self._refusal}"
        return Completion(
            text="".join(self._pieces),
            finish_reason=finish,
            finish_detail=detail,
            usage=self._usage(),
            served_model=self._model,
            provider_request_id=self._id,
        )

    def _take_stop(self, said: object) -> None:
        self._detail = word_at(said, "stop_reason") or self._detail
        self._refusal = word_at(said, "stop_details", "category") or self._refusal

    def _text_of(self, block: object) -> str:
        """Return the text of a block, or of a change to one; "" of those that have none."""
        if at(block, "type") not in _OF_TEXT:
            return ""
        text = at(block, "text")
        if not isinstance(text, str):
            raise malformed(self._call, f"a text that is {type(text).__name__}", self._id)
        return text

    def _count(self, usage: object, names: tuple[str, ...]) -> None:
        counts = {name: at(usage, name) for name in names}
        self._counts |= {name: count for name, count in counts.items() if count is not None}

    def _usage(self) -> TokenUsage | None:
        counts = self._counts
        cached = counts.get("cache_read_input_tokens")
        written = counts.get("cache_creation_input_tokens")
        return inclusive_usage(
            # The vendor counts here only what neither came from its cache nor went into it.
            input_tokens=total(counts.get("input_tokens"), cached, written),
            output_tokens=counts.get("output_tokens"),
            cached=cached,
            cache_write=written,
            reasoning=at(counts, "output_tokens_details", "thinking_tokens"),
        )


def explain(error: Exception, call: Call) -> ProviderError | None:
    """Name the SDK's own exceptions."""
    if isinstance(error, anthropic.APIStatusError):
        codes = word_codes(error.error_code, error.type)
        # An error inside a stream comes with the status of the stream.
        in_stream = error.status_code == _SUCCESS
        fault = HttpFault(
            status_code=status_in_stream(error.body, codes) if in_stream else error.status_code,
            message=message_in(error.body),
            codes=codes,
            headers=lower_headers(error.response.headers),
            request_id=error.request_id,
            in_stream=in_stream,
        )
        return http_error(fault, call)
    if isinstance(error, anthropic.APIConnectionError):
        return connection_error(call, str(error.__cause__ or error), sent=True)
    return None
