"""How much room a CV takes on paper, reckoned from the themes and the widths of the fonts.

It follows `cv.typ` block by block, so that the lines of a draft can be chosen to fill its pages
without setting them in type. Lengths are in em of the theme's text.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from math import ceil
from typing import TYPE_CHECKING, Any, NamedTuple

from profiles.rendering.resources import table
from profiles.rendering.typefaces import SANS, SERIF

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from profiles.rendering.content import Entry, Group, Head, Section
    from profiles.rendering.options import Paper, Theme

_PAPER_CM = {"a4": (21.0, 29.7), "letter": (21.59, 27.94)}
_EM_PER_CM = 72 / 2.54
_BOLD = 1.05
"""How much wider semibold is, about."""

_UNKNOWN_WIDTH = 0.56
_WIDE_WIDTH = 1.0
_LEVEL_1, _LEVEL_2 = 1.4, 1.2
"""What typst makes of a heading's em, where `cv.typ` leaves it."""

_BODY_INDENT = 0.55
_HANGING_INDENT = 1.2
_SPLITTABLE_LINES = 4
"""typst leaves no line of a bullet alone, so one of up to three stays whole."""

_BREAKS = re.compile(
    r"[^\s\-\u2010\u2013\u2014/]*[\-\u2010\u2013\u2014/]+|[^\s\-\u2010\u2013\u2014/]+|\s+"
)


class Block(NamedTuple):
    """What stays in one piece: the air above it, its height, whether it stays with the next."""

    above: float
    height: float
    sticky: bool = False


