"""Numbers as values: digits, grouping, units and words folded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.tasks.drafting.verification.figures import figures, fold_digits


def supported(line: str, cited: str) -> bool:
    held = figures(cited)
    return all(any(x.is_supported_by(other) for other in held) for x in figures(line))


@pytest.mark.parametrize(
    ("line", "cited"),
    [
        ("16.181 users", "16,181 users"),
        ("16 181 users", "16'181 users"),
        ("50,000 users", "50k users"),
        ("1,00,000 users", "100000 users"),
        ("$1.5M saved", "$1,500,000 saved"),
        ("1,5 million", "1.5 million"),
        ("35 percent", "35%"),
        ("three teams", "3 teams"),
        ("3 teams", "Three teams"),
        ("٤٠٠ users", "400 users"),
        ("\uff14\uff10\uff10 users", "400 users"),
        ("400 users", "400+ users"),
        ("Java 17, OAuth 2.0", "OAuth 2.0 and Java 17"),
        ("version 1.0.3", "1.0.3"),
        ("1,234.50", "1.234,5"),
        ("EC2 and S3", "nothing"),
    ],
)
def test_the_same_number_is_recognised_however_it_is_written(line: str, cited: str) -> None:
    assert supported(line, cited)


@pytest.mark.parametrize(
    ("line", "cited"),
    [
        ("50k users", "50 users"),
        ("50 users", "50k users"),
        ("35%", "35"),
        ("35", "35%"),
        ("400+ users", "400 users"),
        ("18 PB", "18 TB"),
        ("$5", "5"),
        ("83%", "820 ms to 140 ms"),
        ("ten years", "years"),
        ("1.5", "15"),
        ("3.11", "311"),
    ],
)
def test_another_value_or_kind_of_number_is_another_number(line: str, cited: str) -> None:
    assert not supported(line, cited)


@given(
    st.integers(min_value=1000, max_value=10**9), st.sampled_from([",", ".", "'", " ", "\u202f"])
)
def test_grouping_never_changes_a_number(value: int, separator: str) -> None:
    grouped = f"{value:,}".replace(",", separator)
    assert [x.value for x in figures(f"about {grouped} users")] == [
        x.value for x in figures(str(value))
    ]


@given(st.integers(min_value=0, max_value=10**9), st.sampled_from(["٠", "०", "\uff10", "๐"]))
def test_digits_of_every_script_are_the_same_digits(value: int, zero: str) -> None:
    foreign = "".join(chr(ord(zero) + int(digit)) for digit in str(value))
    assert fold_digits(foreign) == str(value)


@given(st.text(max_size=30))
def test_every_text_supports_itself(text: str) -> None:
    assert supported(text, text)
