"""Dates as CVs write them, and those that are too unclear to take."""

import pytest

from orchestrator.tasks.importing.dates import first_span, is_only_dates, without


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("Sep. 2025 – Apr. 2026", "2025-09", "2026-04"),
        ("03/2019 - heute", "2019-03", None),
        ("2019 – present", "2019", None),
        ("März 2019 – Feb. 2021", "2019-03", "2021-02"),
        ("févr. 2016 – août 2019", "2016-02", "2019-08"),
        ("de enero de 2018 a marzo de 2020", "2018-01", "2020-03"),
        ("dal 2019 ad oggi", "2019", None),
        ("set. 2015 – dez. 2017", "2015-09", "2017-12"),
        ("mei 2019 - heden", "2019-05", None),
        ("01.04.2018 – 31.12.2020", "2018-04", "2020-12"),
        ("05/13/2019 - 06/20/2020", "2019-05", "2020-06"),
        ("2018-09 – 2020-01", "2018-09", "2020-01"),
        ("Jan–Mar 2020", "2020-01", "2020-03"),
        ("Mar '21 – Jun '22", "2021-03", "2022-06"),
        ("2019-21", "2019", "2021"),
        ("2019/20", "2019", "2020"),
        ("10/15 - 03/18", "2015-10", "2018-03"),
        ("seit 04/2020", "2020-04", None),
        ("since March 2019", "2019-03", None),
        ("2015 –", "2015", None),
        ("Expected May 2026", None, "2026-05"),
        ("Summer 2021", "2021", None),
    ],
)
def test_a_span_is_read_as_precisely_as_it_is_written(
    text: str, start: str | None, end: str | None
) -> None:
    span = first_span(text)

    assert span is not None
    assert (span.start, span.end) == (start, end)
    assert is_only_dates(text) or "oggi" in text


@pytest.mark.parametrize(
    "text",
    [
        "03/12 - 05/14",
        "+44 20 7946 0812",
        "70174 Stuttgart",
        "2,000 users",
        "(415) 555-0176",
        "Java 17",
    ],
)
def test_what_may_be_something_else_is_no_date(text: str) -> None:
    assert first_span(text) is None


def test_day_and_month_in_either_order_leave_the_year_alone() -> None:
    span = first_span("03/04/2019")

    assert span is not None
    assert span.start == "2019"


def test_what_held_a_date_goes_with_it() -> None:
    text = "Senior Engineer, Acorn Mills (Mar 2021 - Present)"
    span = first_span(text)

    assert span is not None
    assert without(text, span) == "Senior Engineer, Acorn Mills"
