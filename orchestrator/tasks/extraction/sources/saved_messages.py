"""Saved messages: a page saved as .mhtml, or a posting that came by mail (.eml)."""

from __future__ import annotations

import email
from typing import TYPE_CHECKING

from orchestrator.documents.charset import decode
from orchestrator.documents.hints import PASTE
from orchestrator.errors import UnreadableSourceError

if TYPE_CHECKING:
    from email.message import Message


def open_message(data: bytes, shown: str) -> tuple[str | None, str | None]:
    """Take the page or the text out of a MIME message.

    A browser saves each frame as a part of its own, and many employers embed their applicant
    tracking system as a frame, so all HTML parts count, the main one first.

    Returns:
        HTML and None, or None and plain text.

    Raises:
        UnreadableSourceError: There is no text inside, or the message is damaged.
    """
    try:
        pages, texts = _parts(data, shown)
    except RecursionError as error:  # parts within parts, a thousand deep
        raise UnreadableSourceError(
            f"{shown} is damaged: it cannot be read as a saved message.",
            reason="damaged",
            hint=PASTE,
        ) from error
    if pages:
        return "\n".join(pages), None
    if texts:
        return None, "\n\n".join(texts)
    raise UnreadableSourceError(
        f"{shown} is a saved message without any text.", reason="empty", hint=PASTE
    )


def _parts(data: bytes, shown: str) -> tuple[list[str], list[str]]:
    pages: list[str] = []
    texts: list[str] = []
    for part in email.message_from_bytes(data).walk():
        kind = part.get_content_type()
        if kind not in {"text/html", "text/plain"} or part.get_filename():
            continue
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes) and payload.strip():
            found = pages if kind == "text/html" else texts
            found.append(decode(payload, declared=_charset(part), shown=shown))
    return pages, texts


def _charset(part: Message) -> str | None:
    value = part.get_param("charset")
    return value if isinstance(value, str) else None
