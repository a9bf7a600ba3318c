"""Who the person is and how to reach them, from the lines before the first section."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from orchestrator.tasks.extraction.folding import fold
from orchestrator.tasks.extraction.rules.occupations import has_job_noun
from orchestrator.tasks.extraction.rules.places import country_code, is_postal_address
from orchestrator.tasks.importing.headings import section_of
from orchestrator.tasks.importing.names import name_in, short_name
from orchestrator.tasks.importing.parts import is_employer_like, is_place
from orchestrator.tasks.importing.postal_addresses import STREET, is_town_with_code, location_fields
from orchestrator.tasks.importing.resources import (
    alternatives,
    folded_in_place,
    table,
    words,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orchestrator.tasks.importing.rows import Row

EMAIL = re.compile(r"(?<![\w.+'-])[\w.+'-]{1,64}\s?@\s?[\w-]+(?:\.[\w-]+)+")
URL = re.compile(
    r"(?:https?://|www\.)[^\s|,;<>()]+"
    r"|(?<![\w@.])(?:[a-z0-9-]+\.)+(?:com|org|net|io|dev|me|app|info|ai|co|de|fr|es|it|nl|pt|eu|ch|at|be|uk|us|ca|in|pl|se|tech|design|blog|page|example|xyz|site|online)(?:/[^\s|,;<>()]*)?(?![\w@])",
    re.IGNORECASE,
)
PHONE = re.compile(
    r"(?<![\w/.〒])(?:\(\+|\+\(?|00|\()?\d[\d\s().\-/\u2010-\u2013\u00a0]{6,22}\d(?!\w)(?:\s?(?:x|ext\.?)\s?\d{1,5})?"
)
_PIECE = re.compile(
    r"\s*[|•·●▪◦⋅∙♦◆✦]\s*|\t+|\s{3,}|\s+[-–—/]\s+|\s*[\ue000-\uf8ff]\s*|\s*[✉☎📞📧📍🏠📱🔗🌐]\ufe0f?\s*"
)
_MOST_LABEL_WORDS = 14
_LONGEST_PIECE, _LONGEST_PLACE = 400, 160
_LARGE = 1.15
_BROKEN_URL = re.compile(r"(?:https?://|www\.|linkedin\.com/)[^\s|,;<>()]*[-/]$", re.IGNORECASE)
_REST_OF_URL = re.compile(r"\w[^\s|,;<>]*(?:\s+\([^()]*\))?")
_MOST_URLS = 50
_LEAST_COUNTRY = 4  # letters; shorter ones may be anything
_KIND_OF_ADDRESS = re.compile(
    r"\s*\((?:home|work|private|privat|domicile|domicilio|casa)\)?$", re.IGNORECASE
)


class Contact:
    """Reads the header's rows; what it takes is left out of `rest`."""

    def __init__(self, rows: Sequence[Row], links: Sequence[tuple[str, str]]) -> None:
        self.basics: dict[str, object] = {}
        self.personal: list[str] = []
        self.rest: list[Row] = []
        self._profiles: list[dict[str, object]] = []
        self._urls: set[str] = set()
        self._location: dict[str, object] = {}
        self._links = links
        self._read(rows)

    def _read(self, rows: Sequence[Row]) -> None:
        rows = _with_whole_urls(rows)
        name_at = self._find_name(rows)
        for index, row in enumerate(rows):
            if index == name_at:
                continue
            left: list[str] = []
            self._whole = True
            for cell in row.cells:
                for piece in _PIECE.split(cell):
                    if piece and any(c.isalnum() for c in piece):
                        rest = self._piece(piece.strip(), row)
                        if rest:
                            left.append(rest)
                        self._whole = self._whole and rest == piece.strip()
            if left and len(" ".join(left)) > 0.9 * len(row.text):
                left = [row.text]  # nothing of it is contact data: it stays as it is written
            if left:
                self._left(row, left, index, name_at)
        header = " ".join(row.text for row in rows)
        for text, url in self._links:
            if not text or text in header:
                self._link(text, url)
        if self._location:
            self.basics["location"] = self._location
        if self._profiles:
            self.basics["profiles"] = self._profiles

    def _find_name(self, rows: Sequence[Row]) -> int | None:
        candidates: list[tuple[float, int, str]] = []
        for index, row in enumerate(rows[:25]):
            for cell_number, cell in enumerate(row.cells[:2]):
                name = (
                    _bold_name(row, cell_number)
                    or name_in(cell)
                    or (short_name(cell) if row.size >= _LARGE else None)
                )
                if name is None:
                    continue
                score = 3.0 * row.size + (0.6 if row.bold else 0) - 0.12 * index - cell_number
                score += 2.0 if row.level == 1 else 0.0
                score += 0.5 if self._is_in_email(name, rows) else 0.0
                score -= 1.5 if has_job_noun(name) else 0.0
                score -= 1.5 if is_place(name) else 0.0
                score -= 2.0 if is_employer_like(name) else 0.0
                candidates.append((score, index, name))
        labelled = self._labelled_name(rows)
        if labelled:
            self.basics["name"] = labelled[1]
            return labelled[0]
        if not candidates:
            return None
        _, index, name = max(candidates)
        row = rows[index]
        self.basics["name"] = name
        cells = [cell for cell in row.cells if name not in cell]
        for cell in cells:
            for piece in _PIECE.split(cell):
                rest = self._piece(piece.strip(), row) if piece else None
                if rest:
                    self._left(row, [rest], index, index)
        trailing = row.cells[0].replace(name, "", 1).strip(" ,|–—-·•") if not cells else ""
        if trailing:
            self._label(trailing)
        return index

    _whole = True  # nothing was taken from the row that is read

    def _is_in_email(self, name: str, rows: Sequence[Row]) -> bool:
        emails = " ".join(found[0] for row in rows for found in EMAIL.finditer(row.text))
        return any(len(word) > 2 and fold(word) in fold(emails) for word in name.split())

    def _labelled_name(self, rows: Sequence[Row]) -> tuple[int, str] | None:
        for index, row in enumerate(rows[:25]):
            label, value = _labelled(row.text)
            if len(row.cells) == 2 and ":" not in row.cells[0]:
                label, value = fold(row.cells[0]).strip(" .："), row.cells[1].strip()
            if label in words("labels_name") and (name_in(value) or short_name(value)):
                return index, value
        return None

    def _piece(self, text: str, row: Row) -> str | None:
        """Take what a piece tells; return what is left of it."""
        if len(text) > _LONGEST_PIECE:
            return text
        label, value = _labelled(text)
        if label in words("labels_personal"):
            further = _further_label().search(folded_in_place(text), text.index(":") + 1)
            self.personal.append(text[: further.start()].strip() if further else text)
            return self._piece(text[further.start() :].strip(), row) if further else None
        if label in words("labels_place") and value and "@" not in value:
            self._place(value, sure=True)
            return None
        email = EMAIL.search(text)
        if email:
            self.basics.setdefault("email", email[0].replace(" ", ""))
            text = f"{text[: email.start()]} {text[email.end() :]}"
        for url in list(URL.finditer(text)):
            self._url(url[0].rstrip("./"))
            text = text.replace(url[0], " ")
        phone = PHONE.search(text)
        if phone and 7 <= sum(map(str.isdigit, phone[0])) <= 15 and not _looks_dated(phone[0]):
            if "phone" not in self.basics:
                self.basics["phone"] = phone[0].strip(" ,-–/")
            else:
                self.personal.append(phone[0].strip())
            text = f"{text[: phone.start()]} {text[phone.end() :]}"
        text = _without_labels(text)
        if not any(character.isalnum() for character in text):
            return None
        if self._place(text, sure=False):
            return None
        if section_of(text) in {"title", "contact"}:
            return None
        return text

    def _place(self, text: str, *, sure: bool) -> bool:
        text = text.strip(" ,;:()")
        if len(text) > _LONGEST_PLACE:
            return False
        inner = re.fullmatch(r"([^()]+?)\s*\(([^()]+)\)?", text)
        if inner and is_place(inner[2]) and fold(inner[1]) in words("remote"):
            text = inner[2]
        elif inner and is_place(inner[1]) and is_place(inner[2]):
            text = f"{inner[1]}, {inner[2]}"  # a town and its province
        if not sure and not _is_place_or_address(text):
            rest, place = _place_behind(text)
            if place is None:
                return False
            return self._place(place, sure=True) and not rest
        if len(text) > 120 or (not sure and has_job_noun(text) and not is_place(text)):
            return False
        text = _KIND_OF_ADDRESS.sub("", text)
        if "address" in self._location and "city" in self._location:
            alone = not {"x-country", "countryCode"} & self._location.keys() and country_code(text)
            if not alone or "," in text or len(text) < _LEAST_COUNTRY:
                return False
            self._location["x-country"] = text
            return True
        self._location = {**location_fields(text), **self._location}
        return True

    def _url(self, url: str) -> None:
        network = network_of(url)
        plain = _plain(url)
        if plain in self._urls or len(self._urls) >= _MOST_URLS:
            return
        self._urls.add(plain)
        if network is None:
            if "url" not in self.basics:
                self.basics["url"] = url
            else:
                self._profiles.append({"url": url})
            return
        profile: dict[str, object] = {"network": network, "url": url}
        self._profiles.append(profile)

    def _link(self, text: str, url: str) -> None:
        """An address behind words of the header: "LinkedIn" with a link."""
        if url.lower().startswith("mailto:"):
            address = EMAIL.search(url)
            if address:
                self.basics.setdefault("email", address[0])
        elif url.lower().startswith(("http://", "https://")):
            label = fold(text).strip(" :")
            if (
                label in {fold(name) for name in table("words")["networks"]}
                and network_of(url) is None
            ):
                name = next(n for n in table("words")["networks"] if fold(n) == label)
                if not any(_plain(str(p.get("url", ""))) == _plain(url) for p in self._profiles):
                    self._profiles.append({"network": name, "url": url})
                return
            self._url(url.rstrip("/"))

    def _left(self, row: Row, texts: list[str], index: int, name_at: int | None) -> None:
        text = " ".join(texts) if len(texts) == 1 else " | ".join(texts)
        near = name_at is not None and 0 <= index - name_at <= 3
        if len(texts) == 1 and near and "label" not in self.basics and self._is_label(row, text):
            self._label(text)
        else:
            self.rest.append(replace(row, cells=tuple(texts)))

    def _is_label(self, row: Row, text: str) -> bool:
        few = len(text.split()) <= _MOST_LABEL_WORDS and len(text) <= 110
        return (
            few
            and not text.endswith(".")
            and (has_job_noun(text) or (self._whole and (row.size > 1.1 or row.bold)))
        )

    def _label(self, text: str) -> None:
        text = text.strip(" ,|–—-·•")
        if len(text) > 2 and "label" not in self.basics:
            self.basics["label"] = text


