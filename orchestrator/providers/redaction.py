"""Keys out of texts: what a provider says may quote the key that it was sent."""

from __future__ import annotations

import re
from urllib.parse import quote, quote_plus

MASK = "***"
"""What stands where a key stood."""

_SHORTEST_SECRET = 4
"""Shorter keys are placeholders of local servers; masking them would only garble messages."""

_SHOWN_CHARACTERS = 300
"""Of a provider's own message: enough for its first sentences, too little for a page."""

_KEY_SHAPES = (
    re.compile(r"(?i)(?P<kept>[?&](?:api[_-]?key|key|access_token)=)[^&\s\"'<>]+"),
    re.compile(r"(?i)(?P<kept>\bbearer\s+)[^\s\"',;})]+"),
    re.compile(r"(?P<kept>)\bAIza[\w-]{6,}"),
    re.compile(r"(?P<kept>)\bAQ\.[\w.-]{8,}"),
    re.compile(r"(?P<kept>)\bsk-[\w*.-]{4,}"),
)
"""Google's two kinds of key, the `sk-` family of OpenAI and Anthropic, and where keys travel."""

_CONTROL_OR_BLANK = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")
_PAGE = re.compile(r"(?is)\A\s*<(?:!doctype|html|head|body|\?xml)\b")


def redacted(text: str, *secrets: str) -> str:
    """Mask the given secrets, in every encoding a URL gives them, and whatever looks like a key."""
    for secret in secrets:
        if len(secret) >= _SHORTEST_SECRET:
            for form in {secret, quote(secret, safe=""), quote(secret), quote_plus(secret)}:
                text = text.replace(form, MASK)
    for shape in _KEY_SHAPES:
        text = shape.sub(rf"\g<kept>{MASK}", text)
    return text


def printable(text: str, *secrets: str) -> str:
    """Make a provider's message fit to print: one line, no keys, no control characters, short.

    Why in this order: cutting before masking could leave half a key at the end.
    """
    if _PAGE.match(text):
        return "an HTML page instead of an answer"
    line = _CONTROL_OR_BLANK.sub(" ", redacted(text, *secrets)).strip()
    return line if len(line) <= _SHOWN_CHARACTERS else line[: _SHOWN_CHARACTERS - 1] + "…"


class RedactedCause(Exception):  # noqa: N818 - it stands in for errors of every name
    """Stands in for an SDK's own exception whose text holds a key."""


def safe_cause(error: BaseException, *secrets: str) -> BaseException:
    """Give the exception itself, or a stand-in for it when any text in its chain holds a key.

    A traceback prints the whole chain, and SDKs put the provider's answer into their messages.
    """
    link: BaseException | None = error
    seen: set[int] = set()
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        shown = f"{link!s}\n{link!r}"
        if redacted(shown, *secrets) != shown:
            kind = type(error)
            text = f"{kind.__module__}.{kind.__qualname__}: {printable(str(error), *secrets)}"
            return RedactedCause(text).with_traceback(error.__traceback__)
        link = link.__cause__ or link.__context__
    return error
