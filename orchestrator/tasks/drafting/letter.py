"""The cover letter: its request, and the draft that is assembled from an answer."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, get_args

from orchestrator.tasks.drafting.answers import LetterAnswer
from orchestrator.tasks.drafting.headers import contact, target
from orchestrator.tasks.drafting.job_facts import job_facts
from orchestrator.tasks.drafting.letter_body import (
    body_paragraphs,
    headers_told,
    qualifications_told,
)
from orchestrator.tasks.drafting.letter_frame import Frame, Tone
from orchestrator.tasks.drafting.letter_rules import choose_letter
from orchestrator.tasks.drafting.matching import Matcher, fit_of
from orchestrator.tasks.drafting.record import Record
from orchestrator.tasks.drafting.requests import (
    Brief,
    drafting_request,
    known_language,
    raise_faults,
)
from orchestrator.tasks.drafting.settling import (
    Settler,
    placement_faults,
    prose_faults,
    require_verified,
    requirement_faults,
)
from orchestrator.tasks.drafting.terms import guess_language
from profiles.drafts import LetterDraft, Paragraph
from profiles.errors import InvalidInputError
from profiles.naming import meant

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from orchestrator.request import Request
    from profiles.drafts import OnUnverified
    from profiles.master_profile import MasterProfile
    from profiles.postings import JobPosting

_SHORTEST_WORDS, _LONGEST_WORDS = 80, 600
_SHORT_WORDS = 120
_LONGEST_RECIPIENT = 80
_WORDS_OF_A_LINE = 8
"""Of a sentence, about as much as a printed line."""
_LANGUAGE_NAMES = {
    "en": "English", "de": "German", "fr": "French", "es": "Spanish", "it": "Italian",
    "nl": "Dutch", "pt": "Portuguese",
}  # fmt: skip


def letter_request(
    profile: MasterProfile,
    job: JobPosting | Mapping[str, object],
    *,
    tone: str = "formal",
    language: str | None = None,
    length_words: int = 250,
    recipient: str | None = None,
    today: date | None = None,
    on_unverified: OnUnverified = "verbatim",
) -> Request:
    """Ask for a cover letter; the answer's text is a `LetterDraft` as JSON.

    Args:
        profile: What may be claimed.
        job: Our own posting, a schema.org JobPosting or a flat dict.
        tone: Of the frame: "formal", "friendly" or "plain".
        language: "en", "de", "fr", "es", "it", "nl" or "pt"; None takes the profile's own, so that
            lines quoted from it and the frame agree.
        length_words: How long the letter should be, 80 to 600.
        recipient: Whom it is for by name; None takes the posting's contact.
        today: The letter's date, until when a job without an end has lasted; None is today in UTC.
        on_unverified: What becomes of a line that says more than the lines it cites: the first of
            them stands in, nothing does, or the answer goes back to the model and, unmended, the
            call fails with an `AnswerUnverifiedError`.

    Raises:
        InvalidInputError: a profile without lines, a job without text, an unknown option.
    """
    known_tone = _known_tone(tone)
    to = _known_recipient(recipient)
    _check_length(length_words)
    record = Record.of(profile)
    spoken = language or guess_language(" ".join(line.text for line in record.lines.values()))
    day = today or datetime.now(UTC).date()
    brief = Brief(
        record=record,
        facts=job_facts(job),
        matcher=Matcher(record, day),
        language=known_language(spoken),
        today=day,
    )
    frame = Frame(
        brief.language, known_tone, brief.facts, to, is_short=length_words <= _SHORT_WORDS
    )
    return drafting_request(
        task="cover_letter",
        wish=f"Write in {_LANGUAGE_NAMES[spoken]}, {tone}, about {length_words} words.",
        brief=brief,
        answer=LetterAnswer,
        chosen=lambda answer: any(x.sentences for x in answer.paragraphs),
        most_lines=length_words // _WORDS_OF_A_LINE,
        choose=lambda: choose_letter(brief.record, brief.facts, length_words),
        assemble=lambda answer: assemble_letter(answer, brief, frame, on_unverified),
    )


def assemble_letter(
    answer: LetterAnswer, brief: Brief, frame: Frame, on_unverified: OnUnverified = "verbatim"
) -> LetterDraft:
    """Make the whole letter: frame by code, sentences as far as their citations carry them.

    Raises:
        AnswerFaultError: when a citation does not exist or stands under another entry, or a
            sentence was rejected and that is to fail.
    """
    raise_faults(_faults(answer, brief.record))
    requirements = brief.matcher.checked(brief.facts, answer.requirements)
    settler = Settler(brief.record, brief.facts, brief.today, on_unverified)
    settled = [
        (item, settler.prose(item.sentences, f"paragraph {number}"))
        for number, item in enumerate(answer.paragraphs, 1)
    ]
    body = body_paragraphs(settled, brief, frame) or headers_told(brief.record, frame)
    is_verbatim = all(x.origin != "rewritten" for part in body for x in part.sentences)
    if is_verbatim and not frame.is_short:
        body += qualifications_told(requirements, brief.record, frame)
    told = {key for paragraph in body for line in paragraph.sentences for key in line.citations}
    if on_unverified == "fail":
        require_verified(settler.unverified)
    basics = contact(brief.record.profile.basics)
    place = brief.record.profile.basics.location
    return LetterDraft(
        language=brief.language,
        target=target(brief.facts),
        basics=basics,
        recipient=frame.recipient(),
        date_line=frame.date_line(
            place.city if place else None, place.country_code if place else None, brief.today
        ),
        subject=frame.subject(),
        salutation=frame.salutation(),
        paragraphs=[
            Paragraph(
                sentences=frame.opening(
                    leads=any(x.origin == "verbatim" for part in body for x in part.sentences),
                    answers=any(told.intersection(item.citations) for item in requirements),
                )
            ),
            *body,
            Paragraph(sentences=frame.ending()),
        ],
        closing=frame.closing(),
        signature=basics.name,
        unverified=settler.unverified,
        requirements_met=requirements,
        fit=fit_of(requirements),
    )


def _faults(answer: LetterAnswer, record: Record) -> Iterator[str]:
    for number, item in enumerate(answer.paragraphs, 1):
        where = f"paragraph {number}"
        if item.entry is not None and item.entry not in record.entries:
            yield f"{where}: {item.entry} is not an entry of the profile."
        elif item.entry is not None:
            yield from placement_faults(record, item.entry, item.sentences, where)
        yield from prose_faults(record, item.sentences, where)
    yield from requirement_faults(record, answer.requirements)


def _known_tone(tone: str) -> Tone:
    known: tuple[Tone, ...] = get_args(Tone)
    for one in known:
        if one == tone:
            return one
    raise InvalidInputError(
        f"a letter's tone is not {tone!r}{meant(tone, known)}",
        hint=f"choose one of: {', '.join(known)}",
    )


def _known_recipient(name: str | None) -> str | None:
    text = " ".join("".join(x if x.isprintable() else " " for x in name or "").split())
    if len(text) > _LONGEST_RECIPIENT:
        raise InvalidInputError(
            f"A recipient is a name of up to {_LONGEST_RECIPIENT} letters, not {len(text)}.",
            hint="Pass the name only, such as Ines Holt.",
        )
    return text or None


def _check_length(length_words: int) -> None:
    if not _SHORTEST_WORDS <= length_words <= _LONGEST_WORDS:
        raise InvalidInputError(
            f"A letter has {_SHORTEST_WORDS} to {_LONGEST_WORDS} words, not {length_words}.",
            hint="Pass length_words=250.",
        )
