"""Places, dates, pay and terms that no label states, or that only look like them."""

from __future__ import annotations

from datetime import date

import pytest
from reading_samples import page, pasted, posting_of

TASKS = "<h3>Requirements</h3><ul><li>Patience</li><li>A steady hand</li></ul>"


def kinds(html: str) -> list[str]:
    return [kind.value for kind in posting_of(page(html)).employment_type]


def places(html: str) -> list[str]:
    return [place.name for place in posting_of(page(html)).job_location]


@pytest.mark.parametrize(
    "line",
    [
        "<p>Piazza del Porto, 4 – P.IVA 01234567890</p>",
        "<ul><li>Badania spoin (RT / UT / PT)</li></ul>",
        "<p>Požadujeme: výuční list, praxe</p>",
        "<p>График работы: 5/2</p>",
        "<p>This hire ensures that the platform is fast. It needs care.</p>",
    ],
)
def test_what_only_looks_like_a_term_is_none(line: str) -> None:
    assert kinds(f"<h1>Welder</h1>{line}{TASKS}") == []


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("<p>Gesucht wird eine Vollzeit Fachkraft im Bereich Montage.</p>", "FULL_TIME"),
        ("<p>We are looking for a part-time baker with good hands.</p>", "PART_TIME"),
        ("<p>Vi söker en kock på 75 % med start i augusti. Tillsvidare.</p>", "PART_TIME"),
        ("<p>Assunzione a tempo pieno e indeterminato di un cuoco.</p>", "FULL_TIME"),
    ],
)
def test_a_sentence_that_seeks_tells_the_hours(line: str, kind: str) -> None:
    assert kinds(f"<h1>Koch</h1>{line}{TASKS}") == [kind]


@pytest.mark.parametrize(
    ("html", "place"),
    [
        ("<h1>Vývojář</h1><p>Místo vykonávání pozice: Plzeň</p>", "Plzeň"),
        (
            "<h1>Higienista</h1><p>A Clínica do Largo (Viseu) está a recrutar um higienista.</p>"
            "<h2>Perfil</h2><p>Gosto pelo trabalho.</p><p>Oferecemos formação.</p>"
            "<h2>2 comentários</h2><ul><li>Rui: procuro vaga em Lisboa.</li></ul>",
            "Viseu",
        ),
        ("<h1>Web-разработчик</h1><p>В офис г. Ярославль - Пассаж</p>" + TASKS, "Ярославль"),
        (
            "<h1>Engineer</h1><p>Fries Web is een onderdeel van Van den Broek & Zonen uit "
            f"Heerenveen.</p>{TASKS}<p>Mail werk@vdbz.example</p>",
            "Heerenveen",
        ),
        ("<h1>addetto alle vendite Bologna</h1>" + TASKS, "Bologna"),
        (
            "<h1>Youth Worker</h1><p>St Hilda’s is looking for a youth worker.</p>"
            f"<p>St Hilda’s Church, Mill Road, Cambridge CB1 2AB</p>{TASKS}",
            "Cambridge",
        ),
        (
            "<h1>Worker</h1><p>Location: Central Brighton. Normal place of work is the centre. "
            f"Some work at home can be arranged.</p>{TASKS}",
            "Central Brighton",
        ),
        (
            "<h1>Erzieher (m/w/d)</h1><p>Wir, der Verein Grashüpfer e.V., suchen einen Erzieher "
            f"für unsere Tagesstätte in Chemnitz, Gartenstraße 3.</p>{TASKS * 20}",
            "Chemnitz",
        ),
    ],
)
def test_a_place_is_found_where_postings_say_it(html: str, place: str) -> None:
    assert places(html) == [place]


@pytest.mark.parametrize(
    "line",
    [
        "<p><span>12000 PLN</span> <span>Brutto miesięcznie</span></p>",
        "<p>Local de trabalho e orientação científica:</p><p>a combinar</p>",
    ],
)
def test_a_sum_and_half_a_heading_are_no_places(line: str) -> None:
    assert places(f"<h1>Developer</h1>{line}{TASKS}") == []


