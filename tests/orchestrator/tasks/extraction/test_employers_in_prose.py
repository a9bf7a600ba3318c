from __future__ import annotations

import pytest
from reading_samples import page, pasted, posting_of


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


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Met ruim 80 wagens rijdt De Korst Brood door heel het land.", "De Korst Brood"),
        ("Depuis 2016, Korst Brood aide les boulangers à vendre leur pain.", "Korst Brood"),
    ],
)
def test_words_that_spell_the_mailbox_name_the_employer(text: str, name: str) -> None:
    box = name.lower().replace(" ", "-")
    assert company(f"<h1>Planner</h1><p>{text}</p><p>jobs@{box}.example</p>") == name


def test_words_that_spell_a_mail_service_name_nobody() -> None:
    line = "Schreib uns, Posteo oder Mailbox ist uns gleich."
    assert company(f"<h1>Bäcker (m/w/d)</h1><p>{line}</p><p>backstube@posteo.de</p>") is None


@pytest.mark.parametrize(
    "foot",
    [
        "Impressum: Brot am Wall, Inh. Ute Korn, Wallstr. 4, 37073 Göttingen",
        "© 2026 Brot am Wall GbR - Impressum",
    ],
)
def test_the_foot_of_a_page_names_the_employer_where_nothing_else_does(foot: str) -> None:
    body = "<main><h1>Bäcker (m/w/d)</h1><p>Du liebst Brot und stehst gerne früh auf.</p></main>"
    foot = f"<footer><p>{foot}</p></footer>"
    assert company(body + foot) in ("Brot am Wall", "Brot am Wall GbR")
    board = "<nav><a>Jobs</a><a>Für Arbeitgeber</a></nav>"
    assert company(board + body + foot) is None


@pytest.mark.parametrize("head", ["Rejoindre l'aventure", "Join our team", "Werken bij ons"])
def test_an_invitation_is_no_name(head: str) -> None:
    assert company(f"<title>Boulanger | {head}</title><h1>Boulanger</h1><p>Du pain.</p>") is None


def test_stars_do_not_belong_to_a_hotel() -> None:
    line = "L'Hotel Bellaneve 4 stelle cerca un portiere per la stagione invernale."
    assert company(f"<h1>Portiere</h1><p>{line}</p>") == "Hotel Bellaneve"


def test_a_mail_is_about_the_job_and_not_about_who_signs_it() -> None:
    lines = [
        "Buongiorno,",
        "",
        "stiamo cercando un magazziniere full time per il nostro deposito di Piacenza.",
        "",
        "Mansioni: carico e scarico, uso del muletto.",
        "Requisiti: patentino, precisione.",
        "",
        "Cordiali saluti",
        "",
        "Paolo Granoduro",
        "Responsabile logistica",
        "Granoduro Ricambi S.n.c.",
        "Via Emilia Pavese 120",
        "29121 Piacenza",
    ]
    job = posting_of(pasted("\n".join(lines)))
    assert job.title == "magazziniere"
    assert job.hiring_organization is not None
    assert job.hiring_organization.name == "Granoduro Ricambi S.n.c."


def test_a_title_keeps_the_ending_in_its_brackets() -> None:
    text = "Nous cherchons un(e) assistant(e) dentaire en CDI à temps partiel pour notre cabinet."
    assert posting_of(pasted(text)).title == "assistant(e) dentaire"


@pytest.mark.parametrize(
    ("job", "body", "name"),
    [
        (
            "Bakker",
            "<title>Bakker | Deeghuis Recruitment</title>"
            "<p>Voor een bakkerij in Breda is Deeghuis Recruitment op zoek naar een bakker.</p>",
            "Deeghuis Recruitment",
        ),
        (
            "Boulanger H/F",
            "<p>Chez Fournil du Pays d'Orge, on travaille en équipe et dans la bonne humeur.</p>",
            "Fournil du Pays d'Orge",
        ),
        (
            "Meccanico",
            "<title>Meccanico | Autofficina Granoduro</title>"
            "<p>L'Autofficina Granoduro di Cremona è alla ricerca di un meccanico esperto.</p>",
            "Autofficina Granoduro",
        ),
        (
            "Grafico",
            "<p>Granodolce è un e-commerce di biscotti, e siamo già in dodici.</p>"
            "<footer>Granodolce S.r.l. P.IVA 00000000000</footer>",
            "Granodolce",
        ),
    ],
)
def test_a_name_is_read_whole_and_no_further(job: str, body: str, name: str) -> None:
    assert company(f"<h1>{job}</h1>{body}") == name


@pytest.mark.parametrize(
    ("job", "sentence", "name"),
    [
        ("Chef", "Come and work for Figsalt Kitchens! We serve 300.", "Figsalt Kitchens"),
        ("Chef", "An opportunity has arisen at Figsalt Kitchens for a chef.", "Figsalt Kitchens"),
        ("Kok", "Kom jij werken bij Brouwerij De Gistkuip in Leiden?", "Brouwerij De Gistkuip"),
        ("Contable", "Desde Nubarbol estamos en búsqueda de un contable.", "Nubarbol"),
        ("Contador", "Somos a Trigo Velho, uma rede de padarias em Curitiba.", "Trigo Velho"),
        ("Chef", "We work on Church Street and serve 300 covers a night.", None),
        ("Chef", "Join our team and work for yourself.", None),
    ],
)  # fmt: skip
def test_who_is_joined_is_the_employer(job: str, sentence: str, name: str | None) -> None:
    assert company(f"<title>{job}</title><h1>{job}</h1><p>{sentence}</p>") == name


def test_a_municipality_stands_before_its_word() -> None:
    line = "I Grästorps kommun arbetar 600 personer. Vi söker en bagare."
    assert company(f"<h1>Bagare</h1><p>{line}</p>") == "Grästorps kommun"
