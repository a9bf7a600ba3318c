"""Contact data kept out of what is sent to a provider.

The prompt is built from lines of the record only, never from `basics`. What remains is contact data
inside those lines ("Mail me at ..."), and that is masked here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from profiles.master_profile import Basics

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_URL = re.compile(
    r"(?:https?://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|dev|me|app|info)/\S*",
    re.IGNORECASE,
)
_PHONE = re.compile(r"\+\d[\d ().\u00a0-]{6,}\d")
_SHORTEST_HANDLE = 3
_SHORTEST_PHONE = 6


def contact_mask(basics: Basics) -> Callable[[str], str]:
    """A function that replaces the person's name, addresses and links in a text by `[...]`."""
    patterns = list(_patterns(basics))

    def mask(text: str) -> str:
        for pattern, label in patterns:
            text = pattern.sub(f"[{label}]", text)
        return text

    return mask


def _patterns(basics: Basics) -> Iterator[tuple[re.Pattern[str], str]]:
    yield _EMAIL, "email"
    links = [basics.url, basics.image, *(profile.url for profile in basics.profiles)]
    for link in links:
        if link:
            yield _literal(re.sub(r"\Ahttps?://(www\.)?|/\Z", "", link)), "url"
    yield _URL, "url"
    digits = re.sub(r"\D", "", basics.phone or "")
    if len(digits) >= _SHORTEST_PHONE:
        yield re.compile(r"\+?\(?" + r"\D{0,3}".join(digits)), "phone"
    yield _PHONE, "phone"
    if basics.email:
        yield _literal(basics.email), "email"
    if basics.location is not None:
        for part in (basics.location.address, basics.location.postal_code):
            if part:
                yield _whole_word(part, re.IGNORECASE), "address"
    for profile in basics.profiles:
        if profile.username and len(profile.username) >= _SHORTEST_HANDLE:
            yield _whole_word(profile.username, re.IGNORECASE), "url"
    if basics.name:
        yield from _name_patterns(basics.name)


def _name_patterns(name: str) -> Iterator[tuple[re.Pattern[str], str]]:
    yield _whole_word(name, re.IGNORECASE), "name"
    parts = [part.strip(".,") for part in name.split()]
    for part in parts:
        # The particles of "Ana de la Cruz" are words of other sentences: only with a capital.
        lower_counts = not part.islower() or name.islower()
        forms = {part.capitalize(), part.upper(), *([part] if lower_counts else [])}
        for form in sorted(forms):
            if len(form) > 1:
                yield _whole_word(form), "name"


def _literal(text: str) -> re.Pattern[str]:
    return re.compile(re.escape(text), re.IGNORECASE)


def _whole_word(text: str, flags: int = 0) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(text)}(?!\w)", flags)
