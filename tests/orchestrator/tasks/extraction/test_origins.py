from __future__ import annotations

import json

from reading_samples import GERMAN_PAGE, job, json_ld, page, posting_of

from profiles.postings import EmploymentType

MICRODATA = """<div itemscope itemtype="https://schema.org/JobPosting">
<h1 itemprop="title">Baker</h1>
<div itemprop="jobLocation" itemscope itemtype="https://schema.org/Place">
<div itemprop="address" itemscope itemtype="https://schema.org/PostalAddress">
<span itemprop="addressLocality">Leeds</span></div></div>
<time itemprop="datePosted" datetime="2026-11-02">2 November</time></div>"""


def test_each_value_of_a_page_comes_with_the_line_that_states_it() -> None:
    origins = posting_of(page(GERMAN_PAGE)).origins
    assert {origin.source for origin in origins.values()} == {"text"}
    assert origins["title"].quote == "Bauleiter (m/w/d)"
    assert origins["job_location"].quote == "Standort: Hannover"
    assert origins["employment_type"].quote == "Vollzeit, unbefristet"
    assert origins["valid_through"].quote == "Bewerbungsfrist: 31.12.2026"
    assert "55.000" in (origins["base_salary"].quote or "")
    assert "Musterbau GmbH" in (origins["hiring_organization"].quote or "")


def test_what_is_not_known_has_no_origin() -> None:
    posting = posting_of(page("<h1>Baker</h1><p>We are hiring a baker in Leeds. Apply now.</p>"))
    assert posting.base_salary is None
    assert "base_salary" not in posting.origins
    assert "date_posted" not in posting.origins


def test_sources_are_merged_field_by_field_and_each_field_tells_its_own() -> None:
    posting = posting_of(
        json_ld(
            job(datePosted="1970-01-01", employmentType="FULL_TIME"),
            body=f"{MICRODATA}<p>Salary: £28,000 a year</p>",
        )
    )
    assert posting.employment_type == [EmploymentType.FULL_TIME]
    assert posting.date_posted
    assert posting.date_posted.isoformat() == "2026-11-02"
    assert [place.name for place in posting.job_location] == ["Leeds"]
    assert {name: posting.origins[name].source for name in
            ("title", "employment_type", "date_posted", "job_location", "base_salary")} == {
        "title": "json_ld",
        "employment_type": "json_ld",
        "date_posted": "microdata",
        "job_location": "microdata",
        "base_salary": "text",
    }  # fmt: skip


def test_of_two_sources_the_more_trustworthy_wins_however_full_the_other_is() -> None:
    rdfa = (
        '<div vocab="https://schema.org/" typeof="JobPosting"><h1 property="title">Baker</h1>'
        '<span property="industry">Food</span><span property="workHours">Nights</span>'
        '<span property="employmentType">PART_TIME</span></div>'
    )
    posting = posting_of(json_ld(job(employmentType="FULL_TIME"), body=rdfa))
    assert posting.employment_type == [EmploymentType.FULL_TIME]
    assert posting.work_hours == "Nights"
    assert posting.origins["work_hours"].source == "rdfa"


def test_a_deadline_of_one_source_before_the_date_of_another_is_dropped() -> None:
    body = MICRODATA.replace("2026-11-02", "2026-11-20").replace("2 November", "")
    posting = posting_of(json_ld(job(validThrough="2026-11-10"), body=body))
    assert posting.date_posted is not None
    assert posting.valid_through is None
    assert "valid_through" not in posting.origins


def test_a_long_line_is_quoted_in_part() -> None:
    body = f"<h1>Baker</h1><p>Salary: £28,000 a year {'and much more ' * 30}</p>"
    posting = posting_of(page(body))
    quote = posting.origins["base_salary"].quote or ""
    assert "£28,000" in quote
    assert len(quote) <= 160


def test_origins_are_kept_with_the_job() -> None:
    posting = posting_of(page(GERMAN_PAGE))
    again = type(posting).model_validate(json.loads(posting.model_dump_json()))
    assert again.origins == posting.origins


def test_a_sentence_about_something_else_is_not_quoted_for_the_workplace() -> None:
    body = "<h1>Baker</h1><p>Help with on-site setup of events</p><p>Work location: In person</p>"
    assert posting_of(page(body)).origins["job_location_type"].quote == "Work location: In person"
