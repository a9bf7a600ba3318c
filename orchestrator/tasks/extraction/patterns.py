"""Regular expressions that are made when they are first asked.

Python takes 40 ms to make all those of the rules, and one page asks a quarter of them.
"""

from __future__ import annotations

import re
from typing import Any, cast

_QUESTIONS = ("search", "match", "fullmatch", "finditer", "findall", "split", "sub", "pattern")


class _Pattern:
    """Stands for a pattern and answers as it does, after the first time just as fast."""

    def __init__(self, source: str, flags: int) -> None:
        self._source, self._flags = source, flags

    def __getattr__(self, name: str) -> Any:  # only asked for what is not there yet
        if name not in _QUESTIONS:
            raise AttributeError(name)
        made = re.compile(self._source, self._flags)
        self.__dict__.update((question, getattr(made, question)) for question in _QUESTIONS)
        return self.__dict__[name]


def regex(source: str, flags: int = 0) -> re.Pattern[str]:
    """What `re.compile` returns, as far as the rules ask it."""
    return cast("re.Pattern[str]", _Pattern(source, flags))
