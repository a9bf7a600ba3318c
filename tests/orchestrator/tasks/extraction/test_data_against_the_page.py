"""Where a page's structured data say one thing, and the page itself another."""

from __future__ import annotations

import pytest
from reading_samples import job, json_ld, posting_of

TASKS = "<h3>Requirements</h3><ul><li>Patience</li></ul>"


def places(data: dict[str, object], body: str) -> list[str]:
    return [place.name for place in posting_of(json_ld(job(**data), body=body)).job_location]


def at(town: str, country: str = "DE") -> dict[str, object]:
    return {"address": {"addressLocality": town, "addressCountry": country}}


@pytest.mark.parametrize("stated", ["Careers at Vellmer Council", "Current vacancies", "Vellmer"])
def test_a_stated_title_that_names_no_job_is_read_from_the_page(stated: str) -> None:
    data = job(title=stated, hiringOrganization={"name": "Vellmer"})
    body = f"<h1>{stated}</h1><h2>Dog Control Adviser</h2><p>You walk the parks.</p>{TASKS}"
    assert posting_of(json_ld(data, body=body)).title == "Dog Control Adviser"


def test_a_heading_of_the_careers_page_is_no_title_beside_the_job() -> None:
    name = "Careers at Vellmer Council"
    body = f"<title>Dog Control | {name}</title><h1>{name}</h1><h2>Dog Control</h2>{TASKS}"
    assert posting_of(json_ld(job(title=name), body=body)).title == "Dog Control"


def test_a_stated_title_stays_where_the_page_shows_no_other() -> None:
    data = job(title="Careers at Vellmer Council", description="<p>You walk the parks.</p>")
    assert posting_of(json_ld(data)).title == "Careers at Vellmer Council"


def test_the_town_of_a_label_counts_where_the_data_state_the_head_office() -> None:
    body = f"<h1>Baker</h1><p>Einsatzort: 94032 Passau</p>{TASKS}<footer>81671 München</footer>"
    assert places({"jobLocation": at("München")}, body) == ["94032 Passau"]


def test_the_stated_town_stays_where_the_page_shows_it_too() -> None:
    body = f"<h1>Baker in München</h1><p>Standort: Passau</p>{TASKS}"
    assert places({"jobLocation": at("München")}, body) == ["München, DE"]


@pytest.mark.parametrize("value", ["Bayern", "Deutschland", "third floor"])
def test_a_label_without_a_town_speaks_against_no_stated_one(value: str) -> None:
    body = f"<h1>Baker</h1><p>Standort: {value}</p>{TASKS}"
    assert places({"jobLocation": at("München")}, body) == ["München, DE"]
