"""YAML as people mean it: dates, phone numbers and country codes stay as written.

YAML 1.1 makes `NO` false, `0176` an octal number, `2014-06-01` a date and `1.10` the number
1.1. Here only null, true, false and numbers in JSON's own form are more than text.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from profiles.importers.documents import DocumentError

_MOST_EVENTS = 200_000
"""Scalars, lists and objects, also those that aliases repeat."""

_DEEPEST = 60

_yaml: Any = yaml
"""Its functions have no types."""

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The parser in C is forty times faster; every wheel of PyYAML has it."""


class _PlainLoader(_Loader):  # type: ignore[misc]
    """Builds plain values only, and no key twice."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[str, object]:
        """Build an object whose keys are texts."""
        self.flatten_mapping(node)
        found: dict[str, object] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise yaml.constructor.ConstructorError(
                    None, None, "a key is not a text", key_node.start_mark
                )
            key = str(key_node.value)
            if key in found:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key[:60]!r} stands twice", key_node.start_mark
                )
            found[key] = self.construct_object(value_node, deep=True)
        return found


def _implicit(tag: str, pattern: str, first: str) -> None:
    _PlainLoader.add_implicit_resolver(
        f"tag:yaml.org,2002:{tag}", re.compile(rf"(?:{pattern})\Z"), list(first)
    )


_implicit("null", r"~|null|Null|NULL|", "~nN")
_PlainLoader.yaml_implicit_resolvers[""] = [("tag:yaml.org,2002:null", re.compile(r""))]
_implicit("bool", r"true|True|TRUE|false|False|FALSE", "tTfF")
_implicit("int", r"-?(0|[1-9][0-9]{0,300})", "-0123456789")
_implicit("float", r"-?(0|[1-9][0-9]{0,16})\.([0-9]{0,17}[1-9]|0)(e[-+][0-9]+)?", "-0123456789")
_implicit("merge", r"<<", "<")


def parse_yaml(text: str, name: str) -> object:
    """Read one YAML document.

    Raises:
        DocumentError: with line and column of the fault.
    """
    try:
        _check(text)
        return _yaml.load(text, Loader=_PlainLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        raise DocumentError(
            f"{name} is not a YAML document: {place}{error.problem or error.context or error}",
            hint="mend that place; quote a text that holds a colon or begins with a sign",
        ) from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise DocumentError(
            f"{name} is not a YAML document: {error}",
            hint="write out what it refers to; a profile needs no tags, anchors or aliases",
        ) from error


def _check(text: str) -> None:
    """Count what would be built, aliases with all that they repeat, before anything is."""
    sizes: dict[str, int] = {}
    open_: list[tuple[str | None, int]] = []
    total = 0
    for event in _yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.AliasEvent):
            anchor = str(event.anchor)
            if any(anchor == name for name, _ in open_):
                raise ValueError(f"the alias *{anchor} stands in itself")
            total += sizes.get(anchor, 1)
        elif isinstance(event, yaml.ScalarEvent):
            total += 1
            if event.anchor:
                sizes[str(event.anchor)] = 1
        elif isinstance(event, yaml.CollectionStartEvent):
            open_.append((event.anchor, total))
            total += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            anchor, before = open_.pop()
            if anchor:
                sizes[str(anchor)] = total - before
        if total > _MOST_EVENTS:
            raise ValueError(
                "its parts and the aliases that repeat them are too many for a profile"
            )
        if len(open_) > _DEEPEST:
            raise ValueError(f"it is nested more than {_DEEPEST} deep")
