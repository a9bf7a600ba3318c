"""Keys out of texts: what a provider says may quote the key that it was sent."""

from __future__ import annotations

import html
import json
import re
from base64 import b64encode, urlsafe_b64encode
from functools import lru_cache

MASK = "***"
"""What stands where a key stood."""

_SHORTEST_SECRET = 8
"""Shorter keys are placeholders of local servers; masking them would only garble messages."""

_SHOWN_CHARACTERS = 300
"""Of a provider's own message: enough for its first sentences, too little for a page."""

_READ_CHARACTERS = 16 * 1024
"""Of a provider's own message: searching ten million characters for keys takes seconds."""

_LONGEST_WRITTEN = 8 * 1024
"""Of a key that is written in the longest way: so much of what was cut off may be part of one."""

_BASE64 = (b64encode, urlsafe_b64encode)

_MOST_BACKSLASHES = 8
"""What JSON within JSON within JSON makes of one; a bound, so that a text of backslashes is
searched in no time."""

_KEY_SHAPES = (
    re.compile(r"(?i)(?P<kept>[?&](?:api[_-]?key|key|access_token)=)[^&\s\"'<>]+"),
    re.compile(r"(?i)(?P<kept>\bbearer\s+)[^\s\"',;})]+"),
    re.compile(r"(?P<kept>)\bAIza[\w-]{6,}"),
    re.compile(r"(?P<kept>)\bAQ\.[\w.-]{8,}"),
    re.compile(r"(?P<kept>)\bsk-[\w*.-]{4,}"),
)
"""Google's two kinds of key, the `sk-` family of OpenAI and Anthropic, and where keys travel."""

_CONTROL_OR_BLANK = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]+")
_PAGE = re.compile(r"(?is)\A\s*<(?:!doctype|html|head|body|\?xml)\b")


def masked(text: str, *secrets: str) -> str:
    """Mask the given secrets, however they are written."""
    for secret in secrets:
        if len(secret) >= _SHORTEST_SECRET:
            text = _written(secret).sub(MASK, text)
    return text


def redacted(text: str, *secrets: str) -> str:
    """Mask the given secrets, however they are written, and whatever looks like a key."""
    text = masked(text, *secrets)
    for shape in _KEY_SHAPES:
        text = shape.sub(rf"\g<kept>{MASK}", text)
    return text


def printable(text: str, *secrets: str) -> str:
    """Make a provider's message fit to print: one line, no keys, no control characters, short.

    Why in this order: cutting before masking could leave half a key at the end.
    """
    if _PAGE.match(text):
        return "an HTML page instead of an answer"
    read = text[:_READ_CHARACTERS].encode("utf-8", "replace").decode()
    line = _CONTROL_OR_BLANK.sub(" ", redacted(read, *secrets)).strip()
    if len(text) > _READ_CHARACTERS:
        line = line[:-_LONGEST_WRITTEN] + "…"
    return line if len(line) <= _SHOWN_CHARACTERS else line[: _SHOWN_CHARACTERS - 1] + "…"


@lru_cache(maxsize=16)
def _written(secret: str) -> re.Pattern[str]:
    """Match a secret as it is, and as URLs, JSON, HTML, Python and base64 write it.

    Why character by character: each writer leaves others of them as they are, and one may have
    written what another wrote before.
    """
    parts = [_written_character(part) for part in re.findall(r"\\+|[^\\]", secret)]
    raw = secret.encode("utf-8", "replace")
    encoded = {encode(raw).decode().rstrip("=") for encode in _BASE64}
    return re.compile("|".join(["".join(parts), *map(re.escape, sorted(encoded))]))


def _written_character(part: str) -> str:
    """Match one character, or several backslashes, of which a writer makes more."""
    char = part[0]
    if char.isascii() and char.isalnum():
        return char
    code = ord(char)
    in_url = "".join(f"%(?:25)*{byte:02x}" for byte in char.encode("utf-8", "replace"))
    forms = [f"(?i:{in_url}|u{code:04x}|x{code:02x}|&#0*{code};|&#x0*{code:x};)"]
    named = {char, html.escape(char), json.dumps(char)[1:-1].lstrip("\\")} - {""}
    forms += map(re.escape, sorted(named, reverse=True))
    forms += [r"\+"] if char == " " else []
    if char == "\\":
        return f"(?:\\\\u005[cC]|{'|'.join(forms)}){{{len(part)},{len(part) * _MOST_BACKSLASHES}}}"
    return rf"\\{{0,{_MOST_BACKSLASHES}}}(?:{'|'.join(forms)})"


class RedactedCause(Exception):  # noqa: N818 - it stands in for errors of every name
    """Stands in for an SDK's own exception whose text holds a key."""


def safe_cause(error: BaseException, *secrets: str) -> BaseException:
    """Give the exception itself, or a stand-in when any text in its chain may hold a key.

    A traceback prints the whole chain, and SDKs put the provider's answer into their messages.
    """
    link: BaseException | None = error
    seen: set[int] = set()
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        shown = f"{link!s}\n{link!r}"
        if len(shown) > _READ_CHARACTERS or redacted(shown, *secrets) != shown:
            kind = type(error)
            text = f"{kind.__module__}.{kind.__qualname__}: {printable(str(error), *secrets)}"
            return RedactedCause(text).with_traceback(error.__traceback__)
        link = link.__cause__ or link.__context__
    return error
