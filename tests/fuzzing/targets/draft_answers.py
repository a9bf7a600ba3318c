"""What a model answers that was asked for a CV or a letter: no number of its own gets in."""

from __future__ import annotations

import json
import re
from datetime import date

from fuzzing.invented import PROFILE
from fuzzing.mutating import changed_json
from fuzzing.target import Target, told_words
from orchestrator.request import AnswerFaultError
from orchestrator.tasks.drafting.cv import cv_request
from orchestrator.tasks.drafting.editing import apply_edit, to_form
from orchestrator.tasks.drafting.job_facts import job_facts
from orchestrator.tasks.drafting.letter import letter_request
from orchestrator.tasks.drafting.record import Record
from profiles.drafts import CvDraft, LetterDraft
from profiles.master_profile import citable_lines, master_profile_from
from profiles.rendering import to_markdown, to_text

WORDS = tuple(
    x.encode()
    for x in (
        "work/0", "work/0/highlights/0", "work/1/highlights/0", "basics/summary", "citations",
        "text",
        "work/99", "education/0", "skills/0", "summary", "entries", "paragraphs", "sentences",
        "met",
        "Moved 400 services to AWS", "Led 40 people", "\u0664\u0660 services", "forty thousand",
        "50%", "$1M",
        "Built the whole platform", "r1", "```json\n", "\n```", "null", "highlights/0",
    )
)  # fmt: skip
_JOB = {
    "title": "Senior Platform Engineer", "company": "Acme Rail", "description": "We run trains.",
    "requirements": [{"id": "r1", "text": "3 years of AWS", "level": "must"}],
}  # fmt: skip
_PERSON = master_profile_from(PROFILE)
_DAY = date(2026, 11, 23)
_CV = cv_request(_PERSON, _JOB, today=_DAY)
_LETTER = letter_request(_PERSON, _JOB, today=_DAY)
_RECORD, _FACTS = Record.of(_PERSON), job_facts(_JOB)
_LINES = {x.id: x.text for x in citable_lines(_PERSON).values()}
_DIGITS = re.compile(r"\d+")
_SEEDS = (
    {
        "summary": [{"text": None, "citations": ["basics/summary"]}],
        "entries": [
            {"entry": "work/0", "lines": [
                {"text": "Moved 40 services to AWS", "citations": ["work/0/highlights/0"]},
                {"text": "Cut deploy time to 4 minutes", "citations": ["work/0/highlights/1"]}]},
            {"entry": "work/1", "lines": [{"text": None, "citations": ["work/1/highlights/0"]}]},
        ],
        "requirements": [
            {"requirement_id": "r1", "status": "met", "citations": ["work/0/highlights/0"]}
        ],
    },
    {
        "paragraphs": [
            {"entry": "work/0", "sentences": [
                {"text": "I moved 40 services to AWS.", "citations": ["work/0/highlights/0"]}]},
            {"entry": None, "sentences": [{"text": None, "citations": ["work/1/highlights/0"]}]},
        ],
        "requirements": [],
    },
)  # fmt: skip


def _run(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    for request, kind in ((_CV, CvDraft), (_LETTER, LetterDraft)):
        assert request.check is not None
        try:
            draft = kind.model_validate_json(request.check(text))
        except AnswerFaultError as error:
            told_words(str(error))
            continue
        _require_carried(draft)
        to_markdown(draft)
        to_text(draft)
        assert apply_edit(draft, to_form(draft, "Draft 1"), _RECORD, _FACTS).draft == draft


def _require_carried(draft: CvDraft | LetterDraft) -> None:
    if isinstance(draft, CvDraft):
        entries = [entry for section in draft.sections for entry in section.entries]
        lines = [*draft.summary, *(line for entry in entries for line in entry.lines)]
    else:
        lines = [line for x in draft.paragraphs for line in x.sentences if line.citations]
    for line in lines:
        assert all(x in _LINES for x in line.citations), line
        held = " ".join(_LINES[x] for x in line.citations)
        entries = {x.rpartition("/highlights")[0] for x in line.citations}
        held += " ".join(_LINES.get(x, "") for x in entries)
        for number in _DIGITS.findall(line.text):
            assert number in held, f"{number} of {line.text!r} is not in {held!r}"


TARGET = Target(
    "draft-answers",
    lambda: [json.dumps(x).encode() for x in _SEEDS],
    _run,
    changed_json,
    WORDS,
    in_ci=20,
)
