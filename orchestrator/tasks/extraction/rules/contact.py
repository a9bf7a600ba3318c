"""Whom to write to, and where the application goes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from orchestrator.tasks.extraction.folding import fold_label
from orchestrator.tasks.extraction.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orchestrator.tasks.extraction.blocks import Block
    from orchestrator.tasks.extraction.rules.labels import Pair
    from orchestrator.tasks.extraction.visible_text import Link

_EMAIL = re.compile(
    r"(?<![\w.+-])[A-Za-z0-9][\w.+-]{0,63}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}(?!\w)"
)
_PHONE = re.compile(
    r"(?<![\w/.])(?:\+|00)\d{1,3}[\s./()-]?(?:\(?\d{1,5}\)?[\s./-]?){2,5}\d{2,4}(?!\w)"
)
_NAME = re.compile(
    r"^(?:(?:Frau|Herr|Mr|Ms|Mrs|Dr|Mme|M)\.?\s+)*[A-ZÀ-Þ][\w'’-]+(?:\s+[A-ZÀ-Þ][\w'’.-]*){1,3}$"
)
_HELP = re.compile(
    r"accommodat|accessib|privacy|datenschutz|abuse|disabilit|noreply|no-reply|press@",
    re.IGNORECASE,
)


def find_contact(blocks: Sequence[Block], pairs: Sequence[Pair]) -> dict[str, str | None] | None:
    """Find the contact of the posting; None when it gives none."""
    email = telephone = name = None
    for pair in pairs:
        if pair.field == "contact" and _NAME.match(pair.value[:60]):
            name = name or pair.value[:60]
    for block in blocks:
        text = block.text[:4000]
        if email is None and "@" in text and not _HELP.search(text):
            match = _EMAIL.search(text)
            email = match[0].rstrip(".") if match else None
        if telephone is None and ("+" in text or "00" in text):
            match = _PHONE.search(text)
            telephone = match[0].strip() if match else None
    if not (email or name):
        return None
    return {"name": name, "email": email, "telephone": telephone}


def find_application_url(links: Sequence[Link]) -> str | None:
    """The address behind "apply"; None when there is none that stands on its own."""
    for link in links:
        if link.href.startswith(("http://", "https://")) and link.zone not in ("footer", "dialog"):
            label = fold_label(link.text)
            if label in words().lists["page.apply"] and len(label) > 3:
                return link.href
    return None
