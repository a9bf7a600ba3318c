"""Deadlines that stand alone near the title, or leave the year to the day of publication."""

from __future__ import annotations

from datetime import date

import pytest
from reading_samples import page, posting_of

from orchestrator.tasks.extraction.rules.dates import until_alone, with_year


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("do 28 lutego 2026", date(2026, 2, 28)),
        ("t/m 15 maart 2026", date(2026, 3, 15)),
        ("bis 31.03.2026", date(2026, 3, 31)),
        ("until March 31, 2026", date(2026, 3, 31)),
        ("hasta el 5 de mayo de 2026", date(2026, 5, 5)),
        ("bis 31.03.2026 befristet", None),
        ("31.03.2026", None),
        ("bis Freitag", None),
    ],
)
def test_a_line_may_be_a_deadline_and_nothing_else(text: str, found: date | None) -> None:
    assert until_alone(text) == found


@pytest.mark.parametrize(
    ("posted", "deadline", "found"),
    [
        ("Publicerad: 2026-02-11", "Ansök senast 22 mars.", date(2026, 3, 22)),
        ("Veröffentlicht: 20.11.2025", "Bewerbungsfrist: 15. Januar", date(2026, 1, 15)),
        ("Posted: 2026-02-11", "Please apply by March 22.", date(2026, 3, 22)),
        ("Posted: 2026-02-11", "Please apply by March 22, 2026.", date(2026, 3, 22)),
        ("Posted: 2026-02-11", "We were founded in March 22 years ago.", None),
    ],
)
def test_a_deadline_without_its_year(posted: str, deadline: str, found: date | None) -> None:
    job = posting_of(page(f"<h1>Baker</h1><p>{posted}</p><p>Bread.</p><p>{deadline}</p>"))
    assert job.valid_through == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Inscrições entre os dias 3 e 9 de maio de 2026.", date(2026, 5, 9)),
        ("Applications are open between 28 April and 9 May 2026.", date(2026, 5, 9)),
        ("Applications open on 3 May 2026 and close on 9 May 2026.", date(2026, 5, 9)),
        ("The fair is between 3 and 9 May 2026.", None),
    ],
)
def test_a_span_of_days_for_applications_ends_with_the_last(text: str, found: date | None) -> None:
    assert posting_of(page(f"<h1>Baker</h1><p>You bake.</p><p>{text}</p>")).valid_through == found


def test_a_date_that_has_its_year_keeps_it() -> None:
    assert with_year("by 22 March 2027", date(2026, 2, 1)) == "by 22 march 2027"
    assert with_year("bis 3.4.", date(2026, 2, 1)) == "bis 3.4.2026"
