"""Phrases that name the employer: who seeks, who is sought for, whose rights are reserved."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from orchestrator.tasks.extraction.phrases import lowered
from orchestrator.tasks.extraction.rules.company_names import UPPER
from orchestrator.tasks.extraction.words import alternatives, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from orchestrator.tasks.extraction.phrases import Found

_QUOTED = r"(?:[^\W\d_][^«.!?:]{0,40})?«[^»]{2,40}»"
_SENTENCE_BEFORE = re.compile(r"(?:^|[.!?:]\s+)$")
_WHO = re.compile(
    rf"\s+([{UPPER}][\w&'’.\-]*(?:\s+[{UPPER}&][\w&'’.\-]*){{0,4}})"
    r"(?:\s*\([^()]{1,40}\))?,?\s+"
)


def who_seeks(text: str) -> tuple[str, str] | None:
    """The name and the verb of "Der Musterverein e. V. sucht", "Acme, a bakery, is looking for"."""
    verbs = list(_as_written("page.hiring", text))
    forms = words().written["company.legal_forms"].all_in(lowered(text)) if verbs else []
    for verb in verbs:
        for form in forms:
            match = _name().search(text, 0, form.start)
            if match and _before_verb().fullmatch(text, form.end, verb.start):
                return text[match.start(1) : form.end], verb.phrase
        match = _name_before_verb().search(text, 0, verb.start)
        if match:
            return match[1], verb.phrase
    return None


@cache
def _name() -> re.Pattern[str]:
    """Match a name at the beginning of a sentence, up to its legal form."""
    return re.compile(rf"{_name_in_sentence()},?\s+$")


@cache
def _name_before_verb() -> re.Pattern[str]:
    return re.compile(rf"{_name_in_sentence()}{_before_verb().pattern}$")


def _name_in_sentence() -> str:
    word = rf"[{UPPER}&][\w&'’.\-]*"
    longer = rf"(?:\s+(?:{word}|{alternatives('company.particles')}(?=\s+{word}))){{0,5}}"
    return (
        rf"(?:^|[.!?:]\s+|\b(?i:{alternatives('page.at')})\s+)"
        rf"(?:(?i:{alternatives('company.articles')})\s+)?({_QUOTED}|[{UPPER}][\w&'’.\-]*{longer})"
    )


@cache
def _before_verb() -> re.Pattern[str]:
    """Match what may stand between a name and its verb: an aside, a place."""
    places = alternatives("location.in")
    return re.compile(
        rf"(?:,[^.!?]{{0,120}},|,\s+[{UPPER}][\w'’-]+(?=\s)|,)?(?:\s+{places}\s+[{UPPER}][\w'’-]+)?\s+"
    )


def leads_to_employer(before: str) -> bool:
    """Whether a folded text ends with "for" and its like, before the employer's name in a title."""
    found = words().phrases["company.in_title"].at_end(before[:-1])
    return found is not None and before[-1].isspace() and before[: found.start][-1:].isspace()


def name_after_at(text: str) -> str | None:
    """The name in "Baker at Acme in Leeds | Jobs"."""
    lower = lowered(text)
    for at in words().written["page.at"].all_in(lower):
        start = at.end + 1
        article = words().written["company.articles"].at_start(lower[start:])
        for begin in (start + article.end, at.end) if article else (at.end,):
            match = _after_at().match(text, begin) if text[: at.start][-1:].isspace() else None
            if match:
                return match[1]
    return None


@cache
def _after_at() -> re.Pattern[str]:
    places = alternatives("location.in")
    return re.compile(
        rf"\s+[«\"„“]?([{UPPER}][^|·•»]{{1,60}}?)(?=»|\s+{places}\s|\s*[|·•»(,–—]|\s-\s|$)"
    )


@cache
def rights_tail() -> re.Pattern[str]:
    """Match what follows the name in a copyright line."""
    terms = alternatives("company.rights")
    return re.compile(rf"\s*[.,|•·–-]?\s*(?:{terms}|\d{{4}}|®|™).*$", re.IGNORECASE)


def who_says_we_seek(text: str) -> str | None:
    """The name in "En Acme buscamos": who seeks speaks of itself."""
    lower = lowered(text)
    for inside in words().written["company.inside"].all_in(lower):
        match = _WHO.match(text, inside.end)
        if match is None or not _SENTENCE_BEFORE.search(text[: inside.start]):
            continue
        if words().written["title.sought"].at_start(lower[match.end() :]):
            return match[1]
    return None


def who_seeks_in_head(head: str) -> str | None:
    """The name in "Acme is hiring", the beginning of a page's title."""
    for seeks in _as_written("company.seeks", head):
        before, following = head[: seeks.start], head[seeks.end :][:1]
        if not (before[-1:].isspace() and (following.isspace() or following == ":")):
            continue
        article = words().written["company.articles"].at_start(lowered(before))
        name = before[article.end :].strip() if article else before.strip()
        if 2 <= len(name) <= 50:
            return name
    return None


def _as_written(name: str, text: str) -> Iterator[Found]:
    """The phrases of a list that stand in a text in lower case: no part of a name."""
    found = words().written[name].all_in(lowered(text))
    return (one for one in found if text[one.start : one.end].islower())
