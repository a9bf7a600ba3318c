"""Employers that are named by what kind of house they are."""

from __future__ import annotations

import pytest
from reading_samples import page, posting_of

from orchestrator.tasks.extraction.rules.houses import houses_in


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Das Gasthaus Zum Blauen Krug sucht eine Köchin.", "Gasthaus Zum Blauen Krug"),
        ("Bakkerij Van der Molen zoekt een bakker.", "Bakkerij Van der Molen"),
        ("our nursery Tiny Oaks in Leeds needs a cook", "Tiny Oaks"),
        ("Der Weinladen Traubenglück in Köln", "Weinladen Traubenglück"),
        ("Hagworth County Library Service", "Hagworth County Library Service"),
        ("Negozio di scarpe «La Suola d'Oro» a Monza cerca", "La Suola d'Oro"),
        ("В пекарню «Рожь» требуется пекарь", "Рожь"),
        ("La clínica Sonrisa del Mar busca higienista", "Sonrisa del Mar"),
        ("Bar Restaurante La Gaviota (Gijón) necesita camarero", "Bar Restaurante La Gaviota"),
        ("Szkoła Podstawowa nr 4 ogłasza nabór", "Szkoła Podstawowa nr 4"),
        ("La commune de Brive recrute un agent", "commune de Brive"),
        ("El restaurante La Lubina de Cádiz necesita cocinero", "La Lubina"),
        ("Clínica Vale do Lima procura fisioterapeuta", "Clínica Vale do Lima"),
        ("Stolarnia Jesionowa w Poznaniu zatrudni stolarza", "Stolarnia Jesionowa"),
        ("Bistro Pod Kaštanem v Brně přijme kuchaře", "Bistro Pod Kaštanem"),
        ("Hotel Belvista 4 stelle cerca receptionist", "Hotel Belvista"),
    ],
)
def test_a_kind_and_what_it_is_called_are_a_name(text: str, name: str) -> None:
    assert [house.name for house in houses_in(text)] == [name]


@pytest.mark.parametrize(
    "text",
    [
        "A small restaurant in the Old Port",
        "Company Overview",
        "pension and 5 weeks of holiday",
        "Wir suchen für unser Restaurant eine Köchin",
        "Apotheke am Markt 4, Schulstraße",
        "Contributions to your pension",
    ],
)
def test_other_words_for_kinds_name_nobody(text: str) -> None:
    names = [house.name for house in houses_in(text)]
    assert [name for name in names if name != "Apotheke am Markt"] == []


def company(body: str) -> str | None:
    found = posting_of(page(body)).hiring_organization
    return found.name if found else None


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (
            "<h1>Nachtwache (m/w/d)</h1><p>Wir suchen dich für unser Team.</p><p>Bewerbung an:"
            " jobs@gruenhoefe-suedstadt.example</p><p>Grünhöfe Südstadt pflegt seit 1998.</p>",
            "Grünhöfe Südstadt",
        ),
        (
            "<p>Van: Joke Blom</p><p>We zoeken een planner (24 uur).</p><p>Groet,</p><p>Joke Blom"
            "</p><p>Blom &amp; De Wit Advocaten</p><p>Kerkstraat 12, 7411 HG Deventer</p>",
            "Blom & De Wit Advocaten",
        ),
        (
            "<h1>Sjuksköterska natt</h1><p>Ekvikens kommun, Vård och omsorg</p><p>Heltid.</p>",
            "Ekvikens kommun",
        ),
        (
            "<h1>Postdoc</h1><p><b>Postdoc at Department of Physics, University of Northwold</b>"
            "</p><p>The department studies glass.</p>",
            "University of Northwold",
        ),
        (
            "<h1>Dossierbeheerder</h1><p>Bouwen in Zuidhoek zoekt een dossierbeheerder.</p>"
            "<p>Solliciteer bij ons agentschap Bouwen in Zuidhoek.</p>",
            "Bouwen in Zuidhoek",
        ),
        (
            "<h1>Systemutvecklare till Nordlund Data i Umeå</h1><p>Hos Nordlund Data får du"
            " bygga nya tjänster.</p>",
            "Nordlund Data",
        ),
        (
            "<title>Lecturer in Hydrology | Northwold University</title><h1>Lecturer in Hydrology"
            "</h1><p>The School of Geography wishes to appoint a lecturer.</p>",
            "Northwold University",
        ),
        (
            "<h1>事務スタッフ</h1><p>けやき通り法律事務所では、事務スタッフを募集します。</p>",
            "けやき通り法律事務所",
        ),
        (
            "<h1>看護師募集</h1><p>医療法人ひなた会 ひなたクリニックでは、看護師を募集中。</p>",
            "医療法人ひなた会 ひなたクリニック",
        ),
        (
            "<p>【スタッフ募集】カフェ こもれび（鎌倉）</p><p>ホールスタッフ募集。時給1,200円</p>",
            "カフェ こもれび",
        ),
        (
            "<h1>Sachbearbeitung (w/m/d)</h1><p>Der Landkreis Eichenau sucht für das Sozialamt"
            " eine Sachbearbeitung.</p>",
            "Landkreis Eichenau",
        ),
        (
            "<p>BODEGAS PEÑA BLANCA NECESITA ENÓLOGO/A</p><p>Contrato temporal a jornada"
            " completa.</p>",
            "BODEGAS PEÑA BLANCA",
        ),
        (
            "<h1>Caissier H/F</h1><p>Biomarché Les Neuf Blés (Lorient) recherche un caissier.</p>"
            "<p>recrutement@neufbles.example</p>",
            "Biomarché Les Neuf Blés",
        ),
    ],
)
def test_weak_witnesses_that_agree_name_the_employer(body: str, name: str) -> None:
    assert company(body) == name
