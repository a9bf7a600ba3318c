"""Words made comparable."""

import pytest

from orchestrator.tasks.drafting.terms import guess_language, stem, terms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("k8s", "Kubernetes"),
        ("Postgres", "PostgreSQL"),
        ("GCP", "Google Cloud Platform"),
        ("machine-learning", "ML"),
        ("object-oriented programming", "OOP"),
        ("managing databases", "manages database"),
        ("libraries", "library"),
        ("shipped tests", "shipping test"),
        ("node.js", "Node JS"),
    ],
)
def test_two_ways_to_say_the_same_meet(one: str, other: str) -> None:
    assert terms(one) == terms(other)


@pytest.mark.parametrize(
    ("one", "other"), [("scala", "scalable"), ("rails", "guardrails"), ("C", "C++")]
)
def test_words_that_only_look_alike_do_not_meet(one: str, other: str) -> None:
    assert not set(terms(one)) & set(terms(other))


def test_short_words_and_words_with_signs_have_no_ending_to_fold() -> None:
    assert [stem(word) for word in ("aws", "c++", "is", "css")] == ["aws", "c++", "is", "css"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Built the tools for the team", "en"),
        ("Leitete das Team für die Plattform", "de"),
        ("Direction d'une équipe pour les clients de la banque", "fr"),
        ("Dirección de un equipo para los clientes del banco", "es"),
        ("Gestione di un gruppo di lavoro per i clienti della banca", "it"),
        ("Leiding van een team voor de klanten van de bank", "nl"),
        ("Gestão de uma equipa para os clientes do banco", "pt"),
        ("", "en"),
    ],
)
def test_a_text_tells_its_language(text: str, language: str) -> None:
    assert guess_language(text) == language
