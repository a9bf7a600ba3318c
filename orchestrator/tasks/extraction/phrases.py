"""Words and phrases to be found in a text as whole words: the one way in which the rules do it.

A regular expression of a few hundred phrases takes milliseconds to make, and tries them at every
letter. Here each phrase is filed under its longest word. A text that holds none of these words
holds no phrase, which one comparison of two sets tells; what is filed under a word that the text
does hold is looked for by itself. Neither making nor asking costs more in a longer list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from orchestrator.tasks.extraction.patterns import regex
from orchestrator.tasks.extraction.remembering import remembered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

_WORD = regex(r"\w+")
_UNSPACED = regex("[\u3040-\u9fff]")
_OUTER = 2
"""So many letters tell at once that a text does not begin or end with a phrase."""

UNSPACED, _SIGN = " ", ""
"""Under these is filed what has no word of its own: those of scripts without blanks, signs."""

_BLANKS = bytes(code if _WORD.match(chr(code)) else ord(" ") for code in range(256))
"""For `bytes.translate`, which is many times as fast as a pattern where all is ASCII."""


class Found(NamedTuple):
    """A phrase and where it stands."""

    start: int
    end: int
    phrase: str


class Phrases:
    """A list of phrases.

    They are compared as they are: give both them and the text folded (`fold`), or both in lower
    case (`lowered`). A phrase that begins or ends with a letter or a digit must not go on there in
    the text, but for the scripts that have no blanks between words.

    They are filed when they are first looked for: many only at one end of a text.
    """

    __slots__ = ("_by_end", "_by_start", "_by_word", "_phrases", "_signs", "_words")

    def __init__(self, phrases: Iterable[str]) -> None:
        self._phrases = frozenset(filter(None, phrases))
        self._by_word: dict[str, list[str]] | None = None
        self._by_start: dict[str, list[str]] | None = None
        self._by_end: dict[str, list[str]] | None = None
        self._words: frozenset[str] = frozenset()
        self._signs: tuple[str, ...] = ()

    def are_in(self, text: str) -> bool:
        """Whether any of the phrases stands in a text."""
        for phrase in self._candidates(text):
            at = text.find(phrase)
            while at >= 0:
                if _is_whole(phrase, text, at):
                    return True
                at = text.find(phrase, at + 1)
        return False

    def are_in_any(self, texts: Iterable[str]) -> bool:
        """Whether any of the phrases stands in any of some texts."""
        return any(map(self.are_in, texts))

    def all_in(self, text: str) -> list[Found]:
        """Every phrase in a text, the longest where several begin, none within another one."""
        found: list[Found] = []
        for phrase in self._candidates(text):
            at = text.find(phrase)
            while at >= 0:
                if _is_whole(phrase, text, at):
                    found.append(Found(at, at + len(phrase), phrase))
                at = text.find(phrase, at + 1)
        return apart(found) if len(found) > 1 else found

    def first_in(self, text: str) -> Found | None:
        """The first of `all_in`."""
        found = self.all_in(text)
        return found[0] if found else None

    def all_at_start(self, text: str) -> list[Found]:
        """Every phrase that a text begins with, the longest first."""
        filed = self._by_start or self._file_starts()
        found = [
            Found(0, len(phrase), phrase)
            for beginning in {text[:1], text[:_OUTER]}
            for phrase in filed.get(beginning, ())
            if text.startswith(phrase) and _is_whole(phrase, text, 0)
        ]
        return sorted(found, reverse=True) if len(found) > 1 else found

    def at_start(self, text: str) -> Found | None:
        """The longest phrase that a text begins with."""
        found = self.all_at_start(text)
        return found[0] if found else None

    def all_at_end(self, text: str) -> list[Found]:
        """Every phrase that a text ends with, the longest first."""
        end, filed = len(text), self._by_end or self._file_ends()
        found = [
            Found(end - len(phrase), end, phrase)
            for ending in {text[-1:], text[-_OUTER:]}
            for phrase in filed.get(ending, ())
            if text.endswith(phrase) and _is_whole(phrase, text, end - len(phrase))
        ]
        return sorted(found) if len(found) > 1 else found

    def at_end(self, text: str) -> Found | None:
        """The longest phrase that a text ends with."""
        found = self.all_at_end(text)
        return found[0] if found else None

    def without(self, text: str) -> str:
        """A text with a blank in place of each phrase."""
        for one in reversed(self.all_in(text)):
            text = f"{text[: one.start]} {text[one.end :]}"
        return text

    def _candidates(self, text: str) -> Sequence[str]:
        """The phrases that may stand in a text, by its words; some of them within other words."""
        by_word = self._by_word or self._file()
        words, signs = words_of(text), self._signs
        if self._words.isdisjoint(words):
            return [sign for sign in signs if sign in text] if signs else signs
        filed = [p for word in self._words & words for p in by_word[word] if p in text]
        return [*filed, *(sign for sign in signs if sign in text)] if signs else filed

    def _file(self) -> dict[str, list[str]]:
        self._by_word = filed = _filed(self._phrases, _word_to_file)
        self._signs = tuple(filed.pop(_SIGN, ()))
        self._words = frozenset(filed)
        return filed

    def _file_starts(self) -> dict[str, list[str]]:
        self._by_start = filed = _filed(self._phrases, lambda phrase: phrase[:_OUTER])
        return filed

    def _file_ends(self) -> dict[str, list[str]]:
        self._by_end = filed = _filed(self._phrases, lambda phrase: phrase[-_OUTER:])
        return filed


def _filed(phrases: Iterable[str], under: Callable[[str], str]) -> dict[str, list[str]]:
    filed: dict[str, list[str]] = {}
    for phrase in phrases:
        filed.setdefault(under(phrase), []).append(phrase)
    return filed


def apart(found: Iterable[Found]) -> list[Found]:
    """What was found, in its order, without what begins within another one."""
    kept: list[Found] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


@remembered(2048)
def lowered(text: str) -> str:
    """A text in lower case, with one kind of apostrophe and every character in its place."""
    return _lowered(text)


def lowered_all(texts: Iterable[str]) -> Iterator[str]:
    """What `lowered` makes of the terms of a list, and remember none: each is asked for once."""
    return map(_lowered, texts)


def _lowered(text: str) -> str:
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(c if len(c.lower()) > 1 else c.lower() for c in text)  # "İ" makes two
    return lower if lower.isascii() else lower.replace("’", "'")


@remembered(2048)
def words_of(text: str) -> frozenset[str]:
    """The words of a text: runs of letters and digits; `UNSPACED` where some have no blanks."""
    if text.isascii():
        return frozenset(text.encode().translate(_BLANKS).decode().split())
    words = _WORD.findall(text)
    return frozenset((*words, UNSPACED) if _UNSPACED.search(text) else words)


def _is_whole(phrase: str, text: str, at: int) -> bool:
    end = at + len(phrase)
    return not (
        (at and _goes_on(text[at - 1]) and _is_spaced(phrase[0]))
        or (end < len(text) and _goes_on(text[end]) and _is_spaced(phrase[-1]))
    )


def _word_to_file(phrase: str) -> str:
    """A long word that stands in a text as it does in the phrase, or else a mark."""
    word = max(phrase.split(), key=len, default="")
    if word.isalnum() and word.isascii():
        return word
    words = _WORD.findall(phrase)
    words = words[is_unspaced(phrase[:1]) : len(words) - is_unspaced(phrase[-1:])]
    return max(words, key=len) if words else UNSPACED if _UNSPACED.search(phrase) else _SIGN


def _goes_on(character: str) -> bool:
    return character.isalnum() or character == "_"


def _is_spaced(character: str) -> bool:
    """Whether words of the character's script have blanks between them."""
    return character.isalnum() and not is_unspaced(character)


def is_unspaced(character: str) -> bool:
    """Whether a character is of a script that has no blanks between words."""
    return "\u3040" <= character <= "\u9fff" and character.isalnum()
