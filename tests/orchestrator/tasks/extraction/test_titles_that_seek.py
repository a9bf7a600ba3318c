"""Headings that are sentences, and what stands around a job in them."""

from __future__ import annotations

import pytest
from reading_samples import page, pasted, posting_of

from orchestrator.tasks.extraction.rules.title_cleaning import cleaned
from orchestrator.tasks.extraction.rules.titles_sought import sought_in


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("Wir suchen Fliesenleger", "Fliesenleger"),
        ("Zur Verstärkung unseres Teams suchen wir eine MFA (m/w/d)", "MFA (m/w/d)"),
        ("Bewerbung als Koch (m/w/d)", "Koch (m/w/d)"),
        ("Vacature kok", "kok"),
        ("On recrute ! Jardinier (H/F)", "Jardinier (H/F)"),
        ("Buscamos enfermera", "enfermera"),
        ("Precisa-se de motorista", "motorista"),
        ("Avviso di selezione per istruttore amministrativo", "istruttore amministrativo"),
        ("Hledá se prodavačka", "prodavačka"),
        ("Szukamy kucharza", "kucharza"),
        ("Vi söker en redovisningskonsult till Luleå!", "redovisningskonsult"),
        ("Требуется водитель", "водитель"),
        ("電気工事スタッフ募集", "電気工事スタッフ"),
        ("Pastry Chef needed", "Pastry Chef"),
        ("Could you be our next Head Chef?", "Head Chef"),
        ("We are looking for a Baker at Crumb & Co", "Baker"),
        ("Software engineer for our payments team", "Software engineer for our payments team"),
    ],
)
def test_a_heading_that_seeks_somebody_gives_the_job(heading: str, title: str) -> None:
    assert cleaned(heading) == title


@pytest.mark.parametrize(
    "heading",
    [
        "Wir suchen Dich!",
        "Wir suchen Verstärkung für unser Team",
        "We are hiring talented people",
        "Nous recrutons des talents",
        "Wij zoeken collega's",
        "Vi söker dig som gillar bröd",
        "Баня",
    ],
)
def test_a_heading_that_seeks_nobody_in_particular_names_no_job(heading: str) -> None:
    assert sought_in(heading) is None


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("Benefits Manager", "Benefits Manager"),
        ("Requirements Engineer", "Requirements Engineer"),
        ("Product Manager, Checkout Experience", "Product Manager, Checkout Experience"),
        ("Assistant·e administratif·ve", "Assistant·e administratif·ve"),
    ],
)
def test_a_word_of_a_section_or_a_dot_within_a_word_takes_nothing_from_a_title(
    heading: str, title: str
) -> None:
    html = f"<h1>{heading}</h1><h3>Requirements</h3><p>A bicycle. Apply now.</p>"
    assert posting_of(page(html)).title == title


def test_a_position_in_a_sentence_is_the_title_under_a_heading_of_any_page() -> None:
    posting = posting_of(
        page(
            "<h1>Volné pracovní místo</h1><p>Ředitelka školy vypisuje výběrové řízení na pozici"
            " učitel/ka hudby.</p><p>Životopis zasílejte do 31. května 2026.</p>"
        )
    )

    assert posting.title == "učitel/ka hudby"


def test_a_line_that_repeats_the_title_names_the_employer_behind_it() -> None:
    posting = posting_of(
        page(
            "<title>Web Developer 99 - jobsforall.example</title><h1>Web Developer</h1>"
            "<p>TYPE OF WORK</p><p>Full Time</p><p>Web Developer – Truffle Hound</p>"
            "<p>Truffle Hound builds websites for small hotels. Truffle Hound is a team of six.</p>"
        )
    )

    assert posting.hiring_organization is not None
    assert posting.hiring_organization.name == "Truffle Hound"


@pytest.mark.parametrize(
    ("sentence", "place"),
    [
        ("Our office is at the Science Park in Amsterdam.", "Amsterdam"),
        ("This role is based in our Boston office.", "Boston"),
        ("Unser Büro liegt direkt am Bahnhof in Ulm.", "Ulm"),
        ("Nos locaux se trouvent au bord du lac à Annecy.", "Annecy"),
    ],
)
def test_a_sentence_about_our_own_rooms_tells_the_place(sentence: str, place: str) -> None:
    html = f"<h1>Software Developer</h1><h3>About us</h3><p>{sentence}</p><p>Apply now.</p>"
    assert [p.name for p in posting_of(page(html)).job_location] == [place]


def test_the_grade_of_a_pay_scale_is_no_amount() -> None:
    posting = posting_of(
        page(
            "<h1>Sachbearbeitung (m/w/d)</h1><h3>Wir bieten</h3>"
            "<ul><li>Vergütung nach Entgeltgruppe 9a (3.449,23 € bis 4.652,11 € im Monat)</li></ul>"
        )
    )

    assert posting.base_salary is not None
    assert (posting.base_salary.min, posting.base_salary.max) == (3449.23, 4652.11)


def test_hours_of_a_day_are_not_those_of_a_week() -> None:
    html = "<h1>Водитель</h1><p>Полная занятость</p><p>Рабочие часы: 9</p><p>Откликнуться</p>"
    assert posting_of(page(html)).employment_type == ["FULL_TIME"]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Die Grillenwerk GmbH sucht zum 1. April einen Imker (m/w/d).", "Imker (m/w/d)"),
        ("Apistella recherche son/sa futur(e) comptable pour ses ruches", "comptable"),
        ("*Product Designer* at *Apistella* (fully remote within the UK)", "Product Designer"),
        ("Всем привет!\nИщем разработчика (React) в команду.", "разработчика (React)"),
        ("Ahoj, do naší kavárny hledáme baristu na poloviční úvazek.", "baristu"),
    ],
)
def test_a_message_seeks_somebody_in_a_sentence(text: str, title: str) -> None:
    assert posting_of(pasted(text)).title == title
