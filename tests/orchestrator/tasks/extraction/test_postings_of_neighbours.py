"""Postings of countries whose words are near to each other's: Iberian, Slavic, Scandinavian."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from reading_samples import page, posting_of

if TYPE_CHECKING:
    from profiles.postings import JobPosting

POSTINGS: list[tuple[Any, ...]] = [
    ("ca", "Mestra de primària", ["Lloc de treball: Girona", "Jornada completa",
     "Salari: 28.000 € bruts anuals", "Envieu el currículum fins al 30 d’octubre de 2026."],
     "Girona", ["FULL_TIME"], ("EUR", 28_000, 28_000, "YEAR"), date(2026, 10, 30)),
    ("es", "Soldadora", ["Ubicación: Gijón", "Media jornada",
     "Sueldo: 1.050 € brutos/mes x 14 pagas", "Envía tu CV antes del 15 de noviembre de 2026."],
     "Gijón", ["PART_TIME"], ("EUR", 1050, 1050, "MONTH"), date(2026, 11, 15)),
    ("pt", "Serralheiro", ["Local: Setúbal", "Regime: CLT",
     "Oferecemos bolsa-auxílio de R$ 1.600,00 por mês + vale-transporte."],
     "Setúbal", ["FULL_TIME"], ("BRL", 1600, 1600, "MONTH"), None),
    ("cs", "Truhlář", ["Místo výkonu práce: Třebíč", "Hlavní pracovní poměr",
     "Nabízíme 38–45 tis. Kč měsíčně.", "Životopisy zasílejte do 30. 11. 2026."],
     "Třebíč", ["FULL_TIME"], ("CZK", 38_000, 45_000, "MONTH"), date(2026, 11, 30)),
    ("sk", "Zvárač", ["Miesto práce: Žilina", "Druh pracovného pomeru: plný úväzok",
     "Mzdové podmienky (brutto)", "Od 1 500 EUR/mesiac"],
     "Žilina", ["FULL_TIME"], ("EUR", 1500, None, "MONTH"), None),
    ("pl", "Spawacz", ["Miejsce pracy: Gliwice", "Pełny etat",
     "Wynagrodzenie 9-12 tys. zł brutto miesięcznie", "Ważna jeszcze 18 dni (do 12 gru 2026)"],
     "Gliwice", ["FULL_TIME"], ("PLN", 9000, 12_000, "MONTH"), date(2026, 12, 12)),
    ("sv", "Bagare", ["Ort: Skövde", "Deltid", "Timlön 165–180 kr beroende på erfarenhet.",
     "Välkommen med din ansökan senast den 4 december 2026."],
     "Skövde", ["PART_TIME"], ("SEK", 165, 180, "HOUR"), date(2026, 12, 4)),
    ("da", "Tømrer", ["Arbejdssted: Odense", "Ansættelsesform: Fastansættelse",
     "Ansøgningsfrist: 8. december 2026"],
     "Odense", ["FULL_TIME"], None, date(2026, 12, 8)),
    ("no", "Rørlegger", ["Arbeidssted: Tromsø", "Omfang: Deltid",
     "Årslønn kr 420 000 – 460 000", "Søknadsfrist: 30.11.2026"],
     "Tromsø", ["PART_TIME"], ("NOK", 420_000, 460_000, "YEAR"), date(2026, 11, 30)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "title", "lines", "place", "types", "pay", "until"),
    POSTINGS,
    ids=[posting[0] for posting in POSTINGS],
)
def test_a_posting_gives_its_facts_and_no_more_than_those(
    language: str,
    title: str,
    lines: list[str],
    place: str,
    types: list[str],
    pay: tuple[object, ...] | None,
    until: date | None,
) -> None:
    posting = _posting(f"<h1>{title}</h1>" + _lines(lines), language)
    assert posting.title == title
    assert [found.name for found in posting.job_location] == [place]
    assert posting.employment_type == types
    found = posting.base_salary
    assert (found and (found.currency, found.min, found.max, found.unit)) == pay
    assert (posting.date_posted, posting.valid_through) == (None, until)
    assert (posting.hiring_organization, posting.job_location_type) == (None, None)


REQUIREMENTS: list[tuple[Any, ...]] = [
    ("<h3>Requisitos</h3><p>• Experiencia mínima de 2 años en hornos<br>"
     "• Carnet de conducir B<br>• Inglés B2 (deseable)</p>",
     [("experience", "must", 2.0, "Experiencia mínima de 2 años en hornos"),
      ("legal", "must", None, "Carnet de conducir B"),
      ("language", "nice", None, "Inglés B2 (deseable)")]),
    ("<p>Požadujeme: věk 18 let, čistý trestní rejstřík, praxi v pekárně</p>",
     [("legal", "must", None, "věk 18 let"),
      ("legal", "must", None, "čistý trestní rejstřík"),
      ("experience", "must", None, "praxi v pekárně")]),
    ("<h3>Wymagania</h3><ul><li>Min. 3-letnie doświadczenie w piekarni</li>"
     "<li>Prawo jazdy kat. B</li></ul><p>2. Warunki pracy: dwie zmiany</p>",
     [("experience", "must", 3.0, "Min. 3-letnie doświadczenie w piekarni"),
      ("legal", "must", None, "Prawo jazdy kat. B")]),
    ("<h3>Obowiązkowe</h3><div><span>SQL</span><span>Postman</span><span>Język niemiecki</span>"
     "</div>",
     [("skill", "must", None, "SQL"), ("skill", "must", None, "Postman"),
      ("language", "must", None, "Język niemiecki")]),
    ("<h3>Requisitos</h3><ul><li>3 ou mais anos de experiência em padarias</li>"
     "<li>Licenciatura; carta de condução B</li></ul>",
     [("experience", "must", 3.0, "3 ou mais anos de experiência em padarias"),
      ("education", "must", None, "Licenciatura"),
      ("legal", "must", None, "carta de condução B")]),
    ("<h2>Kvalifikationer</h2><p>Du har minst två års erfarenhet från bageri. Det är meriterande "
     "med kunskaper i andra ugnar, t.ex. Miwe eller Wachtel.</p><p>Sök: bageri@norvik.example</p>",
     [("experience", "must", 2.0, "Du har minst två års erfarenhet från bageri."),
      ("skill", "nice", None,
       "Det är meriterande med kunskaper i andra ugnar, t.ex. Miwe eller Wachtel.")]),
    ("<dl><dt>Požadované vzdělání</dt><dd>Středoškolské</dd><dt>Typ pracovního poměru</dt>"
     "<dd>Práce na plný úvazek</dd></dl>",
     [("education", "must", None, "Středoškolské")]),
]  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), REQUIREMENTS)
def test_requirements_are_the_points_that_a_reader_sees(
    body: str, expected: list[tuple[object, ...]]
) -> None:
    posting = _posting(f"<h1>Pekař</h1>{body}")
    found = [(r.kind, r.level, r.years, r.quote) for r in posting.requirements]
    assert found == expected


def test_an_age_is_no_experience() -> None:
    posting = _posting("<h1>Pekař</h1><h3>Požadavky</h3><ul><li>dosažení věku 18 let</li></ul>")
    assert [(r.kind, r.years) for r in posting.requirements] == [("legal", None)]


@pytest.mark.parametrize("invitation", ["Dla pracodawców", "Vložit inzerát", "Publicar oferta"])
def test_a_board_that_invites_employers_is_not_the_employer(invitation: str) -> None:
    body = (
        f"<title>Baker | Lumovia</title><meta property='og:site_name' content='Lumovia'>"
        f"<header><a>{invitation}</a></header><h1>Baker</h1><h2>Pekařství Holub s.r.o.</h2>"
        "<p>Brno</p><p>You bake bread.</p><footer>© 2026 Lumovia</footer>"
    )
    organization = _posting(body).hiring_organization
    assert organization is not None
    assert organization.name == "Pekařství Holub s.r.o."


def test_an_employer_at_the_end_of_a_title_is_one() -> None:
    body = "<h1>Kock till Krogen Ankaret</h1><p>Krogen Ankaret, Visby, Gotland</p><p>Heltid</p>"
    organization = _posting(body, "sv").hiring_organization
    assert organization is not None
    assert organization.name == "Krogen Ankaret"


def test_crowns_are_those_of_the_language_where_no_place_is_known() -> None:
    lines = [
        "Arbeidssted: Havnes",
        "Lønn: etter tariff, kr 468 000–560 000",
        "Vi søker en kollega som har erfaring, og vi tilbyr god lønn og hyggelige kolleger.",
    ]
    found = _posting(f"<h1>Sykepleier</h1>{_lines(lines)}", "nb").base_salary
    assert found is not None
    assert (found.currency, found.min, found.max, found.unit) == ("NOK", 468_000, 560_000, "YEAR")


def test_work_in_a_country_is_no_employer() -> None:
    body = "<title>Opiekunka – praca w Niemczech – CareLumo</title><h1>Opiekunka</h1><p>Opieka.</p>"
    organization = _posting(body, "pl").hiring_organization
    assert organization is None or organization.name == "CareLumo"


@pytest.mark.parametrize(
    ("language", "line", "until"),
    [
        ("es", "Plazo de presentación: del 06/10/2026 al 26/10/2026", date(2026, 10, 26)),
        ("pt", "Prazo de candidatura: 12/10/2026 a 30/10/2026", date(2026, 10, 30)),
        ("pl", "Termin składania ofert: 3.11.2026 – 17.11.2026", date(2026, 11, 17)),
    ],
)
def test_the_last_day_of_a_span_is_the_last_day(language: str, line: str, until: date) -> None:
    assert _posting(f"<h1>Baker</h1><p>{line}</p>", language).valid_through == until


@pytest.mark.parametrize(
    ("head", "line", "name"),
    [
        ("Ledigt jobb: Bagare, Vänerns universitet", "", "Vänerns universitet"),
        ("Bagare", "Company: Lumovia Technology", "Lumovia Technology"),
        ("Bagare", "Por que? Empresa: Lumovia Cargo", "Lumovia Cargo"),
    ],
)
def test_the_employer_stands_after_the_title_or_its_label(head: str, line: str, name: str) -> None:
    body = f"<title>{head}</title><h1>Bagare</h1><p>{line}</p><p>{name} bakar bröd.</p>"
    organization = _posting(body, "sv").hiring_organization
    assert organization is not None
    assert organization.name == name


def test_who_seeks_as_we_is_the_employer() -> None:
    body = (
        "<h1>Delineante</h1><p>Desde Arce & Robledo (Bilbao) estamos buscando un/a delineante.</p>"
        "<p>Escribe a empleo@arcerobledo.example. Arce & Robledo trabaja en madera.</p>"
    )
    organization = _posting(body, "es").hiring_organization
    assert organization is not None
    assert organization.name == "Arce & Robledo"


def test_the_name_of_a_town_s_site_is_no_title() -> None:
    body = (
        "<div><b>Město Třebíčka</b> - oficiální stránky</div><h2>Oznámení o vyhlášení výběrového "
        "řízení č. 12</h2><h3>referent odboru dopravy</h3><p>Druh práce: úředník</p>"
    )
    assert _posting(body, "cs").title == "referent odboru dopravy"


def test_a_numbered_bold_line_opens_a_section() -> None:
    body = "<p><b>3. Wymagania niezbędne:</b></p><ol><li>niekaralność</li></ol>"
    assert [r.quote for r in _posting(f"<h1>Piekarz</h1>{body}").requirements] == ["niekaralność"]


def test_a_word_that_only_begins_like_an_occupation_is_a_name() -> None:
    body = (
        "<h1>Städare</h1><p>Havssekretariatet söker en städare till sin station. "
        "Havssekretariatet är en myndighet och Havssekretariatet har 50 anställda.</p>"
    )
    organization = _posting(body, "sv").hiring_organization
    assert organization is not None
    assert organization.name == "Havssekretariatet"


@pytest.mark.parametrize(
    ("body", "places"),
    [
        ("<p>Region: południe Polski</p><p>Rzeszów, Polska</p>", ["Rzeszów, Polska"]),
        ("<dl><dt>Lokalizacje</dt><dd>Łódź</dd><dd>Lublin</dd></dl>", ["Łódź", "Lublin"]),
        ("<p>Hybrydowo: Gdańsk</p>", ["Gdańsk"]),
        ("<p>Nástup: ihned. Místo výkonu práce: Vrchlabí.</p>", ["Vrchlabí"]),
        ("<p>1. Miejsce pracy: Kielce</p>", ["Kielce"]),
        ("<p><b>ID:</b> <span>12</span> <b>Lokalita:</b> <span>Nitra</span></p>", ["Nitra"]),
        ("<p><b>ID: </b>12&nbsp; <b>Lokalita: </b> <span>Nitra</span></p>", ["Nitra"]),
        ("<p>Gmina Stare Brzozy ogłasza nabór.</p>", ["Stare Brzozy"]),
    ],
)
def test_the_place_is_found_beside_above_and_under_its_label(body: str, places: list[str]) -> None:
    posting = _posting(f"<h1>Baker</h1>{body}<p>You bake.</p>")
    assert [place.name.rstrip(".") for place in posting.job_location] == places


@pytest.mark.parametrize(
    ("body", "pay"),
    [
        ("<h4>8 000 – 11 000 PLN</h4><p>brutto miesięcznie (UoP)</p>", (8000, 11_000, "MONTH")),
        ("<p>Salário base de 1.050€ brutos/mês x 14 meses + prémios até 200€</p>",
         (1050, 1050, "MONTH")),
        ("<p>Tabulkový plat 32 000 až 44 000 Kč + příplatky</p>", (32_000, 44_000, None)),
        ("<p>Náborový příspěvek 100 000 Kč</p>", None),
        ("<p>Cesta básica de R$ 220,00</p>", None),
        ("<p>Salario: según convenio + plus nocturnidad 18 €/noche</p>", None),
    ],
)  # fmt: skip
def test_the_pay_is_told_from_what_comes_on_top(
    body: str, pay: tuple[float, float, str | None] | None
) -> None:
    found = _posting(f"<h1>Baker</h1><p>You bake.</p>{body}").base_salary
    assert (found and (found.min, found.max, found.unit)) == pay


def test_the_language_of_a_page_is_no_employment_type() -> None:
    assert (
        _posting("<a>PT</a> <a>EN</a><h1>Padeiro</h1><p>PT</p><p>Faz pão.</p>").employment_type
        == []
    )


@pytest.mark.parametrize(
    ("declared", "text", "language"),
    [
        ("nb", "Vi søker en baker som har erfaring med gjær. Du har fagbrev, og vi tilbyr god "
         "lønn og hyggelige kolleger i et lite bakeri ved havet.", "no"),
        ("da", "Vi søger en bager, som har erfaring med gær. Du er uddannet, og vi tilbyder god "
         "løn og dejlige kolleger i et lille bageri ved havet.", "da"),
        ("en", "Szukamy piekarza. Wymagania: doświadczenie w piekarni, znajomość pieców, "
         "książeczka sanepidowska. Oferujemy umowę o pracę.", "pl"),
    ],
)  # fmt: skip
def test_the_language_is_told_from_its_relatives(declared: str, text: str, language: str) -> None:
    assert _posting(f"<h1>Baker</h1><p>{text}</p>", declared).in_language == language


def test_a_common_word_is_no_technology() -> None:
    text = "Szukamy osoby, która zna Pythona. Jest to praca w zespole, który się rozwija."
    assert _posting(f"<h1>Tester</h1><p>{text} Python</p>", "pl").skills == ["Python"]


def _lines(lines: list[str]) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


def _posting(body: str, language: str = "en") -> JobPosting:
    return posting_of(page(f'<html lang="{language}">{body}'))
