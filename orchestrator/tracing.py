"""OpenTelemetry spans with the semantic conventions for generative AI.

A call is a span of its own, and each attempt a client span within it: one call that took three
attempts is one operation. No text of a prompt or an answer is in them, no key, and no user's id.

Spans are made only where somebody has set OpenTelemetry up, and so has imported it: without that
nothing is imported and nothing is done.

Source of the names: "Semantic conventions for generative client AI spans", read November 2026.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence
    from contextlib import AbstractContextManager

    from opentelemetry.trace import Span, Tracer

    from orchestrator.ledger import Attempt, Settlement
    from orchestrator.providers.base import Credential, Prompt
    from profiles.attempts import AttemptRecord

_API = "opentelemetry.trace"
_PROVIDERS = {"gemini": "gcp.gemini", "openai": "openai", "claude": "anthropic"}
_OPERATIONS = {"gemini": "generate_content"}
_DEFAULT_PORTS = {"http": 80, "https": 443}

_Value = str | int | float | tuple[str, ...]


class AttemptSpan:
    """The span of one attempt; None does nothing."""

    def __init__(self, span: Span | None) -> None:
        self._span = span

    def current(self) -> AbstractContextManager[object]:
        """Make it the parent of what happens inside, such as the spans of an HTTP client."""
        if self._span is None:
            return nullcontext()
        from opentelemetry.trace import use_span

        # An exception's text may quote what was sent.
        return use_span(self._span, record_exception=False, set_status_on_exception=False)

    def end(self, settlement: Settlement) -> None:
        """End it with what the attempt used."""
        if self._span is None:
            return
        completion, usage = settlement.completion, settlement.usage
        if completion is not None:
            _set(
                self._span,
                {
                    "gen_ai.response.model": completion.served_model,
                    "gen_ai.response.id": completion.provider_request_id,
                    "gen_ai.response.finish_reasons": (completion.finish_reason,),
                },
            )
        if usage is not None and settlement.usage_source == "provider":
            _set(
                self._span,
                {
                    "gen_ai.usage.input_tokens": usage.input_tokens,
                    "gen_ai.usage.output_tokens": usage.output_tokens,
                    "gen_ai.usage.cache_read.input_tokens": usage.cached_input_tokens or None,
                    "gen_ai.usage.cache_creation.input_tokens": usage.cache_write_tokens or None,
                    "gen_ai.usage.reasoning.output_tokens": usage.reasoning_tokens or None,
                },
            )
        _set(self._span, {"http.response.status_code": settlement.http_status})
        if settlement.error_type is not None:
            _fail(self._span, settlement.error_type)
        self._span.end()


def attempt_span(
    attempt: Attempt, prompt: Prompt, credential: Credential, parent: Span | None
) -> AttemptSpan:
    """Begin the span of an attempt, within that of its call; `offline` asks no model: no span."""
    maker = tracer()
    if maker is None or attempt.provider == "offline":
        return AttemptSpan(None)
    from opentelemetry.trace import SpanKind, set_span_in_context

    operation = _OPERATIONS.get(attempt.provider, "chat")
    span = maker.start_span(
        f"{operation} {attempt.model}",
        kind=SpanKind.CLIENT,
        context=set_span_in_context(parent) if parent is not None else None,
    )
    _set(
        span,
        {
            "gen_ai.operation.name": operation,
            "gen_ai.provider.name": _PROVIDERS[attempt.provider],
            "gen_ai.request.model": attempt.model,
            "gen_ai.request.max_tokens": prompt.max_output_tokens,
            "gen_ai.request.temperature": prompt.temperature,
            "gen_ai.output.type": "json" if prompt.schema else "text",
            **_server(credential.base_url),
            "jobai.request_id": attempt.request_id,
            "jobai.attempt": attempt.number,
            "jobai.attempt_kind": attempt.kind,
        },
    )
    return AttemptSpan(span)


@contextmanager
def call_span(
    request_id: str, *, task: str, plan: str, records: Sequence[AttemptRecord]
) -> Generator[Span | None]:
    """Have a span for a whole call around what happens inside; `records` are counted at its end.

    It is not the current one of its task: a stream is left and entered again between its pieces.
    """
    maker = tracer()
    if maker is None:
        yield None
        return
    span = maker.start_span(f"jobai {task}")
    _set(span, {"jobai.request_id": request_id, "jobai.task": task, "jobai.plan": plan})
    try:
        yield span
    except BaseException as error:
        _fail(span, type(error).__name__)
        raise
    finally:
        _set(span, {"jobai.attempts": len(records)})
        span.end()


def tracer() -> Tracer | None:
    """Return what makes spans; None where nobody has set OpenTelemetry up."""
    if _API not in sys.modules:
        return None
    from opentelemetry import trace

    return trace.get_tracer("jobai")


def _server(base_url: str | None) -> dict[str, _Value | None]:
    parts = urlsplit(base_url or "")
    if not parts.hostname:
        return {}
    port = parts.port or _DEFAULT_PORTS.get(parts.scheme)
    return {"server.address": parts.hostname, "server.port": port}


def _set(span: Span, attributes: Mapping[str, _Value | None]) -> None:
    known = {name: value for name, value in attributes.items() if value is not None}
    span.set_attributes(cast("Mapping[str, str | int | float]", known))


def _fail(span: Span, error_type: str) -> None:
    from opentelemetry.trace import StatusCode

    span.set_attribute("error.type", error_type)
    span.set_status(StatusCode.ERROR)