@pytest.mark.parametrize(
    ("html", "day"),
    [
        ("<h1>Vývojář</h1><p>21. 1. 2026 in nábor | web hiring</p>", date(2026, 1, 21)),
        ("<p>Пароль</p><p>2026.10.23</p><h2>Требуется монтажник</h2>", date(2026, 10, 23)),
        ("<h1>Operator wózka</h1><p>Ogłoszenie z dnia 12.05.2026 r.</p>", date(2026, 5, 12)),
        (
            "<h1>Jardinero</h1><p><span>Salas (Asturias)</span> <span>Sistema de empleo</span> "
            "<span>17 de noviembre de 2025</span></p>",
            date(2025, 11, 17),
        ),
        (
            "<a href=/n>← All news</a><p>20 January 2026</p><h2>Church Administrator</h2>",
            date(2026, 1, 20),
        ),
    ],
)
def test_the_day_of_publication_stands_beside_the_title(html: str, day: date) -> None:
    assert posting_of(page(html + TASKS)).date_posted == day


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Les candidatures doivent nous parvenir pour le lundi 25 mai 2026.", date(2026, 5, 25)),
        (
            "La domanda deve pervenire entro e non oltre le ore 12.00 del 28 marzo 2026.",
            date(2026, 3, 28),
        ),
    ],
)
def test_a_deadline_is_read_in_its_sentence(line: str, day: date) -> None:
    assert posting_of(page(f"<h1>Comptable</h1><p>{line}</p>{TASKS}")).valid_through == day


@pytest.mark.parametrize(
    ("lines", "least", "most", "unit"),
    [
        (
            "<p>Grade 3 £25,185 - £25,989 pro rata</p><p>29.5 hours per week</p>",
            25185,
            25989,
            "YEAR",
        ),
        ("<ul><li>£25,500 pro rata</li></ul>", 25500, 25500, "YEAR"),
        ("<h3>от 50000 ₽</h3>", 50000, None, None),
        ("<p><b>Зарплата до 80 т.р.</b></p>", None, 80000, None),
        (
            "<p>Die Stelle ist nach Entgeltgruppe 6 TVöD (derzeit 3.121,50 € bis 3.724,80 €) "
            "bewertet.</p>",
            3121.5,
            3724.8,
            None,
        ),
    ],
)
def test_pay_is_read_without_a_label(
    lines: str, least: float | None, most: float | None, unit: str | None
) -> None:
    salary = posting_of(page(f"<h1>Assistant</h1>{lines}{TASKS}")).base_salary

    assert salary is not None
    assert (salary.min, salary.max) == (least, most)
    assert (salary.unit.value if salary.unit else None) == unit


def test_the_quoted_lines_of_a_mail_are_read_as_they_were_written() -> None:
    mail = pasted(
        "Dobrý den,\n\npřeposílám:\n\n> Vodárna Mlýnice, a.s. přijme\n>\n> MISTRA PROVOZU\n>\n"
        "> Nabízíme: 38 000 - 44 000 Kč hrubého, HPP na dobu neurčitou\n>\n> Životopisy do "
        "31. 3. 2026 na tuto adresu.\n"
    )
    posting = posting_of(mail)

    assert posting.description
    assert ">" not in posting.description
    assert posting.valid_through == date(2026, 3, 31)
    assert [kind.value for kind in posting.employment_type] == ["FULL_TIME"]


@pytest.mark.parametrize(
    "line",
    [
        "Ubicación: Albacete (oficina central) · dos tardes de teletrabajo",
        "Je kan zowel op kantoor in Brussel werken, van thuis uit of vanop een satelliet.",
        "You work from home or in the office, as you like.",
    ],
)
def test_some_work_at_home_is_hybrid(line: str) -> None:
    posting = posting_of(page(f"<h1>Técnico laboral</h1><p>{line}</p>{TASKS}"))

    assert posting.job_location_type == "HYBRID"


def test_hours_behind_a_title_are_those_of_a_week() -> None:
    assert kinds(f"<h1>Verkoopmedewerker (12-20 uur)</h1>{TASKS}") == ["PART_TIME"]


def test_a_country_that_a_sentence_speaks_of_is_not_the_place() -> None:
    html = "<h1>Assistenz</h1><p>Eine Community für Menschen, die in Deutschland forschen.</p>"

    assert places(html + TASKS) == []


def test_the_days_of_a_week_are_neither_pay_nor_its_period() -> None:
    text = "Die Praxis sucht eine ZFA (m/w/d). Wir bieten 4-Tage-Woche, 3.000 € brutto im Monat."
    salary = posting_of(pasted(text)).base_salary

    assert salary is None or (salary.min, salary.max) == (3000, 3000)
    assert salary is None or salary.unit == "MONTH"


def test_a_fixed_term_may_have_its_hours_in_a_sentence() -> None:
    html = (
        "<h1>Offre de CDD - professeur de français</h1><p>Le lycée recherche un professeur de "
        f"français, du 2 mars au 30 juin, à temps partiel (12h/semaine).</p>{TASKS}"
    )

    assert sorted(kinds(html)) == ["PART_TIME", "TEMPORARY"]


def test_the_town_of_a_short_notice_stands_behind_a_comma() -> None:
    posting = posting_of(pasted("Cafe assistant wanted, Whitby. 25 hrs/week, £12.50/hr."))

    assert [place.name for place in posting.job_location] == ["Whitby"]
