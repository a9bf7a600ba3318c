"""The paragraphs between a letter's opening and its ending.

What a model wrote stands as prose. Lines that stand as the person wrote them become sentences where
they lack a subject only; else they are a list. A sentence says where they were done, and before it
another which skills in them the posting names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestrator.tasks.drafting.first_person import told_amid_prose, told_in_person
from orchestrator.tasks.drafting.matching.concepts import terms_of
from orchestrator.tasks.drafting.matching.pieces import pieces_of
from orchestrator.tasks.drafting.record import section_of
from profiles.drafts import Paragraph

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from orchestrator.tasks.drafting.answers import AnswerParagraph
    from orchestrator.tasks.drafting.letter_frame import Frame
    from orchestrator.tasks.drafting.record import Record
    from orchestrator.tasks.drafting.requests import Brief
    from profiles.drafts import DraftLine, RequirementMet

_MOST_TOPICS = 3
_MOST_JOBS_TOLD = 2
_MOST_PAPERS = 3
_PAPERS = ("education", "certificates")
_LEVELS = ("must", "unknown", "nice")


def body_paragraphs(
    settled: Sequence[tuple[AnswerParagraph, list[DraftLine]]], brief: Brief, frame: Frame
) -> list[Paragraph]:
    """Make the paragraphs; those without a sentence are left out."""
    has_named = False
    found: list[Paragraph] = []
    for item, sentences in settled:
        if not sentences:
            continue
        paragraph = _told(item, sentences, brief, frame)
        if paragraph is None:
            found.append(Paragraph(sentences=list(_as_prose(sentences, brief.language))))
            continue
        topics = (
            [] if has_named or frame.is_short else list(_topics(sentences, brief))[:_MOST_TOPICS]
        )
        if topics:
            has_named = True
            lead_in, *rest = paragraph.sentences
            names = frame.topics(topics).text
            lead_in = lead_in.model_copy(update={"text": f"{names} {lead_in.text}"})
            paragraph = paragraph.model_copy(update={"sentences": [lead_in, *rest]})
        found.append(paragraph)
    return found


def _as_prose(sentences: Sequence[DraftLine], language: str) -> Iterator[DraftLine]:
    """A model's sentences, and between them the lines that took the place of what was rejected."""
    for sentence in sentences:
        if sentence.origin == "verbatim":
            yield from told_amid_prose(sentence, language)
        else:
            yield sentence


def qualifications_told(
    requirements: Iterable[RequirementMet], record: Record, frame: Frame
) -> list[Paragraph]:
    """The schools and certificates with which requirements are met, must before nice."""
    ranked = sorted(requirements, key=lambda item: _LEVELS.index(item.level))
    cited = dict.fromkeys(key for item in ranked if item.status == "met" for key in item.citations)
    papers = [key for key in cited if key in record.entries and section_of(key) in _PAPERS]
    sentences = frame.qualifications(record, papers[:_MOST_PAPERS])
    return [Paragraph(sentences=sentences, as_list=len(sentences) > 1)] if sentences else []


def _told(
    item: AnswerParagraph, sentences: Sequence[DraftLine], brief: Brief, frame: Frame
) -> Paragraph | None:
    """Lines as the person wrote them, led in; None for prose of a model, or without a lead-in."""
    if item.entry is None or not all(sentence.origin == "verbatim" for sentence in sentences):
        return None
    in_person = told_in_person(sentences, brief.language)
    if in_person is not None:
        lead_in = None
        if in_person[0].origin == "template":
            lead_in = frame.lead_in(brief.record, item.entry, to_list=False)
        if lead_in is None and section_of(item.entry) in ("work", "volunteer"):
            lead_in = frame.header_sentence(brief.record, item.entry)
        if lead_in is not None:
            return Paragraph(sentences=[lead_in, *in_person])
    lead_in = frame.lead_in(brief.record, item.entry, to_list=True)
    return Paragraph(sentences=[lead_in, *sentences], as_list=True) if lead_in else None


def headers_told(record: Record, frame: Frame) -> list[Paragraph]:
    """For a record without lines to tell: the newest jobs and school, by their headers."""
    jobs = record.newest_first(record.entries_of("work"))[:_MOST_JOBS_TOLD]
    schools = record.newest_first(record.entries_of("education"))[:1]
    told = [frame.header_sentence(record, entry_id) for entry_id in (*jobs, *schools)]
    sentences = [sentence for sentence in told if sentence is not None]
    return [Paragraph(sentences=sentences)] if sentences else []


def _topics(sentences: Sequence[DraftLine], brief: Brief) -> Iterator[str]:
    """The skills that both the posting and these lines name, in the person's own spelling."""
    language = brief.facts.language
    index = brief.matcher.index(language)
    lines = [key for sentence in sentences for key in sentence.citations]
    seen: set[str] = set()
    for key in _asked(brief):
        holder = next((line for line in lines if key in index.keys_of(line)), None)
        if holder is None or key in seen:
            continue
        own = index.written(holder, key)
        # What the line merely implies is not what the posting names.
        if any(term.key == key and term.is_name for term in terms_of(own, language, is_list=True)):
            seen.add(key)
            yield own


def _asked(brief: Brief) -> Iterator[str]:
    """What the posting's requirements name, must before nice."""
    language = brief.facts.language
    for level in _LEVELS:
        for item in brief.facts.requirements:
            if item.level == level:
                for piece in pieces_of(item.text, language):
                    for part in (piece, *piece.examples):
                        yield from (term.key for term in part.terms if term.is_known)
