"""Terms of work where a page's data, its label or its neighbours say something else."""

from __future__ import annotations

from datetime import date

import pytest
from reading_samples import job, json_ld, page, pasted, posting_of

from profiles.postings import JobLocationType


def pay(currency: str) -> dict[str, object]:
    value = {"@type": "QuantitativeValue", "minValue": 25.15, "maxValue": 33.5, "unitText": "HOUR"}
    return {"@type": "MonetaryAmount", "currency": currency, "value": value}


def in_country(*countries: str) -> list[dict[str, object]]:
    return [
        {"@type": "Place", "address": {"addressLocality": "Port Elm", "addressCountry": country}}
        for country in countries
    ]


def test_the_page_tells_the_currency_of_the_figures_that_its_data_state() -> None:
    shown = "<h1>Baker</h1><h3>Salary</h3><p>$25.15 to $33.50 an hour</p>"

    def currency(*countries: str) -> str | None:
        facts = job(baseSalary=pay("USD"), jobLocation=in_country(*countries))
        salary = posting_of(json_ld(facts, body=shown)).base_salary
        return salary.currency if salary else None

    assert currency("CA") == "CAD"
    assert currency("US") == "USD"
    assert currency("US", "CA") == "USD"


def test_the_label_of_the_page_tells_the_hours_that_its_data_leave_as_they_came() -> None:
    shown = "<h1>Baker</h1><p>Contract type: permanent, part-time</p>"

    kinds = posting_of(json_ld(job(employmentType="FULL_TIME"), body=shown)).employment_type

    assert [kind.value for kind in kinds] == ["PART_TIME"]


@pytest.mark.parametrize(
    ("line", "least", "most", "currency"),
    [
        ("給与：月給24万5,000円～32万円", 245_000, 320_000, "JPY"),
        ("Salary: 3,972,918 (Kenyan shillings) yearly", 3_972_918, 3_972_918, "KES"),
    ],
)
def test_figures_in_mixed_units_and_with_their_currency_aside_are_pay(
    line: str, least: float, most: float, currency: str
) -> None:
    salary = posting_of(pasted(f"Baker\n\n{line}\n\nApply now")).base_salary

    assert salary is not None
    assert (salary.min, salary.max, salary.currency) == (least, most, currency)


def test_a_line_above_the_figure_that_begins_as_a_label_of_pay_names_it() -> None:
    above = "<h1>Boulanger</h1><p>Grade</p><p>Ouvrier</p><p>Rémunération indicative</p>"
    told = "<p>à partir de 2000 euros brut selon expérience et panier repas, mutuelle, CE</p>"

    salary = posting_of(page(above + told)).base_salary

    assert salary is not None
    assert (salary.min, salary.max, salary.currency) == (2000, None, "EUR")


def test_what_one_eats_for_is_no_pay_under_the_label_of_pay() -> None:
    posting = posting_of(
        page("<h1>Padeiro</h1><p>Salário: a combinar. Vale-refeição R$ 38/dia</p>")
    )

    assert posting.base_salary is None


def test_a_notice_is_dated_at_its_foot() -> None:
    body = "<h1>Podinspektor</h1><p>Wymagania:</p><ul><li>prawo jazdy</li></ul>"
    for foot in (
        "<p>Lipowa Górna, dnia 28 września 2026 r.</p>",
        "<table><tr><td>Opublikował:</td><td>admin</td><td>2026-09-28 11:42</td></tr></table>",
    ):
        assert posting_of(page(body + foot)).date_posted == date(2026, 9, 28)
    assert posting_of(page(f"{body}<p>Start, 28 września 2026 r.</p>")).date_posted is None


def test_a_deadline_stands_behind_an_abbreviation_and_a_room() -> None:
    document = page(
        "<h1>Podinspektor</h1><p>Dokumenty należy składać w sekretariacie (pok. 7) w terminie do "
        "dnia 12 października 2026 r.</p><p>Closing soon for some: no date.</p>"
    )

    assert posting_of(document).valid_through == date(2026, 10, 12)


def test_a_period_of_which_only_the_end_is_told_says_until_when() -> None:
    posting = posting_of(page("<h1>経理スタッフ</h1><p>募集期間：2026年10月30日まで</p>"))

    assert (posting.date_posted, posting.valid_through) == (None, date(2026, 10, 30))


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("All of Kelpworks works remotely across many time zones.", JobLocationType.TELECOMMUTE),
        ("You will work on site and in the field.", JobLocationType.ON_SITE),
    ],
)
def test_how_everybody_works_is_how_one_works(sentence: str, kind: JobLocationType) -> None:
    document = page(f"<h1>Baker</h1><p>We bake. {sentence}</p><h2>Requirements</h2><p>Care</p>")

    assert posting_of(document).job_location_type is kind


@pytest.mark.parametrize(
    ("line", "least", "unit"),
    [
        ("Stundenlohn 14,25 €, 10 Std./Woche, abends", 14.25, "HOUR"),
        ("Salário: R$ 1.850,00 + VT + VR (R$ 25/dia)", 1850, None),
        ("Plat od: 35.000,- Kč", 35_000, None),
        ("月給28万円～35万円、賞与年2回", 280_000, "MONTH"),
        ("Retribuzione: 1.600/1.800 euro netti al mese", 1600, "MONTH"),
    ],
)
def test_what_stands_behind_a_further_figure_is_not_what_the_first_is_for(
    line: str, least: float, unit: str | None
) -> None:
    salary = posting_of(page(f"<h1>Bäcker (m/w/d)</h1><p>{line}</p><p>Vollzeit</p>")).base_salary

    assert salary is not None
    assert (salary.min, salary.unit and salary.unit.value) == (least, unit)
    assert (salary.max is None) == ("od:" in line)


@pytest.mark.parametrize(
    ("lines", "kinds"),
    [
        ("<p>Omfattning: Deltid</p><p>Anställningsform: Vikariat</p>", ["PART_TIME", "TEMPORARY"]),
        ("<table><tr><td>Contract</td><td>Open ended</td></tr></table>", ["FULL_TIME"]),
        ("<p>正社員／フルリモート可</p>", ["FULL_TIME"]),
        (
            "<p>Wir suchen dich in Vollzeit oder Teilzeit, befristet bis Mai.</p>",
            ["FULL_TIME", "PART_TIME", "TEMPORARY"],
        ),
    ],
)
def test_hours_and_contract_are_told_apart_and_both_kept(lines: str, kinds: list[str]) -> None:
    posting = posting_of(page(f"<h1>Bagare</h1>{lines}<h2>Profil</h2><p>Brot.</p>"))

    assert sorted(kind.value for kind in posting.employment_type) == kinds
