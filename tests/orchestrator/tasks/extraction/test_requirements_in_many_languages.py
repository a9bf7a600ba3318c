from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from reading_samples import page, posting_of

if TYPE_CHECKING:
    from profiles.postings import JobPosting

# A heading that asks, one of its points, and how a careful reader takes it.
POINTS: list[tuple[str, str, str, str, float | None]] = [
    ("Ihr Profil", "Mindestens 3 Jahre Berufserfahrung in der Backstube", "experience", "must", 3),
    ("Ihr Profil", "Abgeschlossene Lehre als Konditor", "education", "must", None),
    ("Ihr Profil", "Mehrjährige Praxis in der Lohnbuchhaltung", "experience", "must", None),
    ("Ihr Profil", "Führerschein Klasse B (gerne auch BE)", "legal", "must", None),
    ("Ihr Profil", "Führerausweis Kat. B wünschenswert", "legal", "nice", None),
    ("Ihr Profil", "Kenntnisse in Java, Kotlin und Go von Vorteil", "skill", "nice", None),
    ("Ihr Profil", "Sehr gute Englischkenntnisse, Deutsch ist ein Plus", "language", "must", None),
    ("Was wir uns von dir wünschen", "Zwei Jahre Führungserfahrung", "experience", "must", 2),
    ("Womit du punktest", "Freude am Backen", "skill", "must", None),
    ("Wünschenswert", "Erfahrung mit Sauerteig", "experience", "nice", None),
    ("Profil recherché", "Permis B obligatoire, permis BE apprécié", "legal", "must", None),
    ("Profil recherché", "3 à 5 ans d'expérience en boulangerie", "experience", "must", 3),
    ("Profil recherché", "Maîtrise d'Abacus, un atout", "skill", "nice", None),
    ("Quel est le profil idéal ?", "Expérience de 18 mois en cuisine", "experience", "must", 1.5),
    ("Vous", "Vous préparez un Bac+3 en communication", "education", "must", None),
    ("Ce serait un plus", "Vous parlez italien", "language", "nice", None),
    ("Dit vragen we van jou", "Minimaal 3 jaar werkervaring, bij voorkeur bij een bakker",
     "experience", "must", 3),
    ("Dit vragen we van jou", "Enkele jaren ervaring", "experience", "must", None),
    ("Functie-eisen", "Kennis van zuurdesem is een enorme pre!", "skill", "nice", None),
    ("Functie-eisen", "Je spreekt vlot Nederlands, kennis van het Frans is een plus",
     "language", "must", None),
    ("Functiewensen", "Rijbewijs C", "legal", "nice", None),
    ("Requisiti", "Esperienza di almeno 2 anni nel ruolo", "experience", "must", 2),
    ("Requisiti", "Ottima conoscenza dell'inglese, gradita seconda lingua", "language", "must",
     None),
    ("Requisiti", "Automunito", "legal", "must", None),
    ("Chi sei", "Diploma di scuola alberghiera", "education", "must", None),
    ("Costituiscono titolo preferenziale", "Conoscenza di Excel", "skill", "nice", None),
]  # fmt: skip


@pytest.mark.parametrize(("heading", "point", "kind", "level", "years"), POINTS)
def test_a_point_has_its_kind_its_level_and_its_years(
    heading: str, point: str, kind: str, level: str, years: float | None
) -> None:
    posting = posting_of(page(f"<h1>Koch</h1><h2>{heading}</h2><ul><li>{point}</li></ul>"))
    found = [(r.kind, r.level, r.years, r.quote) for r in posting.requirements]
    assert found == [(kind, level, years, point)]


@pytest.mark.parametrize(
    ("heading", "point"),
    [
        ("Your profile", "You may work in Norway; we cannot sponsor a visa."),
        ("Ihr Profil", "Sie dürfen in Norwegen arbeiten; wir können kein Visum besorgen."),
        ("Profil recherché", "Vous habitez près d'Oslo ; nous ne logeons personne."),
    ],
)
def test_what_the_employer_says_of_himself_stays_with_what_he_asks(
    heading: str, point: str
) -> None:
    posting = posting_of(page(f"<h1>Koch</h1><h2>{heading}</h2><ul><li>{point}</li></ul>"))
    assert quotes(posting) == [point]


def quotes(posting: JobPosting) -> list[str]:
    return [requirement.quote for requirement in posting.requirements]


