"""Each deed keeps what it was done to, by whom, and how often."""

import pytest

from orchestrator.tasks.drafting.verification import Vocabulary, verify_line

DESIGN = "Entwarf Werbebanner in Photoshop"
PRINT = "Bereitete Druckdaten für Broschüren vor"
INTERVIEWS = "Sat in on hiring interviews for two designers"
TILL = "Tenu la caisse de la boutique"
NURSE = "Practised reading aloud with stroke patients"


def kinds(line: str, *cited: str, language: str = "en") -> set[str]:
    return {x.kind for x in verify_line(line, cited, vocabulary=Vocabulary(language=language))}


@pytest.mark.parametrize(
    ("line", "cited", "kind", "language"),
    [
        ("Entwarf Broschüren", (DESIGN, PRINT), "claim", "de"),
        ("Entwarf Werbebanner und Druckdaten", (DESIGN, PRINT), "claim", "de"),
        ("Hired two designers", (INTERVIEWS,), "scope", "en"),
        ("Géré la boutique", (TILL,), "scope", "fr"),
        ("Trained 35 teachers", ("Interviewed 35 teachers about lessons",), "authorship", "en"),
        ("Paid invoices", ("Noticed that invoices were paid twice",), "authorship", "en"),
        ("Stellte zwei Lehrlinge ein", ("Leitete zwei Lehrlinge an",), "claim", "de"),
        ("Wechselte als Ärztin Verbände", ("Wechselte Verbände unter einem Arzt",), "title", "de"),
        ("Master plumber with tools", ("Learnt tools from a master plumber",), "title", "en"),
        ("Trained all staff each summer", ("Trained staff every summer",), "quantifier", "en"),
        ("Drove the van every weekend", ("Drove the van every third weekend",), "quantifier", "en"),
        ("Was on call every week", ("Was on call one week in five",), "number", "en"),
        ("Half Kolleginnen und Kunden", ("Half einer Kollegin", "Half Kunden"), "scope", "de"),
    ],
)
def test_a_deed_with_the_thing_of_another_fails(
    line: str, cited: tuple[str, ...], kind: str, language: str
) -> None:
    assert kind in kinds(line, *cited, language=language)


@pytest.mark.parametrize(
    ("line", "cited", "language"),
    [
        ("Entwarf Werbebanner und bereitete Druckdaten für Broschüren vor", (DESIGN, PRINT), "de"),
        ("Attended hiring interviews for two designers", (INTERVIEWS,), "en"),
        ("Tenue de la caisse de la boutique", (TILL,), "fr"),
        ("Read aloud with stroke patients for practice", (NURSE,), "en"),
        ("Lowered errors from 14 to 6", ("Brought errors down from 14 to 6",), "en"),
        ("Cut errors in half", ("Halved errors",), "en"),
        ("Latency fell from 9 s to 2 s", ("Cut latency from 9 s to 2 s",), "en"),
        ("Daily calibration of the scale", ("Calibrated the scale each morning",), "en"),
        ("Cut the form to 4 fields", ("Cut the form from nine fields to four",), "en"),
        (
            "Planned 60 parties, each for up to 40 guests",
            ("Planned 60 parties for up to 40 guests",),
            "en",
        ),
        (
            "Kaufte Stahl für etwa 2,4 Millionen Euro",
            ("Kaufte Stahl für rund 2,4 Mio. Euro",),
            "de",
        ),
        ("Bajé el consumo a 3.100 m³", ("Bajé el consumo a 3.100 metros cúbicos",), "es"),
        (
            "Gaf een conservator een speurtocht",
            ("Gaf samen met een conservator een speurtocht",),
            "nl",
        ),
    ],
)
def test_the_same_deed_in_other_words_passes(
    line: str, cited: tuple[str, ...], language: str
) -> None:
    assert kinds(line, *cited, language=language) == set()
