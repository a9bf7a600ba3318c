"""What the cited lines hold, ready to be asked: words, their forms, their synonyms, numbers."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from orchestrator.tasks.drafting.terms import spellings, terms
from orchestrator.tasks.drafting.terms import words as term_words
from orchestrator.tasks.drafting.verification.figures import figures, without_months
from orchestrator.tasks.drafting.verification.tokens import fold, tokenise

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from orchestrator.tasks.drafting.verification.spoken import Language
    from orchestrator.tasks.drafting.verification.tokens import Token

_FURTHEST_PARTICLE = 8
_SHORTEST_PART = 4
_LONGEST_LINKING = 2
_SHORTEST_COMPOUND = 8


class Evidence:
    """The cited lines of one drafted line, and the headers that they stand under.

    Attributes:
        texts: The cited lines; what a deed, a number and its strength are looked for in.
        headers: Of their entries; names and titles may be taken from them too.
        lines: The words of each cited line.
    """

    def __init__(
        self,
        texts: Sequence[str],
        headers: Sequence[str],
        sections: Iterable[str],
        spoken: Language,
    ) -> None:
        self.texts = [" ".join(text.split()) for text in texts]
        self.headers = list(headers)
        self._spoken = spoken
        self._line_keys: list[tuple[set[str], set[int]]] | None = None
        self.lines = [tokenise(text, elides=spoken.elides) for text in self.texts]
        self._header_tokens = [
            token for text in headers for token in tokenise(text, elides=spoken.elides)
        ]
        self.figures = [
            figure
            for text in self.texts
            for figure in figures(without_months(text), spoken, as_evidence=True)
        ]
        own = [token for line in self.lines for token in line]
        self.words = {token.word for token in own}
        # "on-demand" may be printed, or read back, as "ondemand".
        for line in self.lines:
            self.words |= {
                before.word + token.word
                for before, token in itertools.pairwise(line)
                if token.joined
            }
        self.header_words = {token.word for token in self._header_tokens}
        self.keys: set[str] = set()
        for word in self.words:
            self.keys |= spoken.loose_keys(word)
        rejoined = {key for line in self.lines for key in _rejoined(line, spoken)}
        self.keys |= rejoined
        self.header_keys: set[str] = set()
        for word in self.header_words:
            self.header_keys |= spoken.keys(word)
        self._other_spellings = self._spelled_otherwise()
        self._exact = self.words | self.header_words | self._other_spellings
        self._groups = self._groups_of(self.lines, rejoined)
        self._section_keys: set[str] = set()
        for section in sections:
            self._section_keys |= spoken.sections.get(section, frozenset())

    def holds_exactly(self, word: str) -> bool:
        """Whether a name stands here: as it is, in the plural, or in another spelling."""
        singular = word.removesuffix("s")
        return not self._exact.isdisjoint({word, singular, f"{word}s", f"{word}es"})

    def holds(self, word: str) -> bool:
        """Whether a word stands here in some form, or one that may be used for it does."""
        if word in self._exact:
            return True
        keys = self._spoken.loose_keys(word)
        if not (keys.isdisjoint(self.keys) and keys.isdisjoint(self.header_keys)):
            return True
        if self._spoken.kinds.get(word) == "authorship":
            return False  # "allein" is no part of "Betrugsfälle"
        if self.is_like(word):
            return True
        if not keys.isdisjoint(self._section_keys) and self._spoken.kinds.get(word) != "degree":
            return True
        if any(
            not self._spoken.general.get(key, frozenset()).isdisjoint(self.keys) for key in keys
        ):
            return True
        return self._spoken.compounds and self._is_compounded(word)

    def lines_with(self, word: str) -> set[int]:
        """Which cited lines hold a word in some form, or one that it may stand for."""
        keys = self._spoken.loose_keys(word)
        groups = {number for key in keys for number in self._spoken.same.get(key, ())}
        return {
            at
            for at, (held, like) in enumerate(self._by_line())
            if not keys.isdisjoint(held)
            or not groups.isdisjoint(like)
            or any(not self._spoken.general.get(key, frozenset()).isdisjoint(held) for key in keys)
        }

    def _by_line(self) -> list[tuple[set[str], set[int]]]:
        """The keys and the groups of like words of each cited line."""
        if self._line_keys is None:
            self._line_keys = []
            for line in self.lines:
                keys = _rejoined(line, self._spoken)
                like = self._groups_of([line], keys)
                for token in line:
                    keys |= self._spoken.loose_keys(token.word)
                self._line_keys.append((keys, like))
        return self._line_keys

    def is_like(self, word: str) -> bool:
        """Whether a cited line holds a word that this one may stand for."""
        return any(not self._spoken.same.get(key, set()).isdisjoint(self._groups)
                   for key in self._spoken.keys(word))  # fmt: skip

    def holds_rejoined(self, particle: str, verb: str) -> bool:
        """Whether a verb in two parts stands here, or one like it: "Nahm ... teil"."""
        keys = self._spoken.rejoined(particle, verb)
        if not keys.isdisjoint(self.keys):
            return True
        return any(not self._spoken.same.get(key, set()).isdisjoint(self._groups) for key in keys)

    def holds_group(self, number: int) -> bool:
        """Whether a word or phrase of a group of like words stands here."""
        return number in self._groups

    def in_header(self, word: str) -> bool:
        """Whether a header of the cited entries holds a word in some form."""
        return not self._spoken.keys(word).isdisjoint(self.header_keys)

    def _spelled_otherwise(self) -> set[str]:
        found: set[str] = set()
        for text in (*self.texts, *self.headers):
            for term in terms(text):
                for spelling in spellings(term):
                    found |= {fold(part) for part in term_words(spelling)}
        return found

    def _groups_of(self, lines: Sequence[Sequence[Token]], rejoined: set[str]) -> set[int]:
        groups: set[int] = set()
        words = {token.word for line in lines for token in line} - self._spoken.function
        keys = rejoined.union(*(self._spoken.loose_keys(word) for word in words))
        for key in keys:
            groups |= self._spoken.same.get(key, set())
        for line in lines:
            for at, token in enumerate(line):
                groups |= {
                    number
                    for phrase, number in self._spoken.phrases_at(token.word)
                    if self._spoken.starts(line, at, phrase, forms=True)
                    or self._stands_apart(line, at, phrase)
                }
        return groups

    def _stands_apart(self, line: Sequence[Token], at: int, phrase: tuple[str, ...]) -> bool:
        """Whether a verb and its particle stand with words between: "brought errors down"."""
        if len(phrase) != 2 or not self._spoken.is_any(phrase[1], "apart"):
            return False
        for token in line[at + 1 : at + 1 + _FURTHEST_PARTICLE]:
            if token.mark:
                return False
            if token.word == phrase[1]:
                return self._spoken.are_related(line[at].word, phrase[0])
        return False

    def _is_compounded(self, word: str) -> bool:
        """Whether a compound is made of words that stand here, or is a part of one."""
        known = [held for held in self.words | self.header_words if len(held) >= _SHORTEST_PART]
        stems = {key for key in self._spoken.keys(word) if len(key) >= _SHORTEST_PART}
        for held in known:
            if len(held) >= _SHORTEST_COMPOUND and any(
                held.startswith(stem) or held.endswith(stem) for stem in stems
            ):
                return True
        return len(word) >= _SHORTEST_COMPOUND and self._splits(word)

    def _ends_something(self, back: str) -> bool:
        """Whether a word stands here, or ends one that does: "Knie- und Hüftoperationen"."""
        keys = self._spoken.keys(back)
        if not keys.isdisjoint(self.keys | self.header_keys):
            return True
        return any(
            len(held) >= _SHORTEST_COMPOUND and held.endswith(back) and held != back
            for held in self.words
        )

    def _splits(self, word: str) -> bool:
        parts = {
            key
            for key in self.keys | self.header_keys
            if len(key) >= _SHORTEST_PART and key[0] != "="
        }
        for front in parts:
            if not word.startswith(front):
                continue
            rest = word[len(front) :]
            for linking in range(_LONGEST_LINKING + 1):
                back = rest[linking:]
                if len(back) >= _SHORTEST_PART and self._ends_something(back):
                    return True
        return False


def _rejoined(line: Sequence[Token], spoken: Language) -> set[str]:
    """The keys of verbs in two parts as one: "abstimm" of "Stimmte die Pläne ab"."""
    keys: set[str] = set()
    begun: list[Token] = []
    for token in line:
        if token.mark == ".":
            begun = []
        if token.word in spoken.particles:
            for verb in begun:
                keys |= spoken.rejoined(token.word, verb.word)
        elif token.word not in spoken.function:
            begun.append(token)
    return keys
