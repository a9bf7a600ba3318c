"""Words of a data file found in a text, letter for letter but for case and accents."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, cast

from orchestrator.tasks.drafting.matching.concepts import words_of
from orchestrator.tasks.drafting.resources import table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from orchestrator.tasks.drafting.matching.concepts import Word


_INFLECTION = re.compile(r"(?<=\w{5})(?:e[rnsm]?|s)\Z")


class Phrases:
    """Phrases, each under a label; `inflected`: the endings of adjectives and plurals are free."""

    def __init__(self, labelled: Iterable[tuple[str, str]], *, inflected: bool = False) -> None:
        self._inflected = inflected
        self._labels: dict[tuple[str, ...], str] = {}
        self._in_capitals: set[tuple[str, ...]] = set()
        for label, phrase in labelled:
            key = self._key(words_of(phrase))
            self._labels.setdefault(key, label)
            if phrase.isupper() and phrase.isalpha():
                self._in_capitals.add(key)
        self._starts = {key[0] for key in self._labels if key}
        self._longest = max(map(len, self._labels), default=0)

    def find(self, words: Sequence[Word]) -> Iterator[tuple[str, int, int]]:
        """Every phrase, the longest at each place: its label, its first word and its length."""
        end = 0
        for at, word in enumerate(words):
            if at >= end and self._key((word,))[0] in self._starts:
                length = self._length_at(words, at)
                if length:
                    yield self._labels[self._key(words[at : at + length])], at, length
                    end = at + length

    def labels(self, words: Sequence[Word]) -> list[str]:
        """The labels of the phrases found, in order."""
        return [label for label, _, _ in self.find(words)]

    def _length_at(self, words: Sequence[Word], at: int) -> int:
        for length in range(min(self._longest, len(words) - at), 0, -1):
            key = self._key(words[at : at + length])
            if key in self._labels and (key not in self._in_capitals or words[at].text.isupper()):
                return length
        return 0

    def _key(self, words: Sequence[Word]) -> tuple[str, ...]:
        if not self._inflected:
            return tuple(word.folded for word in words)
        return tuple(_INFLECTION.sub("", word.folded) for word in words)


@cache
def phrases(name: str, section: str, field: str, *, inflected: bool = False) -> Phrases:
    """One list of a data file; every phrase is labelled by the field's name."""
    listed = cast("Mapping[str, Mapping[str, list[str]]]", table(name))[section][field]
    return Phrases(((field, phrase) for phrase in listed), inflected=inflected)


@cache
def labelled_phrases(name: str, section: str, *, keys_too: bool = True) -> Phrases:
    """The lists of one table of a data file, each under its key; `keys_too`: the key counts too."""
    lists = cast("Mapping[str, Mapping[str, list[str]]]", table(name))[section]
    return Phrases(
        (key, phrase)
        for key, listed in lists.items()
        for phrase in ((key, *listed) if keys_too else listed)
    )


def conditions() -> Phrases:
    """What a posting sets as a condition, each phrase under its sort."""
    return labelled_phrases("requirements", "conditions", keys_too=False)


@cache
def ranked_phrases(name: str, section: str, label: str) -> Phrases:
    """The lists of an array of tables, labelled by one of their values."""
    rows = cast("Mapping[str, list[Mapping[str, object]]]", table(name))[section]
    return Phrases(
        (str(row[label]), phrase) for row in rows for phrase in cast("list[str]", row["words"])
    )
