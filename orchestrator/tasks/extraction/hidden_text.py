"""What styles keep from a reader: inline declarations, and the simple rules of a page's own sheets.

Text that nobody sees is where a page talks to machines behind its reader's back. But many honest
pages hide what a script, a click or scrolling will show; such marks are passed over.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from orchestrator.tasks.extraction.patterns import regex
from orchestrator.tasks.extraction.remembering import remembered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

    from selectolax.lexbor import LexborNode

_MOST_STYLE = 8_000
_MOST_SHEETS = 400_000
_MOST_RULES = 4_000
_MOST_SELECTORS = 20
_MOST_OF_A_NAME = 20
_MOST_SHOWING = 40
_FAR_OFF = 900  # pixels; what is moved so far out of the page is not meant to be seen

# In lower case, as what they search: ignoring it there takes Python several times as long.
_SUSPICIOUS = regex(
    r"none|hid|collapse|opacity|indent|absolute|fixed|clip|background|scale|margin-left"
    r"|transparent|rgb|#(?:[0-9a-f]{4}){1,2}(?![0-9a-f])"  # a colour that may be none at all
)
_OF_SIGHT = regex(r"font|colou?r|background")
_ZERO = regex(r"[+-]?0*\.?0*(?:px|em|rem|pt|%|vh|vw|in|cm|mm)?")
_NEGLIGIBLE = regex(r"0*(?:\.0\d*|1|0?\.\d+)px|0?\.0[0-4]\d*r?em|0*[01](?:\.\d+)?pt")
_FAINT = regex(r"[+-]?(?:0*\.?0*|0*\.0[0-4]\d*|[0-4]?(?:\.\d+)?%)")
_LENGTH = regex(r"(-?\d*\.?\d+)(px|em|rem|pt|%|vw|vh|in|cm|mm)?")
_PIXELS = {"px": 1.0, "em": 16.0, "rem": 16.0, "pt": 1.3, "%": 9.0, "vw": 9.0, "vh": 9.0}
_CLIPPED = regex(
    r"rect\(\s*(?:0|1)(?:px)?[\s,]+(?:0|1)(?:px)?[\s,]+(?:0|1)(?:px)?[\s,]+(?:0|1)(?:px)?\s*\)"
    r"|inset\(\s*(?:50|100)%|circle\(\s*0|polygon\(\s*0\s*\)"
)
_SHRUNK = regex(r"scale(?:3d|x|y)?\(\s*0(?:\.0+)?\s*[,)]")
_RGB = regex(r"rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})\s*(?:[,/]\s*([\d.]+%?))?\s*\)")
_NAMED = {"white": "ffffff", "black": "000000"}
_MOVING = ("transform", "transition", "animation", "animation-name", "will-change", "translate")

_COMMENT = regex(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_SIMPLE = regex(r"(?P<tag>[a-zA-Z][a-zA-Z0-9]*)?(?P<marks>(?:[.#][a-zA-Z_-][\w-]*)+)")
_MARK = regex(r"[.#][\w-]+")
_LAST_PART = regex(r"(?:.*[\s>+~])?([^\s>+~]+)", re.DOTALL)
_SHOWS = regex(r"display\s*:\s*(?!none)\w|visibility\s*:\s*visible")
_UNFOLDED = regex(
    r"accordion|collaps|panel|pane(?![a-z])|tab(?![a-z])|tabs|toggle|expand|more|slide|step|faq"
    r"|answer|content|description|posting|job|details|body|wrapper|container|section|animat|fade"
    r"|reveal|lazy|load|ready|cloak",
    re.IGNORECASE,
)
"""In the names of parts that a click or a script shows."""
_FOR_LISTENERS = regex(
    r"sr-?only|visually-?hidden|screen-?reader|reader-?text|a11y|offscreen|assistive|hidden-label",
    re.IGNORECASE,
)
"""Hidden from the eye only: who has the page read aloud hears it, and labels are often there."""


@remembered(1024)
def declarations(style: str) -> Mapping[str, str]:
    """Split a style attribute or the body of a rule; the last of a name wins."""
    parts = style[:_MOST_STYLE].lower().replace("!important", "").split(";")
    stated = (part.partition(":") for part in parts)
    return {name.strip(): value.strip() for name, colon, value in stated if colon}


@remembered(4096)
def style_hides(style: str) -> bool:
    """Whether an inline style hides its element from everybody who looks at the page."""
    if not _SUSPICIOUS.search(style.lower()):
        return False
    stated = declarations(style)
    if stated.get("display") == "none" or stated.get("mso-hide") == "all":
        return True
    # What is about to move or to fade in is shown as soon as its reader scrolls there.
    moving = not stated.keys().isdisjoint(_MOVING)
    if moving and stated.get("transform") not in (None, "none"):
        return _SHRUNK.search(stated["transform"]) is not None and "transition" not in stated
    if not moving:
        if stated.get("visibility") in ("hidden", "collapse"):
            return True
        if _FAINT.fullmatch(stated.get("opacity", "1")):
            return True
    return _off_the_page(stated) or _without_room(stated) or _in_its_background(stated)


def _off_the_page(stated: Mapping[str, str]) -> bool:
    if _pixels(stated.get("text-indent")) <= -_FAR_OFF:
        return True
    if stated.get("position") in ("absolute", "fixed"):
        if _CLIPPED.search(stated.get("clip", "")) or _CLIPPED.search(stated.get("clip-path", "")):
            return True
        sides = ("left", "top", "right", "bottom", "margin-left", "margin-top")
        return any(_pixels(stated.get(side)) <= -_FAR_OFF for side in sides)
    return _pixels(stated.get("margin-left")) <= -_FAR_OFF * 2


def _without_room(stated: Mapping[str, str]) -> bool:
    overflow = stated.get("overflow") or stated.get("overflow-y") or stated.get("overflow-x") or ""
    if "hidden" not in overflow and "clip" not in overflow:
        return False
    if "transition" in stated:
        return False
    sizes = (stated.get(name, "") for name in ("height", "width", "max-height", "max-width"))
    return any(size and (_ZERO.fullmatch(size) or size == "1px") for size in sizes)


def _in_its_background(stated: Mapping[str, str]) -> bool:
    color = colour_of(stated.get("color"))
    if color is None or "background-clip" in stated or "-webkit-background-clip" in stated:
        return False
    return color == "" or color == background_of(stated)


def background_of(stated: Mapping[str, str]) -> str | None:
    """The plain colour behind an element, as `colour_of` writes it; None when nothing tells."""
    plain = colour_of(stated.get("background-color"))
    if plain is None and "url(" not in stated.get("background", ""):
        first = stated.get("background", "").split("no-repeat")[0].strip()
        plain = colour_of(first)
    return plain or None


@remembered(1024)
def colour_of(value: str | None) -> str | None:
    """Write a colour as six hexadecimal digits; empty for one that is transparent."""
    if not value:
        return None
    value = value.strip().lower()
    if value == "transparent":
        return ""
    if value in _NAMED:
        return _NAMED[value]
    if re.fullmatch(r"#[0-9a-f]{3,8}", value):
        digits = value[1:]
        if len(digits) in (3, 4):
            digits = "".join(digit * 2 for digit in digits)
        if len(digits) == 8 and digits.endswith("00"):
            return ""
        return digits[:6] if len(digits) in (6, 8) else None
    found = _RGB.fullmatch(value)
    if found is None:
        return value if value.isalpha() and value not in ("inherit", "initial", "unset") else None
    if found[4] and not found[4].strip("0."):
        return ""
    return "".join(f"{min(255, int(part)):02x}" for part in found.groups()[:3])


class Sight(NamedTuple):
    """What a style says of the text inside: None where it says nothing.

    Attributes:
        readable: Whether its size can be read.
        behind: The plain colour behind it; empty for a picture or a pattern.
        colour: Its own, empty for none at all.
    """

    readable: bool | None
    behind: str | None
    colour: str | None


@remembered(4096)
def sight_of(style: str) -> Sight | None:
    """Read an inline style; None when it says nothing of size and colour."""
    if not _OF_SIGHT.search(style.lower()):
        return None
    stated = declarations(style)
    behind = background_of(stated) or ("" if "background" in stated else None)
    colour = None if "-webkit-text-fill-color" in stated else colour_of(stated.get("color"))
    return Sight(font_size(stated), behind, colour)


def font_size(stated: Mapping[str, str]) -> bool | None:
    """True for a size that can be read, False for one that cannot, None when none is stated."""
    size = stated.get("font-size")
    if size is None and "font" in stated:
        size = stated["font"].split("/")[0].split(" ")[0]
        return False if size == "0" or size == "0px" else None
    if size is None:
        return None
    return not (_ZERO.fullmatch(size) or _NEGLIGIBLE.fullmatch(size))


def _pixels(value: str | None) -> float:
    found = _LENGTH.fullmatch(value) if value else None
    return float(found[1]) * _PIXELS.get(found[2] or "px", 40.0) if found else 0.0


class _Rule(NamedTuple):
    tag: str
    marks: frozenset[str]
    order: int


@dataclass(slots=True)
class Sheets:
    """The rules of a page's own style elements that hide or show; nothing is fetched.

    Only selectors of one element ("p.x", "#y.z") hide; any selector that matches shows again.
    """

    root: LexborNode | None = None
    hiding: dict[str, list[_Rule]] = field(default_factory=dict[str, "list[_Rule]"])
    showing: list[tuple[frozenset[str], str, int]] = field(
        default_factory=list["tuple[frozenset[str], str, int]"]
    )
    shown: dict[str, frozenset[int]] = field(default_factory=dict[str, "frozenset[int]"])

    def hide(self, node: LexborNode, tag: str, attributes: Mapping[str, str | None]) -> bool:
        """Whether a rule hides this element, and none that is as good shows it."""
        names = attributes.get("class") or ""
        identity = attributes.get("id")
        marks = {f".{name}" for name in names.split()[:60]}
        if identity:
            marks.add(f"#{identity}")
        for mark in marks & self.hiding.keys():
            for rule in self.hiding[mark]:
                meant = rule.marks <= marks and rule.tag in ("", tag)
                if meant and not self._shown_again(node, marks, rule):
                    return True
        return False

    def _shown_again(self, node: LexborNode, marks: set[str], hiding: _Rule) -> bool:
        for last, selector, order in self.showing:
            if not last <= marks or len(last) < len(hiding.marks):
                continue
            if last == hiding.marks and order < hiding.order:
                continue
            if self.root is None or node.mem_id in self._matched(selector):
                return True
        return False

    def _matched(self, selector: str) -> frozenset[int]:
        if selector not in self.shown:
            try:
                found = self.root.css(selector) if self.root is not None else []
            except Exception:  # noqa: BLE001  # the parser's own, for what is no selector
                found = []
            self.shown[selector] = frozenset(node.mem_id for node in found[:5_000])
        return self.shown[selector]


def sheets_of(root: LexborNode | None) -> Sheets | None:
    """Read the style elements under `root`; None when none of their rules hides anything."""
    if root is None:
        return None
    source = "\n".join(_sources(root))[:_MOST_SHEETS]
    lower = source.lower()
    if not ("font" in lower or _SUSPICIOUS.search(lower)):
        return None
    sheets = Sheets(root)
    shows: list[tuple[int, Sequence[str]]] = []
    for order, (selectors, body) in enumerate(_rules(_COMMENT.sub(" ", source))):
        if ("display" in body or "visib" in body) and _SHOWS.search(body):
            shows.append((order, selectors))
            continue
        simple = [m for s in selectors if " " not in s and (m := _SIMPLE.fullmatch(s))]
        for selector in simple if simple and _body_hides(body) else ():
            if _UNFOLDED.search(selector[0]) or _FOR_LISTENERS.search(selector[0]):
                continue
            marks = frozenset(_MARK.findall(selector["marks"]))
            rule = _Rule((selector["tag"] or "").lower(), marks, order)
            rules = sheets.hiding.setdefault(min(marks), [])
            if len(rules) < _MOST_OF_A_NAME:
                rules.append(rule)
    hidden = {mark for rules in sheets.hiding.values() for rule in rules for mark in rule.marks}
    sheets.showing += islice(_showing(shows, hidden), _MOST_SHOWING) if hidden else ()
    return sheets if sheets.hiding else None


def _showing(
    shows: Iterable[tuple[int, Sequence[str]]], hidden: Set[str]
) -> Iterator[tuple[frozenset[str], str, int]]:
    """The selectors that may show again what others hide, with the marks of their last part."""
    for order, selectors in shows:
        for selector in selectors:
            if ":" in selector or hidden.isdisjoint(_MARK.findall(selector)):
                continue
            last = _LAST_PART.fullmatch(selector)
            marks = frozenset(_MARK.findall(last[1])) if last else frozenset[str]()
            if marks & hidden:
                yield marks, selector, order


def _body_hides(body: str) -> bool:
    return style_hides(body) or ("font" in body and font_size(declarations(body)) is False)


def _sources(root: LexborNode) -> Iterator[str]:
    for style in root.css("style"):
        parent = style.parent
        media = (style.attributes.get("media") or "all").lower()
        if parent is not None and parent.tag in ("noscript", "svg"):
            continue
        if "all" in media or "screen" in media:
            yield style.text() or ""


def _rules(source: str) -> Iterator[tuple[list[str], str]]:
    """The rules that may hide or show, outside of any "@media" and the like, of some thousand.

    Their bodies are in lower case.
    """
    depth = position = 0
    for _ in range(_MOST_RULES):
        opening, closing = source.find("{", position), source.find("}", position)
        if opening < 0 or 0 <= closing < opening:
            if closing < 0:
                return
            depth = max(0, depth - 1)
            position = closing + 1
            continue
        selector = source[position:opening].rpartition(";")[2].strip()
        end = closing if closing >= 0 else len(source)
        if source.find("{", opening + 1, end) >= 0:  # rules within: look at them one by one
            position = opening + 1
            depth += 0 if selector.lower() in ("@media screen", "@media all", "@layer") else 1
            continue
        position = end + 1
        if depth or selector.startswith("@"):
            continue
        body = source[opening + 1 : end].lower()
        if "display" in body or "visib" in body or "font" in body or _SUSPICIOUS.search(body):
            parts = selector.split(",", _MOST_SELECTORS)[:_MOST_SELECTORS]
            yield [part.strip() for part in parts], body
