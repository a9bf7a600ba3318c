"""One answer of every system, with its traps: invented jobs in the real forms."""

from __future__ import annotations

import json
from typing import Any

import pytest
from reading_samples import pasted, posting_of

from orchestrator.tasks.extraction.job_boards import board_postings
from orchestrator.tasks.extraction.reading import read
from orchestrator.tasks.extraction.sources import open_bytes


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
    told = board_postings(workday_files(), None)
    assert [job["title"] for job in told] == ["Baker", "Cook"]
    posting = answer(workday_files(), "https://crumb.wd5.myworkdayjobs.com/Shop/job/x/Baker_R-100")
    assert posting.hiring_organization.name == "Crumb plc"
    assert places(posting) == ["Leeds", "Hull"]
    assert (posting.job_location_type, posting.employment_type) == (None, ["FULL_TIME"])
    assert read(pasted(json.dumps(workday_files()), kind="json")).kind == "listing"


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


def test_a_workable_job_listed_once_a_place_is_one_job() -> None:
    job = {"title": "Fornaio", "shortcode": "AB12CD34EF", "telecommuting": True}
    jobs = [{**job, "locations": [{"city": c, "country": "Italia"}]} for c in ("Torino", "Asti")]
    posting = answer({"name": "Pane Srl", "jobs": jobs})
    assert places(posting) == ["Torino, Italia", "Asti, Italia"]
    assert posting.job_location_type == "TELECOMMUTE"


def test_the_answer_for_one_workable_job_uses_other_words() -> None:
    job = {
        "id": 77,
        "shortcode": "AB12CD34EF",
        "title": "Fornaio",
        "remote": False,
        "workplace": "hybrid",
        "type": "part",
        "published": "2026-02-03T00:00:00.000Z",
        "location": {"city": "Asti", "region": "Piemonte", "country": "Italy"},
        "description": "<p>Pane.</p>",
        "requirements": "<ul><li>Due anni di esperienza</li></ul>",
    }
    posting = answer(job)
    assert (posting.job_location_type, posting.employment_type) == ("HYBRID", ["PART_TIME"])
    assert places(posting) == ["Asti, Piemonte, Italy"]
    assert [item.text for item in posting.requirements]


@pytest.mark.parametrize(
    ("code", "types"),
    [
        ("fulltime_permanent", ["FULL_TIME"]),
        ("fulltime_fixed_term", ["FULL_TIME", "TEMPORARY"]),
        ("parttime", ["PART_TIME"]),
        ("freelance", ["CONTRACTOR"]),
        ("internship", ["INTERN"]),
        (None, []),
    ],
)
def test_recruitee_codes_are_told_as_types(code: str | None, types: list[str]) -> None:
    offer = {
        "id": 9, "slug": "bakker", "title": "Bakker", "careers_url": "https://brood.example/o/bakker",
        "employment_type_code": code, "salary": {"min": "0", "max": None, "currency": "EUR"},
        "location": "Utrecht, , Nederland",
    }  # fmt: skip
    posting = answer({"offers": [offer]})
    assert posting.employment_type == types
    assert posting.base_salary is None
    assert places(posting) == ["Utrecht, Nederland"]


PERSONIO = """<?xml version="1.0" encoding="UTF-8"?>
<workzag-jobs><position><id>77001</id><subcompany>Brotwerk &amp; Co. KG</subcompany>
<office>Jena</office><additionalOffices><office>Gera</office></additionalOffices>
<recruitingCategory>Backstube</recruitingCategory><name>Bäcker (m/w/d)</name>
<jobDescriptions><jobDescription><name>Deine Aufgaben</name>
<value><![CDATA[<ul><li>Brot &amp; Brötchen backen</li></ul>]]></value></jobDescription>
<jobDescription><name>Dein Profil</name><value>&lt;ul&gt;&lt;li&gt;2 Jahre Erfahrung&lt;/li&gt;
</value></jobDescription></jobDescriptions>
<employmentType>CONTRACT</employmentType><schedule>HOURS</schedule>
<createdAt>2026-01-13T14:10:41+00:00</createdAt></position>
<position><id>77002</id><name>Konditor</name><office>Jena</office><jobDescriptions/></position>
</workzag-jobs>"""


@pytest.mark.parametrize(
    ("contract", "hours", "types"),
    [
        ("permanent", "full-time", ["FULL_TIME"]),
        ("permanent", "full-or-part-time", ["FULL_TIME", "PART_TIME"]),
        ("intern", "full-time", ["INTERN", "FULL_TIME"]),
        ("working_student", "part-time", ["PART_TIME"]),
        ("freelance", "", ["CONTRACTOR"]),
        ("temporary", "part-time", ["TEMPORARY", "PART_TIME"]),
    ],
)
def test_a_personio_position_combines_contract_and_hours(
    contract: str, hours: str, types: list[str]
) -> None:
    xml = PERSONIO.replace("CONTRACT", contract).replace("HOURS", hours)
    posting = feed(xml, "https://brotwerk.jobs.personio.de/job/77001")
    assert posting.title == "Bäcker (m/w/d)"
    assert posting.hiring_organization.name == "Brotwerk & Co. KG"
    assert places(posting) == ["Jena", "Gera"]
    assert sorted(posting.employment_type) == sorted(types)
    assert str(posting.date_posted) == "2026-01-13"
    assert posting.responsibilities == ["Brot & Brötchen backen"]
    assert [item.years for item in posting.requirements] == [2.0]


