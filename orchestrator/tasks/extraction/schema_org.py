"""A schema.org JobPosting as sites publish it -> facts under the names of our `JobPosting`.

Any value may be a string, a number, a list, an object, null or a lie; nothing here raises, and a
value that cannot be right is left out, so that the visible text can answer instead.
"""

from __future__ import annotations

import html
import re
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from orchestrator.tasks.extraction.blocks import one_line
from orchestrator.tasks.extraction.folding import fold
from orchestrator.tasks.extraction.patterns import regex
from orchestrator.tasks.extraction.rules.dates import schema_date
from orchestrator.tasks.extraction.rules.employment import schema_employment_types
from orchestrator.tasks.extraction.schema_org_pay import base_salary
from orchestrator.tasks.extraction.schema_org_places import job_places

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from orchestrator.tasks.extraction.structured_data import Stated
    from profiles.postings import OriginSource

_MONTH_FIRST = frozenset({"US", "PH"})
_LONGEST_OPEN = 5 * 366
"""Days. A posting that is open for longer has a date that its system filled in."""

_MOST_CHARACTERS = 200_000
_TEMPLATE = regex(r"\{\{|\}\}|\{\$|\$\}|\{%")
_FILLERS = frozenset(
    [
        "null",
        "none",
        "n/a",
        "na",
        "undefined",
        "-",
        "--",
        "not",
        "specified",
        "unspecified",
        "tbd",
        "other",
        "unknown",
        "[]",
        "{}",
        "0",
    ]
) | {"not specified", "not available", "confidential"}
_TAG = regex(r"<\s*/?\s*[a-zA-Z][^<>]{0,2000}>")
_ESCAPED_TAG = regex(r"&(?:amp;)*lt;\s*/?\s*[a-zA-Z]")


