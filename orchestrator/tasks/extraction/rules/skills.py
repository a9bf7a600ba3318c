"""Names of technologies and tools in a posting; a small list, so that none is invented."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, cast

from orchestrator.tasks.extraction.words import load, one_of, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orchestrator.tasks.extraction.blocks import Block

_MOST_SKILLS = 60
_MOST_CHARACTERS = 30_000


def find_skills(blocks: Sequence[Block], language: str | None = None) -> list[str]:
    """Known names in the order of the text, as the list spells them.

    A name that is a common word of the posting's language does not count: "Jest" in Polish.
    """
    common = words().stopwords.get(language or "", frozenset[str]())
    pattern, names = _pattern()
    text = "\n".join(block.text for block in blocks)[:_MOST_CHARACTERS]
    found = (
        names.get(match[0].lower(), match[0])
        for match in pattern.finditer(text)
        if not _is_legal_form(match, text) and match[0].lower() not in common
    )
    return list(dict.fromkeys(found))[:_MOST_SKILLS]


def names_skill(text: str) -> bool:
    """Whether a sentence names any technology or tool of the list."""
    return any(not _is_legal_form(match, text) for match in _pattern()[0].finditer(text))


def _is_legal_form(match: re.Match[str], text: str) -> bool:
    """Whether a name such as "SAS" ends a company's: "Duval SAS"."""
    if match[0].lower() not in words().lists["company.legal_forms"]:
        return False
    before = text[: match.start()].rstrip(" ").rsplit(None, 1)[-1:]
    return bool(before) and before[0][:1].isupper() and before[0][-1:].isalnum()


@cache
def _pattern() -> tuple[re.Pattern[str], dict[str, str]]:
    data = cast("dict[str, list[str]]", load("skills"))
    names = {name.lower(): name for name in data["any_case"]}
    anyhow, exact = one_of(set(names)), one_of(set(data["exact_case"]))
    return re.compile(rf"(?<![\w+#.-])(?:(?i:{anyhow})|{exact})(?![\w+#$&]|[-.]\w)"), names
