"""The language of a text, by its script and its commonest words."""

from __future__ import annotations

from collections import Counter
from functools import cache

from orchestrator.tasks.extraction.folding import fold
from orchestrator.tasks.extraction.patterns import regex
from orchestrator.tasks.extraction.words import words

_WORD = regex(r"[^\W\d_]+")
_NOT_ASCII = regex(r"[^\x00-\x7f]")
_READ_CHARACTERS = 4000
_LEAST_HITS = 4
_CLOSE = 0.6
_SCRIPTS = (
    ("ja", "\u3041", "\u30ff"),
    ("ko", "\uac00", "\ud7a3"),
    ("zh", "\u4e00", "\u9fff"),
    ("el", "\u0370", "\u03ff"),
    ("he", "\u0590", "\u05ff"),
    ("ar", "\u0600", "\u06ff"),
    ("th", "\u0e00", "\u0e7f"),
)
_SCRIPT_SHARE = 0.15


@cache
def _languages_of_words() -> dict[str, list[str]]:
    """From a common word to the languages that have it."""
    languages: dict[str, list[str]] = {}
    for code, common in words().stopwords.items():
        for word in common:
            languages.setdefault(word, []).append(code)
    return languages


def language_of(text: str, declared: str | None = None) -> str | None:
    """Two-letter code of the language, None when the text is too short to tell.

    Neighbours share their commonest words: what the page declares wins when it is close.
    """
    sample = text[:_READ_CHARACTERS]
    characters = Counter(_NOT_ASCII.findall(sample))
    for code, first, last in _SCRIPTS if characters else ():
        own = sum(count for letter, count in characters.items() if first <= letter <= last)
        if own and own > _SCRIPT_SHARE * sum(map(str.isalpha, sample)):
            return code
    if characters:
        # Line by line, without the marks of items: the rules have folded most of these already.
        sample = "\n".join(fold(line.removeprefix("- ")) for line in sample.split("\n"))
    scores = dict.fromkeys(words().stopwords, 0)
    languages = _languages_of_words()
    counted = Counter(_WORD.findall(sample.lower()))
    for word in counted.keys() & languages.keys():
        for code in languages[word]:
            scores[code] += counted[word]
    for code, own in words().letters.items():
        scores[code] += sum(characters[letter] for letter in own)
    best = max(scores, key=lambda code: scores[code], default=None)
    if best is None or scores[best] < _LEAST_HITS:
        return None
    is_close = declared is not None and scores.get(declared, 0) >= _CLOSE * scores[best]
    if is_close:
        return declared
    return best if list(scores.values()).count(scores[best]) == 1 else None
