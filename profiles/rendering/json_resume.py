"""A CV as a JSON Resume document: the chosen lines and nothing else of the profile."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from profiles.rendering.content import clean, web_address

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from profiles.drafts import Contact, CvDraft, DraftEntry, DraftLine

_SCHEMA = (
    "https://raw.githubusercontent.com/jsonresume/jsonresume.org/master/packages/schema/schema.json"
)
_DATE = re.compile(r"[12]\d{3}(-\d{2}(-\d{2})?)?")
_PROSE = ("summary", "description")


def json_resume(draft: CvDraft) -> str:
    """The document, with names as in schema 1.3.1; ends with a line break."""
    document: dict[str, Any] = {
        "$schema": _SCHEMA,
        "basics": _basics(draft.basics, draft.summary),
    }
    for section in draft.sections:
        form = _SECTIONS.get(section.id)
        if form is not None:
            document[section.id] = [_filled(form(entry)) for entry in section.entries]
    document["meta"] = {"version": "v1.3.1"}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _basics(basics: Contact, summary: Iterable[DraftLine]) -> dict[str, Any]:
    place = basics.place
    location = (
        {
            "address": place.address,
            "postalCode": place.postal_code,
            "city": place.city,
            "region": place.region,
            "countryCode": place.country_code,
        }
        if place
        else {"address": basics.location}
    )
    profiles = (
        _filled({"network": link.network, "username": link.username, "url": _url(link.url)})
        for link in basics.profiles
    )
    return _filled(
        {
            "name": basics.name,
            "label": basics.label,
            "email": basics.email,
            "phone": basics.phone,
            "url": _url(basics.url),
            "summary": " ".join(clean(line.text) for line in summary),
            "location": _filled(location),
            "profiles": [profile for profile in profiles if profile],
        }
    )


def _work(entry: DraftEntry) -> dict[str, Any]:
    prose, bullets = _prose_and_bullets(entry.lines)
    return {
        "name": entry.organization,
        "location": entry.location,
        "position": entry.title,
        "url": _url(entry.url),
        **_span(entry),
        "summary": prose,
        "highlights": bullets,
    }


def _volunteer(entry: DraftEntry) -> dict[str, Any]:
    prose, bullets = _prose_and_bullets(entry.lines)
    return {
        "organization": entry.organization,
        "position": entry.title,
        "url": _url(entry.url),
        **_span(entry),
        "summary": prose,
        "highlights": bullets,
    }


def _education(entry: DraftEntry) -> dict[str, Any]:
    title = entry.title or ""
    area = entry.area
    degree = title.removesuffix(area).rstrip(", ") if area else title
    return {
        "institution": entry.organization,
        "url": _url(entry.url),
        "area": area,
        "studyType": degree,
        **_span(entry),
        "score": entry.detail,
        "courses": _texts(entry.lines),
    }


def _project(entry: DraftEntry) -> dict[str, Any]:
    prose, rest = _prose_and_bullets(entry.lines)
    keywords = [line.text for line in entry.lines if _field(line) == "keywords"]
    return {
        "name": entry.title,
        "description": prose,
        "highlights": [text for text in rest if text not in keywords],
        "keywords": keywords,
        **_span(entry),
        "url": _url(entry.url),
        "roles": entry.detail.split(", ") if entry.detail else [],
        "entity": entry.organization,
    }


def _award(entry: DraftEntry) -> dict[str, Any]:
    return {
        "title": entry.title,
        "date": _date(entry.end_date or entry.start_date),
        "awarder": entry.organization,
        "summary": " ".join(_texts(entry.lines)),
    }


def _certificate(entry: DraftEntry) -> dict[str, Any]:
    return {
        "name": entry.title,
        "date": _date(entry.end_date or entry.start_date),
        "url": _url(entry.url),
        "issuer": entry.organization,
    }


def _publication(entry: DraftEntry) -> dict[str, Any]:
    return {
        "name": entry.title,
        "publisher": entry.organization,
        "releaseDate": _date(entry.end_date or entry.start_date),
        "url": _url(entry.url),
        "summary": " ".join(_texts(entry.lines)),
    }


def _skill(entry: DraftEntry) -> dict[str, Any]:
    return {"name": entry.title, "level": entry.detail, "keywords": _texts(entry.lines)}


def _language(entry: DraftEntry) -> dict[str, Any]:
    return {"language": entry.title, "fluency": entry.detail}


def _interest(entry: DraftEntry) -> dict[str, Any]:
    return {"name": entry.title, "keywords": _texts(entry.lines)}


_SECTIONS: Mapping[str, Callable[[DraftEntry], dict[str, Any]]] = {
    "work": _work,
    "volunteer": _volunteer,
    "education": _education,
    "awards": _award,
    "certificates": _certificate,
    "publications": _publication,
    "skills": _skill,
    "languages": _language,
    "interests": _interest,
    "projects": _project,
}


def _prose_and_bullets(lines: Iterable[DraftLine]) -> tuple[str, list[str]]:
    """What rests on an entry's summary alone goes back there; the rest are highlights."""
    prose = [line.text for line in lines if _field(line) in _PROSE]
    return " ".join(prose), [line.text for line in lines if _field(line) not in _PROSE]


def _field(line: DraftLine) -> str:
    """The field that a line was taken from: "work/1/highlights/3" is of "highlights"."""
    fields = {citation.split("/")[2] for citation in line.citations if citation.count("/") > 1}
    return fields.pop() if len(fields) == 1 else ""


def _span(entry: DraftEntry) -> dict[str, Any]:
    return {"startDate": _date(entry.start_date), "endDate": _date(entry.end_date)}


def _date(text: str | None) -> str | None:
    return text if text and _DATE.fullmatch(text) else None


def _url(text: str | None) -> str | None:
    return web_address(text).url or text if text else None


def _texts(lines: Iterable[DraftLine]) -> list[str]:
    return [line.text for line in lines]


def _filled(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is empty: JSON Resume leaves such keys out."""
    return {key: value for key, value in fields.items() if value}
