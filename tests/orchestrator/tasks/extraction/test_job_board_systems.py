"""One answer of every system, with its traps: invented jobs in the real forms."""

from __future__ import annotations

import json
from typing import Any

import pytest
from reading_samples import pasted, posting_of

from orchestrator.tasks.extraction.job_boards import board_postings
from orchestrator.tasks.extraction.reading import read


def answer(value: object, url: str | None = None, *, kind: Any = "json") -> Any:
    return posting_of(pasted(json.dumps(value), kind=kind, url=url))


def feed(xml: str, url: str | None = None) -> Any:
    return posting_of(pasted(xml, url=url))


def places(posting: Any) -> list[str]:
    return [place.name for place in posting.job_location]


def pay(posting: Any) -> tuple[object, ...] | None:
    salary = posting.base_salary
    return salary and (salary.currency, salary.min, salary.max, salary.unit)


def greenhouse(**facts: object) -> dict[str, Any]:
    return {
        "id": 4001234,
        "title": "Night Baker",
        "content": "&lt;p&gt;At Crumb &amp;amp; Co we bake.&lt;/p&gt;",
        "absolute_url": "https://boards.greenhouse.io/crumbco/jobs/4001234",
        **facts,
    }


def test_a_greenhouse_job_without_a_company_is_named_by_its_own_text() -> None:
    assert answer(greenhouse()).hiring_organization.name == "Crumb & Co"


def test_a_greenhouse_address_on_the_employers_own_site_names_no_company() -> None:
    job = greenhouse(content="<p>jobs</p>", absolute_url="https://crumb.example/jobs/4001234")
    assert answer(job).hiring_organization is None


def test_greenhouse_dates_a_job_by_its_first_publication_and_never_by_an_edit() -> None:
    edited = greenhouse(first_published="2026-02-01T10:00:00-05:00", updated_at="2026-08-08")
    assert str(answer(edited).date_posted) == "2026-02-01"
    assert answer(greenhouse(updated_at="2026-08-08")).date_posted is None


@pytest.mark.parametrize(
    ("name", "value", "kind"),
    [
        ("Workplace Type", "Remote", "TELECOMMUTE"),
        ("workplace_type", ["Hybrid"], "HYBRID"),
        ("Remote?", True, "TELECOMMUTE"),
        ("Remote?", False, None),
        ("Is this job part of ACC?", True, None),
        ("Team", "Remote Sensing", None),
    ],
)
def test_greenhouse_says_the_workplace_in_its_own_fields(
    name: str, value: object, kind: str | None
) -> None:
    job = greenhouse(metadata=[{"name": name, "value": value}], location={"name": "Leeds"})
    assert answer(job).job_location_type == kind


def test_greenhouse_pay_is_in_cents_and_target_earnings_are_no_base_pay() -> None:
    ranges = [
        {"min_cents": 0, "max_cents": 0, "currency_type": "USD", "title": "Annual"},
        {"min_cents": 9, "max_cents": 9, "currency_type": "USD", "title": "OTE range"},
        {"min_cents": 2150, "max_cents": 2500, "currency_type": "GBP", "title": "Hourly pay"},
    ]
    assert pay(answer(greenhouse(pay_input_ranges=ranges))) == ("GBP", 21.5, 25, "HOUR")


def test_a_gem_job_is_dated_by_its_own_key() -> None:
    job = greenhouse(
        absolute_url="https://jobs.gem.com/crumbco/4001234",
        first_published_at="2026-03-03T00:00:00Z",
        location_type="remote",
        employment_type="full_time",
    )
    posting = answer([job])
    assert str(posting.date_posted) == "2026-03-03"
    assert posting.job_location_type == "TELECOMMUTE"
    assert posting.employment_type == ["FULL_TIME"]


