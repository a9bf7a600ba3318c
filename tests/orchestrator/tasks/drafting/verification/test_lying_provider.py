"""A provider that lies: it answers with every lie of the benchmark, and none reaches a draft."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any, cast

import pytest
from sqlalchemy.ext.asyncio import AsyncSession
from truth_set import HELD_OUT, TUNED_ON, Person

from cli.boundary import exit_code
from cli.exit_codes import ANSWER
from orchestrator.errors import AnswerUnverifiedError
from orchestrator.tasks.drafting.cv import cv_request
from orchestrator.tasks.drafting.letter import letter_request
from profiles.drafts import CvDraft, LetterDraft
from profiles.master_profile import master_profile_from
from profiles.store.users import PRO_ANNUAL

if TYPE_CHECKING:
    from desks import Desk

    from orchestrator.request import Request
    from profiles.drafts import OnUnverified

TODAY = date(2026, 6, 1)
EVERYONE = pytest.mark.parametrize("person", [*TUNED_ON, *HELD_OUT], ids=lambda x: x.name)
INJECTED = ("ACLS", "AWS cert", "team of 50", "Meisterbrief")


def lies_of(person: Person) -> list[str]:
    return [case.text for case in person.cases if case.kind]


def cv_answer(person: Person) -> str:
    lines = [
        {"text": case.text, "citations": list(case.cites)} for case in person.cases if case.kind
    ]
    under: dict[str, list[Any]] = {}
    summary: list[Any] = []
    for line in lines:
        entries = {"/".join(key.split("/")[:2]) for key in line["citations"]}
        is_bullet = len(entries) == 1 and all(key.count("/") > 1 for key in line["citations"])
        (under.setdefault(entries.pop(), []) if is_bullet else summary).append(line)
    entries = [{"entry": entry, "lines": found} for entry, found in under.items()]
    return json.dumps({"summary": summary, "entries": entries, "requirements": []})


def letter_answer(person: Person) -> str:
    sentences = [
        {"text": case.text, "citations": list(case.cites)} for case in person.cases if case.kind
    ]
    paragraphs = [{"entry": None, "sentences": sentences}]
    return json.dumps({"paragraphs": paragraphs, "requirements": []})


def cv_of(person: Person, on_unverified: OnUnverified) -> Request:
    profile = master_profile_from(person.document)
    return cv_request(profile, person.posting, today=TODAY, on_unverified=on_unverified)


def letter_of(person: Person, on_unverified: OnUnverified) -> Request:
    profile = master_profile_from(person.document)
    return letter_request(profile, person.posting, today=TODAY, on_unverified=on_unverified)


def texts_of(draft: CvDraft | LetterDraft) -> list[str]:
    if isinstance(draft, LetterDraft):
        return [x.text for paragraph in draft.paragraphs for x in paragraph.sentences]
    entries = [entry for section in draft.sections for entry in section.entries]
    return [x.text for x in (*draft.summary, *(line for entry in entries for line in entry.lines))]


@EVERYONE
@pytest.mark.parametrize("on_unverified", ["verbatim", "drop"])
def test_no_lie_reaches_a_cv_or_a_letter(person: Person, on_unverified: OnUnverified) -> None:
    lies = lies_of(person)
    own = set(_texts(person.document))
    cv = cv_of(person, on_unverified).check
    letter = letter_of(person, on_unverified).check
    assert cv is not None
    assert letter is not None
    drafts = (
        CvDraft.model_validate_json(cv(cv_answer(person))),
        LetterDraft.model_validate_json(letter(letter_answer(person))),
    )
    for draft in drafts:
        printed = texts_of(draft)
        assert not set(printed) & set(lies)
        assert {x.line for x in draft.unverified} == set(lies)
        assert all(x.findings and x.citations and x.where for x in draft.unverified)
        if on_unverified == "drop":
            assert all(x.replaced_by is None for x in draft.unverified)
        for text in printed:
            assert text in own or not any(word in text for word in INJECTED)


async def test_a_lying_provider_ends_with_exit_code_7_and_every_lie_named(desk: Desk) -> None:
    desk.configure("openai")
    from desks import add_user

    user = await add_user(desk.store, PRO_ANNUAL)
    for person in (TUNED_ON[0], HELD_OUT[0]):
        desk.server.answer_with(cv_answer(person))
        async with AsyncSession(desk.store.engine) as session:
            with pytest.raises(AnswerUnverifiedError) as caught:
                await desk.orchestrator(session).ask(user, cv_of(person, "fail"))
        assert exit_code(caught.value) == ANSWER
        assert {x.line for x in caught.value.unverified} == set(lies_of(person))


async def test_a_provider_that_mends_its_lies_is_let_through(desk: Desk) -> None:
    desk.configure("openai")
    from desks import add_user

    user = await add_user(desk.store, PRO_ANNUAL)
    person = next(x for x in TUNED_ON if x.name == "nurse")
    honest = [x for x in person.cases if not x.kind and x.cites == ("work/0/highlights/2",)]
    lines = [{"text": case.text, "citations": list(case.cites)} for case in honest]
    mended = {"summary": [], "entries": [{"entry": "work/0", "lines": lines}], "requirements": []}
    answers = [cv_answer(person), json.dumps(mended)]
    desk.server.answer_with(lambda _: answers.pop(0))
    async with AsyncSession(desk.store.engine) as session:
        answer = await desk.orchestrator(session).ask(user, cv_of(person, "fail"))
    assert {x.text for x in honest} <= set(texts_of(CvDraft.model_validate_json(answer.text)))


def _texts(data: object) -> list[str]:
    if isinstance(data, str):
        return [data]
    values: list[object] = []
    if isinstance(data, dict):
        values = list(cast("dict[str, object]", data).values())
    elif isinstance(data, list):
        values = cast("list[object]", data)
    return [text for value in values for text in _texts(value)]
