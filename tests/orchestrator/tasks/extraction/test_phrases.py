"""Phrases are found as whole words, the longest where several begin."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.tasks.extraction.phrases import Found, Phrases, lowered


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
