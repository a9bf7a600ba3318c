"""`jobLocation` as sites publish it, and the lies that stand in its fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from orchestrator.tasks.extraction.blocks import one_line
from orchestrator.tasks.extraction.folding import fold
from orchestrator.tasks.extraction.patterns import regex
from orchestrator.tasks.extraction.rules.places import country_code, is_continent
from orchestrator.tasks.extraction.rules.workplace import (
    JOB_LOCATION_TYPES,
    is_workplace,
    workplace,
)
from orchestrator.tasks.extraction.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping

_COUNTRIES_MEAN_REMOTE = 12
"""Lists of that many places with nothing but a country are how some systems write "remote"."""

_POSTAL_CODE = regex(r"^[A-Z]{0,2}-?\d{3,6}(?:-\d{3,4})?$")
_FILLERS = frozenset(
    {
        "", "-", "--", ".", "n/a", "na", "null", "none", "undefined", "other", "unknown",
        "multiple", "multiple locations", "various", "not specified",
    }
)  # fmt: skip
_MOST_PLACES = 60
_LENGTH_OF_CODE = 2


def job_places(
    raw: Mapping[str, Any], company: str | None
) -> tuple[list[dict[str, Any]], str | None, list[str]]:
    """Read places, workplace type and where applicants must live.

    Returns:
        Places as dictionaries of `Place`, a JobLocationType value or None, names of countries.
    """
    places: list[dict[str, Any]] = []
    said_remote = False
    values = _listed(raw.get("jobLocation"))[:500]
    addresses = [_address_key(value) for value in values]
    repeated = len(values) > 1 and len(set(addresses)) == 1
    for value in values:
        place, remote = _place(value, company, name_first=repeated)
        said_remote = said_remote or remote
        if place and place["name"] not in {known["name"] for known in places}:
            places.append(place)
    applicants = [
        name for v in _listed(raw.get("applicantLocationRequirements")) if (name := _text(v))
    ]
    workplace_type = _workplace(raw.get("jobLocationType"))
    if workplace_type is None and said_remote and not places:
        workplace_type = "TELECOMMUTE"
    if len(places) >= _COUNTRIES_MEAN_REMOTE and all(_country_only(place) for place in places):
        workplace_type = workplace_type or "TELECOMMUTE"
        applicants = applicants or [place["name"] for place in places]
        places = []
    return places[:_MOST_PLACES], workplace_type, list(dict.fromkeys(applicants))


def _workplace(value: object) -> str | None:
    for item in _listed(value):
        if isinstance(item, str):
            if "telecommute" in item.lower():
                return "TELECOMMUTE"
            kind = workplace(item.replace("_", " "))
            if kind:
                return JOB_LOCATION_TYPES[kind]
    return None


def _place(
    value: object, company: str | None, *, name_first: bool
) -> tuple[dict[str, Any] | None, bool]:
    if isinstance(value, str):
        text = one_line(value)
        if is_workplace(text):
            return None, workplace(text) == "remote"
        return ({"name": text} if _usable(text, company) else None), False
    if not isinstance(value, dict):
        return None, False
    node = cast("dict[str, Any]", value)
    name = _text(node.get("name"))
    address: object = node.get("address")
    if isinstance(address, list):
        address = next(iter(cast("list[object]", address)), None)
    if isinstance(address, str):
        text = one_line(address)
        return ({"name": text} if _usable(text, company) else None), False
    parts = cast("dict[str, Any]", address) if isinstance(address, dict) else node
    if name_first and name and _usable(name, company):
        return {"name": name}, False
    return _from_parts(parts, company, name if parts is not node else None)


def _from_parts(
    parts: Mapping[str, Any], company: str | None, name: str | None
) -> tuple[dict[str, Any] | None, bool]:
    locality, region, country = (
        _text(parts.get(key)) for key in ("addressLocality", "addressRegion", "addressCountry")
    )
    postal = _text(parts.get("postalCode"))
    street = _text(parts.get("streetAddress"))
    remote = any(part is not None and is_workplace(part) for part in (locality, region, street))
    if locality and _POSTAL_CODE.match(locality):
        postal, locality = postal or locality, None
    locality = locality if _usable(locality, company) else None
    region = None if region and is_continent(region) else region
    region = region if _usable(region, company) else None
    country = country if _usable(country, company) else None
    shown: list[str] = []
    for part in (locality, region, country):
        if part and not any(fold(part) == fold(known) for known in shown):
            shown.append(part)
    if not locality and name and _usable(name, company) and not _POSTAL_CODE.match(name):
        shown = [name, *(part for part in shown if fold(part) not in fold(name))]
    if not shown:
        return None, remote
    return {
        "name": ", ".join(shown),
        "street_address": street if _usable(street, company) else None,
        "address_locality": locality,
        "address_region": region,
        "postal_code": postal if postal and not _is_filler(postal) else None,
        "address_country": (country_code(country) or country) if country else None,
    }, remote


def _usable(text: str | None, company: str | None) -> bool:
    if text is None or _is_filler(text) or is_workplace(text) or len(text) > 200:
        return False
    return company is None or fold(text) != fold(company)


def _is_filler(text: str) -> bool:
    """Whether a value only says that there is none: "UNAVAILABLE", "Not specified"."""
    folded, known = fold(text), words().lists["place.fillers"]
    if folded in _FILLERS:
        return True
    if len(text) == _LENGTH_OF_CODE and text.isalpha():
        return False  # "NO" is Norway
    return folded in known or all(word in known for word in folded.strip(" .-*").split())


def _country_only(place: Mapping[str, Any]) -> bool:
    return not place.get("address_locality") and bool(place.get("address_country"))


def _address_key(value: object) -> str:
    address = cast("dict[str, Any]", value).get("address") if isinstance(value, dict) else None
    if not isinstance(address, dict):
        return str(id(cast("object", value)))
    node = cast("dict[str, Any]", address)
    keys = ("streetAddress", "addressLocality", "addressRegion")
    return "|".join(str(_text(node.get(key))) for key in keys)


def _text(value: object) -> str | None:
    for item in _listed(value):
        found: object = cast("dict[str, Any]", item).get("name") if isinstance(item, dict) else item
        if isinstance(found, list):
            found = next(iter(cast("list[object]", found)), None)
        if isinstance(found, str) and found.strip():
            return one_line(found).strip(" ,")
        if isinstance(found, int) and not isinstance(found, bool):
            return str(found)
    return None


def _listed(value: object) -> list[object]:
    if isinstance(value, list):
        return cast("list[object]", value)
    return [] if value is None else [value]
