from __future__ import annotations

import json
from typing import Any

import pytest
from reading_samples import pasted, posting_of

from orchestrator.tasks.extraction.reading import read

GREENHOUSE: dict[str, Any] = {
    "id": 4001234,
    "title": "Night Baker",
    "company_name": "Bread Ltd",
    "content": "&lt;h3&gt;Requirements&lt;/h3&gt;&lt;ul&gt;&lt;li&gt;Early mornings&lt;/li&gt;",
    "absolute_url": "https://boards.example/bread/jobs/4001234",
    "location": {"name": "Leeds, England"},
    "first_published": "2026-03-04T09:00:00-05:00",
    "application_deadline": "2026-05-01",
    "requisition_id": "R-77",
    "metadata": [{"name": "Workplace Type", "value": "Hybrid"}, "noise", None],
    "pay_input_ranges": [
        {"min_cents": 3_000_000, "max_cents": 3_600_000, "currency_type": "GBP"},
        {"min_cents": 1, "max_cents": 2, "currency_type": "USD"},
    ],
}
SMART: dict[str, Any] = {
    "id": "744000012345678",
    "name": "Bäcker (m/w/d)",
    "refNumber": "REF12X",
    "company": {"name": "Brotwerk GmbH"},
    "releasedDate": "2026-04-01T08:00:00.000Z",
    "location": {"city": "Jena", "region": "Thüringen", "country": "de", "remote": False},
    "typeOfEmployment": {"label": "Vollzeit"},
    "industry": {"label": "Handwerk"},
    "postingUrl": "https://jobs.example/Brotwerk/744000012345678-baecker",
    "jobAd": {
        "sections": {
            "jobDescription": {"title": "Deine Aufgaben", "text": "<ul><li>Brot backen</li></ul>"},
            "qualifications": {
                "title": "Dein Profil",
                "text": "<ul><li>2 Jahre Erfahrung</li></ul>",
            },
            "additionalInformation": {"title": "Hinweise", "text": None},
            "videos": {"urls": []},
        }
    },
}
WORKDAY: dict[str, Any] = {
    "jobPostingInfo": {
        "title": "Boulanger (H/F)",
        "jobReqId": "R-4711",
        "location": "Nantes",
        "additionalLocations": ["Rennes"],
        "remoteType": "Hybride",
        "timeType": "Temps plein",
        "startDate": "2026-02-01",
        "jobDescription": "<p>Vous faites du pain.</p>",
        "externalUrl": "https://pain.example/job/Nantes/Boulanger_R-4711",
    },
    "hiringOrganization": {"name": "Pain SA"},
}
WORKABLE: dict[str, Any] = {
    "name": "Pane Srl",
    "jobs": [
        {
            "title": "Fornaio",
            "shortcode": "AB12CD34EF",
            "city": "Torino",
            "state": "Piemonte",
            "country": "Italia",
            "telecommuting": False,
            "employment_type": "Part-time",
            "published_on": "2026-01-09",
            "industry": "Food",
            "description": "<p>Fai il pane.</p>",
            "requirements": "<ul><li>Mattine presto</li></ul>",
            "url": "https://apply.example/j/AB12CD34EF",
        }
    ],
}
RECRUITEE: dict[str, Any] = {
    "offer": {
        "id": 88123,
        "slug": "bakker",
        "title": "Bakker",
        "company_name": "Brood BV",
        "careers_url": "https://brood.example/o/bakker",
        "employment_type_code": "parttime_permanent",
        "city": "Utrecht",
        "country": "Nederland",
        "remote": False,
        "hybrid": False,
        "on_site": True,
        "published_at": "2026-03-03 10:00:00 UTC",
        "close_at": "2026-04-03 10:00:00 UTC",
        "description": "<p>Je bakt brood.</p>",
        "salary": {"min": "2500", "max": "3000", "period": "month", "currency": "EUR"},
    }
}


def answer(value: object, url: str | None = None) -> Any:
    return posting_of(pasted(json.dumps(value), kind="json", url=url))


