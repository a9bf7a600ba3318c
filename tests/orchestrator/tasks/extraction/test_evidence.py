"""What counts as said by a source."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.tasks.extraction.evidence import Evidence

MANY_SCRIPTS = st.text(
    alphabet=st.sampled_from("aAéßİΣςσ ñ\u0301\u200b\u00ad\u00a0\n-–’'5€东日ก½ﬁ\U0001f600")
)


@pytest.mark.parametrize(
    ("text", "quote", "passage"),
    [
        ("We need PYTHON here", "python", "PYTHON"),
        ("5+ years\n   of Go", "5+ years of Go", "5+ years\n   of Go"),
        ("you’ll “own” it", 'you\'ll "own" it', "you’ll “own” it"),
        ("you'll own it", "you’ll own it", "you'll own it"),
        ("‚sehr gut‘", "'sehr gut'", "‚sehr gut‘"),
        ("80–95 % remote", "80-95 % remote", "80–95 % remote"),
        ("full‑time", "full-time", "full‑time"),
        ("5\u00a0years\u202fof Go", "5 years of Go", "5\u00a0years\u202fof Go"),
        ("Soft\u00adware engi\u200bneer", "software engineer", "Soft\u00adware engi\u200bneer"),
        ("cafe\u0301 staff", "café staff", "cafe\u0301 staff"),
        ("café staff", "cafe\u0301 staff", "café staff"),
        ("große Straße", "GROSSE STRASSE", "große Straße"),
        ("ΟΔΟΣ 5", "οδος 5", "ΟΔΟΣ 5"),
        ("ofﬁce", "office", "ofﬁce"),
        ("日本語能力必須", "能力", "能力"),
        ("JavaScript, Java", "Java", "Java"),
        ("Python経験", "Python", "Python"),
        ("Python3", "python", "Python"),
    ],
)
def test_a_passage_is_found_across_typography_and_given_as_it_stands(
    text: str, quote: str, passage: str
) -> None:
    assert Evidence(text).passage(quote) == passage


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("JavaScript", "Java"),
        ("15 years of Go", "5 years of Go"),
        ("10 years", "0 years"),
        ("50 years", "5"),
        ("caf\u00e9", "cafe"),
        ("cafe\u0301", "cafe"),
        ("We need Python", "We need Rust"),
        ("Python and Go", "Python Go"),
        ("Python", ""),
        ("Python", " \u200b\n"),
        ("Python", None),
        ("", "Python"),
    ],
)
def test_what_the_text_does_not_say_is_no_passage(text: str, quote: str | None) -> None:
    assert Evidence(text).passage(quote) is None


@given(text=MANY_SCRIPTS, quote=MANY_SCRIPTS)
def test_a_passage_is_always_a_part_of_the_text(text: str, quote: str) -> None:
    passage = Evidence(text).passage(quote)

    assert passage is None or (passage and passage in text)


@given(words=st.lists(st.text(alphabet="abcXYZäß019", min_size=1), min_size=1), data=st.data())
def test_whole_words_of_a_text_are_always_found_in_it(
    words: list[str], data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(words) - 1))
    end = data.draw(st.integers(start + 1, len(words)))

    passage = Evidence("\n".join(words)).passage(" ".join(words[start:end]).upper())

    assert passage == "\n".join(words[start:end])


def test_where_links_lead_is_compared_letter_for_letter_and_bears_out_nothing_else() -> None:
    evidence = Evidence("Apply now", ["https://example.com/Apply", "mailto:ines@acme.example?cc="])

    assert evidence.leads_to("https://example.com/Apply")
    assert evidence.leads_to("ines@acme.example")
    assert not evidence.leads_to("https://example.com/apply")
    assert not evidence.says("https://example.com/Apply")
    assert not evidence.leads_to("")
    assert not evidence.leads_to(None)


@pytest.mark.parametrize(
    "text",
    [
        "85k",
        "85 K a year",
        "85,000",
        "85.000 €",
        "85 000",
        "85\u00a0000",
        "85\u202f000",
        "85'000",
        "85’000",
        "85000",
        "$85,000.00",
        "Level 5, 85,000 USD",
        "from 12.11.2026, 85 000 a year",
        "60 000 85 000",
        "85–95k",
        "€85 - €95k",
        "85 to 95k",
        "८५०००",
        " ".join(["1"] * 50) + " 85,000",
    ],
)
def test_a_number_is_the_same_however_it_is_written(text: str) -> None:
    assert Evidence(text).has_number(85_000)


@pytest.mark.parametrize(
    ("text", "value"),
    [("17.50 an hour", 17.5), ("17,5 €", 17.5), ("12,00,000 INR", 1_200_000), ("1.234,56", 1234)],
)
def test_decimals_and_indian_groups_are_read(text: str, value: float) -> None:
    assert Evidence(text).has_number(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("85 km away", 85_000),
        ("850000", 85_000),
        ("85", 85_000),
        ("1 85 000", 185_001),
        ("5 and 85", 585),
        ("8 5000", 85_000),
        ("95k", 85_000),
        ("", 0),
        ("85k", float("nan")),
        ("85k", float("inf")),
    ],
)
def test_a_number_that_does_not_stand_there_is_not_read(text: str, value: float) -> None:
    assert not Evidence(text).has_number(value)


@pytest.mark.parametrize(
    "text",
    [
        "2026-12-11",
        "Apply by 11.12.2026!",
        "11/12/2026",
        "12/11/2026",
        "11.12.26",
        "11. 12. 2026",
        "2026年12月11日",
        "until December 11, 2026",
        "bis zum 11. Dezember 2026",
        "11 Dec 2026",
    ],
)
def test_a_date_is_found_however_it_is_written(text: str) -> None:
    assert Evidence(text).has_date(date(2026, 12, 11))


@pytest.mark.parametrize(
    "text",
    [
        "apply by 11 December",
        "2026-11-10",
        "11.10.2026",
        "© 2026. We are 11 people, and have been for a very long time.",
        "11 offices, founded long ago in a town far from here, hiring in 2026",
        "12 December 2026",
        "",
    ],
)
def test_a_date_that_does_not_stand_there_is_not_found(text: str) -> None:
    assert not Evidence(text).has_date(date(2026, 12, 11))


def test_a_text_made_of_digits_is_read_at_once() -> None:
    evidence = Evidence("9" * 200_000 + " 1,2" * 50_000 + " 2026" * 50_000 + " 11" * 50_000)

    assert evidence.has_number(2)
    assert not evidence.has_date(date(2026, 12, 11))
