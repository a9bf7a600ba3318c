"""The body of a letter without a model: the person's own lines that answer the posting best."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestrator.tasks.drafting.answers import AnswerLine, AnswerParagraph, LetterAnswer
from orchestrator.tasks.drafting.ranking import Coverage
from orchestrator.tasks.drafting.record import FADING_PER_YEAR, section_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from orchestrator.tasks.drafting.job_facts import JobFacts
    from orchestrator.tasks.drafting.record import Record
    from profiles.master_profile import CitableLine

_SECTION_WEIGHT = {"work": 1.0, "projects": 0.8, "volunteer": 0.5}
"""Where deeds stand, and how much a letter makes of them."""

_WORTH_ANYWAY = 0.1
_FRAME_WORDS = 70
"""What the opening, the lead-ins and the ending take, about."""

_MOST_PARAGRAPHS = 3
_MOST_LINES = 3
_MOST_SHORT_LINES = 5
_SHORT_PARAGRAPH_WORDS = 60
_LONG_LETTER_WORDS = (350, 500)
"""From each of these lengths on, one paragraph more, and one line more in each."""

_CLEARLY_BETTER = 2.0
"""How much more than the newest job another entry must answer to stand before it."""

_LONGEST_LINE_WORDS = 45


def choose_letter(record: Record, facts: JobFacts, length_words: int) -> LetterAnswer:
    """Choose up to three entries, three lines of each, within the length; more in a long letter.

    Of short lines an entry may have five.
    """
    waiting: list[CitableLine]
    waiting = [line for line in record.lines.values() if _can_be_told(line)]
    coverage = Coverage(waiting, facts)
    weights = {line.id: _weight(line, record) for line in waiting}
    more = sum(length_words >= words for words in _LONG_LETTER_WORDS)
    left = max(_LONGEST_LINE_WORDS, length_words - _FRAME_WORDS)
    chosen: dict[str, list[AnswerLine]] = {}
    while waiting:
        best = max(
            waiting, key=lambda line: (coverage.gain(line.id) + _WORTH_ANYWAY) * weights[line.id]
        )
        left -= _length_words(best)
        coverage.take(best.id)
        chosen.setdefault(best.entry, []).append(AnswerLine(text=None, citations=[best.id]))
        waiting = [
            line
            for line in waiting
            if line is not best
            and _length_words(line) <= left
            and _has_room(chosen, line, more, record)
        ]
    paragraphs = [
        AnswerParagraph(entry=entry_id, sentences=chosen[entry_id])
        for entry_id in _in_order(chosen, record, coverage)
    ]
    return LetterAnswer(paragraphs=paragraphs or _summary(record), requirements=[])


def _in_order(
    chosen: Mapping[str, Sequence[AnswerLine]], record: Record, coverage: Coverage
) -> list[str]:
    """Jobs newest first and then the rest; but an old job that answers far better leads."""
    jobs = record.newest_first([key for key in chosen if section_of(key) == "work"])
    order = [*jobs, *(key for key in chosen if key not in jobs)]
    worths = [
        max(coverage.worth(line.citations[0]) for line in chosen[entry_id]) for entry_id in order
    ]
    if order and max(worths) > _CLEARLY_BETTER * worths[0]:
        best = order[worths.index(max(worths))]
        order = [best, *(key for key in order if key != best)]
    return order


def _has_room(
    chosen: Mapping[str, Sequence[AnswerLine]], line: CitableLine, more: int, record: Record
) -> bool:
    if line.entry not in chosen:
        return len(chosen) < _MOST_PARAGRAPHS + more
    lines = chosen[line.entry]
    words = sum(_length_words(record.lines[x.citations[0]]) for x in lines) + _length_words(line)
    if len(lines) < _MOST_LINES + more:
        return True
    return len(lines) < _MOST_SHORT_LINES + more and words <= _SHORT_PARAGRAPH_WORDS


def _weight(line: CitableLine, record: Record) -> float:
    return FADING_PER_YEAR ** record.age_years(line.entry) * _SECTION_WEIGHT[line.section]


def _length_words(line: CitableLine) -> int:
    return len(line.text.split())


def _can_be_told(line: CitableLine) -> bool:
    # A description says what a project or an employer is, not what the person did.
    is_deed = line.kind == "text" and not line.id.endswith("/description")
    return (
        is_deed
        and line.section in _SECTION_WEIGHT
        and len(line.text.split()) <= _LONGEST_LINE_WORDS
    )


def _summary(record: Record) -> list[AnswerParagraph]:
    """The person's own summary, when there is nothing else to tell."""
    if "basics/summary" not in record.lines:
        return []
    sentence = AnswerLine(text=None, citations=["basics/summary"])
    return [AnswerParagraph(entry=None, sentences=[sentence])]