def lever(**facts: object) -> dict[str, Any]:
    return {
        "id": "0a1b2c3d-0000-4000-8000-00000000aaaa",
        "text": "Pastry Chef",
        "hostedUrl": "https://jobs.lever.co/butterworks/0a1b2c3d-0000-4000-8000-00000000aaaa",
        "categories": {"location": "Cork", "commitment": "Part-time"},
        "createdAt": 1767225600000,
        "description": "<p>Butter Works is small.</p>",
        **facts,
    }


def test_a_lever_job_keeps_every_part_of_its_text_and_its_date() -> None:
    posting = answer(
        lever(
            lists=[{"text": "What you do", "content": "<li>Fold dough</li>"}],
            additionalPlain="Closing words stay.",
            salaryDescriptionPlain="Paid weekly.",
        )
    )
    assert posting.hiring_organization.name == "Butter Works"
    assert str(posting.date_posted) == "2026-01-01"
    assert posting.employment_type == ["PART_TIME"]
    for words in ("Butter Works is small.", "Fold dough", "Closing words stay.", "Paid weekly."):
        assert words in posting.description
    assert posting.responsibilities == ["Fold dough"]


@pytest.mark.parametrize(
    ("interval", "expected"),
    [
        ("per-year-salary", ("EUR", 40_000, 48_000, "YEAR")),
        ("per-hour-wage", ("EUR", 40_000, 48_000, "HOUR")),
        ("per-month-salary", ("EUR", 40_000, 48_000, "MONTH")),
        ("bi-week-salary", None),
        ("one-time", None),
        (None, ("EUR", 40_000, 48_000, None)),
    ],
)
def test_lever_pay_is_read_with_its_interval_or_not_at_all(
    interval: str | None, expected: object
) -> None:
    range_ = {"min": 40_000, "max": 48_000, "currency": "EUR", "interval": interval}
    assert pay(answer(lever(salaryRange=range_))) == expected


def test_a_lever_company_that_no_text_names_is_what_the_address_says() -> None:
    posting = answer(lever(description="<p>We are small.</p>"))
    assert posting.hiring_organization.name == "butterworks"


def ashby(**facts: object) -> dict[str, Any]:
    return {
        "id": "11111111-2222-4333-8444-555555555555",
        "title": "Miller",
        "jobUrl": "https://jobs.ashbyhq.com/stone-mill/11111111-2222-4333-8444-555555555555",
        "publishedAt": "2026-05-06T01:02:03.000+00:00",
        "location": "Remote (US)",
        "descriptionHtml": "<p>Stone Mill grinds.</p>",
        **facts,
    }


def component(kind: str, low: object, high: object, **facts: object) -> dict[str, object]:
    return {
        "compensationType": kind, "minValue": low, "maxValue": high, "currencyCode": "USD",
        "interval": "1 YEAR", **facts,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("compensation", "expected"),
    [
        ({"summaryComponents": [component("EquityPercentage", 1, 2), component("Salary", 9, 12)]},
         ("USD", 9, 12, "YEAR")),
        ({"compensationTiers": [{"components": [component("Salary", 100, 120)]},
                                {"components": [component("Salary", 90, 110)]}]},
         ("USD", 90, 120, "YEAR")),
        ({"compensationTiers": [{"components": [component("Salary", 0, None)]}]}, None),
        ({"summaryComponents": [component("Salary", 9, 12),
                                component("Salary", 8, 9, currencyCode="EUR")],
          "scrapeableCompensationSalarySummary": "€110K - €185K"}, ("EUR", 110_000, 185_000, None)),
        ({"summaryComponents": [component("Salary", 9, 12, interval="2 WEEK")]}, None),
        ({"compensationTierSummary": "Offers Equity"}, None),
        ({}, None),
    ],
)  # fmt: skip
def test_ashby_pay_is_the_salary_without_equity(
    compensation: dict[str, Any], expected: object
) -> None:
    assert pay(answer(ashby(compensation=compensation))) == expected


def test_an_ashby_job_is_remote_when_all_its_places_are() -> None:
    assert answer(ashby()).job_location_type == "TELECOMMUTE"
    both = ashby(secondaryLocations=[{"location": "Berlin"}])
    assert answer(both).job_location_type is None
    assert places(answer(both)) == ["Remote (US)", "Berlin"]
    assert answer(ashby()).hiring_organization.name == "Stone Mill"


