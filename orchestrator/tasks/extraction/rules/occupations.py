"""Words for occupations."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from orchestrator.tasks.extraction.folding import fold
from orchestrator.tasks.extraction.patterns import regex
from orchestrator.tasks.extraction.phrases import Phrases, is_unspaced, words_of
from orchestrator.tasks.extraction.remembering import remembered
from orchestrator.tasks.extraction.words import words

_WORD = regex(r"\w+")
_LONG = 7
"""From so many letters on a noun may be part of a word: "Projektingenieur"."""

_LONGEST_ENDING = 4
"""Letters that may follow it: "engineers", but not "Sekretariatet" after "sekretar"."""


class _Nouns(NamedTuple):
    """The list by how each noun is looked for.

    Attributes:
        words: Single words.
        within: The long ones by their first letters.
        others: Marks, nouns of several words, and those of scripts without blanks.
        heads: Short nouns that many others end with: "Baggerfahrer", "Bodenlegerin".
    """

    words: frozenset[str]
    within: dict[str, list[str]]
    others: Phrases
    heads: re.Pattern[str]


@remembered(4096)
def has_job_noun(text: str) -> bool:
    """Whether a short text holds a word for an occupation, or a mark such as "(m/w/d)"."""
    folded = fold(text)
    nouns = _nouns()
    held = words_of(folded)
    if not nouns.words.isdisjoint(held) or nouns.others.are_in(folded):
        return True
    for word in held:
        for at in range(len(word) - _LONG + 1):
            starting = nouns.within.get(word[at : at + _LONG])
            left = len(word) - at - _LONGEST_ENDING
            if starting and any(len(n) >= left and word.startswith(n, at) for n in starting):
                return True
    return any(len(word) > _LONG and nouns.heads.search(word) for word in held)


@cache
def _nouns() -> _Nouns:
    nouns = words().lists["page.job_nouns"]
    words_alone = filter(_WORD.fullmatch, nouns)
    simple = frozenset(w for w in words_alone if w.isascii() or not any(map(is_unspaced, w)))
    within: dict[str, list[str]] = {}
    for noun in simple:
        if len(noun) >= _LONG and noun.isalpha():
            within.setdefault(noun[:_LONG], []).append(noun)
    heads = "|".join(map(re.escape, sorted(words().lists["page.job_heads"])))
    return _Nouns(
        simple, within, Phrases(nouns - simple), re.compile(rf"\w(?:{heads})(?:in|innen|s|n|na)?$")
    )
