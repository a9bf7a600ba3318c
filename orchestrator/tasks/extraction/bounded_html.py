"""HTML that a parser reads in time that grows with its size, whatever it was made for.

HTML's own rules make some input quadratic: very deep nesting (each start tag looks through the open
elements) and unclosed formatting (each paragraph opens all of it again). Such tags are dropped
before parsing, their text stays; no page made for readers has any.
"""

from __future__ import annotations

import re
from itertools import islice

from orchestrator.tasks.extraction.patterns import regex

_TAG = regex(
    r"<(?:(?P<raw>script|style)\b.*?(?:</(?P=raw)|\Z)|!--.*?(?:-->|\Z)"
    r"|(?P<slash>/?)(?P<name>[a-zA-Z][a-zA-Z0-9:-]*)[^<>]*>?)",
    re.DOTALL | re.IGNORECASE,
)
_LEVEL = frozenset(
    {
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param",
        "source", "track", "wbr", "p", "li", "dd", "dt", "tr", "td", "th", "option", "thead",
        "tbody", "html", "head", "body",
    }
)  # fmt: skip
"""Elements without a content, and those that the next of their kind closes."""

_FORMATTING = frozenset(
    {
        "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt",
        "u",
    }
)  # fmt: skip
"""What the standard opens again in the next paragraph."""

_UNSUSPICIOUS_TAGS = 3_000
_MOST_TAGS = 150_000
_DEEPEST = 400
"""Browsers stop at 512."""
_MOST_FORMATTING = 12


def bounded_html(source: str) -> str:
    """Return the page itself, or, when it could keep a parser busy, without the tags that do."""
    if source.count("<") <= _UNSUSPICIOUS_TAGS:
        return source
    kept: list[str] = []
    position = depth = formatting = 0
    is_whole = True
    for match in islice(_TAG.finditer(source), _MOST_TAGS):
        name = (match["name"] or "").lower()
        if not name or name in _LEVEL:
            continue
        closing = bool(match["slash"])
        drop = False
        if name in _FORMATTING:
            formatting = max(0, formatting - 1) if closing else formatting + 1
            drop = formatting > _MOST_FORMATTING + closing - 1
        else:
            depth = max(0, depth - 1) if closing else depth + 1
            drop = depth > _DEEPEST + closing - 1
        if drop:
            kept.append(source[position : match.start()])
            position = match.end()
            is_whole = False
    end = _end_of_tags(source)
    if is_whole and end == len(source):
        return source
    kept.append(source[position:end])
    return "".join(kept)


def _end_of_tags(source: str) -> int:
    """Where the page is cut: behind the most tags that are read."""
    if source.count("<") <= _MOST_TAGS:
        return len(source)
    last = next(islice(_TAG.finditer(source), _MOST_TAGS, None), None)
    return last.start() if last else len(source)
