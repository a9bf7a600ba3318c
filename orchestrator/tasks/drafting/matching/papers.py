"""Licences, certificates and conditions: shown by the very paper, or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from orchestrator.tasks.drafting.matching.concepts import terms_of, weightless, words_of
from orchestrator.tasks.drafting.matching.phrases import labelled_phrases, phrases
from orchestrator.tasks.drafting.matching.verdict import Verdict
from orchestrator.tasks.drafting.resources import table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orchestrator.tasks.drafting.matching.concepts import Word
    from orchestrator.tasks.drafting.matching.index import RecordIndex
    from orchestrator.tasks.drafting.matching.pieces import Piece

_PAPERS = ("certificates", "education", "awards")


def judge_certificate(piece: Piece, index: RecordIndex) -> Verdict:
    """Whether one line holds the paper that is asked for, by its whole name."""
    is_paper = phrases("requirements", "certificate", "words")
    words = words_of(piece.text)
    said = {at + x for _, at, length in is_paper.find(words) for x in range(length)}
    named = [term for term in piece.terms if term.at not in said]
    wanted = named or [term for term in terms_of(piece.text) if not weightless(term.key)]
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


def judge_driving(piece: Piece, index: RecordIndex) -> Verdict:
    """Whether the record names a driving licence, of the class that is asked for."""
    wanted = _classes(words_of(piece.text))
    label = piece.text
    other: str | None = None
    for line in index.record.lines.values():
        words = words_of(line.text)
        if not phrases("requirements", "driving_licence", "words").labels(words):
            continue
        if not wanted or wanted & _classes(words):
            return Verdict("met", label, f"{label}: {line.id}", (line.id,))
        other = line.id
    if other is not None:
        return Verdict("missing", label, "", lacking=(f"{label} ({other} is of another class)",))
    return Verdict("not_assessable", label, "the profile names no driving licence")


def _classes(words: Sequence[Word]) -> frozenset[str]:
    """The classes named beside the words for a licence."""
    known = cast("list[str]", table("requirements")["driving_licence"]["classes"])
    return frozenset(
        word.folded for word in words if word.folded in known and word.text[0].isupper()
    )


def judge_condition(piece: Piece, index: RecordIndex) -> Verdict:
    """Whether the record says that a condition of the posting is met."""
    conditions = labelled_phrases("requirements", "conditions")
    asked = conditions.labels(words_of(piece.text))
    for line in index.record.lines.values():
        shared = set(asked) & set(conditions.labels(words_of(line.text)))
        if shared & _SHOWN:
            return Verdict("met", piece.text, f"{piece.text}: {line.id}", (line.id,))
    sorts = ", ".join(dict.fromkeys(asked))
    reason = f"a condition ({sorts}) that the profile does not speak of"
    return Verdict("not_assessable", piece.text, reason)


_SHOWN = frozenset({"work permit", "citizenship", "security clearance", "background check"})
"""Conditions that a line of a record can state; "travel" in a line says something else."""
