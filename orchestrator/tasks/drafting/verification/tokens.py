"""The words of a line with their places: folded for comparing, whole for telling."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORD = re.compile(r"\.?[^\W_](?:[\w.+#&@'\u2019/-]*[\w+#])?")
_PART = re.compile(r"[^/&-]+")
_ELISION = re.compile(r"[^'\u2019]+")
_ENDS_SENTENCE = frozenset(".!?:;\u2022*\u2013\u2014\n|")  # bullets and dashes too
_PAUSES = frozenset(",()[]")
_QUOTES = "\"'\u201c\u201d\u201e\u00ab\u00bb \t"


@dataclass(frozen=True, slots=True)
class Token:
    """One word, or one part of a compound with a hyphen or slash.

    Attributes:
        text: As written.
        word: Case and accents folded, without an English genitive's "'s".
        start: Its place in the line, in characters.
        end: Behind its last character.
        mark: The strongest mark between the word before and this: ".", "," or "".
        opens_sentence: Whether it is the first of a sentence.
        joined: Whether a hyphen or slash joins it to the part before.
    """

    text: str
    word: str
    start: int
    end: int
    mark: str
    opens_sentence: bool
    joined: bool


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Fold case and accents: "Élaboré" is "elabore", "Straße" is "strasse"."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("\u2019", "'"))
    return "".join(char for char in plain if not unicodedata.combining(char)).removesuffix("'s")


class Words(tuple[Token, ...]):
    """The words of a text in order, with what was found out of them: by name and language."""

    kept: dict[tuple[str, str], Any]


@lru_cache(maxsize=4096)
def tokenise(text: str, *, elides: bool = False) -> Words:
    """The words of a text in order. `elides`: "d'été" is two words, as in French."""
    words = Words(_tokens(text, elides=elides))
    words.kept = {}
    return words


def _tokens(text: str, *, elides: bool) -> Iterator[Token]:
    end = 0
    first = True
    for match in _WORD.finditer(text):
        between = text[end : match.start()]
        mark = _mark(between)
        opens = first or mark == "."
        first = False
        joined = False
        for start, part in _parts(match, elides=elides):
            if folded := fold(part):
                yield Token(
                    part, folded, start, start + len(part), "" if joined else mark, opens, joined
                )
            opens, joined = False, True
        end = match.end()


def _parts(match: re.Match[str], *, elides: bool) -> Iterator[tuple[int, str]]:
    for part in _PART.finditer(match.group()):
        if not elides:
            yield match.start() + part.start(), part.group()
            continue
        for piece in _ELISION.finditer(part.group()):
            yield match.start() + part.start() + piece.start(), piece.group()


def _mark(between: str) -> str:
    marks = set(between.strip(_QUOTES))
    if marks & _ENDS_SENTENCE:
        return "."
    return "," if marks & _PAUSES else ""
