from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading_samples import job

from orchestrator.tasks.extraction.schema_org import facts_of

JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["name", "value", "address", "addressLocality", "minValue", "@type"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)
KEYS = [
    "title", "name", "hiringOrganization", "jobLocation", "jobLocationType", "employmentType",
    "baseSalary", "salaryCurrency", "datePosted", "validThrough", "description", "skills",
    "responsibilities", "identifier", "url", "applicationContact", "applicantLocationRequirements",
]  # fmt: skip


@given(st.dictionaries(st.sampled_from(KEYS), JSON, max_size=8))
def test_no_value_anywhere_raises(raw: dict[str, Any]) -> None:
    facts_of(raw)


def place(**address: object) -> dict[str, Any]:
    return {"@type": "Place", "address": {"@type": "PostalAddress", **address}}


def places(**facts: object) -> list[str]:
    return [found["name"] for found in facts_of(job(**facts)).get("job_location", [])]


def test_an_address_is_written_from_the_small_to_the_large() -> None:
    parts = place(addressLocality="Bern", addressRegion="BE", addressCountry={"name": "CH"})
    assert places(jobLocation=parts) == ["Bern, BE, CH"]


@pytest.mark.parametrize("lie", ["Anywhere", "Remote"])
def test_anywhere_is_no_place_but_remote_work(lie: str) -> None:
    facts = facts_of(job(jobLocation=place(addressLocality=lie, addressRegion=lie)))
    assert "job_location" not in facts
    assert facts["job_location_type"] == "TELECOMMUTE"


def test_the_company_is_not_its_own_place() -> None:
    parts = place(addressLocality="Bread Ltd", addressCountry="CH")
    assert places(hiringOrganization="Bread Ltd", jobLocation=parts) == ["CH"]


def test_a_postal_code_is_no_town() -> None:
    facts = facts_of(job(jobLocation=place(addressLocality="3011", addressRegion="Bern")))
    assert facts["job_location"][0]["postal_code"] == "3011"
    assert facts["job_location"][0]["name"] == "Bern"


def test_a_dash_is_no_region() -> None:
    assert places(jobLocation=place(addressLocality="Bern", addressRegion="-")) == ["Bern"]


def test_where_every_address_is_the_same_the_names_of_the_places_count() -> None:
    same = {"addressLocality": "Bern"}
    stated = [{"name": name, "address": same} for name in ("Bern, CH", "Thun, CH")]
    assert places(jobLocation=stated) == ["Bern, CH", "Thun, CH"]


def test_a_long_list_of_countries_means_remote() -> None:
    countries = [place(addressCountry=f"Country {number}") for number in range(30)]
    facts = facts_of(job(jobLocation=countries))
    assert facts["job_location_type"] == "TELECOMMUTE"
    assert len(facts["applicant_location_requirements"]) == 30


@pytest.mark.parametrize("date", ["1970-01-01", "0000-00-00", "", None, "soon", {}, True])
def test_a_date_that_cannot_be_is_left_out(date: object) -> None:
    assert "valid_through" not in facts_of(job(validThrough=date))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-02-03T10:00:00+01:00", "2026-02-03"),
        ("2026-02-03 20:28:32 UTC", "2026-02-03"),
        ("2/3/2026", "2026-02-03"),
        (1770112000000, "2026-02-03"),
    ],
)
def test_a_date_is_read_in_any_spelling(written: object, read: str) -> None:
    assert facts_of(job(datePosted=written))["date_posted"] == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("FULL_TIME", ["FULL_TIME"]),
        ("Full-Time", ["FULL_TIME"]),
        (["FULL_TIME", "CONTRACTOR"], ["FULL_TIME", "CONTRACTOR"]),
        ("Regular Full Time (Salary)", ["FULL_TIME"]),
        ("полная занятость", ["FULL_TIME"]),
        ("Teilzeit", ["PART_TIME"]),
        ("OTHER", ["OTHER"]),
        ("https://schema.org/INTERN", ["INTERN"]),
    ],
)
def test_an_employment_type_is_read_in_any_spelling(written: object, read: list[str]) -> None:
    assert facts_of(job(employmentType=written))["employment_type"] == read


@pytest.mark.parametrize(
    ("salary", "read"),
    [
        ({"currency": "EUR", "value": {"minValue": "40000", "maxValue": 50000, "unitText": "YEAR"}},
         ("EUR", 40000, 50000, "YEAR")),
        ({"currency": "EUR", "value": {"value": 20, "unitText": "HOUR"}}, ("EUR", 20, 20, "HOUR")),
        ({"currency": "EUR", "value": 45000}, ("EUR", 45000, 45000, None)),
        ({"currency": "usd", "minValue": 1, "maxValue": 2, "unitCode": "ANN"},
         ("USD", 1, 2, "YEAR")),
        ("€40k - €50k per year", ("EUR", 40000, 50000, "YEAR")),
        ({"currency": "EUR", "value": {"minValue": 60000, "maxValue": 0}},
         ("EUR", 60000, None, None)),
    ],
)  # fmt: skip
def test_pay_is_read_in_any_shape(salary: object, read: tuple[object, ...]) -> None:
    pay = facts_of(job(baseSalary=salary))["base_salary"]
    assert (pay["currency"], pay["min"], pay["max"], pay["unit"]) == read


@pytest.mark.parametrize(
    "salary", [0, "0", None, [], {}, {"value": {"minValue": 0, "maxValue": 0.0}}]
)
def test_zero_pay_means_none(salary: object) -> None:
    assert "base_salary" not in facts_of(job(baseSalary=salary))


def test_a_name_stands_in_for_a_missing_title() -> None:
    assert facts_of({"@type": "JobPosting", "name": "Cook"})["title"] == "Cook"


def test_an_unfilled_template_is_no_title() -> None:
    assert "title" not in facts_of(job(title="{{ job.title }}"))
