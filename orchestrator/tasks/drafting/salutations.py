"""How the recipient of a letter is addressed, and how the posting's title is written in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal, cast

from orchestrator.tasks.drafting.resources import table
from orchestrator.tasks.drafting.stems import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

Address = Literal["m", "f", "x"]
"""As a man, as a woman, or by a title that anyone may have."""


@dataclass(frozen=True, slots=True)
class Addressee:
    """A name taken apart.

    Attributes:
        name: As it was given: "Frau Dr. Helga Brandt".
        address: What the honorific says; None without one.
        honorific: "Frau"; None without one.
        surname: With academic titles and particles: "Dr. Brandt", "de Wit".
        person: Without the honorific where a given name is known: "Helga Brandt".
    """

    name: str
    address: Address | None
    honorific: str | None
    surname: str
    person: str


def addressee(name: str, language: str) -> Addressee:
    """Take a recipient's name apart, with the honorifics of the letter's language."""
    honorific, address, rest = _honorific(name, language)
    words = rest.split()
    academic: list[str] = []
    while len(words) > 1 and words[0] in _academic():
        academic.append(words.pop(0))
    start = len(words) - 1
    while start > 0 and words[start - 1] in _particles():
        start -= 1
    surname = " ".join([*academic, *words[start:]])
    if language == "nl" and words:
        # "Geachte mevrouw Van den Berg": the particle has a capital where no given name stands.
        surname = " ".join(
            [*academic, words[start][0].upper() + words[start][1:], *words[start + 1 :]]
        )
    has_given_name = start > 0
    return Addressee(
        name=name,
        address=address,
        honorific=honorific,
        surname=surname,
        person=" ".join(words) if has_given_name else name,
    )


def for_anyone(title: str) -> str:
    """A posting's title as one person bears it: without "(m/w/d)", "(all genders)" and the like."""
    bare = _gender_notes().sub(" ", title)
    bare = re.sub(r"\(\s*\)|\[\s*\]", " ", bare)
    bare = re.sub(r"\s+([,;:)])", r"\1", " ".join(bare.split()))
    return bare.strip(" ,;:/|-\u2013\u2014*") or title


def elided(form: str, title: str) -> str:
    """A French form with "d'" for "de" before a title that begins with a vowel."""
    forms = table("salutations")["elided"]
    if fold(title[:1]) in set(fold(cast("str", forms["vowels"]))):
        return form.replace("de {title}", f"{forms['de']}{{title}}")
    return form


def _honorific(name: str, language: str) -> tuple[str | None, Address | None, str]:
    by_address = cast("Mapping[Address, list[str]]", table("salutations")["honorifics"][language])
    known: list[tuple[str, Address]]
    known = [(text, address) for address, listed in by_address.items() for text in listed]
    for text, address in sorted(known, key=lambda item: -len(item[0])):
        head, rest = name[: len(text)], name[len(text) :]
        ends = rest.startswith(" ") or (text.endswith(".") and bool(rest))
        if head.casefold() == text.casefold() and ends and rest.strip():
            return head, address, rest.strip()
    return None, None, name


@cache
def _academic() -> frozenset[str]:
    return frozenset(cast("list[str]", table("salutations")["academic"]["titles"]))


@cache
def _particles() -> frozenset[str]:
    return frozenset(cast("list[str]", table("salutations")["particles"]["words"]))


@cache
def _gender_notes() -> re.Pattern[str]:
    """Letters of genders between strokes, with or without brackets, and words in brackets."""
    data = table("salutations")["anyone"]
    letters = "".join(map(re.escape, cast("str", data["letters"])))
    notes = "|".join(
        re.escape(note) for note in sorted(cast("list[str]", data["notes"]), key=len, reverse=True)
    )
    one, stroke = f"[{letters}]", r"\s?[/|\\,*:_\u2022\u00b7]\s?"
    strokes = rf"{one}(?:{stroke}{one}){{1,3}}"
    bare = r"[mwfdxh](?:\s?[/|]\s?[mwfdxhv]){1,3}"
    return re.compile(
        rf"\s*[(\[]\s*(?:{strokes}|{notes})\s*[)\]]|(?<![\w/]){bare}(?![\w/])", re.IGNORECASE
    )
