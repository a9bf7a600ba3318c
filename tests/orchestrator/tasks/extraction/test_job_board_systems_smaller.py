"""The smaller systems, and answers of several jobs: invented jobs in the real forms."""

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


ASHBY = {
    "id": "11111111-2222-4333-8444-555555555555",
    "title": "Miller",
    "jobUrl": "https://jobs.ashbyhq.com/stone-mill/11111111-2222-4333-8444-555555555555",
    "publishedAt": "2026-05-06T01:02:03.000+00:00",
    "location": "York",
    "descriptionHtml": "<p>Stone Mill grinds.</p>",
}


def test_two_jobs_of_one_title_are_told_apart_by_the_address() -> None:
    other_id = "99999999-2222-4333-8444-555555555555"
    one, two = ASHBY, {**ASHBY, "id": other_id, "location": "Bath"}
    url = f"https://jobs.ashbyhq.com/stone-mill/{other_id}/application"
    assert places(answer({"jobs": [one, two]}, url)) == ["Bath"]
    assert read(pasted(json.dumps({"jobs": [one, two]}), kind="json")).kind == "listing"


def test_an_address_that_names_two_jobs_names_none() -> None:
    twins = [{**ASHBY, "id": f"{n}", "title": t, "slug": "miller"} for n, t in ((1, "A"), (2, "B"))]
    twins = [{key: v for key, v in twin.items() if key != "jobUrl"} for twin in twins]
    jobs = {"jobs": [{**twin, "jobUrl": None} for twin in twins]}
    url = "https://stone-mill.example/o/miller"
    assert read(pasted(json.dumps(jobs), kind="json", url=url)).kind == "listing"


def test_what_an_answer_says_has_the_board_as_its_origin() -> None:
    origins = answer(ASHBY).origins
    assert (origins["title"].source, origins["title"].detail) == ("job_board", "ashby")
    assert origins["job_location"].source == "job_board"


def test_a_deep_or_wide_answer_is_read_in_no_time() -> None:
    deep: Any = {"title": "x", "shortcode": "AB12CD34EF"}
    for _ in range(800):
        deep = {"a": [deep]}
    assert board_postings(deep, None)[0]["title"] == "x"
    wide = [{"title": str(n), "shortcode": f"S{n:07}"} for n in range(50_000)]
    assert len(board_postings(wide, None)) <= 2_001


@pytest.mark.parametrize(
    ("job", "closed"),
    [
        ({"title": "Baker", "shortcode": "AB12CD34EF", "state": "closed"}, True),
        ({"title": "Baker", "shortcode": "AB12CD34EF", "state": "published"}, False),
        ({"title": "Baker", "shortcode": "AB12CD34EF", "state": ""}, False),
        ({"title": "Baker", "shortcode": "AB12CD34EF", "state": "Florida"}, False),
        ({"title": "Baker", "careers_url": "https://x.example/o/b", "status": "archived"}, True),
        ({"jobOpeningName": "Baker", "id": "42", "jobOpeningStatus": "Closed"}, True),
        ({"jobOpeningName": "Baker", "id": "42", "jobOpeningStatus": "Open"}, False),
        ({"name": "Baker", "id": "1", "releasedDate": "2026-01-01", "active": False}, True),
        (
            {"title": "Baker", "jobDescription": "<p>Bake</p>", "jobReqId": "R-1", "posted": False},
            True,
        ),
        ({"title": "Baker", "jobDescription": "<p>Bake</p>", "jobReqId": "R-1"}, False),
    ],
)
def test_a_job_that_its_board_has_closed_is_closed(job: dict[str, Any], closed: bool) -> None:
    assert answer(job).closed is closed


def test_an_oracle_requisition_is_told() -> None:
    job = {
        "Id": "300123", "Title": "Baker", "PrimaryLocation": "Leeds, United Kingdom",
        "secondaryLocations": [{"Name": "York, United Kingdom"}], "JobSchedule": "Part time",
        "WorkplaceType": "On-site", "ExternalPostedStartDate": "2026-04-05T06:07:08+00:00",
        "ExternalDescriptionStr": "<p>Bake.</p>", "CorporateDescriptionStr": "<p>We are old.</p>",
        "ExternalQualificationsStr": "<ul><li>2 years of experience</li></ul>",
    }  # fmt: skip
    posting = answer({"items": [job], "count": 1})
    assert places(posting) == ["Leeds, United Kingdom", "York, United Kingdom"]
    assert (posting.employment_type, posting.job_location_type) == (["PART_TIME"], "ON_SITE")
    assert str(posting.date_posted) == "2026-04-05"
    assert [item.years for item in posting.requirements] == [2.0]
    assert "We are old." in posting.description
