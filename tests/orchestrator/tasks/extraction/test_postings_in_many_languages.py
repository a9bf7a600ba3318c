from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from reading_samples import page, posting_of

# Lines of the posting; then place, employment types, pay and last day that a reader takes from it.
POSTINGS: list[tuple[Any, ...]] = [
    ("en", "Electrician", ["Salary: £35,000 to £42,000 plus pension and 25 days holiday",
     "Closing date: 3rd June 2026", "Location: Newcastle upon Tyne"],
     "Newcastle upon Tyne", [], ("GBP", 35_000, 42_000, "YEAR"), date(2026, 6, 3)),
    ("nl", "Verpleegkundige", ["Locatie: Den Haag", "Salaris: € 2.900 - € 3.900 per maand",
     "Sluitingsdatum: 12 juni 2026", "Dienstverband: Parttime, 24 uur"],
     "Den Haag", ["PART_TIME"], ("EUR", 2900, 3900, "MONTH"), date(2026, 6, 12)),
    ("fr", "Infirmier (H/F)", ["Lieu : Saint-Étienne (42)", "Contrat : CDD de 6 mois",
     "Salaire : entre 2 100 € et 2 400 € brut par mois"],
     "Saint-Étienne (42)", ["TEMPORARY"], ("EUR", 2100, 2400, "MONTH"), None),
    ("pl", "Elektromonter", ["Lokalizacja: Łódź", "Umowa o pracę, pełny etat",
     "Wynagrodzenie: od 7000 zł do 9000 zł brutto/mies.", "Oferta ważna do 30 czerwca 2026"],
     "Łódź", ["FULL_TIME"], ("PLN", 7000, 9000, "MONTH"), date(2026, 6, 30)),
    ("pt", "Enfermeira", ["Local: Porto", "Salário: R$ 3.500,00 por mês", "Tempo inteiro"],
     "Porto", ["FULL_TIME"], ("BRL", 3500, 3500, "MONTH"), None),
    ("ru", "Сварщик", ["Город: Казань", "Зарплата: от 80 000 до 120 000 руб. в месяц",
     "Полная занятость"],
     "Казань", ["FULL_TIME"], ("RUB", 80_000, 120_000, "MONTH"), None),
    ("sv", "Snickare", ["Ort: Umeå", "Heltid", "Sista ansökningsdag: 2026-06-30"],
     "Umeå", ["FULL_TIME"], None, date(2026, 6, 30)),
    ("ja", "看護師", ["勤務地：大阪府", "給与：月給25万円〜30万円", "雇用形態：正社員"],
     "大阪府", ["FULL_TIME"], ("JPY", 250_000, 300_000, "MONTH"), None),
    ("cs", "Zedník", ["Místo výkonu práce: Brno", "Mzda: 35 000 - 45 000 Kč měsíčně",
     "Plný úvazek"],
     "Brno", ["FULL_TIME"], ("CZK", 35_000, 45_000, "MONTH"), None),
    ("it", "Muratore", ["Sede di lavoro: Verona", "Retribuzione: 1.600 € netti al mese",
     "Tempo pieno"],
     "Verona", ["FULL_TIME"], ("EUR", 1600, 1600, "MONTH"), None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "title", "lines", "place", "types", "pay", "until"),
    POSTINGS,
    ids=[posting[0] for posting in POSTINGS],
)
def test_a_posting_gives_its_facts_in_every_language_and_no_more_than_those(
    language: str,
    title: str,
    lines: list[str],
    place: str,
    types: list[str],
    pay: tuple[object, ...] | None,
    until: date | None,
) -> None:
    shown = "".join(f"<p>{line}</p>" for line in lines)
    posting = posting_of(page(f'<html lang="{language}"><h1>{title}</h1>{shown}'))
    assert posting.title == title
    assert [found.name for found in posting.job_location] == [place]
    assert posting.employment_type == types
    found = posting.base_salary
    assert (found and (found.currency, found.min, found.max, found.unit)) == pay
    assert (posting.date_posted, posting.valid_through) == (None, until)
    assert (posting.hiring_organization, posting.application_contact) == (None, None)
    assert posting.job_location_type is None
