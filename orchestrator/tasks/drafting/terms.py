"""Words made comparable: case, plurals and endings folded, synonyms of skills joined."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import cast

from orchestrator.tasks.drafting.resources import table
from orchestrator.tasks.drafting.stems import words_around

_WORD = re.compile(r"\.?[^\W_](?:[\w.+#'\u2019]*[\w+#])?")
_LONGEST_ALIAS = 4
_SHORTEST_STEMMED = 4


def words(text: str) -> list[str]:
    """The words of a text in order, case folded; "C++", ".NET" and "Node.js" stay whole."""
    found = (match.group().casefold().replace("\u2019", "'") for match in _WORD.finditer(text))
    return [word.removesuffix("'s") for word in found]


def terms(text: str) -> list[str]:
    """What a text is about, in order: stop words gone, endings folded, synonyms as one."""
    aliases, stop = _aliases(), stop_words()
    sequence = words(text)
    found: list[str] = []
    at = 0
    while at < len(sequence):
        for length in range(min(_LONGEST_ALIAS, len(sequence) - at), 0, -1):
            canonical = aliases.get(tuple(sequence[at : at + length]))
            if canonical is not None:
                found.append(canonical)
                at += length
                break
        else:
            if sequence[at] not in stop:
                found.append(stem(sequence[at]))
            at += 1
    return found


def stem(word: str) -> str:
    """Fold an English word's plural and its -ing, -ed and -e; other words stay as they are.

    "tests", "testing" and "tested" meet; "scala" and "scalable" do not.
    """
    if not word.isalpha() or len(word) < _SHORTEST_STEMMED:
        return word
    singular = _singular(word)
    for ending in ("ing", "ed"):
        base = singular.removesuffix(ending)
        if base != singular and len(base) >= _SHORTEST_STEMMED - 1:
            doubled = base[-1] == base[-2] and base[-1] not in "lsz"
            return base[:-1] if doubled else base
    return singular.removesuffix("e") if len(singular) > _SHORTEST_STEMMED else singular


def spellings(term: str) -> list[str]:
    """Every way to write a canonical term of `synonyms.toml`; empty for any other word."""
    listed = cast("dict[str, list[str]]", table("synonyms")["aliases"])
    return [term, *listed[term]] if term in listed else []


def guess_language(text: str) -> str:
    """The language whose small words a text uses most: "en", "de", "fr", "es", "it", "nl" or "pt".

    The words that postings put around what they ask for count too ("Kenntnisse"). A word that
    several languages share counts less. "en" when there is nothing to tell it by.
    """
    counts = Counter(words(text))
    by_language = _words_by_language()
    sharing = _sharing()
    scores = {
        language: sum(counts[word] / sharing[word] for word in small if word in counts)
        for language, small in by_language.items()
    }
    best = max(scores, key=lambda language: scores[language])
    return best if scores[best] > scores["en"] else "en"


@cache
def _words_by_language() -> dict[str, frozenset[str]]:
    small = cast("dict[str, list[str]]", table("words")["stop"])
    return {language: words_around(language).union(small[language]) for language in small}


@cache
def _sharing() -> Counter[str]:
    """How many languages have a word."""
    return Counter(word for listed in _words_by_language().values() for word in listed)


@cache
def stop_words() -> frozenset[str]:
    """The small words of every language known here."""
    by_language = cast("dict[str, list[str]]", table("words")["stop"])
    return frozenset(word for small in by_language.values() for word in small)


@cache
def _aliases() -> dict[tuple[str, ...], str]:
    listed = cast("dict[str, list[str]]", table("synonyms")["aliases"])
    return {
        tuple(words(spelling)): canonical
        for canonical, others in listed.items()
        for spelling in (canonical, *others)
    }


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > _SHORTEST_STEMMED:
        return f"{word[:-3]}y"
    if word.endswith(("ches", "shes", "sses", "xes", "zes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
