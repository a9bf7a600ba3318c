"""Where the work is done: remote, hybrid or on site."""

from __future__ import annotations

from functools import cache

from orchestrator.tasks.extraction.folding import fold, fold_label
from orchestrator.tasks.extraction.patterns import regex
from orchestrator.tasks.extraction.phrases import Phrases
from orchestrator.tasks.extraction.rules.places import looks_like_place
from orchestrator.tasks.extraction.rules.workplace_shares import (
    counts_days,
    is_ruled_out,
    share_in_sentence,
    speaks_of_share,
)
from orchestrator.tasks.extraction.words import words

_SHORT_SENTENCE = 40
_AROUND = 32
_BESIDE = 12
_SENTENCE_END = regex(r"[.;!?](?:\s|$)|[。\n]")
_ALL = regex(r"(?<![\d.,])100\s?%")
_ASIDE = regex(r"([A-ZÀ-ÞА-Я][\w.'’-]+(?: [A-ZÀ-ÞА-Я][\w.'’-]+){0,2}) \(([^()]{3,30})\)")
"""Such as "Leeds (hybrid)" within a sentence."""

_QUALIFIED = regex(r"\w\s?\(([^()]{3,30})\)\s*$")
"""Such as "(partly)" at the end of a line."""

_TOLD_MORE = regex(r"\s?(?:[,;(]|[-–—]\s|(?:with|mit|avec|con|com|met|med|z|ze|se|s|с)\s)")
_KINDS = ("hybrid", "on_site", "remote")
JOB_LOCATION_TYPES = {"remote": "TELECOMMUTE", "hybrid": "HYBRID", "on_site": "ON_SITE"}


def workplace(text: str) -> str | None:
    """Read a short text that is about nothing else: "Hybrid", "Remote (Germany)", "vor Ort"."""
    folded = fold(text[:160])
    label = fold_label(text[:160])
    exact = words().workplace.get(label)
    if exact:
        return exact
    found: dict[str, int] = {}
    for term in _terms().all_in(folded):
        kind = words().workplace[term.phrase]
        if kind == "remote" and _is_negated(folded[: term.start]):
            kind = "on_site"
        found.setdefault(kind, term.start)
    if "hybrid" in found or {"remote", "on_site"} <= found.keys():
        return "hybrid"
    return next(iter(found), None)


def workplace_of_label(label: str, value: str) -> str | None:
    """Read a labelled value: of "Remote: Yes" the label says what it is about."""
    told = workplace_in_prose(value)
    if told:
        return told
    answer = fold_label(value[:160])
    about = workplace(label)
    if about is None and words().phrases["workplace.remote_work"].are_in(fold(label)):
        about = "hybrid"  # "Thuiswerken: ja" does not say all week
    if about in ("remote", "hybrid"):
        phrases = words().phrases
        if phrases["workplace.no"].at_start(answer):
            return "on_site"
        if _ALL.search(answer):
            return "remote"
        if phrases["workplace.partly"].are_in(answer):
            return "hybrid"
        if phrases["workplace.yes"].at_start(answer) or answer.startswith("true"):
            return about
        if answer.startswith("false"):
            return None
    return workplace(value)


def workplace_of_fact(fact: str, line: str) -> str | None:
    """Read a part of a line of facts, of which another may say how much: "Remote (partly)"."""
    kind = workplace(fact)
    aside = _QUALIFIED.search(line) if kind == "remote" else None
    if aside and words().phrases["workplace.partly"].at_start(fold(aside[1])):
        return "hybrid"
    return kind


def is_work_at_home(text: str) -> bool:
    """Whether a short text is nothing but a word such as "Home office", which may be rare."""
    folded = fold_label(text)
    return folded in words().lists["workplace.remote_work"] and "remot" not in folded


def is_workplace(text: str) -> bool:
    """Whether a short text names a workplace type and nothing else."""
    if len(text) > _SHORT_SENTENCE:
        return False
    return fold_label(text) in words().workplace or _reaches(text)


