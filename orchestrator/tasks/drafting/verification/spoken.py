"""One language: its words by what they do to a claim, and how they are compared."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from orchestrator.tasks.drafting.verification.tokens import Token

Phrase = tuple[str, ...]

SHORTEST_STEM = 3
_SHORTEST_STEM_OF_LONG_ENDING = 4
_LONG_ENDING = 3
_LONG_VOWEL = re.compile(r"([aeou])\1")
_OF_VERBS = ("ed", "ing")


@dataclass(frozen=True, slots=True)
class Level:
    """A verb, or a phrase for it, with how much of a deed it claims and proves.

    `exact`: only in this very form, as "founded", which "found" is not.
    """

    phrase: Phrase
    claims: int
    proves: int
    exact: bool


@dataclass
class Language:
    """The words of one language by what they do to a claim.

    Attributes:
        code: "en", "de", ...
        function: Words that claim nothing.
        words: Further sets of words by name: "universal", "negators", ...
        phrases: Lists of phrases by name: "over", "up_to", ...
        levels: How much of a deed a verb claims, by its first word's keys.
        same: Which groups of like words a word is in, by its keys.
    """

    code: str
    function: frozenset[str]
    words: Mapping[str, frozenset[str]]
    phrases: Mapping[str, Sequence[Phrase]]
    endings: tuple[str, ...]
    verb_endings: tuple[str, ...]
    particles: tuple[str, ...]
    spelled: tuple[tuple[str, str], ...]
    plurals: tuple[tuple[str, tuple[str, ...]], ...]
    elides: bool
    compounds: bool
    rates: Mapping[str, str]
    periods: frozenset[str]
    kinds: Mapping[str, str]
    bases: Mapping[str, frozenset[str]]
    units: Sequence[tuple[Phrase, str]]
    numbers: Mapping[str, int]
    ones: Mapping[str, int]
    small: Mapping[str, int]
    tens: Sequence[tuple[str, int]]
    scales: Sequence[tuple[str, int]]
    number_glue: str | None
    levels: list[Level] = field(default_factory=list["Level"])
    gapped: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])
    same: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    same_phrases: list[tuple[Phrase, int]] = field(default_factory=list[tuple[Phrase, int]])
    general: dict[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    neutral_keys: set[str] = field(default_factory=set[str])
    sections: dict[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    _keys: dict[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    _forms_of: dict[tuple[str, str], bool] = field(default_factory=dict[tuple[str, str], bool])
    _levels_at: dict[str, list[Level]] = field(default_factory=dict[str, "list[Level]"])
    _by_first: dict[str, dict[str, list[Phrase]]] = field(
        default_factory=dict[str, "dict[str, list[Phrase]]"]
    )
    _phrases_at: dict[str, list[tuple[Phrase, int]]] = field(
        default_factory=dict[str, "list[tuple[Phrase, int]]"]
    )

    @cached_property
    def unit_words(self) -> frozenset[Phrase]:
        """The names of units."""
        return frozenset(phrase for phrase, _ in self.units)

    @cached_property
    def about(self) -> frozenset[str]:
        """Words before a number that bound it: "about", "rund"."""
        return frozenset(
            phrase[0]
            for name in ("about", "nearly", "up_to", "over", "at_least")
            for phrase in self.phrases[name]
            if len(phrase) == 1 or (len(phrase) == 2 and phrase[1] in ("de", "a"))
        )

    def keys(self, word: str) -> frozenset[str]:
        """What a folded word may be compared by: itself, its base form and its stems."""
        found = self._keys.get(word)
        if found is None:
            found = self._keys[word] = frozenset(self._stems(word))
        return found

    def loose_keys(self, word: str) -> frozenset[str]:
        """`keys`, and those of a verb without its particle: "angeleitet" meets "leitete"."""
        found = set(self.keys(word))
        for particle in self.particles:
            rest = word.removeprefix(particle)
            if rest != word and len(rest) >= SHORTEST_STEM:
                found |= self.keys(rest.removeprefix("zu"))
        return frozenset(found)

    def rejoined(self, particle: str, verb: str) -> frozenset[str]:
        """The keys of a verb in two parts as one: "abstimm" of "Stimmte ... ab"."""
        found: set[str] = set()
        for key in self.keys(verb):
            if key[0] == "=":
                found |= self.keys(particle + key[1:])
            elif len(key) >= SHORTEST_STEM:
                found.add(particle + key)
        return frozenset(found)

    def are_related(self, one: str, other: str) -> bool:
        """Whether two folded words are forms of one word, or one is made from the other."""
        return not self.keys(one).isdisjoint(self.keys(other))

    def is_neutral(self, word: str) -> bool:
        """Whether a word in any form claims nothing: "used", "durchgeführt"."""
        return self.is_any(word, "neutral") or not self.keys(word).isdisjoint(self.neutral_keys)

    def is_form_of(self, word: str, name: str) -> bool:
        """Whether a folded word is a form of one of a named set: "attended" of "attending"."""
        found = self._forms_of.get((word, name))
        if found is None:
            found = any(self.are_related(word, other) for other in self.words[name])
            self._forms_of[word, name] = found
        return found

    def is_any(self, word: str, name: str) -> bool:
        """Whether a folded word is one of a named set."""
        return word in self.words.get(name, frozenset())

    def are_alike(self, one: str, other: str) -> bool:
        """Whether two folded words are related, or one may stand for the other."""
        if self.are_related(one, other):
            return True
        groups = {number for key in self.keys(other) for number in self.same.get(key, ())}
        return any(not groups.isdisjoint(self.same.get(key, ())) for key in self.keys(one))

    def is_plural_of(self, word: str, single: str) -> bool:
        """Whether a folded word is the plural of another."""
        for ending, others in self.plurals:
            stem = single.removesuffix(ending) if ending else single
            if (not ending or stem != single) and any(word == stem + other for other in others):
                return word != single
        return False

    def levels_at(self, word: str) -> list[Level]:
        """The verbs of known strength that may begin with a word; the longest first."""
        found = self._levels_at.get(word)
        if found is None:
            known = [
                level
                for level in self.levels
                if level.phrase[0] == word
                or (not level.exact and self.are_related(level.phrase[0], word))
            ]
            found = self._levels_at[word] = known
        return found

    def phrases_at(self, word: str) -> list[tuple[Phrase, int]]:
        """The phrases of like words that may begin with a word, with their groups."""
        found = self._phrases_at.get(word)
        if found is None:
            known = [item for item in self.same_phrases if self.are_related(item[0][0], word)]
            found = self._phrases_at[word] = known
        return found

    def phrase_at(self, tokens: Sequence[Token], at: int, name: str) -> Phrase | None:
        """The longest of a list of phrases that stands at a place, word for word."""
        by_first = self._by_first.get(name)
        if by_first is None:
            by_first = self._by_first[name] = defaultdict(list)
            for phrase in self.phrases[name]:
                by_first[phrase[0]].append(phrase)
        for phrase in by_first.get(tokens[at].word, ()):
            if self.starts(tokens, at, phrase, forms=False):
                return phrase
        return None

    def starts(self, tokens: Sequence[Token], at: int, phrase: Phrase, *, forms: bool) -> bool:
        """Whether a phrase stands at a place. `forms`: its words in any form."""
        if at + len(phrase) > len(tokens):
            return False
        for offset, part in enumerate(phrase):
            word = tokens[at + offset].word
            if word != part and not (forms and len(part) > 2 and self.are_related(word, part)):
                return False
        return True

    def _stems(self, word: str) -> Iterable[str]:
        variants = {word}
        if word.startswith("ge") and self.compounds and len(word) > len("ge") + SHORTEST_STEM:
            variants.add(word[2:])
        for particle in self.particles:
            if word.startswith(f"{particle}ge") and len(word) > len(particle) + 5:
                variants.add(particle + word[len(particle) + 2 :])
        for variant in tuple(variants):
            variants.add(variant.replace("our", "or"))
            if self.code != "nl":  # where "lezen" is no "les"
                variants.add(variant.replace("z", "s"))
        for ending, other in self.spelled:
            if word.endswith(ending) and len(word) > len(ending) + 2:
                variants.add(word.removesuffix(ending) + other)
        if self.code == "nl":  # "organiseerde" of "organiseren"
            variants |= {_LONG_VOWEL.sub(r"\1", variant) for variant in variants}
        stems = set(variants)
        for variant in variants:
            for ending in self.endings:
                stem = variant.removesuffix(ending)
                if stem == variant or len(stem) < self._shortest_stem(ending):
                    continue
                stems.add(stem)
                if self.code == "en" and ending in _OF_VERBS:
                    stems.add(f"{stem}e")  # "caring" of "care", which is no "car"
                if stem[-1] == stem[-2] and len(stem) > SHORTEST_STEM:
                    stems.add(stem[:-1])
        bases = set[str]()
        for stem in {word, *stems}:
            bases |= self.bases.get(stem, frozenset())
        return stems | bases

    def _shortest_stem(self, ending: str) -> int:
        if self.code == "en" and ending not in (*_OF_VERBS, "s"):
            return _SHORTEST_STEM_OF_LONG_ENDING
        is_long = len(ending) >= _LONG_ENDING and ending != "ing"
        return _SHORTEST_STEM_OF_LONG_ENDING if is_long else SHORTEST_STEM
