from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading_samples import pasted, posting_of

from orchestrator.tasks.extraction.rules.money import find_money, number


def first(text: str, *, country: str | None = None) -> tuple[object, ...] | None:
    money = next(find_money(text, country=country), None)
    return (money.currency, money.low, money.high, money.unit) if money else None


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("€125-175k", ("EUR", 125_000, 175_000, None)),
        ("£85k - 110k", ("GBP", 85_000, 110_000, None)),
        ("US$120K/yr - US$220K/yr", ("USD", 120_000, 220_000, "YEAR")),
        ("4000–6500 евро", ("EUR", 4000, 6500, None)),
        ("45.000 € bis 55.000 € brutto/Jahr", ("EUR", 45_000, 55_000, "YEAR")),
        ("ab 3.500 EUR brutto pro Monat", ("EUR", 3500, None, "MONTH")),
        ("up to £45 per hour", ("GBP", None, 45, "HOUR")),
        ("CHF 95'000 - 110'000", ("CHF", 95_000, 110_000, None)),
        ("entre 30 000 et 35 000 € bruts annuels", ("EUR", 30_000, 35_000, "YEAR")),
        ("35\u202f000 – 45\u202f000 Kč měsíčně", ("CZK", 35_000, 45_000, "MONTH")),
        ("от 100 000 до 150 000 руб.", ("RUB", 100_000, 150_000, None)),
        ("年収600万円〜900万円", ("JPY", 6_000_000, 9_000_000, "YEAR")),
        ("R$ 5.000,00", ("BRL", 5000, 5000, None)),
        ("Grade 9 Step 1 - £30,000 to Grade 9 Step 10 £40,000", ("GBP", 30_000, 40_000, None)),
        ("$50 USD per day", ("USD", 50, 50, "DAY")),
    ],
)
def test_pay_is_read_as_people_write_it(text: str, read: tuple[object, ...]) -> None:
    assert first(text) == read


def test_a_bare_dollar_is_left_open_unless_the_country_is_known() -> None:
    assert first("$90,000") == (None, 90_000, 90_000, None)
    assert first("$90,000", country="AU") == ("AUD", 90_000, 90_000, None)


@given(st.integers(10_000, 999_999), st.sampled_from([",", ".", " ", "'", "\u202f"]))
def test_a_thousands_separator_never_changes_a_figure(figure: int, separator: str) -> None:
    assert number(f"{figure:,}".replace(",", separator)) == figure


@given(
    st.integers(20_000, 200_000),
    st.integers(0, 90_000),
    st.sampled_from(["-", " - ", " – ", " to ", " bis ", " à "]),
    st.sampled_from(["€{}{}€{}", "{} €{}{} €", "EUR {}{}{}", "{}{}{} EUR"]),
)
def test_a_range_is_read_with_both_its_ends(low: int, more: int, joint: str, form: str) -> None:
    text = form.format(f"{low:,}", joint, f"{low + more:,}")
    assert first(text) == ("EUR", low, low + more, None)


@given(st.text(alphabet="0123456789.,'  $€£k-–toKč %/yr\u202f万円", max_size=60))
def test_no_text_makes_money_that_is_upside_down(text: str) -> None:
    for money in find_money(text, bare=True):
        assert money.low is None or money.high is None or money.low <= money.high


FRAME = "Baker\nBread Ltd is hiring a baker.\n\nRequirements\n- Early mornings\n\n{}\n"


@pytest.mark.parametrize(
    "line",
    [
        "We raised $100 million in funding to bake more bread.",
        "Our series A of €5,000,000 was led by a mill.",
        "A training budget of €2,000 per year is yours.",
        "What are your salary expectations? *",
        "Salary expectations: *",
        "We serve 10,000 customers.",
        "A sign-on bonus of €5,000 is paid.",
        "Salary: competitive",
    ],
)
def test_money_that_is_not_the_pay_is_not_taken_for_it(line: str) -> None:
    assert posting_of(pasted(FRAME.format(line))).base_salary is None


@pytest.mark.parametrize(
    "line",
    [
        "Salary: €40,000 - €50,000",
        "The base salary range for this role is €40,000 to €50,000 a year.",
        "€40k - €50k",
    ],
)
def test_the_pay_is_found_by_its_label_its_sentence_or_its_line(line: str) -> None:
    salary = posting_of(pasted(FRAME.format(line))).base_salary
    assert salary is not None
    assert (salary.currency, salary.min, salary.max) == ("EUR", 40_000, 50_000)


def test_a_number_before_a_dash_is_no_lower_bound() -> None:
    assert first("Office 30 - €40,000") == ("EUR", 40_000, 40_000, None)
