"""Names of organizations: what they look like, and what stands around them."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from orchestrator.tasks.extraction.folding import fold, fold_label
from orchestrator.tasks.extraction.rules.occupations import has_job_noun
from orchestrator.tasks.extraction.rules.places import looks_like_place
from orchestrator.tasks.extraction.words import alternatives, is_generic, load, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orchestrator.tasks.extraction.blocks import Block

_LONGEST = 70
_MOST_WORDS = 8
_NO_NAME = re.compile(r"@|https?:|[{}<>。、]|\.\.\.?$|…$")
_JOINT = r"(?:\s+|(?=[\u3041-\u9fff（(]))"
"""Before a further word: a blank, or nothing in a script without blanks."""

_QUOTES = '«»“”„"「」『』'
_ASIDE = re.compile(r"\s*[(（]([^()（）]*)[)）]\s*$")
_OF = ("of", "de", "der", "von", "da", "do", "di", "van")
UPPER = "A-Z0-9À-ÖØ-ÞĀ-ŽА-ЯЁ\u3041-\u9fff"
"""What a name begins with, for a class in a pattern."""


_PHONE_BEHIND = re.compile(r"[\s,]+\+?\d[\d\s/().-]{6,}$")


def bare_name(name: str) -> str:
    """A name without the words around it: "Acme" of "Careers at Acme" or "About Acme"."""
    name = _via().split(name, maxsplit=1)[0].strip(" \t|·•:–—-,;").strip()
    if name[:1] in _QUOTES and name[-1:] in _QUOTES:
        name = name[1:-1]
    name = _PHONE_BEHIND.sub("", _on_site().sub("", name))
    aside = _ASIDE.search(name)
    if aside and looks_like_place(aside[1]):
        name = name[: aside.start()]
    for pattern in (careers_of(), suffixed(), about(), _logo_of()):
        match = pattern.match(name)
        if match:
            name = match[1]
    if "«" in name and "»" not in name:
        name += "»"
    elif "»" in name and "«" not in name:
        name = name.strip("» ")
    return name if legal_form().search(name) else name.removesuffix(".")


def name_key(name: str) -> str:
    """What two spellings of one name have in common: no case, no legal form."""
    key = legal_form().sub("", fold(name))
    return re.sub(r"[^\w&+. ]", "", key).strip(" .")


def may_be_name(name: str, *, surely: bool = False) -> bool:
    """Whether a short text can be the name of an employer at all.

    Args:
        name: Such a text.
        surely: It stands where names stand, so that a word for an occupation is part of it.
    """
    folded = fold_label(name)
    if not 1 < len(name) <= _LONGEST or is_generic(name):
        return False
    if folded in words().lists["company.departments"]:
        return False
    if is_site(name) or _NO_NAME.search(name):
        return False
    if not any(character.isalpha() for character in name) or len(name.split()) > _MOST_WORDS:
        return False
    if folded in words().sections or folded in words().labels or looks_like_place(name):
        return False
    if is_employer(name):
        return True
    if name[0].islower() and " " in name:
        return False
    tokens = re.findall(r"[\w'’]+", folded)
    if not tokens or tokens[0] in words().lists["company.pronouns"]:
        return False
    generic = words().lists["company.departments"] | words().lists["employment.joints"]
    if all(token in generic for token in tokens):
        return False
    return surely or not (has_job_noun(name) and len(tokens) < 4)


def is_site(name: str) -> bool:
    """Whether it is a job board or a recruiting system: never the employer by itself."""
    bare = _ASIDE.sub("", name)
    return fold_label(bare) in _sites() or name_key(bare) in _sites()


def likeness_to_a_portal(name: str) -> float:
    """How much a name sounds like a job board's, from 0 to 1: "Jobbanken", "acme.example"."""
    if legal_form().search(name):
        return 0.0
    terms = words().lists["company.portals"]
    if any(
        token.startswith(term) or token.endswith(term) or (len(term) > 4 and term in token)
        for token in fold(name).split()
        for term in terms
    ):
        return 1.0
    return 0.5 if re.search(r"\w\.[a-z]{2,4}$", name) else 0.0