def test_the_state_of_an_ashby_page_is_told_like_its_answer() -> None:
    state = {
        "organization": {"name": "Stone Mill"},
        "posting": {
            "id": "11111111-2222-4333-8444-555555555555",
            "title": "Miller",
            "locationName": "Bath",
            "departmentName": "Flour",
            "secondaryLocationNames": ["York"],
            "workplaceType": "Hybrid",
            "isRemote": True,
            "employmentType": "PartTime",
            "publishedDate": "2026-05-06",
            "descriptionHtml": "<p>Grind.</p>",
        },
    }
    posting = answer(state)
    assert posting.hiring_organization.name == "Stone Mill"
    assert (posting.job_location_type, places(posting)) == ("HYBRID", ["Bath", "York"])
    assert posting.employment_type == ["PART_TIME"]


def workday_files() -> dict[str, Any]:
    path = "/job/Leeds/Baker_R-100"
    return {
        "pages": [
            {
                "total": 2,
                "jobPostings": [
                    {"title": "Baker", "externalPath": path, "locationsText": "2 Locations"},
                    {"title": "Cook", "externalPath": "/job/York/Cook_R-200",
                     "locationsText": "York", "postedOn": "Posted 3 Days Ago"},
                ],
            }
        ],
        "details": {
            path: {
                "jobPostingInfo": {
                    "title": "Baker", "jobReqId": "R-100", "jobPostingId": "Baker_R-100",
                    "location": "Leeds", "additionalLocations": ["Hull"], "timeType": "Full time",
                    "postedOn": "Posted Today", "jobDescription": "<p>Bake.</p>",
                    "externalUrl": f"https://crumb.wd5.myworkdayjobs.com/Shop{path}",
                },
                "hiringOrganization": {"name": "Crumb plc"},
            }
        },
    }  # fmt: skip


def test_a_list_and_its_details_in_one_document_are_the_same_jobs() -> None:
    listed = {"pages": workday_files()["pages"]}
    assert [job["title"] for job in board_postings(listed, None)] == ["Baker", "Cook"]
    posting = answer(workday_files(), "https://crumb.wd5.myworkdayjobs.com/Shop/job/x/Baker_R-100")
    assert posting.hiring_organization.name == "Crumb plc"
    assert places(posting) == ["Leeds", "Hull"]
    assert (posting.job_location_type, posting.employment_type) == (None, ["FULL_TIME"])
    assert read(pasted(json.dumps(listed), kind="json")).kind == "listing"
    assert answer(workday_files()).title == "Baker"


def test_relative_dates_count_only_from_the_day_of_fetching() -> None:
    url = "https://crumb.wd5.myworkdayjobs.com/Shop/job/York/Cook_R-200"
    assert answer(workday_files(), url).date_posted is None
    fetched = answer(workday_files(), url, kind="url")
    assert str(fetched.date_posted) == "2026-11-17"


def test_a_workday_job_in_remote_places_only_is_remote() -> None:
    info = workday_files()["details"]["/job/Leeds/Baker_R-100"]
    info["jobPostingInfo"] |= {"location": "US, CA, Remote", "additionalLocations": ["US, Remote"]}
    assert answer(info).job_location_type == "TELECOMMUTE"
    info["jobPostingInfo"] |= {"additionalLocations": ["US, CA, Fresno"]}
    assert answer(info).job_location_type is None


def test_smartrecruiters_places_lose_their_empty_parts() -> None:
    job = {
        "id": "744000900000009",
        "name": "Barista",
        "company": {"name": "Röstwerk"},
        "releasedDate": "2026-06-30T17:30:04.932Z",
        "location": {"fullLocation": "Jena, , Germany", "remote": False, "hybrid": True},
    }
    posting = answer({"content": [job]})
    assert (places(posting), posting.job_location_type) == (["Jena, Germany"], "HYBRID")
