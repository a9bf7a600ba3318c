"""What a language says how, read from `data/truth`: two files for each language."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from orchestrator.tasks.drafting.resources import table
from orchestrator.tasks.drafting.verification.tokens import fold, tokenise

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from orchestrator.tasks.drafting.verification.tokens import Token

LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt")

Phrase = tuple[str, ...]

_SHORTEST_STEM = 3
_SHORTEST_STEM_OF_LONG_ENDING = 4
_LONG_ENDING = 3
_OF_VERBS = ("ed", "ing")
_SURE_LEAD = 2
"""Small words more than of the expected language: "in" and "all" are of several."""


@dataclass(frozen=True, slots=True)
class Level:
    """A verb, or a phrase for it, with how much of a deed it claims and proves.

    `exact`: only in this very form, as "founded", which "found" is not.
    """

    phrase: Phrase
    claims: int
    proves: int
    exact: bool


@dataclass(slots=True)
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
    _levels_at: dict[str, list[Level]] = field(default_factory=dict[str, "list[Level]"])
    _phrases_at: dict[str, list[tuple[Phrase, int]]] = field(
        default_factory=dict[str, "list[tuple[Phrase, int]]"]
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
            if rest != word and len(rest) >= _SHORTEST_STEM:
                found |= self.keys(rest.removeprefix("zu"))
        return frozenset(found)

    def are_related(self, one: str, other: str) -> bool:
        """Whether two folded words are forms of one word, or one is made from the other."""
        return not self.keys(one).isdisjoint(self.keys(other))

    def is_neutral(self, word: str) -> bool:
        """Whether a word in any form claims nothing: "used", "durchgeführt"."""
        return self.is_any(word, "neutral") or not self.keys(word).isdisjoint(self.neutral_keys)

    def is_attending(self, word: str) -> bool:
        """Whether a word in any form says that a course was taken: "attended", "besucht"."""
        return any(self.are_related(word, other) for other in self.words["attending"])

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
        if word.startswith("ge") and self.compounds and len(word) > len("ge") + _SHORTEST_STEM:
            variants.add(word[2:])
        for particle in self.particles:
            if word.startswith(f"{particle}ge") and len(word) > len(particle) + 5:
                variants.add(particle + word[len(particle) + 2 :])
        for variant in tuple(variants):
            variants |= {variant.replace("z", "s"), variant.replace("our", "or")}
        for ending, other in self.spelled:
            if word.endswith(ending) and len(word) > len(ending) + 2:
                variants.add(word.removesuffix(ending) + other)
        stems = set(variants)
        for variant in variants:
            for ending in self.endings:
                stem = variant.removesuffix(ending)
                if stem == variant or len(stem) < self._shortest_stem(ending):
                    continue
                stems.add(stem)
                if self.code == "en" and ending in _OF_VERBS:
                    stems.add(f"{stem}e")  # "caring" of "care", which is no "car"
                if stem[-1] == stem[-2] and len(stem) > _SHORTEST_STEM:
                    stems.add(stem[:-1])
        bases = set[str]()
        for stem in {word, *stems}:
            bases |= self.bases.get(stem, frozenset())
        return stems | bases

    def _shortest_stem(self, ending: str) -> int:
        if self.code == "en" and ending not in (*_OF_VERBS, "s"):
            return _SHORTEST_STEM_OF_LONG_ENDING
        is_long = len(ending) >= _LONG_ENDING and ending != "ing"
        return _SHORTEST_STEM_OF_LONG_ENDING if is_long else _SHORTEST_STEM


@cache
def language(code: str) -> Language:
    """The language of a code of `LANGUAGES`."""
    data = cast("dict[str, Any]", table(f"truth/{code}"))
    words = {
        name: frozenset(_folded(data.get(name, "")))
        for name in (
            "neutral",
            "negators",
            "negating_prefixes",
            "universal",
            "majority",
            "many",
            "some",
            "single",
            "attending",
            "alternate",
            "prepositions",
        )
    }
    titles = data["titles"]
    if code == "en":
        words["neutral"] = frozenset(_verb_forms(words["neutral"]))
    words["lowering"] = frozenset(_folded(titles["lowering"]))
    words["senior"] = frozenset(_folded(titles["senior"]))
    words |= {name: frozenset(_folded(listed)) for name, listed in data["roles"].items()}
    words["number_joins"] = frozenset(_folded(data["numbers"].get("joins", "")))
    phrases = {name: _phrases(text) for name, text in data["bounds"].items()}
    phrases |= {name: _phrases(text) for name, text in data["since"].items()}
    phrases["as"] = _phrases(titles["as"])
    phrases["sole"] = _phrases(data.get("sole", ""))
    phrases["per"] = _phrases(data["rates"]["per"])
    bases: dict[str, set[str]] = defaultdict(set)
    for forms in data["forms"]["irregular"]:
        first, *_ = _folded(forms)
        for form in _folded(forms):
            bases[form].add(f"={first}")
    made = Language(
        code=code,
        function=frozenset(_folded(data["function"])),
        words=words,
        phrases=phrases,
        endings=tuple(sorted(set(_folded(data["suffixes"])), key=len, reverse=True)),
        verb_endings=tuple(data["verb_endings"].split()),
        particles=tuple(_folded(data.get("particles", ""))),
        plurals=tuple(
            (ending, tuple(others.split("|"))) for ending, others in _pairs(data["plurals"])
        ),
        spelled=tuple(_pairs(data["forms"].get("spelled", ""))),
        elides=data["elides"],
        compounds=data["compounds"],
        rates={
            word: unit
            for unit, listed in data["rates"].items()
            if unit != "per"
            for word in _folded(listed)
        },
        periods=frozenset(_folded(x)[0] for unit, x in data["rates"].items() if unit != "per"),
        kinds={
            word: kind
            for kind, listed in reversed(data["kinds"].items())
            for word in _folded(listed)
        },
        bases={form: frozenset(found) for form, found in bases.items()},
        units=[
            (phrase, unit) for unit, listed in data["units"].items() for phrase in _phrases(listed)
        ],
        **_numbers(data["numbers"]),
    )
    _fill(made, data)
    return made


def _verb_forms(words: Iterable[str]) -> Iterable[str]:
    for word in words:
        stem = word.removesuffix("e")
        yield from (word, f"{word}s", f"{stem}ed", f"{stem}ing", f"{word}d")


def _numbers(data: Mapping[str, Any]) -> dict[str, Any]:
    numbers = {
        word: int(value)
        for value, listed in data.items()
        if value.isdigit()
        for word in _folded(listed)
    }
    ones = {
        word: int(value)
        for value, listed in data["evidence_only"].items()
        for word in _folded(listed)
    }
    glued = {fold(word): int(value) for value, word in data.get("ones", {}).items()}
    return {
        "numbers": numbers,
        "ones": ones,
        "small": {word: value for word, value in (numbers | ones | glued).items() if value < 10},
        "tens": [(word, value) for word, value in numbers.items() if 20 <= value < 100],
        "scales": [(word, value) for word, value in numbers.items() if value in (100, 1000)],
        "number_glue": fold(data["compound"]) if "compound" in data else None,
    }


def _fill(made: Language, data: Mapping[str, Any]) -> None:
    supports = {fold(word): level for word, level in data.get("supports", {}).items()}
    softer = {"_".join(_phrases(word)[0]): level for word, level in data.get("softer", {}).items()}
    for level, listed in data["levels"].items():
        for phrase in _phrases(listed):
            exact = phrase[0].startswith("!")
            bare = (phrase[0].removeprefix("!"), *phrase[1:])
            claims = softer.get("_".join(bare), int(level))
            proves = max(int(level), supports.get(bare[0], 0))
            made.levels.append(Level(bare, claims, proves, exact))
    known = {item.phrase[0] for item in made.levels}
    made.levels += [
        Level((word,), 3, level, exact=False)
        for word, level in supports.items()
        if word not in known
    ]
    made.levels.sort(key=lambda item: -len(item.phrase))
    for particle, pairs in data.get("gapped", {}).items():
        made.gapped[fold(particle)] = dict(_pairs(pairs))
    alike = cast("dict[str, Any]", table(f"truth/alike/{made.code}"))
    for number, group in enumerate(alike["groups"].splitlines()):
        for phrase in _phrases(group):
            if len(phrase) == 1:
                for key in made.keys(phrase[0]):
                    made.same[key].add(number)
            else:
                made.same_phrases.append((phrase, number))
    for word, specifics in alike["general"].items():
        found: set[str] = set()
        for specific in _folded(specifics):
            found |= made.keys(specific)
        for key in made.keys(fold(word)):
            made.general[key] = frozenset(found)
    for word in made.words["neutral"]:
        made.neutral_keys |= {
            key
            for key in made.keys(word)
            # The regular forms of English are made when it is read.
            if (key[0] == "=" if made.code == "en" else len(key) > _SHORTEST_STEM)
        }
    for section, listed in data["sections"].items():
        keys: set[str] = set()
        for word in _folded(listed):
            keys |= made.keys(word)
        made.sections[section] = frozenset(keys)


def guess(texts: Iterable[str], otherwise: str) -> str:
    """The language whose small words the texts use most; `otherwise` unless that is clear."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(token.word for token in tokenise(text, elides=True))
    scores = {code: sum(counts[word] for word in language(code).function) for code in LANGUAGES}
    best = max(scores, key=lambda code: scores[code])
    return best if scores[best] >= scores[otherwise] + _SURE_LEAD else otherwise


def _folded(listed: str) -> list[str]:
    return [fold(word) for word in listed.split()]


def _pairs(listed: str) -> Iterable[tuple[str, str]]:
    """Pairs as "organice=organizar"."""
    for pair in listed.split():
        one, _, other = pair.partition("=")
        yield fold(one), fold(other)


def _phrases(listed: str) -> list[Phrase]:
    """Phrases of single words; the longest first."""
    found = [
        tuple(fold(part) for part in phrase.replace("-", "_").split("_") if part)
        for phrase in listed.split()
    ]
    return sorted((phrase for phrase in found if phrase), key=len, reverse=True)
