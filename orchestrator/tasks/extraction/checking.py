"""A model's reading of a posting, held against the source field by field.

What the source does not bear out gives way to what rules and structured data found there.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from orchestrator.request import AnswerFaultError
from profiles.postings import (
    ApplicationContact,
    BaseSalary,
    JobPosting,
    Organization,
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
    from orchestrator.tasks.extraction.evidence import Evidence

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
    for name in ("job_location_type", "employment_type", "in_language"):
        stated = name in facts or not getattr(answer, name)
        found[name] = getattr(base if stated else answer, name)
    found["base_salary"] = _salary(answer.base_salary, base, facts, evidence)
    for name in ("date_posted", "valid_through"):
        found[name] = _date(getattr(answer, name), getattr(base, name), name in facts, evidence)
    found["application_contact"] = _contact(answer, base, evidence)
    if answer.application_url and evidence.says(answer.application_url):
        found["application_url"] = answer.application_url
    found["requirements"] = _requirements(answer.requirements, evidence) or base.requirements
    found["closed"] = answer.closed or base.closed
    return base.model_copy(update=found)


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
    borne_out = [
        text
        for text in answer.job_location
        if evidence.says(text) or all(evidence.says(part.strip()) for part in text.split(","))
    ]
    places = [known.get(text) or Place(name=text) for text in dict.fromkeys(borne_out) if text]
    return places or base.job_location


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
    currency = answered.currency or (base.base_salary.currency if base.base_salary else None)
    text = base.base_salary.text if base.base_salary else None
    return BaseSalary(
        currency=currency, min=answered.min, max=answered.max, unit=answered.unit, text=text
    )


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
    email = contact.email if evidence.says(contact.email) else None
    found = ApplicationContact(
        name=evidence.passage(contact.name),
        email=email,
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
    return item.years if not has_digits or f"{item.years:g}" in quote else None
