"""Names of organizations: what they look like, and what stands around them."""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import urlsplit

from orchestrator.tasks.extraction.folding import fold, fold_label
from orchestrator.tasks.extraction.rules.places import looks_like_place
from orchestrator.tasks.extraction.rules.title import has_job_noun
from orchestrator.tasks.extraction.words import alternatives, load, words

_LONGEST = 70
_MOST_WORDS = 8
_JOINT = r"(?:\s+|(?=[\u3041-\u9fff（(]))"
"""Before a further word: a blank, or nothing in a script without blanks."""

UPPER = "A-Z0-9À-ÖØ-ÞĀ-ŽА-ЯЁ\u3041-\u9fff"
"""What a name begins with, for a class in a pattern."""


def bare_name(name: str) -> str:
    """A name without the words around it: "Acme" of "Careers at Acme" or "About Acme"."""
    name = name.strip(' \t|·•»:–—-,;"“”').strip()
    for pattern in (careers_of(), suffixed(), about()):
        match = pattern.match(name)
        if match:
            name = match[1]
    return name if legal_form().search(name) else name.removesuffix(".")


def name_key(name: str) -> str:
    """What two spellings of one name have in common: no case, no legal form."""
    key = legal_form().sub("", fold(name))
    return re.sub(r"[^\w&+. ]", "", key).strip(" .")


def may_be_name(name: str) -> bool:
    """Whether a short text can be the name of an employer at all."""
    folded = fold_label(name)
    if not 1 < len(name) <= _LONGEST or folded in words().lists["page.not_title"]:
        return False
    if is_site(name) or re.search(r"@|https?:|[{}<>]", name):
        return False
    if not any(character.isalpha() for character in name) or len(name.split()) > _MOST_WORDS:
        return False
    if folded in words().sections or folded in words().labels or looks_like_place(name):
        return False
    if name[0].islower() and " " in name:
        return False
    has_form = legal_form().search(name) is not None
    return has_form or not (has_job_noun(name) and len(name.split()) < 4)


def is_site(name: str) -> bool:
    """Whether it is a job board or a recruiting system: never the employer by itself."""
    return fold_label(name) in _sites() or name_key(name) in _sites()


def is_portal_like(name: str) -> bool:
    """Whether a name sounds like a job board: "Jobbanken", "praca.example"."""
    if re.search(r"\w\.[a-z]{2,4}$", name):
        return True
    terms = words().lists["company.portals"]
    return any(token.startswith(tuple(terms)) for token in fold(name).split())


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
def legal_form() -> re.Pattern[str]:
    """Find the "GmbH" of "Acme GmbH"."""
    forms = alternatives("company.legal_forms")
    return re.compile(
        rf"(?:,\s*|{_JOINT}){forms}\.?$|^{forms}(?:\s+|(?<=[\u3041-\u9fff）)]))", re.IGNORECASE
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
