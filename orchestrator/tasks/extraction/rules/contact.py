"""Whom to write to, and where the application goes."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from orchestrator.tasks.extraction.blocks import has_digit
from orchestrator.tasks.extraction.folding import fold, fold_label
from orchestrator.tasks.extraction.patterns import regex
from orchestrator.tasks.extraction.rules.company_names import has_legal_form, is_employer
from orchestrator.tasks.extraction.rules.places import looks_like_place
from orchestrator.tasks.extraction.words import alternatives, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orchestrator.tasks.extraction.blocks import Block
    from orchestrator.tasks.extraction.rules.labels import Pair
    from orchestrator.tasks.extraction.visible_text import Link

_EMAIL = regex(
    r"(?<![\w.+-])[A-Za-z0-9][\w.+-]{0,63}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}(?!\w)"
)
_PHONE = regex(r"(?<![\w/.])(?:\+|00)\d{1,3}[\s./()-]?(?:\(?\d{1,5}\)?[\s./-]?){2,5}\d{2,4}(?!\w)")

_URL = regex(r"https?://[^\s<>\"')\]]{4,2000}")
_NEAR = 120
"""Characters before a name within which the word for applying stands."""


def find_contact(
    blocks: Sequence[Block], pairs: Sequence[Pair], company: str | None = None
) -> dict[str, str | None] | None:
    """Find the contact of the posting; None when it gives none. The company is no person."""
    email = telephone = name = None
    for pair in pairs:
        if pair.field == "contact" and name is None:
            name = _name_in(pair.value)
    for block in blocks:
        text = block.text[:4000]
        if name is None:
            name = _applied_to(text, company)
        if email is None and "@" in text and not _is_elsewhere(text):
            match = _EMAIL.search(text)
            email = match[0].rstrip(".") if match else None
        if telephone is None and has_digit(text):
            match = _PHONE.search(text) if "+" in text or "00" in text else None
            telephone = match[0].strip() if match else None
            if telephone is None:
                match = _national_phone().search(text) if "0" in text else None
                telephone = match["number"].strip() if match else None
    if not (email or name):
        return None
    return {"name": name, "email": email, "telephone": telephone}


def _applied_to(text: str, company: str | None) -> str | None:
    """Whom a sentence tells to apply to: "Send your CV to Tom Okafor."."""
    folded = fold(text)
    if not words().phrases["contact.applying"].are_in(folded):
        return None
    for match in (*_to_person().finditer(text), *_with_honorific().finditer(text)):
        before = folded[max(0, match.start() - _NEAR) : match.start() + 1]
        name = _name_in(match[1])
        tokens = fold_label(match[1]).split()
        is_office = any(token in words().lists["company.departments"] for token in tokens)
        if not name or is_office or is_employer(name) or fold(name) in fold(company or ""):
            continue
        if tokens[0] not in words().lists["company.articles"] and (
            words().phrases["contact.applying"].are_in(before)
        ):
            return name
    return None


def _name_in(text: str) -> str | None:
    """A person's name at the beginning of a short text: "Nadja Brunner, Leiterin Pflege, ..."."""
    name = re.split(r"[,;(|]|\s[-–]\s", text[:120], maxsplit=1)[0].strip(" .")
    if len(name) > 60 or has_legal_form(name) or looks_like_place(name):
        return None
    return name if _name().match(name) else None


def application_url_in(blocks: Sequence[Block]) -> str | None:
    """The address in a line that says to apply, where nothing is a link: "Apply: https://..."."""
    phrases = words().phrases
    for block in blocks:
        match = _URL.search(block.text[:2000]) if "http" in block.text else None
        told = fold(block.text[: match.start()]) if match else ""
        if match and (
            phrases["page.apply"].are_in(told) or phrases["contact.applying"].are_in(told)
        ):
            return match[0].rstrip(".,;:!?")
    return None


def find_application_url(links: Sequence[Link]) -> str | None:
    """The address behind "apply"; None when there is none that stands on its own."""
    for link in links:
        if link.href.startswith(("http://", "https://")) and link.zone not in ("footer", "dialog"):
            label = fold_label(link.text)
            if label in words().lists["page.apply"] and len(label) > 3:
                return link.href
    return None


@cache
def _national_phone() -> re.Pattern[str]:
    """A number without its country, right after a word for it: "Tel. 0341 123-2761"."""
    return re.compile(
        rf"(?<!\w)(?i:{alternatives('contact.phone')})[.:]*\s{{0,2}}"
        r"(?P<number>\(?0\d{1,5}\)?(?:[\s./-]{0,3}\d{2,}){1,5})(?!\w)"
    )


@cache
def _name() -> re.Pattern[str]:
    return re.compile(rf"^{_person()}$")


@cache
def _to_person() -> re.Pattern[str]:
    return re.compile(
        rf"\s{alternatives('contact.to')}\s+({_person()})(?=\s*[,.;:()<]|\s[-–]\s|\s*$|\s\S+@)"
    )


@cache
def _with_honorific() -> re.Pattern[str]:
    return re.compile(rf"[\s:](?=(?:{alternatives('contact.honorifics')})\.?\s)({_person()})")


def _person() -> str:
    """A pattern for a person's name: "Mme Claire Dumont", "Marieke de Wit"."""
    letter = "A-ZÀ-ÞĀ-ŽА-ЯЁ"
    particles = "|".join(map(re.escape, sorted(words().lists["contact.particles"])))
    return (
        rf"(?:{alternatives('contact.honorifics')}\.?\s+)*[{letter}](?:[\w'’-]+|\.)"
        rf"(?:\s+(?:(?:{particles})\s){{0,2}}[{letter}](?:[\w'’-]+|\.)){{1,3}}"
    )


def _is_elsewhere(text: str) -> bool:
    """Whether addresses are for other matters than an application: privacy, access, the press."""
    lower = text.lower()
    return any(term in lower for term in words().spelled["contact.elsewhere"])
