"""Names of technologies and tools in a posting; a small list, so that none is invented."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, cast

from orchestrator.tasks.extraction.words import load

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orchestrator.tasks.extraction.blocks import Block

_MOST_SKILLS = 60
_MOST_CHARACTERS = 30_000


def find_skills(blocks: Sequence[Block]) -> list[str]:
    """Known names in the order of the text, as the list spells them."""
    pattern, names = _pattern()
    text = "\n".join(block.text for block in blocks)[:_MOST_CHARACTERS]
    found = (names.get(match[0].lower(), match[0]) for match in pattern.finditer(text))
    return list(dict.fromkeys(found))[:_MOST_SKILLS]


@cache
def _pattern() -> tuple[re.Pattern[str], dict[str, str]]:
    data = cast("dict[str, list[str]]", load("skills"))
    anyhow, exact = data["any_case"], data["exact_case"]

    def joined(terms: list[str]) -> str:
        return "|".join(re.escape(t) for t in sorted(terms, key=len, reverse=True))

    pattern = rf"(?<![\w+#.-])(?:(?i:{joined(anyhow)})|{joined(exact)})(?![\w+#$&]|-\w)"
    return re.compile(pattern), {name.lower(): name for name in anyhow}
