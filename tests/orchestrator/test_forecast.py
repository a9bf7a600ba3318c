"""What calls would cost at most, said before any is made."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from desks import add_user
from sqlalchemy.ext.asyncio import AsyncSession

from orchestrator.forecast import forecast
from orchestrator.tasks.drafting.letter import letter_request
from profiles.master_profile import master_profile_from
from profiles.store.users import PRO_ANNUAL

if TYPE_CHECKING:
    from desks import Desk

PROFILE = master_profile_from(
    {"work": [{"name": "Mill", "position": "Miller", "highlights": ["Ground corn for 40 bakers."]}]}
)
REQUESTS = [letter_request(PROFILE, {"title": title}) for title in ("Miller", "Baker of bread")]
SENTENCE = {"text": None, "citations": ["work/0/highlights/0"]}
ANSWER = json.dumps(
    {"paragraphs": [{"entry": "work/0", "sentences": [SENTENCE]}], "requirements": []}
)


async def test_a_forecast_is_what_each_call_then_holds_and_names_who_is_asked(desk: Desk) -> None:
    desk.configure("openai")
    desk.server.answer_with(ANSWER)
    user = await add_user(desk.store, PRO_ANNUAL)
    async with desk.store.read() as session:
        told = await forecast(session, desk.settings, user, REQUESTS)
    assert desk.server.requests == []
    assert await desk.rows() == []

    for request in REQUESTS:
        async with AsyncSession(desk.store.engine) as session:
            await desk.orchestrator(session).ask(user, request)

    assert told is not None
    rows = await desk.rows()
    assert told.costs_nano_usd == tuple(row.held_cost_nano_usd for row in rows)
    assert {row.model for row in rows} == {told.model}


async def test_a_model_without_a_price_has_no_forecast_and_without_a_key_there_is_none(
    desk: Desk,
) -> None:
    user = await add_user(desk.store, PRO_ANNUAL)
    async with desk.store.read() as session:
        nobody = await forecast(session, desk.settings, user, REQUESTS)
        desk.configure("openai")
        unknown = await forecast(
            session, desk.settings, user, REQUESTS, provider="openai", model="my-own-model"
        )

    assert nobody is None
    assert unknown is not None
    assert (unknown.model, unknown.costs_nano_usd) == ("my-own-model", None)
