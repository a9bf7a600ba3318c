from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from reading_samples import page, pasted, posting_of

if TYPE_CHECKING:
    from profiles.postings import JobPosting


def posting(body: str, *, title: str = "Bäcker (m/w/d)", head: str = "") -> JobPosting:
    return posting_of(page(f"<html><head><title>{head}</title></head><h1>{title}</h1>{body}"))


@pytest.mark.parametrize(
    ("sentence", "until"),
    [
        ("Bewerben Sie sich bis zum 31.01.2026 unter Angabe Ihrer Gehaltsvorstellung.",
         date(2026, 1, 31)),
        ("Ausschreibungsschluss ist der 12. Januar 2026.", date(2026, 1, 12)),
        ("Candidatures jusqu'au 30 avril 2026 : jobs@pain.example", date(2026, 4, 30)),
        ("Envoyer CV et lettre avant le 15/02/2026", date(2026, 2, 15)),
        ("Stuur je portfolio vóór 1 juni 2026 naar stage@brood.example", date(2026, 6, 1)),
        ("U dient uw kandidatuur ten laatste op woensdag 6 juli 2026 in.", date(2026, 7, 6)),
        ("Reageren t/m 8 februari 2026", date(2026, 2, 8)),
        ("Inviare il curriculum a jobs@pane.example entro e non oltre il 10/02/2026.",
         date(2026, 2, 10)),
        ("Ihre Bewerbung gilt einer Stelle, befristet bis zum 30. Juni 2026.", None),
        ("Das Projekt läuft bis zum 30.06.2026.", None),
        ("Contrat jusqu'au 30 juin 2026, candidatures bienvenues.", None),
    ],
)  # fmt: skip
def test_the_last_day_is_read_in_the_sentence_that_speaks_of_applying(
    sentence: str, until: date | None
) -> None:
    assert posting(f"<p>{sentence}</p>").valid_through == until


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Bis zu 3 Tage mobiles Arbeiten pro Woche", "HYBRID"),
        ("Bis zu 60 % mobile Arbeit", "HYBRID"),
        ("Un jour de télétravail par semaine", "HYBRID"),
        ("Télétravail : 2 jours par semaine", "HYBRID"),
        ("Smart working 2 giorni a settimana", "HYBRID"),
        ("1 à 2 dagen thuiswerk", "HYBRID"),
        ("Tot drie dagen per week thuiswerken", "HYBRID"),
        ("Télétravail : partiel possible", "HYBRID"),
        ("Démarrage dès que possible. Travail à distance.", "TELECOMMUTE"),
        ("30 Tage Urlaub und ein Kickertisch", None),
        ("Bis zu 170 Tage im Jahr aus dem EU-Ausland arbeiten", None),
    ],
)
def test_counted_days_away_from_the_office_make_the_work_hybrid(
    line: str, kind: str | None
) -> None:
    assert posting(f"<ul><li>{line}</li></ul>").job_location_type == kind


def test_the_label_of_an_answer_states_no_workplace() -> None:
    assert posting("<h4>Télétravail</h4><p>Non</p>").job_location_type == "ON_SITE"
    assert posting("<h4>Télétravail</h4><p>À discuter avec vous</p>").job_location_type is None


@pytest.mark.parametrize(
    ("title", "body", "types"),
    [
        ("Fachperson Pflege 60-100 %", "", ["FULL_TIME", "PART_TIME"]),
        ("Contabile 50-60%", "", ["PART_TIME"]),
        ("Comptable 100%", "", ["FULL_TIME"]),
        ("Koch", "<p>Pensum: 80 – 100%</p>", ["FULL_TIME", "PART_TIME"]),
        ("Koch", "<h2>Ziel 1: Kuchen (40%)</h2><p>20 % Rabatt auf Brot</p>", []),
        ("Koch", "<p>Wir suchen zum 1. Mai in Voll- oder Teilzeit eine gute Seele.</p>",
         ["FULL_TIME", "PART_TIME"]),
        ("Koch", "<p>Die Stelle ist befristet bis zum 30. Juni 2026.</p>", ["TEMPORARY"]),
        ("Kok", "<li>een tijdelijke aanstelling van 18 maanden</li>", ["TEMPORARY"]),
        ("Kok", "<h4>Contract</h4><ul><li>Vaste job</li><li>Voltijds</li></ul>", ["FULL_TIME"]),
        ("Cuoco", "<p>Si offre contratto a tempo determinato.</p>", ["TEMPORARY"]),
        ("Cuisinier", "<h2>Qui sommes-nous ?</h2><p>Nous aidons les jeunes en alternance.</p>"
         "<h2>Modalités</h2><p>Poste à temps partiel</p>", ["PART_TIME"]),
    ],
)  # fmt: skip
def test_terms_are_read_as_a_share_in_a_list_or_in_a_sentence(
    title: str, body: str, types: list[str]
) -> None:
    assert posting(body, title=title).employment_type == types


