"""Notices that a posting is over: filled, expired, closed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from orchestrator.tasks.extraction.folding import fold, fold_label
from orchestrator.tasks.extraction.patterns import regex
from orchestrator.tasks.extraction.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from orchestrator.tasks.extraction.blocks import Block

_QUOTED = regex(r"[\"“„«][^\"“”„«»]{3,100}[\"”“»]")
_CONDITIONAL_BEFORE = 45
_LONGEST_NOTICE, _FARTHEST = 140, 40
_LABEL_AND_VALUE, _LONGEST_STATE = 2, 40
_NOTHING_BEHIND = regex(r"\W*$|\s?[.!)]|,\s|\s(?:on|since|am|le|il|el|em|den|dne|dnia)\s\w")
"""Behind "closed" where that is all: a closed envelope, or filled with joy, is another thing."""


def says_closed(blocks: Sequence[Block]) -> bool:
    """Whether any line tells that the posting of a page is over."""
    # A question is that of an article: "Job no longer available: what does it mean?"
    told = (b for b in blocks if len(b.text) < 240 and not b.text.endswith(("?", "？")))
    return any(_tells(block.text) or _is_state_of_closed(block) for block in told)


def _is_state_of_closed(block: Block) -> bool:
    """Whether a label or a row tells so: "Status: closed", "Estado | Expirada"."""
    label, colon, value = block.text.partition(":")
    if len(block.cells) == _LABEL_AND_VALUE:
        label, value = block.cells
    elif not colon:
        return False
    lists = words().lists
    if len(value) >= _LONGEST_STATE or fold_label(label) not in lists["page.state"]:
        return False
    said = fold_label(value)
    return said in lists["page.closed_mark"] or said in lists["page.is_closed"]


def _tells(text: str) -> bool:
    folded, phrases = _QUOTED.sub(" ", fold(text)), words().phrases
    if len(folded) < 40 and fold_label(text) in words().lists["page.closed_mark"]:
        return True
    told = [found.start for found in phrases["page.closed"].all_in(folded)]
    told = told or list(_closed_subjects(folded))
    return any(not phrases["page.conditional"].are_in(_said_before(folded, at)) for at in told)


def _said_before(folded: str, at: int) -> str:
    return re.split(r"[.!?;]\s", folded[max(0, at - _CONDITIONAL_BEFORE) : at])[-1]


def _closed_subjects(folded: str) -> Iterator[int]:
    """Where a short line says of the posting that it is over: "This job ... has been filled."."""
    if len(folded) > _LONGEST_NOTICE:
        return
    phrases = words().phrases
    ends = phrases["page.is_closed"].all_in(folded)
    for said in phrases["page.closing"].all_in(folded) if ends else ():
        for end in ends:
            between = folded[said.end : end.start]
            is_near = said.end < end.start and len(between) <= _FARTHEST
            is_one = is_near and not re.search(r"[.!?;:,()|]", between)
            is_sure = is_one and not phrases["page.conditional"].are_in(between)
            if is_sure and _NOTHING_BEHIND.match(folded, end.end):
                yield said.start
