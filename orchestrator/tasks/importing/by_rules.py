"""A CV's rows to a JSON Resume document, by rules: what is not clear stays out, and is listed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from orchestrator.tasks.extraction.rules.occupations import has_job_noun
from orchestrator.tasks.importing import records
from orchestrator.tasks.importing.blocks import one_below_the_other
from orchestrator.tasks.importing.body import paragraphs_of
from orchestrator.tasks.importing.contact import EMAIL, Contact
from orchestrator.tasks.importing.dates import first_span, is_only_dates
from orchestrator.tasks.importing.education import (
    is_degree_like,
    is_school_like,
    schools_of,
)
from orchestrator.tasks.importing.entries import Entry, entries_of, has_entry_dates
from orchestrator.tasks.importing.headings import Section, kinds_of, sections_of
from orchestrator.tasks.importing.lists import (
    interests_of,
    languages_of,
    skills_of,
    texts_of,
)
from orchestrator.tasks.importing.schooling import schools_and_certificates
from orchestrator.tasks.importing.signature import unsigned
from orchestrator.tasks.importing.work import jobs_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orchestrator.tasks.importing.rows import Row, Sheet

_LONGEST_CONTACT = 60  # characters of a line
_SCHOOLS = ("education",)  # behind certificates in a heading that names both
Documents = list[dict[str, object]]

_ORDER = ("work", "volunteer", "education", "awards", "certificates", "publications", "skills",
          "languages", "interests", "references", "projects")  # fmt: skip
_NAMES = frozenset(
    ("name", "position", "organization", "institution", "studyType", "area"),
)
_HOLD_JOBS = frozenset({"header", "summary", "unknown", "other", "contact"})


@dataclass(slots=True)
class Found:
    """What rules found.

    Attributes:
        document: JSON Resume.
        headings: For each section of the document, the headings it was read from.
        entries: How many dated entries of work or education there are.
    """

    document: dict[str, object] = field(default_factory=dict[str, object])
    headings: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    entries: int = 0


class _Assembly:
    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.sections = [_as_contact(x) for x in sections_of(unsigned(sheet.rows))]
        self.parts: dict[str, Documents] = {name: [] for name in _ORDER}
        self.summary: list[str] = []
        self.basics: dict[str, object] = {}
        self.headings: dict[str, list[str]] = {}

    def found(self) -> Found:
        self._contact()
        for section in self.sections:
            self._section(section)
        if not self.parts["work"]:
            self._headerless()
        document: dict[str, object] = {}
        if self.summary:
            self.basics["summary"] = "\n".join(self.summary)
        if self.basics:
            document["basics"] = self.basics
        for name in _ORDER:
            if self.parts[name]:
                document[name] = self.parts[name]
        dated = sum(
            1
            for name in ("work", "education", "volunteer")
            for entry in self.parts[name]
            if ("startDate" in entry or "endDate" in entry) and _NAMES & entry.keys()
        )
        return Found(document, self.headings, dated)

    def _contact(self) -> None:
        rows = [
            r for s in self.sections if s.kind in {"header", "contact", "title"} for r in s.rows
        ]
        contact = Contact(rows, self.sheet.links)
        self.basics = contact.basics
        self._rest = contact.rest
        for paragraph in paragraphs_of(self._rest):
            if len(paragraph.text) >= 60 and not any(has_entry_dates(row) for row in self._rest):
                self.summary.append(paragraph.text)

    def _section(self, section: Section) -> None:
        kind, rows = section.kind, section.rows
        heading = section.heading.cells[0] if section.heading else ""
        if kind in {"header", "contact", "title", "other", "unknown"}:
            return
        if section.heading is not None and rows:
            target = "basics" if kind == "summary" else kind
            self.headings.setdefault(target, []).append(section.heading.cells[0])
        if kind == "summary":
            self._summary(rows)
        elif kind == "work":
            self._jobs(rows)
        elif kind == "volunteer":
            self._volunteer(rows)
        elif kind == "education" or (kind == "certificates" and kinds_of(heading)[1:] == _SCHOOLS):
            schools, certificates = schools_and_certificates(rows, heading)
            self.parts["education"] += schools
            self.parts["certificates"] += certificates
        elif kind == "skills":
            self._skills(rows, heading)
        elif kind == "languages":
            self._languages(rows)
        elif kind == "interests":
            self.parts["interests"] += interests_of(texts_of(rows))
        else:
            read = {
                "certificates": records.certificates_of,
                "awards": records.awards_of,
                "publications": records.publications_of,
                "references": records.references_of,
                "projects": records.projects_of,
            }[kind]
            self.parts[kind] += read(rows)

    def _jobs(self, rows: Sequence[Row]) -> None:
        apart = any(section.kind == "education" for section in self.sections)
        jobs, schools = (entries_of(rows), []) if apart else _parted(entries_of(rows))
        self.parts["work"] += jobs_of(jobs)
        self.parts["education"] += schools_of(schools)

    def _volunteer(self, rows: Sequence[Row]) -> None:
        for job in jobs_of(entries_of(rows)):
            renamed = {
                ("organization" if key == "name" else key): value for key, value in job.items()
            }
            if "location" in renamed:
                renamed["x-location"] = renamed.pop("location")
            self.parts["volunteer"].append(renamed)

    def _summary(self, rows: Sequence[Row]) -> None:
        if any(_is_job_row(row) for row in rows):
            return  # jobs without a heading of their own, read later
        self.summary += [paragraph.text for paragraph in paragraphs_of(rows)]

    def _skills(self, rows: Sequence[Row], heading: str) -> None:
        skills, others = skills_of(rows, heading)
        self.parts["skills"] += skills
        for kind, values in others:
            if kind == "languages":
                self.parts["languages"] += languages_of(values)
            elif kind == "interests":
                self.parts["interests"] += interests_of(values)
            elif kind == "certificates":
                self.parts[kind] += records.named(values, "name")
            else:
                self.parts[kind] += records.named(values, "title")

    def _languages(self, rows: Sequence[Row]) -> None:
        texts = texts_of(one_below_the_other(rows))
        found = languages_of(texts)
        if found:
            self.parts["languages"] += found
        else:  # programming languages under "Languages"
            self.parts["skills"] += skills_of(rows)[0]

    def _headerless(self) -> None:
        """Jobs that stand under no heading, or under that of the summary."""
        candidates = [
            self._rest,
            *(s.rows for s in self.sections if s.kind in {"summary", "unknown", "other"}),
        ]
        for rows in candidates:
            if not any(_is_job_row(row) for row in rows):
                continue
            entries = entries_of(rows)
            for entry in entries:
                if not entry.header:
                    self.summary += [paragraph.text for paragraph in entry.body]
            jobs, schools = _parted([entry for entry in entries if entry.header])
            self.parts["work"] += jobs_of(jobs)
            self.parts["education"] += schools_of(schools)


def _as_contact(section: Section) -> Section:
    """The contact data where they stand under "About" and the like."""
    rows = section.rows
    told = section.kind in {"summary", "other", "unknown"} and any(
        EMAIL.search(x.text) for x in rows
    )
    return replace(section, kind="contact") if told and not any(map(_is_prose, rows)) else section


def _is_prose(row: Row) -> bool:
    return len(row.text) > _LONGEST_CONTACT


def _is_job_row(row: Row) -> bool:
    if not has_entry_dates(row):
        return False
    span = first_span(row.text)
    return span is not None and not span.single and (len(row.text) < 160)


def _parted(entries: Sequence[Entry]) -> tuple[list[Entry], list[Entry]]:
    """Schools among jobs: a degree and a school, and no title of a job."""
    jobs: list[Entry] = []
    schools: list[Entry] = []
    for entry in entries:
        text = "\t".join(
            cell for row in entry.header for cell in row.cells if not is_only_dates(cell)
        )
        is_school = is_degree_like(text) and is_school_like(text) and not has_job_noun(text)
        (schools if is_school else jobs).append(entry)
    return jobs, schools


def profile_by_rules(sheet: Sheet) -> Found:
    """Read a CV."""
    return _Assembly(sheet).found()
