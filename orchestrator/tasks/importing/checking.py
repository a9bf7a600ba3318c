"""A CV as a model or the rules read it, held against the document value by value."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from orchestrator.request import AnswerFaultError
from orchestrator.tasks.importing.source_text import SourceText
from profiles.master_profile import Notice

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from orchestrator.tasks.importing.answer import AnsweredWork, CvAnswer
    from orchestrator.tasks.importing.rows import Sheet

_DATES = frozenset({"startDate", "endDate", "date", "releaseDate"})
_HEADS = ("name", "position", "organization", "institution", "area", "studyType", "title")
_DATED = ("work", "volunteer", "education", "projects")
_MOST_BELOW = 60  # lines under an employer
_OUTSIDE = frozenset({"network"})
"""Fields whose values are words of ours: which network an address belongs to."""


class Checker:
    """Takes out what the document does not say, and notes it."""

    def __init__(self, sheet: Sheet) -> None:
        self._source = SourceText(sheet)
        self._heads: set[int] = set()
        self.notices: list[Notice] = []

    def checked(self, document: Mapping[str, object]) -> dict[str, object]:
        """Return the document with only what the source says."""
        self._heads = {
            line
            for section in _DATED
            for entry in _entries(document, section)
            for line in self._rarest(entry)
        }
        checked = cast("dict[str, object]", self._value(document, "", None) or {})
        for section in {*_DATED, "work"} & checked.keys():
            # A date alone is the rest of something that the document does not say.
            checked[section] = [x for x in _entries(checked, section) if x.keys() - _DATES]
        return {key: value for key, value in checked.items() if value != []}

    def _value(self, value: object, path: str, near: Sequence[int] | None) -> object:
        if isinstance(value, str):
            return self._text(value, path, near)
        if isinstance(value, list):
            items = cast("list[object]", value)
            read = [self._value(item, f"{path}[{i}]", near) for i, item in enumerate(items)]
            return [item for item in read if item not in (None, {}, [])]
        fields = cast("Mapping[str, object]", value)
        lines = (
            self._header_lines(fields) if path and any(key in fields for key in _HEADS) else near
        )
        found: dict[str, object] = {}
        for key, item in fields.items():
            here = f"{path}.{key}" if path else key
            if key in _OUTSIDE:
                found[key] = item
                continue
            read = (
                self._date(item, here, lines) if key in _DATES else self._value(item, here, lines)
            )
            if read not in (None, {}, []):
                found[key] = read
        return found

    def _header_lines(self, fields: Mapping[str, object]) -> list[int]:
        """Where the entry is headed.

        Of several roles at one employer each has a line of its own below the employer's.
        """
        near = self._rarest(fields)
        position = fields.get("position")
        if not near or not isinstance(position, str):
            return near
        others = self._heads - set(near)
        end = min((x for x in others if x > near[0]), default=near[0] + _MOST_BELOW)
        return [*near, *(x for x in self._source.lines_of(position) if near[0] < x < end)]

    def _rarest(self, fields: Mapping[str, object]) -> list[int]:
        """The lines of that one of the entry's names that stands in the fewest."""
        values = [fields.get(key) for key in _HEADS]
        found = [self._source.lines_of(value) for value in values if isinstance(value, str)]
        return min((lines for lines in found if lines), key=len, default=list[int]())

    def _text(self, value: str, path: str, near: Sequence[int] | None) -> str | None:
        if not value.strip():
            return None
        # A place may be written in a field for the town and one for the country.
        mark = ", " if path.endswith("location") else "\n"
        if self._source.holds(value) or all(
            self._source.holds(part) for part in value.split(mark) if part.strip()
        ):
            return value
        self._drop(path, value, "the document does not say so")
        return None

    def _date(self, value: object, path: str, near: Sequence[int] | None) -> object:
        if not isinstance(value, str):
            return None
        if near:
            known = self._source.dates_near(near, self._heads - set(near))
        else:
            known = self._source.all_dates
        if value in known:
            return value
        self._drop(path, value, "no such date stands at this entry")
        return None

    def _drop(self, path: str, value: str, why: str) -> None:
        shown = value if len(value) <= 80 else f"{value[:77]}..."
        self.notices.append(Notice(path, "dropped", f"{shown!r}: {why}"))


def document_of(answer: CvAnswer) -> dict[str, object]:
    """Turn a model's answer into a JSON Resume document; empty values are left out."""
    basics = _filled({"label": answer.label, "summary": answer.summary})
    raw: dict[str, object] = {
        "basics": basics,
        "work": [_job(job, "name") for job in answer.work],
        "volunteer": [_job(job, "organization") for job in answer.volunteer],
        "education": [
            _filled(
                {
                    "institution": school.institution,
                    "studyType": school.study_type,
                    "area": school.area,
                    "startDate": school.start,
                    "endDate": school.end,
                    "score": school.score,
                    "courses": school.courses,
                }
            )
            for school in answer.education
        ],
        "awards": [
            _filled({"title": x.name, "awarder": x.issuer, "date": x.date}) for x in answer.awards
        ],
        "certificates": [
            _filled({"name": x.name, "issuer": x.issuer, "date": x.date})
            for x in answer.certificates
        ],
        "publications": [
            _filled({"name": x.name, "publisher": x.issuer, "releaseDate": x.date})
            for x in answer.publications
        ],
        "skills": [
            _filled({"name": x.name, "level": x.level, "keywords": x.keywords})
            for x in answer.skills
        ],
        "languages": [
            _filled({"language": x.language, "fluency": x.fluency}) for x in answer.languages
        ],
        "interests": [{"name": name} for name in answer.interests if name.strip()],
        "projects": [
            _filled(
                {
                    "name": x.name,
                    "description": x.description,
                    "startDate": x.start,
                    "endDate": x.end,
                    "highlights": x.highlights,
                    "keywords": x.keywords,
                }
            )
            for x in answer.projects
        ],
    }
    return _filled(raw)


def _job(job: AnsweredWork, employer: str) -> dict[str, object]:
    place = "location" if employer == "name" else "x-location"
    return _filled(
        {
            employer: job.employer,
            "position": job.position,
            place: job.location,
            "startDate": job.start,
            "endDate": job.end,
            "summary": job.summary,
            "highlights": job.highlights,
        }
    )


def _filled(fields: Mapping[str, object]) -> dict[str, object]:
    tidied = {key: _tidied(value) for key, value in fields.items()}
    return {key: value for key, value in tidied.items() if value not in (None, "", [], {})}


def _tidied(value: object) -> object:
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, list):
        items = [_tidied(item) for item in cast("list[object]", value)]
        return [item for item in items if item not in ("", {}, None)]
    return value


def require_copied(answer: Mapping[str, object], checked: Mapping[str, object]) -> None:
    """Send an answer back of whose jobs none is in the document.

    Raises:
        AnswerFaultError: it was not copied letter for letter.
    """
    for section, key in (("work", "name"), ("education", "institution")):
        told = [x for x in _entries(answer, section) if x.get(key)]
        held = [x for x in _entries(checked, section) if x.get(key)]
        if told and not held:
            raise AnswerFaultError(
                f"None of the names in `{section}` occurs in the document. Copy every text letter "
                "for letter from the document."
            )


def _entries(document: Mapping[str, object], section: str) -> list[dict[str, object]]:
    return cast("list[dict[str, object]]", document.get(section, []))
