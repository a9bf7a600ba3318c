"""Microdata and RDFa-lite: facts in the attributes of the visible page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, cast

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_MOST_PROPERTIES = 600
_MOST_CHARACTERS = 60_000
_LINKS = frozenset({"a", "area", "link"})
_SOURCES = frozenset({"img", "audio", "video", "source", "embed", "iframe"})
_HTML_PROPERTIES = frozenset(
    {"description", "responsibilities", "qualifications", "jobbenefits", "skills",
     "experiencerequirements", "educationrequirements", "incentivecompensation"}
)  # fmt: skip


class AttributeItems(NamedTuple):
    """Top-level items as schema.org objects with "@type", by the syntax of the outermost."""

    microdata: list[dict[str, Any]]
    rdfa: list[dict[str, Any]]


def attribute_items(root: LexborNode | None) -> AttributeItems:
    """Read every item of the page."""
    items = AttributeItems([], [])
    stack: list[dict[str, Any] | None] = []
    current: dict[str, Any] | None = None
    budget = _MOST_PROPERTIES
    node = root
    while node is not None and budget > 0:
        outer = current
        if node.is_element_node:
            attributes = node.attributes
            name = attributes.get("itemprop") or attributes.get("property")
            type_name = _type(attributes)
            if type_name is not None:
                item: dict[str, Any] = {"@type": type_name}
                if name and current is not None:
                    _put(current, name, item)
                else:
                    (items.microdata if "itemscope" in attributes else items.rdfa).append(item)
                current = item
                budget -= 1
            elif name and current is not None:
                _put(current, name, _value(node, name, attributes))
                budget -= 1
        child = node.child
        if child is not None:
            stack.append(outer)
            node = child
            continue
        current = outer
        while stack and node is not None and node.next is None:
            node = node.parent
            current = stack.pop()
        if not stack or node is None:
            break
        node = node.next
    return items


def _type(attributes: dict[str, str | None]) -> str | None:
    if "itemscope" in attributes:
        return attributes.get("itemtype") or "Thing"
    return attributes.get("typeof")


def _put(item: dict[str, Any], names: str, value: object) -> None:
    for raw in names.split():
        name = raw.rsplit("/", 1)[-1].rsplit(":", 1)[-1]
        if name not in item:
            item[name] = value
            continue
        earlier: object = item[name]
        if isinstance(earlier, list):
            cast("list[object]", earlier).append(value)
        else:
            item[name] = [earlier, value]


def _value(node: LexborNode, name: str, attributes: dict[str, str | None]) -> str:
    tag = node.tag or ""
    if attributes.get("content") is not None:
        return attributes["content"] or ""
    if tag == "time" and attributes.get("datetime"):
        return attributes["datetime"] or ""
    if name.lower().rsplit(":", 1)[-1] in _HTML_PROPERTIES:
        return (node.inner_html or "")[:_MOST_CHARACTERS]
    text = " ".join((node.text() or "")[:_MOST_CHARACTERS].split())
    if not text and tag in _LINKS:
        return attributes.get("href") or ""
    if not text and tag in _SOURCES:
        return attributes.get("src") or ""
    return text