@pytest.mark.parametrize(
    ("line", "pay"),
    [
        ("Salaire : 45 k€ / 55 k€", (45_000, 55_000)),
        ("Salaris: FWG 35, € 2.514,- tot € 3.537,- o.b.v. 36 uur", (2514, 3537)),
        ("Salaris: € 2.901 in het eerste jaar tot € 3.707 bruto per maand", (2901, 3707)),
        ("Mensuel de 2100.00 Euros à 2400.00 Euros sur 12 mois", (2100, 2400)),
        ("Delft • 38 - 40 uur • €16,20 - €18,00 per uur • Tijdelijk met uitzicht op vast werk hier",
         (16.2, 18)),
        ("Vergütung: 50 % der Entgeltgruppe 13 TV-L", None),
        ("Vergütung nach Tarifvertrag Stahl (EG 7)", None),
        ("Rémunération : selon grille, prime d'attractivité de 3 000 €", None),
    ],
)  # fmt: skip
def test_pay_is_neither_a_grade_nor_a_share_nor_a_bonus(
    line: str, pay: tuple[float, float] | None
) -> None:
    found = posting(f"<p>{line}</p>").base_salary
    assert (found and (found.min, found.max)) == pay


def test_the_range_elsewhere_on_the_page_is_the_whole_of_a_figure_at_its_end() -> None:
    body = "<li>€ 3.900 - € 5.700</li><p>Schaal 10 (max. € 5.700 bruto per maand)</p>"
    found = posting(body, title="Adviseur").base_salary
    assert found is not None
    assert (found.min, found.max, found.unit) == (3900, 5700, "MONTH")


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ("<p>20457 Hamburg, Kornweg 12</p>", "20457 Hamburg, Kornweg 12"),
        ("<p>Verona e Milano</p>", "Verona; Milano"),
        ("<p>Brotdorf (BZ)</p>", "Brotdorf (BZ)"),
        ("<p>Das Café Krume in Freiburg sucht dich.</p>", "Freiburg"),
        ("<p>Nos bureaux de La Rochelle et Bressuire recrutent un boulanger.</p>",
         "La Rochelle; Bressuire"),
        ("<p>Die Gemeinde Brotdorf stellt ein, und das seit 1901 und mit viel Freude.</p>",
         "Brotdorf"),
        ("<p>Bewerbung an:<br>Bäckerei Krume<br>Kornweg 8<br>25899 Brotdorf</p>", "25899 Brotdorf"),
        ("<p>January 30, 2026 <a href='/a'>Apply Now</a></p>", None),
        ("<p>Unsere Kunden sitzen in Berlin, Wien und Zürich.</p>" + "<p>Brot tut gut.</p>" * 70,
         None),
    ],
)  # fmt: skip
def test_a_town_is_read_where_postings_name_it_and_nowhere_else(
    body: str, place: str | None
) -> None:
    assert "; ".join(p.name for p in posting(body).job_location) == (place or "")


@pytest.mark.parametrize(
    ("body", "company"),
    [
        ("<p>Bewerbung an:<br>Bäckerei Krume GmbH<br>Kornweg 8<br>25899 Brotdorf</p>",
         "Bäckerei Krume GmbH"),
        ("<p>Krume AG, Kornweg 20, 89073 Ulm</p><p>Die Krume AG bäckt.</p>", "Krume AG"),
        ("<p>Bürgerinnen der Stadt Brotdorf freuen sich auf Sie.</p>", "Stadt Brotdorf"),
        ("<img alt='Logo Bakkerij De Korst'><p>Binnen Bakkerij De Korst werk je in een klein team"
         " met veel plezier.</p>", "Bakkerij De Korst"),
        ("<p>Wir sind Krumenreich, der Spezialist für Rinden.</p><p>Krumenreich wächst.</p>"
         "<p>Schreib an jobs@krumenreich.example</p>", "Krumenreich"),
        ("<p>Brot ist ein Grundnahrungsmittel, das viele Menschen jeden Tag gern essen.</p>", None),
        ("<p>Verona</p><p>Sede di lavoro: Verona</p><p>Verona è una città bella e antica.</p>",
         None),
    ],
)  # fmt: skip
def test_a_company_is_named_by_its_address_its_mailbox_and_its_own_words(
    body: str, company: str | None
) -> None:
    organization = posting(body).hiring_organization
    assert (organization and organization.name) == company


def test_a_day_comes_before_its_month_on_a_page_that_is_not_english() -> None:
    text = "Wir suchen eine nette Person für die Backstube und freuen uns auf dich."
    assert posting(f"<p>{text}</p><p>Datum: 05/04/2026</p>").date_posted == date(2026, 4, 5)
    text = "We are looking for a kind person for the bakery and want to meet you with pleasure."
    paid = posting(f"<p>{text}</p><p>Posted: 05/04/2026</p><p>Salary: USD 50,000 a year</p>")
    assert paid.date_posted == date(2026, 5, 4)


