"""Answers about texts, kept while the texts are few: the rules ask the same of a line many times.

Counting answers does not bound what they hold, since one text may have millions of characters. So
the texts of earlier sources are forgotten, all at once, when they have had too many.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, ParamSpec, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable

_P = ParamSpec("_P")
_R = TypeVar("_R")

_MOST_CHARACTERS = 1_000_000
_forgetting: list[Callable[[], None]] = []
_read = [0]
"""How many characters were read since."""


def remembered(most: int) -> Callable[[Callable[_P, _R]], Callable[_P, _R]]:
    """Decorate a function of a text to keep so many answers; it has no other effects."""

    def decorate(function: Callable[_P, _R]) -> Callable[_P, _R]:
        cached = lru_cache(maxsize=most)(function)
        _forgetting.append(cached.cache_clear)
        return cast("Callable[_P, _R]", cached)

    return decorate


def make_room(characters: int) -> None:
    """Forget the texts of earlier sources where they and the next one would be too many."""
    _read[0] += characters
    if _read[0] > _MOST_CHARACTERS:
        _read[0] = characters
        for forget in _forgetting:
            forget()
