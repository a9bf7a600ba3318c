"""Our own sentences around a letter's body, known again: they claim what a header says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, cast

from orchestrator.tasks.drafting.resources import table
from orchestrator.tasks.drafting.verification.tokens import fold, tokenise
from orchestrator.tasks.verifying.posting_names import is_name_of_posting

if TYPE_CHECKING:
    from collections.abc import Iterator

_FILLED = re.compile(r"\{\w*\}")
_FIELD = re.compile(r"\\\{(\w+)\\\}")
_ABOUT_POSTING = ("opening", "lead", "topics", "subject", "salutation", "ending", "closing")
_SALUTES = (
    r"to whom|hi|sehr geehrte[rs]?|liebe[rs]?|madame|monsieur|ch[eè]re?|estimad[oa]s?|"
    r"apreciad[oa]s?|gentil[ei]|egregi[oa]?|spettabile|geachte|beste|prezad[oa]s?|car[oaie]|exm[oa]s?|ol[áa]"
)
"""Salutations that are not of ours."""

_LEAD_INS = ("now_", "past_", "in_", "job_", "project", "education")


@dataclass(frozen=True, slots=True)
class LeadIn:
    """Where somebody says that what follows was done.

    Attributes:
        names: The title and the employer that are named.
        is_current: Whether it is told as going on.
        rest: What the sentence says behind it.
    """

    names: tuple[str, ...]
    is_current: bool
    rest: str


def lead_ins(text: str) -> Iterator[LeadIn]:
    """Every way to read a sentence's beginning as a lead-in of ours."""
    for form, _, pattern in _patterns():
        if form.startswith(_LEAD_INS) and (match := pattern.match(text)):
            names = tuple(name for name in match.groups() if name)
            current = form.startswith(("now_", "job_now"))
            yield LeadIn(names, current, text[match.end() :].strip())


def behind_qualifications(text: str) -> str | None:
    """What a sentence names behind our lead to schools and certificates; None for others."""
    for form, _, pattern in _patterns():
        if form == "qualifications" and (match := pattern.match(text)):
            return text[match.end() :].strip(" .") or None
    return None


@lru_cache(maxsize=512)
def names_in_frame(text: str, known: frozenset[str] = frozenset()) -> tuple[str, ...] | None:
    """What a sentence of ours names, which speaks of the posting alone; None for others.

    Args:
        text: A sentence of a letter.
        known: Names of the posting, case folded, that need not look like names.
    """
    bare = text.rstrip(" ,.").casefold()
    if any(bare == courtesy.rstrip(" ,.").casefold() for courtesy in _courtesies()):
        return ()
    for form, fields, pattern in _patterns():
        if form.startswith(_ABOUT_POSTING) and (match := pattern.fullmatch(text)):
            filled = [(field, name) for field, name in zip(fields, match.groups(), strict=True)]
            if all(
                name.casefold() in known or is_name_of_posting(field, name)
                for field, name in filled
            ):
                return tuple(name for _, name in filled)
    return None


@cache
def months() -> frozenset[str]:
    """The names of the months in every language, case folded."""
    return frozenset(
        month.casefold() for forms in _languages() for month in cast("list[str]", forms["months"])
    )


@cache
def closings() -> frozenset[str]:
    """What letters end with in every language: "Yours sincerely,"."""
    return frozenset(
        text for form, text in _forms() if form.startswith("closing") and "{" not in text
    )


@cache
def salutes() -> re.Pattern[str]:
    """How a letter's line begins with which somebody is addressed."""
    own = {text.split("{")[0] for form, text in _forms() if form.startswith("salutation")}
    begins = {re.escape(text.rstrip(" ,:")) for text in own} - {""}
    return re.compile(
        rf"^\s*(?:{'|'.join(sorted(begins))}|{_SALUTES})\b", re.IGNORECASE | re.MULTILINE
    )


@cache
def _courtesies() -> frozenset[str]:
    known = ("closing", "salutation")
    return frozenset(text for form, text in _forms() if form.startswith(known) and "{" not in text)


@cache
def _patterns() -> tuple[tuple[str, tuple[str, ...], re.Pattern[str]], ...]:
    """Each form with its fields in order and its expression."""
    return tuple(
        (form, tuple(_FIELD.findall(re.escape(text))), _pattern(text))
        for form, text in dict.fromkeys(_forms())
    )


def _pattern(form: str) -> re.Pattern[str]:
    """A form with fields as an expression; a French "de {title}" may be "d'Infirmier"."""
    pieces = _FIELD.split(re.escape(" ".join(form.split())))
    plain = "(.{1,160}?)".join(pieces[::2]).replace(r"\ ", " ")
    return re.compile(plain.replace("de (.", "(?:de |d['\u2019])(."), re.IGNORECASE)


def _forms() -> Iterator[tuple[str, str]]:
    for language in _languages():
        yield from _texts(language)


def _texts(data: dict[str, object]) -> Iterator[tuple[str, str]]:
    for name, value in data.items():
        if isinstance(value, str) and name not in ("final", "first_day"):
            yield name, value
        elif isinstance(value, dict):
            yield from _texts(cast("dict[str, object]", value))


def _languages() -> list[dict[str, object]]:
    data = cast("dict[str, object]", table("letters"))
    return [
        cast("dict[str, object]", x)
        for x in data.values()
        if isinstance(x, dict) and "months" in cast("dict[str, object]", x)
    ]


@cache
def frame_words(code: str) -> frozenset[str]:
    """The words of courtesy in a language, folded, with those of our own sentences."""
    listed = cast("dict[str, str]", table("letter_frames"))
    words = {fold(word) for word in listed[code].split()}
    own = cast("dict[str, object]", table("letters")).get(code)
    # The frames that we print ourselves, without what is filled in.
    words |= {token.word for text in _strings(own) for token in tokenise(_FILLED.sub(" ", text))}
    return frozenset(words)


def _strings(data: object) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for value in cast("dict[str, object]", data).values():
            yield from _strings(value)
    elif isinstance(data, list):
        for value in cast("list[object]", data):
            yield from _strings(value)
