"""Phrases are found as whole words, the longest where several begin."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.tasks.extraction.blocks import Block
from orchestrator.tasks.extraction.folding import fold, fold_all, fold_label, fold_labels
from orchestrator.tasks.extraction.phrases import Found, Phrases, lowered
from orchestrator.tasks.extraction.rules.places import country_of
from orchestrator.tasks.extraction.rules.skills import find_skills
from orchestrator.tasks.extraction.words import load_text


@pytest.mark.parametrize(
    ("phrases", "text", "found"),
    [
        (["on site"], "work on site only", ["on site"]),
        (["on site"], "work on sites only", []),
        (["on site"], "salon site", []),
        (["remote", "remote work"], "remote work", ["remote work"]),
        (["remote", "remote work"], "remote worker", ["remote"]),
        (["a b", "b c"], "a b c", ["a b"]),
        (["home office"], "home home office", ["home office"]),
        (["st."], "st. elsewhere", ["st."]),
        (["prime d'"], "prime d'anciennete", ["prime d'"]),
        (["€/h", "k€"], "12 €/h, 30k€, 30 k€", ["€/h", "k€"]),
        (["@"], "baker@bread", ["@"]),
        (["💶"], "💶💶 12", ["💶", "💶"]),
        (["正社員"], "雇用形態は正社員です", ["正社員"]),
        (["社内se"], "社内seの求人", []),
        (["リモートok"], "フルリモートok", ["リモートok"]),
        (["ok"], "フルリモートok", []),
        (["", "x"], "", []),
    ],
)
def test_phrases_stand_in_a_text_as_whole_words(
    phrases: list[str], text: str, found: list[str]
) -> None:
    all_found = Phrases(phrases).all_in(text)
    assert [one.phrase for one in all_found] == found
    assert all(text[one.start : one.end] == one.phrase for one in all_found)
    assert Phrases(phrases).are_in(text) is bool(found)
    assert Phrases(phrases).first_in(text) == (all_found[0] if found else None)


def test_only_what_stands_at_the_start_or_the_end_is_found_there() -> None:
    phrases = Phrases(["city of", "city", "of"])
    assert phrases.at_start("city of leeds") == Found(0, 7, "city of")
    assert phrases.at_start("city office") == Found(0, 4, "city")
    assert phrases.at_start("the city") is None
    assert phrases.at_end("the city of") == Found(4, 11, "city of")
    assert phrases.at_end("proof") is None
    letters = Phrases(["à", "in"])
    assert letters.at_start("à lyon") == Found(0, 1, "à")
    assert letters.at_start("à") == Found(0, 1, "à")
    assert letters.at_start("inn") is None
    assert letters.at_start("") is None


def test_each_phrase_gives_way_to_a_blank() -> None:
    assert Phrases(["full time", "time"]).without("full time, some time") == " , some  "


@given(
    st.lists(st.text("ab-. €語", min_size=1, max_size=5), max_size=6),
    st.text("ab-. €語", max_size=24),
)
def test_they_are_found_as_a_pattern_of_them_all_would_find_them(
    phrases: list[str], text: str
) -> None:
    def spaced(character: str) -> bool:
        return character in "ab"

    options = [
        (r"(?<!\w)" * spaced(p[0])) + re.escape(p) + (r"(?!\w)" * spaced(p[-1]))
        for p in sorted(set(phrases), key=len, reverse=True)
    ]
    pattern = re.compile("|".join(options) or r"(?!)")
    wanted = [(m.start(), m.end()) for m in pattern.finditer(text)]
    assert [(one.start, one.end) for one in Phrases(set(phrases)).all_in(text)] == wanted


def test_lower_case_keeps_every_character_in_its_place() -> None:
    assert lowered("Über İzmir") == "über İzmir"
    assert lowered("ABC") == "abc"


def test_one_of_several_texts_is_enough() -> None:
    phrases = Phrases(["night shift"])
    assert phrases.are_in_any(["days only", "a night shift"])
    assert not phrases.are_in_any(["a night", "shift"])


def test_a_list_is_folded_as_each_of_its_lines_is() -> None:
    lines = ["Über  uns", "ŁÓDŹ", "l’Hôpital:", "¿Qué?", "😀 Tasks", "正社員", ""]
    assert fold_all(lines) == [fold(line) for line in lines]
    assert fold_labels(lines) == [fold_label(line) for line in lines]
    assert fold_all([]) == []


def test_the_towns_are_in_the_order_in_which_they_are_looked_up() -> None:
    towns = load_text("towns.txt").splitlines()
    assert towns == sorted(towns)
    assert country_of(towns[0].partition("\t")[0]) == towns[0].partition("\t")[2]
    assert country_of("zzzzzz") is None


@pytest.mark.parametrize(
    ("text", "skills"),
    [
        ("Spring Boot and Java", ["Spring Boot", "Java"]),
        ("Ruby on Rails", ["Ruby on Rails"]),
        ("python, PYTHON and Python", ["Python"]),
        ("C++11 or C++", ["C++"]),
        ("we go there", []),
    ],
)
def test_a_skill_within_a_longer_one_does_not_count(text: str, skills: list[str]) -> None:
    assert find_skills([Block("text", text)]) == skills


def test_a_text_folds_the_same_however_its_accents_are_written() -> None:
    composed = "Köchin für São Tomé – l’été, ﬁn, ①, ΰ, が, 한"
    for form in ("NFC", "NFD"):
        assert fold(unicodedata.normalize(form, composed)) == fold(composed)
    assert fold("KÖCHIN  l’Été ﬁn STRASSE Straße") == "kochin l'ete fin strasse strasse"
