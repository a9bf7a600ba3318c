"""Names of employers in the sentences of a posting: who seeks, and who speaks of itself."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from orchestrator.tasks.extraction.phrases import Phrases, lowered, lowered_all
from orchestrator.tasks.extraction.rules.company_names import has_legal_form
from orchestrator.tasks.extraction.rules.company_phrases import (
    MARKED,
    who_is_joined,
    who_says_we,
    who_says_we_seek,
    who_seeks,
    whom_verb_precedes,
)
from orchestrator.tasks.extraction.rules.company_unspaced import names_unspaced
from orchestrator.tasks.extraction.rules.houses import is_house_in
from orchestrator.tasks.extraction.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from orchestrator.tasks.extraction.blocks import Block

_SHORTEST, _MOST = 20, 300
_LEADING = (
    "page.hiring",
    "company.presents",
    "company.seeks",
    "company.seeks_split",
    "company.we",
    "company.leads",
    "title.sought",
)


@cache
def _unspaced_name() -> re.Pattern[str]:
    """Match a company's name with its legal form at the beginning of a Japanese sentence."""
    return re.compile(
        r"[\u3041-\u9fff]{2,6}[・ーA-Za-z0-9\u30a1-\u30ff\u4e00-\u9fff]{2,20}(?=(?:で|は|が|の|、|に)|$)"
    )


@cache
def _speaking() -> Phrases:
    """All that may lead to a name: one question for most lines."""
    spelled = words().spelled
    return Phrases(lowered_all(phrase for name in _LEADING for phrase in spelled[name]))


def named_in_sentences(block: Block, index: int) -> Iterator[tuple[str, float]]:
    """Every name that the block of an index presents as who seeks, with how much that says."""
    yield from names_unspaced(block.text, index)
    unspaced = _unspaced_name().match(block.text[:80]) if block.text[:1] >= "\u3041" else None
    if unspaced and has_legal_form(unspaced[0]):
        yield unspaced[0], 1.6
    if block.kind not in ("text", "item") or len(block.text) <= _SHORTEST:
        return
    text = block.text[:_MOST]
    if not _speaking().are_in(lowered(text)):
        return
    name, verb = who_seeks(text) or ("", "")
    if name and verb not in words().spelled["page.hiring"]:
        yield name, 0.9 if " " in name or MARKED.search(name) else 0.4
    elif name and verb not in words().spelled["company.seeks"]:
        yield name, 1.2 if " " in name else 1.0  # "Gute Laune ist eine ..."
    elif name:
        is_sure = " " in name or MARKED.search(name) or is_house_in(text, name)
        yield name, 2.0 if is_sure else 1.3
    for name, score in (
        (who_says_we_seek(text), 1.8),
        (who_says_we(text), 1.6),
        (whom_verb_precedes(text), 1.6),
    ):
        if name:
            yield name, score
    joined = who_is_joined(text)
    if joined:
        yield joined, 2.0 if " " in joined or MARKED.search(joined) else 1.6
