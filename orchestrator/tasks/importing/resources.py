"""The word lists of this task, read once."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from orchestrator.tasks.extraction.folding import fold

_DATA = Path(__file__).parent / "data"
_NOT_WORDS = re.compile(r"[\W_]+")


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
    return re.compile(rf"(?<![^\W_])(?:{alternatives(name, group)})(?![^\W_])")


def folded_in_place(text: str) -> str:
    """Fold a text so that each character stays where it is."""
    return "".join((fold(character) or character)[:1] for character in text)


def bare(text: str) -> str:
    """Fold a text to its letters and digits alone: how headings are compared."""
    return _NOT_WORDS.sub("", fold(text))
