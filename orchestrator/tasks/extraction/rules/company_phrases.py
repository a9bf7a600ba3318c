"""Phrases that name the employer: who seeks, who is sought for, whose rights are reserved."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from orchestrator.tasks.extraction.folding import fold
from orchestrator.tasks.extraction.patterns import regex
from orchestrator.tasks.extraction.phrases import lowered
from orchestrator.tasks.extraction.rules.company_names import (
    UPPER,
    is_employer,
    is_said_before_names,
)
from orchestrator.tasks.extraction.rules.houses import houses_in
from orchestrator.tasks.extraction.rules.places import looks_like_place
from orchestrator.tasks.extraction.words import alternatives, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from orchestrator.tasks.extraction.phrases import Found

MARKED = regex(r"[^\W\d_]\d|[a-zà-ÿ][A-ZÀ-Þ]|[A-ZÀ-Þ]{3}")
"""What no common word has: "NETime", "ACME", "B2run"."""

_QUOTED = r"(?:[^\W\d_][^«.!?:]{0,40})?«[^»]{2,40}»"
_SENTENCE_BEFORE = regex(r"(?:^|[.!?:]\s+)$")
_CLAUSE_BEFORE = regex(r"(?:^|[.!?:,]\s+)$")
_WHO = regex(
    rf"\s+({UPPER}[\w&'’.\-]*(?:\s+(?:{UPPER}|&)[\w&'’.\-]*){{0,4}})"
    r"(?:\s*\([^()]{1,40}\))?,?\s+"
)
_DESCRIPTION = regex(rf"(?=[^\W\d_])(?!{UPPER})[\w-]{{2,}}\s+")
"""A word between the article and the name: "la società di consulenza Acme"."""

_MOST_DESCRIPTIONS = 3

_PLACE = rf"{UPPER}[\w'’-]+"
_PLACE_AT_END = regex(
    rf"\s+(?:\d{{4,5}}\s+)?{_PLACE}(?:\s+{_PLACE}){{0,2}}(?:,\s+{_PLACE}(?:\s+{_PLACE})?,)?\s+"
)
_ASIDE = regex(rf"(?:,[^.!?]{{0,120}},|,\s+{_PLACE}(?=\s)|,|\s\([^()]{{2,60}}\),?)?\s+")
"""What may stand between a name and its verb, besides a place."""

_OPENING = regex(r"(?:^|[.!?:]\s+)((?:[^\W\d_][\w'’]*\s?)?(?:[a-zà-ÿа-я][\w-]*\s+){0,4})$")
_CLAUSE_END = regex(r"[.!?:,]\s+")
_ARTICLE_END = regex(r"\s+|(?<=['’])")
_TO_FORM = regex(r",?\s+")
_GOES_ON = regex(rf"(?:\s*\([^()]{{1,60}}\))?(?:,?\s+(?=[^\W\d_])(?!{UPPER})|\s+[-–]\s)")
_NAME_END = regex(r"$|[.,!?:;)]|\s*\(|\s+(?:[-–|]|(?=[^\W\d_])(?![A-ZÀ-Þ]))")
_OWNER_OF = ("'s", "’s")
_BETWEEN = regex(
    rf"\w\s+(?:is|est|è|ist|sind)\s+({UPPER}[\w&'’.\-]*(?:\s+(?:{UPPER}|&)[\w&'’.\-]*){{0,4}})\s+$"
)
"""A name between the parts of its verb."""


def who_seeks(text: str) -> tuple[str, str] | None:
    """The name and the verb of "Der Musterverein e. V. sucht", "Acme, a bakery, is looking for"."""
    verbs = [*_as_written("page.hiring", text), *_as_written("company.presents", text)]
    verbs.sort(key=lambda verb: (verb.start, -verb.end))
    forms = words().written["company.legal_forms"].all_in(lowered(text)) if verbs else ()
    for verb in verbs:
        ends = [verb.start, *_starts_of_place(text[: verb.start], "location.of")]
        for house in houses_in(text[: verb.start]):
            is_first = _opens_sentence(text[: house.start])
            if is_first and any(_ASIDE.fullmatch(text, house.end, end) for end in ends):
                return house.name, verb.phrase
        ends = [verb.start, *_starts_of_place(text[: verb.start])]
        for start, is_described in _starts_of_name(text[: verb.start]):
            begins = _behind_description(text, start) if is_described else [start]
            for form in forms:
                match = _first_match(text, begins, form.start)
                is_name = match and _TO_FORM.fullmatch(text, match.end(1), form.start)
                if match and is_name and any(_ASIDE.fullmatch(text, form.end, e) for e in ends):
                    return text[match.start(1) : form.end], verb.phrase
            named = (_name().fullmatch(text, begin, end) for end in ends for begin in begins)
            match = next((match for match in named if match and match["aside"]), None)
            if match and fold(match[1].partition(" ")[0]) not in words().lists["company.pronouns"]:
                return match[1], verb.phrase
    return None


def _opens_sentence(before: str) -> bool:
    """Whether nothing but an article and a description stands before what follows."""
    opening = _OPENING.search(before)
    first = opening[1].split()[:1] if opening else ()
    return opening is not None and (not first or is_said_before_names(first[0]))


def _starts_of_name(text: str) -> Iterator[tuple[int, bool]]:
    """Where a name may begin, and whether an article stands before it."""
    lower = lowered(text)
    starts = {0} | {clause.end() for clause in _CLAUSE_END.finditer(text)}
    starts |= {at.end + 1 for at in words().written["page.at"].all_in(lower)}
    for start in sorted(starts):
        article = words().written["company.articles"].at_start(lower[start:])
        blanks = _ARTICLE_END.match(text, start + article.end) if article else None
        if blanks:
            yield blanks.end(), True
        yield start, False


def _starts_of_place(text: str, *further: str) -> Iterator[int]:
    """Where a place begins that a text ends with: "in 04109 Leipzig"."""
    lower = lowered(text)
    for key in ("location.in", "location.based_in", *further):
        for found in words().written[key].all_in(lower):
            if _PLACE_AT_END.fullmatch(text, found.end):
                yield found.start


@cache
def _name() -> re.Pattern[str]:
    """Match a name, and behind it what `_ASIDE` does."""
    word = rf"(?:[dl]['’])?(?:{UPPER}|&)[\w&'’.\-]*"
    particles = alternatives("company.particles")
    name = rf"{UPPER}[\w&'’.\-]*(?:\s+(?:{word}|{particles}(?=\s+{word}))){{0,7}}"
    return re.compile(rf"({_QUOTED}|{name})(?P<aside>{_ASIDE.pattern})?")


def _behind_description(text: str, start: int) -> list[int]:
    """Where a name may begin behind an article, the furthest first."""
    begins = [len(text) - len(text[start:].lstrip())]
    while len(begins) <= _MOST_DESCRIPTIONS and (word := _DESCRIPTION.match(text, begins[-1])):
        begins.append(word.end())
    return begins[::-1]


def _first_match(text: str, begins: Iterable[int], end: int) -> re.Match[str] | None:
    matches = (_name().match(text, begin, end) for begin in begins)
    return next(filter(None, matches), None)


def whom_verb_precedes(text: str) -> str | None:
    """The name in "Zum 1. April sucht die Musterwerk GmbH eine Köchin": the verb before it."""
    for verb in _as_written("company.seeks", text):
        named = _name_from(text, verb.end) if text[: verb.start].strip() else None
        if named is None:
            continue
        following = lowered(text[named.end :]).lstrip(" ,")
        several = ("title.articles", "company.several")
        is_subject = any(words().written[name].at_start(following) for name in several)
        # "sucht Verstärkung" has an object there, and no article.
        if named.has_article or is_subject or is_employer(named.text):
            return named.text
    for verb in _as_written("company.seeks_split", text):
        match = _BETWEEN.search(text[: verb.start])
        if match:
            return match[1]  # "Voor een klant is Acme Personeel op zoek naar"
    return None


def who_says_we(text: str) -> str | None:
    """The name in "Wir bei Acme", "Wir, die Acme GmbH, ..." and "Chez Acme, nous ..."."""
    lower = lowered(text)
    speakers = words().written["company.we"].all_in(lower)
    for we in speakers:
        if _SENTENCE_BEFORE.search(text[: we.start]):
            after = len(text) - len(text[we.end :].lstrip(" ,"))
            inside = words().written["company.inside"].at_start(lower[after:])
            is_aside = text[we.end : we.end + 1] == ","
            named = _name_from(text, after + inside.end if inside else after)
            if named and (inside or is_aside) and re.match(r",|\s+[^\W\d_]", text[named.end :]):
                return named.text
    for inside in words().written["company.inside"].all_in(lower) if speakers else ():
        if _SENTENCE_BEFORE.search(text[: inside.start]):
            named = _name_from(text, inside.end)
            rest = lower[named.end :].lstrip(" ,") if named else ""
            if named and words().written["company.we"].at_start(rest):
                return named.text
    return None


def who_is_joined(text: str) -> str | None:
    """The name in "Join Acme as our next baker", "Working at Acme Foods", "Life at Acme"."""
    for lead in _as_written("company.leads", text[:1].lower() + text[1:]):
        match = _name().match(text, lead.end + 1)
        is_name = match and text[lead.end].isspace() and _NAME_END.match(text, match.end(1))
        if match and is_name and not match[1].endswith(_OWNER_OF):
            return match[1]
    return None


def who_opens(text: str) -> str | None:
    """The name in "Acme helps landlords", "The Acme Trust, founded in 1990, is ...", a sentence."""
    named = _name_from(text, 0)
    return named.text if named and _GOES_ON.match(text, named.end) else None


class _Named(NamedTuple):
    text: str
    end: int
    has_article: bool


def _name_from(text: str, start: int) -> _Named | None:
    """The name that a text goes on with, behind an article and what describes it."""
    start = len(text) - len(text[start:].lstrip())
    article = words().written["company.articles"].at_start(lowered(text[start:]))
    for begin in (start + article.end, start) if article else (start,):
        begins = _behind_description(text, begin) if begin > start else [begin]
        match = _first_match(text, begins, len(text))
        if match:
            end = match.end(1)
            rest = lowered(text[end:])
            form = words().written["company.legal_forms"].at_start(rest.lstrip(" ,"))
            if form:
                end += len(rest) - len(rest.lstrip(" ,")) + form.end
            return _Named(text[match.start(1) : end], end, begin > start)
    return None


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


def names_in_title(title: str) -> Iterator[str]:
    """What may name the employer in a title: "Nordvik Data" of "Utvecklare till Nordvik Data"."""
    lower = lowered(title)
    for leads in words().written["company.in_title"].all_in(lower):
        match = _after_at().match(title, leads.end)
        is_place = leads.phrase in words().spelled["location.in"] or (
            match is not None and looks_like_place(match[1])
        )
        if match and title[: leads.start][-1:].isspace() and not is_place:
            yield match[1]


@cache
def _after_at() -> re.Pattern[str]:
    places = alternatives("location.in")
    return re.compile(
        rf"\s+[«\"„“]?({UPPER}[^|·•»]{{1,60}}?)(?=»|\s+{places}\s|\s*[|·•»(,–—]|\s-\s|$)"
    )


@cache
def rights_tail() -> re.Pattern[str]:
    """Match what follows the name in a copyright line."""
    terms = alternatives("company.rights")
    return re.compile(rf"\s*[.,|•·–-]?\s*(?:{terms}|\d{{4}}|®|™).*$", re.IGNORECASE)


def who_says_we_seek(text: str) -> str | None:
    """The name in "En Acme buscamos": who seeks speaks of itself."""
    lower = lowered(text)
    if not words().written["title.sought"].are_in(lower):
        return None
    for inside in words().written["company.inside"].all_in(lower):
        match = _WHO.match(text, inside.end)
        if (
            match is None
            or looks_like_place(match[1])
            or not _CLAUSE_BEFORE.search(text[: inside.start])
        ):
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
    """The phrases of a list that stand in a text in lower case, no part of a name, or all loud."""
    found = words().written[name].all_in(lowered(text))
    is_loud = text.isupper()
    return (one for one in found if is_loud or text[one.start : one.end].islower())
