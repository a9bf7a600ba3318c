from __future__ import annotations

import json
from typing import Any

import pytest
from reading_samples import GERMAN_PAGE, job, json_ld, page, pasted, posting_of

from orchestrator.tasks.extraction.json_ld import read_json
from orchestrator.tasks.extraction.reading import read


@pytest.mark.parametrize(
    "block",
    [
        '{"title": "Baker"}',
        '<!-- {"title": "Baker"} -->',
        '//<![CDATA[\n{"title": "Baker"}\n//]]>',
        '{"title": "Baker"};',
        '{"title": "Baker",}',
        "{&quot;title&quot;: &quot;Baker&quot;}",
        '{"title": "Baker"\n"x": 1}',
        '{"title": "Baker"} {"title": "Cook"}',
        'window.__data = {"title": "Baker"};',
    ],
)
def test_a_damaged_block_is_repaired(block: str) -> None:
    found = read_json(block)
    assert isinstance(found, dict)
    assert found["title"] == "Baker"


def test_a_bad_escape_and_a_raw_line_feed_are_forgiven() -> None:
    assert read_json('{"pay": "\\$5",\n"text": "a\nb"}') == {"pay": "\\$5", "text": "a\nb"}


def test_what_no_repair_makes_json_is_nothing() -> None:
    assert read_json("var x = function() {}") is None
    assert read_json("[" * 100_000) is None


def test_one_bad_block_does_not_cost_the_others() -> None:
    document = json_ld('{"@type": "JobPosting", "title": oops', job(title="Cook"))
    assert posting_of(document).title == "Cook"


@pytest.mark.parametrize(
    "wrapped",
    [
        {"@graph": [{"@type": "WebPage"}, job()]},
        [job()],
        {"@type": "WebPage", "mainEntity": {"itemListElement": [{"item": job()}]}},
        {**job(), "@type": ["Thing", "https://schema.org/JobPosting"]},
    ],
)
def test_the_posting_is_found_wherever_it_stands(wrapped: object) -> None:
    assert posting_of(json_ld(json.dumps(wrapped))).title == "Baker"


def test_microdata_is_read() -> None:
    posting = posting_of(
        page(
            '<div itemscope itemtype="https://schema.org/JobPosting">'
            '<h1 itemprop="title">Baker</h1><span itemprop="hiringOrganization" itemscope '
            'itemtype="https://schema.org/Organization">'
            '<b itemprop="name">Bread Ltd</b></span><p itemprop="description">Bake.</p>'
            '<meta itemprop="datePosted" content="2026-02-03"></div>'
        )
    )
    assert (posting.title, str(posting.date_posted)) == ("Baker", "2026-02-03")
    assert posting.hiring_organization is not None
    assert posting.hiring_organization.name == "Bread Ltd"


def test_rdfa_is_read() -> None:
    posting = posting_of(
        page(
            '<div vocab="https://schema.org/" typeof="JobPosting"><h1 property="title">Baker</h1>'
            '<span property="baseSalary" content="120,000">120k</span>'
            '<span property="salaryCurrency" content="CHF"></span></div>'
        )
    )
    assert posting.title == "Baker"
    assert posting.base_salary is not None
    assert (posting.base_salary.min, posting.base_salary.currency) == (120_000, "CHF")


def test_the_posting_that_the_page_is_about_wins_over_similar_ones() -> None:
    document = json_ld(job(title="Cook"), job(title="Baker"), body="<h1>Baker</h1>")
    assert posting_of(document).title == "Baker"


def test_a_description_that_the_page_does_not_show_can_be_quoted() -> None:
    description = "<h3>Requirements</h3><ul><li>2 years of experience in baking</li></ul>"
    posting = posting_of(json_ld(job(description=description)))
    assert [item.quote for item in posting.requirements] == ["2 years of experience in baking"]
    assert all(item.quote in posting.source.text for item in posting.requirements)


def test_bare_schema_org_json_is_read() -> None:
    facts = {"title": "Baker", "datePosted": "2026-01-02", "employmentType": "full time"}
    posting = posting_of(pasted(json.dumps(facts), kind="json"))
    assert (posting.title, posting.employment_type) == ("Baker", ["FULL_TIME"])


def test_an_answer_of_a_job_board_is_read() -> None:
    answer = {
        "text": "Baker",
        "hostedUrl": "https://boards.example/bread/123",
        "categories": {"location": "Bern", "commitment": "Part-time"},
        "workplaceType": "hybrid",
        "createdAt": 1767312000000,
        "salaryRange": {"currency": "CHF", "min": 50000, "interval": "per-year-salary"},
        "lists": [{"text": "Requirements", "content": "<li>Early mornings</li>"}],
    }
    posting = posting_of(pasted(json.dumps(answer), kind="json"))
    assert posting.title == "Baker"
    assert [place.name for place in posting.job_location] == ["Bern"]
    assert posting.job_location_type == "HYBRID"
    assert str(posting.date_posted) == "2026-01-02"
    assert [item.quote for item in posting.requirements] == ["Early mornings"]


def test_the_job_that_was_asked_for_is_picked_from_a_board() -> None:
    jobs = [
        {"title": title, "id": f"id-{title}", "jobUrl": "https://b.example/x/1", "publishedAt": ""}
        for title in ("Baker", "Cook")
    ]  # fmt: skip
    answer = pasted(json.dumps({"jobs": jobs}), kind="json", url="https://b.example/x/id-Cook")
    assert posting_of(answer).title == "Cook"
    assert read(pasted(json.dumps({"jobs": jobs}), kind="json")).kind == "listing"


FOREIGN = {
    "title": "Chief Wizard",
    "hiringOrganization": {"name": "Initech Limited"},
    "jobLocation": {"address": {"addressLocality": "Moscow"}},
    "baseSalary": {"currency": "EUR", "value": {"value": 999999, "unitText": "YEAR"}},
    "validThrough": "2027-01-01",
    "description": "<p>Cast spells all day long.</p>",
}


def test_data_of_a_job_that_the_page_does_not_show_is_left_aside() -> None:
    shown = posting_of(json_ld(job(**FOREIGN), body=GERMAN_PAGE))

    assert shown == posting_of(page(f"<body>{GERMAN_PAGE}</body>")).model_copy(
        update={"source": shown.source}
    )
    assert "json_ld" not in {origin.source for origin in shown.origins.values()}


@pytest.mark.parametrize(
    "ours",
    [
        {"title": "Bauleiter"},
        {"hiringOrganization": {"name": "Musterbau"}},
        {"jobLocation": {"address": {"addressLocality": "Hannover"}}},
        {"description": "<p>Du leitest Baustellen</p>"},
    ],
)
def test_data_that_shares_one_thing_with_the_page_is_believed(ours: dict[str, Any]) -> None:
    shown = posting_of(json_ld(job(**{**FOREIGN, **ours}), body=GERMAN_PAGE))

    assert str(shown.valid_through) == "2027-01-01"


def test_data_is_believed_where_the_page_shows_nothing_of_a_job() -> None:
    shell = "<h1>Welcome</h1><p>We use cookies. Accept all?</p>"

    assert posting_of(json_ld(job(**FOREIGN), body=shell)).title == "Chief Wizard"
