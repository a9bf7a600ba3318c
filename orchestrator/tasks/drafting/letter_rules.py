"""The body of a letter without a model: the person's own lines that answer the posting best."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestrator.tasks.drafting.answers import AnswerLine, AnswerParagraph, LetterAnswer
from orchestrator.tasks.drafting.ranking import Coverage, demands
from orchestrator.tasks.drafting.record import ONGOING, end_of

if TYPE_CHECKING:
    from orchestrator.tasks.drafting.job_facts import JobFacts
    from orchestrator.tasks.drafting.record import Record
    from profiles.master_profile import CitableLine

_SECTIONS = frozenset({"work", "projects", "volunteer"})
_FRAME_WORDS = 70
"""What the opening, the lead-ins and the ending take, about."""

_MOST_PARAGRAPHS = 3
_MOST_LINES = 3
_LONGEST_LINE_WORDS = 45


def choose_letter(record: Record, facts: JobFacts, length_words: int) -> LetterAnswer:
    """Choose up to three entries and up to three lines of each, within the length."""
    lines = [line for line in record.lines.values() if _can_be_told(line)]
    coverage = Coverage({line.id: line.text for line in lines}, demands(facts))
    left = max(_LONGEST_LINE_WORDS, length_words - _FRAME_WORDS)
    chosen: dict[str, list[AnswerLine]] = {}
    while lines:
        best = max(lines, key=lambda line: _worth(line, coverage, record))
        lines.remove(best)
        told = chosen.get(best.entry, [])
        length = len(best.text.split())
        is_new = not told and len(chosen) >= _MOST_PARAGRAPHS
        if length > left or len(told) >= _MOST_LINES or is_new:
            continue
        left -= length
        coverage.take(best.id)
        chosen[best.entry] = [*told, AnswerLine(text=None, citations=[best.id])]
    paragraphs = [
        AnswerParagraph(entry=entry_id, sentences=sentences)
        for entry_id, sentences in chosen.items()
    ]
    return LetterAnswer(paragraphs=paragraphs or _summary(record), requirements=[])


def _worth(line: CitableLine, coverage: Coverage, record: Record) -> tuple[float, str]:
    """What it answers first; of equals the newer."""
    end = end_of(record.entries[line.entry])
    return coverage.gain(line.id), ONGOING if end == ONGOING else end


def _can_be_told(line: CitableLine) -> bool:
    # A description says what a project or an employer is, not what the person did.
    is_deed = line.kind == "text" and not line.id.endswith("/description")
    return is_deed and line.section in _SECTIONS and len(line.text.split()) <= _LONGEST_LINE_WORDS


def _summary(record: Record) -> list[AnswerParagraph]:
    """The person's own summary, when there is nothing else to tell."""
    if "basics/summary" not in record.lines:
        return []
    sentence = AnswerLine(text=None, citations=["basics/summary"])
    return [AnswerParagraph(entry=None, sentences=[sentence])]
