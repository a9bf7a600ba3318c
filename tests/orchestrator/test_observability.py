"""What others can see of a call: log lines and OpenTelemetry spans, without content and keys."""

from __future__ import annotations

import logging
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode
from sqlalchemy.ext.asyncio import AsyncSession
from wire import faults

from orchestrator import tracing
from orchestrator.errors import AllAttemptsFailedError, AnswerInvalidError
from orchestrator.providers.base import TokenUsage
from orchestrator.request import AnswerFaultError, Request

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desks import Desk
    from opentelemetry.sdk.trace import ReadableSpan

    from orchestrator.providers.base import ProviderType

SECRETS = ("a-secret-question", "a-secret-instruction", "a-secret-answer", "a-secret-fault")
_EXPORTER = InMemorySpanExporter()


@pytest.fixture(scope="module", autouse=True)
def _provider() -> None:  # pyright: ignore[reportUnusedFunction]
    """Set OpenTelemetry up as an application does: once for each process."""
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(_EXPORTER))
    trace.set_tracer_provider(provider)


@pytest.fixture
def spans() -> Iterator[InMemorySpanExporter]:
    """Where spans end up."""
    _EXPORTER.clear()
    yield _EXPORTER
    _EXPORTER.clear()


def _ours(spans: InMemorySpanExporter) -> list[ReadableSpan]:
    found = [span for span in spans.get_finished_spans() if span.instrumentation_scope]
    return [span for span in found if span.instrumentation_scope.name == "jobai"]  # pyright: ignore[reportOptionalMemberAccess]


def _refuse(_: str) -> str:
    raise AnswerFaultError("The answer holds a-secret-fault.")


async def _ask(desk: Desk, user: str, *, check: bool = False, provider: str | None = None) -> None:
    desk.server.answer_with("a-secret-answer")
    request = Request(
        task="custom_task",
        text="a-secret-question",
        system="a-secret-instruction",
        check=_refuse if check else None,
    )
    async with AsyncSession(desk.store.engine) as session:
        await desk.orchestrator(session).ask(user, request, provider_name=provider)


@pytest.mark.parametrize(
    ("provider", "name", "operation"),
    [
        ("gemini", "gcp.gemini", "generate_content"),
        ("openai", "openai", "chat"),
        ("claude", "anthropic", "chat"),
    ],
)
async def test_a_call_is_a_span_and_its_attempt_a_client_span_within_it(
    desk: Desk,
    user: str,
    spans: InMemorySpanExporter,
    provider: ProviderType,
    name: str,
    operation: str,
) -> None:
    desk.configure(provider)
    desk.server.usage = TokenUsage(100, 20, cached_input_tokens=30, reasoning_tokens=5)

    await _ask(desk, user, provider=provider)

    attempt, call = _ours(spans)
    [row] = await desk.rows()
    assert (call.name, call.kind) == ("jobai custom_task", SpanKind.INTERNAL)
    assert attempt.parent == call.context
    assert dict(call.attributes or {}) == {
        "jobai.request_id": row.request_id,
        "jobai.task": "custom_task",
        "jobai.plan": "freemium",
        "jobai.attempts": 1,
    }
    assert (attempt.name, attempt.kind) == (f"{operation} {row.model}", SpanKind.CLIENT)
    host, _, port = desk.server.url.removeprefix("http://").partition(":")
    assert dict(attempt.attributes or {}) == {
        "gen_ai.operation.name": operation,
        "gen_ai.provider.name": name,
        "gen_ai.request.model": row.model,
        "gen_ai.request.max_tokens": 4096,
        "gen_ai.output.type": "text",
        "gen_ai.response.model": row.model,
        "gen_ai.response.id": row.provider_request_id,
        "gen_ai.response.finish_reasons": ("stop",),
        "gen_ai.usage.input_tokens": 100,
        "gen_ai.usage.output_tokens": 20,
        "gen_ai.usage.cache_read.input_tokens": 30,
        "gen_ai.usage.reasoning.output_tokens": 5,
        "server.address": host,
        "server.port": int(port),
        "jobai.request_id": row.request_id,
        "jobai.attempt": 1,
        "jobai.attempt_kind": "first",
    }