def _reaches(text: str) -> bool:
    """Whether a short text tells from where one may work: "Remote within the EU"."""
    reach = words().phrases["workplace.reach"].at_start(fold(text))
    rest = text[reach.end :].strip() if reach else ""
    return rest[:1].isupper() or rest[:4] == "the "


def workplace_in_prose(text: str) -> str | None:
    """Find a sentence that settles it: "this is a fully remote position"; None when none does."""
    folded = fold(text)
    told = _told_by_share(folded) if speaks_of_share(folded) else None
    if told:
        return told
    for kind in _KINDS if _in_prose().are_in(folded) else ():
        for phrase in words().phrases[f"workplace.{kind}_phrases"].all_in(folded):
            before = folded[max(0, phrase.start - _AROUND) : phrase.start]
            if not is_ruled_out(before, len(before), len(before)):
                return kind
        if kind == "hybrid" and _is_possible(folded):
            return kind
    for place, aside in _ASIDE.findall(text[:4000]) if "(" in text else ():
        if is_workplace(aside.partition(",")[0]) and looks_like_place(place):
            return workplace(aside)
    sentences = folded.split(". ")
    for sentence in sentences:
        is_apart = len(sentences) > 1 and len(sentence) <= _SHORT_SENTENCE
        if is_apart and is_workplace(sentence):
            return workplace(sentence)
        for piece in sentence.rstrip(" .!").split(", ")[1:]:
            if _is_hybrid(piece):
                return "hybrid"
    return _leading(folded)


def _leading(folded: str) -> str | None:
    """What a text begins with, where more is told of it: "Remote with visits to Leeds"."""
    lead = words().phrases["workplace.leads"].at_start(folded)
    if lead is None or not _TOLD_MORE.match(folded, lead.end):
        return None
    first = _SENTENCE_END.split(folded)[0]
    kinds = {words().workplace[term.phrase] for term in _terms().all_in(first)}
    rest = folded[lead.end :].lstrip(" ,;(–—-")
    if len(kinds) != 1 or words().phrases["workplace.hybrid_things"].at_start(rest):
        return None
    return "hybrid" if lead.phrase in words().lists["workplace.hybrid_words"] else "remote"


def _told_by_share(folded: str) -> str | None:
    """What the sentences say of the days of a week: of both places where they do not agree."""
    found = [told for one in _SENTENCE_END.split(folded) if (told := share_in_sentence(one))]
    return "hybrid" if len(set(found)) > 1 else next(iter(found), None)


def _is_hybrid(piece: str) -> bool:
    """Whether a part of a sentence is the word, alone or with its days: "ibrido 2 giorni"."""
    if len(piece) > _SHORT_SENTENCE:
        return False
    term = _terms().at_start(piece)
    if term is None or words().workplace[term.phrase] != "hybrid":
        return False
    return piece == term.phrase or counts_days(piece)


def _is_possible(folded: str) -> bool:
    """Whether a text calls remote work possible, or names the days for it."""
    for told in words().phrases["workplace.remote_work"].all_in(folded):
        after = folded[told.end : told.end + _AROUND]
        is_on_days = words().phrases["dates.weekdays"].are_in(after[:_BESIDE])
        is_possible = words().phrases["workplace.possible"].at_start(after.lstrip(" :(-"))
        is_short = not told.start and len(folded) <= _SHORT_SENTENCE
        if is_short and words().phrases["workplace.conditions"].at_start(after.lstrip(" :(-")):
            return True  # "Home office by arrangement"
        if is_on_days or (is_possible and not _is_negated(folded[: told.start])):
            return True
    return False


def _is_negated(before: str) -> bool:
    return words().phrases["workplace.not"].at_end(before.rstrip()) is not None


@cache
def _in_prose() -> Phrases:
    lists = words().lists
    told = (phrase for kind in _KINDS for phrase in lists[f"workplace.{kind}_phrases"])
    return Phrases({*told, *lists["workplace.remote_work"]})


@cache
def _terms() -> Phrases:
    return Phrases(words().workplace)
