from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading_samples import pasted, posting_of

from orchestrator.tasks.extraction.blocks import CELL_JOINT
from orchestrator.tasks.extraction.plain_text import text_blocks
from orchestrator.tasks.extraction.rules.sections import section_of

MARKDOWN = """# **Boulanger** (H/F)

**Entreprise :** [Fournil SA](https://fournil.example)

| Lieu | Contrat |
|------|---------|
| Nantes | CDI |

## Missions ##

* Pétrir *et* cuire
* __Vendre__ le pain
*

Profil
------

1. 2 ans d'expérience
2) Permis B

***

Avantages
=========

- Mutuelle
"""


def kinds(text: str) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in text_blocks(text)]


def test_a_posting_in_markdown_gives_every_field_without_its_marks() -> None:
    posting = posting_of(pasted(MARKDOWN))
    assert posting.title == "Boulanger (H/F)"
    assert posting.hiring_organization is not None
    assert posting.hiring_organization.name == "Fournil SA"
    assert [place.name for place in posting.job_location] == ["Nantes"]
    assert posting.employment_type == ["FULL_TIME"]
    assert posting.responsibilities == ["Pétrir et cuire", "Vendre le pain"]
    assert [item.quote for item in posting.requirements] == ["2 ans d'expérience", "Permis B"]
    assert posting.job_benefits == ["Mutuelle"]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Profil\n===", [("heading", "Profil")]),
        ("Profil\n\n===\n", [("text", "Profil")]),
        ("***\n___\n===", []),
        ("# \n## **Aufgaben** ##", [("text", "#"), ("heading", "Aufgaben")]),
        ("**Aufgaben**:", [("text", "Aufgaben")]),
        ("__Aufgaben__", [("text", "Aufgaben")]),
        ("| Ort | Jena |\n|---|:--:|", [("row", f"Ort{CELL_JOINT}Jena")]),
        ("| nur eine Zelle |", [("text", "| nur eine Zelle |")]),
        ("Ort\tJena", [("row", f"Ort{CELL_JOINT}Jena")]),
        ("Ort\t \u200b\t", [("text", "Ort")]),
        ("- \u200b", []),
        ("# \u200b", []),
        ("\u200b", []),
        ("➢ Brot\r\n● Kuchen\r– Torte\fEnde", [("item", "Brot"), ("item", "Kuchen"),
                                              ("item", "Torte"), ("text", "Ende")]),
        ("![Logo](logo.png)[Brotwerk](https://b.example)", [("text", "LogoBrotwerk")]),
        ("*Ort:* Jena", [("text", "Ort: Jena")]),
        ("*Brot\n** Roggen\n* ein *gutes* Brot", [("item", "Brot"), ("item", "Roggen"),
                                                 ("item", "ein gutes Brot")]),
        ("snake_case__name and 2 * 3 * 4", [("text", "snake_case__name and 2 * 3 * 4")]),
    ],
)  # fmt: skip
def test_a_line_is_read_as_what_its_marks_say(text: str, read: list[tuple[str, str]]) -> None:
    assert kinds(text) == read


def test_a_line_that_a_printer_wrapped_is_one_line_again() -> None:
    text = (
        "- You bake the bread of the whole town and of the villages\n"
        "around it, every night but one.\n"
        "- You sleep by day, when all the others are awake and work:\n"
        "never alone."
    )
    assert kinds(text) == [
        (
            "item",
            "You bake the bread of the whole town and of the villages around it, every night but "
            "one.",
        ),
        ("item", "You sleep by day, when all the others are awake and work:"),
        ("text", "never alone."),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "A heading that is longer than what a narrow page could ever hold on a line\nA new line",
        "short line\nanother short line",
        "## A heading that is longer than what a narrow page could ever hold on it\nand text",
        "**A bold line that is longer than what a narrow page could hold on a line**\nand text",
        "A line that is longer than what a narrow page could ever hold on a line\n\nand text",
    ],
)
def test_lines_that_end_on_purpose_stay_apart(text: str) -> None:
    assert len(kinds(text)) == 2


@given(st.text(alphabet="ab# *_-|\t\n=1.\u200b•", max_size=80))
def test_no_letter_of_a_pasted_text_is_lost_or_invented(text: str) -> None:
    shown = "".join(block.text for block in text_blocks(text))
    assert (shown.count("a"), shown.count("b")) == (text.count("a"), text.count("b"))


@pytest.mark.parametrize(
    ("heading", "section"),
    [
        ("Requirements (must have)", "requirements"),
        ("Requirements: what we ask for", "requirements"),
        ("Your tasks - a day in the bakery", "responsibilities"),
        ("Was du mitbringst – und was nicht", "requirements"),
        ("Benefits, and there are many", "benefits"),
        ("Missions du boulanger", "responsibilities"),
        ("Requirements " + "x" * 100, None),
        ("the quick brown fox jumps over the lazy dog again", None),
        ("", None),
    ],
)
def test_a_heading_with_more_words_opens_the_section_that_it_names(
    heading: str, section: str | None
) -> None:
    assert section_of(heading) == section


def test_a_heading_of_its_own_ends_the_section_before_it() -> None:
    posting = posting_of(
        pasted("# Baker\n\n## Requirements\n- Early mornings\n\n## Our oven\n- It is hot\n")
    )
    assert [item.quote for item in posting.requirements] == ["Early mornings"]


def test_points_that_repeat_or_say_nothing_are_no_requirements() -> None:
    many = "\n".join(f"- Point number {number}" for number in range(120))
    text = f"Baker\n\nRequirements\n- SQL\n- SQL\n- ab\n{many}"
    posting = posting_of(pasted(text))
    quotes = [item.quote for item in posting.requirements]
    assert quotes[:2] == ["SQL", "Point number 0"]
    assert len(quotes) == len(set(quotes)) == 80


def test_the_age_of_an_applicant_and_a_company_is_no_experience() -> None:
    text = "Baker\n\nRequirements\n- You are 18 years old\n- 0 years of fear\n- 99 years of bread"
    assert [item.years for item in posting_of(pasted(text)).requirements] == [None, None, None]


def test_a_long_point_is_cut_into_sentences_that_can_each_be_quoted() -> None:
    first = "You have 3 years of experience with ovens of every kind, from wood to gas to light."
    second = (
        "You speak German and French, and you can count to a thousand in both of them at night."
    )
    posting = posting_of(pasted(f"Baker\n\nRequirements\n- {first} {second}"))
    assert [item.quote for item in posting.requirements] == [first, second]
    assert [item.kind for item in posting.requirements] == ["experience", "language"]
