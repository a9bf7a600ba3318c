"""Places: telling one from other short texts, and finding its country."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache
from typing import cast

from orchestrator.tasks.extraction.blocks import has_digit
from orchestrator.tasks.extraction.folding import fold, fold_all
from orchestrator.tasks.extraction.patterns import regex
from orchestrator.tasks.extraction.remembering import remembered
from orchestrator.tasks.extraction.words import load, load_text, words

_CODE_TAIL = regex(
    r"(?:^|[,\s-])\s*([A-Z]{2,3})"
    r"(?:,?\s+(?:\d{5}(?:-\d{4})?|\d{4}|[A-Z]\d[A-Z]\s?\d[A-Z]\d))?\s*$"
)
"""A region's code, and after it a postal code of the USA, Australia or Canada."""

_CODES_BEFORE = regex(r"^[A-Z]{2}-(?:[A-Z]{2,3}-)?(?=[A-ZÀ-Þ][a-zà-ÿ])")
"""Such as "US-CA-" of "US-CA-San Francisco"."""

_JAPANESE_CODE = regex(r"^〒?\s*\d{3}-?\d{4}\s*")
_POSTAL_ALONE = regex(
    r"\d{4,6}(?:-\d{3,4})?|[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}|[A-Z]\d[A-Z]\s?\d[A-Z]\d"
)
_POSTAL = regex(
    r"^(?:[A-Z]{1,3}-)?(?:\d{4,5}|\d{3} \d{2}|\d{2}-\d{3}|\d{4} ?[A-Z]{2})\s+(?=[^\W\d_])"
)
_WITH_CODES = regex(
    r"(?:^|[,|·•]\s*)([A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){0,3}),?\s([A-Z]{2,3}),?"
    r"\s(?:\d{5}(?:-\d{4})?|[A-Z]\d[A-Z]\s?\d[A-Z]\d|\d{4})(?![\w-])"
)
"""A town of the USA, Canada or Australia with its codes, behind a mark."""

_BRITISH = regex(
    r"[A-Z][A-Za-z'’.-]+(?:[ -][A-Za-z'’.-]+){0,3},?\s+[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\.?"
)
"""A town before its postal code: "Cambridge CB1 2AB"."""

_YEAR = regex(r"(?:19|20)\d\d\s")
_DISTRICT = regex(r"\s+(?:\d{1,2}\s?(?:e|er|eme|ème|\.\s?bezirk)?|cedex(?:\s\d+)?)$", re.IGNORECASE)
"""Such as "18e" of "Paris 18e"."""

_PROVINCE = regex(r"^([^\W\d_][\w'’.\- ]{1,40}?)\s\(([A-Z]{2}|2[AB]|\d{2,3})\)$")
_SENTENCE = regex(r"(?=[.!?@<>{}$€£=hw])(?:(?<!\b[FMS]t)[.!?]\s+[A-Z]|[@<>{}$€£=]|https?:|\bwww\.)")
_PIECES = regex(r"[,;/|]|\s[-–—]\s")
_COUNTED = regex(r"(?<!\S)\d{1,3}\s+[^\W\d_]+\s+[^\W\d_]+")
"""Such as "2 weeks ago"."""

_FILE_SIZE = regex(r"\d\s?[KMG]B$")
"""Such as "PDF, max. 5 MB"."""

_ASIDE = regex(r"\s*\([^()]*\)")
_LAST_ASIDE = regex(r"\s*\([^)]*\)\s*$")
_INNER = regex(r"\(([^()]{2,40})\)")
_LONGEST_UNSPACED = 60
_SHORTEST_TOWN = 3
_LONGEST_PARTICLE = 4
_MOST_CHARACTERS = 160
_AREA_MARKS = ("都", "道", "府", "県", "市", "区", "町", "村", "郡")


@remembered(4096)
def looks_like_place(text: str) -> bool:
    """Whether a short text names a known place: "Miami, FL", "Zürich", "Berlin, Deutschland"."""
    if _is_unspaced_place(text):
        return True
    text = _bare(text)
    if not text or len(text) > 80 or _SENTENCE.search(text):
        return False
    pieces = [piece.strip() for piece in _PIECES.split(text) if piece.strip()]
    if not pieces or len(pieces) > 8 or any(len(piece.split()) > 5 for piece in pieces):
        return False
    if _COUNTED.search(text):
        return False
    insides = {fold(aside) for piece in pieces for aside in _INNER.findall(piece)}
    if any(map(_country_named, pieces)) or insides & _wide():
        return all(_may_be_piece(piece) for piece in pieces)
    tail = _CODE_TAIL.search(text)
    if tail is None or tail[1] not in _region_codes() or _FILE_SIZE.search(text):
        return False
    return len(pieces) > 1 or (len(tail[1]) == 3 and 1 < len(text.split()) <= 4)


