"""`providers test --live`: a text, a picture and a schema, and what it says when one fails."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from wire import faults
from wire.exchange import Spoken, said

from orchestrator.live_tests import CHECKS
from orchestrator.provider_configs import NewConfig, add_config, get_config
from orchestrator.provider_tests import Live, run_tests
from orchestrator.providers.base import TokenUsage

if TYPE_CHECKING:
    from desks import Desk
    from wire.exchange import Dialect, Fault, Reply, WireRequest

    from orchestrator.live_tests import LiveCheck
    from orchestrator.provider_tests import TestResult
    from orchestrator.providers.base import ProviderType

THREE: list[ProviderType] = ["gemini", "openai", "claude"]
_COLOURS: dict[tuple[int, ...], str] = {
    (220, 20, 20): "red",
    (20, 160, 40): "green",
    (30, 60, 220): "blue",
}


def _seeing(request: WireRequest) -> str:
    """Answer as a model that sees."""
    if request.images:
        picture = Image.open(io.BytesIO(request.images[0][1])).convert("RGB")
        row = picture.crop((0, 5, picture.width, 6)).tobytes()
        names = [_COLOURS.get(tuple(half), "yellow") for half in (row[:3], row[-3:])]
        return f"{names[0].title()}, {names[1]}."
    return json.dumps({"city": "Paris", "is_capital": True}) if request.schema else "ready"


async def _add(desk: Desk, provider: ProviderType, model: str | None = None) -> None:
    new = NewConfig(
        provider=provider,
        name="mine",
        api_key=desk.server.key,
        base_url=desk.server.base_url(provider),
        model=model,
    )
    async with desk.store.write() as session:
        await add_config(session, new, desk.secrets)


async def _tested(desk: Desk, user: str, model: str | None = None) -> TestResult:
    live = Live(user, model, CHECKS)
    [result] = await run_tests(desk.store, desk.settings, "mine", live)
    return result


def _told(checks: tuple[LiveCheck, ...]) -> list[tuple[str, str]]:
    return [(check.check, check.verdict) for check in checks]


@pytest.mark.parametrize("provider", THREE)
async def test_a_model_that_does_all_three_is_ok_and_each_call_is_in_the_ledger(
    desk: Desk, user: str, provider: ProviderType
) -> None:
    await _add(desk, provider)
    desk.server.answer_with(_seeing)

    result = await _tested(desk, user)

    assert (result.verdict, result.error) == ("ok", None)
    assert _told(result.checks) == [("text", "ok"), ("image", "ok"), ("schema", "ok")]
    rows = await desk.rows()
    assert [(row.task_type, row.status, row.credential) for row in rows] == [
        ("provider_test", "success", "config:1")
    ] * 3
    assert [check.cost_nano_usd for check in result.checks] == [row.cost_nano_usd for row in rows]
    assert [check.request_id for check in result.checks] == [row.request_id for row in rows]
    posts = [request for request in desk.server.requests if request.method == "POST"]
    assert all((request.max_output_tokens or 0) <= 512 for request in posts)


@pytest.mark.parametrize(
    ("provider", "fault", "verdict"),
    [
        ("openai", faults.wrong_key(), "key_refused"),
        ("gemini", faults.wrong_key(), "key_refused"),
        ("claude", faults.forbidden(), "key_refused"),
        ("openai", faults.no_credit(), "no_credit"),
        ("gemini", faults.rate_limited(), "busy"),
        ("claude", faults.cut(-1), "unreachable"),
        ("openai", faults.bad_request(), "failed"),
    ],
    ids=["key", "key2", "forbidden", "no_credit", "rate_limited", "cut", "bad_request"],
)
async def test_a_text_call_that_fails_is_told_apart_and_nothing_else_is_asked(
    desk: Desk, user: str, provider: ProviderType, fault: Fault, verdict: str
) -> None:
    await _add(desk, provider, model="the-model")
    desk.server.fail(fault, times=None, model="the-model")

    result = await _tested(desk, user)

    assert (result.verdict, _told(result.checks)) == (verdict, [("text", verdict)])
    assert result.error is not None
    posts = [request for request in desk.server.requests if request.method == "POST"]
    assert len(posts) == 1, "it is not asked twice"
    async with desk.store.read() as session:
        assert (await get_config(session, "mine")).last_test_status == type(result.error).__name__


@pytest.mark.parametrize("provider", THREE)
async def test_a_picture_that_is_refused_or_not_seen_is_no_vision_and_the_schema_is_still_asked(
    desk: Desk, user: str, provider: ProviderType
) -> None:
    await _add(desk, provider, model="blind")

    unseen = await _tested(desk, user)

    assert (unseen.verdict, _told(unseen.checks)[1:]) == (
        "no_vision",
        [("image", "no_vision"), ("schema", "ok")],
    )
    assert "'Hello'" in str(unseen.error)
    async with desk.store.read() as session:
        assert (await get_config(session, "mine")).last_test_status == "no_vision"


@pytest.mark.parametrize(
    "fault",
    [
        faults.bad_request("This model does not support image input."),
        faults.bad_request("No endpoints found that support image input", 404),
        faults.bad_request("image input is not supported; provide the mmproj", 500),
    ],
    ids=["400", "404", "500"],
)
async def test_servers_that_refuse_a_picture_in_their_own_ways_have_no_vision(
    desk: Desk, user: str, fault: Fault
) -> None:
    await _add(desk, "openai", model="blind")

    def refuses_pictures(dialect: Dialect, request: WireRequest) -> Reply:
        if request.images:
            return fault(dialect, request)
        spoken = Spoken(_seeing(request), "stop", TokenUsage(9, 1), "blind", "req-1")
        return said(dialect, request, spoken)

    desk.server.fail(refuses_pictures, times=None, model="blind")

    result = await _tested(desk, user)

    assert _told(result.checks) == [("text", "ok"), ("image", "no_vision"), ("schema", "ok")]


@pytest.mark.parametrize("provider", THREE)
async def test_a_model_that_is_gone_is_passed_over_for_the_next_one_of_the_routes(
    desk: Desk, user: str, provider: ProviderType
) -> None:
    await _add(desk, provider)
    desk.server.answer_with(_seeing)
    first = {"gemini": "gemini-2.5-flash", "openai": "gpt-6-luna", "claude": "claude-haiku-5-5"}
    desk.server.gone = {first[provider]}
    desk.server.model_names = ["somebody-elses"]

    result = await _tested(desk, user)

    assert result.verdict == "ok"
    assert _told(result.checks)[0] == ("text", "model_gone")
    assert first[provider] in result.not_offered
    assert len({check.model for check in result.checks}) == 2


async def test_when_the_only_model_is_gone_that_is_the_verdict(desk: Desk, user: str) -> None:
    await _add(desk, "openai")
    desk.server.gone = {"gone-one"}

    result = await _tested(desk, user, model="gone-one")

    assert (result.verdict, _told(result.checks)) == ("model_gone", [("text", "model_gone")])
    assert "jobai providers models mine" in str(result.error and result.error.hint)


async def test_a_schema_that_is_not_kept_to_is_no_schema(desk: Desk, user: str) -> None:
    await _add(desk, "openai")
    desk.server.answer_with(lambda r: "Paris!" if r.schema else _seeing(r))

    result = await _tested(desk, user)

    assert _told(result.checks)[2] == ("schema", "no_schema")


async def test_a_live_test_keeps_to_the_users_limits(desk: Desk, user: str) -> None:
    from orchestrator.limits import set_limit

    await _add(desk, "openai")
    async with desk.store.write() as session:
        await set_limit(session, scope="user", subject=user, metric="calls", period="day", cap=0)

    result = await _tested(desk, user)

    assert (result.verdict, await desk.rows()) == ("over_limit", [])