def test_a_personio_feed_without_an_asked_job_is_a_listing() -> None:
    assert read(pasted(PERSONIO)).kind == "listing"


def test_a_feed_is_opened_as_a_feed_and_other_xml_as_before() -> None:
    document = open_bytes(PERSONIO.encode(), name="feed.xml")
    assert document.text is not None
    assert "Konditor" in document.text
    other = open_bytes(b"<?xml version='1.0'?><p>Baker</p>", name="a.xml")
    assert other.html is not None


def test_a_cut_off_feed_tells_the_jobs_before_the_cut() -> None:
    posting = feed(PERSONIO[: PERSONIO.index("<position><id>77002")])
    assert posting.title == "Bäcker (m/w/d)"


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaa">]><workzag-jobs><position><id>1</id><name>&a;</name>',
        "<rss>" + "<item>" * 50_000,
        "<workzag-jobs>" + "<position><id>1</id><name>x</name></position>" * 5_000,
        "<rss><channel><item><title>Only a title</title></item></channel></rss>",
        "<position",
    ],
)
def test_a_hostile_feed_is_read_in_no_time_and_expands_nothing(text: str) -> None:
    reading = read(pasted(text))
    assert len(reading.text) <= len(text)
    assert "aaaa" not in str(reading.facts)


RSS = """<?xml version="1.0"?><rss xmlns:tt="https://teamtailor.com/locations"><channel>
<title>Jobb</title><item><title>Bagare</title>
<description>&lt;p&gt;Du bakar.&lt;/p&gt;</description>
<pubDate>Mon, 21 Sep 2026 09:00:00 +0200</pubDate>
<link>https://brod.teamtailor.com/jobs/5001-bagare</link><remoteStatus>hybrid</remoteStatus>
<tt:locations><tt:location><tt:name>HK</tt:name><tt:city>Lund</tt:city>
<tt:country>Sverige</tt:country></tt:location></tt:locations></item></channel></rss>"""


def test_a_teamtailor_rss_item_is_told() -> None:
    posting = feed(RSS)
    assert (posting.title, places(posting)) == ("Bagare", ["Lund, Sverige"])
    assert posting.job_location_type == "HYBRID"
    assert str(posting.date_posted) == "2026-09-21"
    assert "Du bakar." in posting.description


def test_a_teamtailor_item_is_told_with_the_schema_org_inside() -> None:
    item = {
        "id": "f0f0", "url": "https://brod.teamtailor.com/jobs/5001-bagare", "title": "Bagare",
        "date_published": "2026-09-20T09:00:00+02:00",
        "_jobposting": {
            "@type": "JobPosting", "description": "<p>Du bakar.</p>",
            "hiringOrganization": {"name": "Bröd AB"}, "employmentType": "PART_TIME",
            "jobLocation": [{"address": {"addressLocality": "Lund", "addressRegion": "Europe"}}],
        },
    }  # fmt: skip
    other = {**item, "url": "https://brod.teamtailor.com/jobs/5002-kock", "title": "Kock"}
    url = "https://brod.teamtailor.com/jobs/5001-bagare"
    posting = answer({"version": "https://jsonfeed.org/version/1.1", "items": [item, other]}, url)
    assert (posting.title, posting.hiring_organization.name) == ("Bagare", "Bröd AB")
    assert str(posting.date_posted) == "2026-09-20"
    assert posting.employment_type == ["PART_TIME"]


@pytest.mark.parametrize(
    ("facts", "kind"),
    [
        ({"locationType": "1"}, "TELECOMMUTE"),
        ({"locationType": "2", "isRemote": None}, "HYBRID"),
        ({"locationType": "0"}, "ON_SITE"),
        ({"isRemote": True}, "TELECOMMUTE"),
        ({}, None),
    ],
)
def test_a_bamboohr_detail_is_told(facts: dict[str, Any], kind: str | None) -> None:
    opening = {
        "jobOpeningName": "Baker",
        "employmentStatusLabel": "Full-Time",
        "location": {"city": "Provo ", "state": "Utah"},
        "atsLocation": {"country": None},
        "datePosted": "2026-04-05",
        "description": "<p>Bake.</p>",
        "compensation": "$20 - $25 per hour",
        "jobOpeningShareUrl": "https://crumb.bamboohr.com/careers/42",
        **facts,
    }
    posting = answer({"meta": {}, "result": {"jobOpening": opening}})
    assert posting.job_location_type == kind
    assert (places(posting), posting.employment_type) == (["Provo, Utah"], ["FULL_TIME"])
    assert pay(posting) == ("USD", 20, 25, "HOUR")