def is_employer(text: str) -> bool:
    """Whether a short text is named like an employer: "Bäckerei Huber", "Officine Rossi S.p.A."."""
    if legal_form().search(text):
        return True
    folded = fold(text)
    kind = words().phrases["company.employers"].at_start(folded)
    rest = folded[kind.end :].strip(" '’") if kind else ""
    return bool(rest) and not has_job_noun(rest)  # but "Hotel Manager"


@cache
def _via() -> re.Pattern[str]:
    return re.compile(rf"\s{alternatives('company.via')}\s")


@cache
def _on_site() -> re.Pattern[str]:
    """A system's name behind the company's: "Acme on Notion"."""
    names = "|".join(sorted(map(re.escape, _sites()), key=len, reverse=True))
    return re.compile(rf"\s+(?:on|{alternatives('page.at')})\s+(?:{names})$", re.IGNORECASE)


@cache
def about() -> re.Pattern[str]:
    """Match "About Acme"; its group is the name, as of the others."""
    return re.compile(rf"^(?i:{alternatives('company.about')})\s+([{UPPER}][^.!?:]{{1,50}})$")


@cache
def careers_of() -> re.Pattern[str]:
    """Match "Careers at Acme"."""
    careers, at = alternatives("company.careers"), alternatives("company.careers_at")
    return re.compile(rf"^{careers}\s+{at}\s+(.{{2,60}})$", re.IGNORECASE)


@cache
def suffixed() -> re.Pattern[str]:
    """Match "Acme's jobs"."""
    terms = alternatives("company.careers_site")
    return re.compile(rf"^(.{{2,50}}?)(?:['’]s)?{_JOINT}{terms}$", re.IGNORECASE)


@cache
def _logo_of() -> re.Pattern[str]:
    return re.compile(rf"^logo(?:\s+(?:{'|'.join(map(re.escape, _OF))}))?\s+(.+)$", re.IGNORECASE)


@cache
def legal_form() -> re.Pattern[str]:
    """Find the "GmbH" of "Acme GmbH"."""
    forms, before = alternatives("company.legal_forms"), alternatives("company.legal_forms_before")
    return re.compile(
        rf"(?:,\s*|{_JOINT}){forms}\.?$|^{before}(?:\s+|(?<=[\u3041-\u9fff）)]))", re.IGNORECASE
    )


@cache
def _sites() -> frozenset[str]:
    return frozenset(fold(name) for names in load("sites")["names"].values() for name in names)


@cache
def _squeezed_sites() -> frozenset[str]:
    return frozenset(re.sub(r"[^a-z0-9]", "", name) for name in _sites())


def address_names(url: str | None) -> set[str]:
    """The parts of an address that may be a company's name, without "jobs", "careers", ..."""
    if not url:
        return set()
    parts = urlsplit(url)
    labels = (parts.hostname or "").lower().split(".")[:-1]
    labels += [segment.lower() for segment in parts.path.split("/")[1:3]]
    names: set[str] = set()
    for label in labels:
        squeezed = re.sub(r"[^a-z0-9]", "", fold(label))
        bare = _address_affix().sub("", squeezed)
        names |= {name for name in (squeezed, bare) if len(name) > 2 and not name.isdigit()}
    return {name for name in names if name not in _squeezed_sites()} - _address_words()


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
    wanted = address_names(url)
    if not wanted:
        return None
    for block in sorted(blocks[:2000], key=lambda block: block.kind != "heading"):
        tokens = block.text[:600].split()
        for start, token in enumerate(tokens):
            if not token[:1].isupper() and fold(token) not in wanted:
                continue
            squeezed = ""
            for end in range(start, min(start + 6, len(tokens))):
                squeezed += re.sub(r"[^a-z0-9]", "", fold(tokens[end]))
                if squeezed in wanted:
                    return " ".join(tokens[start : end + 1]).strip(" ,;:.!?()")
                if len(squeezed) > 40:
                    break
    return None
