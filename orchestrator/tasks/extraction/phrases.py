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
    from collections.abc import Iterable, Iterator, Sequence

_WORD = regex(r"\w+")
_HEAD = 2
"""So many letters tell at once that a text does not begin with a phrase."""

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
    """

    __slots__ = ("_by_word", "_filed", "_heads", "_longest", "_wordless", "_wordless_ascii")

    def __init__(self, phrases: Iterable[str]) -> None:
        phrases = frozenset(phrases)
        self._by_word: dict[str, tuple[str, ...]] = {}
        for phrase in phrases:
            word = phrase if phrase.isalnum() and phrase.isascii() else _longest_word(phrase)
            self._by_word[word] = (*self._by_word.get(word, ()), phrase)
        self._wordless = tuple(filter(None, self._by_word.pop("", ())))
        self._wordless_ascii = tuple(filter(str.isascii, self._wordless))
        self._filed = frozenset(self._by_word)
        self._heads = frozenset(phrase[:_HEAD] for phrase in phrases)
        self._longest = max(map(len, phrases), default=0)

    def are_in(self, text: str) -> bool:
        """Whether any of the phrases stands in a text."""
        for phrase in self._candidates(text):
            for _ in _places(phrase, text):
                return True
        return False

    def are_in_any(self, texts: Iterable[str]) -> bool:
        """Whether any of the phrases stands in any of some texts."""
        return any(map(self.are_in, texts))

    def all_in(self, text: str) -> list[Found]:
        """Every phrase in a text, the longest where several begin, none within another one."""
        found: list[Found] = []
        for phrase in self._candidates(text):
            found += [Found(at, at + len(phrase), phrase) for at in _places(phrase, text)]
        return apart(found) if len(found) > 1 else found

    def first_in(self, text: str) -> Found | None:
        """The first of `all_in`."""
        found = self.all_in(text)
        return found[0] if found else None

    def all_at_start(self, text: str) -> list[Found]:
        """Every phrase that a text begins with, the longest first."""
        if self._heads.isdisjoint((text[:1], text[:_HEAD])):
            return []
        text = text[: self._longest + 1]
        found = [
            Found(0, len(phrase), phrase)
            for phrase in self._candidates(text)
            if text.startswith(phrase) and _is_whole(phrase, text, 0)
        ]
        return sorted(found, reverse=True) if len(found) > 1 else found

    def at_start(self, text: str) -> Found | None:
        """The longest phrase that a text begins with."""
        found = self.all_at_start(text)
        return found[0] if found else None

    def all_at_end(self, text: str) -> list[Found]:
        """Every phrase that a text ends with, the longest first."""
        end, text = len(text), text[-self._longest - 1 :]
        found = [
            Found(end - len(phrase), end, phrase)
            for phrase in self._candidates(text)
            if text.endswith(phrase) and _is_whole(phrase, text, len(text) - len(phrase))
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
        words = words_of(text)
        wordless = self._wordless
        if wordless and text.isascii():
            wordless = self._wordless_ascii
        if self._filed.isdisjoint(words):
            return wordless
        by_word = self._by_word
        phrases = [p for word in self._filed & words for p in by_word[word] if p in text]
        return [*phrases, *wordless] if wordless else phrases


def apart(found: Iterable[Found]) -> list[Found]:
    """What was found, in its order, without what begins within another one."""
    kept: list[Found] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


@remembered(2048)
def lowered(text: str) -> str:
    """A text in lower case with every character in its place."""
    return _lowered(text)


def lowered_all(texts: Iterable[str]) -> Iterator[str]:
    """What `lowered` makes of the terms of a list, and remember none: each is asked for once."""
    return map(_lowered, texts)


def _lowered(text: str) -> str:
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(c if len(c.lower()) > 1 else c.lower() for c in text)  # "İ" makes two


@remembered(2048)
def words_of(text: str) -> frozenset[str]:
    """The words of a text: runs of letters and digits."""
    if text.isascii():
        return frozenset(text.encode().translate(_BLANKS).decode().split())
    return frozenset(_WORD.findall(text))


def _places(phrase: str, text: str) -> Iterator[int]:
    at = text.find(phrase)
    while at >= 0:
        if _is_whole(phrase, text, at):
            yield at
        at = text.find(phrase, at + 1)


def _is_whole(phrase: str, text: str, at: int) -> bool:
    end = at + len(phrase)
    return not (
        (at and _goes_on(text[at - 1]) and _is_spaced(phrase[0]))
        or (end < len(text) and _goes_on(text[end]) and _is_spaced(phrase[-1]))
    )


def _longest_word(phrase: str) -> str:
    """The longest word that stands in a text as it does in the phrase; "" when none must."""
    words = phrase.split() if phrase.replace(" ", "").isalnum() else _WORD.findall(phrase)
    if not phrase.isascii():
        words = words[is_unspaced(phrase[:1]) : len(words) - is_unspaced(phrase[-1:])]
    return max(words, key=len, default="")


def _goes_on(character: str) -> bool:
    return character.isalnum() or character == "_"


def _is_spaced(character: str) -> bool:
    """Whether words of the character's script have blanks between them."""
    return character.isalnum() and not is_unspaced(character)


def is_unspaced(character: str) -> bool:
    """Whether a character is of a script that has no blanks between words."""
    return "\u3040" <= character <= "\u9fff" and character.isalnum()
