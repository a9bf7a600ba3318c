"""The paragraphs between a letter's opening and its ending.

What a model wrote stands as prose. Lines that stand as the person wrote them are no prose: a
sentence says where they were done, and before it another which skills in them the posting names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestrator.tasks.drafting.matching.concepts import terms_of
from orchestrator.tasks.drafting.matching.pieces import pieces_of
from profiles.drafts import Paragraph

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from orchestrator.tasks.drafting.answers import AnswerParagraph
    from orchestrator.tasks.drafting.letter_frame import Frame
    from orchestrator.tasks.drafting.record import Record
    from orchestrator.tasks.drafting.requests import Brief
    from profiles.drafts import DraftLine

_MOST_IN_PROSE = 2
"""Lines that can follow a colon; more of them are easier to read one under the other."""

_MOST_TOPICS = 3
_MOST_JOBS_TOLD = 2
_LEVELS = ("must", "unknown", "nice")


def body_paragraphs(
    settled: Sequence[tuple[AnswerParagraph, list[DraftLine]]], brief: Brief, frame: Frame
) -> list[Paragraph]:
    """Make the paragraphs; those without a sentence are left out."""
    named: set[str] = set()
    found: list[Paragraph] = []
    for item, sentences in settled:
        if not sentences:
            continue
        is_verbatim = all(sentence.origin == "verbatim" for sentence in sentences)
        lead_in = frame.lead_in(brief.record, item.entry) if item.entry and is_verbatim else None
        if lead_in is None:
            found.append(Paragraph(sentences=sentences))
            continue
        topics = list(_topics(sentences, brief, named))[:_MOST_TOPICS]
        named.update(key for key, _ in topics)
        if topics:
            named_there = frame.topics([name for _, name in topics])
            lead_in = lead_in.model_copy(update={"text": f"{named_there.text} {lead_in.text}"})
        as_list = len(sentences) > _MOST_IN_PROSE
        found.append(Paragraph(sentences=[lead_in, *sentences], as_list=as_list))
    return found


def headers_told(record: Record, frame: Frame) -> list[Paragraph]:
    """For a record without lines to tell: the newest jobs and school, by their headers."""
    jobs = record.newest_first(record.entries_of("work"))[:_MOST_JOBS_TOLD]
    schools = record.newest_first(record.entries_of("education"))[:1]
    told = [frame.header_sentence(record, entry_id) for entry_id in (*jobs, *schools)]
    sentences = [sentence for sentence in told if sentence is not None]
    return [Paragraph(sentences=sentences)] if sentences else []


def _topics(
    sentences: Sequence[DraftLine], brief: Brief, named: set[str]
) -> Iterator[tuple[str, str]]:
    """The skills that both the posting and these lines name, in the person's own spelling."""
    index = brief.matcher.index
    lines = [key for sentence in sentences for key in sentence.citations]
    seen = set(named)
    for key in _asked(brief):
        holder = next((line for line in lines if key in index.keys_of(line)), None)
        if holder is None or key in seen:
            continue
        own = index.written(holder, key)
        # What the line merely implies is not what the posting names.
        if any(term.key == key and term.is_name for term in terms_of(own, is_list=True)):
            seen.add(key)
            yield key, own


def _asked(brief: Brief) -> Iterator[str]:
    """What the posting's requirements name, must before nice."""
    facts = brief.facts
    for level in _LEVELS:
        for item in facts.requirements:
            if item.level == level:
                for piece in pieces_of(item.text, facts.language):
                    for part in (piece, *piece.examples):
                        yield from (term.key for term in part.terms if term.is_known)
