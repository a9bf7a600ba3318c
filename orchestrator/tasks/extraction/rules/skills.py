"""Names of technologies and tools in a posting; a small list, so that none is invented."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, cast

from orchestrator.tasks.extraction.phrases import Phrases, apart, lowered
from orchestrator.tasks.extraction.words import load, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orchestrator.tasks.extraction.blocks import Block
    from orchestrator.tasks.extraction.phrases import Found

_BEFORE = frozenset("+#.-°")
_AFTER = re.compile(r"[+#$&]|[-.]\w")
_MOST_SKILLS = 60
_MOST_CHARACTERS = 30_000


def find_skills(blocks: Sequence[Block], language: str | None = None) -> list[str]:
    """Known names in the order of the text, as the list spells them.

    A name that is a common word of the posting's language does not count: "Jest" in Polish.
    """
    common = words().stopwords.get(language or "", frozenset[str]())
    text = "\n".join(block.text for block in blocks)[:_MOST_CHARACTERS]
    skills = (
        _names().spelled.get(one.phrase, one.phrase)
        for one in _found(text)
        if one.phrase.lower() not in common
    )
    return list(dict.fromkeys(skills))[:_MOST_SKILLS]


def names_skill(text: str) -> bool:
    """Whether a sentence names any technology or tool of the list."""
    return bool(_found(text))


def _found(text: str) -> list[Found]:
    found = [*_names().exact.all_in(text), *_names().anyhow.all_in(lowered(text))]
    return [one for one in apart(found) if not (_goes_on(one, text) or _is_legal_form(one, text))]


def _goes_on(found: Found, text: str) -> bool:
    """Whether a name is a part of another one: "C" of "C++", "Node" of "Node.js"."""
    return text[: found.start][-1:] in _BEFORE or _AFTER.match(text, found.end) is not None


def _is_legal_form(found: Found, text: str) -> bool:
    """Whether a name such as "SAS" ends a company's: "Duval SAS"."""
    if found.phrase.lower() not in words().lists["company.legal_forms"]:
        return False
    before = text[: found.start].rstrip(" ").rsplit(None, 1)[-1:]
    return bool(before) and before[0][:1].isupper() and before[0][-1:].isalnum()


class _Names(NamedTuple):
    """The list: names in any case with their spelling, and those that are words in lower case."""

    anyhow: Phrases
    exact: Phrases
    spelled: dict[str, str]


@cache
def _names() -> _Names:
    data = cast("dict[str, list[str]]", load("skills"))
    spelled = {name.lower(): name for name in data["any_case"]}
    return _Names(Phrases(spelled), Phrases(data["exact_case"]), spelled)