def test_a_greenhouse_job_is_told_with_its_first_pay_range() -> None:
    posting = answer(GREENHOUSE)
    assert posting.title == "Night Baker"
    assert posting.hiring_organization.name == "Bread Ltd"
    assert [place.name for place in posting.job_location] == ["Leeds, England"]
    assert posting.job_location_type == "HYBRID"
    assert (str(posting.date_posted), str(posting.valid_through)) == ("2026-03-04", "2026-05-01")
    pay = posting.base_salary
    assert (pay.currency, pay.min, pay.max, pay.unit) == ("GBP", 30_000, 36_000, None)
    assert [item.quote for item in posting.requirements] == ["Early mornings"]
    assert posting.identifier == "R-77"


def test_a_smartrecruiters_job_is_told_without_its_empty_sections() -> None:
    posting = answer(SMART)
    assert posting.title == "Bäcker (m/w/d)"
    assert posting.hiring_organization.name == "Brotwerk GmbH"
    assert [place.name for place in posting.job_location] == ["Jena, Thüringen, de"]
    assert posting.job_location_type == "ON_SITE"
    assert posting.employment_type == ["FULL_TIME"]
    assert posting.responsibilities == ["Brot backen"]
    assert [item.years for item in posting.requirements] == [2.0]
    assert (posting.industry, posting.identifier) == ("Handwerk", "REF12X")
    assert "None" not in posting.description


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ({"hybrid": True, "remote": True}, "HYBRID"),
        ({"remote": True}, "TELECOMMUTE"),
        ({"remote": False}, "ON_SITE"),
        ({}, None),
    ],
)
def test_a_smartrecruiters_job_is_remote_only_where_it_says_so(
    place: dict[str, bool], kind: str | None
) -> None:
    posting = answer({**SMART, "location": {"fullLocation": "Jena, Deutschland", **place}})
    assert posting.job_location_type == kind
    assert [place.name for place in posting.job_location] == ["Jena, Deutschland"]


def test_a_workday_job_is_told_with_all_its_places() -> None:
    posting = answer(WORKDAY)
    assert posting.title == "Boulanger (H/F)"
    assert posting.hiring_organization.name == "Pain SA"
    assert [place.name for place in posting.job_location] == ["Nantes", "Rennes"]
    assert posting.job_location_type == "HYBRID"
    assert posting.employment_type == ["FULL_TIME"]
    assert posting.identifier == "R-4711"


def test_a_workable_job_is_told_with_its_account_as_the_company() -> None:
    posting = answer(WORKABLE)
    assert posting.title == "Fornaio"
    assert posting.hiring_organization.name == "Pane Srl"
    assert [place.name for place in posting.job_location] == ["Torino, Piemonte, Italia"]
    assert posting.job_location_type is None
    assert posting.employment_type == ["PART_TIME"]
    assert "Mattine presto" in posting.description


def test_a_recruitee_job_is_told_with_its_pay_and_its_last_day() -> None:
    posting = answer(RECRUITEE)
    assert posting.title == "Bakker"
    assert posting.hiring_organization.name == "Brood BV"
    assert [place.name for place in posting.job_location] == ["Utrecht, Nederland"]
    assert posting.job_location_type == "ON_SITE"
    assert posting.employment_type == ["PART_TIME"]
    assert str(posting.valid_through) == "2026-04-03"
    pay = posting.base_salary
    assert (pay.currency, pay.min, pay.max, pay.unit) == ("EUR", 2500, 3000, "MONTH")


def test_a_lever_list_names_its_company_in_its_address_and_leaves_out_empty_lists() -> None:
    job = {
        "id": "0a1b2c3d",
        "text": "Panadero",
        "hostedUrl": "https://jobs.example/panes/0a1b2c3d",
        "categories": {"allLocations": ["Sevilla", "Granada"], "commitment": "Jornada completa"},
        "lists": [{"text": "Requisitos"}, {"content": "<li>Madrugar</li>"}, 7],
        "workplaceType": "on_site",
        "description": "<p>Haces pan.</p>",
    }
    posting = answer([job])
    assert posting.hiring_organization.name == "panes"
    assert [place.name for place in posting.job_location] == ["Sevilla", "Granada"]
    assert posting.job_location_type == "ON_SITE"
    assert "Madrugar" in posting.description
    assert "None" not in posting.description


