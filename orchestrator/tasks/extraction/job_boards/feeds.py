"""XML feeds of boards as objects: Personio's positions, Teamtailor's RSS."""

from __future__ import annotations

import contextlib
from typing import Any, cast

from orchestrator.tasks.extraction.patterns import regex

_JOBS = frozenset({"position", "item"})
_KNOWN = regex(r"<(?:workzag-jobs|positions?|rss)[\s>]")
_MOST_CHILDREN = 500
_DEEPEST = 12


def is_feed(text: str) -> bool:
    """Whether a text may be a feed of jobs; one that declares entities is not read."""
    head = text[:4_000]
    return (
        head.lstrip("\ufeff \t\r\n").startswith("<")
        and _KNOWN.search(head) is not None
        and "<!DOCTYPE" not in text
        and "<!ENTITY" not in text
    )


def feed_objects(text: str) -> list[dict[str, Any]]:
    """Read the jobs of a feed, of a damaged one those before the damage.

    An element with others inside becomes an object, any other its text; a name that comes twice
    becomes a list.
    """
    from xml.parsers.expat import ExpatError, ParserCreate

    jobs = _Jobs()
    parser = ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = jobs.start
    parser.EndElementHandler = jobs.end
    parser.CharacterDataHandler = jobs.data
    with contextlib.suppress(ExpatError):
        parser.Parse(text.lstrip("\ufeff \t\r\n").encode("utf-8", "replace"), True)
    return jobs.found


class _Jobs:
    """Builds an object for every job element; nothing outside of them is kept."""

    def __init__(self) -> None:
        self.found: list[dict[str, Any]] = []
        self._open: list[tuple[str, dict[str, Any], list[str]]] = []
        self._too_deep = 0

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if len(self._open) > _DEEPEST:
            self._too_deep += 1
        elif self._open or local in _JOBS:
            self._open.append((local, {}, []))

    def data(self, text: str) -> None:
        if self._open and not self._too_deep:
            self._open[-1][2].append(text)

    def end(self, _name: str) -> None:
        if self._too_deep:
            self._too_deep -= 1
            return
        if not self._open:
            return
        name, children, texts = self._open.pop()
        if not self._open:
            self.found.append(children)
            return
        _add(self._open[-1][1], name, children or "".join(texts).strip())


def _add(parent: dict[str, Any], name: str, value: object) -> None:
    known = parent.get(name)
    if name not in parent:
        if len(parent) < _MOST_CHILDREN:
            parent[name] = value
    elif isinstance(known, list):
        several = cast("list[object]", known)
        if len(several) < _MOST_CHILDREN:
            several.append(value)
    else:
        parent[name] = [known, value]
