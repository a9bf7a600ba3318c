"""Contact data that was taken out before a text was sent: put back where an answer has its mark."""

from __future__ import annotations

import re
from itertools import islice, product
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Mapping

    from orchestrator.tasks.importing.source_text import SourceText
    from profiles.master_profile import Basics

_MARK = re.compile(r"\[(name|email|phone|url|address)\]")
_MOST_TRIED = 200


class Unmasking:
    """Says again what a mark stood for, where the document says so.

    Marks come of `orchestrator.tasks.drafting.contact.contact_mask`.
    """

    def __init__(self, basics: Basics, source: SourceText) -> None:
        self._source = source
        self._whole = " ".join(" ".join(source.lines).split())
        name = basics.name or ""
        written = [name, name.title()] if name.isupper() else [name]
        place = basics.location
        links = [basics.url, *(profile.url for profile in basics.profiles)]
        shorter = [re.sub(r"\Ahttps?://(www\.)?|/\Z", "", link) for link in links if link]
        parts = [part.strip(".,") for form in written for part in form.split()]
        self._told: dict[str, list[str]] = {
            "name": [x for x in dict.fromkeys([*written, *parts]) if x],
            "email": [basics.email] if basics.email else [],
            "phone": [basics.phone] if basics.phone else [],
            "url": [*(link for link in links if link), *shorter],
            "address": [x for x in (place and (place.address, place.postal_code)) or () if x],
        }

    def document(self, document: Mapping[str, object]) -> dict[str, object]:
        """Return a document without marks, as far as its text tells what they were."""
        return {key: self._value(value) for key, value in document.items()}

    def _value(self, value: object) -> object:
        if isinstance(value, str):
            return self._text(value) if _MARK.search(value) else value
        if isinstance(value, list):
            return [self._value(item) for item in cast("list[object]", value)]
        if isinstance(value, dict):
            return self.document(cast("dict[str, object]", value))
        return value

    def _text(self, text: str) -> str:
        pieces = _MARK.split(text)  # text, kind, text, kind, ..., text
        told = [self._told[kind] for kind in pieces[1::2]]
        held: list[str] = []
        for chosen in islice(product(*told), _MOST_TRIED):
            filled = list(pieces)
            filled[1::2] = chosen
            found = "".join(filled)
            if self._source.holds(found):
                held.append(found)
        as_written = [found for found in held if found in self._whole]
        return next(iter([*as_written, *held]), text)
