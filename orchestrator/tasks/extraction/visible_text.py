"""An HTML page as its reader sees it: blocks of text, links, form fields, names in the head.

One pass over the tree with an explicit stack: hostile nesting costs memory, never a recursion
error, and the time grows with the page and nothing else.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from orchestrator.tasks.extraction.blocks import CELL_JOINT, Block, BlockKind, Zone, one_line
from orchestrator.tasks.extraction.hidden_text import (
    declarations,
    sheets_of,
    sight_of,
    style_hides,
)
from orchestrator.tasks.extraction.patterns import regex
from orchestrator.tasks.extraction.remembering import remembered
from orchestrator.tasks.extraction.rules.labels import Pair, pairs_of
from orchestrator.tasks.extraction.rules.sections import subject_blocks

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from orchestrator.tasks.extraction.hidden_text import Sheets

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
_NAMED_ZONE = regex(
    r"(?:^|[\s_-])(?:(?P<nav>nav|navbar|navigation|main-?menu|mainnav|breadcrumbs?|megamenu)"
    r"|(?P<footer>footer)|(?P<dialog>cookies?|cookiebar|consent|gdpr|onetrust|cybot\w*))"
    r"(?=$|[\s_-])"
)
"""In names in lower case."""

_LETTER = regex(r"[^\W_]")
_STREAMED = regex(r"S:[0-9a-zA-Z]{1,8}")
_SCROLLED_TO = frozenset({"data-aos", "data-w-id", "data-framer-appear-id", "data-sal"})
"""Marks of libraries that fade a part in as soon as its reader scrolls there."""

_CELL = "\x00"  # the HTML parser never lets a NUL into a text node
_JOINT = "\x01"  # nor, as text that a reader sees, this one
_LONGEST_LOGO = 60
_TOO_LITTLE = 300
_FAR_MORE = 3


class Link(NamedTuple):
    """One link: where it leads as written, its words, where it stands."""

    href: str
    text: str
    zone: Zone


@dataclass
class Page:
    """What a page shows; `subject` and `pairs` are told once it is whole.

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

    @cached_property
    def subject(self) -> list[Block]:
        """The lines that the page is about, without those of its site."""
        return subject_blocks(self.blocks)

    @cached_property
    def pairs(self) -> list[Pair]:
        """The labelled values among them."""
        return pairs_of(self.subject)


class _State(NamedTuple):
    """What holds for the text inside of an element; never changed, but replaced."""

    kind: BlockKind = "text"
    level: int = 0
    zone: Zone = "main"
    strong: bool = False
    href: str | None = None
    pre: bool = False
    unseen: bool = False
    behind: str | None = None


def visible_page(root: LexborNode | None) -> Page:
    """Read what the page shows under `root`.

    A page caught behind an open dialog has its whole body marked `aria-hidden`, and one that a
    script uncovers has it hidden by style: the marks are ignored, one after the other, when next
    to nothing is left with them and far more without.
    """
    sheets = sheets_of(root)
    reader = _Reader(frozenset({"sheet", "aria", "style"}), sheets)
    page = reader.read(root)
    for mark in ("sheet", "aria", "style"):
        length = sum(len(block.text) for block in page.blocks)
        if length >= _TOO_LITTLE:
            break
        if mark not in reader.met:
            continue
        reader = _Reader(reader.respected - {mark}, sheets)
        fuller = reader.read(root)
        if sum(len(block.text) for block in fuller.blocks) >= length * _FAR_MORE:
            page = fuller
    return page