def facts_of(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Read one JobPosting object; only fields with a usable value are in the answer."""
    company = _organization(raw.get("hiringOrganization"))
    company_name = company["name"] if company else None
    places, workplace, applicants = job_places(raw, company_name)
    countries = {place.get("address_country") for place in places}
    month_first = not countries - {None} or bool(countries & _MONTH_FIRST)
    facts: dict[str, Any] = {
        "title": plain(raw.get("title")) or plain(raw.get("name")),
        "hiring_organization": company,
        "job_location": places,
        "job_location_type": workplace,
        "applicant_location_requirements": applicants,
        "employment_type": schema_employment_types(listed(raw.get("employmentType"))),
        "base_salary": base_salary(raw),
        "date_posted": _date(raw.get("datePosted"), month_first=month_first),
        "valid_through": _date(raw.get("validThrough"), month_first=month_first),
        "job_start_date": plain(raw.get("jobStartDate")),
        "description": _long(raw.get("description")),
        "responsibilities": _texts(raw.get("responsibilities")),
        "qualifications": _texts(raw.get("qualifications"))
        + _texts(raw.get("experienceRequirements"))
        + _texts(raw.get("educationRequirements")),
        "job_benefits": _texts(raw.get("jobBenefits")) or _texts(raw.get("benefits")),
        "skills": _skills(raw.get("skills")),
        "industry": plain(raw.get("industry")),
        "work_hours": plain(raw.get("workHours")),
        "identifier": _identifier(raw.get("identifier")),
        "url": _url(raw.get("url")),
        "application_contact": _contact(raw.get("applicationContact")),
    }
    return _plausible({name: value for name, value in facts.items() if value})


def merged_facts(
    stated: Sequence[Stated],
) -> tuple[dict[str, Any], dict[str, OriginSource]]:
    """Merge what several sources state of one posting, field by field.

    Args:
        stated: The most trustworthy first; a field that it lacks or lies in is the next one's.

    Returns:
        The facts, and the source of each.
    """
    facts: dict[str, Any] = {}
    origins: dict[str, OriginSource] = {}
    for source, posting in stated:
        for name, value in facts_of(posting).items():
            if name not in facts:
                facts[name], origins[name] = value, source
    return _plausible(facts), origins


def _plausible(facts: dict[str, Any]) -> dict[str, Any]:
    posted, until = facts.get("date_posted"), facts.get("valid_through")
    if posted and until and not 0 <= _days(posted, until) <= _LONGEST_OPEN:
        del facts["valid_through"]
    return facts


def _days(first: str, last: str) -> int:
    return (date.fromisoformat(last) - date.fromisoformat(first)).days


def listed(value: object) -> list[object]:
    """A value as a list: itself when it is one, empty for null."""
    if isinstance(value, list):
        return cast("list[object]", value)
    return [] if value is None else [value]


def plain(value: object) -> str | None:
    """One line of text out of whatever stands there; None for fillers and unfilled templates."""
    for item in listed(value):
        candidate: object = item
        if isinstance(item, dict):
            node = cast("dict[str, Any]", item)
            candidate = node.get("name") or node.get("@value") or node.get("value")
            if isinstance(candidate, list | dict):
                candidate = next(iter(listed(cast("object", candidate))), None)
        if isinstance(candidate, bool) or not isinstance(candidate, str | int | float):
            continue
        text = one_line(_TAG.sub(" ", html.unescape(html.unescape(str(candidate)))))
        if text and fold(text) not in _FILLERS and not _TEMPLATE.search(text):
            return text
    return None


def unescaped(text: str) -> str:
    """Undo the escaping of HTML that was escaped once too often, and literal line feeds."""
    text = text[:_MOST_CHARACTERS]
    for _ in range(3):
        if not _ESCAPED_TAG.search(text):
            break
        text = html.unescape(text)
    if "\\n" in text and "\n" not in text:
        text = text.replace("\\r", "").replace("\\n", "\n")
    return text


def description_html(raw: Mapping[str, Any]) -> str:
    """All long texts of the posting as one piece of HTML or text, for the reader's eye."""
    parts: list[str] = []
    for name in ("description", "responsibilities", "qualifications", "skills", "jobBenefits",
                 "experienceRequirements", "educationRequirements"):  # fmt: skip
        for value in listed(raw.get(name)):
            text = unescaped(value) if isinstance(value, str) else plain(value)
            if text and not any(text in part for part in parts):
                heading = _HEADINGS.get(name)
                parts.append(f"<h3>{heading}</h3>\n{text}" if heading else text)
    return "\n".join(parts)


_HEADINGS = {
    "responsibilities": "Responsibilities",
    "qualifications": "Qualifications",
    "skills": "Skills",
    "jobBenefits": "Benefits",
}


def _long(value: object) -> str | None:
    texts = [unescaped(item) for item in listed(value) if isinstance(item, str) and item.strip()]
    text = "\n".join(texts)
    return text if text and fold(text[:200]) not in _FILLERS else None


def _texts(value: object) -> list[str]:
    texts: list[str] = []
    for item in listed(value):
        text = unescaped(item) if isinstance(item, str) else plain(item) or ""
        for line in re.split(r"(?i)<br\s*/?>|</(?:li|p|div)>|\n", text):
            bare = one_line(html.unescape(_TAG.sub(" ", line))).lstrip("•*-–·▪ ").strip()
            if bare and fold(bare) not in _FILLERS:
                texts.append(bare)
    return texts


def _skills(value: object) -> list[str]:
    skills: list[str] = []
    for text in _texts(value):
        pieces = re.split(r"[,;|]", text) if len(text.split()) < 200 else [text]
        skills += [piece.strip() for piece in pieces if 0 < len(piece.strip()) <= 80]
    return list(dict.fromkeys(skills))


def _organization(value: object) -> dict[str, Any] | None:
    for item in listed(value):
        name = plain(item)
        if name is None or name.startswith(("http://", "https://")):
            continue
        url = None
        if isinstance(item, dict):
            node = cast("dict[str, Any]", item)
            url = _url(node.get("sameAs")) or _url(node.get("url"))
        return {"name": name, "url": url}
    return None


def _identifier(value: object) -> str | None:
    for item in listed(value):
        if isinstance(item, dict):
            found = plain(cast("dict[str, Any]", item).get("value"))
            if found:
                return found
        elif isinstance(item, str | int):
            return plain(item)
    return None


def _contact(value: object) -> dict[str, str | None] | None:
    for item in listed(value):
        if isinstance(item, dict):
            node = cast("dict[str, Any]", item)
            contact = {
                "name": plain(node.get("name")),
                "email": plain(node.get("email")),
                "telephone": plain(node.get("telephone")),
            }
            if any(contact.values()):
                return contact
    return None


def _url(value: object) -> str | None:
    for item in listed(value):
        if isinstance(item, str) and item.strip().startswith(("http://", "https://")):
            return one_line(item)
    return None


def _date(value: object, *, month_first: bool) -> str | None:
    for item in listed(value):
        found = schema_date(item, month_first=month_first)
        if found:
            return found.isoformat()
    return None
