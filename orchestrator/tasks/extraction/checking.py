"""A model's reading of a posting, held against the source field by field.

What the source does not bear out gives way to what rules and structured data found there.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from orchestrator.request import AnswerFaultError
from orchestrator.tasks.extraction.evidence import Evidence
from orchestrator.tasks.extraction.origins import quote_of
from orchestrator.tasks.extraction.patterns import regex
from profiles.postings import (
    ApplicationContact,
    BaseSalary,
    EmploymentType,
    JobLocationType,
    JobPosting,
    Organization,
    Origin,
    Place,
    Requirement,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from orchestrator.tasks.extraction.answer import (
        AnsweredRequirement,
        AnsweredSalary,
        PostingAnswer,
    )

_CURRENCY = regex(r"[A-Z]{3}\Z")
_DOLLARS = frozenset({"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "TWD"})
_LANGUAGE = regex(r"[a-z]{2}\Z")
_COPIED_TEXTS = ("title", "industry", "seniority", "work_hours")
_COPIED_LISTS = ("responsibilities", "qualifications", "job_benefits", "skills")


def checked_posting(
    answer: PostingAnswer, base: JobPosting, facts: Mapping[str, Any], evidence: Evidence
) -> JobPosting:
    """Overlay what a model read on what rules found, as far as the source bears it out.

    Args:
        answer: The model's reading.
        base: What rules and structured data found; kept where the model says nothing.
        facts: What structured data states: it wins over the model in dates and in the kinds of
            employment and place, which no quote can prove.
        evidence: The source's text.

    Raises:
        AnswerFaultError: when the model quotes requirements and none of the quotes is there.
    """
    found: dict[str, Any] = {}
    for name in _COPIED_TEXTS:
        found[name] = evidence.passage(getattr(answer, name)) or getattr(base, name)
    for name in _COPIED_LISTS:
        found[name] = _passages(getattr(answer, name), evidence) or getattr(base, name)
    found["hiring_organization"] = _organization(answer, base, evidence)
    found["job_location"] = _places(answer, base, facts, evidence)
    found["job_location_type"] = _workplace(answer, base, facts, evidence)
    found["employment_type"] = _employment(answer, base, facts, evidence)
    if _LANGUAGE.match(answer.in_language or "") and "in_language" not in facts:
        found["in_language"] = answer.in_language
    found["base_salary"] = _salary(answer.base_salary, base, facts, evidence)
    for name in ("date_posted", "valid_through"):
        found[name] = _date(getattr(answer, name), getattr(base, name), name in facts, evidence)
    found["application_contact"] = _contact(answer, base, evidence)
    url = answer.application_url
    if url and url.lower().startswith(("https://", "http://")) and evidence.leads_to(url):
        found["application_url"] = url
    found["requirements"] = _requirements(answer.requirements, evidence) or base.requirements
    found["closed"] = answer.closed or base.closed
    found["origins"] = _origins(found, base)
    return base.model_copy(update=found)


def _origins(found: Mapping[str, Any], base: JobPosting) -> dict[str, Origin]:
    """A value that rules had found as well keeps its origin; any other is the model's."""
    origins = dict(base.origins)
    read = base.model_copy(update=dict(found)).model_dump(mode="json", include=set(found))
    lines = base.source.text.splitlines()
    for name, value in found.items():
        if value and value != getattr(base, name):
            quote = quote_of(name, read[name], further=lines)
            origins[name] = Origin(source="model", quote=quote)
    return origins


def _passages(texts: Sequence[str], evidence: Evidence) -> list[str]:
    found = (evidence.passage(text) for text in texts)
    return list(dict.fromkeys(text for text in found if text))


def _organization(
    answer: PostingAnswer, base: JobPosting, evidence: Evidence
) -> Organization | None:
    name = evidence.passage(answer.hiring_organization)
    if name is None or (base.hiring_organization and base.hiring_organization.name == name):
        return base.hiring_organization
    return Organization(name=name)


def _places(
    answer: PostingAnswer, base: JobPosting, facts: Mapping[str, Any], evidence: Evidence
) -> list[Place]:
    if "job_location" in facts:
        return base.job_location
    known = {place.name: place for place in base.job_location}
    borne_out = [_place_said(text.strip(" ,"), evidence) for text in answer.job_location]
    places = [known.get(text) or Place(name=text) for text in dict.fromkeys(borne_out) if text]
    return places or base.job_location