class _Reader:
    def __init__(self, respected: frozenset[str], sheets: Sheets | None) -> None:
        self.respected = respected
        self.met: set[str] = set()
        self._sheets = sheets if "sheet" in respected else None
        self._page = Page()
        self._parts: list[str] = []
        self._worded = False
        self._state = _State()
        self._line_state = self._state
        self._all_strong = True
        self._all_linked = True
        self._link_parts: list[str] = []

    def read(self, root: LexborNode | None) -> Page:
        stack: list[tuple[LexborNode, _State, str]] = []
        node = root
        while node is not None:
            before = self._state
            if node.is_text_node:
                if not before.unseen:
                    self._add(node.text_content or "")
            else:
                tag = node.tag or ""
                if self._enter(node, tag):
                    child = node.child
                    if child is not None:
                        stack.append((node, before, tag))
                        node = child
                        continue
                    self._leave(tag, before)
            following = node.next if stack else None
            while following is None and stack:
                node, before, tag = stack.pop()
                self._leave(tag, before)
                following = node.next if stack else None
            node = following
        self._flush()
        return self._page

    def _enter(self, node: LexborNode, tag: str) -> bool:
        """Take an element in; True when its children are to be visited."""
        if tag in _DROPPED:
            self._note_dropped(node, tag)
            return False
        attributes = node.attributes
        if attributes and self._hidden(node, tag, attributes):
            return False
        if tag == "br" or tag == "hr":
            self._flush()
            return False
        if tag == "input" or tag == "img":
            self._note_field_or_logo(tag, attributes)
            return False
        self._open(tag, attributes, node)
        return True

    def _hidden(self, node: LexborNode, tag: str, attributes: dict[str, str | None]) -> bool:
        if "hidden" in attributes and attributes["hidden"] != "until-found":
            # The id is React's: such a part has come late, and a script moves it into its place.
            return not _STREAMED.fullmatch(attributes.get("id") or "")
        if attributes.get("aria-hidden") == "true":
            self.met.add("aria")
            if "aria" in self.respected:
                return True
        style = attributes.get("style")
        if style is not None and style_hides(style) and not attributes.keys() & _SCROLLED_TO:
            self.met.add("style")
            if "style" in self.respected:
                return True
        if self._sheets is None or not self._sheets.hide(node, tag, attributes):
            return False
        if style is not None and declarations(style).get("display", "none") != "none":
            return False  # a script has opened it
        self.met.add("sheet")
        return True

    def _open(self, tag: str, attributes: dict[str, str | None], node: LexborNode) -> None:
        state = self._state
        kind, level, href = state.kind, state.level, state.href
        if tag in _INLINE:
            if self._parts and _follows_element(node):
                self._parts.append(_JOINT)
            if tag == "a":
                href = attributes.get("href") or href
                self._link_parts = []
            elif not attributes and (state.strong or tag not in _STRONG):
                return
        elif tag in ("td", "th"):
            if self._worded:
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
        zone = _zone(tag, attributes, state.zone)
        strong = state.strong or tag in _STRONG
        pre = state.pre or tag == "pre"
        unseen, behind = state.unseen, state.behind
        is_styled = "style" in attributes or unseen or behind is not None
        if is_styled and "style" in self.respected:
            unseen, behind = _sight(attributes, unseen, behind)
            if unseen:
                self.met.add("style")
        told = (kind, level, zone, strong, href, pre, unseen, behind)
        if told != state:
            self._state = _State._make(told)

    def _leave(self, tag: str, before: _State) -> None:
        if tag == "a" and self._state.href and not before.href:
            text = one_line("".join(self._link_parts).replace(_CELL, " "))
            self._page.links.append(Link(self._state.href, text, self._state.zone))
        if self._parts and tag not in _INLINE and tag not in ("td", "th"):
            self._flush()
        self._state = before

    def _add(self, text: str) -> None:
        state = self._state
        if _JOINT in text:
            text = text.replace(_JOINT, "")
        if state.pre and "\n" in text:
            for line in text.split("\n"):
                self._add_line(line, state)
                self._flush()
            return
        self._add_line(text, state)

    def _add_line(self, text: str, state: _State) -> None:
        if text and not text.isspace():
            if not self._worded:
                self._line_state, self._all_strong, self._all_linked = state, True, True
                self._worded = True
            strong, linked = state.strong, state.href is not None
            weaker = (self._all_strong and not strong) or (self._all_linked and not linked)
            if weaker and _LETTER.search(text):
                self._all_strong = self._all_strong and strong
                self._all_linked = self._all_linked and linked
        self._parts.append(text)
        if state.href is not None:
            self._link_parts.append(text)

    def _flush(self) -> None:
        parts = self._parts
        if not parts:
            return
        if self._state.href is not None:
            self._link_parts.append(" ")
        if not self._worded:
            parts.clear()
            return
        raw = parts[0] if len(parts) == 1 else "".join(parts)
        parts.clear()
        self._worded = False
        pieces: tuple[str, ...] = ()
        if _JOINT in raw:
            pieces = tuple(piece for piece in map(one_line, raw.split(_JOINT)) if piece)
            raw = raw.replace(_JOINT, " ")
        if _CELL in raw:
            cells = tuple(cell for cell in map(one_line, raw.split(_CELL)) if cell)
        else:
            line = one_line(raw)
            cells = (line,) if line else ()
        if not cells:
            return
        state = self._line_state
        one = len(cells) == 1
        self._page.blocks.append(
            Block(
                "text" if one and state.kind == "row" else state.kind,
                cells[0] if one else CELL_JOINT.join(cells),
                state.level,
                () if one else cells,
                pieces if one and len(pieces) > 1 else (),
                state.zone,
                self._all_linked,
                self._all_strong,
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
        at_top = self._state.zone == "header" or not self._page.blocks
        if alt and ("logo" in names.lower() or (at_top and len(alt) <= _LONGEST_LOGO)):
            self._page.logos.append(alt)


def _zone(tag: str, attributes: dict[str, str | None], outer: Zone) -> Zone:
    if outer in ("nav", "footer", "dialog") or tag in ("html", "body", "main"):
        return outer
    zone = _ZONE_OF_TAG.get(tag)
    if zone is None and attributes:
        zone = _ZONE_OF_ROLE.get(attributes.get("role") or "")
        if zone is None:
            names = f"{attributes.get('id') or ''} {attributes.get('class') or ''}"
            zone = _named_zone(names) if 1 < len(names) < _TOO_LITTLE else None
    return zone or outer


@remembered(8192)
def _named_zone(names: str) -> Zone | None:
    named = _NAMED_ZONE.search(names.lower())
    if named is None:
        return None
    return "nav" if named["nav"] else "footer" if named["footer"] else "dialog"


def _sight(
    attributes: dict[str, str | None], unseen: bool, behind: str | None
) -> tuple[bool, str | None]:
    """Whether text is too small or has the colour of what is behind it, and that colour."""
    style = attributes.get("style")
    # What a class does to size and background is not known here.
    named = not attributes.keys().isdisjoint(("class", "id", "bgcolor", "background"))
    if not style:
        return (False, None) if named else (unseen, behind)
    sight = sight_of(style)
    if sight is None:
        return (False, None) if named else (unseen, behind)
    unseen = (unseen and not named) if sight.readable is None else not sight.readable
    if sight.behind is not None or named:
        behind = sight.behind
    return unseen or (bool(sight.colour) and sight.colour == behind), behind


def _follows_element(node: LexborNode) -> bool:
    # Two inline elements side by side with nothing between are cells of a line to the eye: styles
    # keep them apart ("Posted on" "8 May"), and glued words could never be read again.
    previous = node.prev
    if previous is not None and previous.is_text_node and not (previous.text_content or "").strip():
        previous = previous.prev
    return previous is not None and previous.is_element_node and previous.tag in _INLINE
