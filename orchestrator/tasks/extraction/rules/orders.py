"""Sentences that give orders to a machine: text of the posting, but no facts of the job."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestrator.tasks.extraction.folding import fold
from orchestrator.tasks.extraction.remembering import remembered
from orchestrator.tasks.extraction.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from orchestrator.tasks.extraction.blocks import Block

_SHORT = 300


def without_orders(blocks: Iterable[Block]) -> list[Block]:
    """The blocks without what is said to a machine: a short line whole, else from there on."""
    kept: list[Block] = []
    for block in blocks:
        start = _start_of_order(block.text)
        if start is None:
            kept.append(block)
        elif len(block.text) > _SHORT and start > 0:
            told = block.text[:start]
            end = max(told.rfind(mark) for mark in ".!?\n")
            kept.append(block._replace(text=told[: end + 1], pieces=(), cells=()))
    return kept


def text_without_orders(text: str) -> str:
    """A text with a NUL, which nobody quotes, in place of each line that `without_orders` drops."""
    return "\n".join(map(_blanked, text.split("\n")))


def _blanked(line: str) -> str:
    start = _start_of_order(line)
    if start is None:
        return line
    told = line[:start] if len(line) > _SHORT else ""
    return told[: max(map(told.rfind, ".!?")) + 1] + "\0"


@remembered(512)
def _start_of_order(text: str) -> int | None:
    order = words().phrases["page.orders"].first_in(fold(text))
    return order.start if order else None
