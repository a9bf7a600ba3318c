"""Sentences that give orders to a machine: text of the posting, but no facts of the job."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestrator.tasks.extraction.folding import fold
from orchestrator.tasks.extraction.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from orchestrator.tasks.extraction.blocks import Block

_SHORT = 300


def without_orders(blocks: Iterable[Block]) -> list[Block]:
    """The blocks without what is said to a machine: a short line whole, else from there on."""
    kept: list[Block] = []
    orders = words().phrases["page.orders"]
    for block in blocks:
        order = orders.first_in(fold(block.text))
        if order is None:
            kept.append(block)
        elif len(block.text) > _SHORT and order.start > 0:
            told = block.text[: order.start]
            end = max(told.rfind(mark) for mark in ".!?\n")
            kept.append(block._replace(text=told[: end + 1], pieces=(), cells=()))
    return kept
