"""Our own sentences around a letter's body, known again: they claim what a header says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, cast

from orchestrator.tasks.drafting.resources import table
from orchestrator.tasks.drafting.verification.tokens import fold, tokenise

if TYPE_CHECKING:
    from collections.abc import Iterator

_FILLED = re.compile(r"\{\w*\}")
_FIELD = re.compile(r"\\\{(\w+)\\\}")
_ABOUT_POSTING = ("opening", "lead", "topics", "subject", "ending")
_SPEAKS = re.compile(
    r"[,;:!?]|\d\d|\b(?:i|my|we|our|who|where|which|ich|mein\w*|je|j'|mon|ma|mes|où|yo|mi|mis|"
    r"donde|io|mio|mia|dove|ik|mijn|waar|eu|meu|minha|onde)\b",
    re.IGNORECASE,
)
"""What the name of a role or a company does not hold: somebody who tells of himself."""

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
    for form, pattern in _patterns():
        if form.startswith(_LEAD_INS) and (match := pattern.match(text)):
            names = tuple(name for name in match.groups() if name)
            current = form.startswith(("now_", "job_now"))
            yield LeadIn(names, current, text[match.end() :].strip())


def behind_qualifications(text: str) -> str | None:
    """What a sentence names behind our lead to schools and certificates; None for others."""
    for form, pattern in _patterns():
        if form == "qualifications" and (match := pattern.match(text)):
            return text[match.end() :].strip(" .") or None
    return None


def is_frame(text: str) -> bool:
    """Whether a sentence is one of ours that names the posting alone, or nothing."""
    bare = text.rstrip(" ,.").casefold()
    if any(bare == courtesy.rstrip(" ,.").casefold() for courtesy in _courtesies()):
        return True
    for form, pattern in _patterns():
        if form.startswith(_ABOUT_POSTING) and (match := pattern.fullmatch(text)):
            return not any(_SPEAKS.search(name) for name in match.groups() if name)
    return False


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
def _courtesies() -> frozenset[str]:
    known = ("closing", "salutation")
    return frozenset(text for form, text in _forms() if form.startswith(known) and "{" not in text)


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((form, _pattern(text)) for form, text in dict.fromkeys(_forms()))


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
