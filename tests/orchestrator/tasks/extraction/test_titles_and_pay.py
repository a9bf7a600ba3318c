from __future__ import annotations

import time

import pytest
from reading_samples import job, json_ld, page, pasted, posting_of

from orchestrator.tasks.extraction.reading import read


def title(html: str) -> str | None:
    return posting_of(page(html)).title


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("We are looking for a Python developer in Berlin, full time.", "Python developer"),
        ("Wir suchen eine Buchhalterin für unser Büro in Jena.", "Buchhalterin"),
        ("Nous recherchons un ingénieur réseau pour notre équipe.", "ingénieur réseau"),
        ("We are looking for a good time in Berlin, with music and much dancing.", None),
        ("Grandma is looking for a spoon to bake with.", None),
    ],
)
def test_a_posting_of_one_sentence_tells_what_it_seeks(text: str, found: str | None) -> None:
    assert posting_of(pasted(f"{text} Write to us at a@b.example whenever you want!")).title == (
        found
    )


@pytest.mark.parametrize(
    "html",
    [
        "<title>Bageriet AB</title><p>Befattning: Bagare</p><p>Du bakar bröd.</p>",
        "<h1>Bageriet AB</h1><dl><dt>Job title</dt><dd>Bagare</dd></dl><p>Du bakar bröd.</p>",
        "<h1>Malmö</h1><h2>Bagare</h2><p>Du bakar bröd.</p>",
        "<h1>Du bakar bröd varje natt och sover varje dag, och du gör det med glädje, ja!</h1>"
        "<h2>Bagare</h2><p>Skicka din ansökan till oss nu.</p><title>Bagare</title>",
        "<h1>Bagare Bagare</h1><p>Du bakar bröd.</p>",
        "<title>Bagare - Natt | Bageriet | Jobb</title><h1>Bagare</h1><p>Du bakar bröd.</p>",
        "<title>Bagare at Bageriet</title><p>Du bakar bröd.</p><h2>Bagare</h2>",
        "<h1>{{ job.title }}</h1><h2>Bagare</h2><title>Bagare</title><p>Du bakar bröd.</p>",
        "<h1>***</h1><h2>Bagare</h2><title>Bagare</title><p>Du bakar bröd.</p>",
        "<h1>Bagare</h1><h2>jobb@bageriet.example</h2><p>Du bakar bröd.</p>",
    ],
)
def test_the_title_is_the_name_of_the_job_and_not_of_its_house(html: str) -> None:
    assert title(html) == "Bagare"


@pytest.mark.parametrize(
    "html",
    [
        "<h1>Careers at Bageriet this year!</h1><p>Du bakar.</p>",
        "<p>Du bakar bröd varje natt.</p>",
        "<h1>Full-time</h1><h2>Remote</h2><p>Du bakar.</p>",
    ],
)
def test_a_page_that_names_no_job_leaves_the_title_unknown(html: str) -> None:
    assert title(html) is None


def test_the_company_that_structured_data_names_is_not_the_title() -> None:
    posting = posting_of(
        json_ld(
            {"@type": "JobPosting", "hiringOrganization": "Bageriet Engineer AB"},
            body="<h1>Bageriet Engineer AB</h1><h2>Bagare</h2><p>Du bakar bröd.</p>",
        )
    )
    assert posting.title == "Bagare"