def is_town_with_province(text: str) -> bool:
    """Whether a text is a town, known or not, with its province: "Lumezzane (BS)", "Libourne (33)".

    A job's title can look the same ("Analyst (BI)"): ask only where no title is expected.
    """
    match = _PROVINCE.match(text.strip())
    if match is None or len(match[1].split()) > 5:
        return False
    code = match[2]
    if code.isdigit():
        return 1 <= int(code) <= 95 or 971 <= int(code) <= 976
    return code in ("2A", "2B") or code in _province_codes()


def is_postal_address(text: str) -> bool:
    """Whether a text is a postal code and a town: "27777 Moorbrück", "CH-8004 Zürich"."""
    if _BRITISH.fullmatch(text):
        return True
    match = _POSTAL.match(text)
    if match is None or len(text) > 60:
        return False
    town = text[match.end() :].strip(" .,")
    if len(town) <= _SHORTEST_TOWN and not _country_named(town):
        return False  # "12000 PLN"
    if _YEAR.match(text) and not _country_named(town):
        return False
    return town[:1].isupper() and len(town.split()) <= 4 and not has_digit(town)


@remembered(4096)
def _country_named(piece: str) -> str | None:
    """The country of a place without postal code, district, "Raum ..." and asides; "world"."""
    name = _ASIDE.sub("", piece) if "(" in piece else piece
    name = _CODES_BEFORE.sub("", name) if "-" in name[:3] else name
    name = _POSTAL.sub("", name) if has_digit(name) else name
    name = fold(_DISTRICT.sub("", name)).strip(" .()")
    known = _known()
    country = known.get(name)
    if country is not None:
        return country
    prefix = words().phrases["place.prefixes"].at_start(name)
    name = name[prefix.end :].strip() if prefix else name
    suffix = words().phrases["place.suffixes"].at_end(name)
    if suffix and name[: suffix.start].endswith(" "):
        return known.get(name[: suffix.start].strip())
    return known.get(name) if prefix else None


def nominative(town: str) -> str | None:
    """A town as lists have it: "Praha" for the "Praze" of "v Praze"; None for an unknown one."""
    for ending, base in _cases():
        if town.endswith(ending):
            name = town[: len(town) - len(ending)] + base
            if len(name) > 2 and looks_like_place(name):
                return name
    return None


@cache
def _cases() -> tuple[tuple[str, str], ...]:
    """Endings of the case that follows "in", longest first, with those of the plain name."""
    pairs = {tuple(case.split(">")) for case in words().spelled["location.cases"]}
    return tuple(sorted(((a, b) for a, b in pairs), key=lambda pair: (-len(pair[0]), pair)))


@cache
def inflecting() -> frozenset[str]:
    """The words for "in" that change the town's ending."""
    return frozenset(words().spelled["location.inflecting"])


def is_inflected_town(term: str, text: str) -> bool:
    """Whether a text begins with a town in the case that a word for "in" asks for: "Poznaniu"."""
    return term in inflecting() and nominative(text.partition(" ")[0].rstrip(".,")) is not None


def town_of_address(text: str) -> str | None:
    """The town with its region's code of "5500 Camino Real, Harlingen, TX 78552"."""
    for match in _WITH_CODES.finditer(text) if has_digit(text) else ():
        if match[2] in _region_codes():
            return f"{match[1]}, {match[2]}"
    return None


def is_postal_code(text: str) -> bool:
    """Whether a line is a postal code and nothing else."""
    return _POSTAL_ALONE.fullmatch(text.strip(" ,.")) is not None


def _is_unspaced_place(text: str) -> bool:
    """Whether a text without blanks starts with a known place: "東京都渋谷区神南1-2-3"."""
    text = _JAPANESE_CODE.sub("", text.strip())
    if (
        not 1 < len(text) <= _LONGEST_UNSPACED
        or not "\u3041" <= text[0] <= "\u9fff"
        or "。" in text
    ):
        return False
    known, folded = _known(), fold(text)
    for size in range(min(6, len(folded)), 1, -1):
        if folded[:size] in known:
            rest = folded[size:]
            ends = rest[:1] in (*_AREA_MARKS, "") or not rest[0].isalnum()
            # A name that ends in its own mark ("東京都") needs none behind it.
            return ends or (folded[size - 1] in _AREA_MARKS and any(m in rest for m in _AREA_MARKS))
    return False


