"""Employers beside the site that shows their posting: societies, blogs, systems, bylines."""

from __future__ import annotations

from datetime import date

import pytest
from reading_samples import page, posting_of

from orchestrator.tasks.extraction.rules.company_names import calls_for_a_job, may_be_name
from orchestrator.tasks.extraction.rules.company_phrases import who_seeks
from orchestrator.tasks.extraction.rules.dates import find_relative_date

TASKS = (
    "<h4>Responsibilities</h4><ul><li>Bake bread</li></ul>"
    "<h4>Requirements</h4><ul><li>Two years at an oven</li></ul>"
)


@pytest.mark.parametrize(
    ("body", "company"),
    [
        (
            "<title>Ovens and Mills - Baker</title><p><a href=/>Ovens and Mills</a></p><p><a href="
            "/jobs>Jobs</a></p><h1>Baker</h1><p>The Millbrook House Museum in Millbrook, Maine, is "
            "seeking a part-time baker for its old kitchen.</p>",
            "Millbrook House Museum",
        ),
        (
            "<title>OvenNet: Employment Opportunities</title><h2>OvenNet</h2><p><b>Baker</b></p>"
            "<p>Millbrook Historic House and Garden</p><p>Washington, DC</p>",
            "Millbrook Historic House and Garden",
        ),
        (
            "<title>Bread around the world: July</title><h3>Baker. UNMB, Geneva. Open until 6 "
            "August 2026</h3><p>The baker of UNMB bakes for many.</p>",
            "UNMB",
        ),
        (
            "<title>Baker – Millbrook Cooperative</title><h1>Baker</h1><p>Annadmin · Nov 15, 2026"
            "</p><footer>© 2026 Millbrook Cooperative</footer>",
            "Millbrook Cooperative",
        ),
        (
            "<title>Kelpworks - Application for Baker</title><h1>Apply: Baker</h1>",
            "Kelpworks",
        ),
        (
            '<script type="application/ld+json">{"@context": "https://schema.org", "@type": '
            '"JobPosting", "title": "Baker", "hiringOrganization": {"name": "Hirewell Suite"}}'
            "</script><h1>Baker</h1><p>Employer: Millbrook Council</p>",
            "Millbrook Council",
        ),
        (
            '<script type="application/ld+json">{"@context": "https://schema.org", "@type": '
            '"JobPosting", "title": "Baker", "hiringOrganization": {"name": "Millbrook Ltd"}}'
            "</script><h1>Baker</h1><p>Employer: Millbrook</p>",
            "Millbrook Ltd",
        ),
    ],
)
def test_who_employs_is_told_from_who_shows_the_posting(body: str, company: str) -> None:
    head, _, body = body.rpartition("</title>")
    html = f"<html><head>{head}</title></head><body>{body}{TASKS}</body></html>"
    organization = posting_of(page(html if head else body + TASKS)).hiring_organization
    assert organization is not None
    assert organization.name == company


def test_the_state_behind_a_town_stands_between_a_name_and_its_verb() -> None:
    found = who_seeks("The Mill House in Millbrook, Maine, is seeking a baker.")
    assert found is not None
    assert found[0] == "Mill House"


@pytest.mark.parametrize("text", ["2 years", "3 dagen", "10 лет"])
def test_what_is_counted_is_no_name(text: str) -> None:
    assert not may_be_name(text, surely=True)


@pytest.mark.parametrize(
    ("text", "calls"),
    [
        ("Application for DevOps Engineer", True),
        ("Výběrové řízení na ředitele", True),
        ("Application Works", False),
        ("Engineers of Millbrook", False),
    ],
)
def test_a_call_for_applications_is_no_name(text: str, calls: bool) -> None:
    assert calls_for_a_job(text) is calls


def test_and_is_not_a_day() -> None:
    today = date(2026, 11, 20)
    assert find_relative_date("House and Garden", today) is None
    assert find_relative_date("a day ago", today) == date(2026, 11, 19)
    assert find_relative_date("3d ago", today) == date(2026, 11, 17)
