"""JSON as pages really embed it: each block is repaired alone, none costs another."""

from __future__ import annotations

import html
import json
from typing import TYPE_CHECKING, Any, cast

from orchestrator.tasks.extraction.patterns import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

_OPENINGS = ("<!--", "//", "/*", "*/", "<![CDATA[")
_CLOSINGS = ("-->", "//", "/*", "*/", "]]>", ";")
_BAD_ESCAPE = regex(r'\\(?!["\\/bfnrt]|u[0-9a-fA-F]{4})')
_TRAILING_COMMA = regex(r",(?=\s*[}\]])")
_MISSING_COMMA = regex(r'(?<=["}\]0-9])([^\S\n]*\n\s*)(?=")')
_ASSIGNMENT = regex(r"^\s*(?:window\.|var |let |const )?[\w.$]+\s*=\s*(?=[{\[])")
_MOST_NODES = 200_000


def read_json(block: str) -> Any | None:  # JSON is anything
    """Read one block of JSON; None when no repair makes it JSON."""
    text = _bare(block)
    if not text:
        return None
    for candidate in _repairs(text):
        try:
            return json.loads(candidate, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _bare(block: str) -> str:
    text = block.strip().lstrip("\ufeff")
    for _ in range(4):  # the marks of comments and CDATA sections wrap each other
        for mark in _OPENINGS:
            text = text.removeprefix(mark).lstrip()
        for mark in _CLOSINGS:
            text = text.removesuffix(mark).rstrip()
    return _ASSIGNMENT.sub("", text[:200], count=1) + text[200:]


def _repairs(text: str) -> Iterator[str]:
    yield text
    if text.lstrip()[:6] in ("{&quot", "[&quot") or (text[0] in "{[" and "&quot;" in text[:40]):
        text = html.unescape(text)
        yield text
    text = _BAD_ESCAPE.sub(r"\\\\", text)
    yield text
    text = _TRAILING_COMMA.sub("", text)
    yield text
    yield _MISSING_COMMA.sub(r",\1", text)
    end = _end_of_first_value(text)
    if end:
        yield text[:end]


def _end_of_first_value(text: str) -> int | None:
    try:
        return json.JSONDecoder(strict=False).raw_decode(text)[1]
    except (ValueError, RecursionError):
        return None


def nodes_of(data: object) -> Iterator[dict[str, Any]]:
    """Walk through every object in the data, outer ones first, in the order of the text."""
    queue: list[object] = [data]
    seen = 0
    while queue and seen < _MOST_NODES:
        seen += 1
        value = queue.pop()
        if isinstance(value, dict):
            node = cast("dict[str, Any]", value)
            yield node
            queue.extend(reversed(list(node.values())))
        elif isinstance(value, list):
            queue.extend(reversed(cast("list[object]", value)))


def types_of(node: dict[str, Any]) -> set[str]:
    """The schema.org types of an object, without their address, in lower case."""
    raw: object = node.get("@type", node.get("type"))
    values = cast("list[object]", raw) if isinstance(raw, list) else [raw]
    return {
        value.strip().rstrip("/").rsplit("/", 1)[-1].rsplit(":", 1)[-1].lower()
        for value in values
        if isinstance(value, str)
    }
