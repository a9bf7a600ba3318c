"""Requirements judged one by one: a status, the lines that show it and a reason in words."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from operator import eq
from typing import TYPE_CHECKING

from orchestrator.tasks.drafting.matching.concepts import broad, terms_of, weightless, words_of
from orchestrator.tasks.drafting.matching.degrees import judge_degree
from orchestrator.tasks.drafting.matching.durations import (
    months_of,
    spans_text,
    years_asked,
    years_of_part,
    years_text,
)
from orchestrator.tasks.drafting.matching.index import Cover, RecordIndex
from orchestrator.tasks.drafting.matching.languages import judge_language, languages_in, level_asked
from orchestrator.tasks.drafting.matching.papers import (
    held_to_level,
    judge_certificate,
    judge_condition,
    judge_driving,
)
from orchestrator.tasks.drafting.matching.phrases import phrases
from orchestrator.tasks.drafting.matching.pieces import pieces_of
from orchestrator.tasks.drafting.matching.verdict import MOST_CITATIONS, Verdict, all_of, any_of
from orchestrator.tasks.drafting.stems import fold, is_broad, stem, uninflected
from profiles.drafts import RequirementMet

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from orchestrator.tasks.drafting.answers import AnswerRequirement
    from orchestrator.tasks.drafting.job_facts import JobFacts
    from orchestrator.tasks.drafting.matching.pieces import Piece
    from orchestrator.tasks.drafting.record import Record
    from profiles.postings import Requirement

_MET_SHARE = 0.6
_PARTIAL_SHARE = 0.3
_PARTIAL_SHARE_KNOWN = 0.2
"""Shares, by weight, of what a piece speaks of that one entry shows; in part the less, when a known
skill or idea is among it and no name is wanting."""

_LONGEST_READ = 500
"""Characters of a requirement that are read; none that was met comes near."""

_LONGEST_LABEL = 60
_FEWEST_OF_A_SENTENCE = 3


class Matcher:
    """Judges the requirements of any number of postings against one record."""

    def __init__(self, record: Record, today: date) -> None:
        self._record = record
        self._today = today
        self._indexes: dict[str, RecordIndex] = {}

    def index(self, language: str) -> RecordIndex:
        """The record by what its lines speak of, its words compared as a language has them."""
        if language not in self._indexes:
            self._indexes[language] = RecordIndex(self._record, language)
        return self._indexes[language]

    def by_rules(self, facts: JobFacts) -> list[RequirementMet]:
        """Judge every requirement without a model."""
        return self.checked(facts, ())

    def checked(
        self, facts: JobFacts, answers: Iterable[AnswerRequirement]
    ) -> list[RequirementMet]:
        """Judge every requirement, raised by what a model found as far as its citations carry it.

        A model may see that lines meet a requirement in other words. It cannot raise a licence, a
        degree, a language or a condition, nor years that the dates do not hold; and what the rules
        found in the record it does not take away.
        """
        language = facts.language
        judge = _Judge(self.index(language), facts, language, self._today)
        by_id = {answer.requirement_id: answer for answer in answers}
        return [_met(item, judge.raised(item, by_id.get(item.id))) for item in facts.requirements]


class _Judge:
    """Judges the requirements of postings in one language."""

    def __init__(self, index: RecordIndex, facts: JobFacts, language: str, today: date) -> None:
        self._title = facts.title
        self._index = index
        self._record = index.record
        self._language = language
        self._today = today

    def judge(self, item: Requirement) -> Verdict:
        """What the record says to one requirement."""
        pieces = self._pieces(item)
        text = item.text[:_LONGEST_READ]
        counted = [piece for piece in pieces if piece.sort != "empty"]
        years = years_asked(text) or item.years
        if not counted:
            if phrases("requirements", "experience", "relevant").labels(words_of(text)):
                return self._relevant(item, years)
            if years:
                return self._lasted(self._at_work("experience"), years)
            reason = "it names nothing that a profile could show"
            return Verdict("not_assessable", _label(item.text), reason)
        verdict = self._groups(counted, years)
        # "Authorized to work in the United States" has known words, and is still no skill.
        vague = all(piece.sort in ("topic", "condition") for piece in counted) and not any(
            term.is_known and item.kind != "legal" for piece in counted for term in piece.terms
        )
        if verdict.status == "missing" and vague and item.kind in ("other", "legal"):
            reason = "a condition that the profile does not speak of"
            return Verdict("not_assessable", verdict.label, reason)
        if verdict.status == "missing" and _tells_of_the_job(text, counted):
            reason = "it speaks of the job, and names nothing that a profile could show"
            return Verdict("not_assessable", _label(item.text), reason)
        return verdict

    def _at_work(self, label: str) -> Verdict:
        everywhere = frozenset(key for key in self._record.entries if key.startswith("work/"))
        return Verdict("met", label, "", (), everywhere)

    def _relevant(self, item: Requirement, years: float | None) -> Verdict:
        """Time in jobs that are called as the posting's job is: "5 years of related experience"."""
        label = _label(item.text)
        entries = self._such_jobs
        if not entries:
            reason = "the profile cannot tell which experience would count"
            return Verdict("not_assessable", label, reason)
        cited = tuple(self._record.newest_first(list(entries))[:MOST_CITATIONS])
        shown = Verdict("met", label, f"such jobs: {', '.join(cited)}", cited, entries)
        return self._lasted(shown, years) if years else shown

    @cached_property
    def _such_jobs(self) -> frozenset[str] | None:
        """The jobs that are called as the posting's is; None when its title tells nothing."""
        asked = [x for x in terms_of(self._title or "", self._language) if not weightless(x)]
        telling = [x.key for x in asked if not broad(x)] or [x.key for x in asked]
        return (
            frozenset(
                entry
                for entry in self._at_work("").entries
                if entry in self._record.lines
                and not self._index.keys_of(entry).isdisjoint(telling)
            )
            if telling
            else None
        )

    def _groups(self, pieces: Sequence[Piece], years: float | None) -> Verdict:
        """Alternatives within conjunctions; a comma joins as the next word that joins does."""
        groups: list[list[Verdict]] = []
        level: int | None = None
        joins = _resolved(pieces)
        for piece, join in zip(pieces, joins, strict=True):
            verdict = self._piece(piece, level, years_of_part(piece.text, years))
            if piece.sort == "language":
                level = level_asked(piece.text) or level
            if join == "or" and groups:
                groups[-1].append(verdict)
            else:
                groups.append([verdict])
        return all_of([any_of(group) for group in groups])

    def _piece(self, piece: Piece, level: int | None, years: float | None) -> Verdict:
        match piece.sort:
            case "language" if languages_in(piece.text):
                return judge_language(piece, self._record, level)
            case "degree":
                held = judge_degree(piece, self._index, self._such_jobs, self._today)
                return held_to_level(held, piece.text, self._index)
            case "certificate":
                return held_to_level(judge_certificate(piece, self._index), piece.text, self._index)
            case "driving":
                return judge_driving(piece, self._index)
            case "condition":
                return judge_condition(piece, self._index)
            case "soft":
                reason = "a way of being or working, which a record cannot show"
                return Verdict("not_assessable", _label(piece.text), reason)
            case _:
                found = any_of([self._topic(piece), *map(self._topic, piece.examples)])
                found = held_to_level(found, piece.text, self._index)
                return self._lasted(found, years) if years else found

    def _topic(self, piece: Piece) -> Verdict:
        label = _label(piece.text)
        cover = self._index.cover(piece.terms, piece.head)
        weight = max(cover.weight, 1.0)
        is_known = any(term.is_known for term in cover.shown)
        lacks_name = any(term.is_name for term in cover.missing)
        least = _PARTIAL_SHARE_KNOWN if is_known and not lacks_name else _PARTIAL_SHARE
        if cover.share < least or not cover.is_telling:
            return Verdict("missing", label, "", lacking=(label,), weight=weight)
        shown = ", ".join(self._shown(term.key, term.text, cover.lines) for term in cover.shown)
        whole = cover.share >= _MET_SHARE and not _wants_the_point(cover, piece.head)
        return Verdict(
            "met" if whole else "partial",
            label,
            f"{shown}: {', '.join(cover.lines)}",
            cover.lines,
            cover.entries,
            () if whole else (" ".join(term.text for term in cover.missing),),
            cover.share * weight,
            weight,
        )

    def _shown(self, key: str, asked: str, lines: Sequence[str]) -> str:
        """A term, and in brackets the record's own word for it where that is another."""
        for line in lines:
            if key in self._index.keys_of(line):
                own = self._index.written(line, key)
                return asked if self._is_same_word(own, asked) else f"{asked} ({own})"
        return asked

    def _is_same_word(self, one: str, other: str) -> bool:
        """Whether two words are forms of one, so that naming both would tell nothing."""
        first, second = (stem(fold(text), self._language) for text in (one, other))
        forms = (uninflected(fold(text)) for text in (one, other))
        return first == second or any(map(eq, *forms))

    def _lasted(self, verdict: Verdict, years: float) -> Verdict:
        """A verdict held to the years that are asked for."""
        if verdict.status not in ("met", "partial"):
            return verdict
        months, counted = months_of(self._record, verdict.entries, self._today)
        spans = spans_text(self._record, counted)
        time = f"{years_text(months)} of {years:g} years{f' ({spans})' if spans else ''}"
        enough = months >= years * 12
        status = verdict.status if enough else "partial"
        if verdict.citations == () and not months:
            status = "missing"
        cited = verdict.citations or tuple(x for x in counted[:3] if x in self._record.lines)
        reason = "; ".join(part for part in (verdict.reason, time) if part)
        return replace(verdict, status=status, reason=reason, citations=cited)

    def raised(self, item: Requirement, answer: AnswerRequirement | None) -> Verdict:
        """What the record says, and what a model's answer adds to it."""
        own = self.judge(item)
        if answer is None or not answer.citations or answer.status not in ("met", "partial"):
            return own
        topics = [piece for piece in self._pieces(item) if piece.sort != "empty"]
        if own.status == "met" or not topics or any(piece.sort != "topic" for piece in topics):
            return own
        wanted = {
            term.key for piece in topics for part in (piece, *piece.examples) for term in part.terms
        }
        held = {key for line in answer.citations for key in self._held_by(line)}
        if not wanted & held:
            return own
        entries = frozenset(self._record.lines[line].entry for line in answer.citations)
        cited = tuple(dict.fromkeys(answer.citations))
        label = _label(item.text)
        reason = f"{label}: {', '.join(cited)}"
        said = Verdict(answer.status, label, reason, cited, entries)
        years = years_asked(item.text[:_LONGEST_READ]) or item.years
        raised = self._lasted(said, years) if years else said
        return raised if raised.status == "met" or own.status == "missing" else own

    def _pieces(self, item: Requirement) -> list[Piece]:
        text = item.text[:_LONGEST_READ]
        return pieces_of(text, self._language, asks_language=item.kind == "language")

    def _held_by(self, line_id: str) -> frozenset[str]:
        """What a line speaks of, together with the header that it stands under."""
        line = self._record.lines[line_id]
        header = self._record.lines.get(line.entry)
        own = self._index.keys_of(line_id)
        return own | self._index.keys_of(header.id) if header else own


