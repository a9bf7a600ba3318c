"""Names of organizations as addresses and mailboxes spell them: "acme" of jobs.acme.com."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from orchestrator.tasks.extraction.folding import fold
from orchestrator.tasks.extraction.remembering import remembered
from orchestrator.tasks.extraction.rules.company_names import sites, without_legal_form
from orchestrator.tasks.extraction.words import load, words

if TYPE_CHECKING:
    from collections.abc import Sequence, Set

    from orchestrator.tasks.extraction.blocks import Block


@cache
def _squeezedsites() -> frozenset[str]:
    return frozenset(map(_squeezed, sites()))


def address_names(url: str | None) -> set[str]:
    """The parts of an address that may be a company's name, without "jobs", "careers", ..."""
    if not url:
        return set()
    parts = urlsplit(url)
    labels = (parts.hostname or "").lower().split(".")[:-1]
    labels += [segment.lower() for segment in parts.path.split("/")[1:3]]
    names: set[str] = set()
    for label in labels:
        squeezed = _squeezed(label)
        bare = _address_affix().sub("", squeezed)
        names |= {name for name in (squeezed, bare) if len(name) > 2 and not name.isdigit()}
    return {name for name in names if name not in _squeezedsites()} - _address_words()


@cache
def _address_affix() -> re.Pattern[str]:
    address = load("sites")["address"]
    before, after = ("|".join(address[key]) for key in ("prefixes", "suffixes"))
    return re.compile(rf"^(?:{before})|(?:{after})$")


@cache
def _address_words() -> frozenset[str]:
    return frozenset(load("sites")["address"]["words"])


def named_by_address(url: str | None, blocks: Sequence[Block]) -> str | None:
    """The words of the page that spell the site's own name, such as "acme" of jobs.acme.com."""
    return spelled_in(blocks, address_names(url))


def spelled_in(blocks: Sequence[Block], wanted: Set[str]) -> str | None:
    """The first words that spell one of the names once their blanks and signs are gone."""
    if not wanted:
        return None
    spelling = [block for block in blocks[:2000] if _may_spell(block.text[:600], wanted)]
    for block in sorted(spelling, key=lambda block: block.kind != "heading"):
        tokens = block.text[:600].split()
        for start, token in enumerate(tokens):
            if not token[:1].isupper() and fold(token) not in wanted:
                continue
            squeezed = spelled = ""
            for end in range(start, min(start + 6, len(tokens))):
                squeezed += _squeezed(tokens[end])
                spelled += _squeezed(transcribed(tokens[end]))
                if squeezed in wanted or spelled in wanted:
                    trade = fold("".join(tokens[end + 1 : end + 2])).rstrip(",;:.!?")
                    behind = trade in words().lists["company.trades"] and tokens[end][-1:].isalnum()
                    return " ".join(tokens[start : end + 1 + behind]).strip(" ,;:.!?()")
                if not any(name.startswith((squeezed, spelled)) for name in wanted):
                    break
    return None


def _may_spell(text: str, wanted: Set[str]) -> bool:
    squeezed = _squeezed(text)
    if text.isascii():
        return any(name in squeezed for name in wanted)
    spelled = _squeezed(transcribed(text))
    return any(name in squeezed or name in spelled for name in wanted)


_SIGNS = bytes(code for code in range(128) if not chr(code).isalnum())
_TRANSCRIBED = {
    "ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "oe", "å": "aa",
    "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "Ø": "Oe", "Å": "Aa",
}  # fmt: skip


def transcribed(text: str) -> str:
    """A text as addresses spell it where they do not just drop the dots: "gruen" for "Grün"."""
    for letter, spelled in () if text.isascii() else _TRANSCRIBED.items():
        text = text.replace(letter, spelled)
    return text


def squeezed_forms(name: str) -> set[str]:
    """A name's Latin letters and digits, as addresses may spell it."""
    plain = without_legal_form(name)
    return {_squeezed(plain), _squeezed(transcribed(plain))}


@remembered(2048)
def _squeezed(text: str) -> str:
    """The Latin letters and digits of a text, as addresses have them."""
    folded = fold(text)
    if folded.isascii() and folded.isalnum():
        return folded
    return folded.encode("ascii", "ignore").translate(None, _SIGNS).decode()
