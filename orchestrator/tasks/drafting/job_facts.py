"""What drafting needs to know of a job, from whatever shape the job comes in."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, cast

from orchestrator.tasks.drafting.resources import table
from orchestrator.tasks.drafting.terms import guess_language, words
from profiles.errors import InvalidInputError
from profiles.postings import JobPosting, Requirement, RequirementKind, RequirementLevel

if TYPE_CHECKING:
    from collections.abc import Iterator

_TITLE = ("title", "job_title", "position", "role", "name")
_COMPANY = ("hiring_organization", "company", "company_name", "employer", "organization")
_DESCRIPTION = ("description", "job_description", "text", "body", "summary")
_CONTACT = ("application_contact", "contact", "contact_name")
_LISTS: tuple[tuple[str, RequirementLevel], ...] = (
    ("requirements", "unknown"),
    ("must_have", "must"),
    ("must_haves", "must"),
    ("required_skills", "must"),
    ("nice_to_have", "nice"),
    ("nice_to_haves", "nice"),
    ("preferred_skills", "nice"),
)
_ROUGH_LISTS: tuple[tuple[str, RequirementLevel], ...] = (
    ("qualifications", "unknown"),
    ("skills", "unknown"),
    ("experience_requirements", "unknown"),
    ("education_requirements", "unknown"),
)
_INNER_TEXT = ("text", "name", "requirement", "skill", "description", "credential_category")
_TAG = re.compile(r"<[/!]?[a-zA-Z-][^<>]*>")
_BULLET = re.compile(r"\A(?:[-*•·]|\d{1,3}[.)])\s+")
MOST_REQUIREMENTS = 80
_TOLD_BY = 4_000
"""Characters that are enough to tell a posting's language by."""

_LONGEST_REQUIREMENT = 500
"""Characters. No posting that was met comes near; a hostile one shall not fill the prompt."""

_YEARS = re.compile(r"(\d{1,2})\s*\+?\s*(?:years|year|yrs|jahre|ans|años)\b", re.IGNORECASE)
_LEVELS: frozenset[str] = frozenset({"must", "nice", "unknown"})
_KINDS = frozenset({"skill", "experience", "education", "language", "legal", "other"})


