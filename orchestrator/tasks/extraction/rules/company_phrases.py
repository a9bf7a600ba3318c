"""Phrases that name the employer: who seeks, who is sought for, whose rights are reserved."""

from __future__ import annotations

import re
from functools import cache

from orchestrator.tasks.extraction.rules.company_names import UPPER
from orchestrator.tasks.extraction.words import alternatives, words

_QUOTED = r"(?:[^\W\d_][^«.!?:]{0,40})?«[^»]{2,40}»"


@cache
def who_seeks() -> re.Pattern[str]:
    """Find "Der Musterverein e. V. sucht", "Acme, a bakery in Leeds, is looking for"."""
    verbs = "|".join(
        re.escape(v) for v in sorted(words().spelled["page.hiring"], key=len, reverse=True)
    )
    articles, places = alternatives("company.articles"), alternatives("location.in")
    word = rf"[{UPPER}&][\w&'’.\-]*"
    longer = rf"(?:\s+(?:{word}|{alternatives('company.particles')}(?=\s+{word}))){{0,5}}"
    form = rf"(?:,?\s+(?i:{alternatives('company.legal_forms')}))?"
    name = rf"({_QUOTED}|[{UPPER}][\w&'’.\-]*{longer}{form})"
    return re.compile(
        rf"(?:^|[.!?:]\s+|\b(?i:{alternatives('page.at')})\s+)(?:(?i:{articles})\s+)?{name}"
        rf"(?:,[^.!?]{{0,120}},|,\s+[{UPPER}][\w'’-]+(?=\s)|,)?(?:\s+{places}\s+[{UPPER}][\w'’-]+)?\s+(?P<verb>{verbs})(?!\w)"
    )


def leads_to_employer(before: str) -> bool:
    """Whether a folded text ends with "for" and its like, before the employer's name in a title."""
    found = words().phrases["company.in_title"].at_end(before[:-1])
    return found is not None and before[-1].isspace() and before[: found.start][-1:].isspace()


@cache
def at_name() -> re.Pattern[str]:
    """Find "at Acme" of "Baker at Acme in Leeds | Jobs"."""
    at, places = alternatives("page.at"), alternatives("location.in")
    return re.compile(
        rf"\s(?i:{at})\s+(?:(?i:{alternatives('company.articles')})\s+)?[«\"„“]?([{UPPER}][^|·•»]{{1,60}}?)(?=»|\s+{places}\s|\s*[|·•»(,–—]|\s-\s|$)"
    )


@cache
def rights_tail() -> re.Pattern[str]:
    """Match what follows the name in a copyright line."""
    terms = alternatives("company.rights")
    return re.compile(rf"\s*[.,|•·–-]?\s*(?:{terms}|\d{{4}}|®|™).*$", re.IGNORECASE)


@cache
def we_seek() -> re.Pattern[str]:
    """Find "En Acme buscamos": who seeks speaks of itself."""
    inside, seek = alternatives("company.inside"), alternatives("title.sought")
    word = rf"[{UPPER}&][\w&'’.\-]*"
    return re.compile(
        rf"(?:^|[.!?:]\s+)(?i:{inside})\s+([{UPPER}][\w&'’.\-]*(?:\s+{word}){{0,4}})"
        rf"(?:\s*\([^()]{{1,40}}\))?,?\s+(?i:{seek})(?!\w)"
    )


@cache
def head_that_seeks() -> re.Pattern[str]:
    """Match "Acme is hiring", the beginning of a page's title."""
    articles = alternatives("company.articles")
    return re.compile(
        rf"^(?:(?i:{articles})\s+)?(.{{2,50}}?)\s+{alternatives('company.seeks')}[\s:]"
    )
