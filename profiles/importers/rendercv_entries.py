"""One entry of a RenderCV section as an entry of JSON Resume."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, cast

from profiles.importers.documents import DocumentError, mapping
from profiles.master_profile.dates import is_ongoing, iso_date
from profiles.master_profile.reading import one_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

KEPT = "x-rendercv"
"""Where that goes which JSON Resume has no field for."""

_TEXT_KEYS = ("bullet", "number", "reversed_number")
_LISTS = ("highlights", "courses", "keywords")
_LINK = re.compile(r"\[([^\[\]]+)\]\((\S+?)\)")
_EMPHASIS = re.compile(r"(?<![\w*\\])(\*{1,3})(?=[^\s*])([^*]*[^\s*])\1(?![\w*])")
_BETWEEN_COMMAS = re.compile(r",\s*(?![^()]*\))")
_HEADS = {
    "work": "name", "volunteer": "organization", "education": "institution", "awards": "title",
    "languages": "language",
}  # fmt: skip
_BY_CHARACTER = (
    ({"institution", "area"}, "education"),
    ({"company", "position"}, "work"),
    ({"title", "authors"}, "publications"),
)
"""What an entry is by its own fields, when the title of its section says nothing."""


def section_of_title(title: str, entries: Sequence[object]) -> str | None:
    """The section of JSON Resume that a title or else the fields of its entries mean."""
    words = re.sub(r"[^\w']+", " ", title.replace("_", " ").casefold()).split()
    said = f" {' '.join(words)} "
    for section, names in _titles().items():
        if any(f" {name} " in said for name in names):
            return section
    for fields, section in _BY_CHARACTER:
        if entries and all(fields <= set(mapping(entry)) for entry in entries):
            return section
    return None


def text_of(entry: object) -> str | None:
    """The text of an entry that is nothing but one; None for one with fields."""
    if isinstance(entry, str):
        return entry
    fields = {key: value for key, value in mapping(entry).items() if value is not None}
    if len(fields) == 1:
        key, value = next(iter(fields.items()))
        return str(value) if key in _TEXT_KEYS else None
    return str(entry) if isinstance(entry, int | float) else None


def plain(text: str) -> str:
    """A text without the marks of Markdown; the address of a link stands behind it."""
    shown = _LINK.sub(lambda x: x[1] if x[1] == x[2] else f"{x[1]} ({x[2]})", text)
    while (bare := _EMPHASIS.sub(r"\2", shown)) != shown:
        shown = bare
    return shown.strip()


def entry_of(section: str, entry: object) -> dict[str, Any]:
    """Bring the fields of an entry to where a section of JSON Resume has them.

    Raises:
        DocumentError: for what is neither a text nor an object.
    """
    text = text_of(entry)
    if text is not None:
        return _of_text(section, plain(text))
    if not isinstance(entry, dict):
        raise DocumentError(
            f"an entry of RenderCV is a text or has fields, not {entry!r}"[:120],
            hint="see https://docs.rendercv.com for the nine types of entries",
        )
    plan = {**_fields()["common"], **_fields().get(section, {})}
    found: dict[str, Any] = {}
    kept: dict[str, Any] = {}
    for key, value in cast("Mapping[str, Any]", entry).items():
        if value is None or value == "" or value == []:
            continue
        field = plan.get(key)
        if key == "date" and field is None:
            _date(str(value), found, kept)
        elif field is None or field in found or not _put(found, field, value):
            kept[key] = value
    if "doi" in kept and "url" not in found and section == "publications":
        found["url"] = f"https://doi.org/{kept['doi']}"
    if kept:
        found[KEPT] = kept
    return found


def _put(found: dict[str, Any], field: str, value: object) -> bool:
    """Put a value where it belongs; False when it does not fit there."""
    if field in _LISTS:
        if isinstance(value, list):
            texts = [one_text(x) or x for x in cast("list[object]", value) if x is not None]
            if not all(isinstance(text, str | int | float) for text in texts):
                return False
            found[field] = [plain(str(text)) for text in texts]
        else:
            found[field] = [
                plain(part) for part in _BETWEEN_COMMAS.split(str(value)) if part.strip()
            ]
        return True
    if isinstance(value, list | dict):
        return False
    text = str(value)
    if field in ("startDate", "endDate", "date", "releaseDate"):
        if field == "endDate" and is_ongoing(text):
            return True
        read = iso_date(text)
        if read is not None:
            found[field] = read
        return read is not None
    link = _LINK.fullmatch(text.strip())
    if link and field in ("name", "organization", "institution", "title") and "url" not in found:
        found[field], found["url"] = plain(link[1]), link[2]
    else:
        found[field] = plain(text)
    return True


def _date(text: str, found: dict[str, Any], kept: dict[str, Any]) -> None:
    """A free date: `2021`, or two with a dash between them, or words that are kept."""
    start, dash, end = (
        part.strip() for part in re.sub(r"\s+(?:–|—|-|to)\s+|–", "|", text).partition("|")
    )
    first, last = iso_date(start), iso_date(end) if dash else None
    if first and dash and (last or is_ongoing(end)):
        found["startDate"] = first
        if last:
            found["endDate"] = last
    elif first and not dash:
        found["endDate"] = first
    else:
        kept["date"] = text


def _of_text(section: str, text: str) -> dict[str, Any]:
    head, colon, tail = text.partition(": ")
    if section in ("skills", "interests"):
        if colon:
            return {"name": head.strip(), "keywords": _BETWEEN_COMMAS.split(tail.strip())}
        return {"name": text}
    if section == "languages":
        spoken = re.fullmatch(r"(?P<name>[^():]+?)\s*[(:]\s*(?P<level>[^()]+?)\)?", text)
        if spoken:
            return {"language": spoken["name"], "fluency": spoken["level"]}
        return {"language": text}
    if section == "references":
        return {"reference": text}
    if section in ("work", "volunteer", "education", "projects"):
        return {"highlights": [text]}
    return {_HEADS.get(section, "name"): text}


@cache
def _data() -> dict[str, dict[str, Any]]:
    text = (files("profiles.importers") / "data" / "rendercv.toml").read_text(encoding="utf-8")
    return cast("dict[str, dict[str, Any]]", tomllib.loads(text))


def _titles() -> Mapping[str, list[str]]:
    return _data()["titles"]


def _fields() -> Mapping[str, dict[str, str]]:
    return _data()["fields"]
