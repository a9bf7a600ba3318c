"""Ordinary occupations are known by name in every language that the rules read."""

from __future__ import annotations

import pytest

from orchestrator.tasks.extraction.rules.occupations import has_job_noun


@pytest.mark.parametrize(
    "titles",
    [
        ("Locksmith", "Stevedore", "Teacher's Aide", "Audiologist", "Lorry Driver"),
        ("Podologin", "Baggerfahrer", "Fahrlehrerin", "Fensterbauer", "Bodenleger", "Lokführer"),
        ("Ambulancière", "Grutier", "Maître d'hôtel", "Viticultrice", "Tuyauteur"),
        ("Cerrajero", "Socióloga", "Ama de llaves", "Taxista", "Psiquiatra"),
        ("Jardineira", "Nadador-salvador", "Merendeira", "Fonoaudióloga", "Estafeta"),
        ("Piastrellista", "Allenatrice", "Operatore socio sanitario", "Fornaio", "Regista"),
        ("Tegelzetter", "Jeugdwerker", "Meubelmaker", "Loodgieter", "Verloskundige"),
        ("Kominík", "Šička", "Tlumočnice", "Matrikářka", "Jeřábník"),
        ("Zbrojarz", "Leśniczy", "Przedszkolanka", "Rzeczoznawca", "Listonosz"),
        ("Låssmed", "Simlärare", "Kranförare", "Fastighetsmäklare", "Översättare"),
        ("Сторож", "Маникюрша", "Экскурсовод", "Станочник", "Акушерка"),
        ("幼稚園教諭", "柔道整復師", "准教授", "パティシエ", "配管工"),
    ],
)
def test_ordinary_occupations_are_known_in_each_language(titles: tuple[str, ...]) -> None:
    assert [one for one in titles if not has_job_noun(one)] == []


@pytest.mark.parametrize(
    "text",
    [
        "Om oss",
        "Tata Steel",
        "Facteurs de réussite",
        "Jobba hos oss",
        "Reference: ENG",
    ],
)
def test_words_that_only_look_like_occupations_are_none(text: str) -> None:
    assert not has_job_noun(text)
