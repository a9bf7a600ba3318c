from __future__ import annotations

import hashlib

import pytest
from reading_samples import FETCHED, job, json_ld, page, pasted, posting_of

from orchestrator.providers.base import Image
from orchestrator.tasks.extraction.documents import Document
from orchestrator.tasks.extraction.reading import read
from orchestrator.tasks.extraction.task import extraction_request


@pytest.mark.parametrize("value", ["Hybrid", "On-site", "Remote", "Télétravail", "Híbrido"])
def test_a_way_of_working_is_no_place(value: str) -> None:
    posting = posting_of(page(f"<h1>Baker</h1><p>Location: {value}</p><p>You bake bread.</p>"))
    assert posting.job_location == []
    assert posting.job_location_type is not None


def test_a_town_after_another_label_counts_where_the_first_says_how_one_works() -> None:
    html = "<h1>Baker</h1><p>Location: Hybrid</p><p>Site: Hebden</p><p>You bake bread.</p>"
    posting = posting_of(page(html))
    assert [place.name for place in posting.job_location] == ["Hebden"]
    assert posting.job_location_type == "HYBRID"


@pytest.mark.parametrize(
    ("facts", "kind"),
    [
        ({"jobLocation": "Jena (Remote)"}, "TELECOMMUTE"),
        ({"title": "Bäcker (Hybrid)"}, "HYBRID"),
        ({"title": "Bäcker - Remote"}, "TELECOMMUTE"),
        ({"title": "Bäcker (Nachtschicht)"}, None),
        ({"description": "<p>This is a fully remote position, wherever you are.</p>"}, None),
    ],
)
def test_a_workplace_stands_in_the_title_or_the_place_of_structured_data(
    facts: dict[str, str], kind: str | None
) -> None:
    posting = posting_of(json_ld(job(**facts), body="<p>Wir backen Brot.</p>"))
    assert posting.job_location_type == kind


def test_sentences_that_agree_settle_where_one_works() -> None:
    text = "Baker\n\nThis is a fully remote position, all year long.\n\nIt can be a remote role."
    assert posting_of(pasted(text)).job_location_type == "TELECOMMUTE"


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("For 3 to 5 years of experience we pay a salary of 50.000 € per year",
         ("EUR", 50_000, 50_000, "YEAR")),
        ("Salary: $50,000 in the first year, and if all of us are still happy then $60,000",
         (None, 50_000, 50_000, "YEAR")),
        ("Salary: Group 12 - $56,000", (None, 56_000, 56_000, None)),
        ("Salary: $50,000 or so for us to $60,000", (None, 50_000, 50_000, None)),
        ("Salary: $60,000; Location: Stockholm", (None, 60_000, 60_000, None)),
    ],
)  # fmt: skip
def test_figures_that_only_stand_near_each_other_are_no_range(
    line: str, read: tuple[object, ...]
) -> None:
    pay = posting_of(page(f"<h1>Baker</h1><p>You bake bread.</p><p>{line}</p>")).base_salary
    assert pay is not None
    assert (pay.currency, pay.min, pay.max, pay.unit) == read


def test_the_heading_above_a_figure_says_that_it_is_the_pay() -> None:
    prose = (
        "You will get €45,000 - €50,000, which is more than what you get from all of the others."
    )
    html = "<h1>Baker</h1><p>You bake.</p><h2>{}</h2><p>{}</p>"
    pay = posting_of(page(html.format("Your salary with us", prose))).base_salary
    assert pay is not None
    assert (pay.currency, pay.min, pay.max) == ("EUR", 45_000, 50_000)
    assert posting_of(page(html.format("Our history", prose))).base_salary is None


@pytest.mark.parametrize(
    ("pay", "place", "currency"),
    [
        ("$60,000 a year", "Sydney, Australia", "AUD"),
        ("$60,000 a year", "Stockholm, Sweden", None),
        ("$60,000 a year", "Hebden", None),
        ("US$60,000 a year", "Sydney, Australia", "USD"),
    ],
)
def test_a_bare_dollar_sign_of_structured_data_is_read_by_the_place(
    pay: str, place: str, currency: str | None
) -> None:
    found = posting_of(json_ld(job(baseSalary=pay, jobLocation=place))).base_salary
    assert found is not None
    assert (found.currency, found.min) == (currency, 60_000)