async def test_three_attempts_are_one_operation(
    desk: Desk, user: str, spans: InMemorySpanExporter
) -> None:
    desk.configure("gemini", "openai")
    desk.server.fail(faults.overloaded(), times=None, provider="gemini")

    await _ask(desk, user)

    *attempts, call = _ours(spans)
    told = [dict(span.attributes or {}) for span in attempts]
    assert [one["jobai.attempt_kind"] for one in told] == ["first", "fallback", "fallback"]
    assert [one.get("error.type") for one in told] == ["OverloadedError", "OverloadedError", None]
    assert [one.get("http.response.status_code") for one in told] == [503, 503, None]
    assert all(span.parent == call.context for span in attempts)
    assert call.status.status_code == StatusCode.UNSET
    assert dict(call.attributes or {})["jobai.attempts"] == 3


async def test_a_call_that_fails_is_an_error_in_its_span(
    desk: Desk, user: str, spans: InMemorySpanExporter
) -> None:
    desk.configure("gemini")
    desk.server.fail(faults.overloaded(), times=None)

    with pytest.raises(AllAttemptsFailedError):
        await _ask(desk, user)

    call = _ours(spans)[-1]
    assert call.status.status_code == StatusCode.ERROR
    assert dict(call.attributes or {})["error.type"] == "AllAttemptsFailedError"


async def test_a_stream_has_a_span_too(desk: Desk, user: str, spans: InMemorySpanExporter) -> None:
    desk.configure("gemini")
    async with AsyncSession(desk.store.engine) as session:
        async for _ in desk.orchestrator(session).generate_stream(user, "custom_task", "Hi"):
            pass

    attempt, call = _ours(spans)
    assert attempt.parent == call.context
    assert dict(attempt.attributes or {})["gen_ai.usage.output_tokens"] == 20


async def test_nothing_of_what_is_said_is_in_a_span_or_a_log_line(
    desk: Desk, user: str, spans: InMemorySpanExporter, caplog: pytest.LogCaptureFixture
) -> None:
    desk.configure("openai")
    caplog.set_level(logging.DEBUG, logger="jobai")
    desk.server.fail(faults.server_error(500))

    with pytest.raises(AnswerInvalidError):
        await _ask(desk, user, check=True)

    told = [span.to_json() for span in spans.get_finished_spans()]
    logged = [record.getMessage() for record in caplog.records if record.name.startswith("jobai")]
    assert told
    assert logged
    for secret in (*SECRETS, desk.server.key, user):
        assert not [text for text in (*told, *logged) if secret in text]


async def test_every_log_line_of_a_call_names_its_request(
    desk: Desk, user: str, caplog: pytest.LogCaptureFixture
) -> None:
    desk.configure("gemini", "openai")
    caplog.set_level(logging.DEBUG, logger="jobai")
    desk.server.fail(faults.overloaded(), times=None, provider="gemini")

    await _ask(desk, user)

    request_id = (await desk.rows())[0].request_id
    lines = [record for record in caplog.records if record.name.startswith("jobai")]
    assert [record.levelname for record in lines] == ["DEBUG", "INFO"] * 3
    assert all(request_id in record.getMessage() for record in lines)
    assert "attempt 1 (first): gemini gemini-2.5-flash, OverloadedError" in lines[1].getMessage()
    assert "attempt 3 (fallback): openai gpt-6-luna, success" in lines[-1].getMessage()


def test_who_does_not_use_opentelemetry_does_not_load_it(tmp_path: Path) -> None:
    code = (
        "import sys, orchestrator.tracing as t; assert t.tracer() is None; "
        "assert not [name for name in sys.modules if name.startswith('opentelemetry')]"
    )

    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_tracing_is_named_for_jobai() -> None:
    assert tracing.tracer() is not None
