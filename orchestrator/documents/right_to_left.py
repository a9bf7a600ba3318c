"""Arabic and Hebrew of a PDF by the places of the letters: files hold them in any order."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_GAP = 1.5  # of the size of the type: two cells, not two words
_BLANK = 0.3  # of the size: two words, where the file has no blank between them
_SAME_LINE = 0.35  # of the size: words of Naskh step down
_ONE_GLYPH = 0.15  # of the size: letters that were drawn as one
_ALEFS = frozenset("اأإآ")
_LEAST_SHARE = 0.2  # of the letters
_IN_NUMBERS = frozenset(".,:/+-%()#")
_MIRRORED = str.maketrans("()[]{}<>«»", ")(][}{><»«")
_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")


class Glyph(NamedTuple):
    """One character with its place: points from the top left of the page; `base` is its line."""

    number: int
    character: str
    left: float
    top: float
    right: float
    bottom: float
    base: float


def runs_right_to_left(texts: Iterable[str]) -> bool:
    """Whether so many letters are Arabic or Hebrew that their order matters."""
    ours = others = 0
    for text in texts:
        for character in text:
            if character.isalpha():
                if _is_right_to_left(character):
                    ours += 1
                else:
                    others += 1
    return ours > _LEAST_SHARE * (ours + others)


def cells_of(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Put glyphs into lines, and lines into cells where the gap is wide; from the left."""
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda g: (g.base, g.left)):
        first = rows[-1][0] if rows else None
        if first is not None and glyph.base - first.base < _SAME_LINE * max(
            _size(first), _size(glyph)
        ):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    cells: list[list[Glyph]] = []
    for row in rows:
        row.sort(key=lambda g: (g.left, -g.number))
        size = max(map(_size, row))
        reach: float | None = None
        for glyph in row:
            if glyph.character == " " and reach is None:
                continue
            if reach is None or glyph.left - reach > _GAP * size:
                cells.append([])
                reach = glyph.right
            cells[-1].append(glyph)
            reach = max(reach, glyph.right)
    return cells


def text_of_cell(cell: Sequence[Glyph]) -> str:
    """Return what a cell says in the order it is read."""
    units: list[str] = []
    size = max(map(_size, cell))
    reach: float | None = None
    for glyph in _with_ligatures(cell):
        if reach is not None and glyph.left - reach > _BLANK * size:
            units.append(" ")
        units.append(_plain(glyph.character))
        reach = glyph.right if reach is None else max(reach, glyph.right)
    units = [unit for n, unit in enumerate(units) if unit != " " or units[n - 1 : n] != [" "]]
    if not any(_is_right_to_left(unit[:1]) for unit in units) and any(map(str.isalpha, units)):
        return "".join(units)
    runs = [run for run in _runs(units) if run]
    return _paired("".join(reversed(runs)))


def _with_ligatures(cell: Sequence[Glyph]) -> list[Glyph]:
    """Put lam to the right of alef where both were drawn as one; files have them either way."""
    found = list(cell)
    for at in range(len(found) - 1):
        one, two = found[at], found[at + 1]
        near = abs(two.left - one.left) < _ONE_GLYPH * _size(one)
        if near and one.character == "ل" and two.character in _ALEFS:
            found[at], found[at + 1] = two, one
    return found


def _runs(units: Sequence[str]) -> list[str]:
    """Part units at what is read from the right; Latin words and numbers stay whole."""
    runs: list[str] = []
    at = 0
    while at < len(units):
        end = _latin_end(units, at) or _number_end(units, at) or at + 1
        runs.append("".join(units[at:end]))
        at = end
    return runs


def _latin_end(units: Sequence[str], at: int) -> int | None:
    """The end of Latin words that start here, with what stands between them."""
    if not _is_latin(units[at]):
        return None
    end = at + 1
    for index in range(at + 1, len(units)):
        unit = units[index]
        if _is_right_to_left(unit[:1]) or unit in "|·•":
            break
        if _is_latin(unit) or unit.isdigit() or (unit in "+#" and units[index - 1] != " "):
            end = index + 1
    return end


def _number_end(units: Sequence[str], at: int) -> int | None:
    """The end of a number that starts here; a phone number keeps its blanks."""
    first = units[at]
    if not (first.isdigit() or (first in "+(" and _is_digit_at(units, at + 1))):
        return None
    ends: list[int] = []
    index = at
    while index < len(units):
        while index < len(units) and (units[index].isdigit() or units[index] in _IN_NUMBERS):
            index += 1
        while index > at and not units[index - 1].isdigit() and units[index - 1] not in "%)":
            index -= 1
        ends.append(index)
        if index + 1 < len(units) and units[index] == " " and _is_digit_at(units, index + 1):
            index += 1
            continue
        break
    if first == "+" or (first == "0" and len(ends) > 1 and units[ends[-2] + 1] != "0"):
        return ends[-1]
    return ends[0]


def _is_digit_at(units: Sequence[str], at: int) -> bool:
    return at < len(units) and units[at].isdigit()


def _paired(text: str) -> str:
    """Turn brackets around that close before they open."""
    first = next((c for c in text if c in _OPENING or c in _CLOSING), None)
    if first not in _CLOSING:
        return text
    return re.sub(r"(?<=\S)([(\[{]) ", r" \1", text.translate(_MIRRORED))


def _plain(character: str) -> str:
    """Letters in the forms that they have within words, as the letters they are."""
    if "\ufb1d" <= character <= "\ufdff" or "\ufe70" <= character <= "\ufefc":
        return unicodedata.normalize("NFKC", character).strip() or character
    return character


def _is_right_to_left(character: str) -> bool:
    return unicodedata.bidirectional(character) in ("R", "AL") if character else False


def _is_latin(unit: str) -> bool:
    return unit.isalpha() and unicodedata.bidirectional(unit[0]) == "L"


def _size(glyph: Glyph) -> float:
    return max(glyph.bottom - glyph.top, 0.1)
