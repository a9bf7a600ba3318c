"""Jobs: which part of a header is the title, which the employer, over all entries of a section."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from orchestrator.tasks.extraction.folding import fold
from orchestrator.tasks.extraction.rules.occupations import has_job_noun
from orchestrator.tasks.importing.body import Paragraph
from orchestrator.tasks.importing.dates import DURATION
from orchestrator.tasks.importing.parts import (
    HeaderParts,
    Part,
    comma_pieces,
    header_parts,
    is_employer_like,
    is_place,
)
from orchestrator.tasks.importing.resources import holding, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orchestrator.tasks.importing.entries import Entry
    from orchestrator.tasks.importing.rows import Row

_PROSE = 140  # characters: a paragraph under an entry is a summary, not an item
_LONGEST_NAME = 120
_SURE = 0.5  # of the scores of titles and employers


@dataclass(slots=True)
class Job:
    """One job as far as its header tells.

    Attributes:
        parts: Of the header.
        first: What comes first of title and employer.
        second: The other.
        spare: Parts beyond the two.
    """

    entry: Entry
    parts: HeaderParts
    first: str | None = None
    second: str | None = None
    spare: tuple[str, ...] = ()
    title: str | None = None
    employer: str | None = None


def jobs_of(entries: Sequence[Entry]) -> list[dict[str, object]]:
    """Return JSON Resume entries of `work` (or, with other names, of `volunteer`)."""
    jobs = [_job(entry) for entry in entries if entry.header]
    within = _grouped(jobs)
    _assign(jobs)
    _inherit(jobs)
    for job, employer in within:
        if job.title and job.employer:
            whole = f"{job.title}, {job.employer}"
            if any(whole in row.text for row in job.entry.header):
                job.title = whole
            else:
                job.spare = (job.employer, *job.spare)
        job.employer = employer.title or employer.employer
        if job.parts.place is None:
            job.parts = replace(job.parts, place=employer.parts.place)
    heads = {id(employer) for _, employer in within}
    jobs = [job for job in jobs if id(job) not in heads]
    found: list[dict[str, object]] = []
    for job in jobs:
        if job.title is None and job.employer is None:
            continue
        found.append(_document(job))
    return found


def _job(entry: Entry) -> Job:
    job = Job(entry, header_parts(entry.header))
    main = list(job.parts.main)
    texts = _one_per_row(main)
    own = [extra for extra in job.parts.extras if fold(extra) in words("own_account")]
    if len(texts) == 1 and own:
        job.first, job.second = texts[0], own[0]
        rest = tuple(extra for extra in job.parts.extras if extra != own[0])
        job.parts = replace(job.parts, extras=rest)
    elif len(texts) == 1:
        job.first, job.second = _best_cut(texts[0])
    elif len(texts) >= 2:
        job.first, job.second = texts[0], texts[1]
        job.spare = tuple(texts[2:])
    return job


def _grouped(jobs: Sequence[Job]) -> list[tuple[Job, Job]]:
    """The roles under an employer whose line has the dates of all of them; each with that line."""
    found: list[tuple[Job, Job]] = []
    head: Job | None = None
    for number, job in enumerate(jobs):
        following = jobs[number + 1] if number + 1 < len(jobs) else None
        if head is not None and _is_within(job, head) and has_job_noun(job.first or ""):
            found.append((job, head))
            continue
        head = None
        alone = job.first is not None and job.second is None and not job.entry.body
        if alone and following is not None and _is_within(following, job):
            head = None if has_job_noun(job.first or "") else job
    return found


def _is_within(job: Job, head: Job) -> bool:
    """Whether a role lies within the time of the line above, and looks unlike it."""
    own, whole = job.entry.span, head.entry.span
    if (
        own is None
        or whole is None
        or own.single
        or whole.single
        or not (own.start and whole.start)
    ):
        return False
    size = min(len(own.start), len(whole.start))
    until = [(own.end or "9999")[:4], (whole.end or "9999")[:4]]
    texts = [" ".join(part.text for part in x.parts.main) for x in (job, head)]
    unlike = len(job.entry.header[0].cells) != len(head.entry.header[0].cells) or (
        texts[0].isupper() != texts[1].isupper()
        or job.entry.header[0].bold != head.entry.header[0].bold
    )
    return unlike and own.start[:size] >= whole.start[:size] and until[0] <= until[1]


def _one_per_row(parts: Sequence[Part]) -> list[str]:
    """The parts as texts."""
    return [part.text for part in parts if len(part.text) <= 2 * _LONGEST_NAME]


def title_score(text: str) -> float:
    """How much a text looks like a job's title (above 0) or an employer's name (below)."""
    score = 0.0
    marks = holding("employer_marks")
    folded = fold(text)
    last = " ".join(text.split()[-1:])
    if has_job_noun(last) and not marks.search(fold(last)):
        return 1.2  # whatever stands before it: "Logistics Coordinator"
    if has_job_noun(text):
        score += 1.0
    if marks.search(" ".join(folded.split()[-2:])):
        score -= 1.2
    elif not score and marks.search(folded):
        score -= 0.8
    return score


def _best_cut(text: str) -> tuple[str, str | None]:
    """Part "Charge Nurse, Emergency Department, Mercy Hospital" where title and employer meet."""
    pieces = comma_pieces(text)
    if len(pieces) < 2:
        return text, None
    cuts: list[tuple[float, int]] = []
    for cut in range(1, len(pieces)):
        left, right = ", ".join(pieces[:cut]), ", ".join(pieces[cut:])
        contrast = abs(title_score(left) - title_score(right))
        # The last comma parts titles from employers where the words do not tell.
        cuts.append((contrast + 0.01 * cut, cut))
    _, cut = max(cuts)
    at = text.find(pieces[cut], len(", ".join(pieces[:cut])) - 1 if cut else 0)
    at = at if at > 0 else text.find(pieces[cut])
    return text[:at].strip(" ,;"), text[at:].strip(" ,;")


def _assign(jobs: Sequence[Job]) -> None:
    """Decide for all alike which comes first; an entry whose own words are clear goes its way."""
    for job in jobs:
        roles = {part.role: part.text for part in job.parts.main if part.role}
        if roles:
            job.title, job.employer = roles.get("position"), roles.get("employer")
            left = [p.text for p in job.parts.main if not p.role]
            job.title = job.title or (left.pop(0) if left else None)
            job.employer = job.employer or (left.pop(0) if left else None)
            job.spare = tuple(left)
    scores: dict[tuple[int, ...], float] = {}
    for job in jobs:
        if job.first and job.second:
            shape = _shape(job)
            own = title_score(job.first) - title_score(job.second)
            scores[shape] = scores.get(shape, 0.0) + own
    overall = sum(scores.values())
    for job in jobs:
        if not job.first or job.title or job.employer:
            continue
        if not job.second:
            if title_score(job.first) < 0 and job.entry.heads == 0:
                job.employer = job.first
            else:
                job.title = job.first
            continue
        own = title_score(job.first) - title_score(job.second)
        section = scores[_shape(job)]
        section = section if abs(section) >= _SURE else overall
        title_first = own > 0 if abs(own) >= 2 or section == 0 else section > 0
        if own == 0 and section == 0:
            title_first = True
        job.title, job.employer = (
            (job.first, job.second) if title_first else (job.second, job.first)
        )
        _settle_spare(job)


def _shape(job: Job) -> tuple[int, ...]:
    return tuple(part.row for part in job.parts.main[:2])


def _settle_spare(job: Job) -> None:
    """A third part may be the real employer: "Engineer | Platform | Acme GmbH"."""
    for text in job.spare:
        if job.employer and not is_employer_like(job.employer) and is_employer_like(text):
            job.spare = tuple(job.employer if other == text else other for other in job.spare)
            job.employer = text
            return


def _inherit(jobs: Sequence[Job]) -> None:
    """Several roles at one employer: what only heads the first counts for those that follow."""
    group: str | None = None
    place: str | None = None
    bold = False  # whether the titles under the employer are
    for job in jobs:
        grouped = job.entry.heads > 0 and job.title and job.employer
        if grouped:
            head = [part.text for part in job.parts.main if part.row < job.entry.heads]
            group = job.employer if head == [job.employer] or _is_summed_up(job) else None
            place = job.parts.place
            bold = _is_bold(job.entry.header[job.entry.heads])
        elif (
            group
            and job.title
            and not job.employer
            and (_is_own_account(job.title) or _is_bold(job.entry.header[0]) > bold)
        ):
            group = None  # set like an employer, or for nobody: it is not one more role there
        elif job.title and not job.employer and group:
            job.employer = group
            if job.parts.place is None and place:
                job.parts = replace(job.parts, place=place)
        elif job.employer:
            group = None


def _is_bold(row: Row) -> bool:
    return row.bold or row.bold_start > 0


def _is_own_account(title: str) -> bool:
    return holding("own_account").search(fold(title)) is not None


def _is_summed_up(job: Job) -> bool:
    """Whether the line under the employer only says how long all roles there lasted together."""
    rows = job.entry.header
    return len(rows) > 2 and DURATION.fullmatch(rows[1].text.strip()) is not None


def _document(job: Job) -> dict[str, object]:
    span = job.entry.span
    document: dict[str, object] = {}
    if job.employer:
        document["name"] = job.employer
    if job.title:
        document["position"] = _as_written(job)
    spare = list(job.spare)
    place = job.parts.place or next((text for text in spare if is_place(text)), None)
    if place:
        document["location"] = place
        spare = [text for text in spare if text != place]
    if job.parts.url:
        document["url"] = job.parts.url
    if span is not None:
        if span.start:
            document["startDate"] = span.start
        if span.end:
            document["endDate"] = span.end
        elif span.single and span.start:
            document["endDate"] = span.start
    prose = [Paragraph(text, False) for text in job.parts.prose]
    document |= body_fields([*prose, *job.entry.body])
    title = str(document.get("position", ""))
    details = [*spare, *(x for x in job.parts.extras if f"({x})" not in title)]
    if details:
        document["x-details"] = details
    return document


def _as_written(job: Job) -> str:
    """The title with what stands in parentheses behind it: "Warehouse Associate (part-time)"."""
    for extra in job.parts.extras:
        whole = f"{job.title} ({extra})"
        if any(whole in row.text for row in job.entry.header):
            return whole
    return job.title or ""


def body_fields(body: Sequence[Paragraph]) -> dict[str, object]:
    """Items as highlights; a paragraph before them as the summary."""
    body = [p for p in body if fold(p.text).rstrip(" :") not in words("labels_duties")]
    items = [paragraph for paragraph in body if paragraph.item]
    loose = [paragraph for paragraph in body if not paragraph.item]
    fields: dict[str, object] = {}
    if items and loose and body[0] is loose[0]:
        lead = list(body[: body.index(items[0])])
        fields["summary"] = " ".join(paragraph.text for paragraph in lead)
        rest = body[len(lead) :]
        fields["highlights"] = [paragraph.text for paragraph in rest]
    elif not items and len(loose) == 1 and len(loose[0].text) >= _PROSE:
        fields["summary"] = loose[0].text
    elif body:
        fields["highlights"] = [paragraph.text for paragraph in body]
    return fields
