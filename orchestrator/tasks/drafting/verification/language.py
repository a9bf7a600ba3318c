"""What a language says how, read from `data/truth`: two files for each language."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from orchestrator.tasks.drafting.resources import table
from orchestrator.tasks.drafting.verification.spoken import SHORTEST_STEM, Language, Level
from orchestrator.tasks.drafting.verification.tokens import fold, tokenise

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from orchestrator.tasks.drafting.verification.spoken import Phrase

LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt")

_SHORTEST_FORM = 5
_SURE_LEAD = 2
"""Small words more than of the expected language: "in" and "all" are of several."""


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
            "articles",
            "ordinals",
            "floating",
            "day_parts",
            "comparatives",
            "courses",
            "definite",
            "agent",
            "apart",
            "passive",
            "prepositions",
            "days",
            "partners",
            "groups",
            "giving",
            "things",
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
    phrases["role"] = _phrases(titles["role"])
    phrases["idioms"] = _phrases(data.get("idioms", ""))
    phrases["sole"] = _phrases(data.get("sole", ""))
    phrases["per"] = _phrases(data["rates"]["per"])
    bases: dict[str, set[str]] = defaultdict(set)
    for forms in data["forms"]["irregular"]:
        first, *_ = _folded(forms)
        for form in _folded(forms):
            bases[form].add(f"={first}")
            if code in ("it", "es", "pt") and form[-1] in "oa" and len(form) > _SHORTEST_FORM:
                bases[form[:-1]].add(f"={first}")  # "cresciuti" of "cresciuto"
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
        units=sorted(
            (
                (phrase, unit)
                for unit, listed in data["units"].items()
                for phrase in _phrases(listed)
            ),
            key=lambda pair: -len(pair[0]),  # "metros cúbicos" before "metros"
        ),
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
            if (key[0] == "=" if made.code == "en" else len(key) > SHORTEST_STEM)
        }
    for section, listed in data["sections"].items():
        keys: set[str] = set()
        for word in _folded(listed):
            keys |= made.keys(word)
        made.sections[section] = frozenset(keys)


def guess(texts: Iterable[str], otherwise: str) -> str:
    """The language whose small words the texts use most; `otherwise` unless that is clear."""
    # Each word once: Spanish "dos" is a small word of Portuguese.
    said = {token.word for text in texts for token in tokenise(text, elides=True)}
    scores = {code: len(said & _function_words(code)) for code in LANGUAGES}
    best = max(scores, key=lambda code: scores[code])
    return best if scores[best] >= scores[otherwise] + _SURE_LEAD else otherwise


@cache
def _function_words(code: str) -> frozenset[str]:
    """The small words of a language, without reading the rest of it."""
    return frozenset(_folded(table(f"truth/{code}")["function"]))


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
