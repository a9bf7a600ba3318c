"""Pages that tell of several jobs below each other, and pages that only tell about jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from reading_samples import page, pasted

from orchestrator.tasks.extraction.reading import read

if TYPE_CHECKING:
    from orchestrator.tasks.extraction.documents import Document

TWO_WITH_SECTIONS = page(
    "<title>Stellen - Hof Sonnentau</title><h1>Stellenausschreibungen</h1>"
    "<h2>Gärtner (m/w/d)</h2><p>Anforderungen:</p><ul><li>Freude am Draußensein</li></ul>"
    "<h2>Köchin (m/w/d)</h2><p>Anforderungen:</p><ul><li>Erfahrung in der Küche</li></ul>"
)
TWO_IN_TEXT = pasted(
    "Наши вакансии\n\nПовар\n\nОбязанности:\n- Готовить обеды\n\nТребования:\n- Опыт от года\n\n"
    "Водитель\n\nОбязанности:\n- Возить продукты\n\nТребования:\n- Категория B\n"
)
CARDS_WITH_DATES = page(
    "<title>Current positions</title><h1>Current positions</h1>"
    "<h3>Postdoc in tidal optics</h3><ul><li>Deadline: 2026-03-01</li></ul>"
    "<h3>Something about lakes</h3><ul><li>Deadline: 2026-04-01</li></ul>"
    "<h3>Research engineer for harbour noise</h3><ul><li>Deadline: 2026-05-01</li></ul>"
)
TEASERS = page(
    "<title>Nous rejoindre</title><h1>Nous rejoindre</h1>"
    "<h4>Boulanger, en CDI</h4><p>Nous recherchons un boulanger.</p><a href=/x1>En savoir +</a>"
    "<h4>Pâtissier, en CDD</h4><p>Nous recherchons un pâtissier.</p><a href=/x2>En savoir +</a>"
)
BARE_HEADINGS = page(
    "<title>Jobs at Kelpworks</title><h1>Jobs at Kelpworks</h1><h2>Software Engineer</h2>"
    "<p>Kelpworks is seeking a full-time engineer to work on its boats. Write to us.</p>"
    "<h2>Part-time Writer</h2><p>We seek a part-time writer who loves words.</p>"
)
ONE_UNDER_CAREERS = page(
    "<title>Jobs at Kelpworks</title><h1>Jobs at Kelpworks</h1><h2>Software Engineer</h2>"
    "<p>Kelpworks is seeking a full-time engineer to work on its boats, "
    "on the water and beside it, in every weather and with everything that it brings along.</p>"
    "<h2>Working with our Chief Engineer</h2><p>Every day is another one.</p>"
    "<h2>How to apply</h2><p>Write to us.</p>"
)
LIST_OF_NAMES = page(
    "<title>Solliciteren - De Vlonder</title><p>Wij hebben momenteel enkele vacatures:</p>"
    "<ul><li>Schoonmaker (m/v)</li><li>Kok (m/v)</li></ul>"
    "<p>Stuur een mail met je volledige naam, je telefoonnummer en een korte motivatie van "
    "hoogstens vijfhonderd woorden naar ons kantoor.</p>"
)
ONE_THAT_REPEATS = page(
    "<title>Baker - Fennel Row</title><h1>Baker</h1><h2>Requirements</h2><ul><li>Early hours</li>"
    "</ul><h2>What you do</h2><ul><li>Bread</li></ul><h2>Requirements</h2><ul><li>Care</li></ul>"
    "<h2>Working with our Head Chef</h2><p>You will work beside our head chef every day.</p>"
)
ONE_WITH_OTHERS_BELOW = page(
    "<title>Baker - Fennel Row</title><h1>Baker</h1><h2>Requirements</h2><ul><li>Early hours</li>"
    "</ul><h3>Pastry cook</h3><p>Location: Leeds</p><a href=/2>View</a>"
    "<h3>Waiter</h3><p>Location: York</p><a href=/3>View</a>"
)


@pytest.mark.parametrize(
    "document",
    [TWO_WITH_SECTIONS, TWO_IN_TEXT, CARDS_WITH_DATES, TEASERS, LIST_OF_NAMES, BARE_HEADINGS],
)
def test_several_jobs_on_one_page_are_a_listing(document: Document) -> None:
    assert read(document).kind == "listing"


@pytest.mark.parametrize("document", [ONE_THAT_REPEATS, ONE_WITH_OTHERS_BELOW, ONE_UNDER_CAREERS])
def test_a_posting_that_repeats_a_heading_or_names_other_jobs_stays_one(document: Document) -> None:
    assert read(document).kind == "posting"


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (
            "How to read a job advertisement",
            "<p>Requirements: what you must bring.</p><p>Salary: how much it pays.</p>"
            "<p>Work experience: how many years they ask for.</p>",
        ),
        (
            "Job no longer accepting applications: what does it mean?",
            "<p>You see a posting that says “no longer accepting applications”.</p>"
            "<h2>Requirements</h2><p>An engineer may read it on every job site.</p>",
        ),
    ],
)
def test_advice_about_postings_is_none(title: str, text: str) -> None:
    document = page(f"<title>{title}</title><h1>{title}</h1>{text}")

    assert read(document).kind == "not_a_posting"


def test_a_newspaper_about_a_job_is_none() -> None:
    story = (
        "<title>Waiter for 2,750 euros a month?</title><h1>Waiter for 2,750 euros a month?</h1>"
        "<p>Job offer</p><p>The public employment service seeks a waiter for a restaurant that "
        "pays 2,750 euros a month, and the guests are astonished.</p>"
    )
    news = '<script type="application/ld+json">{"@type": "NewsArticle"}</script>'

    assert read(page(news + story)).kind == "not_a_posting"
    assert read(page(story)).kind == "posting"


def test_the_story_of_a_company_is_no_listing() -> None:
    document = page(
        "<title>About us - Kelp and Tide</title><h1>About us</h1><p>Founded in 2016 by three "
        "people who were tired of watching the tide go to waste, and still here today.</p>"
        "<h2>Join us</h2><p>We are always happy to hear from you.</p>"
    )

    assert read(document).kind == "not_a_posting"


def test_a_form_for_any_vacancy_is_an_application_form() -> None:
    document = page(
        "<title>Trabalhe conosco - Casa Bromélia</title><h1>Trabalhe conosco</h1><form>"
        "<p>Nome*:</p><input type=text><p>Estado civil:</p><input type=text><p>Telefone:</p>"
        "<input type=text><p>Currículo:</p><input type=file></form>"
    )

    assert read(document).kind == "application_form"


def test_a_shop_that_seeks_somebody_shows_a_posting() -> None:
    document = page(
        "<title>Lavora con noi: addetto alle vendite - Tela e Bottone</title>"
        "<p>Spedizione gratuita da 59 €</p><h1>Lavora con noi: addetto alle vendite</h1>"
        "<p>Per il nostro negozio cerchiamo un addetto alle vendite full time.</p>"
        "<p>RAL 21.500 € – 23.000 €</p>"
    )

    assert read(document).kind == "posting"


def test_a_notice_that_calls_itself_one_is_a_posting() -> None:
    document = pasted(
        "Gemeindeverwaltung Oberlauen\n\nDer Bürgermeister\n\nStellenausschreibung\n\nBei der "
        "Gemeinde Oberlauen ist im Amt für Grünflächen zum nächstmöglichen Zeitpunkt die Stelle"
        "\n\nGärtner (m/w/d)\n\nunbefristet zu besetzen. Die Vergütung erfolgt nach Tarif.\n\n"
        "Ihre schriftliche Bewerbung richten Sie bitte an die Gemeindeverwaltung Oberlauen, Am "
        "Markt 1, 99999 Oberlauen, oder geben Sie sie dort im Bürgerbüro ab."
    )

    assert read(document).kind == "posting"


@pytest.mark.parametrize(
    "text",
    [
        "Recruitment policy\n\nJob advertisement\n\nIt will include:\n\n- Duties and "
        "responsibilities\n- Essential criteria\n- Closing date and time",
        "Guidelines for inputting vacancies\n\nInformation we need about your vacancy:\n\n- The "
        "job title, closing date and number of posts.\n- The hours, full time or part time.",
    ],
)
def test_how_an_employer_recruits_is_no_posting(text: str) -> None:
    assert read(pasted(text)).kind == "not_a_posting"


def test_a_few_words_that_seek_somebody_are_a_posting() -> None:
    document = pasted("Hledáme řidiče kat. C+E na vnitrostátní dopravu. Nástup ihned.")

    assert read(document).kind == "posting"


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Curso de soldador en Valencia", "<h2>Requisitos</h2><ul><li>Mayor de 16 años</li></ul>"),
        ("Mechanik samochodowy - opis zawodu", "<h2>Wymagania</h2><ul><li>Wykształcenie</li></ul>"),
    ],
)
def test_a_course_and_an_occupation_are_no_postings(title: str, text: str) -> None:
    document = page(f"<title>{title}</title><h1>{title}</h1><p>Dla każdego.</p>{text}")

    assert read(document).kind == "not_a_posting"
