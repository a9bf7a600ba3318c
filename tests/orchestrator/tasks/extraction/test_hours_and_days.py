"""How much of a week, how many days at home, which day it was published."""

from __future__ import annotations

from datetime import date

import pytest
from reading_samples import page, pasted, posting_of

from orchestrator.tasks.extraction.rules.dates import byline_date, find_date
from orchestrator.tasks.extraction.rules.work_hours import (
    hours_alone,
    hours_of_label,
    hours_types,
    workload_in_prose,
)
from orchestrator.tasks.extraction.rules.workplace import workplace_in_prose, workplace_of_label

FULL, PART = "FULL_TIME", "PART_TIME"
BOTH = [FULL, PART]


@pytest.mark.parametrize(
    ("text", "types"),
    [
        ("Wir suchen zum 1. August 2026 einen Koch mit 25 Wochenstunden.", [PART]),
        ("Die Arbeitszeit beträgt 38,5 Stunden pro Woche.", [FULL]),
        ("une aide à domicile, 28h/semaine, du lundi au vendredi", [PART]),
        ("Durée hebdomadaire de 35 h.", [FULL]),
        ("voor 24 tot 32 uur per week", [PART]),
        ("voor 32 - 40 uur per week", BOTH),
        ("een leerkracht (0,8 fte)", [PART]),
        ("1,0 fte, per direct", [FULL]),
        ("contratto da 20 ore settimanali", [PART]),
        ("jornada de 40 horas semanales", [FULL]),
        ("37.5 hours per week", [FULL]),
        ("20 godzin tygodniowo", [PART]),
        ("30 timmar i veckan", [PART]),
        ("37 timer om ugen", [FULL]),
        ("We are open 24 hours a day, 7 days a week.", []),
        ("One hour per week for learning", []),
        ("1 hour per week for learning", []),
        ("1 200 Stunden im Jahr", []),
        ("Nous avons 35 ans d'expérience", []),
    ],
)
def test_the_hours_of_a_week_say_full_or_part_time(text: str, types: list[str]) -> None:
    assert hours_types(text) == types


@pytest.mark.parametrize(
    ("text", "types"),
    [
        ("24 uur", [PART]),
        ("32-36 uur", BOTH),
        ("CDI 35h", [FULL]),
        ("Teilzeit, 25 Std.", [PART]),
        ("9-17 uur", []),
        ("8h-17h", []),
        ("24 Stunden Notdienst", []),
        ("20 km", []),
    ],
)
def test_a_fact_of_hours_stands_alone(text: str, types: list[str]) -> None:
    assert hours_alone(text) == types


def test_hours_behind_a_title_or_a_label_are_read() -> None:
    assert hours_alone("Office manager (24 uur)", at_end=True) == [PART]
    assert hours_alone("Tankwart 24h", at_end=True) == []
    assert hours_of_label("32") == [PART]
    assert hours_of_label("36-40") == [FULL]
    assert hours_of_label("9-17") == []


def test_a_share_of_a_job_needs_a_word_that_says_so() -> None:
    assert workload_in_prose("Wir besetzen eine 50 %-Stelle in der Verwaltung.") == [PART]
    assert workload_in_prose("Ihr Pensum: 80-100 %") == BOTH
    assert workload_in_prose("Wir wachsen jedes Jahr um 20 %.") == []


@pytest.mark.parametrize(
    ("facts", "types"),
    [
        ("<p>Vast contract</p><p>Je werkt 24 uur per week.</p>", [PART]),
        ("<p>Contratto: tempo indeterminato</p><p>Orario: full time</p>", [FULL]),
        ("<p>Vaste aanstelling | 0,6 fte | Zwolle</p>", [PART]),
        ("<p>Unbefristet</p><p>Praktika bieten wir auch an.</p>", [FULL]),
        ("<p>CDD de 6 mois, 24 heures par semaine</p>", [PART, "TEMPORARY"]),
    ],
)
def test_hours_tell_more_than_a_contract_without_end(facts: str, types: list[str]) -> None:
    body = f"<h1>Buchhalter</h1>{facts}<h2>Profil</h2><ul><li>Excel</li></ul>"
    assert posting_of(page(body)).employment_type == types


def test_what_an_agency_offers_in_general_is_not_this_job() -> None:
    body = (
        "<h1>Technicien support H/F</h1><h2>Le poste</h2><p>Vous installez des postes.</p>"
        "<h2>L'entreprise</h2><p>Nous proposons des emplois en intérim ou en CDI.</p>"
    )
    assert posting_of(page(body)).employment_type == []


