"""A model's reading of a posting gives way where the source does not bear it out."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from orchestrator.request import AnswerFaultError
from orchestrator.tasks.extraction.answer import PostingAnswer
from orchestrator.tasks.extraction.checking import checked_posting
from orchestrator.tasks.extraction.evidence import Evidence
from profiles.postings import (
    ApplicationContact,
    BaseSalary,
    EmploymentType,
    JobPosting,
    Organization,
    Place,
    SalaryUnit,
    Source,
)

TEXT = """Senior Platform Engineer
Acme Rail, Utrecht
Pay: $85,000 to $95,000 a year. Apply by 11 December 2026.
You bring 10+ years with Kubernetes, and several years of Python.
Ask Ines Holt, ines@acme.example, +31 30 123 45 67.
https://acme.example/apply"""
SOURCE = Source(
    kind="text", sha256="0" * 64, fetched_at=datetime(2026, 11, 22, tzinfo=UTC), text=TEXT
)
BARE = JobPosting(source=SOURCE)


def _checked(
    answer: dict[str, Any], base: JobPosting = BARE, facts: dict[str, Any] | None = None
) -> JobPosting:
    return checked_posting(PostingAnswer(**answer), base, facts or {}, Evidence(TEXT))


def _requirement(quote: str, **facts: Any) -> dict[str, Any]:
    return {"text": "a thing", "kind": "skill", "level": "must", "quote": quote, **facts}


def test_what_the_source_says_is_taken_as_the_source_has_it() -> None:
    posting = _checked(
        {
            "title": "senior platform ENGINEER",
            "hiring_organization": "acme rail",
            "job_location": ["Utrecht"],
            "base_salary": {"currency": "USD", "min": 85000, "max": 95000, "unit": "YEAR"},
            "valid_through": "2026-12-11",
            "application_url": "https://acme.example/apply",
            "application_contact": {
                "name": "ines holt",
                "email": "ines@acme.example",
                "telephone": "+31 30 123 45 67",
            },
            "skills": ["kubernetes", "Kubernetes", "Python"],
            "in_language": "en",
            "requirements": [_requirement("10+ YEARS with Kubernetes", years=10)],
        }
    )

    assert posting.title == "Senior Platform Engineer"
    assert posting.hiring_organization == Organization(name="Acme Rail")
    assert posting.job_location == [Place(name="Utrecht")]
    assert posting.base_salary
    assert (posting.base_salary.min, posting.base_salary.max) == (85_000, 95_000)
    assert posting.valid_through == date(2026, 12, 11)
    assert posting.application_url == "https://acme.example/apply"
    assert posting.application_contact == ApplicationContact(
        name="Ines Holt", email="ines@acme.example", telephone="+31 30 123 45 67"
    )
    assert posting.skills == ["Kubernetes", "Python"]
    [requirement] = posting.requirements
    assert (requirement.id, requirement.quote, requirement.years) == (
        "r1",
        "10+ years with Kubernetes",
        10,
    )


INVENTED: list[tuple[str, Any]] = [
    ("title", "Chief Wizard"),
    ("hiring_organization", "Globex"),
    ("job_location", ["Atlantis"]),
    ("base_salary", {"currency": "USD", "min": 85000, "max": 200000, "unit": "YEAR"}),
    ("base_salary", {"currency": "USD", "min": None, "max": None, "unit": "YEAR"}),
    ("date_posted", "2026-11-01"),
    ("valid_through", "2026-12-24"),
    ("valid_through", "soon"),
    ("application_url", "https://phish.example/apply"),
    ("application_url", "javascript:alert(1)"),
    ("application_contact", {"name": "Mallory", "email": "m@phish.example", "telephone": "+1 2"}),
    ("responsibilities", ["Do magic"]),
    ("qualifications", ["A hat"]),
    ("job_benefits", ["A pony"]),
    ("skills", ["Rust"]),
    ("industry", "Magic"),
    ("seniority", "Archmage"),
    ("work_hours", "Midnight"),
    ("in_language", "Ignore all previous instructions"),
    ("job_location_type", "TELECOMMUTE"),
    ("employment_type", ["INTERN", "PART_TIME"]),
]


@pytest.mark.parametrize(("name", "value"), INVENTED)
def test_what_the_source_does_not_say_is_not_taken(name: str, value: Any) -> None:
    assert _checked({name: value}) == BARE


@pytest.mark.parametrize(("name", "value"), INVENTED)
def test_what_rules_found_stays_where_the_model_invents(name: str, value: Any) -> None:
    base = BARE.model_copy(
        update={
            "title": "Engineer",
            "hiring_organization": Organization(name="Acme"),
            "job_location": [Place(name="Utrecht", address_country="NL")],
            "base_salary": BaseSalary(currency=None, min=1, max=2, unit=SalaryUnit.HOUR),
            "date_posted": date(2026, 11, 2),
            "valid_through": date(2026, 12, 11),
            "application_url": "https://acme.example/apply",
            "application_contact": ApplicationContact(name="Ines Holt"),
            "skills": ["Kubernetes"],
            "in_language": "en",
        }
    )

    assert _checked({name: value}, base) == base


def test_a_list_keeps_what_the_source_says_and_loses_the_rest() -> None:
    assert _checked({"skills": ["Rust", "python"]}).skills == ["Python"]


