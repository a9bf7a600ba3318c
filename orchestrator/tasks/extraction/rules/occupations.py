"""Words for occupations."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from orchestrator.tasks.extraction.folding import fold
from orchestrator.tasks.extraction.words import one_of, whole_words, words


@lru_cache(maxsize=4096)
def has_job_noun(text: str) -> bool:
    """Whether a short text holds a word for an occupation, or a mark such as "(m/w/d)"."""
    return _nouns().search(fold(text)) is not None


@cache
def _nouns() -> re.Pattern[str]:
    # Occupations are compounded and carry endings: "Projektingenieur", "engineers".
    nouns = words().lists["page.job_nouns"]
    long = {noun for noun in nouns if len(noun) > 6 and noun.isalpha()}
    return re.compile(rf"{whole_words(nouns).pattern}|(?:{one_of(long)})\w{{0,4}}(?!\w)")
