"""An HTML page as its reader sees it: blocks of text, links, form fields, names in the head.

One pass over the tree with an explicit stack: hostile nesting costs memory, never a recursion
error, and the time grows with the page and nothing else.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from orchestrator.tasks.extraction.blocks import CELL_JOINT, Block, BlockKind, Zone, one_line

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_DROPPED = frozenset(
    {
        "script", "style", "noscript", "svg", "template", "head", "select", "datalist", "object",
        "iframe", "canvas", "video", "audio", "math", "-comment", "textarea", "meter", "progress",
    }
)  # fmt: skip
_INLINE = frozenset(
    {
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn",
        "em", "font", "i", "img", "input", "ins", "kbd", "label", "mark", "nobr", "q", "s", "samp",
        "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "link",
        "meta", "picture", "source", "output", "ruby", "rt", "rp",
    }
)  # fmt: skip
_STRONG = frozenset({"b", "strong", "th", "dt"})
_HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}
_ZONE_OF_TAG: Final[dict[str, Zone]] = {
    "nav": "nav", "footer": "footer", "header": "header", "aside": "aside", "dialog": "dialog",
}  # fmt: skip
_ZONE_OF_ROLE: Final[dict[str, Zone]] = {
    "navigation": "nav", "menu": "nav", "menubar": "nav", "contentinfo": "footer",
    "banner": "header", "dialog": "dialog", "alertdialog": "dialog",
}  # fmt: skip
_NAMED_ZONE = re.compile(
    r"(?:^|[\s_-])(?:(?P<nav>nav|navbar|navigation|main-?menu|mainnav|breadcrumbs?|megamenu)"
    r"|(?P<footer>footer)|(?P<dialog>cookies?|cookiebar|consent|gdpr|onetrust|cybot\w*))"
    r"(?=$|[\s_-])",
    re.IGNORECASE,
)
_STYLE_HIDES = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CELL = "\x00"  # the HTML parser never lets a NUL into a text node
_JOINT = "\x01"  # nor, as text that a reader sees, this one
_TOO_LITTLE = 300


@dataclass(frozen=True, slots=True)
class Link:
    """One link: where it leads as written, its words, where it stands."""

    href: str
    text: str
    zone: Zone


@dataclass(slots=True)
class Page:
    """What a page shows.

    Attributes:
        inputs: How many visible form fields of each type.
        logos: Alternative texts of pictures that call themselves a logo.
        scripts_asked: The page says that it needs JavaScript.
    """

    blocks: list[Block] = field(default_factory=list[Block])
    links: list[Link] = field(default_factory=list[Link])
    inputs: Counter[str] = field(default_factory=Counter[str])
    logos: list[str] = field(default_factory=list[str])
    scripts_asked: bool = False


@dataclass(frozen=True, slots=True)
class _State:
    kind: BlockKind = "text"
    level: int = 0
    zone: Zone = "main"
    strong: bool = False
    href: str | None = None
    pre: bool = False


def visible_page(root: LexborNode | None) -> Page:
    """Read what the page shows under `root`.

    A page caught behind an open dialog has its whole body marked `aria-hidden`, and one that a
    script uncovers has it hidden by style: the marks are ignored, one after the other, when next
    to nothing is left with them.
    """
    page = _Reader(frozenset({"aria", "style"})).read(root)
    for respected in (frozenset({"style"}), frozenset[str]()):
        if sum(len(block.text) for block in page.blocks) >= _TOO_LITTLE:
            break
        fuller = _Reader(respected).read(root)
        if len(fuller.blocks) > len(page.blocks):
            page = fuller
    return page


class _Reader:
    def __init__(self, respected: frozenset[str]) -> None:
        self._respected = respected
        self._page = Page()
        self._parts: list[str] = []
        self._state = _State()
        self._line_state = _State()
        self._all_strong = True
        self._link_of_line: str | None = None
        self._all_linked = True
        self._link_parts: list[str] = []

    def read(self, root: LexborNode | None) -> Page:
        stack: list[tuple[LexborNode, _State]] = []
        node = root
        while node is not None:
            before = self._state
            if self._enter(node):
                child = node.child
                if child is not None:
                    stack.append((node, before))
                    node = child
                    continue
                self._leave(node.tag or "", before)
            following = node.next if stack else None
            while following is None and stack:
                node, before = stack.pop()
                self._leave(node.tag or "", before)
                following = node.next if stack else None
            node = following
        self._flush()
        return self._page

    def _enter(self, node: LexborNode) -> bool:
        """Take a node in; True when its children are to be visited."""
        if node.is_text_node:
            self._add((node.text_content or "").replace(_JOINT, ""))
            return False
        tag = node.tag or ""
        if tag in _DROPPED:
            self._note_dropped(node, tag)
            return False
        attributes = node.attributes
        if attributes and self._hidden(attributes):
            return False
        if tag == "br" or tag == "hr":
            self._flush()
            return False
        if tag == "input" or tag == "img":
            self._note_field_or_logo(tag, attributes)
            return False
        self._open(tag, attributes, node)
        return True

    def _hidden(self, attributes: dict[str, str | None]) -> bool:
        if "hidden" in attributes and attributes["hidden"] != "until-found":
            return True
        if "aria" in self._respected and attributes.get("aria-hidden") == "true":
            return True
        if "style" not in self._respected:
            return False
        style = attributes.get("style")
        return style is not None and _STYLE_HIDES.search(style) is not None

    def _open(self, tag: str, attributes: dict[str, str | None], node: LexborNode) -> None:
        state = self._state
        kind, level, strong, href = state.kind, state.level, state.strong, state.href
        if tag in _INLINE:
            if self._parts and _follows_element(node):
                self._parts.append(_JOINT)
            if tag == "a":
                href = attributes.get("href") or href
                self._link_parts = []
        elif tag in ("td", "th"):
            if self._parts and "".join(self._parts).strip():
                self._parts.append(_CELL)
            kind = "row"
        else:
            self._flush()
            if tag in _HEADINGS:
                kind, level = "heading", _HEADINGS[tag]
            elif tag == "li":
                kind, level = "item", 0
            elif tag == "tr":
                kind, level = "row", 0
            elif tag in ("button", "option"):
                kind, level = "control", 0
            elif kind == "row" and tag == "table":
                kind = "text"
        self._state = _State(
            kind=kind,
            level=level,
            zone=_zone(tag, attributes, state.zone),
            strong=strong or tag in _STRONG,
            href=href,
            pre=state.pre or tag == "pre",
        )

    def _leave(self, tag: str, before: _State) -> None:
        if tag == "a" and self._state.href and not before.href:
            text = one_line("".join(self._link_parts).replace(_CELL, " "))
            self._page.links.append(Link(self._state.href, text, self._state.zone))
        if tag not in _INLINE and tag not in ("td", "th"):
            self._flush()
        self._state = before

    def _add(self, text: str) -> None:
        state = self._state
        if state.pre and "\n" in text:
            for line in text.split("\n"):
                self._add_line(line, state)
                self._flush()
            return
        self._add_line(text, state)

    def _add_line(self, text: str, state: _State) -> None:
        if not text.isspace() and text:
            if not any(not part.isspace() for part in self._parts):
                self._line_state, self._all_strong, self._all_linked = state, True, True
            if any(character.isalnum() for character in text):
                self._all_strong = self._all_strong and state.strong
                self._all_linked = self._all_linked and state.href is not None
        self._parts.append(text)
        if state.href is not None:
            self._link_parts.append(text)

    def _flush(self) -> None:
        if not self._parts:
            return
        raw = "".join(self._parts)
        self._parts.clear()
        pieces = tuple(piece for piece in map(one_line, raw.split(_JOINT)) if piece)
        raw = raw.replace(_JOINT, " ")
        if self._state.href is not None:
            self._link_parts.append(" ")
        cells = tuple(cell for cell in map(one_line, raw.split(_CELL)) if cell)
        if not cells:
            return
        state = self._line_state
        self._page.blocks.append(
            Block(
                kind=state.kind if state.kind != "row" or len(cells) > 1 else "text",
                text=CELL_JOINT.join(cells),
                level=state.level,
                cells=cells if len(cells) > 1 else (),
                pieces=pieces if len(pieces) > 1 and len(cells) == 1 else (),
                zone=state.zone,
                linked=self._all_linked,
                strong=self._all_strong,
            )
        )

    def _note_dropped(self, node: LexborNode, tag: str) -> None:
        if tag in ("select", "textarea"):
            self._page.inputs[tag] += 1
        elif tag == "noscript" and "javascript" in node.text().lower():
            self._page.scripts_asked = True

    def _note_field_or_logo(self, tag: str, attributes: dict[str, str | None]) -> None:
        if tag == "input":
            self._page.inputs[(attributes.get("type") or "text").lower()] += 1
            return
        alt = one_line(attributes.get("alt") or "")
        names = " ".join(attributes.get(key) or "" for key in ("alt", "class", "id", "src"))
        if alt and "logo" in names.lower():
            self._page.logos.append(alt)


def _zone(tag: str, attributes: dict[str, str | None], outer: Zone) -> Zone:
    if outer in ("nav", "footer", "dialog") or tag in ("html", "body", "main"):
        return outer
    zone = _ZONE_OF_TAG.get(tag) or _ZONE_OF_ROLE.get(attributes.get("role") or "")
    if zone is None and attributes:
        names = f"{attributes.get('id') or ''} {attributes.get('class') or ''}"
        named = _NAMED_ZONE.search(names) if len(names) < _TOO_LITTLE else None
        if named is not None:
            return "nav" if named["nav"] else "footer" if named["footer"] else "dialog"
    return zone or outer


def _follows_element(node: LexborNode) -> bool:
    # Two inline elements side by side with nothing between are cells of a line to the eye: styles
    # keep them apart ("Posted on" "8 May"), and glued words could never be read again.
    previous = node.prev
    if previous is not None and previous.is_text_node and not (previous.text_content or "").strip():
        previous = previous.prev
    return previous is not None and previous.is_element_node and previous.tag in _INLINE