def test_where_applicants_live_tells_a_country_only_where_it_names_one() -> None:
    stated = job(applicantLocationRequirements=["Hebden", "Canada"], baseSalary="$60,000 a year")
    found = posting_of(json_ld(stated)).base_salary
    assert found is not None
    assert found.currency == "CAD"


def test_a_relative_date_may_stand_after_one_that_says_nothing() -> None:
    html = "<h1>Baker</h1><p>Posted: recently</p><p>Published: 2 days ago</p><p>You bake.</p>"
    assert str(posting_of(page(html, kind="url")).date_posted) == "2026-11-18"


def test_the_kind_of_employment_that_is_known_wins_over_another() -> None:
    html = "<h1>Baker</h1><p>Job type: Part-time / Casual</p><p>You bake.</p>"
    assert posting_of(page(html)).employment_type == ["PART_TIME"]
    html = "<h1>Baker</h1><p>Job type: Casual</p><p>You bake.</p>"
    assert posting_of(page(html)).employment_type == ["OTHER"]


def test_the_title_of_the_page_confirms_a_heading_or_an_item_of_a_list() -> None:
    html = "<title>Wanted now: Bagare, gladly today</title><h2>Nyheter</h2><h2>Bagare</h2>"
    assert posting_of(page(html + "<p>Du bakar bröd.</p>")).title == "Bagare"
    html = "<title>Bagare | Bageriet</title><ul><li>Bagare</li><li>Ugn</li></ul><p>Bröd.</p>"
    assert posting_of(page(html)).title == "Bagare"


def test_a_table_inside_a_table_and_preformatted_lines_are_read_line_by_line() -> None:
    html = (
        "<h1>Baker</h1><table><tr><td><table><tr><td>Location</td><td>Leeds</td></tr></table></td>"
        "</tr></table><pre>Requirements\n- Early mornings\n\n- Clean hands</pre>"
    )
    posting = posting_of(page(html))
    assert [place.name for place in posting.job_location] == ["Leeds"]
    assert [item.quote for item in posting.requirements] == ["Early mornings", "Clean hands"]


def test_a_page_that_needs_javascript_is_a_shell_even_with_some_words() -> None:
    words = "<p>" + "Bread is what we bake in this house. " * 4 + "</p>"
    asking = "<body><noscript>You need JavaScript to see this.</noscript>"
    assert read(page(asking + words)).kind == "script_shell"
    assert read(page("<body>" + words)).kind == "not_a_posting"


@pytest.mark.parametrize("name", ["site-footer", "main-menu", "cookie consent"])
def test_what_stands_around_a_posting_lends_it_nothing(name: str) -> None:
    html = f"<h1>Baker</h1><p>You bake.</p><div class='{name}'><p>Location: Paris</p></div>"
    assert posting_of(page(html)).job_location == []
    html = html.replace(name, "x" * 400)
    assert [place.name for place in posting_of(page(html)).job_location] == ["Paris"]


def test_a_heading_without_words_and_text_escaped_without_end_cost_nothing() -> None:
    escaped = "&" + "amp;" * 40 + "lt;p&" + "amp;" * 40 + "gt;Bake"
    posting = posting_of(json_ld(job(description=escaped)))
    assert "Bake" in (posting.description or "")


def test_pictures_are_sent_to_a_model_as_they_are() -> None:
    picture = Image(data=b"\x89PNG", mime_type="image/png", width=1, height=1)
    document = Document(
        kind="image",
        images=(picture,),
        sha256=hashlib.sha256(b"\x89PNG").hexdigest(),
        fetched_at=FETCHED,
    )
    request = extraction_request(document)
    assert request.images == (picture,)
    assert request.text == "Read the posting in the pictures."