@pytest.mark.parametrize(
    ("label", "value", "kind"),
    [
        ("Télétravail", "Possible", "hybrid"),
        ("Télétravail", "Oui", "remote"),
        ("Télétravail", "Non", "on_site"),
        ("Home-Office", "bis 100 %", "remote"),
        ("Home-Office", "nicht möglich", "on_site"),
        ("Home-Office", "ja, 2 Tage pro Woche", "hybrid"),
        ("Thuiswerken", "mogelijk", "hybrid"),
        ("Teletrabajo", "posible", "hybrid"),
    ],
)
def test_what_a_label_says_of_remote_work(label: str, value: str, kind: str) -> None:
    assert workplace_of_label(label, value) == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Du arbeitest bis zu 3 Tage mobil.", "hybrid"),
        ("Bis zu 100 % Homeoffice sind drin.", "remote"),
        ("Leider nicht 100 % Homeoffice.", None),
        ("Home-Office-Pauschale: 100 Euro", None),
    ],
)
def test_days_and_shares_of_remote_work_are_counted(text: str, kind: str | None) -> None:
    assert workplace_in_prose(text) == kind


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Posté par Admin le 14 janvier 2026", date(2026, 1, 14)),
        ("von admin | Jan 8, 2026 | Allgemein", date(2026, 1, 8)),
        ("By Office / 3 March 2026", date(2026, 3, 3)),
        ("Pubblicato da Redazione il 15/01/2026", date(2026, 1, 15)),
        ("von 01.05.2026 bis 30.09.2026", None),
        ("By 3 March 2026 you will have passed your exams", None),
    ],
)
def test_the_day_behind_who_wrote_it(line: str, day: date | None) -> None:
    assert byline_date(line) == day


def test_the_only_date_among_the_facts_below_a_title_is_the_day_of_publication() -> None:
    facts = "<h1>Impiegata contabile</h1><p>{}</p><p>Requisiti: diploma</p>"
    shown = posting_of(page(facts.format("Treviso (TV) - Tempo pieno - 15/01/2026")))
    assert shown.date_posted == date(2026, 1, 15)
    for line in ("Treviso - dal 01/05/2026", "Treviso - Scadenza - 15/01/2026"):
        assert posting_of(page(facts.format(line))).date_posted is None


def test_a_date_with_slashes_stays_unread_where_nothing_tells_its_order() -> None:
    assert find_date("08/01/2026", month_first=None) is None
    assert find_date("18/01/2026", month_first=None) == date(2026, 1, 18)
    text = "Baker\n\nPosted: 08/01/2026\n\nRequirements\n- Early mornings\n{}"
    assert posting_of(pasted(text.format(""))).date_posted is None
    paid = posting_of(pasted(text.format("\nSalary: £25,000 a year")))
    assert paid.date_posted == date(2026, 1, 8)


@pytest.mark.parametrize(
    ("sentence", "town"),
    [
        ("Bodegas Ejemplo, ubicada en Aranda de Duero, busca un enólogo.", "Aranda de Duero"),
        ("L'Autofficina Esempio di Cremona è alla ricerca di un meccanico.", "Cremona"),
        ("Pekárna Příklad hledá v Litomyšli pekaře na plný úvazek.", "Litomyšl"),
        ("Piekarnia Przykład poszukuje piekarza w Krakowie.", "Kraków"),
        ("CDI, 39 h, secteur Lisieux", "secteur Lisieux"),
        ("Lust auf ein junges Team? Dann komm zu uns nach Rosenheim!", "Rosenheim"),
    ],
)
def test_a_town_in_a_sentence_is_read(sentence: str, town: str) -> None:
    body = f"<h1>Meister gesucht</h1><p>{sentence}</p><h2>Profil</h2><ul><li>Erfahrung</li></ul>"
    assert [place.name for place in posting_of(page(body)).job_location] == [town]


def test_the_employers_own_address_at_the_foot_is_the_last_resort() -> None:
    body = (
        "<main><h1>Anlagenmechaniker (m/w/d)</h1><p>Wir von Muster Haustechnik suchen dich.</p>"
        "<h2>Profil</h2><ul><li>Gesellenbrief</li></ul></main><footer>{}</footer>"
    )
    own = posting_of(page(body.format("Muster Haustechnik, Am Gries 2, 83022 Rosenheim")))
    assert [place.name for place in own.job_location] == ["Rosenheim"]
    other = posting_of(page(body.format("Jobportal Beispiel, Am Gries 2, 83022 Rosenheim")))
    assert other.job_location == []
