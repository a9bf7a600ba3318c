"""YAML that a person reads and edits: in the document's order, long texts as blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

_LINE_WIDTH = 100

_BREAKS = "\r\x85\u2028\u2029\ufeff"
"""What YAML takes for a line's end or a mark outside of double quotes."""

_yaml: Any = yaml


class _Dumper(_yaml.SafeDumper):
    """Writes a text of several lines as a block, and never an anchor."""

    def ignore_aliases(self, data: object) -> bool:
        """Write a value that stands twice twice."""
        del data
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # pyright: ignore[reportUnknownParameterType]
        """Indent lists below their key."""
        del indentless
        super().increase_indent(flow, False)  # pyright: ignore[reportUnknownMemberType]


def _text(dumper: Any, text: str) -> Any:
    if any(mark in text for mark in _BREAKS):
        style = '"'
    else:
        style = "|" if "\n" in text and text.strip() == text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def to_yaml(document: Mapping[str, object]) -> str:
    """The document as YAML that reads back as the same; ends with a line break."""
    return str(
        _yaml.dump(
            dict(document),
            Dumper=_Dumper,
            allow_unicode=True,
            sort_keys=False,
            width=_LINE_WIDTH,
        )
    )