@pytest.mark.parametrize(
    "heading",
    [
        "Darauf dürfen Sie sich freuen",
        "On vous offre",
        "Dit krijg je van ons",
        "Cosa troverai",
        "Unser Teamabend",
    ],
)
def test_what_stands_under_the_next_bold_line_is_not_asked_for(heading: str) -> None:
    html = (
        "<h1>Bäcker (m/w/d)</h1><p><b>Ihr Profil</b></p><ul><li>Freude am Backen</li></ul>"
        f"<p><b>{heading}</b></p><ul><li>30 Tage Urlaub</li><li>Obst</li></ul>"
    )
    assert quotes(posting_of(page(html))) == ["Freude am Backen"]


def test_a_heading_of_the_same_rank_ends_what_is_asked_and_one_of_a_lower_rank_does_not() -> None:
    html = (
        "<h1>Comptable (H/F)</h1><h4>Profil recherché</h4><p>Vous aimez les chiffres</p>"
        "<h5>Le petit truc en plus</h5><p>Vous aimez rire</p>"
        "<h4>Zone de déplacement</h4><p>Pas de déplacement</p>"
    )
    assert quotes(posting_of(page(html))) == ["Vous aimez les chiffres", "Vous aimez rire"]


@pytest.mark.parametrize(
    ("lines", "asked"),
    [
        (["Formation : BTS comptabilité", "Lieu : Lyon"], ["BTS comptabilité"]),
        (["Titolo di studio: Laurea in chimica"], ["Laurea in chimica"]),
        (["Berufserfahrung: mindestens 2 Jahre"], ["mindestens 2 Jahre"]),
        (["Berufserfahrung", "ab 2.900 € monatlich"], []),
        (["Contratto: tempo determinato 12 mesi"], []),
    ],
)
def test_a_labelled_degree_or_experience_is_asked_for(lines: list[str], asked: list[str]) -> None:
    shown = "".join(f"<p>{line}</p>" for line in lines)
    assert quotes(posting_of(page(f"<h1>Chimico</h1>{shown}"))) == asked


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Wir suchen dich! Eine abgeschlossene Ausbildung ist Voraussetzung. Wir lachen gern.",
         ["Eine abgeschlossene Ausbildung ist Voraussetzung."]),
        ("Nous sommes dix. Une expérience en Ruby est souhaitée. Le café est bon.",
         ["Une expérience en Ruby est souhaitée."]),
        ("Preferibilmente con una prima esperienza nella vendita.",
         ["Preferibilmente con una prima esperienza nella vendita."]),
        ("Wir sind seit 30 Jahren am Markt. Unsere Brote sind gut.", []),
    ],
)  # fmt: skip
def test_sentences_ask_where_no_section_does(text: str, asked: list[str]) -> None:
    assert quotes(posting_of(page(f"<h1>Verkäufer (m/w/d)</h1><p>{text}</p>"))) == asked


def test_a_sentence_does_not_end_within_parentheses_nor_after_an_abbreviation() -> None:
    long = (
        "Kenntnisse in Datenbanken (v. a. Oracle Cloud, z. B. Exadata. Auch ältere), SAS und SQL. "
        "Inkl. Hotline nach Plan und gelegentlichen Reisen zu unseren Kunden in ganz Europa."
    )
    html = f"<h1>Berater (m/w/d)</h1><h2>Ihr Profil</h2><ul><li>{long}</li></ul>"
    assert quotes(posting_of(page(html))) == [
        "Kenntnisse in Datenbanken (v. a. Oracle Cloud, z. B. Exadata. Auch ältere), SAS und SQL.",
        "Inkl. Hotline nach Plan und gelegentlichen Reisen zu unseren Kunden in ganz Europa.",
    ]


def test_a_line_that_leads_to_a_list_or_states_a_labelled_fact_asks_for_nothing() -> None:
    html = (
        "<h1>Kok</h1><p>Expérience : > 5 ans</p><p>il y a 6 jours</p><h2>Wie ben jij</h2>"
        "<p>Daarnaast beschik je over:</p><p>• Geduld</p><p>• Een goed humeur</p>"
    )
    assert quotes(posting_of(page(html)))[:2] == ["Geduld", "Een goed humeur"]
    assert "il y a 6 jours" not in quotes(posting_of(page(html)))
