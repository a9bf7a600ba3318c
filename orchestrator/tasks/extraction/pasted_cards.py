"""The head of a posting as people copy it from a network such as LinkedIn, signed in.

    Norvik · Oslo, Norway (Hybrid) · 2 weeks ago · 100 applicants

One line holds what a page keeps apart, and the words of its buttons stand all around. The line is
split at its dots, the buttons go, and company and place come to stand side by side.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from orchestrator.tasks.extraction.blocks import Block
from orchestrator.tasks.extraction.folding import fold, fold_label
from orchestrator.tasks.extraction.patterns import regex
from orchestrator.tasks.extraction.rules.places import looks_like_place
from orchestrator.tasks.extraction.rules.workplace import is_workplace
from orchestrator.tasks.extraction.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONGEST_HEAD = 60
"""Lines; what stands below "About the job" is the posting itself."""
_LONGEST_LINE = 200
_DOTS = regex(r"\s+[·•|]\s+|\s{3,}")
_WORKPLACE = regex(r"^(?P<place>[^()]{2,80}?)\s*\((?P<how>[^()]{3,20})\)\s*(?P<ago>.*)$")
_LOGO = regex(r"^(.{2,80}) logo$", re.IGNORECASE)


def without_card(blocks: list[Block]) -> list[Block]:
    """Split the head of a copied posting; other texts come back as they are."""
    about = next(
        (
            at
            for at, block in enumerate(blocks[:_LONGEST_HEAD])
            if fold_label(block.text[:80]) in words().lists["page.card_about"]
        ),
        None,
    )
    if about is None:
        return blocks
    head = blocks[:about]
    applicants = words().phrases["page.card_applicants"]
    if not any(applicants.are_in(fold(block.text[:_LONGEST_LINE])) for block in head):
        return blocks
    kept: list[Block] = []
    for block in head:
        for block_kept in _blocks(block):
            if not _is_noise(block_kept.text) and block_kept not in kept[-1:]:
                kept.append(block_kept)
    return [*_with_company_beside_place(kept), *blocks[about:]]


def _blocks(block: Block) -> Iterator[Block]:
    """One line of a card: company and place stay together, the rest is a line each."""
    pieces = list(_pieces(block.text))
    if len(pieces) > 2 and not looks_like_place(pieces[0]) and looks_like_place(pieces[1]):
        yield _beside(pieces[0], pieces[1])
        pieces = pieces[2:]
    for piece in pieces:
        yield Block(block.kind, piece, block.level)


def _beside(company: str, place: str) -> Block:
    return Block("text", f"{company} · {place}", pieces=(company, place))


def _with_company_beside_place(blocks: list[Block]) -> list[Block]:
    """Move the company from above the title to the place below it, where other cards have it."""
    for at, block in enumerate(blocks[:8]):
        if block.pieces or at < 2 or not looks_like_place(block.text):
            continue
        if blocks[0].text == blocks[at - 1].text:
            return blocks
        return [*blocks[1:at], _beside(blocks[0].text, block.text), *blocks[at + 1 :]]
    return blocks


def _pieces(text: str) -> Iterator[str]:
    if _LOGO.match(text) is not None:
        return
    if len(text) > _LONGEST_LINE:
        yield text
        return
    for piece in _DOTS.split(text):
        found = _WORKPLACE.match(piece)
        split = found is not None and is_workplace(found["how"])
        parts = (found["place"], found["how"], found["ago"]) if found and split else (piece,)
        yield from (part for part in (part.strip(" ·•") for part in parts) if part)


def _is_noise(text: str) -> bool:
    label = fold_label(text[:80])
    if not label or label in words().lists["page.card_noise"]:
        return True
    return words().phrases["page.card_applicants"].are_in(label)
