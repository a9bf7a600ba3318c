"""Pages that only send on to another one: `<meta http-equiv="refresh" content="0; url=...">`."""

from __future__ import annotations

import html
import re

from orchestrator.tasks.extraction.patterns import regex

_LONGEST = 20_000
_LONGEST_DELAY_S = 1
"""Who is given longer is given something to read: that the job is gone."""

_FEWEST_LETTERS = 400
"""A page that shows more than this has something to say itself."""

_UNSHOWN = regex(
    r"<!--.*?(?:-->|\Z)|<(script|style|noscript|template|svg)\b.*?(?:</\1\s*>|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_META = regex(r"<meta\s[^>]{1,2000}>", re.IGNORECASE)
_REFRESH = regex(r"http-equiv\s*=\s*[\"']?\s*refresh", re.IGNORECASE)
_CONTENT = regex(r"\bcontent\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE)
_ORDER = regex(r"\s*(\d{1,3})(?:\.\d*)?\s*[;,]?\s*(?:url\s*=\s*)?[\"']?([^\"']+)", re.IGNORECASE)
_TAG = regex(r"<[^>]*>")


def refresh_target(data: bytes) -> str | None:
    """Where a page sends its reader at once, as written; None for a page to be read itself.

    What it says to browsers without scripts only (`<noscript>`) is not obeyed: it leads to a note
    that scripts are missing.
    """
    if len(data) > _LONGEST or b"refresh" not in data.lower():
        return None
    page = _UNSHOWN.sub(" ", data.decode("utf-8", "replace"))
    for tag in _META.findall(page):
        content = _CONTENT.search(tag) if _REFRESH.search(tag) else None
        order = _ORDER.match(html.unescape("".join(content.groups(""))) if content else "")
        if order and int(order[1]) <= _LONGEST_DELAY_S and _shows_little(page):
            return order[2].strip()
    return None


def _shows_little(page: str) -> bool:
    return sum(map(str.isalpha, html.unescape(_TAG.sub(" ", page)))) < _FEWEST_LETTERS