def _with_whole_urls(rows: Sequence[Row]) -> list[Row]:
    """Join addresses that were broken to fit: LinkedIn parts its own at a hyphen."""
    found: list[Row] = []
    for row in rows:
        last = found[-1] if found else None
        is_rest = _REST_OF_URL.fullmatch(row.text.strip()) is not None
        goes_on = last is not None and _BROKEN_URL.search(last.text) and is_rest
        if last is not None and goes_on and len(last.cells) == len(row.cells) == 1:
            found[-1] = replace(last, cells=(f"{last.text}{row.text}",))
        else:
            found.append(row)
    return found


def network_of(url: str) -> str | None:
    """The social network that an address belongs to."""
    plain = _plain(url)
    host = plain.partition("/")[0]
    for name, mark in table("words")["networks"].items():
        if (mark.endswith(".") and (host.startswith(mark) or f".{mark}" in host)) or host == mark:
            return str(name) if "/" in plain or not host.count(".") > 5 else None
    return None


def _plain(url: str) -> str:
    return re.sub(r"^(?:https?://)?(?:www\.)?", "", url.lower()).rstrip("/")


def _labelled(text: str) -> tuple[str, str]:
    label, colon, value = text.replace("：", ":").partition(":")
    if colon and len(label) <= 34:
        return fold(label).strip(" ."), value.strip()
    return "", text


