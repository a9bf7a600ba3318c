"""Licences, certificates and conditions: shown by the very paper, or not at all."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, cast

from orchestrator.tasks.drafting.matching.concepts import terms_of, weightless, words_of
from orchestrator.tasks.drafting.matching.phrases import conditions, phrases
from orchestrator.tasks.drafting.matching.verdict import Verdict
from orchestrator.tasks.drafting.resources import table
from orchestrator.tasks.drafting.stems import fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from orchestrator.tasks.drafting.matching.concepts import Word
    from orchestrator.tasks.drafting.matching.index import RecordIndex
    from orchestrator.tasks.drafting.matching.pieces import Piece

_DEEDS = ("work", "projects", "volunteer", "publications", "education", "awards")
_SHOWN_ANYWHERE = frozenset({"security clearance"})
_PAPERS = ("certificates", "education", "awards")


def judge_certificate(piece: Piece, index: RecordIndex) -> Verdict:
    """Whether one line holds the paper that is asked for, by its whole name."""
    is_paper = phrases("requirements", "certificate", "words")
    words = words_of(piece.text)
    said = {at + x for _, at, length in is_paper.find(words) for x in range(length)}
    named = [term for term in piece.terms if term.at not in said]
    wanted = named or [x for x in terms_of(piece.text, piece.language) if not weightless(x)]
    label = piece.text
    if not wanted:
        return Verdict("not_assessable", label, "it names no certificate")
    known = [term for term in wanted if term.is_known and term.words > 1] or wanted
    holders = [
        line
        for line in index.lines_with(known[0].key)
        if all(term.key in index.keys_of(line) for term in known)
    ]
    for line in holders:
        text = index.record.lines[line].text
        if line.startswith(_PAPERS) or is_paper.labels(words_of(text)):
            return Verdict("met", label, f"{label}: {line}", (line,))
    but = f" (named at {holders[0]}, but not as a certificate)" if holders else ""
    return Verdict("missing", label, "", lacking=(f"{label}{but}",))


def names_no_paper(piece: Piece) -> bool:
    """Whether a piece is nothing but a word for a paper: the "license" of "(RN) license"."""
    is_paper = phrases("requirements", "certificate", "words")
    said = {at + x for _, at, length in is_paper.find(words_of(piece.text)) for x in range(length)}
    return all(term.at in said for term in piece.terms)


def judge_driving(piece: Piece, index: RecordIndex) -> Verdict:
    """Whether the record names a driving licence, of the class that is asked for."""
    wanted = _classes(words_of(piece.text))
    label = piece.text
    other: str | None = None
    for line in index.record.lines.values():
        words = words_of(line.text)
        if not phrases("requirements", "driving_licence", "words").labels(words):
            continue
        if not wanted or wanted & _driven_with(_classes(words)):
            return Verdict("met", label, f"{label}: {line.id}", (line.id,))
        other = line.id
    if other is not None:
        return Verdict("missing", label, "", lacking=(f"{label} ({other} is of another class)",))
    return Verdict("not_assessable", label, "the profile names no driving licence")


def _classes(words: Sequence[Word]) -> frozenset[str]:
    """The classes named beside the words for a licence."""
    known = cast("list[str]", table("requirements")["driving_licence"]["classes"])
    named = {word.folded for word in words if word.folded in known and word.text[0].isupper()}
    return frozenset(named)


def _driven_with(classes: frozenset[str]) -> frozenset[str]:
    """The classes together with those that they include: CE is C and B too."""
    includes = cast("Mapping[str, list[str]]", table("requirements")["driving_licence"]["includes"])
    return classes.union(*(includes.get(name, []) for name in classes))


def is_class_only(text: str) -> bool:
    """Whether a piece is nothing but classes of driving licences: the "CE" of "C/CE"."""
    words = words_of(text)
    return bool(words) and len(_classes(words)) == len({word.folded for word in words})


def held_to_level(verdict: Verdict, asked: str, index: RecordIndex) -> Verdict:
    """A verdict held to the level that is asked for: "Level 2" shows "Level 3" in part."""
    needed = max(_levels(asked), default=None)
    if needed is None or verdict.status != "met":
        return verdict
    held = [level for line in verdict.citations for level in _levels(index.record.lines[line].text)]
    if not held or max(held) >= needed:
        return verdict
    reason = f"{verdict.reason}; level {max(held)} where {needed} is asked for"
    return replace(verdict, status="partial", reason=reason)


def _levels(text: str) -> list[int]:
    return [int(found) for found in _level_pattern().findall(fold(text))]


@cache
def _level_pattern() -> re.Pattern[str]:
    listed = cast("list[str]", table("requirements")["level"]["words"])
    return re.compile(rf"\b(?:{'|'.join(map(fold, listed))})\s*(\d)\b")


def judge_condition(piece: Piece, index: RecordIndex) -> Verdict:
    """Whether the record says that a condition of the posting is met."""
    asked = conditions().labels(words_of(piece.text))
    for line in index.record.lines.values():
        shared = set(asked) & set(conditions().labels(words_of(line.text)))
        # "Built a portal for citizens" and "took Visa cards" say nothing of the person.
        if shared & (_SHOWN_ANYWHERE if line.id.startswith(_DEEDS) else _SHOWN):
            return Verdict("met", piece.text, f"{piece.text}: {line.id}", (line.id,))
    sorts = ", ".join(dict.fromkeys(asked))
    reason = f"a condition ({sorts}) that the profile does not speak of"
    return Verdict("not_assessable", piece.text, reason)


_SHOWN = frozenset({"work permit", "citizenship", "security clearance", "background check"})
"""Conditions that a line of a record can state; "travel" in a line says something else."""
