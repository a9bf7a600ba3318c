"""Education asked for, on the ladder of degrees."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, cast

from orchestrator.tasks.drafting.matching.concepts import (
    terms_of,
    weightless,
    words_of,
)
from orchestrator.tasks.drafting.matching.durations import COUNTED, months_of, years_text
from orchestrator.tasks.drafting.matching.phrases import phrases, ranked_phrases
from orchestrator.tasks.drafting.matching.verdict import Verdict
from orchestrator.tasks.drafting.record import section_of
from orchestrator.tasks.drafting.resources import table
from orchestrator.tasks.drafting.stems import broad_words, fold, stem
from profiles.master_profile import Education

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from orchestrator.tasks.drafting.matching.index import RecordIndex
    from orchestrator.tasks.drafting.matching.pieces import Piece
    from orchestrator.tasks.drafting.record import Record

_REMEMBERED = 1_024


def judge_degree(
    piece: Piece, index: RecordIndex, such_jobs: frozenset[str] | None, today: date
) -> Verdict:
    """Whether the record's education reaches the step, in the field, that is asked for.

    Args:
        piece: It names a degree.
        index: What may be claimed.
        such_jobs: The entries whose jobs are called as the posting's job; None when it has no name.
        today: Up to which a job that lasts is counted.
    """
    record = index.record
    wanted = _steps(piece.text)
    least = min(wanted, default=0)
    fields = _fields(piece.text, piece.language)
    best: Verdict | None = None
    for entry_id in record.newest_first(record.entries_of("education")):
        verdict = _held(entry_id, piece, least, fields, record, today)
        if best is None or _RANK[verdict.status] > _RANK[best.status]:
            best = verdict
    if best is not None and best.status == "met":
        return best
    if phrases("degrees", "equivalent", "phrases").labels(words_of(piece.text)):
        of_the_field = {
            record.lines[line].entry
            for field in fields - _broad_fields(piece.language)
            for line in index.lines_with(field)
            if section_of(line) in COUNTED
        }
        is_open = not fields or (such_jobs is None and not of_the_field)
        counted = record.entries if is_open else of_the_field | (such_jobs or frozenset())
        months, entries = months_of(record, counted, today)
        if months >= 12 * cast("int", table("degrees")["equivalent"]["years"]):
            reason = f"in place of the degree: {years_text(months)} years at {', '.join(entries)}"
            cited = tuple(entry for entry in entries if entry in record.lines)
            return Verdict("met", piece.text, reason, cited[:3])
    return best or Verdict("missing", piece.text, "", lacking=(piece.text,))


_RANK = {"missing": 0, "not_assessable": 0, "partial": 1, "met": 2}


def _held(
    entry_id: str, piece: Piece, least: int, fields: frozenset[str], record: Record, today: date
) -> Verdict:
    entry = record.entries[entry_id]
    missing = Verdict("missing", piece.text, "", lacking=(piece.text,))
    if not isinstance(entry, Education) or entry_id not in record.lines:
        return missing
    degree = ", ".join(part for part in (entry.study_type, entry.area) if part)
    step = max(_steps(degree), default=None)
    is_field = _is_field(fields, entry.area or entry.study_type or "", piece)
    cited = (entry_id,)
    names = [cast("str", row["name"]) for row in table("degrees")["steps"]]
    if step is None:
        # A school without a degree that is known: it may be what is asked for.
        reason = f'{entry_id} does not say which degree "{degree}" is'
        return Verdict("partial", piece.text, reason, cited) if fields and is_field else missing
    if step < least:
        below = f"{degree}: {entry_id}; a {names[step]} where a {names[least]} is asked for"
        near = step == least - 1 and step >= names.index("bachelor") and is_field
        return Verdict("partial", piece.text, below, cited) if near else missing
    if not is_field and least == names.index("vocational"):
        return missing
    if not is_field:
        return Verdict("partial", piece.text, f"{degree}: {entry_id}; another field", cited)
    end = entry.end_date
    if end and end[: len("YYYY-MM")] > today.isoformat()[: min(len(end), len("YYYY-MM"))]:
        return Verdict("partial", piece.text, f"{degree}: {entry_id}; until {end}", cited)
    return Verdict("met", piece.text, f"{degree}: {entry_id}", cited)


@lru_cache(maxsize=_REMEMBERED)
def _steps(text: str) -> tuple[int, ...]:
    names = [cast("str", row["name"]) for row in table("degrees")["steps"]]
    found = ranked_phrases("degrees", "steps", "name").labels(words_of(text))
    named = [names.index(label) for label in found]
    # "Master's degree": the general word beside a step means that very step.
    exact = [
        names.index(label)
        for label, at, length in ranked_phrases("degrees", "steps", "name").find(words_of(text))
        if not _is_general(" ".join(word.folded for word in words_of(text)[at : at + length]))
    ]
    return tuple(exact or named)


def _is_general(phrase: str) -> bool:
    return phrase in {"degree", "studium", "abschluss", "graduate"}


def _fields(text: str, language: str) -> frozenset[str]:
    """The fields of study that a requirement names, as comparable words."""
    words = words_of(text)
    ladder = {
        at + offset
        for found in (
            ranked_phrases("degrees", "steps", "name"),
            phrases("degrees", "related", "phrases"),
            phrases("degrees", "equivalent", "phrases"),
        )
        for _, at, length in found.find(words)
        for offset in range(length)
    }
    return frozenset(
        term.key
        for term in terms_of(text, language)
        if not ladder & set(range(term.at, term.at + term.words))
        and not weightless(term)
        and not term.key.isdigit()
        and term.key not in _words_of_study(language)
    )


def _is_field(fields: frozenset[str], area: str, piece: Piece) -> bool:
    if not fields:
        return True
    studied = frozenset(term.key for term in terms_of(area, piece.language))
    # "Mechanical Engineering" is no "Electrical Engineering", whatever they have in common.
    telling = fields - _broad_fields(piece.language)
    if telling & studied if telling else fields <= studied:
        return True
    related = phrases("degrees", "related", "phrases").labels(words_of(piece.text))
    return bool(related) and bool(_families(piece.text) & _families(area))


@lru_cache(maxsize=_REMEMBERED)
def _families(area: str) -> frozenset[str]:
    """Every family that the fields of study in a text belong to."""
    lists = cast("Mapping[str, list[str]]", table("degrees")["families"])
    padded = f" {' '.join(word.folded for word in words_of(area))} "
    return frozenset(
        family
        for family, listed in lists.items()
        if any(f" {fold(name)} " in padded for name in (family, *listed))
    )


@cache
def _broad_fields(language: str) -> frozenset[str]:
    return frozenset(term.key for word in broad_words() for term in terms_of(word, language))


@cache
def _words_of_study(language: str) -> frozenset[str]:
    listed = (
        "field subject discipline diploma school university college study studies completed "
        "hochschule fachrichtung richtung domaine carrera universidad universita"
    )
    return frozenset(stem(word, language) for word in listed.split())