def _place_said(text: str, evidence: Evidence) -> str:
    """A place without the region or country that is only inferred; "" when no part is there."""
    if evidence.says(text):
        return text
    first, *rest = (part.strip() for part in text.split(","))
    if not evidence.says(first):
        return ""
    return ", ".join([first, *filter(evidence.says, rest)])


def _workplace(
    answer: PostingAnswer, base: JobPosting, facts: Mapping[str, Any], evidence: Evidence
) -> JobLocationType | None:
    answered = answer.job_location_type
    if answered is None or "job_location_type" in facts:
        return base.job_location_type
    from orchestrator.tasks.extraction.rules.possible_terms import possible_workplaces

    possible = possible_workplaces(evidence.text)
    return answered if possible is None or answered in possible else base.job_location_type


def _employment(
    answer: PostingAnswer, base: JobPosting, facts: Mapping[str, Any], evidence: Evidence
) -> list[EmploymentType]:
    if not answer.employment_type or "employment_type" in facts:
        return base.employment_type
    from orchestrator.tasks.extraction.rules.possible_terms import possible_employment

    possible = possible_employment(evidence.text)
    found = [one for one in answer.employment_type if possible is None or one in possible]
    return found or base.employment_type


def _salary(
    answered: AnsweredSalary | None,
    base: JobPosting,
    facts: Mapping[str, Any],
    evidence: Evidence,
) -> BaseSalary | None:
    amounts = [a for a in (answered.min, answered.max) if a is not None] if answered else []
    borne_out = amounts and all(evidence.has_number(amount) for amount in amounts)
    if answered is None or not borne_out or "base_salary" in facts:
        return base.base_salary
    found = base.base_salary
    if found and (found.min, found.max) != (answered.min, answered.max):
        found = None  # other amounts have a currency and words of their own
    return BaseSalary(
        currency=_currency(answered.currency, evidence) or (found.currency if found else None),
        min=answered.min,
        max=answered.max,
        unit=answered.unit,
        text=found.text if found else None,
    )


def _currency(answered: str | None, evidence: Evidence) -> str | None:
    """Take an ISO code, but none that is only guessed from a bare "$", which many share."""
    code = (answered or "").upper()
    if not _CURRENCY.match(code):
        return None
    is_guess = code in _DOLLARS and not evidence.says(code) and evidence.says("$")
    return None if is_guess else code


def _date(
    answered: str | None, found: date | None, is_fact: bool, evidence: Evidence
) -> date | None:
    if is_fact or not answered:
        return found
    try:
        day = date.fromisoformat(answered[:10])
    except ValueError:
        return found
    return day if evidence.has_date(day) else found


def _contact(
    answer: PostingAnswer, base: JobPosting, evidence: Evidence
) -> ApplicationContact | None:
    contact = answer.application_contact
    if contact is None:
        return base.application_contact
    found = ApplicationContact(
        name=evidence.passage(contact.name),
        email=contact.email if evidence.leads_to(contact.email) else None,
        telephone=evidence.passage(contact.telephone),
    )
    return found if found != ApplicationContact() else base.application_contact


def _requirements(answered: Sequence[AnsweredRequirement], evidence: Evidence) -> list[Requirement]:
    quoted = [(item, evidence.passage(item.quote)) for item in answered]
    kept = [(item, quote) for item, quote in quoted if quote]
    if answered and not kept:
        raise AnswerFaultError(
            "None of the quotes occurs in the posting. Copy each quote from the posting letter "
            "for letter, one passage without gaps."
        )
    return [
        Requirement(
            id=f"r{number}",
            text=item.text.strip() or quote,
            kind=item.kind,
            level=item.level,
            years=_years(item, quote),
            quote=quote,
        )
        for number, (item, quote) in enumerate(kept, start=1)
    ]


def _years(item: AnsweredRequirement, quote: str) -> float | None:
    """Keep years that the quote states in digits, or may state in words."""
    if item.years is None or item.years <= 0:
        return None
    has_digits = any(character.isdigit() for character in quote)
    return item.years if not has_digits or Evidence(quote).has_number(item.years) else None