def ashby(**facts: object) -> dict[str, Any]:
    """One job as an Ashby board tells it."""
    return {
        "title": "Pekař",
        "jobUrl": "https://jobs.example/chleba/1",
        "publishedAt": "2026-05-06",
        **facts,
    }


@pytest.mark.parametrize(
    ("facts", "kind"),
    [
        ({"workplaceType": "OnSite", "isRemote": True}, "ON_SITE"),
        ({"workplaceType": None, "isRemote": True}, "TELECOMMUTE"),
        ({"workplaceType": None, "isRemote": False}, None),
        ({"workplaceType": 3, "isRemote": "maybe"}, None),
    ],
)
def test_the_exact_word_for_a_workplace_wins_over_a_remote_flag(
    facts: dict[str, Any], kind: str | None
) -> None:
    assert answer(ashby(location="Brno", **facts)).job_location_type == kind


def test_a_board_of_several_jobs_gives_the_one_that_the_address_names() -> None:
    jobs = [ashby(title=t, slug=s) for t, s in (("Pekař", "pekar"), ("Noční pekař", "pekar-noc"))]
    board = {"jobs": jobs}
    assert answer(board, "https://chleba.example/o/pekar-noc").title == "Noční pekař"
    assert answer(board, "https://chleba.example/o/pekar").title == "Pekař"
    assert read(pasted(json.dumps(board), kind="json")).kind == "listing"


def test_a_number_inside_a_longer_number_of_the_address_names_no_job() -> None:
    jobs = [ashby(title=str(number), id=number) for number in (51234, 1234)]
    assert answer({"jobs": jobs[::-1]}, "https://chleba.example/jobs/51234").title == "51234"
    only = {"jobs": [jobs[1], ashby(title="Kuchař", id=99)]}
    document = pasted(json.dumps(only), kind="json", url="https://chleba.example/jobs/51234")
    assert read(document).kind == "listing"


HOSTILE: list[object] = [
    None, True, 0, -1, 10**400, 1e308, "", "x", [], [None], [[]], {}, {"name": {}}, {"name": [1]},
    [{"name": None, "value": {}}],
]  # fmt: skip


@pytest.mark.parametrize("shape", [GREENHOUSE, SMART, WORKDAY, WORKABLE, RECRUITEE, ashby()])
@pytest.mark.parametrize("value", HOSTILE, ids=[f"value {n}" for n in range(len(HOSTILE))])
def test_a_wrong_type_in_any_one_field_costs_at_most_that_field(
    shape: dict[str, Any], value: object
) -> None:
    inner = shape.get("jobPostingInfo") or shape.get("offer") or shape
    inner = inner["jobs"][0] if "jobs" in inner else inner
    name = "name" if "jobAd" in inner else "title"
    whole = answer(shape).title
    for key in inner:
        if key != name:
            changed = {**inner, key: value}
            holder = {"jobPostingInfo": changed} if "jobPostingInfo" in shape else changed
            assert answer(holder).title == whole, key


@pytest.mark.parametrize("value", HOSTILE, ids=[f"value {n}" for n in range(len(HOSTILE))])
@pytest.mark.parametrize("part", ["city", "region", "country", "fullLocation"])
def test_a_place_of_a_wrong_type_is_no_place(part: str, value: object) -> None:
    posting = answer({**SMART, "location": {part: value}})
    assert {place.name for place in posting.job_location} <= {"x"}


def test_places_given_as_one_word_are_not_taken_apart() -> None:
    info = {**WORKDAY["jobPostingInfo"], "additionalLocations": "Rennes"}
    posting = answer({"jobPostingInfo": info})
    assert [place.name for place in posting.job_location] == ["Nantes", "Rennes"]


@pytest.mark.parametrize("text", ["{not json", "[1, 2", '{"a": 1}', "[]", '["Baker"]', "[[1]]"])
def test_json_that_tells_no_job_is_read_as_the_text_that_it_is(text: str) -> None:
    reading = read(pasted(text, kind="json"))
    assert not reading.facts
    assert text.strip("{[]}")[:3] in reading.text


def test_a_typed_posting_inside_a_json_document_is_found() -> None:
    wrapped = {"data": {"job": {"@type": "JobPosting", "title": "Piekarz", "skills": ""}}}
    posting = answer(wrapped)
    assert (posting.title, posting.skills) == ("Piekarz", [])
