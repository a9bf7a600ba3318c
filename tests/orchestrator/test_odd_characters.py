"""Characters that no UTF-8 or no PostgreSQL holds, from a provider: each call is in the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from wire import faults

from orchestrator.errors import ProviderError

if TYPE_CHECKING:
    from desks import Desk

    from orchestrator.providers.base import ProviderType

THREE: list[ProviderType] = ["gemini", "openai", "claude"]
_ODD = "no \ud800 way\x00"


@pytest.mark.parametrize("provider", THREE)
async def test_an_error_with_half_a_character_is_settled_and_told(
    desk: Desk, user: str, provider: ProviderType
) -> None:
    desk.configure(provider)
    words = {"message": _ODD, "type": "x\ud800", "code": "y\udfff", "status": "Z\ud800"}
    desk.server.fail(faults.json_body({"error": words}, 400), times=None)

    with pytest.raises(ProviderError) as failed:
        await desk.generate(user, provider_type=provider)

    failed.value.message.encode()
    assert {row.status for row in await desk.rows()} == {"error"}


@pytest.mark.parametrize("provider", THREE)
async def test_an_answer_with_half_a_character_is_given_and_settled(
    desk: Desk, user: str, provider: ProviderType
) -> None:
    desk.configure(provider)
    desk.server.answer_with("Ahoy \ud83d")
    desk.server.served_model = "m\ud800\x00" + "n" * 500

    text = await desk.generate(user, provider_type=provider)

    [row] = await desk.rows()
    assert (text, row.status) == ("Ahoy \ufffd", "success")
    assert row.served_model is not None
    assert (len(row.served_model), "\x00" in row.served_model) == (128, False)


@pytest.mark.parametrize("provider", THREE)
@pytest.mark.parametrize("code", ["9" * 5_000, "\u00b2", "\u0664\u0662\u0669"])
async def test_an_error_whose_numbers_are_none_is_told(
    desk: Desk, user: str, provider: ProviderType, code: str
) -> None:
    desk.configure(provider)
    delay = [{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": f"{code}s"}]
    error: dict[str, Any] = {"message": "no", "code": code, "status": "X", "details": delay}
    desk.server.fail(faults.json_body({"error": error}, 400), times=None)

    with pytest.raises(ProviderError):
        await desk.generate(user, provider_type=provider)

    assert {row.status for row in await desk.rows()} == {"error"}
