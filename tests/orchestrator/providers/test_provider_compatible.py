"""OpenAI-compatible servers: the standard request first, then what they can do."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from wire import faults

from orchestrator.errors import OverloadedError, RateLimitedError, RequestRejectedError
from orchestrator.providers import open_provider
from orchestrator.providers.base import AnswerSchema, Completion, Prompt
from orchestrator.providers.concessions import Concessions, with_concessions

if TYPE_CHECKING:
    from wire import WireServer

_SCHEMA = AnswerSchema(
    "reply",
    {
        "type": "object",
        "properties": {"ok": {"type": "boolean"}},
        "required": ["ok"],
        "additionalProperties": False,
    },
)


async def _ask(server: WireServer, **prompt: Any) -> Completion:
    provider = open_provider(server.credential("openai"), timeout_s=5)
    return await provider.complete(replace(Prompt("llama3.2", "Hi"), **prompt))


async def test_a_server_without_max_completion_tokens_gets_max_tokens(
    wire_server: WireServer,
) -> None:
    wire_server.fail(faults.rejects("max_completion_tokens"))

    answer = await _ask(wire_server, max_output_tokens=99)

    first, second = (seen.body for seen in wire_server.requests)
    assert first["max_completion_tokens"] == 99
    assert second["max_tokens"] == 99
    assert "max_completion_tokens" not in second
    assert answer.dropped_params == ("max_completion_tokens",)


@pytest.mark.parametrize("parameter", ["response_format", "json_schema"])
async def test_a_server_without_schemas_is_asked_for_json_in_words(
    wire_server: WireServer, parameter: str
) -> None:
    wire_server.fail(faults.rejects(parameter))

    answer = await _ask(wire_server, schema=_SCHEMA, system="Be brief.")

    second = wire_server.requests[1]
    assert second.body["response_format"] == {"type": "json_object"}
    assert second.system.startswith("Be brief.")
    assert '"additionalProperties": false' in second.system
    assert answer.dropped_params == ("json_schema",)


async def test_a_server_that_can_do_very_little_still_answers(wire_server: WireServer) -> None:
    for parameter in ("temperature", "response_format", "max_completion_tokens"):
        wire_server.fail(faults.rejects(parameter, status=422))

    answer = await _ask(wire_server, schema=_SCHEMA, temperature=0.1)

    assert answer.dropped_params == ("json_schema", "max_completion_tokens", "temperature")
    assert len(wire_server.requests) == 4


async def test_a_parameter_is_given_up_only_once(wire_server: WireServer) -> None:
    wire_server.fail(faults.rejects("max_completion_tokens"), times=None)

    with pytest.raises(RequestRejectedError):
        await _ask(wire_server)

    assert len(wire_server.requests) == 2


async def test_only_a_rejected_request_is_sent_again(wire_server: WireServer) -> None:
    wire_server.fail(faults.server_error(500))

    with pytest.raises(OverloadedError):
        await _ask(wire_server, temperature=0.5)

    assert len(wire_server.requests) == 1


async def test_what_is_known_to_be_refused_is_reported_even_when_nothing_was_retried() -> None:
    sent: list[frozenset[str]] = []

    async def send(dropped: frozenset[str]) -> str:
        sent.append(dropped)
        return "Hello"

    asked = frozenset({"temperature"})
    answer = await with_concessions(send, Concessions(asked=asked, dropped=asked))

    assert sent == [asked]
    assert answer == ("Hello", ("temperature",))


async def test_an_error_inside_a_success_is_an_error(wire_server: WireServer) -> None:
    wire_server.fail(faults.json_body({"error": {"code": 429, "message": "Slow down."}}))

    with pytest.raises(RateLimitedError, match=r"Slow down\."):
        await _ask(wire_server)
