"""What the endpoints of applicant-tracking systems answer, as JSON and as XML feeds."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

from fuzzing.mutating import changed_bytes, changed_json
from fuzzing.target import Target
from orchestrator.tasks.extraction.job_boards.board_answer import (
    posting_with_employer,
    read_answer,
)
from orchestrator.tasks.extraction.job_boards.targets import Target as Endpoint
from orchestrator.tasks.extraction.schema_org import merged_facts
from orchestrator.tasks.extraction.structured_data import Stated

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

WORDS = tuple(
    word.encode()
    for word in (
        "absolute_url", "content", "title", "location", "name", "offices", "departments",
        "pay_input_ranges", "min_cents", "max_cents", "currency_type", "text", "categories",
        "commitment", "lists", "additionalPlain", "hostedUrl", "salaryRange", "interval",
        "descriptionHtml", "isRemote", "compensation", "jobPostingInfo", "startDate", "postedOn",
        "Posted 5 Days Ago", "jobAd", "sections", "employment_type", "shortcode", "telecommuting",
        "offers", "careers_url", "min_hours", "requisitionList", "items",
        "ExternalQualificationsStr",
        "<position>", "<item>", "<jobDescriptions>", "<![CDATA[", "</position>", "id", "17",
        "created_at", "updated_at", "1793500000000", "remote", "jobOpening", "datePosted",
    )
)  # fmt: skip

_SYSTEMS = (
    "greenhouse", "lever", "ashby", "workday", "smartrecruiters", "workable", "recruitee",
    "personio", "oracle", "teamtailor", "bamboohr", "breezy", "gem", "rippling",
)  # fmt: skip

_ANSWERS = (
    {
        "id": 17, "title": "Rope Splicer", "absolute_url": "https://b.example/17",
        "location": {"name": "Lisbon"}, "content": "&lt;p&gt;We splice.&lt;/p&gt;",
        "offices": [{"name": "Lisbon", "location": "Lisbon, PT"}], "updated_at": "2026-11-01",
        "pay_input_ranges": [
            {"min_cents": 3000000, "max_cents": 4000000, "currency_type": "EUR", "title": "Pay"}
        ],
    },
    {
        "id": "17", "text": "Rope Splicer", "hostedUrl": "https://jobs.lever.co/tall/17",
        "categories": {"location": "Lisbon", "commitment": "Full-time", "team": "Deck"},
        "descriptionPlain": "We splice.", "lists": [{"text": "You", "content": "<li>5 years</li>"}],
        "salaryRange": {"min": 1, "max": 2, "currency": "EUR", "interval": "per-year-salary"},
        "createdAt": 1793500000000, "workplaceType": "hybrid",
    },
    {
        "jobs": [
            {
                "id": "17", "title": "Rope Splicer", "jobUrl": "https://jobs.ashbyhq.com/tall/17",
                "descriptionHtml": "<p>We splice.</p>", "isRemote": True, "location": "Lisbon",
                "employmentType": "FullTime", "publishedAt": "2026-11-01T10:00:00Z",
                "address": {"postalAddress": {"addressCountry": "PT"}},
                "compensation": {"compensationTierSummary": "30K - 40K EUR"},
            }
        ]
    },
    {
        "jobPostingInfo": {
            "id": "17", "title": "Rope Splicer", "jobDescription": "<p>We splice.</p>",
            "location": "Lisbon", "postedOn": "Posted 5 Days Ago", "startDate": "2026-11-01",
            "timeType": "Full time", "jobReqId": "17", "externalUrl": "https://x.example/17",
            "country": {"descriptor": "Portugal"},
        },
        "hiringOrganization": {"name": "Tall Ships Ltd"},
    },
    {
        "id": "17", "name": "Rope Splicer", "company": {"name": "Tall Ships", "identifier": "tall"},
        "location": {"city": "Lisbon", "country": "pt", "remote": False},
        "jobAd": {"sections": {"jobDescription": {"title": "Job", "text": "<p>We splice.</p>"}}},
        "typeOfEmployment": {"label": "Full-time"}, "releasedDate": "2026-11-01", "active": True,
    },
    {
        "offer": {
            "id": 17, "slug": "17", "title": "Rope Splicer", "description": "<p>We splice.</p>",
            "requirements": "<ul><li>5 years</li></ul>", "city": "Lisbon", "country_code": "PT",
            "careers_url": "https://tall.recruitee.com/o/17", "company_name": "Tall Ships",
            "min_hours": 20, "max_hours": 40, "salary": {"min": "1", "max": "2", "period": "month"},
        }
    },
    {
        "items": [
            {
                "requisitionList": [{"Id": "17", "Title": "Rope Splicer"}], "Id": "17",
                "Title": "Rope Splicer", "ExternalDescriptionStr": "<p>We splice.</p>",
                "PrimaryLocation": "Lisbon", "ExternalPostedStartDate": "2026-11-01",
            }
        ]
    },
)  # fmt: skip
_FEED = b"""<?xml version="1.0"?><workzag-jobs><position><id>17</id><name>Rope Splicer</name>
<office>Lisbon</office><employmentType>permanent</employmentType><schedule>full-time</schedule>
<createdAt>2026-11-01T10:00:00+00:00</createdAt><jobDescriptions><jobDescription><name>Tasks</name>
<value><![CDATA[<ul><li>splice</li></ul>]]></value></jobDescription></jobDescriptions></position>
</workzag-jobs>"""


def _run(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    for system in _SYSTEMS:
        endpoint = Endpoint(
            system=system, base="https://b.example", path="/v1/jobs/17", job="17", site="tall"
        )
        answer = read_answer(text, endpoint, fetched_on=date(2026, 11, 23))
        if answer is not None:
            posting = posting_with_employer(answer, text, None)
            assert posting.get("title")
            json.dumps(posting)
            merged_facts([Stated("job_board", posting)])


def _changed(data: bytes, random: Random, others: Sequence[bytes], words: Sequence[bytes]) -> bytes:
    how = changed_bytes if data.startswith(b"<") else changed_json
    return how(data, random, others, words)


TARGET = Target(
    "job-boards",
    lambda: [*(json.dumps(one).encode() for one in _ANSWERS), _FEED],
    _run,
    _changed,
    WORDS,
    in_ci=40,
)