PAY = [
    ("<p>Gehalt: 2.800 € bis 3.200 € brutto im Monat</p>", ("EUR", 2800, 3200, "MONTH")),
    ("<p>Hourly rate: 18.50 - 21</p>", (None, 18.5, 21, "HOUR")),
    ("<p>Salaire : à partir de 28 000 € par an</p>", ("EUR", 28_000, None, "YEAR")),
    ("<h2>Salary</h2><p>€45.000</p>", ("EUR", 45_000, 45_000, "YEAR")),
    ("<p>Wynagrodzenie: 6 000 - 8 000 zł miesięcznie</p>", ("PLN", 6000, 8000, "MONTH")),
    ("<p>Оклад: от 90 000 руб. в месяц</p>", ("RUB", 90_000, None, "MONTH")),
    ("<p>年収: 400万円 〜 600万円</p>", ("JPY", 4_000_000, 6_000_000, "YEAR")),
    ("<p>Lön: 28 000 - 32 000 kr per månad</p><p>Ort: Malmö</p>", ("SEK", 28_000, 32_000, "MONTH")),
    ("<p>Salary: $60,000</p><p>Location: Toronto, ON</p>", ("CAD", 60_000, 60_000, "YEAR")),
    ("<p>Salary: $60,000 with a 401k</p>", ("USD", 60_000, 60_000, "YEAR")),
    ("<p>Salary: $60,000</p>", (None, 60_000, 60_000, None)),
    ("<p>Salary is 52k-58k</p>", (None, 52_000, 58_000, None)),
    ("<p>Jahresgehalt: 52-58.000 €</p>", ("EUR", 52_000, 58_000, "YEAR")),
    ("<p>Gehalt bis 64 T€ im Jahr</p>", ("EUR", None, 64_000, "YEAR")),
    ("<p>Зарплата: от 90к до 120к рублей</p>", ("RUB", 90_000, 120_000, None)),
    ("<p>Salario: 28 mila euro lordi annui</p>", ("EUR", 28_000, 28_000, "YEAR")),
    ("<p>£31,000 - £34,000 depending on experience</p>", ("GBP", 31_000, 34_000, "YEAR")),
    ("<p>£31,000 - £34,000 plus bonus</p>", ("GBP", 31_000, 34_000, "YEAR")),
    ("<p>A moving allowance of £900. Base pay: £31,000</p>", ("GBP", 31_000, 31_000, "YEAR")),
    ("<p>Full-time | Night shift | €61k</p>", ("EUR", 61_000, 61_000, "YEAR")),
    ("<p>Uurtarief: 41 - 44 euro</p>", ("EUR", 41, 44, "HOUR")),
    ("<p>Stundensatz: 41 €</p>", ("EUR", 41, 41, "HOUR")),
    ("<p>Base salary £31,000, OTE £52,000</p>", ("GBP", 31_000, 31_000, "YEAR")),
    ("<p>Minimum salary: €41,000 Maximum salary: €44,000</p>", ("EUR", 41_000, 44_000, None)),
    ("<p>The pay range is $17.10 - $19.40, in USD.</p>", ("USD", 17.1, 19.4, None)),
]  # fmt: skip


@pytest.mark.parametrize(("line", "read"), PAY)
def test_pay_is_read_in_the_words_of_its_country(line: str, read: tuple[object, ...]) -> None:
    pay = posting_of(page(f"<h1>Baker</h1><p>You bake bread.</p>{line}")).base_salary
    assert pay is not None
    assert (pay.currency, pay.min, pay.max, pay.unit) == read


@pytest.mark.parametrize(
    "line",
    [
        "Salary: 50,000?",
        "Salary *: 50,000 *",
        "Salary: competitive",
        "Salary: 1",
        "We raised $40,000,000 in funding last year.",
        "A training budget of 2.000 € per year",
        "Lunch costs 7 € a day",
        "A wellness stipend of $900 a year",
        "Ausstattung im Wert von 3.000 €",
        "Salary: a 401k and a 403(b) plan",
        "Over 45,000 customers",
        "Grade 7",
    ],
)
def test_a_figure_that_is_not_the_pay_is_not_taken_for_it(line: str) -> None:
    assert posting_of(page(f"<h1>Baker</h1><p>You bake.</p><p>{line}</p>")).base_salary is None


def test_dollars_are_those_of_the_country_where_applicants_must_live() -> None:
    stated = job(
        applicantLocationRequirements={"@type": "Country", "name": "Australia"},
        jobLocationType="TELECOMMUTE",
    )
    pay = posting_of(json_ld(stated, body="<h1>Baker</h1><p>Salary: $60,000</p>")).base_salary
    assert pay is not None
    assert pay.currency == "AUD"


def test_the_address_of_a_site_tells_what_its_dollars_are() -> None:
    html = "<h1>Baker</h1><p>Salary: $60,000</p><p>You bake bread.</p>"
    pay = posting_of(page(html, url="https://bread.example.nz/1")).base_salary
    assert pay is not None
    assert pay.currency == "NZD"


