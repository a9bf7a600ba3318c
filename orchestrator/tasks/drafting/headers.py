"""What identifies the person, an employer, a school or a date: copied from the profile by code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from profiles.drafts import Contact, DraftEntry, DraftLine, NetworkLink, Place, Target
from profiles.master_profile import Education, Project, Work, entry_dates

if TYPE_CHECKING:
    from orchestrator.tasks.drafting.job_facts import JobFacts
    from profiles.master_profile import Basics
    from profiles.master_profile.schema import Location, Part

_TITLE = ("position", "title", "language", "name")
_ORGANIZATION = ("organization", "institution", "awarder", "issuer", "publisher", "entity")
_POSTAL_CODE_LAST = {"US", "CA", "GB", "AU", "NZ", "IE", "IN", "ZA", "SG", "PR"}
"""Countries that write the postal code behind the town or region."""

_DATE = ("date", "release_date")
_DETAIL = ("score", "level", "fluency")


def contact(basics: Basics) -> Contact:
    """The head of a draft."""
    place = basics.location
    code = place.country_code if place else None
    return Contact(
        name=basics.name,
        label=basics.label,
        email=basics.email,
        phone=basics.phone,
        url=basics.url,
        location=_location(place) if place else None,
        profiles=[
            NetworkLink(network=link.network, username=link.username, url=link.url)
            for link in basics.profiles
        ],
        place=Place(
            address=place.address,
            postal_code=place.postal_code,
            city=place.city,
            region=place.region,
            country_code=code,
        )
        if place
        else None,
    )


def _location(place: Location) -> str | None:
    """A place as an address has it: "98660 Lyon", but "Vancouver, Washington 98660" in English.

    The country's code is left out where a region or a postal code tells it.
    """
    after = (place.country_code or "").upper() in _POSTAL_CODE_LAST
    before_code, after_code = (None, place.postal_code) if after else (place.postal_code, None)
    city = " ".join(part for part in (before_code, place.city) if part)
    parts = [part for part in (place.address, city, place.region) if part]
    if after_code:
        parts = [*parts[:-1], f"{parts[-1]} {after_code}"] if parts else [after_code]
    if place.country_code and not (place.postal_code or place.region):
        parts.append(place.country_code)
    return ", ".join(parts) or None


def target(facts: JobFacts) -> Target:
    """The posting that a draft is for."""
    return Target(title=facts.title, company=facts.company)


def draft_entry(entry_id: str, entry: Part, lines: list[DraftLine], *, present: str) -> DraftEntry:
    """An entry's header with the lines under it."""
    title, organization = title_and_organization(entry)
    start = _first(entry, ("start_date",))
    end = _first(entry, ("end_date", *_DATE))
    return DraftEntry(
        entry=entry_id,
        title=title,
        organization=organization,
        location=_first(entry, ("location",)),
        start_date=start,
        end_date=end,
        dates=entry_dates(entry, present=present) or end,
        url=_first(entry, ("url",)),
        detail=_detail(entry),
        lines=lines,
        area=entry.area if isinstance(entry, Education) else None,
    )


def title_and_organization(entry: Part) -> tuple[str | None, str | None]:
    """What the person was or made, and where: position and employer, degree and school."""
    if isinstance(entry, Education):
        degree = ", ".join(part for part in (entry.study_type, entry.area) if part)
        return degree or None, entry.institution
    if isinstance(entry, Work):
        return entry.position, entry.name
    return _first(entry, _TITLE), _first(entry, _ORGANIZATION)


def _detail(entry: Part) -> str | None:
    if isinstance(entry, Project):
        return ", ".join(entry.roles) or None
    return _first(entry, _DETAIL)


def _first(entry: Part, fields: tuple[str, ...]) -> str | None:
    for field in fields:
        if field in type(entry).model_fields:
            value: str | None = getattr(entry, field)
            if value:
                return value
    return None
