"""Names of technologies and tools in a posting; a small list, so that none is invented."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple, cast

from orchestrator.tasks.extraction.patterns import regex
from orchestrator.tasks.extraction.phrases import Phrases, lowered
from orchestrator.tasks.extraction.words import load, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from orchestrator.tasks.extraction.blocks import Block
    from orchestrator.tasks.extraction.phrases import Found

_BEFORE = frozenset("+#.-_°")
_AFTER = regex(r"[\w+#$&]|[-.]\w")
_MOST_SKILLS = 60
_MOST_CHARACTERS = 30_000


def find_skills(blocks: Sequence[Block], language: str | None = None) -> list[str]:
    """Known names in the order of the text, as the list spells them.

    A name that is a common word of the posting's language does not count: "Jest" in Polish.
    """
    common = words().stopwords.get(language or "", frozenset[str]())
    found: dict[str, None] = {}
    left = _MOST_CHARACTERS
    for block in blocks:
        text = block.text[:left]
        found |= {skill: None for skill in _skills_in(text) if skill.lower() not in common}
        left -= len(text)
    return list(found)[:_MOST_SKILLS]


def names_skill(text: str) -> bool:
    """Whether a sentence names any technology or tool of the list."""
    return next(_skills_in(text), None) is not None


def _skills_in(text: str) -> Iterator[str]:
    names = _names()
    for found in names.phrases.all_in(lowered(text)):
        written = text[found.start : found.end]
        skill = names.any_case.get(found.phrase) or (written if written in names.exact else None)
        if skill and not _goes_on(found, text) and not _is_legal_form(found, text):
            yield skill


def _goes_on(found: Found, text: str) -> bool:
    """Whether a name is a part of another one: "C" of "C++", "Node" of "Node.js"."""
    before = text[: found.start][-1:]
    return before in _BEFORE or before.isalnum() or _AFTER.match(text, found.end) is not None


def _is_legal_form(found: Found, text: str) -> bool:
    """Whether a name such as "SAS" ends a company's: "Duval SAS"."""
    if found.phrase.lower() not in words().lists["company.legal_forms"]:
        return False
    before = text[: found.start].rstrip(" ").rsplit(None, 1)[-1:]
    return bool(before) and before[0][:1].isupper() and before[0][-1:].isalnum()


class _Names(NamedTuple):
    """The list: names in any case with their spelling, and those that are words in lower case."""

    phrases: Phrases
    any_case: dict[str, str]
    exact: frozenset[str]


@cache
def _names() -> _Names:
    data = cast("dict[str, list[str]]", load("skills"))
    any_case = {name.lower(): name for name in data["any_case"]}
    exact = frozenset(data["exact_case"])
    return _Names(Phrases({*any_case, *map(str.lower, exact)}), any_case, exact)
