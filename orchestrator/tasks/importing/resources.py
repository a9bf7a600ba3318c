"""The word lists of this task, read once."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from orchestrator.tasks.extraction.folding import fold

_DATA = Path(__file__).parent / "data"
_NOT_WORDS = re.compile(r"[\W_]+")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


@cache
def table(name: str) -> dict[str, Any]:
    """Return a data file."""
    return tomllib.loads((_DATA / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def words(name: str, group: str | None = None) -> frozenset[str]:
    """Return a list of `words.toml`, folded."""
    data = table("words")
    return frozenset(map(fold, (data[group] if group else data)[name]))


@cache
def alternatives(name: str, group: str | None = None) -> str:
    """Return a list as a part of a pattern, the longest first; blanks may be any."""
    found = sorted(words(name, group), key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in found)


@cache
def holding(name: str, group: str | None = None) -> re.Pattern[str]:
    """Return a pattern that finds a word of a list as a whole word."""
    return re.compile(whole_words(name, group))


def whole_words(name: str, group: str | None = None) -> str:
    """Return a pattern for a list as whole words; those of scripts without blanks within others."""
    found = sorted(words(name, group), key=lambda word: (-len(word), word))
    spaced = "|".join(re.escape(x).replace(r"\ ", r"\s+") for x in found if not is_unspaced(x))
    unspaced = "|".join(re.escape(x) for x in found if is_unspaced(x))
    bounded = rf"(?<![^\W_])(?:{spaced})(?![^\W_])"
    return f"(?:{bounded}|{unspaced})" if unspaced else bounded


def is_unspaced(text: str) -> bool:
    """Whether a text is Chinese or Japanese, which part words by nothing."""
    return _UNSPACED.search(text) is not None


@lru_cache(maxsize=8192)
def folded_in_place(text: str) -> str:
    """Fold a text so that each character stays where it is; digits of all scripts become ours."""
    return "".join(_folded(character) for character in text)


@lru_cache(maxsize=8192)
def _folded(character: str) -> str:
    if character.isdecimal():
        return str(int(character))
    return (fold(character) or character)[:1]


def bare(text: str) -> str:
    """Fold a text to its letters and digits alone: how headings are compared."""
    return _NOT_WORDS.sub("", fold(text))
