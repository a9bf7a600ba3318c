"""What the record has to say to each requirement of the posting."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from orchestrator.tasks.drafting.job_facts import holds_phrase
from orchestrator.tasks.drafting.resources import table
from orchestrator.tasks.drafting.terms import distinctive_terms, terms, words
from profiles.drafts import RequirementMet

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from orchestrator.tasks.drafting.answers import AnswerRequirement
    from orchestrator.tasks.drafting.job_facts import JobFacts
    from orchestrator.tasks.drafting.record import Record
    from profiles.drafts import RequirementStatus
    from profiles.postings import Requirement

_MET_SHARE = 0.75
_PARTIAL_SHARE = 0.3
"""Shares of a requirement's distinctive terms that the cited lines hold."""

_MOST_CITATIONS = 3


class Assessor:
    """Judges requirements by the words that they share with the record."""

    def __init__(self, record: Record, facts: JobFacts, today: date) -> None:
        self._record = record
        self._facts = facts
        self._today = today
        self._terms = {key: frozenset(terms(line.text)) for key, line in record.lines.items()}

    def by_rules(self) -> list[RequirementMet]:
        """Judge every requirement without a model."""
        return [self._assessed(item) for item in self._facts.requirements]

    def checked(self, answers: Sequence[AnswerRequirement]) -> list[RequirementMet]:
        """Take a model's judgement as far as its citations carry it.

        A requirement that the model left out is judged by rules.
        """
        by_id = {answer.requirement_id: answer for answer in answers}
        return [
            self._held_to_citations(item, by_id[item.id])
            if item.id in by_id
            else self._assessed(item)
            for item in self._facts.requirements
        ]

    def _assessed(self, item: Requirement) -> RequirementMet:
        wanted = _wanted_terms(item)
        citations = self._covering(wanted, item)
        held = self._held(citations) & wanted
        share = len(held) / len(wanted) if wanted else 0.0
        status: RequirementStatus = "missing"
        if share >= _MET_SHARE:
            status = "met" if self._is_enough(item, citations) else "partial"
        elif share >= _PARTIAL_SHARE:
            status = "partial"
        elif not wanted or item.kind in ("legal", "other"):
            status = "not_assessable"
        return _met(item, status, citations if status in ("met", "partial") else [])

    def _held_to_citations(self, item: Requirement, answer: AnswerRequirement) -> RequirementMet:
        if answer.status not in ("met", "partial"):
            return _met(item, answer.status, [])
        if not answer.citations:
            return _met(item, "missing", [])
        shares_a_word = bool(self._held(answer.citations) & _wanted_terms(item))
        sure = shares_a_word and self._is_enough(item, answer.citations)
        return _met(item, answer.status if sure else "partial", answer.citations)

    def _covering(self, wanted: frozenset[str], item: Requirement) -> list[str]:
        """The lines that together hold most of the terms, the best first."""
        chosen: list[str] = []
        rest = set(wanted)
        while rest and len(chosen) < _MOST_CITATIONS:
            best = max(self._terms, key=lambda key: len(self._terms[key] & rest), default=None)
            if best is None or not self._terms[best] & rest:
                break
            chosen.append(best)
            rest -= self._terms[best]
        if item.kind == "language":
            chosen = [key for key in chosen if key.startswith("languages/")] or chosen
        return chosen

    def _held(self, citations: Sequence[str]) -> frozenset[str]:
        held: set[str] = set()
        for key in citations:
            line = self._record.lines[key]
            held |= self._terms[key] | self._terms.get(line.entry, frozenset())
        return frozenset(held)

    def _is_enough(self, item: Requirement, citations: Sequence[str]) -> bool:
        """Whether the cited entries last as long, or the language is spoken as well, as asked."""
        if item.kind == "language":
            fluent = cast("list[str]", table("requirements")["fluency"]["full"])
            return any(holds_phrase(self._record.lines[key].text, fluent) for key in citations)
        if item.years is None:
            return True
        entries = {self._record.lines[key].entry for key in citations}
        return self._months(entries) >= item.years * 12

    def _months(self, entry_ids: set[str]) -> int:
        """Months that the entries span together, each counted once."""
        covered: set[int] = set()
        for entry_id in entry_ids & self._record.entries.keys():
            entry = self._record.entries[entry_id]
            start: str | None = getattr(entry, "start_date", None)
            end: str | None = getattr(entry, "end_date", None)
            if start is not None:
                last = _month(end, 12) if end else self._today.year * 12 + self._today.month
                covered |= set(range(_month(start, 1), last))
        return len(covered)


def _wanted_terms(item: Requirement) -> frozenset[str]:
    wanted = frozenset(distinctive_terms(item.text))
    if item.kind == "language":
        names = cast("list[str]", table("requirements")["kinds"]["language"])
        spoken = frozenset(word for word in words(item.text) if word in names)
        return wanted & spoken or wanted
    return frozenset(term for term in wanted if not term.rstrip("+").isdigit())


def _month(text: str, default_month: int) -> int:
    year, *rest = text.split("-")
    return int(year) * 12 + (int(rest[0]) if rest else default_month)


def _met(item: Requirement, status: RequirementStatus, citations: list[str]) -> RequirementMet:
    return RequirementMet(
        requirement_id=item.id,
        text=item.text,
        level=item.level,
        status=status,
        citations=citations,
        kind=item.kind,
        quote=item.quote,
    )