def test_a_short_id_names_a_job_only_as_the_last_part_of_the_address() -> None:
    jobs = [{"id": n, "jobOpeningName": t} for n, t in (("4", "Cook"), ("42", "Baker"))]
    asked = "https://crumb.bamboohr.com/careers/42"
    assert answer({"result": jobs}, asked).title == "Baker"
    page = pasted(json.dumps({"result": jobs}), kind="json", url="https://a.example/42/all")
    assert read(page).kind == "listing"


def test_a_breezy_position_is_told() -> None:
    job = {
        "id": "18df3ec2", "friendly_id": "18df3ec2-baker", "name": "Baker",
        "url": "https://crumb.breezy.hr/p/18df3ec2-baker", "published_date": "2026-07-08T00:00:00Z",
        "type": {"id": "fullTime", "name": "Full-Time"}, "company": {"name": "Crumb"},
        "location": {"city": "Tampa", "state": {"name": "Florida"}, "is_remote": True,
                     "country": {"name": "United States"}}, "salary": "$50k - $60k / yr",
    }  # fmt: skip
    posting = answer([job])
    assert places(posting) == ["Tampa, Florida, United States"]
    assert posting.job_location_type == "TELECOMMUTE"
    assert pay(posting) == ("USD", 50_000, 60_000, "YEAR")
    assert posting.hiring_organization.name == "Crumb"


def test_a_rippling_job_is_told_by_the_readable_half_of_its_type() -> None:
    job = {
        "uuid": "75ad50c6-0000-4000-8000-000000000001", "name": "Baker", "companyName": "Crumb",
        "description": {"company": "<p>About us.</p>", "role": "<p>Bake.</p>"},
        "workLocations": ["Leeds, UK"], "createdOn": "2026-08-08T10:00:00-07:00",
        "employmentType": {"id": "Salaried, full-time", "label": "SALARIED_FT"},
        "payRangeDetails": [{"rangeStart": 10, "rangeEnd": 12, "currency": "GBP",
                             "frequency": "HOURLY"}],
    }  # fmt: skip
    posting = answer(job)
    assert posting.employment_type == ["FULL_TIME"]
    assert pay(posting) == ("GBP", 10, 12, "HOUR")
    assert posting.description.index("Bake") < posting.description.index("About")


@pytest.mark.parametrize(("visible", "expected"), [(True, ("GBP", 30, 40, "YEAR")), (False, None)])
def test_hidden_pay_of_a_pinpoint_posting_stays_hidden(visible: bool, expected: object) -> None:
    job = {
        "id": "31", "title": "Baker", "workplace_type": "onsite", "employment_type": "full_time",
        "key_responsibilities_header": "Your day", "key_responsibilities": "<p>Bake.</p>",
        "location": {"name": "Bath"}, "deadline_at": "2026-12-01T00:00:00Z",
        "compensation_visible": visible, "compensation_minimum": 30, "compensation_maximum": 40,
        "compensation_currency": "GBP", "compensation_frequency": "yearly",
    }  # fmt: skip
    posting = answer({"data": [job]})
    assert pay(posting) == expected
    assert (str(posting.valid_through), posting.job_location_type) == ("2026-12-01", "ON_SITE")
    assert "Your day" in posting.description


def test_the_state_of_a_join_page_is_told() -> None:
    job = {
        "idParam": "123-baecker", "id": 123, "title": "Bäcker",
        "city": {"cityName": "Jena", "countryName": "Germany"},
        "employmentType": {"googleType": "PART_TIME", "name": "Teilzeit"},
        "workplaceType": "HYBRID", "createdAt": "2026-01-02T00:00:00Z", "tasks": "<p>Backen.</p>",
    }  # fmt: skip
    posting = answer({"initialState": {"company": {"name": "Brotwerk"}, "job": job}})
    assert posting.hiring_organization.name == "Brotwerk"
    assert (places(posting), posting.job_location_type) == (["Jena, Germany"], "HYBRID")
    assert posting.employment_type == ["PART_TIME"]


def test_two_jobs_of_one_title_are_told_apart_by_the_address() -> None:
    one = ashby()
    two = ashby(id="99999999-2222-4333-8444-555555555555", location="Bath")
    url = "https://jobs.ashbyhq.com/stone-mill/99999999-2222-4333-8444-555555555555/application"
    assert places(answer({"jobs": [one, two]}, url)) == ["Bath"]
    assert read(pasted(json.dumps({"jobs": [one, two]}), kind="json")).kind == "listing"


def test_what_an_answer_says_has_the_board_as_its_origin() -> None:
    origins = answer(ashby()).origins
    assert (origins["title"].source, origins["job_location"].source) == ("job_board",) * 2


def test_a_deep_or_wide_answer_is_read_in_no_time() -> None:
    deep: Any = {"title": "x", "shortcode": "AB12CD34EF"}
    for _ in range(800):
        deep = {"a": [deep]}
    assert board_postings(deep, None)[0]["title"] == "x"
    wide = [{"title": str(n), "shortcode": f"S{n:07}"} for n in range(50_000)]
    assert len(board_postings(wide, None)) <= 2_001