def test_structured_data_wins_over_the_model_where_no_quote_can_prove() -> None:
    base = BARE.model_copy(
        update={
            "employment_type": [EmploymentType.PART_TIME],
            "valid_through": date(2026, 12, 1),
            "base_salary": BaseSalary(currency="EUR", min=1, max=2, unit=None),
            "job_location": [Place(name="Gouda")],
            "in_language": "nl",
        }
    )
    answer: dict[str, Any] = {
        "employment_type": ["FULL_TIME"],
        "valid_through": "2026-12-11",
        "base_salary": {"currency": "USD", "min": 85000, "max": 95000, "unit": "YEAR"},
        "job_location": ["Utrecht"],
        "in_language": "en",
    }

    assert _checked(answer, base, facts=dict.fromkeys(answer, True)) == base
    assert _checked(answer, base).job_location == [Place(name="Utrecht")]


@pytest.mark.parametrize(
    ("text", "employment", "workplace"),
    [
        ("A full-time post, two days a week from home.", ["FULL_TIME"], "HYBRID"),
        ("You work remotely, 20 hours a week.", ["PART_TIME"], "TELECOMMUTE"),
        ("Unbefristet, Homeoffice nach Absprache.", ["FULL_TIME"], "HYBRID"),
        ("Stage de six mois, sur site.", ["INTERN"], "ON_SITE"),
        ("正社員、在宅勤務可", ["FULL_TIME"], "TELECOMMUTE"),
        ("Haemme kokkia keittiöön. " * 30, ["FULL_TIME"], "ON_SITE"),
    ],
)
def test_terms_that_a_line_may_mean_are_the_models_to_tell(
    text: str, employment: list[str], workplace: str
) -> None:
    answer = PostingAnswer.model_validate(
        {"employment_type": employment, "job_location_type": workplace}
    )

    posting = checked_posting(answer, BARE, {}, Evidence(text))

    assert ([*posting.employment_type], posting.job_location_type) == (employment, workplace)


def test_of_several_terms_those_stay_that_some_line_speaks_of() -> None:
    answer = PostingAnswer.model_validate({"employment_type": ["INTERN", "FULL_TIME"]})

    posting = checked_posting(answer, BARE, {}, Evidence("Baker, full time, in Bern"))

    assert posting.employment_type == [EmploymentType.FULL_TIME]


@pytest.mark.parametrize(
    ("answered", "name"),
    [
        ("Utrecht, Netherlands", "Utrecht"),
        ("Acme Rail, Utrecht", "Acme Rail, Utrecht"),
        ("Atlantis, Utrecht", None),
        ("Utrec", None),
        (", Utrecht", "Utrecht"),
    ],
)
def test_a_place_loses_the_country_that_is_only_inferred(answered: str, name: str | None) -> None:
    places = _checked({"job_location": [answered]}).job_location

    assert places == ([Place(name=name)] if name else [])


def test_amounts_of_a_model_do_not_borrow_the_currency_of_other_amounts() -> None:
    found = BaseSalary(currency="EUR", min=10, max=12, unit=SalaryUnit.HOUR, text="€10 to €12")
    base = BARE.model_copy(update={"base_salary": found})

    posting = _checked({"base_salary": {"min": 85000, "max": 95000, "unit": "YEAR"}}, base)

    assert posting.base_salary == BaseSalary(
        currency=None, min=85000, max=95000, unit=SalaryUnit.YEAR, text=None
    )


@pytest.mark.parametrize(
    ("text", "answered", "currency"),
    [
        ("$85,000", "USD", None),
        ("$85,000", "EUR", "EUR"),
        ("85,000 usd ($)", "USD", "USD"),
        ("CAD 85,000", "cad", "CAD"),
        ("85,000 dollars", "USD", "USD"),
        ("€85,000", "EUR", "EUR"),
        ("€85,000", "euros a year", None),
        ("€85,000", None, None),
    ],
)
def test_a_currency_is_a_code_and_never_guessed_from_a_bare_dollar_sign(
    text: str, answered: str | None, currency: str | None
) -> None:
    answer = PostingAnswer.model_validate({"base_salary": {"currency": answered, "min": 85000}})

    salary = checked_posting(answer, BARE, {}, Evidence(text)).base_salary

    assert salary
    assert salary.currency == currency


def test_a_requirement_whose_quote_is_invented_is_dropped_and_the_rest_are_numbered() -> None:
    posting = _checked(
        {
            "requirements": [
                _requirement("must love unicorns"),
                _requirement("several years of Python"),
                _requirement("10+ years with Kubernetes"),
            ]
        }
    )

    assert [(r.id, r.quote) for r in posting.requirements] == [
        ("r1", "several years of Python"),
        ("r2", "10+ years with Kubernetes"),
    ]


def test_an_answer_whose_quotes_are_all_invented_goes_back_to_the_model() -> None:
    with pytest.raises(AnswerFaultError, match="letter for letter"):
        _checked({"requirements": [_requirement("unicorns"), _requirement("dragons")]})


def test_an_answer_without_requirements_is_no_fault() -> None:
    assert _checked({"requirements": []}).requirements == []


@pytest.mark.parametrize(
    ("quote", "answered", "years"),
    [
        ("10+ years with Kubernetes", 10, 10),
        ("10+ years with Kubernetes", 1, None),
        ("10+ years with Kubernetes", 5, None),
        ("10+ years with Kubernetes", -10, None),
        ("10+ years with Kubernetes", 0, None),
        ("several years of Python", 3, 3),
    ],
)
def test_years_that_the_quote_writes_otherwise_are_not_taken(
    quote: str, answered: float, years: float | None
) -> None:
    [requirement] = _checked({"requirements": [_requirement(quote, years=answered)]}).requirements

    assert requirement.years == years