class PageSpace:
    """The pages of one theme on one paper; `gap` as in typesetting, 1 as the theme has it."""

    def __init__(self, theme: Theme, paper: Paper, gap: float = 1.0) -> None:
        look: Mapping[str, Any] = table("themes")[theme]
        family = SERIF if look["family"] == "serif" else SANS
        size: float = look["size_pt"]
        wide, high = (
            (side - 2 * margin) * _EM_PER_CM / size
            for side, margin in zip(_PAPER_CM[paper], look["margin_cm"], strict=True)
        )
        self.width, self.height = wide, high
        self._look = look
        self._gap = gap
        self._type = _type_of(family)
        self._cap = self._type.cap
        self._leading: float = look["leading"] * (0.8 + 0.2 * gap)
        self._lines_of: dict[tuple[str, float], int] = {}
        self._blocks: dict[Section, tuple[Block, ...]] = {}

    def pages(self, head: Head, summary: str, sections: Iterable[Section]) -> float:
        """How many pages so much takes; 1.4 is a page and two fifths of the second."""
        blocks = [*self._head_blocks(head)]
        if summary:
            blocks += self._broken(self._air("head"), self.lines_of(summary))
        for number, section in enumerate(sections):
            first, *rest = self._section_blocks(section)
            if number == 0 and not summary:
                first = first._replace(above=max(first.above, self._air("head")))
            blocks += [first, *rest]
        return self._paged(blocks)

    def lines_of(self, text: str) -> int:
        """The lines of a paragraph."""
        return self._lines(text, self.width)

    def lines_of_bullet(self, text: str) -> int:
        """The lines of one bullet."""
        marker = self._type.width(self._look["bullet"]) + _BODY_INDENT
        return self._lines(text, self.width - marker)

    def bullet_height(self, text: str) -> float:
        """The height of one bullet, with the air above it."""
        return self._air("bullet") + self._text_height(self.lines_of_bullet(text))

    def _paged(self, blocks: Sequence[Block]) -> float:
        full_pages, used = 0, 0.0
        run: list[Block] = []
        for block in blocks:
            run.append(block)
            if block.sticky:
                continue
            first, *rest = run
            height = first.height + sum(x.above + x.height for x in rest)
            if used and used + first.above + height > self.height:
                full_pages, used = full_pages + 1, height
            else:
                used += height + (first.above if used else 0.0)
            run = []
        return full_pages + used / self.height

    def _head_blocks(self, head: Head) -> Iterator[Block]:
        above = 0.0
        if head.name is not None:
            size = self._look["name"] * _LEVEL_1
            yield Block(0.0, self._name_height(head.name, size))
            above = 1.05 * _LEVEL_1
        if head.label is not None:
            size = self._look["label"]
            lines = self._lines(head.label, self.width / size)
            yield Block(above, size * self._text_height(lines))
            above = 0.95
        if head.contacts:
            pieces = [link.text for link in head.contacts]
            lines = self._lines_of_pieces(pieces, self.width / 0.95)
            yield Block(above, 0.95 * (lines * self._cap + (lines - 1) * 0.65))

    def _name_height(self, name: str, size: float) -> float:
        width = self._type.width(name) * size * (_BOLD if self._look["name_weight"] > 500 else 1)
        if self.width >= 0.7 * width:
            return self._cap * size * min(1.0, self.width / width)
        lines = ceil(0.78 * width / self.width * 1.05)
        return 0.78 * size * (lines * self._cap) + (lines - 1) * 0.45 * size * 0.78

    def _section_blocks(self, section: Section) -> tuple[Block, ...]:
        if section not in self._blocks:
            self._blocks[section] = tuple(self._new_blocks(section))
        return self._blocks[section]

    def _new_blocks(self, section: Section) -> Iterator[Block]:
        size = self._look["heading"] * _LEVEL_2
        rule = 0.32 * _LEVEL_2
        yield Block(self._air("section") * _LEVEL_2, size * self._cap + rule, sticky=True)
        under = self._air("heading") * _LEVEL_2
        for number, entry in enumerate(section.entries):
            air = self._air("bullet") + 0.1 if section.brief else self._air("entry")
            yield from self._entry_blocks(entry, under if number == 0 else air, section.brief)
        for number, group in enumerate(section.groups):
            air = under if number == 0 else self._air("bullet")
            yield Block(air, self._text_height(self._group_lines(group)))

    def _entry_blocks(self, entry: Entry, above: float, brief: bool) -> Iterator[Block]:
        facts = [*entry.facts, *([entry.link.text] if entry.link else [])]
        title = ", ".join(x for x in (entry.title, entry.organization) if x)
        has_bullets = bool(entry.lines)
        if brief or self._look["facts"] == "beside":
            pieces = [piece for piece in (title, *facts) if piece]
            lines = self._lines_of_pieces(pieces, self.width)
            yield Block(above, self._text_height(lines), sticky=has_bullets)
            above = self._air("bullet")
        else:
            if title:
                lines = self._lines(title, self.width / _BOLD)
                yield Block(above, self._text_height(lines), sticky=bool(facts or has_bullets))
                above = max(self._air("bullet"), 0.62 * self._gap)
            if facts:
                lines = self._lines_of_pieces(facts, self.width)
                yield Block(above, self._text_height(lines), sticky=has_bullets)
                above = self._air("bullet")
        for text in entry.lines:
            yield from self._broken(above, self.lines_of_bullet(text))
            above = self._air("bullet")

    def _broken(self, above: float, lines: int) -> Iterator[Block]:
        """Text that may run over the end of a page, except its first two lines and last two."""
        if lines < _SPLITTABLE_LINES:
            yield Block(above, self._text_height(lines))
            return
        yield Block(above, self._text_height(2))
        for _ in range(lines - 4):
            yield Block(self._leading, self._cap)
        yield Block(self._leading, self._text_height(2))

    def _group_lines(self, group: Group) -> int:
        if group.title is None:
            return self._lines(group.text, self.width - _HANGING_INDENT)
        return self._lines(f"{group.title}: {group.text}", self.width - _HANGING_INDENT)

    def _lines_of_pieces(self, pieces: Sequence[str], width: float) -> int:
        between = self._type.width(self._look["separator"])
        lines, used = 1, 0.0
        for piece in pieces:
            own = self._type.width(piece)
            if used and used + between + own > width:
                lines, used = lines + 1, 0.0
            used += own + (between if used else 0.0)
            lines += max(0, ceil(used / width) - 1)
        return lines

    def _lines(self, text: str, width: float) -> int:
        key = (text, width)
        if key not in self._lines_of:
            self._lines_of[key] = self._type.lines(text, width)
        return self._lines_of[key]

    def _text_height(self, lines: int) -> float:
        return lines * self._cap + (lines - 1) * self._leading

    def _air(self, name: str) -> float:
        wanted: float = self._look["air"][name] * self._gap
        return max(wanted, self._leading) if name == "bullet" else wanted


@dataclass(frozen=True, slots=True)
class _Type:
    cap: float
    widths: Mapping[str, float]

    def width(self, text: str) -> float:
        return sum(map(self._width_of, text))

    def lines(self, text: str, width: float) -> int:
        """Lines filled one after the other, broken at blanks, after hyphens and between CJK."""
        lines, used, blank = 1, 0.0, 0.0
        for piece in _pieces(text):
            own = self.width(piece)
            if piece.isspace():
                blank = own if used else 0.0
                continue
            if used and used + blank + own > width:
                lines, used, blank = lines + 1, 0.0, 0.0
            used += blank + own
            blank = 0.0
            if used > width:
                lines, used = lines + ceil(used / width) - 1, used % width
        return lines

    def _width_of(self, character: str) -> float:
        known = self.widths.get(character)
        if known is not None:
            return known
        if unicodedata.combining(character):
            return 0.0
        return _WIDE_WIDTH if _is_wide(character) else _UNKNOWN_WIDTH


def _pieces(text: str) -> Iterator[str]:
    for found in _BREAKS.finditer(text):
        piece = found[0]
        if piece.isascii() or not any(map(_is_wide, piece)):
            yield piece
        else:
            yield from piece


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"


@cache
def _type_of(family: str) -> _Type:
    data = table("widths")[family]
    widths = {
        character: int(width) / 1000
        for width, characters in data["characters"].items()
        for character in characters
    }
    return _Type(data["cap"] / 1000, widths)
