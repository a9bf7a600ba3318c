"""RenderCV's YAML: free sections of nine types of entries, brought under JSON Resume's sections."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from profiles.importers.documents import DocumentError, items, mapping
from profiles.importers.rendercv_entries import (
    KEPT,
    entry_of,
    plain,
    section_of_title,
    text_of,
)
from profiles.master_profile import ImportedProfile, Notice, read_json_resume

if TYPE_CHECKING:
    from collections.abc import Sequence

_LAYOUT = ("design", "locale", "settings", "rendercv_settings", "locale_catalog")
"""How RenderCV prints a CV: nothing that is said about a person."""


def is_rendercv(document: object) -> bool:
    """Whether a document is RenderCV's: everything that is said stands under `cv`."""
    cv = mapping(mapping(document).get("cv"))
    return (
        bool(cv)
        and ("sections" in cv or "social_networks" in cv or "name" in cv)
        and ("basics" not in cv)
    )


def import_document(document: object) -> ImportedProfile:
    """Read a document; sections of other titles are kept under `x-rendercv`.

    Raises:
        InvalidInputError: when its parts are not what RenderCV has there.
    """
    reader = _Reader()
    resume = reader.resume(mapping(document))
    read = read_json_resume(resume)
    kept = [x for x in read.notices if x.action != "kept"]
    return ImportedProfile(read.profile, (*reader.notices, *kept))


class _Reader:
    """Builds the JSON Resume document, and takes notes."""

    def __init__(self) -> None:
        self.notices: list[Notice] = []
        self.document: dict[str, Any] = {}
        self.kept: dict[str, Any] = {}

    def resume(self, document: dict[str, Any]) -> dict[str, Any]:
        cv = mapping(document["cv"])
        self.document["basics"] = self._basics(cv)
        for title, entries in self._sections(cv).items():
            self._section(title, entries)
        for key, value in document.items():
            if key != "cv" and value is not None:
                self._keep(key, value)
                how = "RenderCV's layout, " if key in _LAYOUT else ""
                self.notices.append(Notice(key, "kept", f"{how}under {KEPT}"))
        if self.kept:
            self.document[KEPT] = self.kept
        return self.document

    def _basics(self, cv: dict[str, Any]) -> dict[str, Any]:
        basics: dict[str, Any] = {}
        names = {"name": "name", "headline": "label", "label": "label", "email": "email"}
        names |= {"phone": "phone", "website": "url", "photo": "image"}
        for key, value in cv.items():
            if value is None or value == [] or key == "sections":
                continue
            if key == "location" and isinstance(value, str):
                basics["location"] = {("address" if "," in value else "city"): value}
            elif key == "social_networks" and isinstance(value, list):
                basics["profiles"] = value
            elif key in names:
                first, *others = cast("list[object]", value) if isinstance(value, list) else [value]
                basics[names[key]] = str(first).removeprefix("tel:") if key == "phone" else first
                if others:
                    basics[f"x-{key}s"] = others
                    self.notices.append(Notice(f"cv.{key}", "kept", f"basics.x-{key}s"))
            else:
                if key == "custom_connections":
                    basics |= self._connections(cv, value)
                self._keep(key, value)
                self.notices.append(Notice(f"cv.{key}", "kept", f"under {KEPT}"))
                continue
            target = names.get(key, "profiles" if key == "social_networks" else "location")
            if target != key:
                self.notices.append(Notice(f"cv.{key}", "mapped", f"to basics.{target}"))
        return basics

    def _connections(self, cv: dict[str, Any], value: object) -> dict[str, str]:
        """A phone number and an address of e-mail that RenderCV itself would not take as such."""
        found: dict[str, str] = {}
        for connection in map(mapping, items(value) or ()):
            field = {"phone": "phone", "envelope": "email"}.get(
                str(connection.get("fontawesome_icon"))
            )
            text = connection.get("placeholder")
            if field and isinstance(text, str) and not cv.get(field) and field not in found:
                found[field] = text
                self.notices.append(
                    Notice("cv.custom_connections", "mapped", f"{text!r} to basics.{field}")
                )
        return found

    def _sections(self, cv: dict[str, Any]) -> dict[str, list[object]]:
        sections: object = cv.get("sections")
        if sections is None:
            return {}
        if not isinstance(sections, dict):
            raise DocumentError(
                "cv.sections is not an object of titles and lists",
                hint="write it as `sections:` with a title and its entries below each other",
            )
        found: dict[str, list[object]] = {}
        for title, entries in cast("dict[str, object]", sections).items():
            if entries is None:
                continue
            if not isinstance(entries, list):
                raise DocumentError(
                    f"cv.sections.{title} is not a list",
                    hint="each entry of a section begins with a hyphen",
                )
            found[title] = [x for x in cast("list[object]", entries) if x not in (None, "")]
        return found

    def _section(self, title: str, entries: Sequence[object]) -> None:
        here = f"cv.sections.{title}"
        section = section_of_title(title, entries)
        if section == "summary":
            texts = [plain(text) for entry in entries if (text := text_of(entry)) is not None]
            basics = self.document["basics"]
            if len(texts) == len(entries):
                before = [basics["summary"]] if basics.get("summary") else []
                basics["summary"] = "\n".join([*before, *texts])
                self.notices.append(Notice(here, "mapped", "to basics.summary"))
                return
            section = None
        if section is None:
            self.kept.setdefault("sections", {})[title] = list(entries)
            self.notices.append(
                Notice(here, "kept", f"under {KEPT}.sections: no section of JSON Resume")
            )
            return
        place = self.document.setdefault(section, [])
        for entry in entries:
            place.append(entry_of(section, entry))
        self.notices.append(Notice(here, "mapped", f"{len(entries)} to {section}"))
        keys: dict[str, None] = {}
        for entry in place[-len(entries) :]:
            keys |= dict.fromkeys(entry.get(KEPT, {}))
        self.notices += [
            Notice(f"{here}: {key}", "kept", f"under {KEPT} of its entry") for key in keys
        ]

    def _keep(self, key: str, value: object) -> None:
        self.kept[key] = value
