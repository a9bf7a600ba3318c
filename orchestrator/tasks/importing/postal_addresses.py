"""A place or an address parted into the fields of JSON Resume; what is not written is not added."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from orchestrator.tasks.extraction.rules.places import country_code

if TYPE_CHECKING:
    from collections.abc import Sequence

_ENGLISH_STREET = (
    r"\d{1,5}[a-z]?\s+(?:[^\W\d_][\w.'’-]*\s+){1,4}?"
    r"(?:(?:street|st|avenue|ave|road|rd|lane|ln|drive|dr|boulevard|blvd|way|court|ct|place)\b"
    r"|(?:alley|circle|cir|close|crescent|gardens|green|grove|highway|hwy|hill|mews|parade|park"
    r"|parkway|pkwy|path|plaza|quay|rise|row|square|terrace|trail|view|walk|wharf)\.?(?=\s*(?:,|$)))"
)
STREET = re.compile(
    rf"\b{_ENGLISH_STREET}"
    r"|\w+(?:stra(?:ß|ss)e|str\.|weg|gasse|platz|allee|laan|straat|plein|kade)\s*\d"
    r"|\b(?:rue|avenue|boulevard|calle|c/|via|viale|piazza|rua|avenida|plaza|paseo)\b.*\d"
    r"|\b\d+[,]?\s+(?:bis\s+|ter\s+)?(?:rue|avenue|boulevard|chemin|allée|place|impasse|quai|cours"
    r"|chaussée|route|sentier|montée|square|passage|faubourg|résidence|lotissement|venelle)\b",
    re.IGNORECASE,
)
_WHOLE_STREET = re.compile(rf"{_ENGLISH_STREET}\.?", re.IGNORECASE)
"""A number of four digits before a street is no postal code: "2210 Quinpool Lane"."""

_CODE_BEFORE = re.compile(
    r"(?P<code>(?:[A-Z]{1,3}-)?\d{4,6}(?:\s?[A-Z]{2})?|\d{4}-\d{3}|\d{2}-\d{3}|\d{3}\s\d{2})\s+"
    r"(?P<city>[^\d,]+(?:\s\d{1,2})?)"
)
"""28013 Madrid, 1015 CN Amsterdam, 4000-123 Porto, 31-147 Kraków, 110 00 Praha."""

_CODE_BEHIND = r"\d{5}(?:-\d{4})?|\d{4}|[A-Z]\d[A-Z]\s?\d[A-Z]\d|[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}"
"""Of the United States, Australia, Canada and the United Kingdom."""

_STATE_AND_CODE = re.compile(rf"(?P<region>[A-Z]{{2,3}})(?:\s+(?P<code>{_CODE_BEHIND}))?")
_STATE_IN_FULL = re.compile(r"(?P<region>[^\W\d]+(?: [^\W\d]+)?)\s+(?P<code>\d{5}(?:-\d{4})?)")
"""Behind an American town: "Vancouver, Washington 98660"."""

_CITY_AND_CODE = re.compile(
    rf"(?P<city>[^\d,]+?)(?:\s+(?P<region>[A-Z]{{2,3}}))?\s+(?P<code>{_CODE_BEHIND})"
)
_TOWN_WITH_CODE = re.compile(
    r"[^\W\d_][^\d,]{1,40}?,?\s+(?:[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}|[A-Z]\d[A-Z]\s?\d[A-Z]\d)"
)
"""Of the United Kingdom and Canada: "Bristol BS6 5XX"."""

_STATES_TOO = re.compile(r"A[LRZ]|C[AO]|DE|GA|I[DLN]|KY|LA|M[ADENOST]|N[CE]|PA|SC|SD|TN|VA")
"""States of the USA whose codes are a country's too."""

_NUMBERED = re.compile(r"\d|\b(?:apt|unit|suite|floor|flat)\b", re.IGNORECASE)


def is_town_with_code(text: str) -> bool:
    """Whether a text is a town, known or not, with a postal code that nothing else looks like."""
    return _TOWN_WITH_CODE.fullmatch(text) is not None


def location_fields(text: str) -> dict[str, str]:
    """Part a place: address, postalCode, city, region, countryCode or the country as written."""
    pieces = [piece.strip() for piece in re.split(r",\s*", text) if piece.strip()]
    is_street = STREET.search(text) and not _CODE_BEFORE.fullmatch(text)
    if len(pieces) == 1 and (is_street or _WHOLE_STREET.fullmatch(text)):
        return {"address": text}
    country = _country(pieces)
    found, before = _town(pieces)
    street = _street(before)
    return ({"address": street} if street else {}) | found | country


def _country(pieces: list[str]) -> dict[str, str]:
    """Take the country from the end; two capitals behind one piece may be a state."""
    last = pieces[-1] if len(pieces) > 1 else ""
    if not last or not country_code(last):
        return {}
    if len(last) == 2:
        is_state = len(pieces) == 2 or not last.isupper() or _NUMBERED.search(pieces[-2])
        is_state = is_state or (_STATES_TOO.fullmatch(last) and _WHOLE_STREET.match(pieces[0]))
        if is_state and last != "UK":
            return {}
    pieces.pop()
    return {"countryCode" if len(last) == 2 and last != "UK" else "x-country": last}


def _town(pieces: Sequence[str]) -> tuple[dict[str, str], Sequence[str]]:
    """The town with its code and region, and the pieces before it."""
    at = next((i for i, x in enumerate(pieces) if _is_town(x)), None)
    if at is not None and (match := _CODE_BEFORE.fullmatch(pieces[at])):
        region = ", ".join(pieces[at + 1 :])
        fields = {"postalCode": match["code"], "city": match["city"].strip()}
        return fields | ({"region": region} if region else {}), pieces[:at]
    last = pieces[-1]
    if len(pieces) > 1 and re.fullmatch(_CODE_BEHIND, last) and not _is_of_street(pieces[-2]):
        return {"city": pieces[-2], "postalCode": last}, pieces[:-2]
    state = _STATE_AND_CODE.fullmatch(last)
    if state is None and len(pieces) > 1 and not _is_of_street(pieces[-2]):
        state = _STATE_IN_FULL.fullmatch(last)
    if state and len(pieces) > 1:
        fields = {"city": pieces[-2], "region": state["region"], "postalCode": state["code"]}
        return {key: value for key, value in fields.items() if value}, pieces[:-2]
    if match := _CITY_AND_CODE.fullmatch(last):
        fields = {"city": match["city"], "region": match["region"], "postalCode": match["code"]}
        return {key: value for key, value in fields.items() if value}, pieces[:-1]
    # The first piece that is no street is the town; what follows is its region.
    begin = next((i for i, x in enumerate(pieces) if not _is_of_street(x)), len(pieces) - 1)
    region = ", ".join(pieces[begin + 1 :])
    return {"city": pieces[begin]} | ({"region": region} if region else {}), pieces[:begin]


def _is_town(piece: str) -> bool:
    return _CODE_BEFORE.fullmatch(piece) is not None and not STREET.search(piece)


def _is_of_street(piece: str) -> bool:
    return STREET.search(piece) is not None or _NUMBERED.search(piece) is not None


def _street(pieces: Sequence[str]) -> str | None:
    """The street with its number; the name of a house or an institute before it is left out."""
    first = next((i for i, piece in enumerate(pieces) if _is_of_street(piece)), None)
    return ", ".join(pieces[first:]) if first is not None else None
