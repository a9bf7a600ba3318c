"""Names of employers in running text: who they say they are, whose address and mailbox it is."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from orchestrator.tasks.extraction.rules.places import is_postal_address
from orchestrator.tasks.extraction.words import alternatives

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from orchestrator.tasks.extraction.blocks import Block

_WORD = r"[A-ZÀ-ÞĀ-Ž0-9][\w&'’.+\-]*"
_NAME = (
    rf"(?:{_WORD}(?:\s+(?:{_WORD}|&|\+|of|de|du|des|la|le|les|und|and|für|et|y|en|van|von|der|den"
    r"|di|del|della|e)){0,6})"
)
STREET = re.compile(
    r"^[^\W\d_][\w .'’\-]{2,40}\s\d{1,4}\s?[a-zA-Z]?$"
    r"|^\d{1,4},?\s(?:bis\s)?[^\W\d_][^|]{3,50}$"
)
"""A street with its number, on either side of it."""

PIECES = re.compile(r"\s*[|·•,;]\s+|\s+[·•|]\s+|\s[-–]\s")
_MAILBOX = re.compile(r"@([A-Za-z0-9-]+)\.[A-Za-z0-9.-]{2,}")
_LONGEST = 70
_MOST_CHARACTERS = 400
_MOST_BLOCKS = 400
_TINY = 400
_TOP = 3


def employers_in_text(blocks: Sequence[Block]) -> Iterator[tuple[str, float]]:
    """Every name that the text presents as an employer's, with how much that speaks for it."""
    blocks = blocks[:_MOST_BLOCKS]
    is_tiny = sum(len(block.text) for block in blocks) < _TINY
    for block in blocks:
        if block.kind != "control":
            yield from _of_sentences(block.text[:_MOST_CHARACTERS], is_tiny=is_tiny)
    yield from _of_addresses(blocks)


def _of_sentences(text: str, *, is_tiny: bool) -> Iterator[tuple[str, float]]:
    for match in _we_are().finditer(text):
        yield match["name"], 1.6
    if is_tiny:
        for match in _employer_name().finditer(text):
            yield match[0], 2.2


def _of_addresses(blocks: Sequence[Block]) -> Iterator[tuple[str, float]]:
    """The line above a street and a town, or the first piece of a line that holds both."""
    for index, block in enumerate(blocks):
        if len(block.text) > 3 * _LONGEST or block.kind == "control":
            continue
        pieces = [piece.strip() for piece in PIECES.split(block.text) if piece.strip()]
        towns = [at for at, piece in enumerate(pieces) if is_postal_address(piece)]
        if towns and towns[0] > 0 and any(STREET.match(piece) for piece in pieces[: towns[0]]):
            if not STREET.match(pieces[0]):
                yield pieces[0], 1.6
        elif is_postal_address(block.text) and index > 1 and STREET.match(blocks[index - 1].text):
            yield blocks[index - 2].text, 1.6
        elif len(pieces) <= 4:
            for piece in pieces:
                if len(piece) <= _LONGEST and _legal_name().match(piece):
                    yield piece, 1.0


def public_bodies(blocks: Sequence[Block]) -> list[str]:
    """Names such as "Stadt Leipzig" or "Comune di Asti", the most frequent first."""
    counts: dict[str, int] = {}
    for block in blocks[:_MOST_BLOCKS]:
        if block.kind != "control":
            for match in _public_body().finditer(block.text[:_MOST_CHARACTERS]):
                counts[match[0]] = counts.get(match[0], 0) + 1
    return sorted(counts, key=lambda name: -counts[name])


def institutions(blocks: Sequence[Block]) -> list[str]:
    """Names such as "Universität Bremen" that stand at the top of a page or recur in its text."""
    counts: dict[str, int] = {}
    for index, block in enumerate(blocks[:_MOST_BLOCKS]):
        if block.kind != "control":
            pieces = block.pieces or (block.text,)
            found = (m for p in pieces for m in _employer_name().finditer(p[:_MOST_CHARACTERS]))
            for match in found:
                is_head = index < _TOP and match.start() == 0
                counts[match[0]] = counts.get(match[0], 0) + (2 if is_head else 1)
    return sorted((n for n, count in counts.items() if count > 1), key=lambda n: -counts[n])


def mailboxes(blocks: Sequence[Block]) -> set[str]:
    """The domains that mail goes to, without their ends: "bread" of "jobs@bread.example"."""
    found: set[str] = set()
    for block in blocks[:_MOST_BLOCKS]:
        if "@" in block.text:
            found |= {m[1].lower() for m in _MAILBOX.finditer(block.text[:_MOST_CHARACTERS])}
    return {re.sub(r"[^a-z0-9]", "", name) for name in found} - {"gmail", "outlook", "example"}


@cache
def _we_are() -> re.Pattern[str]:
    return re.compile(
        rf"(?:^|[.!?]\s+)(?i:{alternatives('company.we_are')})\s+(?P<name>{_NAME})(?=[,.!–]|\s[-–])"
    )


@cache
def _employer_name() -> re.Pattern[str]:
    return _named_after(alternatives("company.employers"))


@cache
def _public_body() -> re.Pattern[str]:
    return _named_after(alternatives("place.bodies"))


def _named_after(kinds: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w)(?i:{kinds})(?:(?<=['’])|\s+)"
        rf"{_WORD}(?:\s+(?:(?:&\s)?{_WORD}|de|du|la|le|di|del|van|von|am|an der|sur|les))*"
    )


@cache
def _legal_name() -> re.Pattern[str]:
    forms = alternatives("company.legal_forms")
    return re.compile(rf"^{_NAME},?\s+(?i:{forms})\.?$")