@cache
def _further_label() -> re.Pattern[str]:
    """A label of contact data behind other text: "Nationality: Czech Phone: ..."."""
    lists = ("labels_email", "labels_phone", "labels_place")
    return re.compile(rf"\s(?:{'|'.join(alternatives(name) for name in lists)})\s*:")


@cache
def _labels() -> re.Pattern[str]:
    lists = ("labels_email", "labels_phone", "labels_place", "labels_url", "labels_name")
    found = "|".join(alternatives(name) for name in lists)
    return re.compile(
        rf"^\W*(?:{found})\s*(?:\([^)]*\))?\s*:|^\W*(?:{found})\W*$|(?:^|\s)(?:{found})\s*:\s*(?=\W*$)"
    )


def _without_labels(text: str) -> str:
    match = _labels().search(folded_in_place(text))
    if match:
        text = text[: match.start()] + text[match.end() :]
    return re.sub(r"\s{2,}", " ", text).strip(" \t,;:|/·•–—-()")


def _looks_dated(text: str) -> bool:
    return (
        re.fullmatch(
            r"(?:19|20)\d\d\s*[-–]\s*(?:19|20)\d\d|\d{1,2}[./-]\d{1,2}[./-]\d{4}", text.strip()
        )
        is not None
    )


def _is_place_or_address(text: str) -> bool:
    known = is_place(text) or is_postal_address(text) or is_town_with_code(text)
    return known or STREET.search(text) is not None


def _bold_name(row: Row, cell: int) -> str | None:
    """The name where only it is bold: "**Ora Whitfield** Yard Manager"."""
    bold = row.bold_starts[cell] if len(row.bold_starts) == len(row.cells) else 0
    text = row.cells[cell]
    parted = 0 < bold < len(text) and " " in text[bold - 1 : bold + 1]
    return name_in(text[:bold]) if parted else None


def _place_behind(text: str) -> tuple[str, str | None]:
    """A place at the end of a text, after a comma."""
    pieces = text.split(", ")
    for start in range(len(pieces)):
        place = ", ".join(pieces[start:])
        if is_place(place) or is_postal_address(place):
            return ", ".join(pieces[:start]), place
    return text, None
