from __future__ import annotations

import pytest
from reading_samples import page, posting_of


def company(html: str) -> str | None:
    organization = posting_of(page(html)).hiring_organization
    return organization.name if organization else None


@pytest.mark.parametrize(
    ("job", "sentence", "name"),
    [
        (
            "Bäcker (m/w/d)",
            "Wir, die Kornfeld Backwaren GmbH, suchen für unsere Filiale in Uelzen Verstärkung.",
            "Kornfeld Backwaren GmbH",
        ),
        (
            "Bäcker (m/w/d)",
            "Wir bei Krustenreich möchten Brot besser machen und freuen uns auf dich.",
            "Krustenreich",
        ),
        (
            "Bäcker (m/w/d)",
            "Zum 1. April sucht die Kornfeld Backwaren eine erfahrene Kraft für die Backstube.",
            "Kornfeld Backwaren",
        ),
        (
            "Boulanger H/F",
            "Pour renforcer son équipe, la maison familiale Delpech et Fils est à la recherche "
            "d'un boulanger.",
            "Delpech et Fils",
        ),
        (
            "Boulanger H/F",
            "Votre agence Provence Emploi recherche pour l'un de ses clients un boulanger.",
            "Provence Emploi",
        ),
        (
            "Boulanger H/F",
            "Four 12, la division pain de la maison mère, est à la recherche d'un(e) boulanger.",
            "Four 12",
        ),
        (
            "Bakker",
            "Broodwinkel De Korst in Zutphen is op zoek naar een bakker die vroeg opstaat.",
            "Broodwinkel De Korst",
        ),
        (
            "Bakker",
            "Voor onze opdrachtgever in Waalwijk zoekt Deegkracht Personeel meerdere bakkers.",
            "Deegkracht Personeel",
        ),
        (
            "Panettiere",
            "Forno Bellavista S.r.l., azienda storica, cerca per la sede di Treviso un panettiere.",
            "Forno Bellavista S.r.l.",
        ),
        (
            "Panettiere",
            "Noi di Granodoro facciamo il pane da quarant'anni e amiamo il nostro lavoro.",
            "Granodoro",
        ),
        (
            "Baker",
            "At Harbour Loaves we bake for the families of seamen, and we do it every day.",
            "Harbour Loaves",
        ),
    ],
)
def test_a_sentence_says_who_seeks(job: str, sentence: str, name: str) -> None:
    assert company(f"<h1>{job}</h1><p>{sentence}</p>") == name


@pytest.mark.parametrize(
    ("heading", "sentence"),
    [
        ("Wer wir sind", "Krustify hilft Bäckern, am Abend kein Brot wegzuwerfen, mit einer App."),
        ("L'entreprise", "Krustify conçoit des fours pour les artisans depuis plus de vingt ans."),
        ("Over ons", "Krustify maakt ovens voor de ambachtelijke bakker, al meer dan 20 jaar."),
        ("Chi siamo", "Krustify progetta forni per i panettieri artigiani da oltre vent'anni."),
        ("About us", "Krustify makes ovens for people who care about what they eat each day."),
    ],
)
def test_who_presents_itself_in_its_own_section_is_the_employer(
    heading: str, sentence: str
) -> None:
    body = f"<h1>Office Manager</h1><h2>{heading}</h2><p>{sentence}</p>"
    assert company(f"{body}<p>jobs@krustify.example</p>") == "Krustify"


@pytest.mark.parametrize(
    "sentence",
    [
        "Wir sind 23 Menschen, die gerne Brot backen und es noch lieber essen.",
        "Bei Interesse melden Sie sich gerne. Bei Interesse wissen wir mehr.",
        "Máte rádi chléb? Máte rádi lidi? Rádi vás poznáme a ukážeme vám pekárnu.",
        "Dein Team sucht dich, und unser Startup sucht eine gute Seele für die Backstube.",
    ],
)
def test_a_sentence_without_a_name_names_nobody(sentence: str) -> None:
    assert company(f"<h1>Bäcker (m/w/d)</h1><p>{sentence}</p>") is None


def test_the_sentence_before_an_address_is_no_name() -> None:
    line = "Bitte richten Sie Ihre Bewerbung an das Personalamt, Ofengasse 3, 35999 Hohenburg."
    assert company(f"<h1>Bäcker (m/w/d)</h1><p>{line}</p>") is None


def test_a_name_before_an_address_is_read_behind_the_words_that_lead_to_it() -> None:
    line = "Bewerbung an: Ofenfreunde GmbH, Ofengasse 3, 35999 Hohenburg"
    assert company(f"<h1>Bäcker (m/w/d)</h1><p>{line}</p>") == "Ofenfreunde GmbH"


def test_a_word_of_the_trade_does_not_make_a_company_a_job() -> None:
    head = "<title>Monteur gesucht | Brandl Elektrotechnik</title>"
    assert company(f"{head}<h1>Monteur</h1><p>Du montierst gerne.</p>") == "Brandl Elektrotechnik"


def test_the_town_behind_a_name_in_a_sentence_does_not_belong_to_it() -> None:
    line = "La Trattoria Bellavista a Bari cerca un cuoco che ami la cucina di casa."
    assert company(f"<h1>Cuoco</h1><p>{line}</p>") == "Trattoria Bellavista"


@pytest.mark.parametrize(
    ("heading", "further", "title", "name"),
    [
        ("Bäcker (m/w/d) — kornix", "<h3>Über kornix</h3>", "Bäcker (m/w/d)", "kornix"),
        ("Bakker - Deeg & Zonen B.V.", "", "Bakker", "Deeg & Zonen B.V."),
        ("Baker – Night shift", "<p>Night shift is at night.</p>", "Baker – Night shift", None),
    ],
)
def test_a_heading_of_title_and_company_is_read_as_both(
    heading: str, further: str, title: str, name: str | None
) -> None:
    html = f"<title>{heading}</title><h1>{heading}</h1>{further}<p>Wir backen jeden Tag Brot.</p>"
    assert posting_of(page(html)).title == title
    assert company(html) == name


def test_the_name_of_a_public_body_ends_where_the_next_word_begins() -> None:
    line = "Samen maken we de gemeente De Beek leefbaarder, voor iedereen die er woont en werkt."
    body = f"<h1>Medewerker balie</h1><p>{line}</p><p>Je werkt bij de gemeente De Beek.</p>"
    assert company(body) in ("gemeente De Beek", "Gemeente De Beek")
