"""Addresses, dates and the person's own contact data: what in a document claims nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from orchestrator.tasks.drafting.verification.tokens import tokenise
from orchestrator.tasks.verifying.frames import months

if TYPE_CHECKING:
    from collections.abc import Iterator

    from orchestrator.tasks.drafting.record import Record

ADDRESS = re.compile(r"\S+@\S+\.\w+|(?:https?://|www\.)\S+|\+?\d[\d ()/.-]{6,}\d")
PIECES = re.compile(r"\s*[,;|()\u00b7\u2022]\s+|\s+[(|\u00b7\u2022]\s*|\)$")
_SCHEME = re.compile(r"https?://(?:www\.)?|^www\.", re.IGNORECASE)
DATE = re.compile(
    rf"(?:\b\d{{1,2}}(?:\.|er|st|nd|rd|th)?\s+(?:de\s+)?(?:{'|'.join(sorted(months()))})\b"
    rf"|\b(?:{'|'.join(sorted(months()))})\s+\d{{1,2}},?)(?:\s+(?:de\s+)?\d{{4}})?"
    r"|\b\d{1,2}[./]\d{1,2}[./]\d{4}\b|\b\d{4}-\d{2}-\d{2}\b",
    re.IGNORECASE,
)
_PAGE = re.compile(
    r"[-\u2013\s]*(?:(?:page|seite|p[aá]gina|pag\.?|blz\.?|p\.|s\.)\s*)?\d{1,3}"
    r"(?:\s*(?:/|\||of|von|sur|de|di|van)\s*\d{1,3})?[-\u2013\s]*",
    re.IGNORECASE,
)
_TITLES_OF_CVS = re.compile(
    r"\b(?:curriculum vitae|cv|r[eé]sum[eé]|lebenslauf|curr[ií]culo|page)\b", re.IGNORECASE
)
_LONGEST_HEAD = 16
"""Words of a letter's head that was read as one line: name, street, town."""


def contact_words(record: Record) -> Iterator[str]:
    """The words of the person's addresses and links, as far as they claim nothing."""
    basics = record.profile.basics
    place = basics.location
    texts = [basics.email, basics.phone, basics.url]
    for link in basics.profiles:
        texts += [link.network, link.username, link.url]
    if place:
        texts += [place.address, place.postal_code, place.city, place.region, place.country_code]
    texts += [getattr(entry, "url", None) for entry in record.entries.values()]
    for text in texts:
        bare = _SCHEME.sub("", text or "")
        yield from (token.word for token in tokenise(bare))
        yield from (token.word for token in tokenise(_SCHEME.sub(" ", text or "").rstrip("/")))


def is_page_number(text: str, person: frozenset[str]) -> bool:
    """Whether a line is what stands at a page's foot or head: "Page 1 of 2", "Ada Holt - CV"."""
    if _PAGE.fullmatch(text):
        return True
    rest = _TITLES_OF_CVS.sub(" ", text)
    words = [token.word for token in tokenise(rest)]
    return rest != text and all(word in person or _PAGE.fullmatch(word) for word in words)


def is_address(text: str) -> bool:
    """Whether a line is one of an address, a date or a way to reach somebody."""
    bare = ADDRESS.sub(" ", text)
    words = bare.split()
    if bare != text and len(words) <= _LONGEST_HEAD and not text.rstrip().endswith("."):
        return True
    has_verb_like = any(word.islower() and len(word) > 3 for word in words)
    return len(words) <= 8 and not has_verb_like and not text.rstrip().endswith((".", "!", ":"))
