"""What Claude answers: a message, the events of a stream, or an error."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import anthropic
from anthropic.types import Message, TextBlock

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
from orchestrator.providers.stream_words import status_in_stream
from orchestrator.providers.usage import inclusive_usage, total

if TYPE_CHECKING:
    from collections.abc import Mapping

    from anthropic.types import (
        MessageDeltaUsage,
        RawContentBlockDelta,
        RawMessageStreamEvent,
        RefusalStopDetails,
        Usage,
    )

    from orchestrator.errors import ProviderError

_SUCCESS = 200
_FINISH: dict[str | None, FinishReason] = {
    "end_turn": "stop",
    "stop_sequence": "stop",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "refusal": "refusal",
}
_INPUT_COUNTS = ("input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens")
_ALL_COUNTS = (*_INPUT_COUNTS, "output_tokens", "output_tokens_details")


class ClaudeAnswer:
    """One answer, put together from a whole message or from the events of a stream."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self._pieces: list[str] = []
        self._has_blocks = self._stopped = False
        self._detail: str | None = None
        self._refusal: RefusalStopDetails | None = None
        self._counts: dict[str, object] = {}
        self._model: str | None = None
        self._id: str | None = None

    def take_whole(self, body: object) -> None:
        """Take in the body of an answer that is not streamed."""
        if not isinstance(body, Message):
            raise malformed(self._call, f"a body that is {type(body).__name__}, not a message")
        self._id = cast("str | None", getattr(body, "_request_id", None))
        content = cast("object", body.content)
        if not isinstance(content, list):
            raise malformed(self._call, "a message without content", self._id)
        blocks = cast("list[object]", content)
        self._has_blocks = bool(blocks)
        self._pieces = [block.text for block in blocks if isinstance(block, TextBlock)]
        self._detail, self._refusal = body.stop_reason, body.stop_details
        self._model = body.model or None
        self._count(body.usage, _ALL_COUNTS)

    def take_headers(self, headers: Mapping[str, str]) -> None:
        """Take in the headers of a stream."""
        self._id = headers.get("request-id")

    def take(self, event: RawMessageStreamEvent) -> str:
        """Take in an event of a stream; give the text that it adds."""
        added = ""
        if event.type == "message_start":
            self._model = event.message.model or None
            # Its count of output is of the first tokens only.
            self._count(event.message.usage, _INPUT_COUNTS)
        elif event.type == "content_block_start":
            self._has_blocks = True
            if isinstance(event.content_block, TextBlock):
                added = event.content_block.text
        elif event.type == "content_block_delta":
            added = _text_in(event.delta)
        elif event.type == "message_delta":
            self._detail = event.delta.stop_reason or self._detail
            self._refusal = event.delta.stop_details or self._refusal
            # Running totals, of which those of the input may correct the first ones.
            self._count(event.usage, _ALL_COUNTS)
        elif event.type == "message_stop":
            self._stopped = True
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
        if finish == "refusal" and self._refusal and self._refusal.category:
            detail = f"refusal: {self._refusal.category}"
        return Completion(
            text="".join(self._pieces),
            finish_reason=finish,
            finish_detail=detail,
            usage=self._usage(),
            served_model=self._model,
            provider_request_id=self._id,
        )

    def _count(self, usage: Usage | MessageDeltaUsage | None, names: tuple[str, ...]) -> None:
        counts = {name: cast("object", getattr(usage, name, None)) for name in names}
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
            reasoning=getattr(counts.get("output_tokens_details"), "thinking_tokens", 0),
        )


def _text_in(delta: RawContentBlockDelta) -> str:
    return delta.text if delta.type == "text_delta" else ""


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
