"""Titles beside names of sites, ways to a page, announcements, and what stands behind a job."""

from __future__ import annotations

import pytest
from reading_samples import page, posting_of

from orchestrator.tasks.extraction.reading import read
from orchestrator.tasks.extraction.rules.title_cleaning import cleaned, without_place

TASKS = (
    "<h4>Responsibilities</h4><ul><li>Bake bread</li></ul>"
    "<h4>Requirements</h4><ul><li>Two years at an oven</li></ul>"
)


def site(title: str, body: str) -> str:
    return f"<html><head><title>{title}</title></head><body>{body}{TASKS}</body></html>"


@pytest.mark.parametrize(
    ("title", "body"),
    [
        (
            "Around the Oven: July 2026",
            "<h1><a href=/>Around the Oven</a></h1><h2>Tuesday, July 7, 2026</h2><h3>Baker</h3>",
        ),
        (
            "OvenNet: Employment Opportunities",
            "<h2>OvenNet</h2><p><b>Baker</b></p><p>Old Mill House and Garden</p>",
        ),
        ("Ovens", "<p>Warm Bread for Everybody</p><p>Home > Jobs > Baker</p>"),
        ("Ovens", "<p>Your work will mostly be:</p><p>Baker</p>"),
        ("Ovens", "<p>-Leads the team of bakers</p><p>Baker</p>"),
    ],
)
def test_the_job_is_the_title_and_not_what_the_site_is_called(title: str, body: str) -> None:
    assert posting_of(page(site(title, body))).title == "Baker"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Baker. OVENS, Leeds. Open until 6 August 2026", "Baker"),
        ("保育士募集 みなとの家", "保育士"),
        ("Estágio em Geografia (Termina hoje)", "Estágio em Geografia"),
        (
            "Avviso pubblico di selezione per “Educatore professionale” per Casa Verde",
            "Educatore professionale",
        ),
        (
            "Convocatoria para la contratación del puesto de trabajo de auxiliar administrativo",
            "auxiliar administrativo",
        ),
        ("The Mill Office is recruiting for a new Director", "Director"),
    ],
)
def test_a_title_is_the_job_alone(text: str, title: str) -> None:
    assert cleaned(text) == title


@pytest.mark.parametrize(
    ("title", "places", "bare"),
    [
        ("Baker - Leeds", ["Leeds"], "Baker"),
        ("Baker (Leeds)", ["Leeds, UK"], "Baker"),
        ("Бухгалтер по расчёту, Архангельск", ["Архангельск"], "Бухгалтер по расчёту"),
        ("Baker - Bread", ["Leeds"], "Baker - Bread"),
        ("Team Leeds", ["Leeds"], "Team Leeds"),
    ],
)
def test_a_title_ends_before_the_place_that_is_told(
    title: str, places: list[str], bare: str
) -> None:
    assert without_place(title, places) == bare


def test_what_a_job_is_about_belongs_to_it() -> None:
    text = "Wir suchen einen Servicetechniker für Kältetechnik (w/m/d) in Vollzeit."
    found = posting_of(page(f"<html><body><p>{text}</p></body></html>")).title or ""
    assert found.removesuffix(" (w/m/d)") == "Servicetechniker für Kältetechnik"


def test_a_sentence_tells_more_than_the_heading_of_another_story() -> None:
    body = (
        "<h1>Museum notes</h1><h2>Job Opportunity</h2><p>The Mill Museum seeks a full-time museum "
        "educator to oversee its programs for schools.</p><p>Write to us until the end of May.</p>"
        "<h2>Town hall with friends</h2><p>We hope that our readers are well.</p>"
    )
    posting = posting_of(page(f"<html><title>Job Opportunity – Museum notes</title>{body}</html>"))
    assert posting.title == "museum educator"


@pytest.mark.parametrize(
    "body",
    [
        "<title>Baker at Ovens</title><h1>Baker</h1><p>Bake our bread every morning.</p>",
        "<title>The Mill is recruiting for a new Director</title><h1>The Mill is recruiting for a "
        "new Director</h1><p>The Mill Office is recruiting for a new Director.</p><p>The closing "
        "date is 8th February 2027.</p>",
        "<title>Avviso di selezione educatore</title><h1>Avviso di selezione educatore</h1><p>La "
        "cooperativa ricerca personale con qualifica per il nido, con contratto a termine.</p>",
    ],
)
def test_a_few_words_of_a_posting_are_one(body: str) -> None:
    assert read(page(f"<html><body>{body}</body></html>")).kind == "posting"
