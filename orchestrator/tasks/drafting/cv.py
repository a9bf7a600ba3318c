"""The CV: its request, and the draft that is assembled from an answer."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Literal, cast

from orchestrator.tasks.drafting.answers import CvAnswer
from orchestrator.tasks.drafting.baseline import completed, left_out
from orchestrator.tasks.drafting.cv_rules import choose_cv
from orchestrator.tasks.drafting.floor import Floor
from orchestrator.tasks.drafting.headers import contact, draft_entry, target
from orchestrator.tasks.drafting.job_facts import job_facts
from orchestrator.tasks.drafting.matching import Matcher, fit_of
from orchestrator.tasks.drafting.page_budget import kept_entries, page_lines
from orchestrator.tasks.drafting.record import INLINE, SECTIONS, Record, section_of
from orchestrator.tasks.drafting.requests import (
    Brief,
    drafting_request,
    known_language,
    raise_faults,
)
from orchestrator.tasks.drafting.resources import table
from orchestrator.tasks.drafting.settling import (
    Settler,
    bullet_faults,
    placement_faults,
    prose_faults,
    require_verified,
    requirement_faults,
)
from orchestrator.tasks.drafting.terms import guess_language
from profiles.drafts import CvDraft, CvSection
from profiles.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from orchestrator.request import Request
    from orchestrator.tasks.drafting.answers import AnswerEntry, AnswerLine
    from profiles.drafts import DraftLine, OnUnverified
    from profiles.master_profile import MasterProfile
    from profiles.postings import JobPosting

_DATED = ("work", "education", "volunteer")
"""Sections that readers expect newest first."""


def cv_request(
    profile: MasterProfile,
    job: JobPosting | Mapping[str, object],
    *,
    pages: int = 1,
    language: str | None = None,
    today: date | None = None,
    on_unverified: OnUnverified = "verbatim",
) -> Request:
    """Ask for a CV that answers a job; the answer's text is a `CvDraft` as JSON.

    Args:
        profile: What may be claimed.
        job: Our own posting, a schema.org JobPosting or a flat dict.
        pages: How long the CV may get, 1 to 3; an estimate, since nothing is rendered here.
        language: Of the headings; None takes the profile's own.
        today: Until when a job without an end has lasted; None is today in UTC.
        on_unverified: What becomes of a line that says more than the lines it cites: the first of
            them stands in, nothing does, or the answer goes back to the model and, unmended, the
            call fails with an `AnswerUnverifiedError`.

    Raises:
        InvalidInputError: a profile without lines, a job without text, an unknown option.
    """
    if pages not in (1, 2, 3):
        raise InvalidInputError(f"A CV has 1 to 3 pages, not {pages}.", hint="Pass pages=1.")
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

    @cache
    def baseline() -> CvAnswer:
        return choose_cv(brief.record, brief.facts, pages)

    length = "1 page" if pages == 1 else f"{pages} pages"
    return drafting_request(
        task="cv_draft",
        wish=f"Make a CV of {length} at most: room for about {page_lines(pages)} printed lines, "
        "headers and headings included.",
        brief=brief,
        answer=CvAnswer,
        chosen=lambda answer: any(x.lines for x in answer.entries) or bool(answer.summary),
        most_lines=page_lines(pages),
        choose=baseline,
        assemble=lambda answer: assemble_cv(answer, brief, pages, baseline(), on_unverified),
    )


def assemble_cv(
    answer: CvAnswer,
    brief: Brief,
    pages: int,
    baseline: CvAnswer,
    on_unverified: OnUnverified = "verbatim",
) -> CvDraft:
    """Make the whole draft: headers by code, lines as far as their citations carry them.

    An answer that is longer than the pages, or covers less than the rules' own `baseline` does, is
    brought to both.

    Raises:
        AnswerFaultError: when a citation does not exist or stands under another entry, or a line
            was rejected and that is to fail.
    """
    raise_faults(_faults(answer, brief.record))
    requirements = brief.matcher.checked(brief.facts, answer.requirements)
    kept = kept_entries(brief.record, pages)
    is_by_rules = answer is baseline
    answer, remarks = completed(answer, baseline, requirements, kept, brief.record)
    settler = Settler(brief.record, brief.facts, brief.today, on_unverified)
    summary = settler.prose(answer.summary, "summary")
    lines = {
        entry_id: settler.entry_lines(chosen, entry_id)
        for entry_id, chosen in _lines_by_entry(answer.entries).items()
    }
    if not is_by_rules:  # the rules have filled the pages as they are
        floor = Floor(brief.record, pages, kept, requirements)
        remarks += [*floor.take(summary, lines), *floor.fill(baseline)]
        summary, lines = floor.summary, floor.entries
    sections = list(_sections(lines, brief, kept))
    if on_unverified == "fail":
        require_verified(settler.unverified)
    return CvDraft(
        language=brief.language,
        target=target(brief.facts),
        basics=contact(brief.record.profile.basics),
        summary=summary,
        sections=sections,
        unverified=settler.unverified,
        requirements_met=requirements,
        fit=fit_of(requirements),
        remarks=[*remarks, *left_out(sections, brief.record)],
    )


def _faults(answer: CvAnswer, record: Record) -> Iterator[str]:
    yield from prose_faults(record, answer.summary, "summary")
    for item in answer.entries:
        if item.entry in record.entries:
            yield from placement_faults(record, item.entry, item.lines, item.entry)
            yield from bullet_faults(record, item.lines, item.entry)
        else:
            yield f"{item.entry} is not an entry of the profile."
    yield from requirement_faults(record, answer.requirements)


def _sections(
    lines: Mapping[str, list[DraftLine]], brief: Brief, kept: Sequence[str]
) -> Iterator[CvSection]:
    headings = cast("dict[str, str]", table("headings")[brief.language])
    for section in _order(brief.record):
        entry_ids = _entries(section, lines, kept, brief.record)
        layout: Literal["entries", "inline"] = "inline" if section in INLINE else "entries"
        entries = [
            draft_entry(
                entry_id,
                brief.record.entries[entry_id],
                lines.get(entry_id, []),
                present=headings["present"],
            )
            for entry_id in entry_ids
        ]
        if entries:
            yield CvSection(id=section, heading=headings[section], layout=layout, entries=entries)


def _lines_by_entry(answers: Sequence[AnswerEntry]) -> dict[str, list[AnswerLine]]:
    """The lines of each entry, also when an answer names an entry twice."""
    lines: dict[str, list[AnswerLine]] = {}
    for item in answers:
        lines.setdefault(item.entry, []).extend(item.lines)
    return lines


def _entries(
    section: str,
    lines: Mapping[str, list[DraftLine]],
    kept: Sequence[str],
    record: Record,
) -> Sequence[str]:
    chosen = [entry_id for entry_id in lines if section_of(entry_id) == section]
    chosen += [key for key in kept if section_of(key) == section and key not in lines]
    return record.newest_first(chosen) if section in _DATED else chosen


def _order(record: Record) -> Sequence[str]:
    """Who has no job yet begins with the education."""
    if record.entries_of("work"):
        return SECTIONS
    return ("education", *(section for section in SECTIONS if section != "education"))
