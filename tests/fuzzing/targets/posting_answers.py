"""What a model answers that was asked to read a posting: nothing gets in that is not there."""

from __future__ import annotations

import json
import re

from fuzzing.invented import POSTING_TEXT
from fuzzing.mutating import changed_json
from fuzzing.target import Target, folded, told_words
from orchestrator.errors import NotAPostingError
from orchestrator.request import AnswerFaultError
from orchestrator.tasks.extraction.reading import read
from orchestrator.tasks.extraction.sources import open_bytes
from orchestrator.tasks.extraction.task import page_request
from profiles.postings import JobPosting

WORDS = tuple(
    x.encode()
    for x in (
        "is_posting", "Rope Splicer", "Captain", "quote", "At least 5 years of experience",
        "10 years",
        "base_salary", "30000", "1e5", "YEAR", "full_time", "FULL_TIME", "requirements", "must",
        "skill",
        "2026-12-31", "application_contact", "jobs@tallships.example", "https://evil.example",
        "```json\n",
        "\n```", "```", "<think>", "null", "Infinity", "years",
    )
)  # fmt: skip
_SEED = {
    "is_posting": True, "title": "Rope Splicer", "hiring_organization": "Tall Ships Ltd",
    "job_location": ["Lisbon, Portugal"], "job_location_type": "hybrid",
    "employment_type": ["FULL_TIME"],
    "base_salary": {"currency": "EUR", "min": 30000, "max": 40000, "unit": "YEAR"},
    "date_posted": "2026-11-01", "valid_through": "2026-12-31",
    "responsibilities": ["You splice ropes of up to 80 mm"], "skills": ["ropes"],
    "application_contact": {"name": "Maria Silva", "email": "jobs@tallships.example"},
    "in_language": "en",
    "requirements": [
        {"text": "5 years", "kind": "experience", "level": "must", "years": 5,
         "quote": "At least 5 years of experience with ropes"},
        {"text": "English", "kind": "language", "level": "must", "quote": "Fluent English"},
    ],
}  # fmt: skip
_READING = read(open_bytes(POSTING_TEXT, name=None))
_REQUEST = page_request(_READING)
_WHOLE = folded(_READING.text)
_DIGITS = re.compile(r"\d+")


def _run(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    assert _REQUEST.check is not None
    try:
        posting = JobPosting.model_validate_json(_REQUEST.check(text))
    except AnswerFaultError as error:
        told_words(str(error))
        return
    except NotAPostingError:
        return
    told = [posting.title, posting.industry, posting.seniority, posting.work_hours]
    told += [*posting.responsibilities, *posting.qualifications, *posting.skills]
    told += [x.quote for x in posting.requirements]
    if posting.hiring_organization:
        told.append(posting.hiring_organization.name)
    for value in filter(None, told):
        assert folded(value) in _WHOLE, value
    for requirement in posting.requirements:
        assert requirement.quote in _READING.text
        if requirement.years is not None and _DIGITS.search(requirement.quote):
            assert f"{requirement.years:g}" in requirement.quote
    pay = posting.base_salary
    for value in (pay.min, pay.max) if pay else ():
        assert (
            value is None or value in (30000, 40000, 30, 40, 1998, 80, 2, 5) or value in _numbers()
        )


def _numbers() -> set[float]:
    return {
        float(x.replace(",", "")) for x in re.findall(r"\d[\d,]*", _READING.text) if x.strip(",")
    }


TARGET = Target(
    "posting-answers", lambda: [json.dumps(_SEED).encode()], _run, changed_json, WORDS, in_ci=80
)