def test_a_date_may_stand_before_the_word_that_says_what_it_is() -> None:
    assert posting("<li>am 14.1.2026 veröffentlicht</li>").date_posted == date(2026, 1, 14)


@pytest.mark.parametrize(
    ("text", "title", "company", "place"),
    [
        ("Suchen ab sofort zuverlässige Reinigungskraft (m/w/d) auf Minijob-Basis für unsere "
         "Zahnarztpraxis in Fulda. Zahnarztpraxis Dr. Heike Muster, Tel. 0661 123456",
         "Reinigungskraft (m/w/d)", "Zahnarztpraxis Dr. Heike Muster", "Fulda"),
        ("Restaurant La Croûte à Annecy cherche serveur/serveuse, CDD saisonnier, logé.",
         "serveur/serveuse", "Restaurant La Croûte", "Annecy"),
        ("Ristorante La Crosta a Bari cerca cuoco, contratto full time a tempo indeterminato.",
         "cuoco", "Ristorante La Crosta", "Bari"),
    ],
)  # fmt: skip
def test_an_advertisement_of_one_sentence_names_job_employer_and_town(
    text: str, title: str, company: str, place: str
) -> None:
    found = posting_of(pasted(text))
    assert found.title == title
    assert found.hiring_organization
    assert found.hiring_organization.name == company
    assert [p.name for p in found.job_location] == [place]


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("Wir suchen Bäcker*innen (m/w/d)", "Bäcker*innen (m/w/d)"),
        ("Wir suchen eine Verkäuferin (m/w/d)", "Verkäuferin (m/w/d)"),
        ("Nous recherchons un boulanger (H/F)", "boulanger (H/F)"),
        ("Wij zoeken een verkoopmedewerker", "verkoopmedewerker"),
        ("Cerchiamo un panettiere", "panettiere"),
    ],
)
def test_a_heading_that_is_a_sentence_is_read_without_its_verb(heading: str, title: str) -> None:
    assert posting("<p>Brot und Kuchen.</p>", title=heading).title == title


def test_the_name_of_the_site_is_no_title() -> None:
    body = "<h2>Chargé de communication (H/F)</h2><p>Lieu : Béziers</p>"
    assert posting(body, title="emploi-boulange.fr").title == "Chargé de communication (H/F)"


@pytest.mark.parametrize(
    ("line", "low", "high", "currency", "unit"),
    [
        ("Jahreslohn von Fr. 105'000 bis Fr. 128'000", 105_000, 128_000, "CHF", "YEAR"),
        ("💼 CDI — 📍 Paris (3j/semaine au bureau) — 💰 45-55k€ + BSPCE", 45_000, 55_000, "EUR",
         "YEAR"),
        ("Tarief: max. € 105 per uur", None, 105, "EUR", "HOUR"),
        ("RAL: 22-25k € in base all'esperienza", 22_000, 25_000, "EUR", "YEAR"),
    ],
)  # fmt: skip
def test_pay_is_read_beside_other_facts(
    line: str, low: float | None, high: float, currency: str, unit: str
) -> None:
    salary = posting(f"<p>{line}</p>").base_salary
    assert salary is not None
    assert (salary.min, salary.max, salary.currency, salary.unit) == (low, high, currency, unit)


def test_a_line_of_facts_is_split_at_its_pictures() -> None:
    found = posting("<p>📍 Hannover ⏰ Vollzeit 💶 15,20 €/Std. 📅 ab sofort</p>")
    assert [place.name for place in found.job_location] == ["Hannover"]
    assert found.employment_type == ["FULL_TIME"]
    found = posting("<p>💼 CDI — 📍 Paris 11e (hybride, 3j/semaine au bureau)</p>")
    assert found.job_location_type == "HYBRID"


@pytest.mark.parametrize(
    ("body", "company"),
    [
        ("<p>An der Universität Rheinau ist eine Stelle zu besetzen.</p>"
         "<p>Die Universität Rheinau fördert Frauen.</p>", "Universität Rheinau"),
        ("<p>Wir arbeiten mit der Universität Rheinau zusammen.</p>", None),
    ],
)  # fmt: skip
def test_an_institution_that_the_text_names_again_is_the_employer(
    body: str, company: str | None
) -> None:
    long = "<p>" + "Wir forschen an Brot, und das seit vielen Jahren. " * 10 + "</p>"
    organization = posting(body + long).hiring_organization
    assert (organization.name if organization else None) == company


def test_a_day_of_change_is_no_deadline() -> None:
    found = posting("<div>Publiée le 08/01/2026 - Actualisée le 15/01/2026</div>")
    assert (found.date_posted, found.valid_through) == (date(2026, 1, 8), None)


def test_a_tiny_ad_names_its_town_between_commas_and_its_pay_by_the_hour() -> None:
    found = posting("<p>Praxis Dr. Wendt, Göttingen, sucht Hilfe, 14,50 €/Stunde.</p>")
    assert [place.name for place in found.job_location] == ["Göttingen"]
    assert found.base_salary is not None
    assert found.base_salary.min == 14.5
