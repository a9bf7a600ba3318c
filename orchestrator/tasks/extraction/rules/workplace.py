"""Where the work is done: remote, hybrid or on site."""

from __future__ import annotations

import re
from functools import cache

from orchestrator.tasks.extraction.folding import fold, fold_label
from orchestrator.tasks.extraction.patterns import regex
from orchestrator.tasks.extraction.phrases import Phrases
from orchestrator.tasks.extraction.rules.places import looks_like_place
from orchestrator.tasks.extraction.words import words

_SHORT_SENTENCE = 40
_AROUND = 32
_BESIDE = 12
_WHOLE_WEEK = 5
_SENTENCE_END = regex(r"[.;!?](?:\s|$)")
_ALL = regex(r"(?<![\d.,])100\s?%")
_ASIDE = regex(r"([A-ZÀ-ÞА-Я][\w.'’-]+(?: [A-ZÀ-ÞА-Я][\w.'’-]+){0,2}) \(([^()]{3,30})\)")
"""Such as "Leeds (hybrid)" within a sentence."""

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
    folded = fold(text) if len(text) < 600 else text.lower()
    for kind in _KINDS if _in_prose().are_in(folded) else ():
        for told in words().phrases[f"workplace.{kind}_phrases"].all_in(folded):
            if not _is_negated(folded[max(0, told.start - 16) : told.start]):
                return kind
        share = _share_away(folded) if kind == "hybrid" else None
        if share:
            return share
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
    return None


def _is_hybrid(piece: str) -> bool:
    """Whether a part of a sentence is the word, alone or with its days: "ibrido 2 giorni"."""
    if len(piece) > _SHORT_SENTENCE:
        return False
    term = _terms().at_start(piece)
    if term is None or words().workplace[term.phrase] != "hybrid":
        return False
    return piece == term.phrase or _counted_days().search(piece) is not None


def _share_away(folded: str) -> str | None:
    """What a text counts of remote work: "zwei Tage Homeoffice pro Woche", "100 % Homeoffice"."""
    for told in words().phrases["workplace.remote_work"].all_in(folded):
        after = _SENTENCE_END.split(folded[told.end : told.end + _AROUND], maxsplit=1)[0]
        is_impossible = words().phrases["workplace.impossible"].are_in(after)
        if is_impossible or (_is_negated(folded[: told.start]) and len(folded) <= _SHORT_SENTENCE):
            return "on_site"
        around = folded[max(0, told.start - _AROUND) : told.end + _AROUND]
        is_on_days = words().phrases["dates.weekdays"].are_in(after[:_BESIDE])
        is_possible = words().phrases["workplace.possible"].at_start(after.lstrip(" :(-"))
        if is_possible and not _is_negated(folded[: told.start]):
            return "hybrid"
        if is_on_days or _counted_days().search(around):
            return "hybrid"
        start = max(0, told.start - _BESIDE)
        all_of_it = _ALL.search(folded, start, told.end + _BESIDE)
        if all_of_it and not _is_negated(folded[: min(all_of_it.start(), told.start)]):
            return "remote"
    return None


@cache
def _counted_days() -> re.Pattern[str]:
    days = "|".join(map(re.escape, sorted(words().lists["dates.days"], key=len, reverse=True)))
    ones = "|".join(map(re.escape, sorted(words().lists["dates.one"], key=len, reverse=True)))
    small = "|".join(name for name, number in words().numbers.items() if number < _WHOLE_WEEK)
    return re.compile(
        rf"(?<![\w.,])(?:[1-4]|{small}|{ones})(?:[.,]5)?\s?(?:(?:[-–/]|\w{{1,4}})\s?[1-4]\s)?\s?"
        rf"(?:{days})(?!\w)|(?<![\w.,])[2-9][05]\s?%|週[1-4](?:[〜~～\-][1-4])?[日回]"
    )


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