def is_place_value(text: str) -> bool:
    """Whether the value of a location label can be one: short, not a sentence, not a filler."""
    text = _bare(text)
    folded = fold(text).strip(" .-–—:*")
    if not text or len(text) > _MOST_CHARACTERS or _SENTENCE.search(text):
        return False
    fillers = words().lists["place.fillers"]
    if all(word in fillers for word in folded.split()) or text.endswith("?"):
        return False
    if words().phrases["place.undecided"].at_start(folded):
        return False
    return any(character.isalpha() for character in text) and len(text.split()) <= 22


def country_of(text: str) -> str | None:
    """The ISO code of the country that a place lies in; None when the name does not tell."""
    codes = _region_codes()
    found: list[str] = []
    for piece in re.split(r"[,;/|()]|\s[-–—]\s", text[:400]):
        country = _country_named(piece)
        if country and country != "world":
            found.append(country)
    for match in re.finditer(r"(?:,\s*|\s(?=[A-Z]{3}\b))([A-Z]{2,3})\b", text[:400]):
        country = codes.get(match[1])
        if country:
            found.append(country)
    # Of two that are named as often the later one: a place stands before what it lies in.
    return max(reversed(found), key=found.count, default=None)


def country_code(text: str) -> str | None:
    """The ISO code for a country's name or code; None when it is neither."""
    text = text.strip()
    countries = _countries()
    if len(text) == 2 and text.isalpha():
        return text.upper()
    return countries.get(fold(text).strip(" ."))


def is_continent(text: str) -> bool:
    """Whether a name covers many countries: "Europe", "APAC"."""
    return _known().get(fold(text)) == "world"


def _bare(text: str) -> str:
    text = _LAST_ASIDE.sub("", text) if ")" in text else text
    return text.strip(" \t:;,-–—|·•📍")


def _may_be_piece(piece: str) -> bool:
    prefix = words().phrases["place.prefixes"].at_start(fold(piece))
    if prefix and _country_named(piece):
        return True
    first = piece.lstrip("(")[:1]
    if piece.split(maxsplit=1)[0] in _particles():
        return True
    if not _country_named(piece) and any(_is_common(word) for word in piece.split()):
        return False
    return not first.islower() or fold(piece) in _known()


@cache
def _particles() -> frozenset[str]:
    return frozenset(cast("dict[str, list[str]]", load("places")["particles"])["any"])


def _is_common(word: str) -> bool:
    # "Kunden sitzen in Berlin": longer than the "an der" and "sur" within a town's name.
    return len(word) > _LONGEST_PARTICLE and word.isalpha() and word.islower()


class _Known:
    """The country of each known name, "world" for "Europe" and the like."""

    def __init__(self) -> None:
        data = cast("dict[str, dict[str, list[str]]]", load("places"))
        self._towns = load_text("towns.txt").splitlines()  # in order; each with its country
        self._by_hand: dict[str, str] = {}
        for table in ("regions", "cities", "countries"):
            for code, names in data[table].items():
                self._by_hand |= dict.fromkeys(fold_all(names), code)

    def __contains__(self, name: str) -> bool:
        return self.get(name) is not None

    def get(self, name: str) -> str | None:
        """The country of a folded name; the list by hand knows better."""
        country = self._by_hand.get(name)
        if country is not None or not name:
            return country
        start = f"{name}\t"
        at = bisect_left(self._towns, start)
        line = self._towns[at] if at < len(self._towns) else ""
        return line[len(start) :] if line.startswith(start) else None


_known = cache(_Known)


def are_wide(text: str) -> bool:
    """Whether all pieces of a text are regions or countries: "Toscana, Italia" behind a town."""
    return all(fold(piece).strip(" .") in _wide() for piece in text.split(","))


@cache
def _wide() -> frozenset[str]:
    """Countries and regions, that a town's name may have behind it in parentheses."""
    data = cast("dict[str, dict[str, list[str]]]", load("places"))
    tables = (data["countries"], data["regions"])
    return frozenset(
        name for table in tables for names in table.values() for name in fold_all(names)
    )


@cache
def _countries() -> dict[str, str]:
    data = cast("dict[str, dict[str, list[str]]]", load("places"))
    return {fold(n).strip(" ."): code for code, names in data["countries"].items() for n in names}


@cache
def _province_codes() -> frozenset[str]:
    data = cast("dict[str, dict[str, list[str]]]", load("places"))
    return frozenset(code for codes in data["province_codes"].values() for code in codes)


@cache
def _region_codes() -> dict[str, str]:
    data = cast("dict[str, dict[str, list[str]]]", load("places"))
    codes: dict[str, str] = {}
    for country, regions in data["region_codes"].items():
        for region in regions:
            codes.setdefault(region, country)
    return codes