def test_the_fuller_of_page_and_structured_description_is_kept() -> None:
    cut = job(description="<p>We bake.</p>")
    body = "<h1>Baker</h1><p>We bake.</p><h2>Requirements</h2><ul><li>Early mornings</li></ul>"
    posting = posting_of(json_ld(cut, body=body))
    assert [item.quote for item in posting.requirements] == ["Early mornings"]
    whole = job(description="<h3>Requirements</h3><ul><li>Late nights</li></ul>")
    posting = posting_of(json_ld(whole, body="<h1>Baker</h1><p>We bake.</p>"))
    assert [item.quote for item in posting.requirements] == ["Late nights"]


def test_the_language_is_that_of_the_text_and_else_what_the_page_declares() -> None:
    assert posting_of(page('<html lang="cs-CZ"><h1>Pekař</h1>')).in_language == "cs"
    assert posting_of(page('<html lang="x"><h1>Pekař</h1>')).in_language is None
    assert posting_of(page('<html lang="12"><h1>Pekař</h1>')).in_language is None


def test_a_value_too_long_for_its_label_is_not_taken() -> None:
    html = f"<h1>Baker</h1><p>Industry: {'food ' * 60}</p><p>Seniority: Junior</p>"
    posting = posting_of(page(html))
    assert (posting.industry, posting.seniority) == (None, "Junior")


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        ("<h1>Bäckerei</h1><p>Vollzeit</p><p>Brot</p><p>Teilzeit</p><p>Salz</p><p>Vollzeit</p>",
         "listing"),
        ("<h1>Baker</h1><h2>Requirements</h2><p>Early mornings</p><input><input type=email>"
         "<input type=tel><input type=file><p>Apply now</p>", "posting"),
        ("<title>Baker</title><form><input type=file><input><input><input type=tel></form>"
         "<p>Full-time</p>", "application_form"),
        ("<h1>Hello</h1><p>JavaScript is required</p>", "script_shell"),
    ],
)  # fmt: skip
def test_a_page_is_told_by_what_it_shows(html: str, kind: str) -> None:
    assert read(page(html)).kind == kind


@pytest.mark.parametrize(
    ("title", "seniority"),
    [
        ("Senior Baker", "Senior"),
        ("Sr. Analyst, Ovens", "Sr."),
        ("Baker (Junior)", "Junior"),
        ("Head of Ovens", "Head of"),
        ("Ведущий инженер", "Ведущий"),
        ("Starszy piekarz", "Starszy"),
        ("シニアエンジニア", "シニア"),
        ("Baker", None),
        ("Lead Generation Specialist", None),
        ("Lead Baker", "Lead"),
        ("Caterer for senior citizens", None),
        ("Staff Nurse", None),
        ("Misleading Labels Inspector", None),
    ],
)
def test_a_title_states_the_seniority(title: str, seniority: str | None) -> None:
    posting = posting_of(page(f"<h1>{title}</h1><p>We are hiring. Apply now.</p>"))
    assert posting.title == title
    assert posting.seniority == seniority


def test_a_mail_of_a_few_lines_tells_pay_and_workplace_within_a_sentence() -> None:
    posting = posting_of(
        pasted(
            "Hello,\n\nwe are looking for a Python developer in Leeds (hybrid), £50k - £60k. You "
            "need 3+ years of Python.\nPlease send your CV to jobs@harbor.example\n"
        )
    )
    assert posting.base_salary is not None
    assert (posting.base_salary.min, posting.base_salary.max) == (50_000, 60_000)
    assert posting.base_salary.currency == "GBP"
    assert posting.job_location_type == "HYBRID"
    assert [place.name for place in posting.job_location] == ["Leeds"]


def test_the_pay_of_one_endless_line_is_read_in_time() -> None:
    line = "We seek a baker in Leeds who bakes at night for £12 an hour. " * 8_000
    started = time.process_time()
    assert posting_of(page(f"<h1>Baker</h1><p>{line}</p>")).title == "Baker"
    assert time.process_time() - started < 2.5  # four times as long before it was bounded