@dataclass(frozen=True, slots=True)
class JobFacts:
    """A job as drafting sees it: all of it is a stranger's text.

    Attributes:
        description: Visible text; empty when there is none.
        contact_name: To whom a letter is addressed.
    """

    title: str | None
    company: str | None
    description: str
    requirements: tuple[Requirement, ...]
    contact_name: str | None = None

    @property
    def language(self) -> str:
        """The language of the posting, as `guess_language` has it."""
        return guess_language(" ".join(self.texts)[:_TOLD_BY])

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything the posting says."""
        named = [text for text in (self.title, self.company) if text]
        return (*named, *(item.text for item in self.requirements), self.description)


def job_facts(job: JobPosting | Mapping[str, object]) -> JobFacts:
    """Read our own posting, a schema.org JobPosting, or a flat dict of a host's own.

    Raises:
        InvalidInputError: when there is neither a title, a description nor a requirement.
    """
    raw = job.model_dump(mode="json") if isinstance(job, JobPosting) else job
    if not isinstance(cast("object", raw), Mapping):
        raise InvalidInputError(
            f"A job is a JSON object, not a {type(raw).__name__}.",
            hint='Pass a job from `jobai extract`, or {"title": ..., "description": ...}.',
        )
    fields = _fields(_posting_in(raw))
    source = fields.get("source")
    facts = JobFacts(
        title=_first(fields, _TITLE),
        company=_first(fields, _COMPANY),
        description=_first(fields, _DESCRIPTION)
        or (_text(_fields(source).get("text")) if _is_mapping(source) else None)
        or "",
        # The other lists say the same things again, less sharply.
        requirements=_first_requirements(fields, _LISTS)
        or _first_requirements(fields, _ROUGH_LISTS),
        contact_name=_first(fields, _CONTACT),
    )
    if not (facts.title or facts.description or facts.requirements):
        raise InvalidInputError(
            f"The job has no title, description or requirements; its keys are {sorted(raw)}.",
            hint='Pass a job from `jobai extract`, or {"title": ..., "description": ...}.',
        )
    return facts


def _posting_in(raw: Mapping[str, object]) -> Mapping[str, object]:
    """The posting in what `jobai extract --json` prints or in a JSON-LD `@graph`, else the dict."""
    if "schema_version" in raw and _is_mapping(raw.get("job")):
        return _mapping(raw["job"])
    graph = raw.get("@graph")
    if isinstance(graph, Sequence):
        for node in cast("Sequence[object]", graph):
            if _is_mapping(node) and "JobPosting" in str(_mapping(node).get("@type")):
                return _mapping(node)
    return raw


def _fields(value: object) -> dict[str, object]:
    return {_snake(key): item for key, item in _mapping(value).items()}


def _snake(key: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", key).lower().replace("-", "_").replace(" ", "_")


def _first(fields: Mapping[str, object], names: Sequence[str]) -> str | None:
    return next((text for name in names if (text := _text(fields.get(name)))), None)


def _text(value: object) -> str | None:
    """The visible text of a string, a number, or of the object that holds it."""
    if isinstance(value, str):
        return _visible(value) or None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if _is_mapping(value):
        return _first(_fields(value), _INNER_TEXT)
    if isinstance(value, Sequence):
        texts = [text for item in cast("Sequence[object]", value) if (text := _text(item))]
        return "\n".join(texts) or None
    return None


def _visible(text: str) -> str:
    unescaped = html.unescape(text)
    if _TAG.search(unescaped):
        unescaped = html.unescape(_TAG.sub("\n", unescaped))
    lines = (" ".join(line.split()) for line in unescaped.splitlines())
    return "\n".join(line for line in lines if line)


def _first_requirements(
    fields: Mapping[str, object], lists: Sequence[tuple[str, RequirementLevel]]
) -> tuple[Requirement, ...]:
    return tuple(islice(_requirements(fields, lists), MOST_REQUIREMENTS))


def _requirements(
    fields: Mapping[str, object], lists: Sequence[tuple[str, RequirementLevel]]
) -> Iterator[Requirement]:
    seen: set[str] = set()
    ids: set[str] = set()
    for name, level in lists:
        for item in _items(fields.get(name), is_skills="skills" in name):
            requirement = _requirement(item, f"r{len(seen) + 1}", level)
            if requirement is None or requirement.text.casefold() in seen:
                continue
            seen.add(requirement.text.casefold())
            if requirement.id in ids:
                requirement = requirement.model_copy(update={"id": f"{name}-{len(seen)}"})
            ids.add(requirement.id)
            yield requirement


def _items(value: object, *, is_skills: bool) -> list[object]:
    if isinstance(value, str):
        lines = _visible(value).splitlines()
        parts = [part for line in lines for part in re.split(r"[,;]", line)] if is_skills else lines
        return [_BULLET.sub("", part) for part in parts]
    if isinstance(value, Sequence):
        return list(cast("Sequence[object]", value))
    return [] if value is None else [value]


def _requirement(item: object, default_id: str, level: RequirementLevel) -> Requirement | None:
    text = _text(item)
    if text is None:
        return None
    one_line = " ".join(text.split())[:_LONGEST_REQUIREMENT]
    fields = _fields(item) if _is_mapping(item) else {}
    given_level, given_kind = fields.get("level"), fields.get("kind")
    years = fields.get("years")
    return Requirement(
        id=_text(fields.get("id")) or default_id,
        text=one_line,
        kind=cast("RequirementKind", given_kind) if given_kind in _KINDS else _kind(one_line),
        level=cast("RequirementLevel", given_level)
        if given_level in _LEVELS
        else _level(one_line, level),
        years=float(years) if isinstance(years, int | float) else _years(one_line),
        quote=_text(fields.get("quote")) or one_line,
    )


def _kind(text: str) -> RequirementKind:
    for kind, signs in cast("dict[RequirementKind, list[str]]", _table()["kinds"]).items():
        if holds_phrase(text, signs):
            return kind
    return "experience" if _YEARS.search(text) else "skill"


def _level(text: str, default: RequirementLevel) -> RequirementLevel:
    if default != "unknown":
        return default
    for level, signs in cast("dict[RequirementLevel, list[str]]", _table()["levels"]).items():
        if holds_phrase(text, signs):
            return level
    return default


def _years(text: str) -> float | None:
    match = _YEARS.search(text)
    return float(match[1]) if match else None


def holds_phrase(text: str, phrases: Sequence[str]) -> bool:
    """Whether one of the phrases stands in the text as whole words."""
    padded = f" {' '.join(words(text))} "
    return any(f" {' '.join(words(phrase))} " in padded for phrase in phrases)


def _table() -> Mapping[str, object]:
    return table("requirements")


def _is_mapping(value: object) -> bool:
    return isinstance(value, Mapping)


def _mapping(value: object) -> Mapping[str, object]:
    return cast("Mapping[str, object]", value) if isinstance(value, Mapping) else {}
