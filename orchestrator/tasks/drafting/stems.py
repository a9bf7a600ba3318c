"""Words made comparable: their stem in one language, and words that tell nothing by their forms."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING, cast

from orchestrator.tasks.drafting.resources import table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

SHORTEST_STEM = 4
_LONGEST_ENDING = 8
_SHORTEST_INFLECTED = 3
_EXACT = "="
_WORDS_REMEMBERED = 65_536
"""The words of thousands of postings recur."""


def fold(text: str) -> str:
    """Case, accents and typographic apostrophes away: "Führerschein" is "fuhrerschein"."""
    folded = text.casefold().replace("\u2019", "'")
    if folded.isascii():
        return folded
    return "".join(x for x in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(x))


@cache
def languages() -> tuple[str, ...]:
    """The languages whose endings are known: "en", "de" and so on."""
    return tuple(table("stems")["endings"])


@lru_cache(maxsize=_WORDS_REMEMBERED)
def stem(folded: str, language: str) -> str:
    """Take a word's endings off, in one language; never of a word with a digit or a sign.

    One language at a time: what is an ending in Italian is half the word in English ("opera" and
    "operate").
    """
    return _without_endings(folded, language, _endings(language), most=2)


@lru_cache(maxsize=_WORDS_REMEMBERED)
def stems(folded: str) -> tuple[str, ...]:
    """A word's stem in each of the languages."""
    return tuple(stem(folded, language) for language in languages())


@lru_cache(maxsize=_WORDS_REMEMBERED)
def uninflected(folded: str) -> tuple[str, ...]:
    """What is common to a word's own forms, in each of the languages: "weld", never "welder"."""
    return tuple(
        _without_endings(folded, language, _inflections(language), most=1)
        for language in languages()
    )


def regular(folded: str) -> str:
    """An irregular form's own word: "sold" is "sell"."""
    return _irregular().get(folded, folded)


def tells_nothing(folded: str) -> bool:
    """Whether postings put the word around whatever they ask for: "solid", "fundierte"."""
    return folded in _weightless()


def is_broad(folded: str) -> bool:
    """Whether a word by itself, of several asked for, shows nothing: "care", "services"."""
    return folded in broad_words()


@cache
def broad_words() -> frozenset[str]:
    """Words that by themselves say too little, folded."""
    return frozenset(map(fold, cast("list[str]", table("weightless")["broad"]["words"])))


@cache
def words_around(language: str) -> frozenset[str]:
    """The words that postings in a language put around what they ask for, in all their forms."""
    listed = cast("Mapping[str, Mapping[str, list[str]]]", table("weightless"))["words"]
    return frozenset(form for word in listed[language] for form in _forms(word, language))


@cache
def _weightless() -> frozenset[str]:
    return frozenset(fold(form) for language in languages() for form in words_around(language))


def _forms(word: str, language: str) -> Iterator[str]:
    """A word as written, and with the endings that may take its ending's place."""
    if word.startswith(_EXACT):
        yield word.removeprefix(_EXACT)
        return
    yield word
    groups = cast("Mapping[str, Sequence[list[str]]]", table("weightless")["inflections"])
    for endings in groups[language]:
        for ending in endings:
            if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_INFLECTED:
                base = word.removesuffix(ending)
                yield from (f"{base}{other}" for other in endings)


def _without_endings(folded: str, language: str, endings: Mapping[str, int], *, most: int) -> str:
    folded = regular(folded)
    if not folded.isalpha() or not folded.isascii():
        return folded
    own = _apart(language).get(folded)
    if own is not None:
        return own
    if language == "en" and folded.endswith("ies") and len(folded) > SHORTEST_STEM:
        folded = f"{folded[:-3]}y"
    for _ in range(most):
        longest = _longest_ending(folded, endings)
        if longest is None:
            break
        folded = folded.removesuffix(longest)
    if len(folded) > SHORTEST_STEM and folded[-1] == folded[-2] and folded[-1] not in "lsz":
        folded = folded[:-1]
    return f"{folded[:-1]}y" if folded.endswith("ie") else folded


def _longest_ending(folded: str, endings: Mapping[str, int]) -> str | None:
    for length in range(min(_LONGEST_ENDING, len(folded) - SHORTEST_STEM), 0, -1):
        ending = folded[-length:]
        if len(folded) - length >= endings.get(ending, len(folded)):
            return ending
    return None


@cache
def _endings(language: str) -> Mapping[str, int]:
    """Endings, each with the letters that it must leave."""
    listed = cast("Mapping[str, Mapping[str, list[str]]]", table("stems"))
    shortest = dict.fromkeys(listed["endings"][language], SHORTEST_STEM)
    return shortest | dict.fromkeys(listed["long_endings"][language], SHORTEST_STEM + 1)


@cache
def _inflections(language: str) -> Mapping[str, int]:
    listed = cast("Mapping[str, Mapping[str, list[str]]]", table("stems"))
    return dict.fromkeys(listed["inflections"][language], SHORTEST_STEM)


@cache
def _irregular() -> Mapping[str, str]:
    return cast("dict[str, str]", table("stems")["irregular"])


@cache
def _apart(language: str) -> Mapping[str, str]:
    """Words that only look like forms of another, each with its own stem."""
    listed = cast("Mapping[str, Mapping[str, Mapping[str, list[str]]]]", table("stems"))["apart"]
    own_forms = listed.get(language, {})
    return {word: own for own, forms in own_forms.items() for word in (own, *forms)}
