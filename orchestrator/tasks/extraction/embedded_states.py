"""The states that scripts leave in a page for themselves, decoded into plain objects.

Next.js (`__NEXT_DATA__` and streamed rows), Nuxt (`__NUXT_DATA__`, `window.__NUXT__`), Inertia,
Remix and React Router, Apollo, `window.__INITIAL_STATE__ = {...}` and its many sisters. Scripts are
read as data, never run.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from orchestrator.tasks.extraction.json_ld import read_json
from orchestrator.tasks.extraction.patterns import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborHTMLParser

_MOST_STATES = 40
_MOST_CHARACTERS = 6_000_000
_SHORTEST = 60
_MOST_VALUES = 100_000
_DEEPEST = 60
_TELLING = ("itle", "TITLE", 'ame"', 'ame\\"', "acanc", "ntitul")
_VALUE = regex(r"=\s*(?:(?P<text>JSON\.parse\(\s*)(?=[\"'])|(?=[{\[]))")
_NAME = regex(
    r"(?:(?:window|self|globalThis)\s*(?:\.|\[\s*['\"])|(?:var|let|const)\s+)[\w$.]{2,60}(?:['\"]\s*\])?\s*$"
    r"|phApp\.ddo\s*$"
)
_LONGEST_NAME = 100
_STREAMED = regex(r"__next_f\s*\.\s*push\(\s*(?=\[)")
_CONTROLLED = regex(r"streamController\.enqueue\(\s*(?=\")")
_ROW = regex(r"([0-9a-f]{1,6}):(?:T([0-9a-f]{1,6}),)?")
_UNDEFINED = regex(r"(?<=[:,\[])\s*(?:undefined|void 0)\s*(?=[,}\]])")
_QUOTE = regex(r"(?<!\\)'")
_MOST_MENDED = 3
_MOST_DAMAGED = 30
"""Pieces that are no JSON; telling where each one breaks off costs as much as the whole text."""

_NOTHING = frozenset({"undefined", "null", "nan"})


def embedded_states(tree: LexborHTMLParser) -> list[Any]:
    """Decode every state of a page that may hold a title."""
    states: list[Any] = []
    for state in _states(tree):
        if isinstance(state, dict | list) and state:
            states.append(cast("object", state))
        if len(states) >= _MOST_STATES:
            break
    return states


def _states(tree: LexborHTMLParser) -> Iterator[object]:
    for element in tree.css("[data-page]"):
        text = element.attributes.get("data-page") or ""
        if text.lstrip().startswith("{"):
            yield read_json(text)
    streamed: list[str] = []
    left = _MOST_CHARACTERS
    for script in tree.css("script:not([src])"):
        kind = (script.attributes.get("type") or "").lower()
        if "ld+json" in kind:
            continue
        text = script.text() or ""
        left -= len(text)
        if left < 0:
            break
        if len(text) < _SHORTEST or not any(sign in text for sign in _TELLING):
            continue
        if "json" in kind:
            data = read_json(text)
            is_indexed = (script.attributes.get("id") or "").startswith("__NUXT_DATA")
            yield _from_indexes(data) if is_indexed else data
        elif not kind or "javascript" in kind or kind == "module":
            streamed += _pushed(text)
            yield from _assigned(text)
    if streamed:
        yield from _rows("".join(streamed))


def _value_at(text: str, position: int) -> tuple[Any, int]:  # JSON is anything
    """The JSON value that starts there and where it ends; None for anything else."""
    try:
        return json.JSONDecoder(strict=False).raw_decode(text, position)
    except (ValueError, RecursionError):
        return None, position


def _assigned(text: str) -> Iterator[object]:
    mended = found = end = 0
    for match in _VALUE.finditer(text):
        start = match.start()
        if start < end or not _NAME.search(text[max(0, start - _LONGEST_NAME) : start]):
            continue
        found += 1
        if found > _MOST_STATES:
            return
        if match["text"] is not None:
            yield _parsed_string(text, match.end())
            continue
        value, end = _value_at(text, match.end())
        if value is None and mended < _MOST_MENDED and _UNDEFINED.search(text, match.end()):
            # Some are JSON but for an `undefined` here and there.
            mended += 1
            value, _ = _value_at(_UNDEFINED.sub("null", text[match.end() :]), 0)
        yield value
    for match in _CONTROLLED.finditer(text):
        inner, _ = _value_at(text, match.end())
        if isinstance(inner, str):
            yield _from_indexes(read_json(inner), keys_are_indexes=True)


def _parsed_string(text: str, position: int) -> Any:  # JSON is anything
    if text[position] == '"':
        inner, _ = _value_at(text, position)
        return read_json(inner) if isinstance(inner, str) else None
    end = _QUOTE.search(text, position + 1)
    if end is None:
        return None
    literal = text[position + 1 : end.start()].replace("\\'", "'").replace('\\\\"', '\\"')
    return read_json(literal)


def _pushed(text: str) -> list[str]:
    """The pieces of a stream: `self.__next_f.push([1,"..."])`."""
    pieces: list[str] = []
    damaged = 0
    for match in _STREAMED.finditer(text):
        value, _ = _value_at(text, match.end())
        damaged += value is None
        if damaged > _MOST_DAMAGED:
            break
        if isinstance(value, list):
            items = cast("list[object]", value)
            pieces += [item for item in items[1:2] if isinstance(item, str)]
    return pieces


def _rows(stream: str) -> Iterator[object]:
    """The rows of a stream, their references to rows of text filled in."""
    texts: dict[str, str] = {}
    found: list[object] = []
    position = damaged = 0
    while position < len(stream) and len(found) < _MOST_VALUES and damaged < _MOST_DAMAGED:
        match = _ROW.match(stream, position)
        if match and match[2]:
            # The length counts bytes of UTF-8, and no line feed ends the row.
            size, start = int(match[2], 16), match.end()
            raw = stream[start : start + size].encode("utf-8", "replace")
            texts[match[1]] = raw[:size].decode("utf-8", "ignore")
            position = start + len(texts[match[1]])
            continue
        if match and stream[match.end() : match.end() + 1] in {"{", "["}:
            value, position = _value_at(stream, match.end())
            found.append(value)
            damaged += value is None
        position = stream.find("\n", position) + 1 or len(stream)
    for row in found:
        if isinstance(row, dict | list):
            yield _with_texts(cast("object", row), texts)


def _with_texts(row: object, texts: dict[str, str]) -> object:
    """Put texts in the place of "$1f"; one walk, changing the row itself."""
    stack: list[object] = [row]
    seen = 0
    while stack and seen < _MOST_VALUES:
        seen += 1
        value = stack.pop()
        pairs: list[tuple[Any, object]] = []
        if isinstance(value, dict):
            pairs = list(cast("dict[Any, object]", value).items())
        elif isinstance(value, list):
            pairs = list(enumerate(cast("list[object]", value)))
        holder = cast("Any", value)
        for key, inner in pairs:
            if isinstance(inner, str):
                if inner[:1] == "$" and inner[1:] in texts:
                    holder[key] = texts[inner[1:]]
            elif isinstance(inner, dict | list):
                stack.append(cast("object", inner))
    return row


def _from_indexes(data: object, *, keys_are_indexes: bool = False) -> object | None:
    """Undo a flat array in which objects and lists hold the indexes of their values.

    Args:
        data: The array; its first value is the root.
        keys_are_indexes: Whether keys are written "_7" for the seventh value too.
    """
    if not isinstance(data, list) or not data:
        return None
    return _Flat(cast("list[object]", data), keys_are_indexes=keys_are_indexes).value(0, 0)


class _Flat:
    def __init__(self, values: list[object], *, keys_are_indexes: bool) -> None:
        self._values = values
        self._keys_are_indexes = keys_are_indexes
        self._left = _MOST_VALUES

    def value(self, index: object, depth: int) -> Any:  # JSON is anything
        """The value at an index; None for the marks of nothing, for cycles and beyond bounds."""
        self._left -= 1
        if isinstance(index, bool) or not isinstance(index, int) or depth > _DEEPEST:
            return None
        if self._left < 0 or not 0 <= index < len(self._values):
            return None
        value = self._values[index]
        if isinstance(value, dict):
            items = cast("dict[str, object]", value).items()
            return {
                self._key(key): self.value(inner, depth + 1) for key, inner in items if self._left
            }
        if isinstance(value, list):
            return self._list(cast("list[object]", value), depth)
        return value

    def _key(self, key: str) -> str:
        if self._keys_are_indexes and key[:1] == "_" and key[1:].isdecimal():
            index = int(key[1:8])
            name = self._values[index] if index < len(self._values) else None
            return name if isinstance(name, str) else key
        return key

    def _list(self, value: list[object], depth: int) -> Any:  # JSON is anything
        if value and isinstance(value[0], str):  # a typed value: ["Reactive", 3], ["Date", "..."]
            inner = value[1] if len(value) > 1 else None
            if isinstance(inner, str) or value[0] in {"D", "Date"}:
                return inner
            return None if value[0].lower() in _NOTHING else self.value(inner, depth + 1)
        return [self.value(inner, depth + 1) for inner in value if self._left > 0]