def _resolved(pieces: Sequence[Piece]) -> list[str]:
    """What joins each piece, "and" or "or": a comma takes after the next word that joins."""
    joins: list[str] = []
    following = "and"
    for piece in reversed(pieces):
        if piece.join in ("and", "or"):
            following = piece.join
        joins.append("and" if piece.join == ";" else following)
        if piece.join == ";":
            following = "and"
    return joins[::-1]


def _wants_the_point(cover: Cover, head: str | None) -> bool:
    """Whether what was not found is never made up for by the words around it.

    That is an idea, a name, or the word that the others only describe, unless a known one shows it:
    of "drone competitions" the drone shows a part, of "Kubernetes clusters" Kubernetes all.
    """
    return any(
        term.is_known
        or (
            term.key == head
            and not is_broad(term.folded)
            and all(shown.is_plain for shown in cover.shown)
        )
        for term in cover.missing
    )


def _tells_of_the_job(text: str, pieces: Sequence[Piece]) -> bool:
    """Whether it tells of the job or its terms: "you may be required to serve a trial period"."""
    words = words_of(text)
    terms = [term for piece in pieces for part in (piece, *piece.examples) for term in part.terms]
    return (
        len(terms) >= _FEWEST_OF_A_SENTENCE
        and all(term.is_plain for term in terms)
        and all(piece.sort in ("topic", "soft", "condition") for piece in pieces)
        and bool(phrases("requirements", "soft", "address").labels(words))
        and not phrases("requirements", "soft", "claims").labels(words)
    )


def _label(text: str) -> str:
    """A piece of the posting in a reason: short, and without the years that stand beside it."""
    cut = text if len(text) <= _LONGEST_LABEL else f"{text[: _LONGEST_LABEL - 1].rstrip()}\u2026"
    return cut.strip(" ,;:")


def _met(item: Requirement, verdict: Verdict) -> RequirementMet:
    return RequirementMet(
        requirement_id=item.id,
        text=item.text,
        level=item.level,
        status=verdict.status,
        citations=list(verdict.citations) if verdict.status in ("met", "partial") else [],
        kind=item.kind,
        quote=item.quote,
        reason=verdict.whole_reason,
    )
